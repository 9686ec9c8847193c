"""Loading the parts of itk that are needed, and no more.

Touching ``itk.Image`` or ``itk.imread`` loads everything behind them, 2.4 s.
Importing the wrapper modules themselves gives the same classes in 0.7 s. A
test fails when a new itk renames them.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from itk_inspector.itkio.engine import bare_io, bare_objects, wrapper_modules


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"itk.{name}")


def made(kind: Any) -> Any:
    """Return a new object of a wrapped class; its own ``New`` would load all of ``itk`` for inputs and callbacks."""
    return kind.__New_orig__()


@functools.cache
def images() -> ModuleType:
    """Return the module of the scalar, RGB and RGBA image classes."""
    _module("itkVectorImagePython")
    return _module("itkImagePython")


@functools.cache
def buffers() -> ModuleType:
    """Return the module of the NumPy bridge classes."""
    images()
    with _without_dask() if wrapper_modules.are_used() else contextlib.nullcontext():
        return _module("itkPyBufferPython")


@contextlib.contextmanager
def _without_dask() -> Iterator[None]:
    """Load the NumPy bridge without dask's scheduler, which it teaches to send ITK's arrays where it is installed.

    That takes three times as long as the bridge; in a process of ours nobody sends one.
    """
    name = "distributed"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # how the import system is told that there is none
    try:
        yield
    finally:
        del sys.modules[name]


def has_buffers() -> bool:
    """Tell whether the NumPy bridge is loaded already: then ITK and NumPy have exchanged pixels in this process."""
    return "itk.itkPyBufferPython" in sys.modules


def memory_of(image: Any, suffix: str) -> memoryview:
    """Return the pixels of an ITK image of a wrapped type as bytes, also where ``itk.VectorImage`` is not loaded."""
    seen: memoryview = getattr(buffers(), f"itkPyBuffer{suffix}")._GetArrayViewFromImage(image)
    return seen


@functools.cache
def _without_factories() -> Any:
    """Load itk, with its own loading of factories switched off: for the child process only."""
    import itkConfig  # itk reads it on its first import

    itkConfig.DefaultFactoryLoading = False
    import itk  # needed here only

    return itk


@functools.cache
def image_io() -> Any:
    """Register every ImageIO of the installed itk and return ``itk.ImageIOFactory``; for the child process only.

    They are asked in this order, and the first one that claims a file reads it: those of other packages, which may
    claim any file, come last.
    """
    itk = _without_factories()
    base = _module("ITKIOImageBaseBasePython")
    names = (found.name for found in pkgutil.iter_modules(itk.__path__) if found.name.endswith("ImageIOPython"))
    for module in sorted(map(_module, names), key=_is_of_others):
        for name in vars(module):
            if name.endswith("ImageIOFactory") and hasattr(getattr(module, name), "RegisterOneFactory"):
                getattr(module, name).RegisterOneFactory()
    return base.itkImageIOFactory


def _is_of_others(module: ModuleType) -> bool:
    """Tell a reader that comes from another package: only ITK's own libraries are named after ITK."""
    return not any(name.startswith("_ITKIO") for name in vars(module))


@functools.cache
def readers() -> ModuleType:
    """Return the module of the ``ImageFileReader`` classes."""
    return _module("itkImageFileReaderPython")


@functools.cache
def writers() -> ModuleType:
    """Return the module of the ``ImageFileWriter`` classes."""
    return _module("itkImageFileWriterPython")


def preload() -> None:
    """Load what reading any header needs, so that the first one does not wait for it: no class."""
    _without_factories()
    bare_io.preload()
    bare_objects.preload()


def preload_classes() -> None:
    """Load what reading pixels needs besides: no class of an image."""
    _without_factories()
    _module("ITKIOImageBaseBasePython")
    bare_objects.preload_bridge()
    metadata_objects()


def preload_rest() -> None:
    """Load what `preload` left: the readers of all formats, and what converting and writing need."""
    image_io()
    buffers()
    readers()
    writers()
    _module("itkPyCommandPython")  # for `keep_with`; each save is a fork, which would load it anew


def preload_bridge() -> None:
    """Load what single pixels are read with, in a process of ours: images on memory, not files."""
    with _without_dask():
        buffers()
    matrix(((1.0, 0.0), (0.0, 1.0)))


@functools.cache
def prepare_dicom_writing() -> None:
    """Let GDCM write position and orientation of single slices too.

    It has a switch for that, which ITK turns on only when it begins to read a
    file as DICOM; any file will do.
    """
    io = made(dicom_io())
    io.SetFileName(os.devnull)
    with contextlib.suppress(RuntimeError):
        io.ReadImageInformation()


@functools.cache
def dicom_io() -> Any:
    """Return the class of GDCM's ImageIO."""
    return _module("itkGDCMImageIOPython").itkGDCMImageIO


@functools.cache
def tiff_io() -> Any:
    """Return the class of TIFF's ImageIO."""
    return _module("itkTIFFImageIOPython").itkTIFFImageIO


@functools.cache
def meta_io() -> Any:
    """Return the class of MetaImage's ImageIO."""
    return _module("itkMetaImageIOPython").itkMetaImageIO


def own_io(suffix: str) -> Any:
    """Return an ImageIO made for a common extension, lower case; None for another one.

    Asking it alone saves the first file from waiting until every other one is loaded.
    """
    return bare_io.reader(suffix)


@functools.cache
def nifti_io() -> Any:
    """Return the class of NIfTI's ImageIO."""
    return _module("itkNiftiImageIOPython").itkNiftiImageIO


def io_region(size: list[int]) -> Any:
    """Return an ``itk.ImageIORegion`` that covers ``size`` (ITK order) from index 0."""
    region = _module("ITKCommonBasePython").itkImageIORegion(len(size))
    for axis, n in enumerate(size):
        region.SetIndex(axis, 0)
        region.SetSize(axis, n)
    return region


def common_enums() -> Any:
    """Return the class of ITK's enumerations."""
    return _module("ITKCommonBasePython").itkCommonEnums


def metadata_objects() -> ModuleType:
    """Return the module of the metadata value classes."""
    return _module("itkMetaDataObjectPython")


def text_metadata(text: str) -> Any:
    """Return a metadata value that holds ``text``."""
    value = made(metadata_objects().itkMetaDataObjectS)
    value.SetMetaDataObjectValue(text)
    return value


def keep_with(image: Any, thing: object) -> None:
    """Keep a Python object as long as ITK keeps an image: a filter may have it longer than any Python name.

    The observer's function is held by the C++ image and holds the object. The method of the image would load
    a third of a second of modules to tell functions from commands.
    """
    base = _module("ITKCommonBasePython")
    command = made(_module("itkPyCommandPython").itkPyCommand)
    command.SetCommandCallable(lambda kept=thing: None)
    base._ITKCommonBasePython.itkObject_AddObserver(image, base.itkDeleteEvent(), command)


def matrix(rows: tuple[tuple[float, ...], ...]) -> Any:
    """Return an ``itk.Matrix`` of doubles."""
    n = len(rows)
    inner = _module("vnl_matrixPython").vnl_matrixD(n, n)
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            inner.put(i, j, value)
    return getattr(_module("itkMatrixPython"), f"itkMatrixD{n}{n}")(inner)
