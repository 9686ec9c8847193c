"""Many images and points in one call, and what is missing: never exit code 0."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.app import single_instance
from itk_inspector.cli import main

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
