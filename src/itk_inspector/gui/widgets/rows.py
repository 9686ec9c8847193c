"""Rows of a panel: what stands side by side, and the lines between."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

_GAP = 8


def tell(label: QLabel, text: str) -> None:
    """Show a note, or take no room where there is none."""
    label.setText(text)
    label.setVisible(bool(text))


def beside(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Return widgets in a row, each with its stretch."""
    row = QHBoxLayout()
    row.setSpacing(_GAP)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row


def rule(parent: QWidget) -> QFrame:
    """Return a line between rows."""
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setStyleSheet("color: palette(midlight);")
    line.setFixedHeight(9)
    return line
