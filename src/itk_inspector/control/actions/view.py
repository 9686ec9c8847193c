"""What of the image is on screen, and how."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action, Toolbar
from itk_inspector.control.actions.condition import (
    FURTHER,
    IMAGE,
    IN_THREE_PLANES,
    SLICES,
    THREE_PLANES,
    VOLUME,
    Condition,
)


def _plane(name: str, text: str, tip: str, key: str, axes: tuple[int, int], needed: Condition) -> Action:
    return Action(name, text, "&View", tip, lambda c: c.app.view.set_axes(*axes), (key,), "plane", needed,
                  lambda s: s.has_image and not s.is_quad and s.plane_axes == axes, "plane",
                  separator=axes == (0, 1))  # fmt: skip


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
    return Action(name, text, "&View/T&heme", tip, lambda c: c.app.switches.set_theme(theme),
                  checked=lambda s: s.theme == theme, exclusive="theme")  # fmt: skip


VIEW_ACTIONS = (
    Action("fit", "&Fit", "&View", "Show the whole image.", lambda c: c.app.view.fit(), ("F",), "fit", IMAGE,
           toolbar=Toolbar(3, 1, "Fit"), context=True),
    Action("oneToOne", "&One to one", "&View", "One screen pixel per image pixel.", lambda c: c.app.view.one_to_one(),
           ("1",), "one-to-one", IMAGE, toolbar=Toolbar(3, 2, "1:1"), context=True),
    Action("zoomIn", "&Zoom in", "&View", "Show less, larger.", lambda c: c.app.view.zoom(1.25), (":ZoomIn", "="), "",
           IMAGE),
    Action("zoomOut", "Zoom ou&t", "&View", "Show more, smaller.", lambda c: c.app.view.zoom(0.8), (":ZoomOut",), "",
           IMAGE),
    Action("autoLevels", "&Auto contrast", "&View", "Choose black and white by percentiles of the slice or volume.",
           lambda c: c.app.levels.auto(), ("A",), "levels", IMAGE, toolbar=Toolbar(3, 4, "Auto contrast"),
           separator=True, context=True),
    Action("fullRange", "F&ull range", "&View", "Black is the smallest value, white the largest.",
           lambda c: c.app.levels.full_range(), ("Shift+A",), "", IMAGE),
    Action("invertColours", "In&vert colours", "&View", "The last colour of the map first.",
           lambda c: c.app.levels.invert(), ("I",), "", IMAGE, lambda s: s.is_inverted),
    _plane("planeXY", "Plane x–&y", "x to the right, y downwards.", "Alt+1", (0, 1), IMAGE),
    _plane("planeXZ", "Plane &x–z", "x to the right, z downwards.", "Alt+2", (0, 2), VOLUME),
    _plane("planeYZ", "Plan&e y–z", "y to the right, z downwards.", "Alt+3", (1, 2), VOLUME),
    Action("quadView", "&Quad view", "&View", "The three orthogonal planes and the values around the pixel.",
           lambda c: c.app.view.toggle_quad(), ("Alt+4",), "quad", THREE_PLANES,
           lambda s: s.is_quad, "plane", context=True, followed_by="planeMenu"),
    _switch("pixelNumbers", "&Values on the pixels", "Write the stored value on pixels that are large enough.", "N",
            context=True),
    _switch("pixelGrid", "&Grid between the pixels", "Draw lines between pixels that are large enough.", "G"),
    _switch("crosshair", "&Crosshair", "Lines through the position that the three planes share.", "X",
            IN_THREE_PLANES, context=True),
    _switch("syncZoom", "Same &zoom in all planes", "Show the three planes at one physical scale.",
            needed=IN_THREE_PLANES),
    _switch("scaleBar", "&Scale bar", "A bar of known length in the picture.", is_on=False, context=True),
    Action("previousSlice", "&Previous slice", "&View", "One slice back (Ctrl with the wheel, too).",
           lambda c: c.app.view.step_slice(-1), ("PgUp",), "previous", SLICES, separator=True),
    Action("nextSlice", "&Next slice", "&View", "One slice on (Ctrl with the wheel, too).",
           lambda c: c.app.view.step_slice(1), ("PgDown",), "next", SLICES),
    Action("firstSlice", "F&irst slice", "&View", "Go to the first slice.", lambda c: c.app.view.go_to_end(-1),
           ("Home",), "first", SLICES),
    Action("lastSlice", "&Last slice", "&View", "Go to the last slice.", lambda c: c.app.view.go_to_end(1),
           ("End",), "last", SLICES),
    Action("play", "&Play", "&View/&Move on", "Run through the first hidden axis, and stop.",
           lambda c: c.window.toggle_play(), ("Space",), "play", SLICES),
    Action("previousFurther", "&Back along the next axis", "&View/&Move on",
           "One step back along the second hidden axis, such as time.",
           lambda c: c.app.view.step_slice(-1, further=True), ("Shift+PgUp", "["), "", FURTHER),
    Action("nextFurther", "&On along the next axis", "&View/&Move on",
           "One step on along the second hidden axis, such as time.",
           lambda c: c.app.view.step_slice(1, further=True), ("Shift+PgDown", "]"), "", FURTHER),
    _theme("themeSystem", "&System", "Follow the system's light or dark."),
    _theme("themeLight", "&Light", "Always light."),
    _theme("themeDark", "&Dark", "Always dark."),
    Action("resetLayout", "&Reset layout", "&View", "Put the panels back to their places.",
           lambda c: c.window.reset_layout(), separator=True),
)  # fmt: skip
