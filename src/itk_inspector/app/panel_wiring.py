"""Panels meet who does what they ask for."""

from __future__ import annotations

from itk_inspector.app.comparing_wiring import connect_comparing
from itk_inspector.control.app import App
from itk_inspector.core.text.remote_address import absolute
from itk_inspector.gui.dialogs.window_dialogs import WindowDialogs
from itk_inspector.gui.panels.layers_panel import LayersPanel
from itk_inspector.gui.panels.points_panel import PointsPanel
from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel
from itk_inspector.gui.panels.values_panel import ValuesPanel
from itk_inspector.gui.shell.main_window import MainWindow

_ON_CHOSEN = ("layerUp", "layerDown", "layerToTab", "removeLayer")


def connect_layers(window: MainWindow, app: App) -> None:
    """Connect panel, menu and drops of one window."""
    panel, actions, layers = window.docks.panel(LayersPanel), window.menus.actions, app.layers
    tabs = window.menus.tab_layers
    panel.add_actions(
        [actions["openLayer"], actions["openLabels"], tabs.menuAction()], [actions[name] for name in _ON_CHOSEN]
    )
    tabs.tab_chosen.connect(app.adding.gather)
    window.dropped.connect(lambda paths: app.adding.take_dropped([absolute(path) for path in paths]))
    panel.front_requested.connect(lambda: window.docks.bring_to_front(panel))
    panel.chosen.connect(layers.choose)
    panel.visible_changed.connect(lambda number, on: layers.set_visible(number, visible=on))
    panel.opacity_changed.connect(layers.set_opacity)
    panel.style_changed.connect(layers.set_style)
    panel.renamed.connect(layers.rename)
    panel.moved.connect(layers.move)
    panel.remove_requested.connect(layers.remove)
    connect_comparing(window, app)


def connect_points(window: MainWindow, app: App, dialogs: WindowDialogs) -> None:
    """Connect the list of points of one window."""

    def copy(form: str) -> None:
        window.copy_text(app.points.text(form))
        window.status_line.show_message(f"Copied the points as {form}.")

    points = window.docks.panel(PointsPanel)
    points.add_requested.connect(app.points.add)
    points.renamed.connect(app.points.rename)
    points.annotated.connect(app.points.annotate)
    points.delete_requested.connect(app.points.delete)
    points.sort_requested.connect(lambda column, falling: app.points.sort(column, falling=falling))
    points.chosen.connect(app.points.go_to)
    points.copy_requested.connect(copy)
    points.save_requested.connect(dialogs.save_points)
    points.load_requested.connect(dialogs.load_points)
    points.front_requested.connect(lambda: window.docks.bring_to_front(points))


def connect_values(window: MainWindow, app: App, dialogs: WindowDialogs) -> None:
    """Connect the counts of values of one window, and the statistics under labels."""

    def copy(form: str) -> None:
        window.copy_text(app.under_labels.text(form))
        window.status_line.show_message("Copied the statistics under labels.")

    values, under = window.docks.panel(ValuesPanel), window.docks.panel(UnderLabelsPanel)
    values.came_into_view.connect(app.values.fill)
    values.count_requested.connect(app.values.count)
    values.cancelled.connect(app.values.cancel)
    values.chosen.connect(lambda row, backwards: app.values.go_to(row, backwards=backwards))
    under.came_into_view.connect(app.under_labels.fill)
    under.asked.connect(app.under_labels.work_out)
    under.cancelled.connect(app.under_labels.cancel)
    under.chosen.connect(app.under_labels.go_to)
    under.pair_chosen.connect(app.under_labels.choose)
    under.copy_requested.connect(copy)
    under.save_requested.connect(dialogs.save_under_labels)
