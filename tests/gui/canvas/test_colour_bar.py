"""The colour bar on the picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from itk_inspector.app.composition import Composition
from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.colour_ticks import colour_ticks
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.pixel_marks import ABOVE_MARK, BELOW_MARK
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels
from itk_inspector.gui.canvas.colour_bar import ColourBar, draw_colour_bar
from itk_inspector.itkio import from_memory

LOGARITHMIC = DisplaySettings(Levels(0.0, 100.0), scale=Scale.LOG)


def drawn(bar: ColourBar) -> QImage:
    made = QImage(400, 500, QImage.Format.Format_RGB32)
    made.fill(0xFF203040)
    painter = QPainter(made)
    draw_colour_bar(painter, bar, QRectF(0, 0, 400, 500))
    painter.end()
    return made


@pytest.mark.parametrize("is_inverted", [False, True])
@pytest.mark.parametrize("scale", [Scale.LINEAR, Scale.LOG])
def test_the_bar_goes_through_the_map_from_below(composition: Composition, scale: Scale, is_inverted: bool) -> None:
    settings = DisplaySettings(Levels(0.0, 100.0), colour_map="viridis", is_inverted=is_inverted, scale=scale)
    made = drawn(ColourBar(settings, "HU"))
    table = colour_tables.table("viridis")[:: -1 if is_inverted else 1]

    # 300 high and 12 wide, 40 from the right, about the middle
    for share in (0.1, 0.5, 0.9):
        seen = made.pixelColor(400 - 46, round(400 - 300 * share))
        wanted = int(table[round(255 * share)])
        assert max(abs(a - b) for a, b in zip(
            (seen.red(), seen.green(), seen.blue()), (wanted >> 16 & 255, wanted >> 8 & 255, wanted & 255), strict=True
        )) < 6  # fmt: skip


def test_a_tick_stands_at_the_place_of_its_value_in_the_scale(composition: Composition) -> None:
    # 0, 20 … 100 are round; of the logarithm, each stands at ln(10 v + 1) / ln(1001) of the way
    for scale, places in (
        (Scale.LINEAR, [value / 100 for value in range(0, 101, 20)]),
        (Scale.LOG, [math.log1p(10 * tick.value) / math.log(1001) for tick in colour_ticks(LOGARITHMIC, 8)]),
    ):
        made = drawn(ColourBar(DisplaySettings(Levels(0.0, 100.0), scale=scale), ""))
        rows = [row for row in range(90, 410) if made.pixel(400 - 54, row) == 0xFFFFFFFF]

        assert len(places) > 4
        assert all(min(abs(400 - 300 * place - row) for row in rows) <= 1 for place in places)
        assert len(rows) <= 2 * len(places)


def test_marks_of_clipped_values_stand_at_its_ends(composition: Composition) -> None:
    settings = DisplaySettings(Levels(0.0, 100.0))

    plain, marked = drawn(ColourBar(settings, "")), drawn(ColourBar(settings, "", marks_clipped=True))

    # the bar goes from 100 to 400 down
    assert marked.pixel(400 - 46, 93) == int(ABOVE_MARK)
    assert marked.pixel(400 - 46, 407) == int(BELOW_MARK)
    assert plain.pixel(400 - 46, 93) == plain.pixel(0, 0)


def test_the_switch_shows_the_bar_and_it_follows_the_levels(composition: Composition) -> None:
    composition.app.files.adopt(from_memory.document(np.arange(400, dtype=np.int16).reshape(20, 20)))
    view = composition.window.canvas.view
    assert view.above.overlay.colours is None

    composition.window.menus.actions["colourBar"].trigger()
    QApplication.processEvents()

    assert view.above.overlay.colours is not None
    composition.app.levels.set_levels(Levels(3.0, 33.0))
    assert view.above.overlay.colours is not None
    assert view.above.overlay.colours.settings.levels == Levels(3.0, 33.0)
    composition.app.levels.set_colour_map("labels")
    assert view.above.overlay.colours is None
