"""Every format of which more is known than ITK's reader says: one row and one module each, loaded for its files."""

from __future__ import annotations

import functools
import importlib
from types import MappingProxyType

from itk_inspector.itkio.formats.format_facts import FormatFacts

_KNOWN = MappingProxyType(
    {
        "BMPImageIO": "bmp",
        "GDCMImageIO": "dicom",
        "GiplImageIO": "gipl",
        "HDF5ImageIO": "hdf5",
        "JPEG2000ImageIO": "jpeg2000",
        "JPEGImageIO": "jpeg",
        "LSMImageIO": "tiff",
        "MINCImageIO": "minc",
        "MRCImageIO": "mrc",
        "MetaImageIO": "metaimage",
        "NiftiImageIO": "nifti",
        "NrrdImageIO": "nrrd",
        "PNGImageIO": "png",
        "TIFFImageIO": "tiff",
        "VTKImageIO": "vtk",
    }
)
"""By ImageIO the module of ``itkio.formats`` that has ``FACTS``."""
_NOTHING = FormatFacts()


@functools.cache
def facts_of(name: str) -> FormatFacts:
    """Return what is known of the format that an ImageIO reads, by the name of its class."""
    if name not in _KNOWN:
        return _NOTHING
    facts: FormatFacts = importlib.import_module(f"itk_inspector.itkio.formats.{_KNOWN[name]}").FACTS
    return facts


def preload() -> None:
    """Load what is known of all formats."""
    for name in _KNOWN:
        facts_of(name)
