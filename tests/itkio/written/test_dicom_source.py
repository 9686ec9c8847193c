"""Whose a derived series is: the original's patient and study, or nobody's; never what is not sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from dicom_files import write_series
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.dicom.series_header import read_series_header
from itk_inspector.itkio.written.dicom_source import PERSONAL, TECHNICAL, WINDOW, read_source, source_file

PATIENT = {
    "SpecificCharacterSet": "ISO_IR 144",
    "PatientName": "Иванов^Пётр",
    "PatientID": "A-7",
    "PatientBirthDate": "19700101",
    "PatientSex": "M",
    "StudyInstanceUID": "1.2.3.9",
    "StudyDate": "20240102",
    "StudyDescription": "Голова",
    "AccessionNumber": "77",
    "SeriesDescription": "T1",
    "FrameOfReferenceUID": "1.2.3.8",
    "EchoTime": "12.5",
    "ScanningSequence": "GR",
}


@pytest.fixture
def original(tmp_path: Path) -> Any:
    """Write a series and return its header; keys are further attributes."""

    def made(**keys: Any) -> ImageInfo:
        paths = write_series(tmp_path / "original", (0.0, 2.5, 5.0), **{**PATIENT, **keys})
        return read_series_header(tmp_path / "original", paths).info

    return made


def again(info: ImageInfo) -> ImageInfo:
    """Read the header again once the files were changed."""
    return read_series_header(info.path, info.data_files).info


PIXELS = np.arange(60, dtype=np.int16).reshape(3, 4, 5)


def written(save: Any, info: ImageInfo, folder: Path, **options: Any) -> tuple[Any, Any]:
    done = save(PIXELS, info, folder, dicom=DicomOptions(**options))
    return pydicom.dcmread(folder / "0001.dcm"), done


def test_patient_and_study_are_the_originals_and_series_and_instances_new(
    save: Any, original: Any, tmp_path: Path
) -> None:
    one, _ = written(save, original(), tmp_path / "s", number=9)

    assert str(one.PatientName) == "Иванов^Пётр"
    assert one.SpecificCharacterSet == "ISO_IR 192"
    kept = ("PatientID", "PatientBirthDate", "StudyInstanceUID", "StudyDate", "StudyDescription", "AccessionNumber")
    assert [one[keyword].value for keyword in kept] == [PATIENT[keyword] for keyword in kept]
    assert one.FrameOfReferenceUID == "1.2.3.8"
    assert one.SeriesDescription == "T1 (derived)"
    assert (one.SeriesNumber, one.Modality, one.EchoTime) == (9, "MR", 12.5)
    assert one.SOPClassUID == "1.2.840.10008.5.1.4.1.1.4"
    assert list(one.ImageType)[:2] == ["DERIVED", "SECONDARY"]
    assert one.SeriesInstanceUID != "1.2.3.4.1"
    assert one.SeriesInstanceUID.startswith("2.25.")
    assert one.file_meta.MediaStorageSOPInstanceUID == one.SOPInstanceUID


def test_private_elements_and_sequences_stay_behind(save: Any, original: Any, tmp_path: Path) -> None:
    info = original()
    for path in info.data_files:
        found = pydicom.dcmread(path)
        found.private_block(0x0011, "SECRET", create=True).add_new(1, "LO", "private")
        found.OtherPatientIDsSequence = [pydicom.Dataset()]
        found.OtherPatientIDsSequence[0].PatientID = "secret"
        found.save_as(path)

    written(save, again(info), tmp_path / "s")

    for path in (tmp_path / "s").iterdir():
        assert b"private" not in path.read_bytes()
        assert b"secret" not in path.read_bytes().lower()


@pytest.mark.parametrize(
    ("keyword", "kind", "data"),
    [
        ("PatientName", "PN", b"A" * 70),
        ("PatientID", "LO", b"x" * 66),
        ("PatientID", "LO", b"a\\b"),
        ("PatientID", "LO", b"a\x1b[31m"),
        ("StudyInstanceUID", "UI", b"not.a.uid "),
        ("StudyDate", "DA", b"2024-01-02"),
        ("PatientSex", "CS", b"male"),
        ("PatientName", "LO", b"Wrong^Kind"),
        ("EchoTime", "DS", b"fast"),
        ("PatientName", "PN", b"\xff\xfe" * 4),
        ("AccessionNumber", "SH", b"1" * 60_000),
    ],
)
def test_what_is_not_sound_is_left_out_and_told(
    save: Any, original: Any, tmp_path: Path, keyword: str, kind: str, data: bytes
) -> None:
    info = original(SpecificCharacterSet="ISO_IR 192")
    for path in info.data_files:
        found = pydicom.dcmread(path)
        tag = pydicom.datadict.tag_for_keyword(keyword)
        assert tag is not None
        raw = pydicom.dataelem.RawDataElement(pydicom.tag.Tag(tag), kind, len(data), data, 0, False, True)
        found[tag] = raw
        found.save_as(path)

    one, done = written(save, again(info), tmp_path / "s")

    assert f"Not valid in the original, and left out: {keyword}." in done.notes
    assert str(one.get(keyword) or "") in ("", str(one.get("StudyInstanceUID")))
    if keyword == "StudyInstanceUID":
        assert one.StudyInstanceUID.startswith("2.25.")


def test_tags_that_have_to_be_there_are_there_though_empty(save: Any, original: Any, tmp_path: Path) -> None:
    info = original()
    for path in info.data_files:
        found = pydicom.dcmread(path)
        for keyword in PATIENT:
            if keyword in found:
                delattr(found, keyword)
        found.save_as(path)

    one, _ = written(save, again(info), tmp_path / "s")

    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "AccessionNumber"):
        assert keyword in one
        assert not one[keyword].value
    assert one.StudyInstanceUID.startswith("2.25.")


def test_an_anonymous_series_holds_nothing_that_the_basic_profile_removes(
    save: Any, original: Any, tmp_path: Path
) -> None:
    """The profile is that of PS3.15, table E.1-1, as another library has it."""
    anonymizer = pytest.importorskip("dicomanonymizer")
    actions = anonymizer.initialize_actions_2024b()

    one, _ = written(save, original(), tmp_path / "s", anonymise=True)

    ours = {"SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID"}
    for element in one:
        action = actions.get((element.tag.group, element.tag.element))
        assert action is None or not element.value or element.keyword in ours, element
        assert not element.tag.is_private
    old = {str(value) for key, value in PATIENT.items() if key in PERSONAL and key != "PatientSex"}
    texts = {str(element.value) for element in one}
    assert not texts & old
    assert one.PatientIdentityRemoved == "YES"
    assert one.DeidentificationMethodCodeSequence[0].CodeValue == "113100"
    assert one.EchoTime == 12.5


def test_nothing_technical_that_is_kept_is_in_the_profile() -> None:
    actions = pytest.importorskip("dicomanonymizer").initialize_actions_2024b()

    for keyword in (*TECHNICAL, *WINDOW):
        tag = pydicom.tag.Tag(keyword)
        assert (tag.group, tag.element) not in actions


def test_an_original_that_is_gone(save: Any, original: Any, tmp_path: Path) -> None:
    info = original()
    for path in info.data_files:
        path.unlink()

    with pytest.raises(ExportError, match="patient and study would be missing"):
        save(PIXELS, info, tmp_path / "a", dicom=DicomOptions())
    agreed = save(PIXELS, info, tmp_path / "b", dicom=DicomOptions(), allow_loss=True)
    nameless = save(PIXELS, info, tmp_path / "c", dicom=DicomOptions(anonymise=True))

    assert not (tmp_path / "a").exists()
    assert any("is not as it was" in note for note in agreed.notes)
    assert any("is not as it was" in note for note in nameless.notes)


def test_an_original_that_is_something_else_by_now(save: Any, original: Any, tmp_path: Path) -> None:
    info = original()
    other = pydicom.dcmread(info.data_files[0])
    other.PatientName = "Somebody^Else"
    other.save_as(info.data_files[0])

    with pytest.raises(ExportError, match="patient and study would be missing"):
        save(PIXELS, info, tmp_path / "a", dicom=DicomOptions())


def test_another_modality_is_no_mr_image(save: Any, original: Any, tmp_path: Path) -> None:
    one, _ = written(save, original(), tmp_path / "s", modality="OT", description="Maske é")

    assert (one.Modality, one.SeriesDescription) == ("OT", "Maske é")
    assert one.SOPClassUID == "1.2.840.10008.5.1.4.1.1.7"
    assert one.ConversionType == "WSD"


def test_which_file_is_asked(original: Any) -> None:
    info = original()
    path = source_file(info)

    assert path == info.data_files[0]
    assert path is not None
    assert read_source(path, TECHNICAL).first("PatientName") == ""
    assert read_source(path, PERSONAL).first("PatientID") == "A-7"


@pytest.mark.parametrize(("options", "window"), [({}, 96.0), ({"dtype": "uint16"}, None)])
def test_a_window_is_that_of_the_originals_values(
    save: Any, original: Any, tmp_path: Path, options: Any, window: float | None
) -> None:
    save(PIXELS, original(WindowCenter="96", WindowWidth="192"), tmp_path / "s", dicom=DicomOptions(), **options)

    assert pydicom.dcmread(tmp_path / "s/0001.dcm").get("WindowCenter") == window


@pytest.mark.parametrize(("name", "unit", "window"), [("flip", "HU", 40.0), ("expression", "US", None)])
def test_computed_values_are_in_no_hounsfield_units(
    save: Any, original: Any, tmp_path: Path, name: str, unit: str, window: float | None
) -> None:
    """A CT slice whose values were computed keeps its class: the unit is another, and the window was on others."""
    ct = "1.2.840.10008.5.1.4.1.1.2"
    said = {"SOPClassUID": ct, "Modality": "CT", "RescaleIntercept": "0", "RescaleSlope": "1", "RescaleType": "HU"}
    info = original(**said, WindowCenter="40", WindowWidth="400")
    edited = EditSession(PIXELS.copy(), info.geometry, info=info)
    edited.apply_version(PIXELS + 1, info.geometry, name, operation={"name": name})
    assert edited.info is not None

    written_file, _ = written(save, edited.info, tmp_path / "s")

    assert (written_file.SOPClassUID, written_file.RescaleType) == (ct, unit)
    assert written_file.get("WindowCenter") == window
