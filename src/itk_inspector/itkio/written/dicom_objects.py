"""DICOM images of one slice each, as pydicom's data sets (PS3.3, A.3, A.4 and A.8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import PYDICOM_IMPLEMENTATION_UID, ExplicitVRLittleEndian, generate_uid

from itk_inspector import __version__
from itk_inspector.core.export.dicom_options import LONGEST_DESCRIPTION, DicomOptions
from itk_inspector.core.export.slice_places import SlicePlaces
from itk_inspector.core.export.stored_numbers import StoredNumbers, decimal_string, nearest_decimal_string
from itk_inspector.itkio.written.dicom_source import CT, MR, PERSONAL, Source

_SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
_MODALITIES = {CT: "CT", MR: "MR"}
_DERIVED = " (derived)"
_PROFILE = "Basic Application Confidentiality Profile"
_EMPTY = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
    *("StudyDate", "StudyTime", "StudyID", "AccessionNumber", "ReferringPhysicianName"),
    *("PositionReferenceIndicator", "SeriesNumber"),
)
"""Elements that have to be there, though they may be empty (type 2)."""
_EMPTY_OF = {
    CT: ("KVP", "AcquisitionNumber", "SliceThickness"),
    MR: ("ScanOptions", "MRAcquisitionType", "EchoTime", "EchoTrainLength", "SliceThickness"),
}


def new_uid() -> str:
    """Return a UID that nobody else has: 2.25 and a random UUID (PS3.5, B.2)."""
    return str(generate_uid(prefix=None))


def series(
    source: Source,
    options: DicomOptions,
    places: SlicePlaces,
    numbers: StoredNumbers,
    now: datetime,
    *,
    colours: bool,
    has_unit: bool,
) -> Dataset:
    """Return what all slices of a series have in common.

    Parameters
    ----------
    source : Source
        Of an anonymous series it holds nothing personal.
    options : DicomOptions
    places : SlicePlaces
    numbers : StoredNumbers
    now : datetime.datetime
    colours : bool
        Pixels are red, green and blue.
    has_unit : bool
        The values are measured as those of the original.
    """
    found = Dataset()
    found.SpecificCharacterSet = "ISO_IR 192"
    for keyword, words in source.values.items():
        setattr(found, keyword, list(words) if len(words) > 1 else words[0])
    modality = options.modality or source.first("Modality") or "OT"
    kept = _MODALITIES.get(source.kind) == modality and not colours and numbers.dtype != "uint8"
    found.SOPClassUID = source.kind if kept else _SECONDARY
    found.Modality = modality
    _describe(found, source, options, now)
    _place(found, places)
    _say_how_pixels_are(found, numbers, colours=colours)
    for keyword in (*_EMPTY, *_EMPTY_OF.get(found.SOPClassUID, ())):
        if keyword not in found:
            setattr(found, keyword, None)
    match found.SOPClassUID:
        case kind if kind == CT:
            found.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]
            if numbers.is_plain:
                found.RescaleIntercept, found.RescaleSlope = "0", "1"
            found.RescaleType = "HU" if source.kind == CT and has_unit else "US"
        case kind if kind == MR:
            found.ImageType = ["DERIVED", "SECONDARY", "OTHER"]
            for keyword, usual in (("ScanningSequence", "RM"), ("SequenceVariant", "NONE")):
                if keyword not in found:
                    setattr(found, keyword, usual)
        case _:
            found.ImageType = ["DERIVED", "SECONDARY"]
            found.ConversionType = "WSD"
    return found


def _describe(found: Dataset, source: Source, options: DicomOptions, now: datetime) -> None:
    """Say whose the series is, that it is new, and what it is called."""
    found.SeriesInstanceUID = new_uid()
    for keyword in ("StudyInstanceUID", "FrameOfReferenceUID"):
        if keyword not in found:
            setattr(found, keyword, new_uid())
    if options.number:
        found.SeriesNumber = options.number
    old = source.first("SeriesDescription")
    derived = f"{old[: LONGEST_DESCRIPTION - len(_DERIVED)]}{_DERIVED}" if old else ""
    description = options.description or derived
    if description:
        found.SeriesDescription = description
    found.Manufacturer, found.ManufacturerModelName = "ITK Inspector", "ITK Inspector"
    found.SoftwareVersions = __version__
    if not options.anonymise:
        found.DerivationDescription = "Written by ITK Inspector"
        found.InstanceCreationDate = found.ContentDate = found.SeriesDate = now.strftime("%Y%m%d")
        found.InstanceCreationTime = found.ContentTime = found.SeriesTime = now.strftime("%H%M%S")
        return
    assert not any(keyword in source.values for keyword in PERSONAL)
    found.PatientIdentityRemoved = "YES"
    found.DeidentificationMethod = f"DICOM PS3.15 {_PROFILE}"
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "113100", "DCM", _PROFILE
    found.DeidentificationMethodCodeSequence = [code]
    found.LongitudinalTemporalInformationModified = "REMOVED"


def _place(found: Dataset, places: SlicePlaces) -> None:
    found.ImageOrientationPatient = [nearest_decimal_string(v) for v in places.orientation]
    found.PixelSpacing = [nearest_decimal_string(v) for v in places.pixel_spacing]
    if len(places.positions) > 1:
        found.SpacingBetweenSlices = found.SliceThickness = nearest_decimal_string(places.between)


def _say_how_pixels_are(found: Dataset, numbers: StoredNumbers, *, colours: bool) -> None:
    kind = np.dtype(numbers.dtype)
    found.SamplesPerPixel = 3 if colours else 1
    found.PhotometricInterpretation = "RGB" if colours else "MONOCHROME2"
    if colours:
        found.PlanarConfiguration = 0
    found.BitsAllocated = found.BitsStored = 8 * kind.itemsize
    found.HighBit = found.BitsStored - 1
    found.PixelRepresentation = int(kind.kind == "i")
    if not numbers.is_plain:
        found.RescaleSlope, found.RescaleIntercept = decimal_string(numbers.slope), decimal_string(numbers.intercept)
        found.RescaleType = "US"


def one_slice(common: Dataset, stored: npt.NDArray[Any], places: SlicePlaces, number: int) -> Dataset:
    """Return what one slice has beside what all have in common, and the beginning of its file.

    Parameters
    ----------
    common : pydicom.dataset.Dataset
        From `series`.
    stored : numpy.ndarray
        Shape ``[row, col]``, or ``[row, col, 3]``.
    places : SlicePlaces
    number : int
        Counted from 0.
    """
    found = Dataset()
    found.SOPInstanceUID = new_uid()
    found.InstanceNumber = number + 1
    found.ImagePositionPatient = [nearest_decimal_string(v) for v in places.positions[number]]
    found.Rows, found.Columns = stored.shape[:2]
    data = stored.astype(stored.dtype.newbyteorder("<"), copy=False).tobytes()
    found.add_new("PixelData", "OB" if stored.dtype.itemsize == 1 else "OW", data + b"\0" * (len(data) % 2))
    found.file_meta = FileMetaDataset()
    found.file_meta.MediaStorageSOPClassUID = common.SOPClassUID
    found.file_meta.MediaStorageSOPInstanceUID = found.SOPInstanceUID
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    found.file_meta.ImplementationClassUID = PYDICOM_IMPLEMENTATION_UID
    return found
