"""Which library writes a format that ITK does not."""

from __future__ import annotations

import importlib
from types import MappingProxyType

from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.itkio.draft import OtherWriter

_MODULES: MappingProxyType[Writer, str] = MappingProxyType(
    {
        Writer.NUMPY_ARCHIVE: "numpy_archive",
        Writer.OME_TIFF: "ome_tiff",
        Writer.DICOM: "dicom_series",
    }
)
"""The module of ``itkio.written`` that has ``write``."""
_INSTEAD = MappingProxyType({"TIFFImageIO": "plain_tiff"})
"""By ImageIO what writes those types of its format that the installed ITK gets wrong."""


def other_writer(row: WriteFormat | None) -> OtherWriter | None:
    """Load what writes a format, or a part of it, and the library behind it; None where ITK or NumPy does."""
    name = None if row is None else _MODULES.get(row.writer) or _INSTEAD.get(row.image_io)
    if name is None:
        return None
    found: OtherWriter = importlib.import_module(f"itk_inspector.itkio.written.{name}").write
    return found
