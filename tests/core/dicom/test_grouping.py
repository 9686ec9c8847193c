"""What goes together into one volume."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from itk_inspector.core.dicom.grouping import catalogued
from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.geometry.geometry import Matrix

AXIAL: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
CORONAL: Matrix = ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0))
SAGITTAL: Matrix = ((0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0))


def one(z: float = 0.0, uid: str = "1.1", direction: Matrix = AXIAL, **more: object) -> SliceHeader:
    plain = SliceHeader(Path(f"{uid}-{z}"), uid, (5, 4, 1), (0.5, 0.5, 3.0), (0.0, 0.0, z), direction, patient="Doe")
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name


def test_two_series_are_listed_by_number() -> None:
    listed = catalogued([one(0, "9", number=1), one(0, "8", number=2), one(2, "9", number=1), one(2, "8", number=2)])

    assert [(s.key, s.size) for s in listed] == [("9", (5, 4, 2)), ("8", (5, 4, 2))]
    assert listed[0].spacing == (0.5, 0.5, 2.0)
    assert listed[0].problems == ()
    assert listed[0].patient == "Doe"


def test_series_without_a_number_come_last() -> None:
    assert [s.uid for s in catalogued([one(0, "1"), one(0, "2", number=5)])] == ["2", "1"]


def test_files_are_in_order_of_position() -> None:
    (series,) = catalogued([one(4), one(0), one(2)])

    assert [path.name for path in series.files] == ["1.1-0", "1.1-2", "1.1-4"]


def test_localizer_planes_are_three_volumes() -> None:
    planes = [one(z, direction=d, instance=n) for n, (z, d) in enumerate([(0, AXIAL), (1, CORONAL), (2, SAGITTAL)])]

    listed = catalogued([*planes, one(3, instance=9)])

    assert [(s.key, s.orientation, len(s.files)) for s in listed] == [
        ("1.1:1", "axial", 2),
        ("1.1:2", "coronal", 1),
        ("1.1:3", "sagittal", 1),
    ]
    assert {s.problems for s in listed} == {("This series has 3 orientations; listed as 3 separate volumes.",)}


def test_mixed_sizes_are_apart_and_told_with_figures() -> None:
    listed = catalogued([one(0), one(2), one(4, size=(8, 6, 1))])

    assert [s.size for s in listed] == [(5, 4, 2), (8, 6, 1)]
    assert listed[1].problems == ("This series has images of 2 sizes (5 × 4, 8 × 6); listed as 2 separate volumes.",)


def test_colour_and_grey_are_apart() -> None:
    listed = catalogued([one(0), one(2, pixels="rgb × 3")])

    assert listed[0].problems == ("This series has pixels of different kinds; listed as 2 separate volumes.",)


def test_slices_without_a_position_are_apart() -> None:
    listed = catalogued([one(0), one(2), one(0, position=None, direction=None, path=Path("x"))])

    assert [len(s.files) for s in listed] == [2, 1]
    assert "slices without a position" in listed[0].problems[0]


def test_each_file_of_several_frames_is_a_volume() -> None:
    listed = catalogued([one(0, size=(5, 4, 7)), one(20, size=(5, 4, 7))])

    assert [(s.size, s.spacing, len(s.files)) for s in listed] == [((5, 4, 7), (0.5, 0.5, 3.0), 1)] * 2
    assert listed[0].problems == ("This series has 2 files of several frames; listed as 2 separate volumes.",)


def test_rounded_directions_are_one_orientation() -> None:
    almost: Matrix = ((1.0, 0.0, 0.0), (0.0, 0.99999, -0.0004), (0.0, 0.0004, 0.99999))

    assert len(catalogued([one(0), one(2, direction=almost)])) == 1
