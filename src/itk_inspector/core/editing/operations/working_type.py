"""Types that ITK's filters work in, and that hold every value of another type."""

from __future__ import annotations

from itk_inspector.core.errors import EditError
from itk_inspector.core.header.image_info import ImageInfo

_EXACT = {
    "bool": "uint8",
    "uint8": "uint8",
    "int8": "int16",
    "uint16": "uint16",
    "int16": "int16",
    "uint32": "float64",
    "int32": "float64",
    "float16": "float32",
    "float32": "float32",
    "float64": "float64",
}
"""For filters that compare or copy values; itk wraps no filter for the other types."""
_REAL = _EXACT | dict.fromkeys(("bool", "uint8", "int8", "uint16", "int16"), "float32")
"""For filters that compute with them."""


def exact_type(info: ImageInfo, title: str) -> str:
    """Return the NumPy name of the type in which values are compared and copied.

    Raises
    ------
    EditError
        If ITK's filters have none that holds all values.
    """
    return _found(_EXACT, info, title)


def real_type(info: ImageInfo, title: str) -> str:
    """Return the NumPy name of the type in which values are computed with; raises as `exact_type`."""
    return _found(_REAL, info, title)


def _found(types: dict[str, str], info: ImageInfo, title: str) -> str:
    if info.dtype not in types:
        what = "complex numbers" if info.is_complex else f"{info.dtype} without a loss"
        raise EditError(f"{title}: ITK’s filters take no {what}.", advice="Cast the image to another type first.")
    return types[info.dtype]


def refuse_several(info: ImageInfo, title: str) -> None:
    """Refuse an image of several components.

    Raises
    ------
    EditError
    """
    if info.channels > 1 or info.is_complex:
        raise EditError(f"{title}: the image has {info.components} components per pixel; this needs one.")
