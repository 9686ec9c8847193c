"""Which ITK image type stands behind which stored pixels."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS, ITK_NAMES, WRAPPED_VECTORS

# itk wraps no image of these; the bits are exact in a type of the same width.
_STAND_INS = {"int8": "uint8", "bool": "uint8", "float16": "uint16", "int64": "uint64"}


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

    @property
    def pixel_code(self) -> str:
        """The pixel type that makes ``itk.imread`` give exactly the stored components, as Python."""
        short = ITK_NAMES[self.dtype]
        if "RGB" in self.name:
            return f"itk.{self.name.split('[')[1]}[itk.UC]"
        return f"itk.VariableLengthVector[itk.{short}]" if self.name.startswith("Vector") else f"itk.{short}"


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
    plain = COMPLEX_PARTS.get(dtype, dtype)
    plain = _STAND_INS.get(plain, plain)
    if components == 1:
        name = ITK_NAMES.get(plain)
        return ItkType(f"Image[{name},{dimension}]", f"I{name}{dimension}", plain, False) if name else None
    colour = {("rgb", 3): "RGB", ("rgba", 4): "RGBA"}.get((pixel_type, components))
    if colour and dtype == "uint8":
        return ItkType(f"Image[{colour}Pixel[UC],{dimension}]", f"I{colour}UC{dimension}", plain, True)
    name = ITK_NAMES[plain] if plain in WRAPPED_VECTORS else None
    return ItkType(f"VectorImage[{name},{dimension}]", f"VI{name}{dimension}", plain, True) if name else None
