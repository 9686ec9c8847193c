"""The command line: exit codes, words and JSON that scripts rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.cli import main
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent import header_calls, header_start
from itk_inspector.worker.parent import launch as launching
from itk_inspector.worker.sandbox import family
from itk_inspector.worker.sandbox.family import Ahead
from label_images import SNAP, blocks, write_nrrd

INFO_KEYS = [
    "path", "format", "dimension", "size", "shape", "pixel_type", "component_type", "components", "start_index",
    "spacing", "origin", "direction", "bytes", "mapping", "metadata",
]  # fmt: skip
PROBE_KEYS = ["itk_index", "array_index", "physical_point", "itk_value", "array_value", "same_numbers", "label"]
EXAMPLE = "images/png/itkgit__BrainProtonDensitySliceBorder20.png"
OBLIQUE = "images/nii/nibabel__anatomical.nii"

TYPES = {"uint8": "UCHAR", "int8": "CHAR", "int16": "SHORT", "uint16": "USHORT", "int64": "LONG_LONG"}
TYPES |= {"uint64": "ULONG_LONG", "float32": "FLOAT", "float64": "DOUBLE"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process; the child is real."""

    def command(*words: object) -> Answer:
        capfd.readouterr()
        try:
            code = main.main([str(word) for word in words])
        except SystemExit as e:  # argparse
            code = int(str(e.code))
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    return command


def meta_image(path: Path, pixels: npt.NDArray[Any], components: int = 1, **fields: object) -> Path:
    """Write an image by hand, so that no writer stands between the values and the test."""
    size = pixels.shape[::-1] if components == 1 else pixels.shape[:-1][::-1]
    lines = {"ObjectType": "Image", "NDims": len(size), "DimSize": " ".join(map(str, size))}
    lines |= {"ElementNumberOfChannels": components, "ElementType": f"MET_{TYPES[pixels.dtype.name]}"}
    lines |= fields
    text = "".join(f"{key} = {value}\n" for key, value in lines.items()) + "ElementDataFile = LOCAL\n"
    path.write_bytes(text.encode() + pixels.tobytes())
    return path


@pytest.fixture
def ramp(tmp_path: Path) -> Path:
    """A 4 × 3 × 2 image whose value is 100 z + 10 y + x, with a geometry of its own."""
    z, y, x = np.indices((2, 3, 4))
    pixels = (100 * z + 10 * y + x).astype(np.int16)
    return meta_image(
        tmp_path / "ramp.mha",
        pixels,
        ElementSpacing="0.5 2 3",
        Offset="10 20 30",
        TransformMatrix="0 1 0 1 0 0 0 0 -1",
    )


def one_plain_sentence(answer: Answer, *words: str) -> None:
    lines = answer.err.splitlines()
    assert len(lines) == 1, answer.err
    assert lines[0].startswith("itk-inspector: ")
    assert "Traceback" not in answer.err
    assert lines[0].endswith((".", "…"))
    for word in words:
        assert word in lines[0]
    assert answer.out == ""


# info


@pytest.mark.data
def test_info_as_json(run: Run, shared_data: Path) -> None:
    answer = run("info", shared_data / OBLIQUE, "--json")

    assert answer.code == 0
    assert answer.err == ""
    assert [key for key in answer.json if key in INFO_KEYS] == INFO_KEYS
    assert answer.json["path"] == str(shared_data / OBLIQUE)
    assert answer.json["format"] == "NiftiImageIO"
    assert answer.json["dimension"] == 3
    assert answer.json["size"] == [33, 41, 25]
    assert answer.json["shape"] == [25, 41, 33]
    assert (answer.json["pixel_type"], answer.json["component_type"]) == ("scalar", "short")
    assert answer.json["components"] == 1
    assert answer.json["bytes"] == 33 * 41 * 25 * 2
    assert answer.json["mapping"] in ("file", "scratch")
    assert isinstance(answer.json["metadata"], dict)


def test_info_has_itk_names_in_itk_order(run: Run, ramp: Path) -> None:
    found = run("info", ramp, "--json").json

    assert found["size"] == [4, 3, 2]
    assert found["shape"] == [2, 3, 4]
    assert found["spacing"] == [0.5, 2.0, 3.0]
    assert found["origin"] == [10.0, 20.0, 30.0]
    assert found["direction"] == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, -1.0]]
    assert found["start_index"] == [0, 0, 0]


def test_info_for_people(run: Run, ramp: Path) -> None:
    answer = run("info", ramp)

    assert answer.code == 0
    lines = [line.split(None, 1) for line in answer.out.splitlines()]
    assert ["file", "ramp.mha"] in lines
    assert any("4, 3, 2" in line for line in answer.out.splitlines())
    assert any("(2, 3, 4)" in line for line in answer.out.splitlines())


def test_info_of_several_says_which_is_which(run: Run, ramp: Path) -> None:
    alone = run("info", ramp).out

    answer = run("info", ramp, ramp)

    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"{ramp}:\n{alone}\n" * 2


def test_info_of_several_as_json_is_one_object_a_line(run: Run, ramp: Path, tmp_path: Path) -> None:
    other = meta_image(tmp_path / "other.mha", np.zeros((2, 3), np.uint8))
    alone = [run("info", path, "--json").json for path in (ramp, other)]

    answer = run("info", ramp, other, "--json")

    assert (answer.code, answer.err) == (0, "")
    assert [json.loads(line) for line in answer.out.splitlines()] == alone


def test_info_goes_on_after_a_path_that_cannot_be_read(run: Run, ramp: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")

    answer = run("info", tmp_path / "missing.nii", ramp, tmp_path / "bad.png", ramp, "--json")

    assert answer.code == 3
    assert [json.loads(line)["path"] for line in answer.out.splitlines()] == [str(ramp)] * 2
    assert [line.split()[1] for line in answer.err.splitlines()] == ["missing.nii", "bad.png"]
    assert all(line.startswith("itk-inspector: ") for line in answer.err.splitlines())


def test_info_of_several_names_what_has_no_series(run: Run, ramp: Path) -> None:
    answer = run("info", ramp, ramp, "--series", "1.2.3")

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("a series is chosen from a folder") == 2


def test_info_of_several_starts_one_child(run: Run, ramp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    def launch(policy: ScratchPolicy, *, ahead: Ahead = Ahead.NEVER) -> launching.Launched:
        launched = launching.launch(policy, ahead=ahead)
        started.append(launched.process.pid)
        return launched

    monkeypatch.setattr(header_start, "launch", launch)

    assert run("info", *[ramp] * 5).code == 0
    assert len(started) == 1
    assert not Path(f"/proc/{started[0]}").exists()


@pytest.mark.data
def test_info_read_as(run: Run, shared_data: Path) -> None:
    stored = run("info", shared_data / EXAMPLE, "--json").json
    read_as = run("info", shared_data / EXAMPLE, "--as", "UC", "--json").json

    assert (stored["components"], stored["shape"]) == (3, [257, 221, 3])
    assert (read_as["components"], read_as["shape"]) == (1, [257, 221])
    assert any(note.startswith("Read as uint8 (UC)") for note in read_as["notes"])


# probe


def test_probe_tells_what_a_label_stands_for(run: Run, tmp_path: Path) -> None:
    path = write_nrrd(tmp_path / "brain.nrrd", blocks((3, 4, 5), (0, 1, 2), "int32"))
    (tmp_path / "brain.txt").write_bytes(SNAP)

    assert run("probe", path, "--at", 0, 0, 2, "--json").json["label"] == "right hippocampus"
    assert "value        1 · left hippocampus" in run("probe", path, "--at", 0, 0, 1).out


def test_probe_tells_other_images_at_the_same_physical_point(run: Run, ramp: Path, tmp_path: Path) -> None:
    """ITK index (1, 2, 0) lies at (10 + 2 · 2, 20 + 0.5 · 1, 30) = (14, 20.5, 30)."""
    labels = np.zeros((40, 50, 60), np.uint8)
    labels[30, 41, 14] = 7
    near = meta_image(tmp_path / "near.mha", labels, ElementSpacing="1 0.5 1")
    far = meta_image(tmp_path / "far.mha", labels, Offset="1000 0 0")
    others = ("--overlay", near, "--overlay", far)

    told = run("probe", ramp, "--at", 1, 2, 0, "--json", *others).json

    assert list(told) == [*PROBE_KEYS, "layers"]
    assert told["physical_point"] == [14, 20.5, 30]
    assert told["layers"] == [
        {
            "name": "near.mha", "itk_index": [14, 41, 30], "array_index": [30, 41, 14], "itk_value": 7,
            "array_value": 7, "label": None, "difference": -14, "difference_is_exact": True,
        },
        {
            "name": "far.mha", "itk_index": None, "array_index": None, "itk_value": None,
            "array_value": None, "label": None, "difference": None, "difference_is_exact": None,
        },
    ]  # fmt: skip
    assert run("probe", ramp, "--at", 1, 2, 0, *others).out.splitlines()[-2:] == [
        "layer        near.mha: ITK (14, 41, 30), NumPy [30, 41, 14], value 7, difference -14",
        "layer        far.mha: outside",
    ]


def test_probe_tells_other_images_of_one_name_apart(run: Run, ramp: Path, tmp_path: Path) -> None:
    paths = [tmp_path / folder / "labels.mha" for folder in ("one", "two")]
    for path in paths:
        path.parent.mkdir()
        meta_image(path, np.zeros((2, 3, 4), np.uint8))
    others = [word for path in paths for word in ("--overlay", path)]

    told = run("probe", ramp, "--at", 0, 0, 0, "--json", *others).json

    assert [row["name"] for row in told["layers"]] == ["one/labels.mha", "two/labels.mha"]


def test_probe_reads_nothing_where_another_image_cannot_be_read(run: Run, ramp: Path, tmp_path: Path) -> None:
    answer = run("probe", ramp, "--at", 0, 0, 0, "--overlay", tmp_path / "missing.mha")

    assert answer.code == 3
    one_plain_sentence(answer, "missing.mha")


def test_the_pixel_type_is_asked_of_the_first_image_only(run: Run, ramp: Path, tmp_path: Path) -> None:
    other = meta_image(tmp_path / "other.mha", np.full((60, 60, 60), 0.5, np.float32))

    told = run("probe", ramp, "--at", 1, 2, 0, "--as", "UC", "--json", "--overlay", other).json

    assert (told["array_value"], told["layers"][0]["array_value"]) == (21, 0.5)
    assert told["layers"][0]["difference"] == -20.5


def test_probe_as_json(run: Run, ramp: Path) -> None:
    answer = run("probe", ramp, "--at", 1, 2, 0, "--json")

    assert answer.code == 0
    assert list(answer.json) == PROBE_KEYS
    assert answer.json == {
        "itk_index": [1, 2, 0],
        "array_index": [0, 2, 1],
        "physical_point": [14.0, 20.5, 30.0],
        "itk_value": 21,
        "array_value": 21,
        "same_numbers": 120,
        "label": None,
    }


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("[1, 2, 3]",), 123),
        (("p: 14 20.5 30",), 21),
        (("max",), 123),
        (("label", 102), 102),
        (("label 102",), 102),
        (("Label 102",), 102),
        (("ITK index (1, 2, 0)",), 21),
    ],
)
def test_probe_takes_what_go_to_takes(run: Run, ramp: Path, words: tuple[object, ...], value: int) -> None:
    assert run("probe", ramp, "--at", *words, "--json").json["array_value"] == value


def test_same_numbers_are_null_when_out_of_bounds(run: Run, ramp: Path) -> None:
    assert run("probe", ramp, "--at", 3, 0, 0, "--json").json["same_numbers"] is None


@pytest.mark.data
def test_three_ways_to_one_pixel(run: Run, shared_data: Path) -> None:
    path = shared_data / OBLIQUE
    at = run("probe", path, "--at", 5, 17, 20, "--json").json

    array = run("probe", path, "--array", 20, 17, 5, "--json").json
    point = run("probe", path, "--point", *at["physical_point"], "--json").json

    assert at["itk_index"] == [5, 17, 20]
    assert at["itk_value"] == at["array_value"]
    assert at == array == point


def test_a_point_is_taken_to_the_nearest_centre(run: Run, ramp: Path) -> None:
    """Axis x lies along physical y: 0.5 apart, so the border between x = 1 and x = 2 is at 20.75."""
    below = run("probe", ramp, "--point", 10, 20.749, 30, "--json").json
    border = run("probe", ramp, "--point", 10, 20.75, 30, "--json").json

    assert below["itk_index"] == [1, 0, 0]
    assert border["itk_index"] == [2, 0, 0]


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        ("uint64", [2**64 - 1, 2**53 + 1]),
        ("int64", [-(2**63), 2**63 - 1]),
        ("int8", [-128, 127]),
    ],
)
def test_integers_stay_exact(run: Run, tmp_path: Path, dtype: str, values: list[int]) -> None:
    path = meta_image(tmp_path / "a.mha", np.array([values, values], dtype=dtype))

    for x, value in enumerate(values):
        answer = run("probe", path, "--at", x, 1, "--json")
        assert f'"itk_value": {value},' in answer.out
        assert (answer.json["itk_value"], answer.json["array_value"]) == (value, value)


def test_what_is_no_number_is_a_word(run: Run, tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", np.array([[np.nan, np.inf, -np.inf, 0.1]], dtype=np.float32))

    found = [run("probe", path, "--at", x, 0, "--json").json for x in range(4)]

    assert [f["itk_value"] for f in found] == ["nan", "inf", "-inf", float(np.float32(0.1))]
    assert [f["array_value"] for f in found] == [f["itk_value"] for f in found]


def test_components_are_a_list(run: Run, tmp_path: Path) -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    path = meta_image(tmp_path / "a.mha", pixels, components=3)

    found = run("probe", path, "--at", 1, 0, "--json").json

    assert found["itk_value"] == found["array_value"] == [3, 4, 5]
    assert found["same_numbers"] == [6, 7, 8]


@pytest.mark.data
def test_complex_is_real_and_imaginary(run: Run, shared_data: Path) -> None:
    sitk = pytest.importorskip("SimpleITK")
    path = shared_data / "images/nrrd/itk5__mini-complex-slow.nrrd"
    value = sitk.ReadImage(str(path)).GetPixel(20, 30)

    found = run("probe", path, "--at", 20, 30, "--json").json

    assert found["itk_value"] == found["array_value"] == [value.real, value.imag]


def test_probe_for_people(run: Run, ramp: Path) -> None:
    answer = run("probe", ramp, "--at", 1, 2, 0)

    assert answer.code == 0
    assert "(1, 2, 0)" in answer.out
    assert "[0, 2, 1]" in answer.out
    assert " 21\n" in answer.out
    assert "array[1, 2, 0]  120" in answer.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", 4, 0, 0), "lies outside the image"),
        (("--at", -1, 0, 0), "lies outside the image"),
        (("--array", 2, 0, 0), "lies outside the image"),
        (("--array", -1, 0, 0), "lies outside the image"),
        (("--point", 0, 0, 0), "lies outside the image"),
        (("--at", 1, 2), "3 axes, not 2"),
        (("--at", "[2, 0, 0]"), "lies outside the image: slice 0 to 1"),
        (("--at", "label", 99), "No pixel of this image is label 99"),
        (("--at", "(1, 2]"), "is not a position"),
        (("--point", "nan", 0, 0), "finite"),
        (("--point", "1e308", "1e308", "-1e308"), "outside the image"),
    ],
)
def test_an_impossible_index_is_bad_usage(run: Run, ramp: Path, words: tuple[object, ...], said: str) -> None:
    answer = run("probe", ramp, *words)

    assert answer.code == 2
    one_plain_sentence(answer, said)


# Exit codes.


@pytest.mark.parametrize(
    "words",
    [
        ("probe", "a.mha"),
        ("probe", "a.mha", "--at", "1.5", "2"),
        ("probe", "a.mha", "--at", "1", "2", "--array", "1", "2"),
        ("info",),
        ("info", "a.mha", "--nonsense"),
        ("bridge", "a.mha"),
        ("export", "a.mha"),
        ("--screenshot", "out.png"),
        ("a.mha", "--at", "1.5", "2"),
        ("--at", "1", "2"),
        ("a.mha", "--screenshot", "out.png", "--window-size", "big"),
    ],
)
def test_bad_usage(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words)

    assert answer.code == 2
    assert "usage:" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("command", ["info", "probe", "diff", "labels", "bridge", "export", ""])
def test_help(run: Run, command: str) -> None:
    answer = run(*([command] if command else []), "--help")

    assert answer.code == 0
    assert "usage: itk-inspector" in answer.out


def test_version(run: Run) -> None:
    from itk_inspector import __version__

    assert run("--version").out == f"itk-inspector {__version__}\n"


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo", "empty", "text", "nothing left"])
@pytest.mark.parametrize("command", ["info", "probe", "export", "bridge"])
def test_a_file_that_cannot_be_read(run: Run, ramp: Path, tmp_path: Path, command: str, kind: str) -> None:
    path = tmp_path / "thing.nii"
    match kind:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "empty":
            path.touch()
        case "text":
            path.write_text("text\n")
        case "nothing left":
            sitk = pytest.importorskip("SimpleITK")
            sitk.WriteImage(sitk.Image(40, 30, sitk.sitkInt16), str(path))
            path.write_bytes(path.read_bytes()[:352])
    rest = {"info": [], "probe": ["--at", 0, 0], "export": [tmp_path / "o.mha"], "bridge": [tmp_path / "o.mha"]}

    answer = run(command, path, *rest[command])

    assert answer.code == 3
    one_plain_sentence(answer, "thing.nii")
    assert not (tmp_path / "o.mha").exists()


def test_a_truncated_file_is_read_with_a_visible_note(run: Run, tmp_path: Path) -> None:
    sitk = pytest.importorskip("SimpleITK")
    path = tmp_path / "short.nii"
    sitk.WriteImage(sitk.Image(40, 30, sitk.sitkInt16), str(path))
    path.write_bytes(path.read_bytes()[:-100])
    note = "truncated: 2,652 of 2,752 bytes are there; the rest is drawn as ITK fills it (zeros)."

    info, probe = run("info", path), run("probe", path, "--at", 0, 0)
    exported = run("export", path, tmp_path / "out.mha")

    assert [answer.code for answer in (info, probe, exported)] == [0, 0, 0]
    assert f"note            {note}" in info.out
    assert f"note: {note}" in probe.err
    assert f"note: {note}" in exported.out
    assert "note: The image was opened from a truncated file; part of it is made up." in exported.out


def test_an_unknown_pixel_type_is_bad_usage(run: Run, ramp: Path) -> None:
    answer = run("info", ramp, "--as", "XX")

    assert answer.code == 2
    one_plain_sentence(answer, "XX", "UC")


def test_debug_shows_where_it_failed(run: Run, tmp_path: Path) -> None:
    answer = run("info", tmp_path / "missing.nii", "--debug")

    assert answer.code == 3
    assert "Traceback" in answer.err
    assert answer.err.splitlines()[-1].startswith("itk-inspector: missing.nii does not exist.")


def test_an_address_is_no_missing_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(main, "_shown", lambda asked, at, paths, layers: shown.extend(paths) or 0)

    assert run("https://host/a.zarr").code == 0
    assert shown == [Path("https://host/a.zarr")]


def test_an_interrupt_is_130(run: Run, ramp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(header_calls, "read_info", interrupted)

    answer = run("info", ramp)

    assert (answer.code, answer.out, answer.err) == (130, "", "")


# bridge


@pytest.mark.data
def test_bridge_prints_the_facts_of_the_example_in_its_order(run: Run, shared_data: Path, tmp_path: Path) -> None:
    import itk

    answer = run("bridge", shared_data / EXAMPLE, tmp_path / "out.png")

    assert answer.code == 0
    assert "Read as" in answer.err
    lines = answer.out.splitlines()
    assert len(lines) == 9
    ends = ["itkSize2 ([221, 257])", "(257, 221)", "(257, 221)", "itkSize2 ([221, 257])", "= 6", "= 8"]
    ends += ["yes", "no", "no"]
    assert [line for line, end in zip(lines, ends, strict=True) if not line.endswith(end)] == []
    expected = itk.array_from_image(itk.imread(str(shared_data / EXAMPLE), itk.UC))
    assert np.array_equal(itk.array_from_image(itk.imread(str(tmp_path / "out.png"), itk.UC)), expected)


def test_bridge_says_what_the_output_loses(run: Run, ramp: Path, tmp_path: Path) -> None:
    answer = run("bridge", ramp, tmp_path / "out.tif", "--as", "SS")

    assert answer.code == 0
    assert "itkSize3 ([4, 3, 2])" in answer.out
    assert "does not keep the origin" in answer.err


def test_bridge_refuses_what_cannot_be_written(run: Run, ramp: Path, tmp_path: Path) -> None:
    answer = run("bridge", ramp, tmp_path / "out.png")

    assert answer.code == 3
    assert "out.png was not written" in answer.err
    assert "Traceback" not in answer.err
    assert not (tmp_path / "out.png").exists()


def test_bridge_never_replaces_its_input(run: Run, ramp: Path) -> None:
    before = ramp.read_bytes()

    answer = run("bridge", ramp, ramp)

    assert answer.code == 3
    assert ramp.read_bytes() == before


# export


def values(path: Path) -> Any:
    sitk = pytest.importorskip("SimpleITK")
    return sitk.GetArrayFromImage(sitk.ReadImage(str(path)))


def test_export_and_its_report(run: Run, ramp: Path, tmp_path: Path) -> None:
    answer = run("export", ramp, tmp_path / "out.nrrd", "--json")

    assert answer.code == 0
    assert list(answer.json) == ["path", "bytes", "verified", "verified_by", "findings", "notes"]
    assert answer.json["path"] == str(tmp_path / "out.nrrd")
    assert answer.json["bytes"] == (tmp_path / "out.nrrd").stat().st_size
    assert answer.json["verified"] is True
    assert np.array_equal(values(tmp_path / "out.nrrd"), values(ramp))


def test_export_for_people(run: Run, ramp: Path, tmp_path: Path) -> None:
    answer = run("export", ramp, tmp_path / "out.nrrd")

    assert answer.code == 0
    assert answer.out.startswith(f"{tmp_path / 'out.nrrd'}: ")
    assert "verified" in answer.out


def test_export_of_a_part(run: Run, ramp: Path, tmp_path: Path) -> None:
    """The ranges are ITK's, x first."""
    answer = run("export", ramp, tmp_path / "out.mha", "--crop", "1:3", ":2", "1:")

    assert answer.code == 0
    assert values(tmp_path / "out.mha").tolist() == [[[101, 102], [111, 112]]]
    assert run("info", tmp_path / "out.mha", "--json").json["origin"] == [10.0, 20.5, 27.0]


@pytest.mark.parametrize("crop", [("0:4", "0:3"), ("0:5", "0:3", "0:2"), ("2:2", ":", ":"), ("3:1", ":", ":"),
                                  ("-1:2", ":", ":"), ("1", ":", ":"), ("a:b", ":", ":")])  # fmt: skip
def test_a_part_outside_is_bad_usage(run: Run, ramp: Path, tmp_path: Path, crop: tuple[str, ...]) -> None:
    answer = run("export", ramp, tmp_path / "out.mha", "--crop", *crop)

    assert answer.code == 2
    one_plain_sentence(answer)
    assert not (tmp_path / "out.mha").exists()


@pytest.mark.parametrize("part", [("--region", 1, 0, 1, 2, 2, 1), ("--slice", "z=1", "x=1:3", "y=0:2")])
def test_a_part_is_named_in_other_ways_too(run: Run, ramp: Path, tmp_path: Path, part: tuple[object, ...]) -> None:
    answer = run("export", ramp, tmp_path / "out.mha", *part, "--cast", "uint8")

    assert answer.code == 0
    assert values(tmp_path / "out.mha").tolist() == [[[101, 102], [111, 112]]]
    assert run("info", tmp_path / "out.mha", "--json").json["component_type"] == "unsigned_char"


@pytest.mark.parametrize(
    "part",
    [
        ("--region", 0, 0, 0, 9, 1, 1),
        ("--region", 1, 2, 3),
        ("--region", 1),
        ("--slice", "z=2"),
        ("--slice", "9"),
        ("--slice", "z=0", "--crop", ":", ":", ":"),
    ],
)
def test_a_part_that_is_not_there_is_bad_usage(run: Run, ramp: Path, tmp_path: Path, part: tuple[object, ...]) -> None:
    answer = run("export", ramp, tmp_path / "out.mha", *part)

    assert answer.code == 2
    assert not (tmp_path / "out.mha").exists()


def test_export_as_another_type(run: Run, ramp: Path, tmp_path: Path) -> None:
    assert run("export", ramp, tmp_path / "a.nrrd", "--dtype", "uint8").code == 0
    assert values(tmp_path / "a.nrrd").dtype == np.uint8


def test_export_that_changes_values_needs_yes(run: Run, tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", np.array([[1, 300]], dtype=np.int16))

    refused = run("export", path, tmp_path / "b.mha", "--dtype", "uint8")
    agreed = run("export", path, tmp_path / "c.mha", "--dtype", "uint8", "--yes")

    assert refused.code == 3
    one_plain_sentence(refused, "1 of 2 values would change")
    assert not (tmp_path / "b.mha").exists()
    assert agreed.code == 0
    assert values(tmp_path / "c.mha").tolist() == [[1, 255]]


@pytest.mark.parametrize("dtype", ["nonsense", "object", "U8", "datetime64", "bool", "longdouble"])
def test_a_type_that_pixels_cannot_have_is_bad_usage(run: Run, ramp: Path, tmp_path: Path, dtype: str) -> None:
    for name in ("a.nrrd", "a.npy"):
        answer = run("export", ramp, tmp_path / name, "--dtype", dtype, "--yes")

        assert answer.code == 2
        one_plain_sentence(answer)
        assert not (tmp_path / name).exists()


def test_a_loss_is_listed_and_needs_yes(run: Run, ramp: Path, tmp_path: Path) -> None:
    refused = run("export", ramp, tmp_path / "a.tif")
    agreed = run("export", ramp, tmp_path / "a.tif", "--yes", "--json")

    assert refused.code == 3
    assert "does not keep the origin, spacing and direction" in refused.err
    assert agreed.code == 0
    [loss] = [f for f in agreed.json["findings"] if f["severity"] == "loss"]
    assert "origin" in loss["text"]


def test_a_refusal_with_json_prints_no_json(run: Run, ramp: Path, tmp_path: Path) -> None:
    answer = run("export", ramp, tmp_path / "a.png", "--json")

    assert answer.code == 3
    one_plain_sentence(answer, "a.png was not written")


def test_an_existing_output_needs_yes(run: Run, ramp: Path, tmp_path: Path) -> None:
    (tmp_path / "a.nrrd").write_bytes(b"precious")

    refused = run("export", ramp, tmp_path / "a.nrrd")

    assert refused.code == 3
    one_plain_sentence(refused, "a.nrrd exists")
    assert (tmp_path / "a.nrrd").read_bytes() == b"precious"
    assert run("export", ramp, tmp_path / "a.nrrd", "--yes").code == 0


def test_the_input_needs_a_yes_of_its_own(run: Run, ramp: Path) -> None:
    before = ramp.read_bytes()

    refused = run("export", ramp, ramp, "--yes", "--no-compress")

    assert refused.code == 3
    one_plain_sentence(refused, "file that was opened")
    assert ramp.read_bytes() == before
    assert run("export", ramp, ramp, "--overwrite-source").code == 0
    assert values(ramp)[1, 2, 3] == 123


def test_compression_is_a_choice(run: Run, tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", np.zeros((50, 60), dtype=np.int16))

    small = run("export", path, tmp_path / "b.nrrd", "--json").json["bytes"]
    large = run("export", path, tmp_path / "c.nrrd", "--no-compress", "--json").json["bytes"]

    assert small < 1000 < 6000 < large


def test_metadata_can_be_left_out(run: Run, tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", np.zeros((2, 3), dtype=np.uint8), PatientName="Doe")
    assert run("info", path, "--json").json["metadata"].get("PatientName") == "Doe"

    run("export", path, tmp_path / "with.nrrd")
    run("export", path, tmp_path / "without.nrrd", "--no-metadata")

    assert b"Doe" in (tmp_path / "with.nrrd").read_bytes()
    assert b"Doe" not in (tmp_path / "without.nrrd").read_bytes()


@pytest.mark.parametrize("name", ["gone/a.nrrd", "a.xyz", "a"])
def test_an_impossible_output(run: Run, ramp: Path, tmp_path: Path, name: str) -> None:
    answer = run("export", ramp, tmp_path / name, "--json")

    assert answer.code == (2 if "/" in name else 3)
    one_plain_sentence(answer)


# As a program.


def program(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "itk_inspector", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_the_program_answers_and_leaves(ramp: Path) -> None:
    done = program("probe", ramp, "--at", 1, 2, 0, "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["itk_value"] == 21


def test_the_program_fails_in_a_sentence(tmp_path: Path) -> None:
    done = program("info", tmp_path / "missing.nii")

    assert done.returncode == 3
    one_plain_sentence(Answer(done.returncode, done.stdout, done.stderr), "missing.nii does not exist")


def test_a_relative_name_is_found(ramp: Path) -> None:
    done = program("info", ramp.name, "--json", cwd=ramp.parent)

    assert done.returncode == 0
    assert json.loads(done.stdout)["size"] == [4, 3, 2]


@pytest.mark.data
def test_ctrl_c_ends_a_hanging_command(shared_data: Path) -> None:
    """The whole group gets the signal, as from a terminal; nothing of it stays."""
    import signal
    import time

    path = shared_data / "crashers/negative_ndims.mha"
    with subprocess.Popen(
        [sys.executable, "-m", "itk_inspector", "info", "--header-limit", "60", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        until = time.monotonic() + 20
        while not children.read_text().split():
            assert time.monotonic() < until
            time.sleep(0.01)
        [child] = children.read_text().split()
        while (family.usage(int(child)) or (0.0, 0))[0] < 1.5:
            assert time.monotonic() < until
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=10)

    assert (process.returncode, out, err) == (130, "", "")
    assert not Path(f"/proc/{child}").exists()


def test_a_header_that_reaches_outside_its_folder_needs_a_flag(run: Run, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "pixels.raw").write_bytes(bytes(range(6)))
    header = inner / "a.mhd"
    header.write_text(
        "ObjectType = Image\nNDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = ../pixels.raw\n"
    )

    refused = run("probe", header, "--at", "2", "1")
    allowed = run("probe", header, "--at", "2", "1", "--json", "--allow-outside")

    assert refused.code == 3
    one_plain_sentence(refused, "outside its own folder")
    assert allowed.json["itk_value"] == 5


def test_the_escaping_crasher_is_refused(run: Run, shared_data: Path) -> None:
    answer = run("info", shared_data / "crashers" / "escape.mhd")

    assert answer.code == 3
    one_plain_sentence(answer, "escape.mhd", "outside its own folder")


@pytest.mark.parametrize("option", ["--at", "--array", "--point"])
@pytest.mark.parametrize("word", ["1_0", "١", "１", "x"])
def test_only_plain_digits_are_an_index_or_a_point(run: Run, ramp: Path, option: str, word: str) -> None:
    answer = run("probe", ramp, option, word, "0")

    assert (answer.code, answer.out) == (2, "")
    assert f"“{word}” is not a" in answer.err
    assert "Traceback" not in answer.err


def test_a_range_of_a_crop_has_plain_digits(run: Run, ramp: Path, tmp_path: Path) -> None:
    answer = run("export", ramp, tmp_path / "x.nrrd", "--crop", "0:1_0", "0:1", "0:1")

    assert (answer.code, "is not a range" in answer.err) == (2, True)


def test_verbose_version_says_what_confines_the_children(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from itk_inspector import __version__
    from itk_inspector.worker.sandbox import confinement

    plain = run("--version")
    told = run("--version", "--verbose")
    monkeypatch.setenv(confinement.OFF, "1")
    off = run("--verbose", "--version")

    assert plain.out == f"itk-inspector {__version__}\n"
    lines = told.out.splitlines()
    assert lines[0] == plain.out.strip()
    assert [line.split()[0] for line in lines[1:6]] == ["Python", "ITK", "NumPy", "PySide6", "pyqtgraph"]
    assert lines[6].startswith("reading and writing children: ")
    assert "children: none: " in off.out
    assert run("--verbose").code == 2
