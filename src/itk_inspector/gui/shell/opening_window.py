"""A window as it is before anything is open in it: its look, its place, its icon."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.settings import Settings
from itk_inspector.gui.style.resources import app_icon, resources_root
from itk_inspector.gui.style.theme import ThemeChoice, chosen_theme, palette, style_sheet


def create_window(settings: Settings) -> MainWindow:
    """Return a window with the user's layout and look, not shown yet."""
    window = MainWindow()
    apply_theme(window, settings.theme)
    window.setWindowIcon(app_icon())
    recent = settings.recent
    if recent and recent[0].parent.is_dir():
        window.folder = recent[0].parent
    layout = settings.layout
    if layout is not None:
        window.restoreGeometry(layout[0])
        window.has_layout = window.restoreState(layout[1])
    return window


def apply_theme(window: MainWindow, choice: ThemeChoice) -> None:
    """Give application and window the light or dark look."""
    theme = chosen_theme(choice)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setPalette(palette(theme))
    window.setStyleSheet(style_sheet(theme, (resources_root() / "icons").as_posix()))
    window.set_theme(theme)
