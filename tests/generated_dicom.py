"""DICOM files of the kinds that the shared real ones are of, written by pydicom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from pydicom.uid import (
    CTImageStorage,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    MRImageStorage,
    NuclearMedicineImageStorage,
    RLELossless,
    RTDoseStorage,
    SegmentationStorage,
    UltrasoundImageStorage,
)

from dicom_files import oblique, write_series, write_slice

TEXTS = {
    "Manufacturer": "Nobody",
    "InstitutionName": "Nowhere",
    "StudyDate": "20200102",
    "SeriesDate": "20200102",
    "ContentDate": "20200102",
    "AcquisitionDate": "20200102",
    "StudyTime": "101112",
    "SeriesTime": "101112",
    "ContentTime": "101112",
    "AcquisitionTime": "101112",
    "AccessionNumber": "12",
    "ReferringPhysicianName": "Roe^Richard",
    "StationName": "CT01",
    "StudyDescription": "Head",
    "ManufacturerModelName": "None",
    "PatientBirthDate": "19700101",
    "PatientSex": "O",
    "PatientAge": "050Y",
    "PatientWeight": "70",
    "KVP": "120",
    "SliceThickness": "5",
    "DataCollectionDiameter": "480",
    "DeviceSerialNumber": "1",
    "SoftwareVersions": "1",
    "ProtocolName": "head",
    "ReconstructionDiameter": "240",
    "DistanceSourceToDetector": "1099",
    "DistanceSourceToPatient": "630",
    "GantryDetectorTilt": "0",
    "TableHeight": "133",
    "RotationDirection": "CW",
    "ExposureTime": "1601",
    "XRayTubeCurrent": "170",
    "Exposure": "272",
    "FilterType": "HEAD",
    "GeneratorPower": "170",
    "FocalSpots": "0.7",
    "ConvolutionKernel": "STANDARD",
    "PatientPosition": "FFS",
    "StudyID": "1",
    "AcquisitionNumber": "1",
    "FrameOfReferenceUID": "1.2.3.4.9",
    "PositionReferenceIndicator": "OM",
    "SliceLocation": "-77.2",
    "WindowCenter": "40",
    "WindowWidth": "400",
    "RescaleType": "HU",
    "PixelPaddingValue": -2000,
}
"""What a scanner writes beside the image."""

PLACE = (-158.1, -179.0, -75.7)


def _again(path: Path, syntax: str, **keys: Any) -> None:
    """Write a file once more, in another transfer syntax."""
    made = pydicom.dcmread(path)
    for name, value in keys.items():
        setattr(made, name, value)
    if syntax == RLELossless:
        made.compress(RLELossless)
    elif syntax == ExplicitVRBigEndian:
        fresh = pydicom.Dataset()
        for element in made:
            setattr(fresh, element.keyword, element.value)
        fresh["PixelData"].VR = "OB"
        fresh.file_meta, made = made.file_meta, fresh
    made.file_meta.TransferSyntaxUID = syntax
    made.save_as(path, enforce_file_format=True)


def write_all(images: Path) -> None:
    """Write files below ``dcm`` and ``dicom_dir``."""
    folder = images / "dcm"
    folder.mkdir()
    grey = (np.arange(128 * 128).reshape(128, 128) % 2048).astype(np.int16)
    write_slice(
        folder / "pydicom__CT_small.dcm", grey, PLACE, uid="1.2.1", spacing=(0.66, 0.66), Modality="CT",
        SOPClassUID=CTImageStorage, RescaleSlope="1", RescaleIntercept="-1024", **TEXTS,
    )  # fmt: skip
    small = grey[:64, :64]
    rle = write_slice(folder / "pydicom__MR_small_RLE.dcm", small, PLACE, uid="1.2.2", SOPClassUID=MRImageStorage)
    _again(rle, RLELossless)
    write_slice(
        folder / "pydicom__rtdose.dcm", (np.arange(3 * 10 * 12) * 1000).astype(np.uint32).reshape(3, 10, 12), PLACE,
        uid="1.2.3", Modality="RTDOSE", SOPClassUID=RTDoseStorage, DoseUnits="GY", DoseType="PHYSICAL",
        DoseGridScaling="1e-6", GridFrameOffsetVector=[0, 2, 4], FrameIncrementPointer=0x3004000C,
    )  # fmt: skip
    deflated = write_slice(folder / "pydicom__image_dfl.dcm", np.arange(80, dtype=np.uint8).reshape(8, 10), PLACE,
                           uid="1.2.4", Modality="OT")  # fmt: skip
    _again(deflated, DeflatedExplicitVRLittleEndian)
    colour = np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3)
    big = write_slice(folder / "pydicom__ExplVR_BigEnd.dcm", colour[..., 0], PLACE, uid="1.2.5", Modality="US",
                      SOPClassUID=UltrasoundImageStorage)  # fmt: skip
    made = pydicom.dcmread(big)
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.PixelData = colour.tobytes()
    made.save_as(big, enforce_file_format=True)
    _again(big, ExplicitVRBigEndian)
    write_slice(folder / "itk5__itkGDCMImageIOTest3_mono1.dcm", small.astype(np.uint16), PLACE, uid="1.2.6",
                PhotometricInterpretation="MONOCHROME1")  # fmt: skip
    write_slice(folder / "pydicom__JPEG2000.dcm", np.arange(2 * 48, dtype=np.uint16).reshape(2, 6, 8), PLACE,
                uid="1.2.7", Modality="NM", SOPClassUID=NuclearMedicineImageStorage)  # fmt: skip
    bits = write_slice(folder / "pydicom__liver_1frame.dcm", np.zeros((8, 16), np.uint8), PLACE, uid="1.2.8",
                       Modality="SEG", SOPClassUID=SegmentationStorage)  # fmt: skip
    made = pydicom.dcmread(bits)
    made.BitsAllocated = made.BitsStored = 1
    made.HighBit, made.NumberOfFrames, made.PixelData = 0, 1, bytes(range(16))
    made.save_as(bits, enforce_file_format=True)
    report = write_slice(folder / "pydicom__reportsi.dcm", small, None, uid="1.2.9", Modality="SR")
    made = pydicom.dcmread(report)
    for name in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
        delattr(made, name)
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.88.11"
    made.save_as(report, enforce_file_format=True)
    write_series(images / "dicom_dir" / "itk5__DicomSeries", (0, 3, 6), oblique(25))
