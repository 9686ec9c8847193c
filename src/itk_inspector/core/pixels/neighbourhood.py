"""The pixels around one, as text."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import ARRAY_AXIS_NAMES, axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.values import python_value, value_text


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A rectangle of pixels on a plane, with the numbers of its columns and rows in both APIs.

    Parameters
    ----------
    index : ItkIndex
        The pixel in the middle.
    axes : tuple of int
        ITK axes that run to the right and downwards.
    columns, rows : tuple of int
        ITK numbers along the two axes, start index included.
    array_columns, array_rows : tuple of int
        NumPy numbers along the same axes, counted from 0.
    texts : tuple of tuple of str
        Exact values, row by row; ``""`` outside the image.
    """

    index: ItkIndex
    axes: tuple[int, int]
    columns: tuple[int, ...]
    rows: tuple[int, ...]
    array_columns: tuple[int, ...]
    array_rows: tuple[int, ...]
    texts: tuple[tuple[str, ...], ...]

    @property
    def radii(self) -> tuple[int, int]:
        """Columns at each side of the middle, and rows above and below it."""
        return len(self.columns) // 2, len(self.rows) // 2

    @property
    def column_names(self) -> tuple[str, ...]:
        """What ITK calls the columns, such as ``x 12``."""
        return tuple(f"{axis_name(self.axes[0])} {c}" for c in self.columns)

    @property
    def array_column_names(self) -> tuple[str, ...]:
        """What NumPy calls them, such as ``col 12``."""
        return tuple(f"{_array_name(self.axes[0])} {c}" for c in self.array_columns)

    @property
    def row_names(self) -> tuple[str, ...]:
        """What ITK calls the rows, such as ``y 7``."""
        return tuple(f"{axis_name(self.axes[1])} {r}" for r in self.rows)

    @property
    def array_row_names(self) -> tuple[str, ...]:
        """What NumPy calls them, such as ``row 7``."""
        return tuple(f"{_array_name(self.axes[1])} {r}" for r in self.array_rows)

    def within(self, across: int, down: int) -> Neighbourhood:
        """Return fewer columns and rows around the same pixel."""
        middle_column, middle_row = self.radii
        columns = slice(middle_column - across, middle_column + across + 1)
        rows = slice(middle_row - down, middle_row + down + 1)
        return Neighbourhood(
            self.index,
            self.axes,
            self.columns[columns],
            self.rows[rows],
            self.array_columns[columns],
            self.array_rows[rows],
            tuple(line[columns] for line in self.texts[rows]),
        )


def neighbourhood(
    index: ItkIndex, plane: Plane, geometry: Geometry, pixels: npt.NDArray[Any], radius: int = 2
) -> Neighbourhood:
    """Read the square around a pixel on the plane through it.

    Parameters
    ----------
    index : ItkIndex
        Inside the image.
    plane : Plane
        Whose axes are taken; it is laid through ``index``.
    geometry : Geometry
        Of the image behind ``pixels``.
    pixels : numpy.ndarray
        ``geometry.shape``, optionally with a trailing component axis.
    radius : int
    """
    cut = plane.through(index).slice(pixels, geometry)
    horizontal, vertical = plane.on_screen(index)
    columns = tuple(range(horizontal - radius, horizontal + radius + 1))
    rows = tuple(range(vertical - radius, vertical + radius + 1))
    array_columns = tuple(c - geometry.start_index[plane.horizontal] for c in columns)
    array_rows = tuple(r - geometry.start_index[plane.vertical] for r in rows)
    height, width = plane.shape(geometry)

    def text(row: int, column: int) -> str:
        inside = 0 <= row < height and 0 <= column < width
        return value_text(python_value(cut[row, column]), pixels.dtype.name) if inside else ""

    return Neighbourhood(
        index,
        (plane.horizontal, plane.vertical),
        columns,
        rows,
        array_columns,
        array_rows,
        tuple(tuple(text(row, column) for column in array_columns) for row in array_rows),
    )


def neighbourhood_text(found: Neighbourhood) -> str:
    """Write the values as lines of columns separated by tabs, with the ITK numbers before them."""
    head = "\t".join(["", *(str(c) for c in found.columns)])
    lines = ["\t".join([str(row), *texts]) for row, texts in zip(found.rows, found.texts, strict=True)]
    return "\n".join([head, *lines])


def neighbourhood_table(found: Neighbourhood) -> str:
    """Write the values as lines of columns separated by tabs, under and beside the names of both APIs.

    The first line and column are ITK's, the second NumPy's; what lies outside the image is left empty.
    """
    head = [["ITK", "", *found.column_names], ["", "NumPy", *found.array_column_names]]
    lines = zip(found.row_names, found.array_row_names, found.texts, strict=True)
    body = ([itk, array, *texts] for itk, array, texts in lines)
    return "".join("\t".join(line) + "\n" for line in (*head, *body))


def cells_of(text: str) -> list[list[str]]:
    """Read lines of columns separated by tabs, or by semicolons; the names of `neighbourhood_table` are left out."""
    lines = [line.rstrip("\r") for line in text.strip("\r\n").split("\n")]
    between = "\t" if any("\t" in line for line in lines) or not any(";" in line for line in lines) else ";"
    cells = [line.split(between) for line in lines]
    has_names = len(cells) > 2 and cells[0][:2] == ["ITK", ""] and cells[1][:2] == ["", "NumPy"]
    return [line[2:] for line in cells[2:]] if has_names else cells


def _array_name(axis: int) -> str:
    return ARRAY_AXIS_NAMES.get(axis_name(axis), axis_name(axis))
