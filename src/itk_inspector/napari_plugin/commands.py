"""What napari's menus run: a layer is shown in a window, and its edited copy comes back as a layer."""

from __future__ import annotations

from typing import Any

from itk_inspector.api import view
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import InspectorError
from itk_inspector.napari_plugin.layer import document_of, kind_of, layer_data


@dataclass(frozen=True, slots=True, eq=False)
class _Sent:
    """A layer that was sent: its viewer, what it was, and the window that shows it."""

    viewer: Any
    name: str
    kind: str
    window: Any


_sent: list[_Sent] = []
"""The latest last."""


def inspect_layer() -> None:
    """Show the active layer of the current viewer in a window, where its geometry places it."""
    viewer, notice = _viewer()
    layer = None if viewer is None else viewer.layers.selection.active
    if layer is None:
        notice("Choose one layer first.")
        return
    try:
        window = view(document_of(layer), block=False)
    except InspectorError as e:
        notice(e.message)
        return
    _sent.append(_Sent(viewer, layer.name, kind_of(layer).lower(), window))


def add_edited_copy() -> None:
    """Add the copy that was edited in the latest window as a layer of the viewer that it came from."""
    viewer, notice = _viewer()
    for sent in reversed([each for each in _sent if each.viewer is viewer]):
        edited = sent.window.edited
        if edited is not None:
            info = edited.session.info
            is_colour = info is not None and info.is_colour
            pixels, keywords, kind = layer_data(
                edited.pixels, edited.geometry, f"{sent.name} (edited)", sent.kind, is_colour=is_colour
            )
            (viewer.add_labels if kind == "labels" else viewer.add_image)(pixels, **keywords)
            return
    notice("No layer of this viewer was edited in ITK Inspector.")


def _viewer() -> tuple[Any, Any]:
    """Return the viewer that was used last, and what tells its user something."""
    import napari
    from napari.utils.notifications import show_info  # only there where napari is, which has loaded us

    return napari.current_viewer(), show_info
