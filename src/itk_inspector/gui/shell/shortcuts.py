"""Keyboard shortcuts as Qt knows them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from itk_inspector.control.actions.table import ACTIONS

KEYS = (
    ("Arrow keys", "Move the kept pixel; the one under the pointer, or in the middle, is kept first."),
    ("Arrow keys with Shift", "Move it by 10."),
    ("PgUp, PgDown", "Move it through the slices."),
    ("Enter", "Add it to the points, or end the polygon that is being drawn."),
    ("Backspace", "Remove the last corner of the polygon that is being drawn."),
    ("Esc", "Take back the shape that is being drawn, or else let the kept pixel go."),
)
"""What keys do on the image; others are those of the menus."""

GESTURES = (
    ("Wheel", "Step through the slices; where there is one, zoom at the pointer."),
    ("Ctrl+wheel", "Zoom at the pointer. View › Wheel exchanges the two."),
    ("Pinch on a trackpad", "Zoom at the pointer."),
    ("Drag", "Pan, or use the edit tool."),
    ("Middle drag", "Pan, whatever the tool."),
    ("Right drag", "Change the contrast: the window across, the level up and down."),
    ("Double click", "Fit the image; with three planes, show that one alone."),
    ("Click", "Keep this pixel, or let it go; with three planes, move all of them to it."),
    ("Right click", "Open the context menu."),
)
"""What the mouse does on the image."""


def key_sequences(shortcuts: tuple[str, ...]) -> list[QKeySequence]:
    """Return the keys of an action's row; those of a standard key as this system has them."""
    made: list[QKeySequence] = []
    for text in shortcuts:
        if text.startswith(":"):
            found = QKeySequence.keyBindings(getattr(QKeySequence.StandardKey, text[1:]))
        else:
            found = [QKeySequence(text, QKeySequence.SequenceFormat.PortableText)]
        made.extend(keys for keys in found if keys not in made)
    return made


def shortcuts_table() -> str:
    """Return all shortcuts and mouse gestures as Markdown tables, for the manual and for help."""
    keyboard = ["| keys | menu entry | what it does |", "|---|---|---|"]
    for row in ACTIONS:
        texts = [s.toString(QKeySequence.SequenceFormat.PortableText) for s in key_sequences(row.shortcuts)]
        keys = ", ".join(_code(text) for text in texts if _is_common(text))
        if keys:
            keyboard.append(f"| {keys} | {row.place} › {row.text.replace('&', '')} | {row.tip} |")
    on_image = ["| keys, while the image has the focus | what they do |", "|---|---|"]
    on_image += [f"| {names} | {text} |" for names, text in KEYS]
    mouse = ["| mouse, on the image | what it does |", "|---|---|"]
    mouse += [f"| {gesture} | {text} |" for gesture, text in GESTURES]
    return "\n".join([*keyboard, "", *on_image, "", *mouse])


def _is_common(keys: str) -> bool:
    """Tell whether keys are on every keyboard: no media keys, no function keys above F12."""
    last = keys.rpartition("+")[2]
    media = last in ("Save", "Open", "Exit", "Undo", "Redo", "Copy", "Refresh", "Help", "Zoom In", "Zoom Out")
    return not media and not (last[:1] == "F" and last[1:].isdigit() and int(last[1:]) > 12)


def _code(text: str) -> str:
    """Return a key as Markdown; the backtick is one, too."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
