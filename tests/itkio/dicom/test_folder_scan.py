"""Listing the series of a folder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from dicom_files import AXIAL, CORONAL, SAGITTAL, write_bomb, write_series, write_slice
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.dicom import file_head
from itk_inspector.itkio.dicom.folder_scan import scan
from itk_inspector.worker.memory.memory_limit import at_most


def test_two_series_in_a_folder(tmp_path: Path) -> None:
    write_series(tmp_path, (4, 2, 0), SeriesNumber=2)
    write_series(tmp_path, (0, 1), CORONAL, uid="1.2.3.4.2", SeriesNumber=1, SeriesDescription="T2")
    (tmp_path / "notes.txt").write_text("no image")

    catalog = scan(tmp_path)

    first, second = catalog.series
    assert (first.description, first.orientation, first.size) == ("T2", "coronal", (5, 4, 2))
    assert (second.uid, second.patient, second.modality) == ("1.2.3.4.1", "Doe Jane", "MR")
    assert [path.name for path in second.files] == ["1-002.dcm", "1-001.dcm", "1-000.dcm"]
    assert second.spacing == pytest.approx((0.6, 0.8, 2.0))
    assert catalog.passed_over == 1


def test_localizers_are_not_one_volume(tmp_path: Path) -> None:
    for number, direction in enumerate((AXIAL, CORONAL, SAGITTAL)):
        write_series(tmp_path, (0, 1), direction, names=(f"{number}a", f"{number}b"))

    listed = scan(tmp_path).series

    assert [(s.part, s.orientation, s.size) for s in listed] == [
        (1, "axial", (5, 4, 2)),
        (2, "coronal", (5, 4, 2)),
        (3, "sagittal", (5, 4, 2)),
    ]


def test_mixed_sizes_are_told(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1))
    write_series(tmp_path, (2,), shape=(6, 7), names=("z",))

    assert "2 sizes (5 × 4, 7 × 6)" in scan(tmp_path).series[0].problems[0]


@pytest.mark.parametrize(
    ("distances", "told"),
    [
        ((0, 1, 2, 4, 5), "1 slice is missing"),
        ((0, 1, 1, 2, 3), "1 slice at the position"),
        ((0, 1, 2.3), "not evenly"),
    ],
)
def test_irregular_series_are_told(tmp_path: Path, distances: tuple[float, ...], told: str) -> None:
    write_series(tmp_path, distances)

    assert told in scan(tmp_path).series[0].problems[0]


def test_thumbnail_is_of_the_middle_slice(tmp_path: Path) -> None:
    write_slice(tmp_path / "a", np.zeros((4, 4), np.int16), (0, 0, 0), uid="1")
    gradient = np.repeat(np.arange(4, dtype=np.int16)[:, None], 4, axis=1)
    write_slice(tmp_path / "b", gradient, (0, 0, 2), uid="1")
    write_slice(tmp_path / "c", np.zeros((4, 4), np.int16), (0, 0, 4), uid="1")
    write_series(tmp_path, (0, 1), uid="1.2.3.4.2", SeriesNumber=4)

    series, _ = scan(tmp_path).series

    assert series.thumbnail is not None
    rows = np.frombuffer(series.thumbnail.rows, np.uint8).reshape(series.thumbnail.shape)
    assert rows[0, 0] == 0
    assert rows[-1, 0] == 255
    assert scan(tmp_path, thumbnails=False).series[0].thumbnail is None


def test_where_nobody_chooses_there_is_no_thumbnail(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1, 2))

    assert scan(tmp_path).series[0].thumbnail is None


def test_a_slice_that_cannot_be_decoded_has_no_thumbnail(tmp_path: Path) -> None:
    (path,) = write_series(tmp_path, (0,), shape=(64, 64))
    path.write_bytes(path.read_bytes()[:-4000])
    write_series(tmp_path, (0, 1), uid="1.2.3.4.2")
    write_series(tmp_path, (0, 1), uid="1.2.3.4.3")

    for series in scan(tmp_path).series:
        assert (series.thumbnail is None) is (path in series.files)


def test_subfolders_are_named_and_not_looked_through(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1))
    write_series(tmp_path / "more", (0, 1, 2), uid="1.2.3.4.2")
    (tmp_path / "empty").mkdir()

    catalog = scan(tmp_path)

    assert len(catalog.series) == 1
    assert catalog.subfolders == ("more",)
    assert [len(s.files) for s in scan(tmp_path, recursive=True).series] == [2, 3]


def test_images_in_subfolders_only(tmp_path: Path) -> None:
    write_series(tmp_path / "b", (0, 1))
    (tmp_path / "deep").mkdir()
    write_series(tmp_path / "deep" / "er", (0, 1))

    catalog = scan(tmp_path)

    assert catalog.series == ()
    assert catalog.subfolders == ("b", str(Path("deep/er")))


def test_one_series_only_when_asked_for(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1))
    write_series(tmp_path, (0, 1), uid="1.2.3.4.2")

    assert [s.uid for s in scan(tmp_path, uid="1.2.3.4.2").series] == ["1.2.3.4.2"]
    with pytest.raises(OpenError, match="no longer holds"):
        scan(tmp_path, uid="9")


@pytest.mark.parametrize(("names", "what"), [((), "nothing"), (("a.txt",), "no DICOM images")])
def test_folders_without_images_are_told(tmp_path: Path, names: tuple[str, ...], what: str) -> None:
    for name in names:
        (tmp_path / name).write_text("x")

    with pytest.raises(OpenError, match=what):
        scan(tmp_path)


def test_pipes_are_not_read(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1))
    os.mkfifo(tmp_path / "pipe")

    assert len(scan(tmp_path).series) == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match="cannot be looked into"):
        scan(tmp_path / "none")


def test_progress_begins_at_nothing_and_grows(tmp_path: Path) -> None:
    write_series(tmp_path, tuple(range(40)))
    write_series(tmp_path, (0, 1), uid="1.2.3.4.2")
    parts: list[tuple[float, Path | None]] = []

    scan(tmp_path, report=lambda fraction, path: parts.append((fraction, path)))

    fractions = [fraction for fraction, _ in parts]
    assert fractions[0] == 0.0
    assert fractions == sorted(fractions)
    assert parts[-1] == (1.0, None)


def test_each_file_that_itk_reads_is_named_before_and_of_a_kind_it_reads_one(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1, 2))
    write_series(tmp_path, (0, 1, 2), CORONAL, uid="1.2.3.4.2")
    (tmp_path / "notes.txt").write_text("no image" * 100)
    named: list[Path] = []

    scan(tmp_path, report=lambda fraction, path: named.extend([path] if path is not None else []))

    assert [path.name for path in named] == ["1-000.dcm", "2-000.dcm"]


def test_of_other_files_no_more_than_the_mark_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_series(tmp_path, (0,))
    rng = np.random.default_rng(1)
    for count in range(20):
        (tmp_path / f"{count}.bin").write_bytes(rng.bytes(100_000))
    read: list[int] = []
    pread = file_head.pread

    def counted(fd: int, count: int, offset: int) -> bytes:
        data = pread(fd, count, offset)
        read.append(len(data))
        return data

    monkeypatch.setattr(file_head, "pread", counted)

    assert scan(tmp_path).passed_over == 20
    assert read.count(132) >= 21
    assert sum(read) < 30 * 132 + 4 * 1024


@pytest.mark.data
def test_real_files_of_all_kinds(shared_data: Path) -> None:
    listed = scan(shared_data / "images" / "dcm").series

    assert {s.modality for s in listed} >= {"CT", "MR", "US", "RTDOSE", "SEG", "NM"}
    assert all(s.thumbnail is not None for s in listed)


def test_an_entry_that_cannot_be_looked_at_hides_no_other(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1, 2))
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / os.fsdecode(b"note\xe9.txt")).touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()

    catalog = scan(tmp_path)

    assert [series.size for series in catalog.series] == [(5, 4, 3)]
    assert catalog.obstacles == (
        "circle: it is a link that leads in a circle",
        "note\\xe9.txt: its name is not UTF-8",
        "nowhere: it is a link that leads nowhere",
        "pipe: it is no regular file",
        "zero: it is no regular file",
    )
    assert catalog.remarks[-1].startswith("Could not be read: 5 files (circle: it is")
    assert catalog.passed_over == 0


def test_entries_that_cannot_be_looked_at_in_subfolders(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    write_series(inner, (0, 1))
    (inner / "a circle").symlink_to("a circle")
    os.mkfifo(inner / "a pipe")
    (inner / os.fsdecode(b"a\xff")).write_text("")

    assert scan(tmp_path).subfolders == ("inner",)
    found = scan(tmp_path, recursive=True)
    assert len(found.series) == 1
    assert len(found.obstacles) == 3


def test_a_folder_whose_name_is_not_utf_8_is_named(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"K\xf6pfe")
    write_series(tmp_path / "in", (0, 1))
    (tmp_path / "in").rename(folder)

    with pytest.raises(OpenError) as caught:
        scan(folder)

    assert caught.value.message == "K\\xf6pfe holds no DICOM images."
    assert "its name is not UTF-8" in caught.value.advice or "is not UTF-8" in caught.value.advice


def test_a_file_that_asks_for_too_much_memory_hides_no_other(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")
    write_series(tmp_path, (0, 1, 2))
    bomb = write_bomb(tmp_path / "0-bomb.dcm")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    catalog = scan(tmp_path, bounded=at_most)

    assert bomb.stat().st_size < 2_000
    assert [series.size for series in catalog.series] == [(5, 4, 3)]
    assert catalog.obstacles == ("0-bomb.dcm: it ends inside an element",)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < peak + 1_300_000


def test_damaged_dicom_is_told_and_dicom_without_an_image_is_passed_over(tmp_path: Path, shared_data: Path) -> None:
    first, *_ = write_series(tmp_path, (0, 1))
    (tmp_path / "cut.dcm").write_bytes(first.read_bytes()[:400])
    for name in ("dcm_rtstruct.dcm", "dcm_parametric_float.dcm", "dcm_dicomdir/DICOMDIR"):
        source = shared_data / "cases" / name
        (tmp_path / source.name).write_bytes(source.read_bytes())

    catalog = scan(tmp_path)

    assert [one.partition(":")[0] for one in catalog.obstacles] == ["cut.dcm", "dcm_parametric_float.dcm"]
    assert catalog.passed_over == 2


def test_a_file_that_ended_a_reader_is_not_looked_at_again(tmp_path: Path) -> None:
    first, *_ = write_series(tmp_path, (0, 1, 2))

    catalog = scan(tmp_path, skips={first})

    assert catalog.series[0].size == (5, 4, 2)
    assert catalog.obstacles == (f"{first.name}: it ended ITK’s reader",)
