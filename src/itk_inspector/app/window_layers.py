"""The layers of a window, for scripts."""

from __future__ import annotations

from itk_inspector.control.app import App
from itk_inspector.control.model.layer_stack import Layer, LayerStack
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.laid_over import can_be_labels, why_no_labels
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.errors import UsageError
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.gui.background.application_thread import require_application_thread


class WindowLayer:
    """One of the images at one place; what is set is shown at once.

    An image that stands alone is shown whole, whatever is set.
    """

    def __init__(self, app: App, image: OpenImage) -> None:
        self._app = app
        self._image = image

    def __repr__(self) -> str:
        if self._image not in self._app.images:
            return "<layer, closed>"
        seen = f"{self.style}, {self.opacity:.0%}" if self.visible else "hidden"
        return f"<layer {self.name!r}, {seen}>"

    def _stack(self) -> LayerStack:
        require_application_thread("A layer of a window can only be used")
        found = next((tab for tab in self._app.images.tabs if self._image in tab), None)
        if found is None:
            raise UsageError("This layer is closed.")
        return found

    def _layer(self) -> Layer:
        return next(layer for layer in self._stack().layers if layer.image is self._image)

    @property
    def name(self) -> str:
        """What it is called in the window."""
        return self._layer().title

    @name.setter
    def name(self, name: str) -> None:
        stack = self._stack()
        with self._app.images.changing():
            stack.rename(self._image, str(name).strip())

    @property
    def document(self) -> ImageDocument:
        """The image; it is closed with the layer, unless it was handed in as a document."""
        self._stack()
        return self._image.document

    @property
    def visible(self) -> bool:
        """Whether it is drawn."""
        return self._layer().look.is_visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._change(is_visible=bool(visible))

    @property
    def opacity(self) -> float:
        """From 0, nothing of it is seen, to 1, nothing of what lies below."""
        return self._layer().look.opacity

    @opacity.setter
    def opacity(self, opacity: float) -> None:
        if not 0 <= opacity <= 1:
            raise UsageError(f"An opacity is from 0 to 1, not {opacity}.")
        self._change(opacity=float(opacity))

    @property
    def style(self) -> str:
        """``"image"``, ``"fill"`` or ``"outline"``; the last two draw labels, and leave label 0 transparent."""
        return self._layer().look.style.value

    @style.setter
    def style(self, style: str) -> None:
        try:
            wanted = LayerStyle(style)
        except ValueError:
            names = ", ".join(each.value for each in LayerStyle)
            raise UsageError(f"A style is one of {names}, not {style!r}.") from None
        if wanted.is_of_labels and not can_be_labels(self._image.info):
            raise UsageError(why_no_labels(self._image.info))
        self._change(style=wanted)

    @property
    def chosen(self) -> bool:
        """Whether it is the one that is probed and edited."""
        return self._stack().chosen is self._image

    def choose(self) -> None:
        """Probe and edit this one, at the same place."""
        self._stack()
        with self._app.images.changing():
            self._app.images.bring(self._image)

    def remove(self) -> None:
        """Close it; unsaved edits are asked about."""
        self._stack()
        self._app.tabs.close_images((self._image,))

    def _change(self, **changes: object) -> None:
        self._app.layers.change(self._layer(), **changes)


class WindowLayers:
    """Lists the layers of one window.

    Parameters
    ----------
    app : App
    """

    def __init__(self, app: App) -> None:
        self._app = app

    def all(self) -> tuple[WindowLayer, ...]:
        """Return those of the tab on screen, from the bottom to the top; the image that stands alone, too."""
        stack = self._app.images.stack
        return () if stack is None else tuple(WindowLayer(self._app, image) for image in stack.images)
