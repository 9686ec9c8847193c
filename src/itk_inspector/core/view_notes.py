"""What is to know of an image as it is seen."""

from __future__ import annotations

from itk_inspector.core.anatomy import oblique_note
from itk_inspector.core.axes import axis_name
from itk_inspector.core.document import ImageInfo
from itk_inspector.core.planes import Plane


def view_notes(info: ImageInfo, plane: Plane) -> tuple[str, ...]:
    """Return one sentence for everything about the axes that the picture alone would not tell."""
    notes = []
    if info.is_patient_space and (turned := oblique_note(info.geometry)):
        notes.append(turned)
    if plane.is_mixed:
        names = f"{axis_name(plane.horizontal)} and {axis_name(plane.vertical)}"
        notes.append(f"{names} cannot be compared: a pixel is drawn as wide as high.")
    return tuple(notes)
