"""Which second reader a file has. Each is loaded for its own format only, and in the child only."""

from __future__ import annotations

import importlib
from types import MappingProxyType, ModuleType

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.second.second_reader import SecondReader

MODULES: MappingProxyType[str, str] = MappingProxyType(
    {
        "GDCMImageIO": "pydicom_reader",
        "LSMImageIO": "tifffile_reader",
        "MRCImageIO": "mrc_reader",
        "NiftiImageIO": "nibabel_reader",
        "NrrdImageIO": "nrrd_reader",
        "TIFFImageIO": "tifffile_reader",
        "VTKImageIO": "vtk_reader",
    }
)
"""By ImageIO the module of ``itkio.second`` that has ``open_file``."""


def second_reader(format_name: str, request: OpenRequest) -> SecondReader | None:
    """Let the second reader of a format read the header of a file; None for a format without one.

    Raises
    ------
    SecondReaderError
        If it cannot.
    """
    name = MODULES.get(format_name)
    if name is None:
        return None
    found: SecondReader = module(name).open_file(request)
    return found


def preload(format_name: str) -> None:
    """Load the second reader of a format, if it has one."""
    if format_name in MODULES:
        module(MODULES[format_name])


def module(name: str) -> ModuleType:
    """Load a module of ``itkio.second``, and the library behind it, once it is needed."""
    return importlib.import_module(f"itk_inspector.itkio.second.{name}")
