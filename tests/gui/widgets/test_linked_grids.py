"""The 3 × 3 array in both orders: every cell of one grid leads to the right ones of the other."""

from __future__ import annotations

import itertools

import itk
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex
from itk_inspector.gui.widgets.linked_grids import LinkedGrids

ARRAY = np.arange(1, 10, dtype=np.uint8).reshape(3, 3)
CELLS = tuple(itertools.product(range(3), range(3)))


@pytest.fixture
def grids(qtbot: QtBot) -> LinkedGrids:
    made = LinkedGrids()
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.show()
    return made


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_of_itk_leads_to_the_same_pixel_and_the_same_numbers(grids: LinkedGrids, cell: tuple[int, int]) -> None:
    x, y = cell
    image = itk.image_view_from_array(ARRAY)

    grids.point_at(ItkIndex(cell))

    assert grids.lines == (
        f"image.GetPixel(({x}, {y})) is {image.GetPixel([x, y])}",
        f"array[{y}, {x}] is the same pixel",
        f"array[{x}, {y}] is {ARRAY[x, y]}: the same numbers",
    )
    assert ARRAY[y, x] == image.GetPixel([x, y])


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_of_numpy_leads_back(grids: LinkedGrids, cell: tuple[int, int]) -> None:
    row, col = cell
    image = itk.image_view_from_array(ARRAY)

    grids.point_at(ArrayIndex(cell))

    assert grids.lines == (
        f"array[{row}, {col}] is {ARRAY[row, col]}",
        f"image.GetPixel(({col}, {row})) is the same pixel",
        f"image.GetPixel(({row}, {col})) is {image.GetPixel([row, col])}: the same numbers",
    )
    assert grids.accessibleDescription() == ". ".join(grids.lines)


def test_the_pointer_and_the_keys_point(grids: LinkedGrids) -> None:
    for x in range(grids.width()):
        QTest.mouseMove(grids, QPoint(x, grids._cells(0).center().y()))
    assert grids.lines[0] == "array[1, 2] is 6"  # the last cell of the grid at the right

    QTest.keyClick(grids, Qt.Key.Key_Down)
    assert grids.lines[0] == "array[2, 2] is 9"
    QTest.keyClick(grids, Qt.Key.Key_Right)
    assert grids.lines[0] == "array[2, 2] is 9"
    QTest.keyClick(grids, Qt.Key.Key_Left)
    QTest.keyClick(grids, Qt.Key.Key_Space)
    assert grids.lines[0] == "image.GetPixel((1, 2)) is 8"


def test_it_is_drawn_in_different_colours(grids: LinkedGrids) -> None:
    grids.point_at(ItkIndex((2, 1)))
    before = grids.grab().toImage()
    grids.point_at(ItkIndex((0, 0)))

    assert before != grids.grab().toImage()
