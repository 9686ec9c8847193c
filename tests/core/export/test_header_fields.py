"""Which entries of the metadata nobody would miss in another file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.export.header_fields import missed
from itk_inspector.core.export.kept_metadata import holdable, writable
from itk_inspector.core.export.preflight import ExportRequest, check
from itk_inspector.core.export.write_formats import WRITE_FORMATS, format_for
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space

PLAIN = {
    "ITK_FileNotes": "", "aux_file": "", "bitpix": "16", "cal_max": "0", "cal_min": "0", "datatype": "4",
    "descrip": "", "dim[0]": "3", "dim[1]": "4", "dim_info": "0", "intent_code": "0", "intent_name": "",
    "intent_p1": "0", "nifti_type": "1", "pixdim[1]": "2", "qfac": "-1.0", "qform_code": "1", "qoffset_x": "3",
    "qform_code_name": "NIFTI_XFORM_SCANNER_ANAT", "qto_xyz": "[[", "quatern_b": "0.5", "scl_slope": "1",
    "sform_code": "2", "sform_code_name": "NIFTI_XFORM_ALIGNED_ANAT", "slice_code": "0", "slice_end": "23",
    "slice_start": "0", "srow_x": "-2 0 0 32", "toffset": "0", "vox_offset": "352", "xyzt_units": "10",
}  # fmt: skip
INFO = ImageInfo(
    Path("/d/a.nii"), "NiftiImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 3, 2)), metadata=PLAIN,
    space=Space("mm", is_patient=True),
)  # fmt: skip


@pytest.mark.parametrize("row", WRITE_FORMATS, ids=lambda row: row.suffixes[0])
def test_fields_of_a_nifti_header_are_said_to_be_lost_by_no_format(row: object) -> None:
    suffix = row.suffixes[0]  # type: ignore[attr-defined]  # it is a row

    assert not any("metadata" in f.text for f in check(INFO, ExportRequest(Path(f"/o/x{suffix}"))))


@pytest.mark.parametrize(
    ("key", "value"),
    [("cal_max", "1162"), ("intent_code", "1002"), ("intent_name", "labels"), ("toffset", "2"), ("sform_code", "4"),
     ("slice_duration", "0.08"), ("dim_info", "57")],
)  # fmt: skip
def test_a_field_that_is_set_and_that_itk_does_not_write_is_missed(key: str, value: str) -> None:
    about = replace(INFO, metadata=PLAIN | {key: value})

    (found,) = check(about, ExportRequest(Path("/o/x.nii")))

    assert found.text == f"1 metadata entry is not kept by NIfTI: {key}."


def test_slices_count_where_their_order_is_stated() -> None:
    assert missed(PLAIN | {"slice_code": "1"}, "NiftiImageIO") == {"slice_code": "1", "slice_end": "23"}


def test_nifti_keeps_the_description_under_the_key_that_itk_looks_for() -> None:
    row = format_for(Path("a.nii.gz"))
    assert row is not None

    assert writable({"descrip": "FSL", "aux_file": "b.txt"}, row) == {"ITK_FileNotes": "FSL", "aux_file": "b.txt"}
    assert holdable({"descrip": "x" * 80, "other": "y"}, row) == {}


@pytest.mark.parametrize(
    ("image_io", "key", "is_missed"),
    [
        ("GDCMImageIO", "0010|0010", True),
        ("GDCMImageIO", "0028|0010", False),
        ("GDCMImageIO", "0002|0010", False),
        ("TIFFImageIO", "Software", False),
        ("TIFFImageIO", "ImageDescription", True),
        ("MINCImageIO", "dimension_order", False),
        ("MINCImageIO", "history", True),
        ("NrrdImageIO", "NRRD_kinds[0]", False),
        ("NrrdImageIO", "dim[0]", True),
        ("MetaImageIO", "Modality", True),
    ],
)
def test_each_reader_has_fields_of_its_own(image_io: str, key: str, is_missed: bool) -> None:
    assert (missed({key: "x"}, image_io) != {}) is is_missed


def test_an_empty_field_says_nothing() -> None:
    assert missed({"0010|0010": " "}, "GDCMImageIO") == {}
