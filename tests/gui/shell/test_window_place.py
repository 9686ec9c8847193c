"""Windows of one script do not lie on one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from itk_inspector.gui.shell.window_place import free_place

SCREEN = QRect(0, 30, 1920, 1050)
STEP = 24


def cascade(count: int, size: QSize, screen: QRect = SCREEN) -> list[QRect]:
    taken: list[QRect] = []
    for _ in range(count):
        taken.append(QRect(free_place(screen, size, taken, STEP), size))
    return taken


def test_windows_that_fit_stand_beside_one_another() -> None:
    corners = [each.topLeft() for each in cascade(4, QSize(900, 500))]

    assert corners == [QPoint(0, 30), QPoint(900, 30), QPoint(900, 530), QPoint(0, 530)]


def test_the_second_stands_beside_the_first_wherever_that_is() -> None:
    first = QRect(1000, 200, 900, 500)

    assert free_place(SCREEN, QSize(900, 500), [first]) == QPoint(100, 200)


def test_large_windows_are_cascaded() -> None:
    size = QSize(1200, 800)
    taken = [QRect(QPoint(300, 100), size)]

    taken.append(QRect(free_place(SCREEN, size, taken, STEP), size))

    assert free_place(SCREEN, size, taken, STEP) == QPoint(348, 148)


def test_a_window_larger_than_the_screen_begins_at_its_corner() -> None:
    assert free_place(SCREEN, QSize(3000, 2000), [QRect(0, 30, 3000, 2000)]) == QPoint(0, 30)


def test_forty_windows_have_corners_of_their_own() -> None:
    corners = [(each.x(), each.y()) for each in cascade(40, QSize(1200, 800))]

    assert len(set(corners)) == 40


RECTANGLES = st.lists(
    st.tuples(st.integers(-3, 14), st.integers(-3, 14), st.integers(1, 9), st.integers(1, 9)).map(lambda r: QRect(*r)),
    min_size=1,
    max_size=4,
)


@given(
    st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(1, 14), st.integers(1, 14)).map(lambda r: QRect(*r)),
    st.tuples(st.integers(1, 16), st.integers(1, 16)).map(lambda s: QSize(*s)),
    RECTANGLES,
)
def test_it_is_on_the_screen_and_hides_none_where_that_can_be(screen: QRect, size: QSize, taken: list[QRect]) -> None:
    corner = free_place(screen, size, taken, 2)

    fits = size.width() <= screen.width() and size.height() <= screen.height()
    placed = QRect(corner, size)
    assert screen.contains(placed if fits else QRect(corner, QSize(1, 1)))
    assert placed.left() == screen.left() or placed.right() <= screen.right()
    assert placed.top() == screen.top() or placed.bottom() <= screen.bottom()
    if fits:
        every = [
            QRect(x, y, size.width(), size.height())
            for x in range(screen.left(), screen.right() - size.width() + 2)
            for y in range(screen.top(), screen.bottom() - size.height() + 2)
        ]
        can_be_free = any(not any(each.intersects(other) for other in taken) for each in every)
        assert can_be_free is not any(placed.intersects(other) for other in taken)


@pytest.mark.parametrize("room", [(100, 0), (0, 100), (60, 100)])
def test_no_two_have_the_same_corner_while_there_is_room(room: tuple[int, int]) -> None:
    size = QSize(SCREEN.width() - room[0], SCREEN.height() - room[1])

    corners = {(each.x(), each.y()) for each in cascade(4, size)}

    assert len(corners) == 4
