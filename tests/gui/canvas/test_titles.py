"""Where the title of a picture stands: beside the letters of the patient's directions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from itk_inspector.core.geometry.anatomy import EdgeLetters
from itk_inspector.gui.canvas.overlay_painter import Overlay, draw_overlay, title_places
from itk_inspector.gui.style.outlined_text import ink_at, shortened, text_rect
from itk_inspector.gui.style.theme import DARK, LIGHT, Theme

LETTERS = EdgeLetters("R", "L", "A", "P")
AREA = QRectF(0, 0, 400, 300)


def letter() -> QRectF:
    return ink_at("A", QPointF(200, 8), (0.5, 0.0), 12.0)


def rects(*title: str, letters: EdgeLetters | None = LETTERS, area: QRectF = AREA) -> list[QRectF]:
    return [QRectF(place, text_rect(text).size()) for text, place in title_places(Overlay(letters, title=title), area)]


@pytest.mark.parametrize("count", range(1, 33))
def test_a_title_leaves_the_letter_free(qapp: QApplication, count: int) -> None:
    for rect in rects("n" * count, "n" * (33 - count)):
        assert not rect.intersects(letter().adjusted(-2, -2, 2, 2))
        assert AREA.contains(rect)


def test_a_short_title_begins_in_the_corner(qapp: QApplication) -> None:
    assert [rect.topLeft() for rect in rects("before", "z 6")] == [QPointF(8, 8), QPointF(8, 26)]


def test_a_long_one_begins_below_the_letter_and_in_the_corner_where_there_is_none(qapp: QApplication) -> None:
    assert rects("n" * 30)[0].top() > letter().bottom()
    assert rects("n" * 30, letters=None)[0].top() == 8
    assert rects("n" * 30, letters=EdgeLetters("R", "L", "", ""))[0].top() == 8


def test_what_is_too_wide_is_shortened_in_its_middle(qapp: QApplication) -> None:
    text = "sub-0117_acq-lateArterialPhase_CT.nii.gz"
    shown = shortened(text, 160)

    assert shown.startswith("sub")
    assert shown.endswith("gz")
    assert "…" in shown
    assert text_rect(shown).width() <= 160
    assert shortened(text, 4000) == text
    assert all(AREA.contains(rect) for rect in rects(text * 3))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("ground", ["#000000", "#ffffff", "#c81010"])
def test_a_title_can_be_read_on_any_picture(qapp: QApplication, theme: Theme, ground: str) -> None:
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(QColor(ground))
    painter = QPainter(picture)
    draw_overlay(painter, Overlay(title=("████",)), AREA, lambda rect: rect, theme)
    painter.end()

    assert picture.pixelColor(20, 15).name() == theme.text
    beside = picture.pixelColor(5, 15).lightness()
    assert abs(beside - QColor(theme.text).lightness()) > 120
    assert picture.pixelColor(300, 15).name() == ground
