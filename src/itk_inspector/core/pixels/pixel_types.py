"""What ITK, its readers and NumPy call the types of pixels."""

from __future__ import annotations

import struct

from itk_inspector.core.errors import UsageError

_LONG = 8 * struct.calcsize("l")

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
"""NumPy's names of the component types that ITK's readers tell."""
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
"""ITK's word for one component of every type that can be shown, by NumPy's name."""
COMPLEX_PARTS = {"complex64": "float32", "complex128": "float64"}
"""What a complex number consists of two of."""

READ_AS = {
    "UC": "uint8",
    "US": "uint16",
    "SS": "int16",
    "UI": "uint32",
    "SI": "int32",
    "ULL": "uint64",
    "F": "float32",
    "D": "float64",
}
"""Names that "Read as" understands, as ``itk.imread``'s second argument, with the NumPy dtype: what itk wraps."""
ITK_NAMES = {dtype: name for name, dtype in READ_AS.items()}
"""ITK's short names of the scalar types that itk wraps."""
WRAPPED_VECTORS = ("uint8", "int16", "uint16", "float32", "float64")
"""Of these itk wraps images of several components, too."""


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
