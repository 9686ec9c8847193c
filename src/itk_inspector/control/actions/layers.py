"""Several images in one tab: which is worked on, and how they lie on one another."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.condition import LAYERED

LAYER_ACTIONS = (
    Action("layerAbove", "Layer &above", "&View/Layers", "Work on the layer above, at the same place.",
           lambda c: c.app.layers.step(1), ("Alt+Up",), "", LAYERED),
    Action("layerBelow", "Layer &below", "&View/Layers", "Work on the layer below, at the same place.",
           lambda c: c.app.layers.step(-1), ("Alt+Down",), "", LAYERED),
    Action("layerVisible", "&Show layer", "&View/Layers", "Show or hide the layer that you work on.",
           lambda c: c.app.layers.toggle_visible(), ("Ctrl+H",), "", LAYERED, lambda s: s.is_layer_visible,
           separator=True, context=True),
    Action("layerUp", "Move &up", "&View/Layers", "Move the layer that you work on up.",
           lambda c: c.app.layers.move_chosen(1), (), "up", LAYERED, separator=True),
    Action("layerDown", "Move &down", "&View/Layers", "Move the layer that you work on down.",
           lambda c: c.app.layers.move_chosen(-1), (), "down", LAYERED),
    Action("layerToTab", "Move to own &tab", "&View/Layers", "Show the layer that you work on in a tab of its own.",
           lambda c: c.app.layers.give_chosen_tab(), (), "tab", LAYERED, separator=True),
    Action("removeLayer", "&Remove layer", "&View/Layers", "Close the layer that you work on.",
           lambda c: c.app.layers.remove_chosen(), (), "remove", LAYERED),
)  # fmt: skip
