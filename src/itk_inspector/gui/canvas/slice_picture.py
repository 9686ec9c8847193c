"""A slice as it is shown, as a picture of its own: any scale, with or without what lies above the pixels."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QTransform

from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.display.composition import OVERLAID, SideBySide, Swipe
from itk_inspector.core.display.scene import KEEP_MAXIMA, NO_MARKS, Scene
from itk_inspector.core.display.viewport import Layout
from itk_inspector.core.errors import UsageError
from itk_inspector.gui.canvas.above import Above
from itk_inspector.gui.canvas.divider import draw_line
from itk_inspector.gui.canvas.grid_picture import GridPicture
from itk_inspector.gui.canvas.layer_pictures import LayerPictures
from itk_inspector.gui.canvas.plane_painter import PlanePainter
from itk_inspector.gui.canvas.shown_plane import ShownPlane
from itk_inspector.gui.canvas.viewport_item import ViewportItem
from itk_inspector.gui.style.theme import Theme

LARGEST = 100_000_000
"""Pixels of a picture."""
_NARROWEST = 240
"""Pixels: less is too narrow for a caption."""
_OF_PIXELS = frozenset({"markNan", "markClipped"})
"""Overlays that colour pixels: they belong to how a slice is shown."""


def picture_size(scene: Scene, scale: float) -> tuple[int, int]:
    """Return width and height of the picture of the active plane, in pixels.

    A pixel of the image is ``scale`` pixels wide along the more finely spaced axis, and as much longer along the
    other one as it is in space.

    Raises
    ------
    UsageError
        If the scale is no positive number, or the picture would have more than `LARGEST` pixels, or none.
    """
    if not (scale > 0 and math.isfinite(scale)):
        raise UsageError("The scale is a number above 0.")
    plane, geometry = scene.plane, scene.geometry
    aspect = plane.aspect(geometry)
    across, down = max(aspect, 1.0), max(1.0 / aspect, 1.0)
    rows, columns = plane.shape(geometry)
    width, height = round(columns * across * scale), round(rows * down * scale)
    if width * height > LARGEST:
        raise UsageError(f"The picture would have {width:,} × {height:,} pixels. Choose a smaller scale.")
    if min(width, height) < 1:
        raise UsageError("Nothing would be left of the slice. Choose a larger scale.")
    return width, height


def slice_picture(scene: Scene, theme: Theme, scale: float = 1.0, *, overlays: bool = False) -> QImage:
    """Return the active plane of a scene as it is shown: colours, flips, and all images of its place.

    The pointer, the tool in hand and the part of the plane on screen play no part.

    Parameters
    ----------
    scene : Scene
    theme : Theme
    scale : float
        As for `picture_size`.
    overlays : bool
        Draw letters, scale bar, points, shapes, rulers, and whatever else the view shows above the pixels.

    Returns
    -------
    QImage
        Of the format RGB32.

    Raises
    ------
    UsageError
        As `picture_size`.
    NotWholeError
        If the image is read in parts.
    """
    if scene.is_tiled:
        raise not_whole(scene.info.name)
    width, height = picture_size(scene, scale)
    bare = scene.overlays - {KEEP_MAXIMA} if overlays else scene.overlays & _OF_PIXELS
    is_alone = isinstance(scene.composition, SideBySide)
    scene = replace(
        scene,
        layout=Layout.SINGLE,
        overlays=bare,
        marks=scene.marks if overlays and scene.marks.is_kept else NO_MARKS,
        shapes=(),
        layers=() if is_alone else scene.layers,
        composition=OVERLAID if is_alone else scene.composition,
        captions=() if is_alone or not overlays else scene.captions,
    )
    shown = ShownPlane(scene, scene.plane)
    pictures = LayerPictures(ViewportItem())
    pictures.show(shown)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    transform = _transform(shown, width, height)
    painter = QPainter(picture)
    # Qt crashes when an exception leaves with a painter still active
    try:
        above = Above.of(shown, None, Above()) if overlays else Above(numbers=False, grid=False)
        parts = PlanePainter(pictures, GridPicture(), picture)
        area = QRectF(picture.rect())
        free = parts.paint_pixels(painter, transform, area, above, QBrush(QColor(theme.canvas)), theme)
        if overlays:
            if isinstance(scene.composition, Swipe):
                draw_line(painter, scene.composition, area, theme)
            above.draw(painter, free, transform.mapRect, theme)
    finally:
        painter.end()
    return picture


def _transform(shown: ShownPlane, width: int, height: int) -> QTransform:
    """Lead from continuous ITK indices along the plane's axes to pixels of the picture."""
    plane, geometry = shown.plane, shown.scene.geometry
    rows, columns = plane.shape(geometry)
    to_left, upwards = shown.flips
    across, down = width / columns, height / rows
    left = geometry.start_index[plane.horizontal] - 0.5
    top = geometry.start_index[plane.vertical] - 0.5
    return QTransform(
        -across if to_left else across,
        0.0,
        0.0,
        -down if upwards else down,
        (left + columns) * across if to_left else -left * across,
        (top + rows) * down if upwards else -top * down,
    )


def with_caption(picture: QImage, text: str, theme: Theme) -> QImage:
    """Return a picture with text in a strip below it, as wide as the picture where that is not very narrow."""
    font = QFont()
    font.setPixelSize(13)
    metrics = QFontMetrics(font)
    margin, width = 6, max(picture.width(), _NARROWEST)
    wraps = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    needed = metrics.boundingRect(0, 0, width - 2 * margin, LARGEST, wraps, text)
    strip = needed.height() + 8
    made = QImage(width, picture.height() + strip, QImage.Format.Format_RGB32)
    made.fill(QColor(theme.canvas))
    painter = QPainter(made)
    try:
        painter.drawImage(0, 0, picture)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        room = QRectF(margin, picture.height(), width - 2 * margin, strip)
        painter.drawText(room, wraps, text)
    finally:
        painter.end()
    return made
