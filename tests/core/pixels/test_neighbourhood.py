"""The pixels around one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itk_inspector.core.geometry.axes import axis_pairs
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.neighbourhood import cells_of, neighbourhood, neighbourhood_table, neighbourhood_text

NINE = np.arange(1, 10, dtype=np.uint8).reshape(3, 3)


def test_the_three_by_three_array() -> None:
    found = neighbourhood(ItkIndex((1, 1)), Plane(0, 1, (0, 0)), Geometry.identity((3, 3)), NINE, 1)

    assert found.texts == (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"))


def test_outside_is_blank() -> None:
    found = neighbourhood(ItkIndex((0, 2)), Plane(0, 1, (0, 0)), Geometry.identity((3, 3)), NINE, 1)

    assert found.texts == (("", "4", "5"), ("", "7", "8"), ("", "", ""))


@pytest.mark.parametrize("axes", axis_pairs(4))
def test_every_value_is_that_of_its_numbers_on_every_plane(axes: tuple[int, int]) -> None:
    start = (10, -3, 0, 2)
    geometry = replace(Geometry.identity((3, 4, 5, 2)), start_index=start)
    pixels = np.arange(120).reshape(2, 5, 4, 3)
    index = ItkIndex((11, -2, 3, 3))

    found = neighbourhood(index, Plane(*axes, start), geometry, pixels)

    for row, texts in zip(found.rows, found.texts, strict=True):
        for column, text in zip(found.columns, texts, strict=True):
            full = list(index.components)
            full[axes[0]], full[axes[1]] = column, row
            where = ItkIndex(tuple(full))
            assert text == (str(pixels[to_array(where, start)]) if geometry.contains(where) else "")
    assert found.array_columns == tuple(c - start[axes[0]] for c in found.columns)
    assert found.array_rows == tuple(r - start[axes[1]] for r in found.rows)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.full((1, 1), 0.1, np.float32), "0.1"),
        (np.full((1, 1), 2**64 - 1, np.uint64), "18446744073709551615"),
        (np.full((1, 1, 3), 7, np.uint8), "(7, 7, 7)"),
        (np.full((1, 1), np.nan), "NaN"),
    ],
)
def test_values_are_exact(array: np.ndarray, text: str) -> None:
    found = neighbourhood(ItkIndex((0, 0)), Plane(0, 1, (0, 0)), Geometry.identity((1, 1)), array)

    assert found.texts[2][2] == text


def test_smaller_square_keeps_the_middle() -> None:
    found = neighbourhood(ItkIndex((1, 1)), Plane(0, 1, (0, 0)), Geometry.identity((3, 3)), NINE, 2)

    assert found.within(0, 0).texts == (("5",),)
    assert found.within(0, 1).texts == (("2",), ("5",), ("8",))
    assert found.within(1, 1) == neighbourhood(
        ItkIndex((1, 1)), Plane(0, 1, (0, 0)), Geometry.identity((3, 3)), NINE, 1
    )


def test_as_text() -> None:
    found = neighbourhood(ItkIndex((1, 0)), Plane(0, 1, (0, 0)), Geometry.identity((3, 3)), NINE, 1)

    assert neighbourhood_text(found) == "\t0\t1\t2\n-1\t\t\t\n0\t1\t2\t3\n1\t4\t5\t6"


def test_the_table_has_the_names_of_both() -> None:
    geometry = replace(Geometry.identity((3, 3)), start_index=(10, 20))

    found = neighbourhood(ItkIndex((10, 21)), Plane(0, 1, (10, 20)), geometry, NINE, 1)

    assert neighbourhood_table(found) == (
        "ITK\t\tx 9\tx 10\tx 11\n"
        "\tNumPy\tcol -1\tcol 0\tcol 1\n"
        "y 20\trow 0\t\t1\t2\n"
        "y 21\trow 1\t\t4\t5\n"
        "y 22\trow 2\t\t7\t8\n"
    )


def test_a_table_that_was_copied_is_read_without_its_names() -> None:
    pixels = np.arange(20, dtype=np.uint8).reshape(4, 5)
    found = neighbourhood(ItkIndex.of(0, 1), Plane(0, 1, (0, 0)), Geometry.identity((5, 4)), pixels, 1)

    assert cells_of(neighbourhood_table(found)) == [["", "0", "1"], ["", "5", "6"], ["", "10", "11"]]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ("\t2\n3\t", [["", "2"], ["3", ""]]),
        ("1;2\n3;4", [["1", "2"], ["3", "4"]]),
        ("(1, 2)\t(3, 4)", [["(1, 2)", "(3, 4)"]]),
        ("7", [["7"]]),
        ("", [[""]]),
    ],
)
def test_lines_of_columns_are_read(text: str, cells: list[list[str]]) -> None:
    assert cells_of(text) == cells
