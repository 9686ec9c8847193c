"""Text can be read on what it stands on: contrast by WCAG 2.2, reckoned here from its own formula."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from itk_inspector.gui.style.resources import icon
from itk_inspector.gui.style.theme import DARK, LIGHT, Theme, palette

TEXT, DISABLED = 4.5, 2.5
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@THEMES
def test_texts_can_be_read_on_every_ground(theme: Theme) -> None:
    for ground in (theme.window, theme.panel):
        for ink in (theme.text, theme.muted, theme.accent, theme.warning, theme.good, *theme.axes):
            assert contrast(ink, ground) >= TEXT, (ink, ground)
    for ink in (theme.text, theme.muted, theme.accent):  # what the empty window says
        assert contrast(ink, theme.canvas) >= TEXT, ink


@THEMES
def test_what_is_disabled_can_still_be_read(theme: Theme) -> None:
    made = palette(theme)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        ink = made.color(QPalette.ColorGroup.Disabled, role).name()
        for ground in (theme.window, theme.panel):
            assert contrast(ink, ground) >= DISABLED, (role, ground)


@THEMES
def test_selected_text_can_be_read(theme: Theme) -> None:
    made = palette(theme)
    assert contrast(made.highlightedText().color().name(), made.highlight().color().name()) >= TEXT


@THEMES
def test_texts_of_a_selected_row_of_parts_can_be_read(theme: Theme) -> None:
    assert theme.selected not in (theme.panel, theme.window)
    for ink in (theme.text, theme.muted):
        assert contrast(ink, theme.selected) >= TEXT, ink


@THEMES
def test_icons_of_what_is_disabled_can_still_be_seen(qapp: QApplication, theme: Theme) -> None:
    picture = icon("open", QColor(theme.text), 32).pixmap(32, 32, QIcon.Mode.Disabled).toImage()
    opacity = max(picture.pixelColor(x, y).alphaF() for x in range(32) for y in range(32))
    ink, ground = QColor(theme.text), QColor(theme.window)
    mixed = [
        round(255 * (opacity * i + (1 - opacity) * g)) for i, g in zip(ink.getRgbF(), ground.getRgbF(), strict=True)
    ][:3]
    assert contrast(QColor(*mixed).name(), theme.window) >= DISABLED
