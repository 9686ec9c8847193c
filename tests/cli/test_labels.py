"""Statistics under labels, from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from generated_stores import let_go_of_zarr, multiscale
from itk_inspector.cli import labels as labels_command
from itk_inspector.cli import main
from itk_inspector.core.measure import under_labels_table
from label_images import SNAP, blocks, write_nrrd


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An image that counts up from 0, under labels 0, 1 and 2, with names for these."""
    write_nrrd(tmp_path / "ct.nrrd", np.arange(60, dtype=np.int16).reshape(3, 4, 5))
    write_nrrd(tmp_path / "seg.nrrd", blocks((3, 4, 5), (0, 1, 2)))
    (tmp_path / "seg.txt").write_bytes(SNAP)
    floats = write_nrrd(tmp_path / "float.nrrd", np.zeros((3, 4, 5), np.float32))
    floats.write_bytes(floats.read_bytes().replace(b"type: float32", b"type: float"))
    return tmp_path


def run(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    capfd.readouterr()
    code = main.main([str(word) for word in words])
    return code, *capfd.readouterr()


def test_json_tells_each_label(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    values, over = np.arange(60).reshape(3, 4, 5), blocks((3, 4, 5), (0, 1, 2))

    code, out, _ = run(capfd, "labels", folder / "ct.nrrd", folder / "seg.nrrd", "--json")

    told = json.loads(out)
    assert (code, told["unit"], told["outside"], told["has_too_many"]) == (0, "", 0, False)
    assert [row["name"] for row in told["labels"]] == ["left hippocampus", "right hippocampus"]
    for row in told["labels"]:
        mine = values[over == row["label"]]
        first = np.argwhere(over == row["label"])[0].tolist()
        assert (row["pixels"], row["n"], row["sum"]) == (mine.size, mine.size, mine.sum())
        assert (row["min"], row["max"], row["volume"]) == (mine.min(), mine.max(), 2.0 * mine.size)
        assert (row["mean"], row["median"]) == (pytest.approx(mine.mean()), np.median(mine))
        assert row["sd"] == pytest.approx(mine.std(ddof=1))
        assert (row["first_array_index"], row["first_itk_index"]) == (first, first[::-1])


def test_csv_and_text_tell_the_same_rows(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, said = run(capfd, "labels", folder / "ct.nrrd", folder / "seg.nrrd", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, [row["label"] for row in rows]) == (0, ["1", "2"])
    assert "ct.nrrd under 2 labels of seg.nrrd; 0 is left out." in said

    code, out, _ = run(capfd, "labels", folder / "ct.nrrd", folder / "seg.nrrd")
    lines = out.splitlines()
    assert (code, len(lines), lines[0].split()[:4]) == (0, 3, ["Label", "Name", "Pixels", "Volume"])
    assert len({len(line) for line in lines}) == 1
    assert lines[1].split()[:3] == ["1", "left", "hippocampus"]


@pytest.mark.parametrize(
    ("image", "labels", "code", "said"),
    [
        ("ct.nrrd", "float.nrrd", 2, "float.nrrd has float32 values, labels are whole numbers."),
        ("ct.nrrd", "missing.nrrd", 3, "missing.nrrd"),
    ],
)
def test_what_cannot_be_measured_is_said(
    folder: Path, capfd: pytest.CaptureFixture[str], image: str, labels: str, code: int, said: str
) -> None:
    found, out, err = run(capfd, "labels", folder / image, folder / labels)

    assert (found, out) == (code, "")
    assert said in err


def test_very_many_labels_are_written_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    labels = np.arange(60).reshape(3, 4, 5)
    write_nrrd(tmp_path / "seg.nrrd", labels.astype(np.uint8))
    monkeypatch.setattr(labels_command, "_MOST", 20)
    monkeypatch.setattr(under_labels_table, "_TOGETHER", 7)

    _, out, _ = run(capfd, "labels", tmp_path / "seg.nrrd", "--json")
    told = json.loads(out)
    assert [row["label"] for row in told["labels"]] == list(range(1, 60))
    assert [row["centroid_itk_index"] for row in told["labels"][:2]] == [[1.0, 0.0, 0.0], [2.0, 0.0, 0.0]]
    assert told["has_too_many"] is False

    _, out, _ = run(capfd, "labels", tmp_path / "seg.nrrd", "--csv")
    assert [row["label"] for row in csv.DictReader(io.StringIO(out))] == list(map(str, range(1, 60)))

    _, out, said = run(capfd, "labels", tmp_path / "seg.nrrd")
    assert len(out.splitlines()) == 21
    assert "The first 20 are listed; --csv and --json have all." in said


def scaled(path: Path, values: np.ndarray, scale: float, start: float) -> Path:
    """Write a store whose pixels are so far apart, the first one so far from the origin, along each axis."""
    axes = [{"name": name, "type": "space", "unit": "millimeter"} for name in "zyx"]
    places = [{"type": "scale", "scale": [scale] * 3}, {"type": "translation", "translation": [start] * 3}]
    levels = [{"path": "0", "coordinateTransformations": places}]
    return multiscale(path, [values], {"multiscales": [{"axes": axes, "datasets": levels}]}, (4, 4, 4))


def test_a_box_is_one_of_the_image_whatever_the_lattice_of_the_labels(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    values = np.random.default_rng(4).integers(0, 900, (8, 10, 12)).astype(np.int16)
    labels = np.arange(1, 4 * 5 * 6 + 1, dtype=np.uint16).reshape(4, 5, 6) % 7
    image = scaled(tmp_path / "image.zarr", values, 1.0, 0.0)
    over = scaled(tmp_path / "labels.zarr", labels, 2.0, 0.5)
    let_go_of_zarr()

    code, out, _ = run(capfd, "labels", image, over, "--box", "6:12", "4:10", "2:8", "--json")

    under = labels.repeat(2, 0).repeat(2, 1).repeat(2, 2)[2:8, 4:10, 6:12]  # pixel i lies in label pixel i // 2
    inside = values[2:8, 4:10, 6:12]
    rows = {row["label"]: (row["pixels"], row["sum"]) for row in json.loads(out)["labels"]}
    assert code == 0
    assert rows == {int(k): (int((under == k).sum()), int(inside[under == k].sum())) for k in np.unique(under) if k}
