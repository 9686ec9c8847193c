"""Which format is proposed for an image."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.export.conversion import KEEP, NARROWEST
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.proposal import own_suffix, proposal
from itk_inspector.core.export.write_formats import WRITE_FORMATS, format_for
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space

OBLIQUE = ((0.8, -0.6, 0.0), (0.6, 0.8, 0.0), (0.0, 0.0, 1.0))
FLIPPED = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
STAMP = FileStamp(1, 2, 3, 4)


def info(name: str, io: str, size: tuple[int, ...] = (4, 3, 2), dtype: str = "int16", **changes: Any) -> ImageInfo:
    plain = ImageInfo(Path("/d") / name, io, "scalar", "short", 1, dtype, Geometry.identity(size), stamp=STAMP)
    return replace(plain, **{"space": Space("mm", is_patient=True), **changes})


@pytest.mark.parametrize("row", WRITE_FORMATS, ids=lambda row: row.suffixes[0])
def test_the_own_format_is_proposed_where_it_keeps_pixels_and_geometry(row: Any) -> None:
    size = (4, 3, 2) if 3 in row.dimensions or not row.dimensions else (4, 3)
    about = info(f"a{row.suffixes[0]}", row.image_io, size, (*row.scalars, "uint8")[0])
    if not row.scalars and row.vectors:
        about = replace(about, components=3, pixel_type="rgb")

    found = proposal(about)

    if row.changes_values:
        assert (found.suffix, found.reason) == (
            ".png",
            "PNG is proposed because JPEG compression changes pixel values.",
        )
    else:
        assert (found.suffix, found.conversion, found.dtype, found.reason) == (row.suffixes[0], KEEP, "", "")


@pytest.mark.parametrize(
    ("about", "suffix", "words"),
    [
        (info("a.nii.gz", "NiftiImageIO", dtype="int64"), ".nii.gz", "holds no int64; the pixels are written in the"),
        (info("a.nii.gz", "NiftiImageIO", dtype="int8"), ".nii.gz", "holds no int8"),
        (info("a.nrrd", "NrrdImageIO", dtype="bool"), ".nrrd", "holds no bool"),
        (info("a.nii", "NiftiImageIO", dtype="float16"), ".nii", "are written as float32."),
        (info("a.nii", "NiftiImageIO", (4, 3, 2, 1)), ".nrrd", "because NIfTI drops a last axis of size 1"),
        (info("a.gipl", "GiplImageIO", geometry=replace(Geometry.identity((4, 3, 2)), direction=OBLIQUE)), ".nrrd",
         "because GIPL does not keep the direction."),
        (info("a.dcm", "GDCMImageIO", geometry=replace(Geometry.identity((4, 3, 1)), direction=FLIPPED)), ".nrrd",
         "because DICOM image does not keep a left-handed direction."),
        (info("a.png", "PNGImageIO", (4, 3), "uint8", components=2), ".nrrd", "holds 3 or 4 components, not 2"),
        (info("a.lsm", "LSMImageIO"), ".nrrd", "because ITK does not write LSM files."),
        (info("a.nrrd", "NrrdImageIO", dtype="complex64", components=2), ".npy", "NRRD holds no complex pixels"),
        (info("array", "memory", stamp=None), ".nrrd", ""),
    ],
)  # fmt: skip
def test_else_the_nearest_that_keeps_all_with_the_reason(about: ImageInfo, suffix: str, words: str) -> None:
    found = proposal(about)

    assert (found.suffix, words in found.reason) == (suffix, True)


def test_values_are_kept_by_what_is_proposed() -> None:
    assert proposal(info("a.nii", "NiftiImageIO", dtype="int64")).conversion == NARROWEST
    assert proposal(info("a.nii", "NiftiImageIO", dtype="float16")).dtype == "float32"


@pytest.mark.parametrize(
    ("name", "io", "suffix"),
    [
        ("EMD.map", "MRCImageIO", ".mrc"),
        ("a.img", "NiftiImageIO", ".nii.gz"),
        ("IM0001", "GDCMImageIO", ".dcm"),
        ("really.dcm", "NrrdImageIO", ".nrrd"),
        ("a.NII.GZ", "NiftiImageIO", ".nii.gz"),
        ("a.001", "GE4ImageIO", ""),
    ],
)
def test_the_own_format_is_what_the_reader_found(name: str, io: str, suffix: str) -> None:
    assert own_suffix(info(name, io)) == suffix


def test_a_series_is_proposed_as_a_series_in_a_folder() -> None:
    about = info("series", "GDCMImageIO", data_files=(Path("/d/1"), Path("/d/2")))

    found = proposal(about)

    assert (own_suffix(about), found.suffix, found.dicom, found.reason) == ("", "", DicomOptions(), "")


def test_a_series_that_dicom_cannot_place_is_proposed_as_another_format_with_the_reason() -> None:
    placed = replace(Geometry.identity((4, 3, 2)), direction=FLIPPED)
    about = info("series", "GDCMImageIO", data_files=(Path("/d/1"), Path("/d/2")), geometry=placed)

    found = proposal(about)

    assert (found.suffix, found.dicom) == (".nrrd", None)
    assert found.reason == "NRRD is proposed because DICOM series does not keep a left-handed direction."


def test_one_slice_is_proposed_as_dicom_with_its_tags_also_in_a_type_that_itk_does_not_write() -> None:
    found = proposal(info("a.dcm", "GDCMImageIO", (4, 3, 1)))

    assert (found.suffix, found.conversion, found.dicom) == (".dcm", KEEP, DicomOptions())


def test_every_row_says_which_class_of_itk_reads_it() -> None:
    for row in WRITE_FORMATS:
        assert row.image_io or row.writer is Writer.NUMPY_ARCHIVE  # which nothing here reads
        assert all(format_for(Path(f"x{suffix}")) is not None for suffix in row.nearest)
