"""Which pixel is kept: in the title of the hover panel, and aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDockWidget

from itk_inspector.gui.canvas.image_canvas import ImageCanvas

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.pixels.probe import Probe

_FOLLOWING = "Under the cursor"


class KeptTitle:
    """Names the kept pixel; implements `control.ports.KeptView`.

    Parameters
    ----------
    dock : QDockWidget
        Of the hover panel.
    canvas : ImageCanvas
        Says aloud what stands there.
    """

    def __init__(self, dock: QDockWidget, canvas: ImageCanvas) -> None:
        self._dock = dock
        self._canvas = canvas
        self.show_kept(None)

    def show_kept(self, probe: Probe | None) -> None:
        """Name the pixel that is kept; None while the pointer is followed."""
        title = _FOLLOWING if probe is None else f"Pixel {probe.itk_index}"
        self._dock.setWindowTitle(title)
        self._dock.widget().setAccessibleName(title)
        self._canvas.announce("" if probe is None else f"{probe.itk_index}: {probe.named_value_text}")
