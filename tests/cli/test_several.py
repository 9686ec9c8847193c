"""Many images and points in one call, and what is missing: never exit code 0."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

from itk_inspector.app import single_instance
from itk_inspector.cli import main

sitk: Any = SimpleITK  # untyped
VOLUME = Path(__file__).resolve().parents[2] / "resources" / "samples" / "oblique-volume.nrrd"
MISSING = (
    ("info",), ("probe", "--at", "1", "2", "3"), ("probe", "--points", "points.csv"), ("diff", "volume.nrrd"),
    ("labels", "volume.nrrd"), ("bridge", "out.png"), ("export", "out.mha"), ("--screenshot", "out.png"), (),
    ("--new-window",), ("--at", "1", "2", "3"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(VOLUME, tmp_path / "volume.nrrd")
    (tmp_path / "points.csv").write_text("x,y,z\n1,2,3\n0,0,99\nx,0,0\n30,20,18\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is handed to the window that is open."""
    handed: list[Any] = []

    def hand_over(paths: list[Path], *others: Any) -> bool:
        handed.append([path.name for path in paths])
        return True

    monkeypatch.setattr(single_instance, "hand_over", hand_over)
    return handed


@pytest.mark.parametrize("words", MISSING, ids=" ".join)
def test_a_missing_image_is_never_done(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], shown: list[Any]
) -> None:
    command = words[:1] if words and not words[0].startswith("-") else ()

    code = main.main([*command, "missing.nii", *words[len(command) :]])

    assert code == 3
    assert "missing.nii does not exist" in capsys.readouterr().err
    assert shown == []


@pytest.mark.parametrize("words", [("diff", "volume.nrrd", "missing.nii"), ("labels", "volume.nrrd", "missing.nii"),
                                   ("apply", "missing.json", "volume.nrrd", "o.mha"), ("info", ".", "volume.nrrd"),
                                   ("probe", "volume.nrrd", "--points", "missing.csv")])  # fmt: skip
def test_another_missing_file_is_not_either(words: tuple[str, ...]) -> None:
    assert main.main(list(words)) == 3


def test_the_window_opens_what_is_there(shown: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    code = main.main(["volume.nrrd", "missing.nii"])

    assert (code, shown) == (3, [["volume.nrrd"]])
    assert "missing.nii does not exist" in capsys.readouterr().err
    assert main.main(["volume.nrrd", "--overlay", "missing.mha"]) == 3
    assert main.main(["volume.nrrd"]) == 0
    assert main.main([]) == 0


def test_points_of_a_table_are_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    code = main.main(["probe", "volume.nrrd", "missing.nii", "volume.nrrd", "--points", "points.csv", "--json"])

    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [(row["path"], row["row"], row["itk_index"]) for row in told] == 2 * [
        ("volume.nrrd", 2, [1, 2, 3]),
        ("volume.nrrd", 5, [30, 20, 18]),
    ]
    assert told[1]["array_value"] == told[1]["itk_value"] == 28
    wrong = [line.split(": ")[1] for line in err.splitlines()]
    assert wrong == ["volume.nrrd, row 3", "volume.nrrd, row 4", "missing.nii does not exist. Check the name and the "
                     "folder.", "volume.nrrd, row 3", "volume.nrrd, row 4"]  # fmt: skip


def test_several_images_have_their_path_in_front(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["probe", "volume.nrrd", "--at", "1", "2", "3"]) == 0
    alone = capsys.readouterr().out

    assert main.main(["probe", "volume.nrrd", "volume.nrrd", "--at", "1", "2", "3"]) == 0

    assert capsys.readouterr().out == 2 * f"volume.nrrd:\n{alone}\n"


def test_a_table_that_is_none_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "points.csv").write_bytes(b"\xff\xfe\x00")
    assert main.main(["probe", "volume.nrrd", "--points", "points.csv"]) == 2
    (folder / "points.csv").write_text("a,b\n1,2\n")
    assert main.main(["probe", "volume.nrrd", "--points", "points.csv"]) == 3
    with pytest.raises(SystemExit):
        main.main(["probe", "volume.nrrd", "--points", "points.csv", "--overlay", "volume.nrrd"])
    assert "needs the columns" in capsys.readouterr().err


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_points_of_a_table_are_lines_of_csv(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    image = sitk.ReadImage(str(folder / "volume.nrrd"))
    shutil.copy(VOLUME, folder / 'of, a "name".nrrd')

    code = main.main(["probe", "volume.nrrd", 'of, a "name".nrrd', "--points", "points.csv", "--csv"])

    rows = rows_of(capsys.readouterr().out)
    assert code == 3  # two rows of the table are no pixels
    assert [(row["path"], row["row"]) for row in rows] == [
        (name, number) for name in ("volume.nrrd", 'of, a "name".nrrd') for number in ("2", "5")
    ]
    for row in rows:
        index = tuple(int(row[f"itk {axis}"]) for axis in "xyz")
        assert index == tuple(int(row[f"numpy {axis}"]) for axis in ("col", "row", "slice"))
        assert int(row["value"]) == int(row["itk value"]) == image[index]
        there = [float(row[f"point {axis}"]) for axis in "xyz"]
        assert there == pytest.approx(image.TransformIndexToPhysicalPoint(index), rel=1e-12)


def test_csv_of_one_pixel_is_read_again_as_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pixels = np.array([[0.1, np.nan], [np.float32(1) / 3, -np.inf]], np.float32)
    np.save(folder / "f.npy", pixels)
    assert main.main(["probe", "f.npy", "--at", "0", "1", "--csv"]) == 0
    out = capsys.readouterr().out
    (row,) = rows_of(out)
    assert np.float32(row["value"]) == pixels[1, 0]
    assert "row" not in row

    (folder / "again.csv").write_text(out)
    assert main.main(["probe", "f.npy", "--points", "again.csv", "--csv"]) == 0
    (again,) = rows_of(capsys.readouterr().out)
    assert {key: again[key] for key in row} == row


def test_csv_has_the_columns_of_the_first_image(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(folder / "flat.npy", np.eye(3, dtype=np.uint8))

    code = main.main(["probe", "missing.nii", "volume.nrrd", "flat.npy", "--at", "max", "--csv"])

    out, err = capsys.readouterr()
    assert (code, [row["path"] for row in rows_of(out)]) == (3, ["volume.nrrd"])
    assert "flat.npy: The image has 2 axes, and the table has columns for 3." in err
    assert main.main(["probe", "flat.npy", "--at", "9", "9", "--csv"]) == 2
    with pytest.raises(SystemExit):
        main.main(["probe", "flat.npy", "--at", "1", "1", "--csv", "--overlay", "flat.npy"])


def test_many_images_are_compared_with_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pixels = np.arange(12, dtype=np.int16).reshape(3, 4)
    for name, change in (("a", 0), ("same", 0), ("other", 5)):
        np.save(folder / f"{name}.npy", pixels + np.int16(change))

    code = main.main(["diff", "a.npy", "same.npy", "missing.npy", "other.npy", "--json"])

    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    assert (code, "missing.npy does not exist" in err) == (3, True)
    assert [(Path(row["b"]["path"]).name, row["same"]) for row in told] == [("same.npy", True), ("other.npy", False)]
    assert {Path(row["a"]["path"]).name for row in told} == {"a.npy"}
    assert told[1]["values"]["unequal"] == pixels.size
    assert main.main(["diff", "a.npy", "same.npy", "same.npy", "--quiet"]) == 0
    assert main.main(["diff", "a.npy", "other.npy", "same.npy", "--quiet"]) == 1
    assert main.main(["diff", "a.npy", "other.npy", "same.npy"]) == 1
    assert capsys.readouterr().out.count("result ") == 2


def test_one_image_under_many_labels(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pixels = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
    labels = {"one": (pixels > 30).astype(np.uint8), "two": (pixels // 20).astype(np.uint8)}
    np.save(folder / "ct.npy", pixels)
    for name, under in labels.items():
        np.save(folder / f"{name}.npy", under)
    np.save(folder / "none.npy", pixels.astype(np.float32))
    words = ["labels", "ct.npy", "one.npy", "missing.npy", "none.npy", "two.npy"]
    sums = [
        (f"{name}.npy", label, int(pixels[under == label].sum()))
        for name, under in labels.items()
        for label in np.unique(under)[1:]
    ]

    assert main.main([*words, "--json"]) == 3
    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    assert [(each["path"], row["label"], row["sum"]) for each in told for row in each["labels"]] == sums
    assert "missing.npy does not exist" in err
    assert "none.npy has float32 values, labels are whole numbers." in err

    assert main.main([*words, "--csv"]) == 3
    rows = rows_of(capsys.readouterr().out)
    assert [(row["path"], int(row["label"]), int(row["sum"])) for row in rows] == sums

    assert main.main(words) == 3
    assert [line for line in capsys.readouterr().out.splitlines() if line.endswith(":")] == ["one.npy:", "two.npy:"]
