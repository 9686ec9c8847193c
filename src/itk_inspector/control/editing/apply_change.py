"""Writes what a tool asks for."""

from __future__ import annotations

from typing import assert_never

from itk_inspector.control.tools.change import Change, Fill, Paint, SetPixel
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.pixels.pixel_value import PixelValue


def apply(change: Change, session: EditSession, value: PixelValue) -> None:
    """Write a value where a tool asks for it.

    Raises
    ------
    EditError
        If the session refuses it.
    """
    match change:
        case SetPixel(index=index):
            session.set_pixel(index, value)
        case Paint(positions=positions):
            session.paint(positions, value)
        case Fill(region=region):
            session.fill(region, value)
        case _:
            assert_never(change)
