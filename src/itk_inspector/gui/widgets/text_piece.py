"""Pieces of text in a label: what stands in one font and colour, and where nothing else does."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter


class Place(NamedTuple):
    """Where a line of a label's text stands, and in what font.

    Parameters
    ----------
    x, base : float
        Where the line begins, from the label's upper left corner.
    left, right : int
        From where to where along the label nothing else is written; its letters do not reach further.
    font : QFont
    """

    x: float
    base: float
    left: int
    right: int
    font: QFont


Piece: TypeAlias = tuple[str, Place, QColor]
"""A line of a label's text, or a part of one, with its place and colour."""


@functools.lru_cache(maxsize=64)
def ink(rgba: int) -> QColor:
    """Return a colour to write in, always the same object: a painter that has it already is not told again."""
    return QColor.fromRgba(rgba)


def draw_pieces(painter: QPainter, placed: Iterable[tuple[Piece, int, int]]) -> None:
    """Write pieces of labels whose corners lie at these places."""
    font: QFont | None = None
    colour: QColor | None = None
    for (text, (x, base, _, _, its_font), its_colour), left, top in placed:
        if its_colour is not colour:
            painter.setPen(its_colour)
            colour = its_colour
        if its_font is not font:
            painter.setFont(its_font)
            font = its_font
        painter.drawText(QPointF(left + x, top + base), text)
