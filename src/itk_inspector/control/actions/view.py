"""What of the image is on screen, and how."""

from __future__ import annotations

from functools import partial

from itk_inspector.control.actions.action import Action, Toolbar
from itk_inspector.control.actions.condition import (
    COUNTABLE,
    FURTHER,
    IMAGE,
    IN_THREE_PLANES,
    LABELLED,
    PATIENT,
    SLICES,
    THREE_PLANES,
    VOLUME,
    WHOLE_IMAGE,
    Condition,
)
from itk_inspector.control.model.app_state import AppState

_PLANES = ((0, 1), (0, 2), (1, 2))


def _plane(name: str, text: str, tip: str, key: str, axes: tuple[int, int], needed: Condition) -> Action:
    number = _PLANES.index(axes)
    return Action(name, text, "&View", tip, lambda c: c.app.view.show_plane(*axes), (key,), "plane", needed,
                  lambda s: s.has_image and not s.is_quad and (s.plane_axes,) == s.laid_axes[number : number + 1],
                  "plane", separator=number == 0, label=partial(_anatomy, number))  # fmt: skip


def _anatomy(number: int, state: AppState) -> str:
    """Return what one of the planes is called in the patient."""
    name = "".join(state.plane_names[number : number + 1])
    return f"({name})" if name else ""


def _orientation(name: str, text: str, tip: str, *, is_patient: bool) -> Action:
    return Action(name, text, "&View/Orientation", tip,
                  lambda c: c.app.switches.set_on("patientOrientation", is_on=is_patient), (), "", PATIENT,
                  lambda s: ("patientOrientation" in s.switches) is is_patient, "orientation",
                  on_at_first=True if is_patient else None)  # fmt: skip


def _switch(
    name: str,
    text: str,
    tip: str,
    key: str = "",
    needed: Condition = IMAGE,
    *,
    is_on: bool = True,
    context: bool = False,
) -> Action:
    return Action(name, text, "&View/&Show", tip, lambda c: c.app.switches.toggle(name), (key,) if key else (),
                  "", needed, lambda s: name in s.switches, context=context, on_at_first=is_on)  # fmt: skip


def _theme(name: str, text: str, tip: str) -> Action:
    theme = name.removeprefix("theme").lower()
    return Action(name, text, "&View/The&me", tip, lambda c: c.app.switches.set_theme(theme),
                  checked=lambda s: s.theme == theme, exclusive="theme")  # fmt: skip


def _wheel(name: str, text: str, tip: str, *, steps: bool) -> Action:
    return Action(name, text, "&View/W&heel", tip, lambda c: c.app.switches.set_on("wheelSlices", is_on=steps),
                  checked=lambda s: ("wheelSlices" in s.switches) is steps, exclusive="wheel",
                  on_at_first=True if steps else None)  # fmt: skip


VIEW_ACTIONS = (
    Action("fit", "&Fit", "&View", "Show the whole image.", lambda c: c.app.view.fit(), ("F",), "fit", IMAGE,
           toolbar=Toolbar(3, 1, "Fit"), context=True),
    Action("oneToOne", "A&ctual size", "&View", "One screen pixel per image pixel.", lambda c: c.app.view.one_to_one(),
           ("1",), "one-to-one", IMAGE, toolbar=Toolbar(3, 2, "Actual size"), context=True),
    Action("zoomIn", "&Zoom in", "&View", "Zoom in.", lambda c: c.app.view.zoom(1.25), (":ZoomIn", "="), "",
           IMAGE),
    Action("zoomOut", "Zoom &out", "&View", "Zoom out.", lambda c: c.app.view.zoom(0.8), (":ZoomOut",), "",
           IMAGE),
    Action("autoLevels", "&Auto contrast", "&View", "Set black and white by percentiles of the slice or volume.",
           lambda c: c.app.levels.auto(), ("A",), "levels", IMAGE, toolbar=Toolbar(3, 4, "Auto"),
           separator=True, context=True, followed_by="windowMenu"),
    Action("fullRange", "F&ull range", "&View", "Set black to the smallest value and white to the largest.",
           lambda c: c.app.levels.full_range(), ("Shift+A",), "", COUNTABLE),
    Action("invertColours", "In&vert colours", "&View", "Reverse the colour map.",
           lambda c: c.app.levels.invert(), ("I",), "", IMAGE, lambda s: s.is_inverted),
    Action("showLabels", "Sho&w as labels", "&View", "Give each whole number its own colour.",
           lambda c: c.app.levels.toggle_labels(), (), "", IMAGE, lambda s: s.shows_labels),
    Action("loadLabels", "Loa&d label table…", "&View", "Take names and colours of labels from a file.",
           lambda c: c.dialogs.load_labels(), (), "", LABELLED),
    _plane("planeXY", "Plane x–&y", "Show the x–y plane.", "Alt+1", (0, 1), IMAGE),
    _plane("planeXZ", "Plane &x–z", "Show the x–z plane.", "Alt+2", (0, 2), VOLUME),
    _plane("planeYZ", "Plan&e y–z", "Show the y–z plane.", "Alt+3", (1, 2), VOLUME),
    Action("quadView", "&Three planes", "&View", "Show the three orthogonal planes and the values around the pixel.",
           lambda c: c.app.view.toggle_quad(), ("Alt+4",), "quad", THREE_PLANES,
           lambda s: s.is_quad, "plane", context=True, followed_by="planeMenu"),
    _orientation("patientOrientation", "&Patient", "Show patients upright: anterior or superior up, right at the left.",
                 is_patient=True),
    _orientation("arrayOrder", "&Array order", "Show columns to the right and rows downwards, as in the array.",
                 is_patient=False),
    _switch("pixelNumbers", "Pixel &values", "Show the stored values on the pixels when zoomed in.", "N",
            context=True),
    _switch("pixelGrid", "Pixel &grid", "Show lines between the pixels when zoomed in.", "G"),
    _switch("rulers", "Rul&ers", "Show the indices of both orders at the edges when zoomed in."),
    _switch("crosshair", "&Crosshair", "Show the crosshair.", "X",
            IN_THREE_PLANES, context=True),
    _switch("syncZoom", "Same &zoom in all planes", "Show the three planes at the same scale.",
            needed=IN_THREE_PLANES),
    _switch("markNan", "Mark &NaN", "Draw NaN in magenta."),
    _switch("markClipped", "Mark c&lipped values", "Draw values below the levels in blue, above them in green.",
            is_on=False),
    _switch("keepMaxima", "Keep the ma&xima",
            "Zoomed out, show the largest value that a screen pixel covers.", needed=WHOLE_IMAGE, is_on=False),
    _switch("colourBar", "Colour &bar", "Show the colours with the values that they stand for.", is_on=False,
            context=True),
    _switch("scaleBar", "&Scale bar", "Show a scale bar.", is_on=False, context=True),
    _switch("swappedNumbers", "&Un-swapped numbers", "Show what NumPy reads at ITK’s numbers."),
    _switch("rasPoint", "Physical point in &RAS", "Show the physical point in RAS beside LPS.", "",
            VOLUME, is_on=False),
    Action("console", "C&onsole", "&View/&Show", "Show or hide a Python prompt for the image on screen.",
           lambda c: c.window.toggle_console(), ("Ctrl+`",), separator=True),
    Action("goTo", "&Go to…", "&View", "Go to an index, a physical point or a value.",
           lambda c: c.app.navigation.ask(), ("Ctrl+G",), "", IMAGE, separator=True, context=True),
    Action("previousSlice", "&Previous slice", "&View", "Previous slice (wheel).",
           lambda c: c.app.view.step_slice(-1), ("PgUp",), "previous", SLICES),
    Action("nextSlice", "&Next slice", "&View", "Next slice (wheel).",
           lambda c: c.app.view.step_slice(1), ("PgDown",), "next", SLICES),
    Action("firstSlice", "F&irst slice", "&View", "Go to the first slice.", lambda c: c.app.view.go_to_end(-1),
           ("Home",), "first", SLICES),
    Action("lastSlice", "&Last slice", "&View", "Go to the last slice.", lambda c: c.app.view.go_to_end(1),
           ("End",), "last", SLICES),
    Action("play", "&Play", "&View/Play&back", "Play or pause.",
           lambda c: c.window.toggle_play(), ("Space",), "play", SLICES),
    Action("previousFurther", "Previous along second a&xis", "&View/Play&back",
           "Previous along the second axis (time).",
           lambda c: c.app.view.step_slice(-1, further=True), ("Shift+PgUp", "["), "", FURTHER),
    Action("nextFurther", "Next along second axi&s", "&View/Play&back",
           "Next along the second axis (time).",
           lambda c: c.app.view.step_slice(1, further=True), ("Shift+PgDown", "]"), "", FURTHER),
    _wheel("wheelSlices", "Step through &slices", "The wheel steps through the slices of a volume; with Ctrl it zooms.",
           steps=True),
    _wheel("wheelZoom", "&Zoom", "The wheel zooms; with Ctrl it steps through the slices.", steps=False),
    _theme("themeSystem", "&System", "Follow the system’s theme."),
    _theme("themeLight", "&Light", "Use the light theme."),
    _theme("themeDark", "&Dark", "Use the dark theme."),
    Action("resetLayout", "&Reset layout", "&View", "Restore the default layout of the panels.",
           lambda c: c.window.reset_layout(), separator=True),
)  # fmt: skip
