"""Places in a table of comma-separated values, as scripts and spreadsheets write them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint, nearest_to_point, to_itk
from itk_inspector.core.text.typed_numbers import read_real, read_whole


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A row of the table: its number, the row of titles being 1, and the ITK index, or why there is none."""

    line: int
    index: ItkIndex | ProbeError


def place_rows(text: str, geometry: Geometry) -> Iterator[PlaceRow]:
    """Yield the places of a table for an image; they may lie outside it.

    Parameters
    ----------
    text : str
        CSV whose first line names the columns: ``x, y[, z[, t]]`` for ITK indices, ``[[t,] slice,] row, col`` for
        NumPy indices, or ``px, py[, pz[, pt]]`` for physical points, which become the pixel that covers them. The
        tables of points that this program writes (``itk x`` …) are taken by their ITK indices. Other columns are
        left alone.
    geometry : Geometry

    Raises
    ------
    ProbeError
        If it is no such table, or one of another number of axes.
    """
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except csv.Error as e:
        raise ProbeError(f"This is no table of points: {e}.") from e
    titles = [title.strip().casefold() for title in rows[0]] if rows else []
    columns, read = _columns(titles, geometry)
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            yield PlaceRow(line, read([row[column].strip() for column in columns], geometry))
        except (ValueError, IndexError):
            yield PlaceRow(line, ProbeError(f"This is no point: {', '.join(row)[:60]}."))
        except ProbeError as e:
            yield PlaceRow(line, e)


_Read = Callable[[list[str], Geometry], ItkIndex]


def _columns(titles: list[str], geometry: Geometry) -> tuple[list[int], _Read]:
    """Return where the numbers stand, and what reads them."""
    axes = geometry.dimension
    itk, array = itk_names(axes).split(", "), array_names(axes).split(", ")
    kinds: tuple[tuple[list[str], _Read], ...] = (
        ([f"itk {name}" for name in itk], _itk),
        (itk, _itk),
        (array, _array),
        ([f"p{name}" for name in itk], _physical),
    )
    found = [(names, read) for names, read in kinds if all(name in titles for name in names)]
    if not found:
        wanted = " or ".join(", ".join(names) for names, _ in kinds[1:])
        raise ProbeError(f"The table of points needs the columns {wanted}.")
    if len(found) > 1 and found[0][0] != kinds[0][0]:
        raise ProbeError("The table of points has columns of more than one kind.")
    names, read = found[0]
    further = itk_names(axes + 1).split(", ")[-1] if axes < len("xyzt") else ""
    if further and names[0].removesuffix("x") + further in titles and read is not _array:
        raise ProbeError(f"The points of the table have more than the {axes} axes of the image.")
    return [titles.index(name) for name in names], read


def _itk(words: list[str], geometry: Geometry) -> ItkIndex:
    return ItkIndex(tuple(map(read_whole, words)))


def _array(words: list[str], geometry: Geometry) -> ItkIndex:
    return to_itk(ArrayIndex(tuple(map(read_whole, words))), geometry.start_index)


def _physical(words: list[str], geometry: Geometry) -> ItkIndex:
    components = tuple(map(read_real, words))
    if not all(map(math.isfinite, components)):
        raise ValueError("a point")
    with np.errstate(over="ignore", invalid="ignore"):
        continuous = geometry.continuous_index_of(PhysicalPoint(components))
    if not all(map(math.isfinite, continuous.components)):
        raise ProbeError("The physical point lies outside the image.")
    return nearest_to_point(continuous)
