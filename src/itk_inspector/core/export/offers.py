"""Which conversions of the values would help with a format."""

from __future__ import annotations

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.window_level import Levels, is_usable, level_text
from itk_inspector.core.export.conversion import KEEP, NARROWEST, Conversion, ConversionKind
from itk_inspector.core.export.proposal import holdable_whole
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.header.image_info import ImageInfo

_LARGE = 4
"""Bytes of a whole number from which on a smaller type saves a lot."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to write the values.

    Parameters
    ----------
    text : str
        As it is listed.
    conversion : Conversion
    dtype : str
        A wider type that holds all values; ``""`` for none.
    """

    text: str
    conversion: Conversion = KEEP
    dtype: str = ""

    @property
    def keeps_values(self) -> bool:
        """Tell whether no value becomes another number."""
        return self.conversion.kind in (ConversionKind.KEEP, ConversionKind.NARROWEST)


def offers(info: ImageInfo, row: WriteFormat, levels: Levels | None) -> tuple[Offer, ...]:
    """Return what would help: first the values as they are stored.

    Parameters
    ----------
    info : ImageInfo
        Of the part that is written.
    row : WriteFormat
    levels : Levels, optional
        Between which the values are drawn.
    """
    kept = Offer(f"{info.dtype}, as it is")
    if info.is_complex:
        return (kept,)
    kind, whole = np.dtype(info.dtype), holdable_whole(row, info.components)
    found = [kept]
    if info.dtype == "float16" and not holds(info, row) and "float32" in row.types_of(info.components):
        found.append(Offer("float32 (same values)", KEEP, "float32"))
    if kind.kind in "iub" and whole and (not holds(info, row) or kind.itemsize >= _LARGE):
        found.append(Offer("smallest type that holds all values", NARROWEST))
    if kind.kind == "f" and whole:
        found.append(Offer("whole numbers: rounded", Conversion(ConversionKind.ROUND)))
    widest = _widest(whole)
    if widest and not holds(info, row):
        how = "rounded and clipped" if kind.kind == "f" else "clipped"
        found.append(Offer(f"{widest}: {how}", Conversion(ConversionKind.CLIP, widest)))
    if levels is not None and is_usable(levels) and "uint8" in whole and info.dtype not in ("uint8", "bool"):
        text = f"uint8, as shown: {level_text(levels.low)} to {level_text(levels.high)} become 0 to 255"
        found.append(Offer(text, Conversion(ConversionKind.WINDOW, low=levels.low, high=levels.high)))
    return tuple(found)


def holds(info: ImageInfo, row: WriteFormat) -> bool:
    """Tell whether a format holds the type that is stored."""
    allowed = row.types_of(info.components)
    return row.holds_any_type or info.dtype in allowed


def _widest(whole: tuple[str, ...]) -> str:
    """Return the type of 16 bits or fewer that clips least; ``""`` for none."""
    return next((name for name in ("int16", "uint16", "uint8") if name in whole), "")
