"""Pieces of text in a label: what stands in one font and colour, and where nothing else does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter

from itk_inspector.gui.widgets.font_face import FontFace


class Piece(NamedTuple):
    """A piece of a label's text.

    Parameters
    ----------
    lines : tuple of str
    x, base : float
        Where the first line begins, from the label's upper left corner.
    left, right : int
        From where to where along the label nothing else is written; its letters do not reach further.
    face : FontFace
    colour : QColor
    """

    lines: tuple[str, ...]
    x: float
    base: float
    left: int
    right: int
    face: FontFace
    colour: QColor


def draw_pieces(painter: QPainter, placed: Iterable[tuple[Piece, int, int]]) -> None:
    """Write pieces of labels whose corners lie at these places."""
    font: QFont | None = None
    colour: QColor | None = None
    for (lines, x, base, _, _, face, ink), left, top in placed:
        if ink is not colour:
            painter.setPen(ink)
            colour = ink
        down = top + base
        for line in lines:
            wanted = face.font_of(line)
            if wanted is not font:
                painter.setFont(wanted)
                font = wanted
            painter.drawText(QPointF(left + x, down), line)
            down += face.line_spacing
