"""What is shown of two layers meets who compares them."""

from __future__ import annotations

from itk_inspector.control.app import App
from itk_inspector.gui.panels.compare_panel import ComparePanel
from itk_inspector.gui.shell.held_key import HeldKey
from itk_inspector.gui.shell.main_window import MainWindow


def connect_comparing(window: MainWindow, app: App) -> HeldKey:
    """Connect panel, line and key of one window; return what shows whether the key is held."""
    panel, compare = window.docks.panel(ComparePanel), app.compare
    panel.came_into_view.connect(compare.fill)
    panel.work_requested.connect(compare.work_out)
    panel.stop_requested.connect(compare.stop)
    panel.limit_chosen.connect(compare.set_limit)
    panel.auto_requested.connect(compare.auto_limit)
    panel.chosen.connect(compare.go_to)
    window.canvas.divider_moved.connect(compare.swipe_to)
    held = HeldKey(window, window.menus.actions["compareBlink"])
    held.released.connect(compare.end_blink)
    return held
