"""Which ITK image type stands behind which stored pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from itk_inspector.core.errors import UsageError
from itk_inspector.core.header.image_info import ImageInfo

_LONG = 8 * np.dtype(np.long).itemsize

DTYPES = {
    "unsigned_char": "uint8",
    "char": "int8",
    "unsigned_short": "uint16",
    "short": "int16",
    "unsigned_int": "uint32",
    "int": "int32",
    "unsigned_long": f"uint{_LONG}",
    "long": f"int{_LONG}",
    "unsigned_long_long": "uint64",
    "long_long": "int64",
    "float": "float32",
    "double": "float64",
}
COMPONENT_TYPES = {
    "uint8": "unsigned_char",
    "int8": "char",
    "uint16": "unsigned_short",
    "int16": "short",
    "uint32": "unsigned_int",
    "int32": "int",
    "uint64": "unsigned_long_long",
    "int64": "long_long",
    "float32": "float",
    "float64": "double",
    "complex64": "float",
    "complex128": "double",
    "bool": "bool",
    "float16": "half",
}

_SCALARS = {
    "uint8": "UC",
    "uint16": "US",
    "int16": "SS",
    "uint32": "UI",
    "int32": "SI",
    "uint64": "ULL",
    "float32": "F",
    "float64": "D",
}
# itk wraps no image of these; the bits are exact in a type of the same width.
_STAND_INS = {"int8": "uint8", "bool": "uint8", "float16": "uint16", "int64": "uint64"}
_VECTORS = {"uint8": "UC", "uint16": "US", "int16": "SS", "float32": "F", "float64": "D"}

READ_AS = {name: dtype for dtype, name in _SCALARS.items()}
"""Names that "Read as" understands, as ``itk.imread``'s second argument, with the NumPy dtype."""


@dataclass(frozen=True, slots=True)
class ItkType:
    """An image type that itk wraps.

    Parameters
    ----------
    name : str
        As written in Python, e.g. ``Image[SS,3]``.
    suffix : str
        Of the wrapped class names, e.g. ``ISS3``.
    dtype : str
        NumPy name of one component as ITK sees it.
    has_components : bool
        The NumPy array has a component axis.
    """

    name: str
    suffix: str
    dtype: str
    has_components: bool


def itk_type_for(dtype: str, components: int, pixel_type: str, dimension: int) -> ItkType | None:
    """Choose the wrapped type for stored pixels; None when there is none.

    Parameters
    ----------
    dtype : str
        NumPy name of one element of the pixels (may be complex).
    components : int
        Stored components per pixel, 2 for complex.
    pixel_type : str
        ITK's word, e.g. ``rgb``.
    dimension : int
    """
    if not 2 <= dimension <= 4:
        return None
    plain = {"complex64": "float32", "complex128": "float64"}.get(dtype, dtype)
    plain = _STAND_INS.get(plain, plain)
    if components == 1:
        name = _SCALARS.get(plain)
        return ItkType(f"Image[{name},{dimension}]", f"I{name}{dimension}", plain, False) if name else None
    colour = {("rgb", 3): "RGB", ("rgba", 4): "RGBA"}.get((pixel_type, components))
    if colour and dtype == "uint8":
        return ItkType(f"Image[{colour}Pixel[UC],{dimension}]", f"I{colour}UC{dimension}", plain, True)
    name = _VECTORS.get(plain)
    return ItkType(f"VectorImage[{name},{dimension}]", f"VI{name}{dimension}", plain, True) if name else None


def itk_type_of(info: ImageInfo) -> ItkType | None:
    """Choose the wrapped type for an image."""
    return itk_type_for(info.dtype, info.components, info.pixel_type, info.geometry.dimension)


def read_as_name(pixel_type: object) -> str:
    """Turn what a caller gave as pixel type into a name of `READ_AS`; ``""`` for None.

    Accepts the name itself or the itk type (``itk.UC``).

    Raises
    ------
    UsageError
        If it is none of the types that can be read as.
    """
    if pixel_type is None or pixel_type == "":
        return ""
    name = pixel_type if isinstance(pixel_type, str) else getattr(pixel_type, "short_name", str(pixel_type))
    if name == "UL":
        name = "ULL"
    if name not in READ_AS:
        raise UsageError(f"“{name}” is not a pixel type to read as; choose one of {', '.join(READ_AS)}.")
    return name
