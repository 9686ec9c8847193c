"""Where a window goes that must not lie on others: beside them where there is room, else cascaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QStyle

_LEAST_STEP = 24
"""Pixels between the corners of cascaded windows, where title bars are lower than that."""
_MOST_STEPS = 400
_ROOM = 4
"""Steps that a window leaves of the screen for others."""


def free_place(screen: QRect, size: QSize, taken: Sequence[QRect], step: int = _LEAST_STEP) -> QPoint:
    """Return the upper left corner of a window that hides no other one, as far as there is room.

    Parameters
    ----------
    screen : QRect
        What a window may cover.
    size : QSize
        Of the window with its frame. As much of a larger one than the screen is on it as fits.
    taken : sequence of QRect
        The windows that are there, with their frames, the latest last.
    step : int
        From one cascaded window to the next, in pixels to the right and down.

    Returns
    -------
    QPoint
        Beside the latest window, or anywhere that is free; where nothing is, the window is cascaded from the latest
        one, and at the edge of the screen the cascade begins anew.
    """
    room = QSize(max(screen.width() - size.width(), 0), max(screen.height() - size.height(), 0))
    reach = QRect(screen.topLeft(), room + QSize(1, 1))
    for corner in _beside(screen, size, taken):
        if reach.contains(corner) and not any(QRect(corner, size).intersects(each) for each in taken):
            return corner
    start = (taken[-1].topLeft() if taken else screen.topLeft()) - screen.topLeft()
    best, best_distance = screen.topLeft(), -1
    for n in range(1, _MOST_STEPS):
        offset = QPoint((start.x() + n * step) % (room.width() + 1), (start.y() + n * step) % (room.height() + 1))
        corner = screen.topLeft() + offset
        distance = min((_distance(corner, each.topLeft()) for each in taken), default=step)
        if distance > best_distance:
            best, best_distance = corner, distance
        if distance >= step // 2:
            break
    return best


def _beside(screen: QRect, size: QSize, taken: Sequence[QRect]) -> Iterator[QPoint]:
    """Yield the corners to try: right, left, below and above of a window, the latest first; then every free edge."""
    for each in reversed(taken):
        yield QPoint(each.right() + 1, each.top())
        yield QPoint(each.left() - size.width(), each.top())
        yield QPoint(each.left(), each.bottom() + 1)
        yield QPoint(each.left(), each.top() - size.height())
    lefts = sorted({screen.left(), *(each.right() + 1 for each in taken)})
    tops = sorted({screen.top(), *(each.bottom() + 1 for each in taken)})
    for top, left in product(tops, lefts):
        yield QPoint(left, top)


def _distance(one: QPoint, other: QPoint) -> int:
    return max(abs(one.x() - other.x()), abs(one.y() - other.y()))


def place_beside(window: QMainWindow, others: Sequence[QMainWindow]) -> None:
    """Move a window that is not shown yet to where it hides no other one; without others it stays where it is.

    One that would fill the screen is made smaller.
    """
    shown = [other for other in others if other.isVisible() and not other.isMinimized()]
    if not shown:
        return
    if window.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
        size = window.normalGeometry().size()
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(size)
    title_bar = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    margins = next((m for m in map(_frame, reversed(shown)) if not m.isNull()), QMargins(0, title_bar, 0, 0))
    taken = [_with_frame(other, margins) for other in shown]
    step = max(margins.top(), _LEAST_STEP)
    screen = shown[-1].screen().availableGeometry()
    room = QSize(_ROOM * step, _ROOM * step)
    window.resize(window.size().boundedTo(screen.size().shrunkBy(margins) - room))
    window.move(free_place(screen, window.size().grownBy(margins), taken, step))


def _frame(window: QMainWindow) -> QMargins:
    """Return the frame that the window manager drew around a window; none before it has."""
    outer, inner = window.frameGeometry(), window.geometry()
    return QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )


def _with_frame(window: QMainWindow, margins: QMargins) -> QRect:
    if not _frame(window).isNull():
        return window.frameGeometry()
    return QRect(window.pos(), window.size().grownBy(margins))
