"""What a NIfTI or Analyze header says of its pixels, and where nifti1.h puts them."""

from __future__ import annotations

import math
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.second.nifti_fields import NiftiFields, fields_of
from itk_inspector.itkio.second.rescale_note import rescale_note
from itk_inspector.itkio.second.second_reader import SecondReaderError

MATRIX, SYMMETRIC, DISPLACEMENT, VECTOR = 1004, 1005, 1006, 1007
"""Intent codes (nifti1.h) of which the fifth axis holds the components of a pixel."""
_OF_COMPONENTS = (MATRIX, SYMMETRIC, DISPLACEMENT, VECTOR)
_COLOURS = {128: ("rgb", 3), 2304: ("rgba", 4)}
_NAMES = {"i": "int", "u": "uint", "f": "float"}
_WITHOUT_NUMPY = {0: "untyped", 1: "1-bit", 1536: "128-bit floating-point", 2048: "256-bit complex"}


@dataclass(frozen=True, slots=True)
class NiftiHeader:
    """What a header says of its pixels.

    Parameters
    ----------
    fields : NiftiFields
    size : tuple of int
        ITK order, without the axis of components.
    number : str
        Type of one stored component as NumPy writes it, without its byte order.
    components : int
    pixel_type : str
    is_planar : bool
        The components of a pixel lie in an axis of their own, one image after the other.
    offset : int
        Of the first pixel in its file, in bytes.
    slope, intercept : float
        Of the rescale; 1 and 0 where there is none.
    notes : tuple of str
    """

    fields: NiftiFields
    size: tuple[int, ...]
    number: str
    components: int
    pixel_type: str
    is_planar: bool
    offset: int
    slope: float
    intercept: float
    notes: tuple[str, ...]

    @property
    def is_analyze(self) -> bool:
        """Tell whether it is no NIfTI header: it states no intent, no rescale and no placement."""
        return self.fields.is_analyze

    @property
    def is_scaled(self) -> bool:
        """Tell whether values are made of the stored numbers."""
        return (self.slope, self.intercept) != (1.0, 0.0)

    @property
    def shown_dtype(self) -> str:
        """NumPy name of the type that holds every value: rescaled integers of 32 bits and more need a double."""
        if not self.is_scaled or self.kind == "f":
            return f"{_NAMES[self.kind]}{8 * self.itemsize}"
        return "float32" if self.itemsize < 4 else "float64"

    @property
    def kind(self) -> str:
        """NumPy's letter of the stored type."""
        return self.number[0]

    @property
    def itemsize(self) -> int:
        """Bytes of one stored component."""
        return int(self.number[1:])

    @property
    def dtype(self) -> np.dtype[Any]:
        """The stored type, byte order included."""
        return np.dtype(f"{self.fields.order}{self.number}")

    @property
    def count(self) -> int:
        """Number of components of all pixels."""
        return math.prod(self.size) * self.components


def parsed(head: bytes, *, is_pair: bool) -> NiftiHeader | None:
    """Read the first bytes of a header; None for what is none, or one that nobody can be sure of.

    Raises
    ------
    SecondReaderError
        If the pixels are of a type that cannot be held.
    """
    fields = fields_of(head, is_pair=is_pair)
    if fields is None:
        return None
    axes = int(fields["dim"][0])
    dims = [int(n) for n in fields["dim"][1 : 1 + axes]]
    offset = float(fields["vox_offset"])
    if not 1 <= axes <= 7 or not 0 <= offset < 2**40:
        return None
    if min(dims) < 1:
        raise SecondReaderError(f"dim[{dims.index(min(dims)) + 1}] is {min(dims)}")
    code = int(fields["datatype"])
    if code in _WITHOUT_NUMPY:
        raise SecondReaderError(f"it stores {_WITHOUT_NUMPY[code]} pixels")
    stored, components, pixel_type = fields.number, 1, "scalar"
    if stored is None:
        raise SecondReaderError(f"its pixels are of no type that is known (datatype {code})")
    if code in _COLOURS:
        pixel_type, components = _COLOURS[code]
    elif stored[0] == "c":
        pixel_type, components, stored = "complex", 2, f"f{int(stored[1:]) // 2}"
    is_planar = axes >= 5 and dims[4] > 1 and pixel_type == "scalar" and fields.intent in _OF_COMPONENTS
    if is_planar:
        pixel_type, components = "vector", dims.pop(4)
    slope, intercept, notes = (1.0, 0.0, _spm_scale(fields)) if fields.is_analyze else _rescale(fields)
    if pixel_type in ("rgb", "rgba"):
        slope, intercept, notes = 1.0, 0.0, []  # nifti1.h: does not apply to colours
    return NiftiHeader(
        fields=fields,
        size=tuple(_without_ones(dims)),
        number=stored,
        components=components,
        pixel_type=pixel_type,
        is_planar=is_planar,
        offset=int(offset) if is_pair else max(fields.layout.itemsize, int(offset)),
        slope=slope,
        intercept=intercept,
        notes=tuple(notes),
    )


def _rescale(fields: NiftiFields) -> tuple[float, float, list[str]]:
    slope, intercept = float(fields["scl_slope"]), float(fields["scl_inter"])
    if slope == 0 or not math.isfinite(slope):
        return 1.0, 0.0, []
    if not math.isfinite(intercept):
        return 1.0, 0.0, [f"scl_inter is {intercept:g}: the values are shown as stored."]
    told = [rescale_note("by the header", slope, intercept)] if (slope, intercept) != (1.0, 0.0) else []
    return slope, intercept, told


def _spm_scale(fields: NiftiFields) -> list[str]:
    """Tell of the factor that SPM keeps in a field that Analyze 7.5 leaves free."""
    scale = float(fields["scl_slope"])
    if scale in (0.0, 1.0) or not math.isfinite(scale):
        return []
    return [f"The header holds a scale factor of {scale:g}, as SPM writes it; the values are shown without it."]


def _without_ones(dims: list[int]) -> list[int]:
    """Leave out what ITK leaves out: last axes of one pixel, down to three axes."""
    while len(dims) > 3 and dims[-1] == 1:
        dims = dims[:-1]
    return dims
