"""The command line on DICOM folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dicom_files import write_series
from itk_inspector.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main.main([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A folder with one series that has a gap."""
    write_series(tmp_path / "one", (0, 2, 6), RescaleSlope="1", RescaleIntercept="-1000")
    return tmp_path / "one"


@pytest.fixture
def two(one: Path) -> Path:
    """A folder with two series."""
    write_series(one, (0, 2), uid="1.2.3.4.2", SeriesNumber=9)
    return one


def test_info_lists_the_series(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "info", two)

    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "1.2.3.4.1  MR, T1 head, 5 × 4 × 3, axial, 3 files"
    assert "  problem: 1 slice is missing" in out
    assert "1.2.3.4.2  MR, T1 head, 5 × 4 × 2, axial, 2 files" in out


def test_info_lists_the_series_as_json(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "info", two, "--json")

    report = json.loads(out)
    assert code == 0
    assert report["path"] == str(two)
    assert [s["uid"] for s in report["series"]] == ["1.2.3.4.1", "1.2.3.4.2"]
    assert report["series"][1]["size"] == [5, 4, 2]
    assert report["series"][1]["files"][0] == str(two / "2-000.dcm")


def test_info_of_one_series_is_a_header(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "info", two, "--series", "1.2.3.4.2", "--json")

    assert code == 0
    assert json.loads(out)["size"] == [5, 4, 2]


def test_probe_of_the_only_series_tells_its_problems(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "probe", one, "--at", 1, 0, 2, "--json")

    report = json.loads(out)
    assert code == 0
    assert report["array_value"] == -799
    assert report["stored_value"] == 201
    assert "1 slice is missing" in err


def test_several_series_are_named(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "probe", two, "--at", 0, 0, 0)

    assert (code, out) == (2, "")
    assert "--series UID" in err
    assert "1.2.3.4.2  MR" in err


def test_export_of_a_named_series(two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, _ = run(capsys, "export", two, tmp_path / "out.nrrd", "--series", "1.2.3.4.2")

    assert code == 0
    assert (tmp_path / "out.nrrd").stat().st_size > 0


def test_screenshot_of_a_folder(one: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, one, "--screenshot", tmp_path / "out.png", "--at", 1, 0, 2)

    assert (code, err) == (0, "")
    assert (tmp_path / "out.png").stat().st_size > 1000


def test_a_folder_without_images(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x")

    code, _, err = run(capsys, "info", tmp_path)

    assert code == 3
    assert "holds no DICOM images" in err
    assert "Traceback" not in err


def test_subfolders_are_told_and_looked_through_when_asked(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "info", one.parent)
    assert code == 0
    assert "1 subfolder holds DICOM images too: one." in out

    _, out, _ = run(capsys, "info", one.parent, "--recursive")
    assert "1.2.3.4.1" in out


def test_the_window_asks_itself(one: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main.main([str(one), "--series", "1.2.3.4.1"])

    assert left.value.code == 2
