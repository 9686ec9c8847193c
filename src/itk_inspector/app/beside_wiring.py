"""What stands beside the picture meets its panels, and the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDockWidget, QWidget

from itk_inspector.app.edit_connections import connect_editing
from itk_inspector.app.other_programs import InstalledPrograms
from itk_inspector.app.panel_wiring import connect_layers, connect_points, connect_values
from itk_inspector.control.app import App
from itk_inspector.control.beside import BesidePorts
from itk_inspector.control.probing.bridge_report import Told
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.gui.background.latest_job import LatestJob
from itk_inspector.gui.dialogs.window_dialogs import WindowDialogs
from itk_inspector.gui.panels.compare_panel import ComparePanel
from itk_inspector.gui.panels.journal_panel import JournalPanel
from itk_inspector.gui.panels.layers_panel import LayersPanel
from itk_inspector.gui.panels.measure_panel import MeasurePanel
from itk_inspector.gui.panels.neighbourhood_panel import NeighbourhoodPanel
from itk_inspector.gui.panels.points_panel import PointsPanel
from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel
from itk_inspector.gui.panels.values_panel import ValuesPanel
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.storage.point_store import PointStore

_COUNT_AFTER = 60
"""Milliseconds that an image has been still before its values are counted."""


def beside_ports(
    window: MainWindow, owner: QObject, report_bridge: Callable[[ImageDocument, Told], None]
) -> BesidePorts:
    """Return the panels of one window, and what works for them in the background."""
    panel = window.docks.panel
    return BesidePorts(
        journal_panel=panel(JournalPanel),
        points_panel=panel(PointsPanel),
        values_panel=panel(ValuesPanel),
        under_labels_panel=panel(UnderLabelsPanel),
        neighbourhood_panel=panel(NeighbourhoodPanel),
        measure_panel=panel(MeasurePanel),
        layers_panel=panel(LayersPanel),
        compare_panel=panel(ComparePanel),
        paint_over_view=window.edit_panel.over,
        bridge_page=window.image_panel.bridge,
        report_bridge=report_bridge,
        point_store=PointStore(),
        recognizing=LatestJob(owner, "content key", 0),
        counting=LatestJob(owner, "values", _COUNT_AFTER, waits_for_rest=True),
        under_labels=LatestJob(owner, "under labels", _COUNT_AFTER, waits_for_rest=True),
        measuring=LatestJob(owner, "measuring", 0),
        comparing=LatestJob(owner, "comparing", _COUNT_AFTER, waits_for_rest=True),
        telling=LatestJob(owner, "journal", 0),
        programs=InstalledPrograms(owner),
        later=lambda work: QTimer.singleShot(0, owner, work),
    )


def connect_beside(window: MainWindow, app: App, dialogs: WindowDialogs) -> None:
    """Connect the panels of one window, and the left button on its canvas."""
    connect_points(window, app, dialogs)
    connect_values(window, app, dialogs)
    _connect_around(window)
    _connect_journal(window, app, dialogs)
    _connect_measuring(window, app, dialogs)
    connect_layers(window, app)
    connect_editing(window, app)
    window.image_panel.bridge.came_into_view.connect(app.bridge.show)
    elsewhere, menu = app.later.beside.elsewhere, window.menus.open_in
    menu.offers = lambda: (elsewhere.programs(), elsewhere.problem)
    menu.program_chosen.connect(elsewhere.open)
    connect_console(window, app)
    view, button = window.canvas, app.button
    view.pressed.connect(button.press)
    view.grabbed.connect(button.grab)
    view.dragged.connect(button.drag)
    view.released.connect(button.release)
    view.let_go.connect(button.escape)
    view.point_requested.connect(button.enter)
    view.taken_back.connect(button.take_back)


def connect_console(window: MainWindow, app: App) -> None:
    """Have the console made when its dock is first seen."""

    def fill(dock: QDockWidget) -> QWidget:
        from itk_inspector.app.console_wiring import Console  # nobody waits for what is seen by few
        from itk_inspector.gui.panels.console_panel import ConsolePanel
        from itk_inspector.storage.console_history import ConsoleHistory

        panel = ConsolePanel(dock)
        panel.set_theme(window.theme)
        window.docks.panels.append(panel)
        console = Console(panel, app, ConsoleHistory())
        window.console_dock.ended = console.stop
        return panel

    window.console_dock.fill_with(fill)


def _connect_around(window: MainWindow) -> None:
    def copy(text: str) -> None:
        window.copy_text(text)
        window.status_line.show_message("Copied the values around the pixel.")

    window.docks.panel(NeighbourhoodPanel).copy_requested.connect(copy)


def _connect_journal(window: MainWindow, app: App, dialogs: WindowDialogs) -> None:
    def copied(text: str) -> None:
        window.copy_text(text)
        window.status_line.show_message("Copied the edits as Python.")

    panel = window.docks.panel(JournalPanel)
    panel.came_into_view.connect(app.journal.show)
    panel.chosen.connect(app.journal.go_to)
    panel.move_requested.connect(app.journal.move_to)
    panel.save_requested.connect(dialogs.save_journal)
    panel.copy_requested.connect(lambda: app.journal.text("py", copied))


def _connect_measuring(window: MainWindow, app: App, dialogs: WindowDialogs) -> None:
    panel, measure = window.docks.panel(MeasurePanel), app.measure

    def copy(form: str) -> None:
        window.copy_text(measure.text(form))
        window.status_line.show_message("Copied what was measured.")

    panel.chosen.connect(measure.select)
    panel.delete_requested.connect(measure.delete)
    panel.copy_requested.connect(copy)
    panel.save_requested.connect(dialogs.save_measured)
    panel.shape.place_chosen.connect(measure.go_to)
    panel.shape.slices_chosen.connect(measure.set_slices)
    panel.shape.linear_chosen.connect(lambda is_linear: measure.set_linear(is_linear=is_linear))
    panel.shape.axis_chosen.connect(measure.set_along)
    panel.shape.asked.connect(measure.ask)
