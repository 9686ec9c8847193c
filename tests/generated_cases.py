"""Files at the edge of their formats: streams that end early, slices out of step, names that lead elsewhere."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pydicom
from pydicom.uid import NuclearMedicineImageStorage, ParametricMapStorage, RTStructureSetStorage, SegmentationStorage

import hdf5_files
from dicom_files import write_enhanced, write_slice

_META = b"ObjectType = Image\nNDims = 2\nDimSize = 16 16\nElementType = MET_USHORT\nBinaryData = True\n"


def _packed(path: Path, stream: bytes, size: int | None) -> None:
    said = b"" if size is None else f"CompressedDataSize = {size}\n".encode()
    path.write_bytes(_META + b"CompressedData = True\n" + said + b"ElementDataFile = LOCAL\n" + stream)


def _streams(folder: Path) -> None:
    pixels = np.random.default_rng(5).integers(0, 65535, size=256, dtype=np.uint16).tobytes()
    stream = zlib.compress(pixels)
    _packed(folder / "mha_z_short.mha", zlib.compress(pixels[:200]), len(zlib.compress(pixels[:200])))
    _packed(folder / "mha_z_nosize.mha", stream[:-60], None)
    damaged = bytearray(stream)
    damaged[60:70] = b"\xff" * 10
    _packed(folder / "security/damaged-zlib-586.mha", bytes(damaged), len(stream))
    _packed(folder / "security/damaged-zlib-zeros-178.mha", bytes(len(stream)), len(stream))


def _frames(folder: Path) -> None:
    places = [(0.0, 0.0, float(z)) for z in (0, 2, 4, 11)]
    write_enhanced(folder / "dcm_emr_uneven.dcm", places, spacing=(0.8, 0.8))
    even = [(0.0, 0.0, float(z)) for z in (0, 2, 4)]
    write_enhanced(folder / "dcm_emr_slopes.dcm", even, slopes=(1.0, 2.0, 3.0), spacing=(0.8, 0.8))
    write_enhanced(folder / "dcm_emr_nobetween.dcm", [(0.0, 0.0, float(z)) for z in (0, 3, 6)], spacing=(0.8, 0.8))
    path = write_enhanced(
        folder / "dcm_seg_two_segments.dcm", even * 2, segments=(1, 1, 1, 2, 2, 2), spacing=(0.8, 0.8)
    )
    made = pydicom.dcmread(path)
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = SegmentationStorage
    made.Modality = "SEG"
    made.save_as(path, enforce_file_format=True)
    nuclear = write_slice(
        folder / "dcm_nm_negative.dcm", np.arange(60, dtype=np.uint16).reshape(3, 4, 5), (0.0, 0.0, 9.0), uid="1.2.7",
        spacing=(4.41806, 4.41806), SOPClassUID=NuclearMedicineImageStorage, Modality="NM", SliceThickness="4.41806",
        SpacingBetweenSlices="-4.41806",
    )  # fmt: skip
    made = pydicom.dcmread(nuclear)
    made.file_meta.MediaStorageSOPClassUID = NuclearMedicineImageStorage
    place, turned = made.ImagePositionPatient, made.ImageOrientationPatient
    del made.ImagePositionPatient, made.ImageOrientationPatient
    item = pydicom.Dataset()
    item.ImagePositionPatient, item.ImageOrientationPatient = place, turned
    made.DetectorInformationSequence = [item]
    made.save_as(nuclear, enforce_file_format=True)


def _no_images(folder: Path) -> None:
    """Write DICOM without an image that can be shown."""
    for name, kind in (("dcm_rtstruct.dcm", RTStructureSetStorage), ("dcm_parametric_float.dcm", ParametricMapStorage)):
        path = write_slice(folder / name, np.zeros((4, 5), np.uint16), (0.0, 0.0, 0.0), uid="1.2.3", SOPClassUID=kind)
        made = pydicom.dcmread(path)
        made.file_meta.MediaStorageSOPClassUID = kind
        del made.PixelData
        if kind == ParametricMapStorage:
            made.BitsAllocated = 32
            made.FloatPixelData = np.zeros(20, np.float32).tobytes()
            del made.BitsStored, made.HighBit, made.PixelRepresentation
        else:
            del made.Rows, made.Columns, made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation
        made.save_as(path, enforce_file_format=True)
    meta = pydicom.dataset.FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.1.3.10"
    meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = "1.2.3.1", pydicom.uid.ExplicitVRLittleEndian
    made = pydicom.Dataset()
    made.file_meta, made.FileSetID, made.DirectoryRecordSequence = meta, "X", []
    (folder / "dcm_dicomdir").mkdir()
    made.save_as(folder / "dcm_dicomdir" / "DICOMDIR", enforce_file_format=True)


def _outside(folder: Path) -> None:
    """Write headers that name a file of other folders, or steer a terminal."""
    (folder / "secret.raw").write_bytes(bytes(range(64)) * 4)
    security, listed = folder / "security", folder / "sec_list"
    listed.mkdir()
    (listed / "evil_list.mhd").write_text(
        "ObjectType = Image\nNDims = 3\nDimSize = 16 16 1\nElementType = MET_UCHAR\n"
        "ElementDataFile = LIST\n../secret.raw\n"
    )
    head = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 16 16 1\nencoding: raw\n"
    (security / "escape-list.nhdr").write_text(f"{head}data file: LIST\n../secret.raw\n")
    (security / "escape-crlf.nhdr").write_bytes(f"{head}data file: ../secret.raw\n".replace("\n", "\r\n").encode())
    hdf5_files.linked(security / "h5-external.h5", "../secret.h5")
    hdf5_files.good(folder / "secret.h5")
    escapes = "esc:=\x1b]0;TITLE\x07\x1b[2J\x1b[31mred\nhtml:=<h1>big</h1>\nbidi:=\u202eabc\nc1:=\x9b31m\n"
    (security / "terminal-escape.nrrd").write_bytes(
        f"NRRD0004\ntype: uchar\ndimension: 2\nsizes: 16 16\nencoding: raw\n{escapes}\n".encode() + bytes(256)
    )


def write_all(folder: Path) -> None:
    """Write all of them below a folder."""
    (folder / "security").mkdir(parents=True)
    for part in (_streams, _frames, _no_images, _outside):
        part(folder)
