"""Every menu entry, button and shortcut: one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from itk_inspector.control.model.app_state import AppState


def _always(state: AppState) -> bool:
    return True


def _image(state: AppState) -> bool:
    return state.has_image


def _several(state: AppState) -> bool:
    return state.open_images > 1


def _slices(state: AppState) -> bool:
    return state.hidden_axes > 0


def _further(state: AppState) -> bool:
    return state.hidden_axes > 1


def _quad(state: AppState) -> bool:
    return state.is_quad


def _editing(state: AppState) -> bool:
    return state.is_editing


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do.

    Parameters
    ----------
    id : str
        Object name of the QAction.
    text : str
        As in the menu.
    menu : str
        Path of menus, separated by ``/``.
    tip : str
        One sentence.
    shortcuts : tuple of str
        In Qt's portable notation, or the name of a ``QKeySequence.StandardKey``
        after a colon.
    icon : str
        Name of a file in ``resources/icons``.
    enabled : callable
        From `AppState`.
    checkable : bool
    toolbar : str
        Short text of the toolbar button, or ``""`` for none.
    separator : bool
        A line comes before it in the menu.
    context : bool
        It stands in the canvas' context menu, too.
    """

    id: str
    text: str
    menu: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: Callable[[AppState], bool] = _always
    checkable: bool = False
    toolbar: str = ""
    separator: bool = False
    context: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("open", "&Open…", "&File", "Open an image file.", (":Open",), "open", toolbar="Open"),
    Action("openFolder", "Open &folder…", "&File", "Open a DICOM series of a folder.", ("Ctrl+Shift+O",), "open"),
    Action("openSeries", "Open &whole series", "&File", "Open the DICOM series that this slice belongs to.",
           enabled=lambda s: s.offers_series),
    Action("reload", "Re&load", "&File", "Read the file again; plane, slice, zoom and contrast stay.",
           (":Refresh",), "reload", lambda s: s.has_file),
    Action("saveCopy", "&Save copy as…", "&File", "Write the image, or the edited copy, to a new file.",
           (":Save", "Ctrl+Shift+S"), "save", lambda s: s.has_image and not s.is_saving, toolbar="Save copy"),
    Action("saveScreenshot", "Save scree&nshot…", "&File", "Save a picture of the canvas or the window as PNG.",
           ("Ctrl+Alt+S",), "camera", _image),
    Action("cancel", "C&ancel", "&File", "Stop reading or saving, and keep the present image.",
           ("Esc",), "cancel", lambda s: s.is_loading or s.is_saving),
    Action("sample", "Open sa&mple image", "&File", "Open the sample image that comes with the program.",
           separator=True),
    Action("closeImage", "&Close image", "&File", "Close the image on screen.", (":Close", "Ctrl+W"), "", _image),
    Action("quit", "&Quit", "&File", "Close the window.", (":Quit", "Ctrl+Q"), separator=True),
    Action("undo", "&Undo", "&Edit", "Take the last edit back.", (":Undo",), "undo",
           lambda s: bool(s.undo_label), toolbar="Undo"),
    Action("redo", "&Redo", "&Edit", "Repeat the edit that was taken back.", (":Redo", "Ctrl+Y"), "redo",
           lambda s: bool(s.redo_label), toolbar="Redo"),
    Action("copyProbe", "&Copy probe", "&Edit", "Copy what is under the cursor as text.", (":Copy",), "copy",
           lambda s: s.has_probe, separator=True, context=True),
    Action("copyCode", "Copy probe as &Python", "&Edit", "Copy the two expressions that read this pixel.",
           ("Ctrl+Shift+C",), "copy-code", lambda s: s.has_probe, context=True),
    Action("copyScreenshot", "Copy &screenshot", "&Edit", "Copy a picture of the canvas.", ("Ctrl+Alt+C",), "",
           _image, context=True),
    Action("hold", "&Hold probe", "&Edit", "Keep the panel as it is while the pointer moves on.", ("H",), "",
           lambda s: s.has_probe, checkable=True),
    Action("editCopy", "&Edit copy", "&Edit", "Work on a copy; the original is never changed.",
           ("Ctrl+E",), "edit", _image, checkable=True, toolbar="Edit copy", separator=True),
    Action("toolPan", "&Move the image", "&Edit", "The left button moves the image.", ("V",), "move",
           _image, checkable=True),
    Action("toolPixel", "Set a pi&xel", "&Edit", "A click sets the pixel under the cursor.", ("P",), "pixel",
           _editing, checkable=True),
    Action("toolBrush", "&Brush", "&Edit", "Drag to paint with the brush.", ("B",), "brush", _editing, checkable=True),
    Action("toolRectangle", "Rectan&gle", "&Edit", "Drag to fill a rectangle.", ("R",), "rectangle",
           _editing, checkable=True),
    Action("fit", "&Fit", "&View", "Show the whole image.", ("F",), "fit", _image, toolbar="Fit", context=True),
    Action("oneToOne", "&One to one", "&View", "One screen pixel per image pixel.", ("1",), "one-to-one",
           _image, toolbar="1:1", context=True),
    Action("zoomIn", "&Zoom in", "&View", "Show less, larger.", (":ZoomIn", "="), "", _image),
    Action("zoomOut", "Zoom ou&t", "&View", "Show more, smaller.", (":ZoomOut",), "", _image),
    Action("autoLevels", "&Auto contrast", "&View", "Choose black and white by percentiles of the slice or volume.",
           ("A",), "levels", _image, toolbar="Auto contrast", separator=True, context=True),
    Action("fullRange", "F&ull range", "&View", "Black is the smallest value, white the largest.", ("Shift+A",), "",
           _image),
    Action("invertColours", "In&vert colours", "&View", "The last colour of the map first.", ("I",), "", _image,
           checkable=True),
    Action("planeXY", "Plane x–&y", "&View", "x to the right, y downwards.", ("Alt+1",), "plane",
           lambda s: s.has_image, checkable=True, separator=True),
    Action("planeXZ", "Plane &x–z", "&View", "x to the right, z downwards.", ("Alt+2",), "plane",
           lambda s: s.dimension > 2, checkable=True),
    Action("planeYZ", "Plan&e y–z", "&View", "y to the right, z downwards.", ("Alt+3",), "plane",
           lambda s: s.dimension > 2, checkable=True),
    Action("quadView", "&Quad view", "&View", "The three orthogonal planes and the values around the pixel.",
           ("Alt+4",), "quad", lambda s: s.offers_quad, checkable=True, context=True),
    Action("pixelNumbers", "&Values on the pixels", "&View/&Show",
           "Write the stored value on pixels that are large enough.", ("N",), "", _image, checkable=True, context=True),
    Action("pixelGrid", "&Grid between the pixels", "&View/&Show", "Draw lines between pixels that are large enough.",
           ("G",), "", _image, checkable=True),
    Action("crosshair", "&Crosshair", "&View/&Show", "Lines through the position that the three planes share.", ("X",),
           "", _quad, checkable=True, context=True),
    Action("syncZoom", "Same &zoom in all planes", "&View/&Show", "Show the three planes at one physical scale.", (),
           "", _quad, checkable=True),
    Action("scaleBar", "&Scale bar", "&View/&Show", "A bar of known length in the picture.", (), "", _image,
           checkable=True, context=True),
    Action("previousSlice", "&Previous slice", "&View", "One slice back (Ctrl with the wheel, too).", ("PgUp",),
           "previous", _slices, separator=True),
    Action("nextSlice", "&Next slice", "&View", "One slice on (Ctrl with the wheel, too).", ("PgDown",), "next",
           _slices),
    Action("firstSlice", "F&irst slice", "&View", "Go to the first slice.", ("Home",), "first", _slices),
    Action("lastSlice", "&Last slice", "&View", "Go to the last slice.", ("End",), "last", _slices),
    Action("play", "&Play", "&View/&Move on", "Run through the first hidden axis, and stop.", ("Space",), "play",
           _slices),
    Action("previousFurther", "&Back along the next axis", "&View/&Move on",
           "One step back along the second hidden axis, such as time.", ("Shift+PgUp", "["), "", _further),
    Action("nextFurther", "&On along the next axis", "&View/&Move on",
           "One step on along the second hidden axis, such as time.", ("Shift+PgDown", "]"), "", _further),
    Action("themeSystem", "&System", "&View/T&heme", "Follow the system's light or dark.", checkable=True),
    Action("themeLight", "&Light", "&View/T&heme", "Always light.", checkable=True),
    Action("themeDark", "&Dark", "&View/T&heme", "Always dark.", checkable=True),
    Action("resetLayout", "&Reset layout", "&View", "Put the panels back to their places.", separator=True),
    Action("nextImage", "&Next image", "&Window", "Go to the next open image.", ("Ctrl+Tab",), "", _several),
    Action("previousImage", "&Previous image", "&Window", "Go to the previous open image.", ("Ctrl+Shift+Tab",), "",
           _several),
    Action("conventions", "&Coordinate conventions", "&Help", "How ITK and NumPy number the same pixel.",
           (":HelpContents",)),
    Action("shortcuts", "&Keyboard and mouse", "&Help", "All shortcuts.", ("Ctrl+?",)),
    Action("about", "&About ITK Inspector", "&Help", "Version and licence.", separator=True),
)  # fmt: skip
