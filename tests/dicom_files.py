"""DICOM series written by pydicom, for tests of ours: any position, orientation, type and rescale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    EnhancedMRImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MRImageStorage,
    generate_uid,
)

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)


def oblique(degrees: float) -> tuple[float, ...]:
    """Row and column direction of an axial slice that is turned about the x axis."""
    angle = np.radians(degrees)
    return (1.0, 0.0, 0.0, 0.0, float(np.cos(angle)), float(np.sin(angle)))


def write_slice(
    path: Path,
    pixels: npt.NDArray[Any],
    position: tuple[float, ...] | None,
    orientation: tuple[float, ...] = AXIAL,
    *,
    uid: str,
    instance: int = 1,
    spacing: tuple[float, float] = (0.8, 0.6),
    **keys: Any,
) -> Path:
    """Write one grey slice; ``spacing`` is (row, column) as in PixelSpacing; ``keys`` are further attributes."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = Dataset()
    made.file_meta = meta
    made.SOPClassUID, made.SOPInstanceUID = MRImageStorage, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.3.4", uid
    made.PatientName, made.PatientID = "Doe^Jane", "7"
    made.SeriesDescription, made.Modality, made.SeriesNumber = "T1 head", "MR", 3
    made.InstanceNumber = instance
    if position is not None:
        made.ImagePositionPatient = [f"{c:.10g}" for c in position]
        made.ImageOrientationPatient = [f"{c:.10g}" for c in orientation]
    made.PixelSpacing = [f"{s:.10g}" for s in spacing]
    made.Rows, made.Columns = pixels.shape[-2:]
    if pixels.ndim == 3:
        made.NumberOfFrames = pixels.shape[0]
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 8 * pixels.dtype.itemsize
    made.HighBit = made.BitsStored - 1
    made.PixelRepresentation = int(pixels.dtype.kind == "i")
    for name, value in keys.items():
        setattr(made, name, value)
    made.PixelData = np.ascontiguousarray(pixels).tobytes()
    made.save_as(path, enforce_file_format=True)
    return path


def normal(orientation: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """Row direction × column direction."""
    return np.cross(orientation[:3], orientation[3:])


def write_series(
    folder: Path,
    distances: tuple[float, ...],
    orientation: tuple[float, ...] = AXIAL,
    *,
    uid: str = "1.2.3.4.1",
    names: tuple[str, ...] = (),
    shape: tuple[int, int] = (4, 5),
    origin: tuple[float, ...] = (-10.0, 20.0, -30.0),
    value: int = 0,
    **keys: Any,
) -> list[Path]:
    """Write int16 slices at ``distances`` along the normal; slice n is filled with ``value`` + 100 n + 0 … 19."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for count, distance in enumerate(distances):
        pixels = (value + 100 * count + np.arange(shape[0] * shape[1])).astype(np.int16).reshape(shape)
        position = tuple((np.asarray(origin) + distance * normal(orientation)).tolist())
        name = names[count] if names else f"{uid[-1]}-{count:03}.dcm"
        paths.append(write_slice(folder / name, pixels, position, orientation, uid=uid, instance=count + 1, **keys))
    return paths


def write_enhanced(
    path: Path,
    positions: Sequence[tuple[float, ...]],
    orientations: Sequence[tuple[float, ...]] = (AXIAL,),
    *,
    implicit: bool = False,
    undefined_lengths: bool = False,
    slopes: Sequence[float] = (),
    segments: Sequence[int] = (),
    spacing: tuple[float, float] = (0.8, 0.6),
) -> Path:
    """Write an enhanced MR file; one orientation is shared, several are the frames' own."""
    pixels = np.arange(len(positions) * 20, dtype=np.int16).reshape(-1, 4, 5)
    made = pydicom.dcmread(write_slice(path, pixels, None, uid="1.2.3.4.1", SOPClassUID=EnhancedMRImageStorage))
    made.file_meta.MediaStorageSOPClassUID = EnhancedMRImageStorage
    made.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    del made.PixelSpacing

    def one(**keys: Any) -> Dataset:
        item = Dataset()
        for name, value in keys.items():
            setattr(item, name, value)
        return item

    shared = one(PixelMeasuresSequence=[one(PixelSpacing=list(spacing), SliceThickness=2)])
    frames = []
    for count, position in enumerate(positions):
        frame = one(PlanePositionSequence=[one(ImagePositionPatient=list(position))])
        if len(orientations) > 1:
            frame.PlaneOrientationSequence = [one(ImageOrientationPatient=list(orientations[count]))]
        if slopes:
            values = one(RescaleSlope=slopes[count], RescaleIntercept=0, RescaleType="US")
            frame.PixelValueTransformationSequence = [values]
        if segments:
            frame.SegmentIdentificationSequence = [one(ReferencedSegmentNumber=segments[count])]
        frames.append(frame)
    if len(orientations) == 1:
        shared.PlaneOrientationSequence = [one(ImageOrientationPatient=list(orientations[0]))]
    made.SharedFunctionalGroupsSequence = [shared]
    made.PerFrameFunctionalGroupsSequence = frames
    if undefined_lengths:
        for sequence in (made["SharedFunctionalGroupsSequence"], made["PerFrameFunctionalGroupsSequence"]):
            sequence.is_undefined_length = True
            for item in sequence.value:
                item.is_undefined_length_sequence_item = True
    made.save_as(path, enforce_file_format=True)
    return path


def turn_big_endian(path: Path) -> Path:
    """Write a file with pixels of several bytes again, with the most significant byte first."""
    whole = pydicom.dcmread(path)
    turned = Dataset()
    for element in whole:
        setattr(turned, element.keyword, element.value)
    turned.file_meta, turned.PixelData = whole.file_meta, whole.pixel_array.byteswap().tobytes()
    turned["PixelData"].VR = "OW"
    turned.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    turned.save_as(path, enforce_file_format=True)
    return path


def write_bomb(path: Path) -> Path:
    """Write a small deflated DICOM file (PS3.5, A.5) that ends early: GDCM asks for memory for ever."""
    pixels = np.repeat(np.arange(512).astype(np.uint8)[:, None], 512, axis=1)
    whole = pydicom.dcmread(write_slice(path, pixels, (0.0, 0.0, 0.0), uid="1.2.3.4.1"))
    whole.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    whole.save_as(path, enforce_file_format=True)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def with_blank(path: Path, number: str) -> Path:
    """Overwrite a number of a file, once in it, with spaces of its length."""
    found = path.read_bytes()
    assert found.count(number.encode()) == 1
    path.write_bytes(found.replace(number.encode(), b" " * len(number)))
    return path
