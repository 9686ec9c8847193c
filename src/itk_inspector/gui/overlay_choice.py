"""Which of the overlays are wanted."""

from __future__ import annotations

from dataclasses import dataclass

from itk_inspector.core.anatomy import edge_letters
from itk_inspector.core.document import ImageInfo
from itk_inspector.core.planes import Plane
from itk_inspector.gui.overlay import Overlay
from itk_inspector.gui.scale_bar import ScaleBar


@dataclass(frozen=True, slots=True)
class OverlayChoice:
    """The user's switches; letters stand on every image of a patient."""

    crosshair: bool = True
    scale_bar: bool = False

    def of_single(self, info: ImageInfo, plane: Plane) -> Overlay:
        """Return the overlay of a plane that is shown alone."""
        return Overlay(
            letters=edge_letters(plane, info.geometry) if info.is_patient_space else None,
            bar=ScaleBar.along(info, plane) if self.scale_bar else None,
        )

    def of_cell(self, info: ImageInfo, plane: Plane, title: str, *, is_active: bool) -> Overlay:
        """Return the overlay of one of the three planes."""
        alone = self.of_single(info, plane)
        return Overlay(alone.letters, alone.bar, plane if self.crosshair else None, title, is_active)
