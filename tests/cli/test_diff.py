"""How two images differ, from the command line: exit codes, text and JSON that scripts rely on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK

from dicom_files import write_series
from itk_inspector.cli import main
from itk_inspector.core.image.document import ImageDocument

sitk: Any = SimpleITK  # untyped

KEYS = [
    "a", "b", "same", "identical", "differing", "tolerance", "geometry", "difference_type", "difference_is_exact",
    "values", "values_not_compared", "labels", "metadata",
]  # fmt: skip
RAMP = np.add.outer(np.add.outer(100 * np.arange(2), 10 * np.arange(3)), np.arange(4)).astype(np.int16)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main.main(["diff", *(str(word) for word in words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def written(path: Path, pixels: npt.NDArray[Any] = RAMP, **placed: Any) -> Path:
    image = sitk.GetImageFromArray(pixels)
    image.SetSpacing(placed.get("spacing", (0.5, 2.0, 3.0)))
    image.SetOrigin(placed.get("origin", (10.0, 20.0, 30.0)))
    for key, value in placed.get("metadata", {}).items():
        image.SetMetaData(key, value)
    sitk.WriteImage(image, str(path))
    return path


@pytest.fixture
def a(tmp_path: Path) -> Path:
    return written(tmp_path / "a.mha")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """One pixel differs by 5."""
    pixels = RAMP.copy()
    pixels[1, 2, 0] += 5
    return written(tmp_path / "b.nrrd", pixels)


def test_same_images_of_other_formats(a: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, a, written(tmp_path / "b.nrrd"))

    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "result          identical"


def test_other_values_are_told_with_both_indices(a: Path, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, a, other)

    assert (code, err) == (1, "")
    assert out.splitlines() == [
        f"A               {a}: 4 × 3 × 2, int16",
        f"B               {other}: 4 × 3 × 2, int16",
        "geometry        Same size, spacing, origin, direction and start index.",
        "type            int16 in both",
        "values          1 of 24 pixels differs (4.17 %)",
        "largest         5 at ITK (0, 2, 1), NumPy [1, 2, 0]: 120 in A, 125 in B",
        "A − B           -5 to 0 (int32)",
        "|A − B|         mean 0.208333, root mean square 1.02062",
        "label  pixels in A  in B  in both    Dice",
        "  120            1     0        0  0.0000",
        "  125            0     1        0  0.0000",
        "result          different: values",
    ]


def keys_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_every_key_is_in_the_manual(a: Path, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(capsys, a, other, "--json", "--metadata")[1])
    manual = Path(__file__).parents[2].joinpath("docs", "manual.md").read_text(encoding="utf-8")
    table = manual.split("| key of `--json` | meaning |")[1].split("\n\n")[0]

    told = keys_of({key: value for key, value in report.items() if key not in "ab"}) | {"a", "b"}

    assert told == told & set(re.findall(r"\w+", table))


def test_the_example_of_the_manual(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = Path(__file__).parents[2] / "resources" / "samples" / "oblique-volume.nrrd"
    manual = Path(__file__).parents[2].joinpath("docs", "manual.md").read_text(encoding="utf-8")
    expected = manual.split("### Compare two images")[1].split("```text\n")[1].split("```")[0]
    before, after = tmp_path / "before.nrrd", tmp_path / "after.nrrd"
    image = sitk.ReadImage(str(sample))
    pixels = sitk.GetArrayFromImage(image)
    changed = np.where(pixels > 400, pixels - 12, pixels)
    changed[18, 20, 30] += 207
    for path, values in ((before, pixels), (after, changed)):
        made = sitk.GetImageFromArray(values)
        made.CopyInformation(image)
        made.SetSpacing((0.9, 0.9, 2.5 if path == before else 2.6))
        sitk.WriteImage(made, str(path))
        text = path.read_bytes()  # SimpleITK states no unit
        path.write_bytes(text.replace(b"\nendian", b'\nspace units: "mm" "mm" "mm"\nendian', 1))

    out = run(capsys, before, after)[1]

    assert out.replace(str(tmp_path), "/data") == expected


def test_json(a: Path, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, a, other, "--json")

    assert (code, err) == (1, "")
    report = json.loads(out)
    assert list(report) == KEYS
    assert report["a"]["path"] == str(a)
    assert report["b"]["size"] == [4, 3, 2]
    assert report["geometry"]["sameness"] == "exact"
    (component,) = report["values"]["components"]
    assert component["largest"] == {
        "itk_index": [0, 2, 1],
        "itk_index_b": [0, 2, 1],
        "array_index": [1, 2, 0],
        "a": 120,
        "b": 125,
        "magnitude": 5,
    }
    assert {"label": 120, "in_a": 1, "in_b": 0, "in_both": 0, "dice": 0.0} in report["labels"]


@pytest.mark.parametrize(("words", "expected"), [([], 1), (["--tolerance", "4.9"], 1), (["--tolerance", "5"], 0)])
def test_quiet_tells_by_its_exit_code(
    a: Path, other: Path, capsys: pytest.CaptureFixture[str], words: list[str], expected: int
) -> None:
    assert run(capsys, a, other, "--quiet", *words) == (expected, "", "")


def test_a_tolerance_takes_rounding_of_the_geometry_for_the_same(
    a: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = written(tmp_path / "b.mha", origin=(10.0001, 20.0, 30.0))

    assert run(capsys, a, moved, "--quiet")[0] == 1
    code, out, _ = run(capsys, a, moved, "--tolerance", 0)

    assert code == 0
    assert out.splitlines()[-1] == "result          same within a tolerance of 0 and to rounding of the geometry"


def test_worst_corner_is_told(a: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    b = written(tmp_path / "b.mha", spacing=(0.5, 2.0, 3.5))

    code, out, _ = run(capsys, a, b, "--json")

    report = json.loads(out)
    points = [sitk.ReadImage(str(p)).TransformIndexToPhysicalPoint((3, 2, 1)) for p in (a, b)]
    assert code == 1
    assert report["geometry"]["farthest"]["distance"] == pytest.approx(np.linalg.norm(np.subtract(*points)))
    assert report["differing"] == ["geometry"]


def test_metadata_count_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = written(tmp_path / "1.nrrd", metadata={"note": "be\x1bfore"})
    other = written(tmp_path / "2.nrrd", metadata={"note": "after"})

    assert run(capsys, one, other)[0] == 0
    code, out, _ = run(capsys, one, other, "--metadata")

    assert code == 1
    assert "  note = be\\x1bfore in A, after in B" in out
    assert out.splitlines()[-1] == "result          different: metadata"


def test_options_of_reading_hold_for_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = written(tmp_path / "1.mha", RAMP.astype(np.uint8))
    other = written(tmp_path / "2.mha", RAMP.astype(np.uint8).astype(np.float32))

    assert run(capsys, one, other)[0] == 1
    code, out, err = run(capsys, one, other, "--as", "UC")

    assert code == 0
    assert "type            uint8 in both" in out
    assert err.startswith("note: B: ")


def test_a_series_is_compared_with_a_file_of_its_volume(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "series"
    write_series(folder, (0, 2, 4), RescaleSlope="2", RescaleIntercept="-1000")
    write_series(folder, (0, 2), uid="1.2.3.4.2", SeriesNumber=9)
    volume = tmp_path / "volume.nrrd"
    assert main.main(["export", str(folder), str(volume), "--series", "1.2.3.4.1", "--yes"]) == 0
    capsys.readouterr()

    assert run(capsys, folder, volume, "--series", "1.2.3.4.1", "--tolerance", 0)[0] == 0
    assert run(capsys, volume, folder, "--series-b", "1.2.3.4.1", "--tolerance", 0)[0] == 0
    code, out, _ = run(capsys, folder, folder, "--series", "1.2.3.4.1", "--series-b", "1.2.3.4.2")
    assert code == 1
    assert "Sizes differ (5 × 4 × 3 and 5 × 4 × 2)" in out


def test_parts_of_one_file_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tifffile = pytest.importorskip("tifffile")
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path) as writer:
        for width in (4, 5):
            writer.write(np.zeros((3, width), np.uint8))

    assert run(capsys, path, path, "--part", 1)[0] == 0
    code, out, _ = run(capsys, path, path, "--part-b", 1)
    assert code == 1
    assert "Sizes differ (4 × 3 and 5 × 3)" in out


@pytest.mark.parametrize("place", [0, 1])
def test_a_file_that_cannot_be_read(a: Path, capsys: pytest.CaptureFixture[str], place: int) -> None:
    words = [a, a]
    words[place] = a.with_name("missing.mha")

    code, out, err = run(capsys, *words)

    assert (code, out) == (3, "")
    assert len(err.splitlines()) == 1
    assert "missing.mha" in err


@pytest.mark.parametrize(
    "words", [(), ("a.mha",), ("a.mha", "b.mha", "--tolerance", "-1"), ("a.mha", "b.mha", "--tolerance", "nan"),
              ("a.mha", "b.mha", "--tolerance", "inf"), ("a.mha", "b.mha", "--json", "--quiet"),
              ("a.mha", "b.mha", "--part-b", "x")],
)  # fmt: skip
def test_bad_usage(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        run(capsys, *words)

    assert left.value.code == 2
    assert "usage: itk-inspector diff" in capsys.readouterr().err


def test_images_are_closed(
    a: Path, other: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []
    close = ImageDocument.close

    def counted(document: ImageDocument) -> None:
        closed.append(document.info.path.name)
        close(document)

    monkeypatch.setattr(ImageDocument, "close", counted)
    run(capsys, a, other, "--quiet")
    assert sorted(closed) == ["a.mha", "b.nrrd"]


def test_exit_code_is_the_same_when_nobody_reads(a: Path, other: Path) -> None:
    """As with ``itk-inspector diff A B | head -0``."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "itk_inspector", "diff", str(a), str(other)],
            stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_truncated_file_is_not_the_whole_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    short = tmp_path / "short.nii"
    sitk.WriteImage(sitk.Image(40, 30, sitk.sitkInt16), str(short))
    whole = tmp_path / "whole.nii"
    whole.write_bytes(short.read_bytes())
    short.write_bytes(short.read_bytes()[:-100])

    code, out, err = run(capsys, whole, short)

    assert code == 1  # though the rest is read as zeros, which the other holds
    assert out.splitlines()[-2:] == [
        "truncated       B: some of the pixels are not in the file",
        "result          different: truncation",
    ]
    assert err.startswith("note: B: truncated")
    code, out, _ = run(capsys, short, short)
    assert (code, out.splitlines()[-1]) == (0, "result          same, as far as the files go")
