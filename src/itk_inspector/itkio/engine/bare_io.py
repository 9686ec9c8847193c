"""ITK's readers of the commonest formats without their Python classes: making these takes longer than a header does.

What stands in for a class has the functions behind it for methods, and is taken by ITK's functions like one, for they
look for the attribute ``this``. Where the class is loaded, ITK returns that, and nothing needs to stand in.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from types import ModuleType
from typing import Any

from itk_inspector.itkio.engine.bare_objects import functions

_COMMON, _BASE = ("ITKCommon", "ITKCommonBase"), ("ITKIOImageBase", "ITKIOImageBaseBase")
_OBJECTS = ("ITKCommon", "itkMetaDataObject")
_READERS = {
    ".mha": ("ITKIOMeta", "itkMetaImageIO"),
    ".mhd": ("ITKIOMeta", "itkMetaImageIO"),
    ".nii": ("ITKIONIFTI", "itkNiftiImageIO"),
    ".nii.gz": ("ITKIONIFTI", "itkNiftiImageIO"),
    ".nrrd": ("ITKIONRRD", "itkNrrdImageIO"),
}
"""By extension, lower case, the library of itk and the module of a reader, which is called as its class."""
_OF_THE_CLASS = frozenset({"GetComponentTypeAsString", "GetPixelTypeAsString"})
"""Methods that take no object."""
_PLAIN = ("S", "B", "D", "F", "SI", "SS", "UI", "UL", "US", "vectorD", "vectorF", "vectorvectorD", "vectorvectorF")
"""Metadata of text, of numbers and of lists of these, as itk abbreviates them."""
_SQUARE = {"matrixF44": 4, "matrixD33": 3}
_MATRICES = ("ITKCommon", "itkMatrix")


class Bare:
    """An object without its class.

    Parameters
    ----------
    this : object
        What itk returned.
    methods : tuple of (module, str)
        Where the functions behind its methods are, and what their names begin with.
    delete : callable, optional
        Tells ITK that nobody needs it any more.
    keeps : object, optional
        Whom it belongs to.
    """

    def __init__(
        self,
        this: Any,
        methods: tuple[tuple[ModuleType, str], ...],
        delete: Callable[[Any], object] | None = None,
        keeps: object = None,
    ) -> None:
        self.this = this
        self._methods, self._keeps = methods, keeps
        if delete is not None:
            weakref.finalize(self, delete, this)

    def __getattr__(self, name: str) -> Any:
        for module, kind in self._methods:
            method = getattr(module, f"{kind}_{name}", None)
            if method is not None:
                return method if name in _OF_THE_CLASS else functools.partial(method, self.this)
        raise AttributeError(name)


class BareIO(Bare):
    """A reader, of which only the metadata are objects too."""

    def GetMetaDataDictionary(self) -> Any:
        """Return the file's own keys."""
        common = functions(_COMMON)
        found = common.itkObject_GetMetaDataDictionary(self.this)
        return _Dictionary(found, ((common, "itkMetaDataDictionary"),), keeps=self) if is_bare(found) else found


class _Dictionary(Bare):
    def Get(self, key: str) -> Any:
        """Return the value of a key."""
        common = functions(_COMMON)
        found = common.itkMetaDataDictionary_Get(self.this, key)
        return Bare(found, (), common.delete_itkMetaDataObjectBase) if is_bare(found) else found


def reader(suffix: str) -> Any:
    """Return a reader for one of the extensions; None for another one."""
    if suffix not in _READERS:
        return None
    module, (_, kind) = functions(_READERS[suffix]), _READERS[suffix]
    made = getattr(module, f"{kind}___New_orig__")()
    if not is_bare(made):
        return made
    methods = ((module, kind), (functions(_BASE), "itkImageIOBase"), (functions(_COMMON), "itkLightObject"))
    return BareIO(made, methods, getattr(module, f"delete_{kind}"))


def plain_value(held: Any) -> str | int | float | tuple[Any, ...] | None:
    """Return what a metadata object holds, a matrix as itk's class writes it; None where that needs its class."""
    objects = functions(_OBJECTS)
    for kind in (*_PLAIN, *_SQUARE):
        name = f"itkMetaDataObject{kind}"
        try:
            found = getattr(objects, f"{name}_cast")(held)
        except (RuntimeError, TypeError):
            continue
        try:
            value: Any = getattr(objects, f"{name}_GetMetaDataObjectValue")(found)
            plain = _matrix_text(kind, value) if kind in _SQUARE else value
        finally:
            if is_bare(found):
                getattr(objects, f"delete_{name}")(found)
        return plain if isinstance(plain, str | int | float | tuple) else None
    return None


def _matrix_text(kind: str, matrix: Any) -> str:
    name, axes = f"itkMatrix{kind.removeprefix('matrix')}", range(_SQUARE[kind])
    number_at = getattr(functions(_MATRICES), f"{name}___call__")
    return f"{name} ({[[number_at(matrix, row, column) for column in axes] for row in axes]!r})"


def preload() -> None:
    """Load what all of them need."""
    for held in (_COMMON, _BASE, _OBJECTS):
        functions(held)


def is_bare(found: Any) -> bool:
    """Tell whether itk returned an object without its class."""
    return type(found).__name__ == "SwigPyObject"
