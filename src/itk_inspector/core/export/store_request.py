"""What is to be written of an image in chunks into a new store."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.core.chunked.new_image import COMPRESSION
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.expression_source import PIXELS
from itk_inspector.core.editing.formula import Formula
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.conversion import Conversion, ConversionKind
from itk_inspector.core.geometry.regions import Region

SUFFIX = ".zarr"
"""What the name of a new store ends with."""
_HIGHEST_LEVEL = 9


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """What of it, as what, and where.

    Parameters
    ----------
    target : pathlib.Path
        A new folder.
    crop : Region, optional
        Part of the image that was asked for, NumPy order.
    component : int, optional
        The only one of several components that is written, counted from 0.
    formulas : tuple of Formula
        What each pixel becomes, each of the results of the one before; empty for what it is.
    all_parts : bool
        Write all images along another axis, such as channels, and not only the one that was asked for.
    changes : pathlib.Path, optional
        A store of changed chunks that are written in place of the image's.
    level : int
        Of the compression, 1 (fast) to 9 (small); 0 for none.
    """

    target: Path
    crop: Region | None = None
    component: int | None = None
    formulas: tuple[Formula, ...] = ()
    level: int = COMPRESSION
    all_parts: bool = False
    changes: Path | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.level <= _HIGHEST_LEVEL:  # 0 is asked for in another way
            raise UsageError(f"Compression levels are 1 (fast) to {_HIGHEST_LEVEL} (small).")


def compression(level: int | None, *, compress: bool) -> int:
    """Return the level of the compression; 0 for none."""
    if not compress:
        return 0
    return COMPRESSION if level is None else level


def formulas(expression: str, dtype: str, conversion: Conversion) -> tuple[Formula, ...]:
    """Return what each pixel becomes.

    Parameters
    ----------
    expression : str
        ``""`` for what it is.
    dtype : str
        That it is stored in; ``""`` for that of the image.
    conversion : Conversion

    Raises
    ------
    UsageError
        If the conversion depends on all values, or both it and a type are given.
    """
    text = expression or PIXELS
    if conversion.kind is ConversionKind.KEEP:
        return (Formula(text, dtype),) if expression or dtype else ()
    if dtype:
        raise UsageError("Choose either a pixel type or a conversion.")
    how = {ConversionKind.ROUND: Storing.ROUND, ConversionKind.CLIP: Storing.CLIP}.get(conversion.kind)
    if how is None or not conversion.dtype:
        raise UsageError("A new store is written box by box: its values are converted by round:TYPE or clip:TYPE.")
    return (Formula(text, conversion.dtype, how),)


def is_new_store(target: Path) -> bool:
    """Tell whether a name is that of an OME-Zarr store."""
    return target.name.lower().endswith(SUFFIX)
