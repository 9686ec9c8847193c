"""What stands above an image, by the user's switches and the image's facts."""

from __future__ import annotations

from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.viewport import Layout
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.canvas.colour_bar import ColourBar
from itk_inspector.gui.canvas.overlay_painter import Overlay
from itk_inspector.gui.canvas.scale_bar import ScaleBar


def overlay_of(scene: Scene, plane: Plane) -> Overlay:
    """Return what stands above one of a scene's planes: one of three has a title and a crosshair, too."""
    info = scene.info
    letters = scene.orientation.letters(plane, info.geometry) if info.has_letters else None
    bar = ScaleBar.along(info, plane) if "scaleBar" in scene.overlays else None
    colours = ColourBar.of(scene) if "colourBar" in scene.overlays else None
    if scene.layout is Layout.SINGLE:
        return Overlay(letters, bar, title=scene.captions, colours=colours)
    hidden = "  ".join(f"{axis_name(a)} {plane.position[a]}" for a in plane.hidden_axes)
    crosshair = plane if "crosshair" in scene.overlays else None
    name = info.plane_name(plane)  # with it one line would reach the letter in the middle
    title = (f"{name} {plane.name}", hidden) if name else (f"{plane.name}   {hidden}",)
    title = (*title, *scene.captions)
    return Overlay(letters, bar, crosshair, title, is_active=plane == scene.plane, colours=colours)
