"""DICOM files of slices that have most elements in common: pydicom encodes those once (PS3.10, 7)."""

from __future__ import annotations

from typing import Any

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import correct_ambiguous_vr, write_dataset, write_file_meta_info

_BEGIN = bytes(128) + b"DICM"


class SliceFiles:
    """Encodes slices of one series, in explicit VR, little endian.

    Parameters
    ----------
    common : pydicom.dataset.Dataset
        What all of them have.
    """

    def __init__(self, common: Dataset) -> None:
        self._character_set = common.SpecificCharacterSet
        common = correct_ambiguous_vr(common, is_little_endian=True)
        self._common = {element.tag: self._encoded(element) for element in common}

    def file(self, own: Dataset) -> bytes:
        """Return a whole file.

        Parameters
        ----------
        own : pydicom.dataset.Dataset
            What one slice has of its own, or instead of the others, and ``file_meta``.
        """
        meta = _stream()
        meta.write(_BEGIN)
        write_file_meta_info(meta, own.file_meta, enforce_standard=True)
        elements = self._common | {element.tag: self._encoded(element) for element in own}
        return b"".join((meta.getvalue(), *(elements[tag] for tag in sorted(elements))))

    def _encoded(self, element: DataElement) -> bytes:
        alone, stream = Dataset(), _stream()
        alone.add(element)
        write_dataset(stream, alone, self._character_set)
        encoded: bytes = stream.getvalue()
        return encoded


def _stream() -> Any:
    stream = DicomBytesIO()
    stream.is_little_endian, stream.is_implicit_VR = True, False
    return stream
