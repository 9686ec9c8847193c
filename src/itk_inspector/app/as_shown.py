"""A slice as it is shown, for the command line and for scripts."""

from __future__ import annotations

import operator
import os
from collections.abc import Mapping
from dataclasses import field, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.given_look import GivenLook
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.display.slice_caption import slice_caption
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.export.part import part_of_slices
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Exported
from itk_inspector.gui.canvas.slice_picture import slice_picture, with_caption
from itk_inspector.gui.shell import display_check
from itk_inspector.gui.shell.screenshot import png_bytes
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.gui.style.theme import ThemeChoice
from itk_inspector.itkio.interop.export_source import document_of
from itk_inspector.itkio.interop.taking import Placed
from itk_inspector.storage.atomic_write import Consent, write_bytes


@dataclass(frozen=True, slots=True)
class AsShown:
    """How a slice is shown in a picture; what is left out is as in a new window.

    Parameters
    ----------
    slices : mapping of str to int
        Where the slice lies: ITK indices by the names of axes, ``{"z": 12}``. Without ``plane`` it runs along the
        first two axes that are not named.
    plane : str
        The two axes that it runs along, such as ``"xz"``.
    levels : tuple of float, optional
        The stored values that are drawn in the first and the last colour.
    colour_map : str
        Name of a colour map.
    scale : float
        Picture pixels for each image pixel, along the more finely spaced axis.
    overlays, caption : bool
        Draw letters, scale bar and what else a new window shows above the pixels; write a line below the picture.
    layers : tuple
        Images over it, each with its `Placing`.
    theme : {"system", "light", "dark"}
    """

    slices: Mapping[str, int | range] = field(default_factory=dict)
    plane: str = ""
    levels: tuple[float, float] | None = None
    colour_map: str = ""
    scale: float = 1.0
    overlays: bool = False
    caption: bool = False
    layers: tuple[tuple[ImageDocument, Placing], ...] = ()
    theme: str = "light"


def shown_slice(document: ImageDocument, how: AsShown, session: EditSession | None = None) -> bytes:
    """Return a slice of a document, or of an edited copy, as it is shown in the window: as PNG; needs no display.

    Raises
    ------
    ExportError
        If the PNG, read back, is another picture.
    UsageError
        If the picture would be too large, or there is no such slice, plane or colour map.
    """
    plane, positions = _slice_of(how, document.geometry)
    look = GivenLook.of(how.levels, how.colour_map)
    _have_application()
    settings = Settings(MemoryStore())
    settings.theme = ThemeChoice(how.theme)
    composition = Composition(settings)
    app = composition.app
    try:
        image = app.files.adopt(document, owned=False)
        if session is not None:
            with app.images.changing():
                app.edit.give_copy(image, session)
        for each, placing in how.layers:
            app.files.adopt(each, owned=False, placing=placing, over=image)
        if plane is not None:
            app.view.show_plane(*plane)
        for axis, position in positions.items():
            app.view.set_slice(axis, position)
        with app.images.changing():
            image.settings = look.applied(image.settings)
        scene = app.view.scene
        assert scene is not None
        picture = slice_picture(scene, composition.window.theme, how.scale, overlays=how.overlays)
        if how.caption:
            said = slice_caption(scene.info, scene.plane, scene.settings, image.label)
            picture = with_caption(picture, said, composition.window.theme)
        png = png_bytes(picture)
        if QImage.fromData(png).convertToFormat(picture.format()) != picture:
            raise ExportError("The picture could not be written: it was read back as another one.")
        return png
    finally:
        composition.dispose()
        composition.window.close_for_good()


def _slice_of(how: AsShown, geometry: Geometry) -> tuple[tuple[int, int] | None, dict[int, int]]:
    """Return the two axes of the plane, None for the usual ones, and the ITK index along each axis that is named."""
    part_of_slices(how.slices, geometry)  # refuses what there is not
    axes = {axis_name(axis): axis for axis in range(geometry.dimension)}
    axes.update({str(axis): axis for axis in range(geometry.dimension)})
    positions = {}
    for name, where in how.slices.items():
        if isinstance(where, range):
            raise UsageError("A picture shows one slice, not a range.")
        positions[axes[name]] = operator.index(where)
    plane: tuple[int, int] | None = None
    if how.plane:
        letters = how.plane.lower().replace("-", "")
        if len(letters) != 2 or letters[0] == letters[1] or not set(letters) <= axes.keys():
            raise UsageError(f"“{how.plane}” names no plane of this image; a plane is named like xz.")
        plane = axes[letters[0]], axes[letters[1]]
    elif positions:
        free = [axis for axis in range(geometry.dimension) if axis not in positions]
        if len(free) < 2:
            raise UsageError("A slice runs along two axes; too many are named.")
        plane = free[0], free[1]
    if plane is not None and (crossed := sorted(set(plane) & positions.keys())):
        raise UsageError(f"The slice runs along {axis_name(crossed[0])}: no index there names it.")
    return plane, positions


def _have_application() -> None:
    """Have one that can draw texts: without a window, one that needs no display will do where there is none."""
    if QCoreApplication.instance() is None:
        try:
            display_check.check_display()
        except UsageError:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application()


def export_shown(
    source: Any,
    target: Path,
    like: ImageDocument | None,
    slices: Mapping[str, int | range] | None,
    how: Mapping[str, Any] | bool,
    *,
    overwrite: bool,
    placed: Placed | None = None,
) -> Exported:
    """Write a slice of whatever a script has, as it is shown, as PNG.

    Parameters
    ----------
    source : ImageDocument, EditSession, numpy.ndarray or itk image
    target : pathlib.Path
    like : ImageDocument, optional
        Tells the geometry of an array.
    slices : mapping of str to int, optional
    how : mapping or True
        Arguments of `AsShown`, and ``labels``: an image or array that lies over the slice.
    overwrite : bool
        An existing file may be replaced.
    placed : callable, optional
        Tells the geometry of an array of a shape, instead of ``like``.

    Raises
    ------
    ExportError
        If it was not written.
    UsageError
        As `shown_slice`, or if there is no such argument.
    """
    if target.suffix.lower() != ".png":
        raise UsageError("A slice as shown is written as PNG: name the file so.")
    given = {} if how is True or how is False else dict(how)
    labels = given.pop("labels", None)
    session = source if isinstance(source, EditSession) else None
    document = document_of(source, like, session, placed)
    if document is None:
        raise UsageError("The image of this copy is closed; keep its document open.")
    layers: tuple[tuple[ImageDocument, Placing], ...] = ()
    if labels is not None:
        over = document_of(labels, document, None)
        assert over is not None
        layers = ((over, Placing.LABELS),)
    try:
        wanted = AsShown(slices=slices or {}, layers=layers, **given)
    except TypeError as e:
        names = ", ".join(each.name for each in fields(AsShown) if each.name not in ("slices", "layers"))
        raise UsageError(f"How a slice is shown is said by {names} and labels.") from e
    png = shown_slice(document, wanted, session)
    write_bytes(target, png, Consent(overwrite=overwrite, protected=document.info.own_files))
    return Exported(0, target, len(png), True)
