"""What is said of formats that ITK does not write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.export.consents import permit
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.format_table import markdown_table
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.export.write_formats import DICOM_IMAGE, DICOM_SERIES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp, bytes_of
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.core.labels.label_table import Label, label_table

SHEARED = ((1.0, 0.0, 0.2), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def about(size: tuple[int, ...] = (5, 4, 3), dtype: str = "uint8", channels: int = 1, **more: Any) -> ImageInfo:
    kind = "scalar" if channels == 1 else "vector"
    image = ImageInfo(Path("image"), "memory", kind, "unsigned_char", channels, dtype, Geometry.identity(size))
    return replace(image, space=Space("mm", is_patient=True), **more)


def said(info: ImageInfo, target: str, dicom: DicomOptions | None = None) -> dict[Severity, list[str]]:
    found = check(info, ExportRequest(Path(target), dicom=dicom))
    return {kind: [one.text for one in found if one.severity is kind] for kind in Severity}


@pytest.mark.parametrize(("target", "row"), [("s", DICOM_SERIES), ("s.nrrd", DICOM_SERIES), ("a.DCM", DICOM_IMAGE)])
def test_options_of_dicom_decide_what_is_written(target: str, row: Any) -> None:
    assert ExportRequest(Path(target), dicom=DicomOptions()).row is row
    assert ExportRequest(Path(target)).row is not row


@pytest.mark.parametrize(
    ("info", "options", "why"),
    [
        (about((5, 4, 3, 2)), DicomOptions(), "not 2 times"),
        (about((65_536, 1)), DicomOptions(), "at most 65,535"),
        (about(channels=2), DicomOptions(), "3 components, not 2"),
        (about(dtype="complex64", channels=1), DicomOptions(), "complex"),
        (about(), DicomOptions(modality="?"), "no DICOM modality"),
    ],
)
def test_what_dicom_refuses(info: ImageInfo, options: DicomOptions, why: str) -> None:
    assert any(why in text for text in said(info, "s", options)[Severity.REFUSED])


def test_slices_that_are_sheared_are_refused() -> None:
    info = about()

    found = said(replace(info, geometry=replace(info.geometry, direction=SHEARED)), "s", DicomOptions())

    assert found[Severity.REFUSED] == ["DICOM slices have axes at right angles; those of this image are not."]


def test_one_file_holds_one_slice() -> None:
    assert said(about(), "a.dcm", DicomOptions())[Severity.REFUSED] == [
        "A DICOM image holds one slice, not 3; choose one, or write a series into a folder."
    ]
    assert said(about((5, 4, 1)), "a.dcm", DicomOptions())[Severity.REFUSED] == []


def test_whose_series_it_is_is_said() -> None:
    stamp = FileStamp(1, 2, 3, 4)
    original = about(format="GDCMImageIO", stamp=stamp, metadata={"0010|0010": "Doe"})

    assert (
        "Patient and study are those of the original; its other tags are not kept."
        in said(original, "s", DicomOptions())[Severity.NOTE]
    )
    assert (
        "The original is not DICOM: name and ID of the patient are left empty."
        in said(about(), "s", DicomOptions())[Severity.NOTE]
    )
    [nameless] = said(original, "s", DicomOptions(anonymise=True))[Severity.NOTE]
    assert nameless.startswith("Anonymised after DICOM’s Basic Application Confidentiality Profile.")


def test_what_16_bits_have_to_hold_is_said() -> None:
    noted = said(about(dtype="float32"), "s", DicomOptions())[Severity.NOTE]

    assert any(text.startswith("float32 values are stored as 16-bit numbers") for text in noted)


def test_a_left_handed_volume_is_a_loss() -> None:
    info = about()
    mirrored = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0))

    found = said(replace(info, geometry=replace(info.geometry, direction=mirrored)), "s", DicomOptions())

    assert found[Severity.LOSS] == ["DICOM series does not keep a left-handed direction."]


@pytest.mark.parametrize("target", ["a.seg.nrrd", "a.ome.tif", "a.ome.tiff", "a.npz"])
def test_a_plain_label_map_loses_nothing(target: str) -> None:
    labels = label_table([Label(1, "liver")], "label table in the NIfTI header", is_in_header=True)
    found = said(about(labels=labels if target == "a.seg.nrrd" else None), target)

    assert found[Severity.REFUSED] + found[Severity.LOSS] == []
    assert not any("is not written" in text for text in found[Severity.NOTE])


@pytest.mark.parametrize(
    ("info", "target", "why"),
    [
        (about(channels=2), "a.seg.nrrd", "holds labels"),
        (about(dtype="float32"), "a.seg.nrrd", "cannot hold float32"),
        (about(dtype="complex64"), "a.ome.tif", "cannot hold complex pixels"),
        (about(dtype="int64"), "a.ome.tif", "cannot hold int64; .npy can."),
    ],
)
def test_what_others_refuse(info: ImageInfo, target: str, why: str) -> None:
    assert any(why in text for text in said(info, target)[Severity.REFUSED])


def test_a_time_step_is_not_kept_by_ome_tiff() -> None:
    info = about((5, 4, 3, 2))
    spaced = replace(info, geometry=replace(info.geometry, spacing=(1.0, 1.0, 1.0, 2.5)))

    assert said(spaced, "a.ome.tif")[Severity.LOSS] == [
        "OME-TIFF does not keep the time step, whose unit is not known."
    ]


def test_a_series_goes_into_a_folder_that_is_free(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/a").write_bytes(b"1234")
    (tmp_path / "file").write_bytes(b"1")
    (tmp_path / "folder.nrrd").mkdir()

    for name in ("new", "empty"):
        permit(about(), ExportRequest(tmp_path / name, dicom=DicomOptions()))
    for name in ("full", "file"):
        with pytest.raises(ExportError, match=f"{name} exists"):
            permit(about(), ExportRequest(tmp_path / name, dicom=DicomOptions(), overwrite=True))
    with pytest.raises(UsageError, match="name a file"):
        permit(about(), ExportRequest(tmp_path / "folder.nrrd"))
    assert bytes_of(tmp_path / "full") == 4
    assert bytes_of(tmp_path / "file") == 1


def test_the_table_lists_a_series_too() -> None:
    assert "| DICOM series | a folder |" in markdown_table()
