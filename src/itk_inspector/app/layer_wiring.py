"""The list of layers meets who arranges them."""

from __future__ import annotations

from itk_inspector.control.app import App
from itk_inspector.gui.panels.layers_panel import LayersPanel
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
    window.dropped.connect(lambda paths: app.adding.take_dropped([path.absolute() for path in paths]))
    panel.front_requested.connect(lambda: window.docks.bring_to_front(panel))
    panel.chosen.connect(layers.choose)
    panel.visible_changed.connect(lambda number, on: layers.set_visible(number, visible=on))
    panel.opacity_changed.connect(layers.set_opacity)
    panel.style_changed.connect(layers.set_style)
    panel.renamed.connect(layers.rename)
    panel.moved.connect(layers.move)
    panel.remove_requested.connect(layers.remove)
