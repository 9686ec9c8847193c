"""What becomes of values on their way into a file, and the rule of it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.window_level import Levels, level_text

WHOLE_TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
"""Of two that hold some values, the one in front is the smaller one."""


class ConversionKind(Enum):
    """How values are converted."""

    KEEP = "keep"
    NARROWEST = "narrowest"
    ROUND = "round"
    CLIP = "clip"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Conversion:
    """What becomes of each value; all rules are exact, and none wraps.

    Parameters
    ----------
    kind : ConversionKind
        ``NARROWEST``: whole numbers stay as they are, in the smallest type that the format takes and that holds all of
        them. ``ROUND``: to the nearest whole number, half to even; refused where a value does not fit or is no finite
        number. ``CLIP``: the same, but what does not fit becomes the nearest that does; refused where a value is NaN.
        ``WINDOW``: to uint8 as the canvas draws it in grey, ``floor(255 · (value − low) / (high − low) + 0.5)`` within
        0 … 255; NaN becomes 0.
    dtype : str
        Whole-number type of ``ROUND`` and ``CLIP``; of ``NARROWEST`` where it is known already. Empty for the smallest
        type that holds all, but for ``CLIP``, which needs one.
    low, high : float
        Levels of ``WINDOW``.
    """

    kind: ConversionKind = ConversionKind.KEEP
    dtype: str = ""
    low: float = 0.0
    high: float = 0.0

    @property
    def levels(self) -> Levels:
        """What becomes 0 and 255."""
        return Levels(self.low, self.high)

    def type_of(self, dtype: str) -> str:
        """Return the type that is written of one that is stored; ``""`` where the values decide."""
        match self.kind:
            case ConversionKind.KEEP:
                return dtype
            case ConversionKind.WINDOW:
                return "uint8"
            case ConversionKind.NARROWEST | ConversionKind.ROUND | ConversionKind.CLIP:
                return self.dtype

    def refusal(self, dtype: str) -> str:
        """Say why values of a type cannot be converted so; ``""`` when they can."""
        if self.kind is ConversionKind.KEEP:
            return ""
        stored = np.dtype(dtype).kind
        if stored == "c":
            return "Complex pixels cannot be converted; they would lose their imaginary part."
        if self.kind is ConversionKind.WINDOW:
            usable = np.isfinite(self.low) and np.isfinite(self.high) and self.low < self.high
            return "" if usable else "The window needs two finite levels, the lower one first."
        if self.dtype not in (*WHOLE_TYPES, ""):
            return f"{self.dtype} is not a type of whole numbers."
        if self.kind is ConversionKind.NARROWEST and stored == "f":
            return f"{dtype} values may have fractions; they have to be rounded first."
        if self.kind is ConversionKind.CLIP and not self.dtype:
            return "Clipping needs a pixel type."
        return ""

    def rule(self, dtype: str) -> str:
        """Say in a sentence what becomes of values of a type; ``""`` where they are kept."""
        has_fractions = np.dtype(dtype).kind == "f"
        rounded = "Values are rounded to the nearest whole number, half to even" if has_fractions else "Values are kept"
        smallest = f"as {self.dtype}" if self.dtype else "in the smallest type that holds all of them"
        match self.kind:
            case ConversionKind.KEEP:
                return ""
            case ConversionKind.NARROWEST:
                return f"Values are kept, {smallest}."
            case ConversionKind.ROUND:
                return f"{rounded}, {smallest}; refused if one does not fit."
            case ConversionKind.CLIP:
                limits = np.iinfo(self.dtype)
                begin = rounded if has_fractions else "Values that fit are kept"
                return f"{begin}, as {self.dtype}; others become the nearest within {limits.min} … {limits.max}."
            case ConversionKind.WINDOW:
                nan = "; NaN becomes 0" if has_fractions else ""
                low, high = level_text(self.low), level_text(self.high)
                return f"Values from {low} to {high} become 0 to 255 as shown, those beyond 0 or 255{nan}."


KEEP = Conversion()
NARROWEST = Conversion(ConversionKind.NARROWEST)


def narrowest(low: int, high: int, allowed: Iterable[str]) -> str:
    """Return the smallest type of whole numbers among ``allowed`` that holds a range; ``""`` when none does."""
    allowed = set(allowed)
    for name in WHOLE_TYPES:
        limits = np.iinfo(name)
        if name in allowed and int(limits.min) <= low and high <= int(limits.max):
            return name
    return ""
