"""Which second reader a file has. Each is loaded for its own format only, and in the child only."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType, ModuleType

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.second.second_reader import SecondReader, SecondReaderError

MODULES: MappingProxyType[str, str] = MappingProxyType(
    {
        "BMPImageIO": "bmp_reader",
        "GDCMImageIO": "pydicom_reader",
        "GiplImageIO": "gipl_reader",
        "LSMImageIO": "tifffile_reader",
        "MRCImageIO": "mrc_reader",
        "MetaImageIO": "meta_reader",
        "NiftiImageIO": "nifti_reader",
        "NrrdImageIO": "nrrd_reader",
        "TIFFImageIO": "tifffile_reader",
        "VTKImageIO": "vtk_reader",
    }
)
"""By ImageIO the module of ``itkio.second`` that has ``open_file``."""
_NEEDLESS = MappingProxyType({"nibabel_header": ("pydicom",), "pydicom_reader": ("requests", "tqdm", "PIL")})
"""What a library would load for things that are not used here, and go without.

For nibabel that takes more than half of the time; pydicom would fetch sample files with them, and convert colours.
"""


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
    with libraries_errors(name.partition("_")[0]):
        found: SecondReader | None = module(name).open_file(request)
        if found is not None:
            assert found.stored.size  # worked out here, where it may fail
        return found


@contextmanager
def libraries_errors(who: str | SecondReader) -> Iterator[None]:
    """Turn whatever a library makes of a damaged file into a `SecondReaderError`: then ITK's word stands.

    Parameters
    ----------
    who : str or SecondReader
        Who is named: the second reader, which is asked for its name only then.

    Raises
    ------
    SecondReaderError
    """
    try:
        yield
    except (InspectorError, SecondReaderError, MemoryError):
        raise
    except Exception as e:  # no library names all that a damaged file makes it raise
        name = who if isinstance(who, str) else who.name
        raise SecondReaderError(f"{name} fails on it ({type(e).__name__}: {e})"[:200]) from e


def preload(format_name: str) -> None:
    """Load the second reader of a format, if it has one."""
    if format_name in MODULES:
        module(MODULES[format_name])


def module(name: str) -> ModuleType:
    """Load a module of ``itkio.second``, and the library behind it, once it is needed."""
    with _left_out(_NEEDLESS.get(name, ())):
        return importlib.import_module(f"itk_inspector.itkio.second.{name}")


@contextmanager
def _left_out(libraries: tuple[str, ...]) -> Iterator[None]:
    """Let optional libraries seem not to be installed, unless they are loaded already."""
    hidden = [library for library in libraries if library not in sys.modules]
    for library in hidden:
        sys.modules[library] = None  # type: ignore[assignment]  # how the import system is told so
    try:
        yield
    finally:
        for library in hidden:
            del sys.modules[library]
