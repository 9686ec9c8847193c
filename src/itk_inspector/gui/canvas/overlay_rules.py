"""What stands above an image, by the user's choice and the image's facts."""

from __future__ import annotations

from itk_inspector.core.geometry.anatomy import edge_letters
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.canvas.overlay_painter import Overlay
from itk_inspector.gui.canvas.overlay_switches import OverlaySwitches
from itk_inspector.gui.canvas.scale_bar import ScaleBar


def single_overlay(choice: OverlaySwitches, info: ImageInfo, plane: Plane) -> Overlay:
    """Return the overlay of a plane that is shown alone."""
    return Overlay(
        letters=edge_letters(plane, info.geometry) if info.is_patient_space else None,
        bar=ScaleBar.along(info, plane) if choice.scale_bar else None,
    )


def cell_overlay(choice: OverlaySwitches, info: ImageInfo, plane: Plane, title: str, *, is_active: bool) -> Overlay:
    """Return the overlay of one of the three planes."""
    alone = single_overlay(choice, info, plane)
    return Overlay(alone.letters, alone.bar, plane if choice.crosshair else None, title, is_active)
