"""The edit panel and the canvas meet what edits the copy."""

from __future__ import annotations

from itk_inspector.control.app import App
from itk_inspector.gui.panels.neighbourhood_panel import NeighbourhoodPanel
from itk_inspector.gui.shell.main_window import MainWindow


def connect_editing(window: MainWindow, app: App) -> None:
    """Connect what asks for edits."""
    panel = window.edit_panel
    panel.value_changed.connect(app.edit.set_value)
    panel.option_changed.connect(app.edit.set_option)
    panel.set_pixel_requested.connect(app.edit.set_pixel)
    panel.over.kind_chosen.connect(app.painting_over.use)
    panel.over.label_chosen.connect(app.painting_over.choose)
    window.canvas.picked.connect(app.label_editing.pick)
    around = window.docks.panel(NeighbourhoodPanel)
    around.value_typed.connect(app.later.beside.table.type)
    around.table_pasted.connect(app.later.beside.table.paste)
