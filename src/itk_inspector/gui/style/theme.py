"""Colours and fonts: light and dark, one accent, and the colours of the axes."""

from __future__ import annotations

from enum import Enum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.axis_colours import ON_DARK, ON_LIGHT

_TRACE = 0.08


class ThemeChoice(Enum):
    """What the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one look.

    The axis colours are from Okabe and Ito's set for colour-blind readers
    (2008), darkened or lightened for contrast on the panel; the letter always
    stands beside them.
    """

    is_dark: bool
    window: str
    panel: str
    canvas: str
    text: str
    muted: str
    disabled: str
    line: str
    accent: str
    warning: str
    good: str
    axes: tuple[str, str, str, str]

    @property
    def selected(self) -> str:
        """Ground of a selected row whose texts keep their colours: the panel with a trace of the accent."""
        ground, accent = QColor(self.panel), QColor(self.accent)
        mixed = [
            round(one + _TRACE * (two - one))
            for one, two in zip(ground.getRgb()[:3], accent.getRgb()[:3], strict=True)  # type: ignore[index]
        ]
        return QColor(*mixed).name()

    def axis(self, number: int) -> str:
        """Colour of an ITK axis."""
        return self.axes[number] if number < len(self.axes) else self.muted


LIGHT = Theme(
    is_dark=False,
    window="#f4f5f6",
    panel="#ffffff",
    canvas="#e4e7ea",
    text="#1c2226",
    muted="#5b6770",
    disabled="#8f999f",
    line="#ccd2d6",
    accent="#0b6bb0",
    warning="#9a4a00",
    good="#00694d",
    axes=ON_LIGHT,
)
DARK = Theme(
    is_dark=True,
    window="#23282c",
    panel="#2b3136",
    canvas="#16191b",
    text="#e6eaed",
    muted="#9aa6ae",
    disabled="#66717a",
    line="#3e464c",
    accent="#5ab0e8",
    warning="#f0a35c",
    good="#4cc9a0",
    axes=ON_DARK,
)


@runtime_checkable
class Themed(Protocol):
    """What takes the colours of a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        ...


def chosen_theme(choice: ThemeChoice) -> Theme:
    """Return the look for a choice; the system's own when asked to follow it."""
    if choice is ThemeChoice.SYSTEM:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if choice is ThemeChoice.DARK else LIGHT


def palette(theme: Theme) -> QPalette:
    """Return a Qt palette of the theme."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.window),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.window),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, "#ffffff" if not theme.is_dark else "#10151a"),
        (role.Link, theme.accent),
        (role.Light, theme.panel),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.muted),
        (role.Shadow, "#000000"),
        (role.BrightText, theme.warning),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    return made


def style_sheet(theme: Theme, icons: str) -> str:
    """Return what the palette cannot say; ``icons`` is the folder of the pictures."""
    return f"""
        QToolTip {{ color: {theme.text}; background: {theme.panel}; border: 1px solid {theme.line}; padding: 3px; }}
        QToolBar {{ border: 0; border-bottom: 1px solid {theme.line}; spacing: 2px; padding: 3px; }}
        QToolBar QToolButton {{ padding: 4px 0 4px 6px; border-radius: 4px; border: 1px solid transparent; }}
        QToolBar QToolButton[popupMode="2"] {{ padding-right: 14px; }}
        QToolBar QToolButton::menu-indicator {{ subcontrol-origin: border; subcontrol-position: center right; }}
        QToolBar QToolButton::menu-indicator {{ right: 4px; }}
        #sliceBar QToolButton {{ padding: 1px; border-radius: 4px; border: 1px solid transparent; }}
        QToolButton:checked {{ background: {theme.line}; border: 1px solid {theme.accent}; border-radius: 4px; }}
        QToolBar QToolButton:checked, #sliceBar QToolButton:checked {{ border-color: {theme.accent}; }}
        #sliceBar QToolButton:hover {{ background: {theme.line}; }}
        QToolBar QToolButton:hover:enabled {{ background: {theme.line}; }}
        QStatusBar {{ border-top: 1px solid {theme.line}; }}
        QStatusBar::item {{ border: 0; }}
        QDockWidget::title {{ padding: 6px 10px; background: {theme.window}; }}
        QTabBar::close-button {{ image: url({icons}/cancel.svg); subcontrol-position: right; padding: 1px; }}
        QTabBar::close-button:hover {{ background: {theme.line}; border-radius: 3px; }}
        #panelTabs QTabBar::tab {{ padding: 5px 3px; color: {theme.muted}; border: 0; }}
        #editPages QTabBar::tab {{ padding: 2px 3px; }}
        #panelTabs QTabBar::tab {{ border-bottom: 2px solid transparent; }}
        #panelTabs QTabBar::tab:hover {{ color: {theme.text}; background: {theme.line}; }}
        #panelTabs QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
        QTabBar#documentTabs::tab {{ padding: 5px 8px; color: {theme.muted}; border: 0; }}
        QTabBar#documentTabs::tab {{ border-bottom: 2px solid transparent; }}
        QTabBar#documentTabs::tab:hover {{ color: {theme.text}; background: {theme.line}; }}
        QTabBar#documentTabs::tab:selected {{ color: {theme.text}; background: {theme.panel}; }}
        QTabBar#documentTabs::tab:selected {{ border-bottom-color: {theme.accent}; }}
        QMainWindow::separator {{ background: {theme.line}; width: 1px; height: 1px; }}
        QProgressBar {{ border: 1px solid {theme.line}; border-radius: 3px; text-align: center; }}
        QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
        QCheckBox::indicator {{ width: 14px; height: 14px; border-radius: 3px; }}
        QCheckBox::indicator {{ border: 1px solid {theme.muted}; background: {theme.panel}; }}
        QCheckBox::indicator:checked {{ border-color: {theme.accent}; background: {theme.accent}; }}
        QCheckBox::indicator:checked {{ image: url({icons}/check.svg); }}
        QCheckBox::indicator:disabled {{ border-color: {theme.disabled}; }}
        QProgressBar::chunk {{ background: {theme.accent}; }}
    """


def mono(points: float, *, bold: bool = False) -> QFont:
    """Return the system's monospaced font; its digits all have one width."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSizeF(points)
    font.setBold(bold)
    return font
