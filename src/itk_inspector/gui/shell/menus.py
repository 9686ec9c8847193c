"""Menus, toolbar and shortcuts, built from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QColor, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton

from itk_inspector.control.actions.action import ACTIONS, Action
from itk_inspector.control.model.app_state import AppState, Tool
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.gui.shell.plane_menu import PlaneMenu
from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.style.resources import icon
from itk_inspector.gui.style.theme import Theme

_PLANES = {"planeXY": (0, 1), "planeXZ": (0, 2), "planeYZ": (1, 2)}
_TOOLS = {
    "toolPan": Tool.PAN,
    "toolPixel": Tool.PIXEL,
    "toolBrush": Tool.BRUSH,
    "toolRectangle": Tool.RECTANGLE,
}


_LATER = 250  # ms: after the window's first picture


class Menus:
    """The window's actions.

    Parameters
    ----------
    window : QMainWindow
        Gets the menu bar and the toolbar.
    triggered : callable
        Called with the action's id.
    """

    def __init__(self, window: QMainWindow, triggered: Callable[[str], None]) -> None:
        self._window = window
        self.actions: dict[str, QAction] = {}
        self.recent = QMenu("Open &recent", window)
        self.recent.setObjectName("recentMenu")
        self.toolbar = QToolBar("Toolbar", window)
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.planes = QToolButton(window)
        self.any_axes = PlaneMenu(window)
        self.context = QMenu(window)
        self.context.setObjectName("contextMenu")
        self._menus: dict[str, QMenu] = {}
        self._colour = QColor()
        self._soon = QTimer(window)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LATER)
        self._soon.timeout.connect(self._show_icons)
        for row in ACTIONS:
            self._add(row, triggered)
        for names in ((*_PLANES, "quadView"), _TOOLS, ("themeSystem", "themeLight", "themeDark")):
            group = QActionGroup(window)
            for name in names:
                group.addAction(self.actions[name])
        window.addToolBar(self.toolbar)
        self._arrange_toolbar()

    def _add(self, row: Action, triggered: Callable[[str], None]) -> None:
        action = QAction(row.text, self._window)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        action.setShortcuts(_sequences(row.shortcuts))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(plain_tip(f"{row.tip} ({keys})" if keys else row.tip))
        action.setStatusTip("")
        action.triggered.connect(lambda _checked=False, name=row.id: triggered(name))
        menu = self._menu(row.menu)
        if row.separator:
            menu.addSeparator()
        menu.addAction(action)
        if row.id == "openFolder":
            menu.addMenu(self.recent)
        if row.id == "quadView":
            menu.addMenu(self.any_axes)
        if row.context:
            self.context.addAction(action)
        self.actions[row.id] = action

    def _menu(self, path: str) -> QMenu:
        if path not in self._menus:
            parent, _, name = path.rpartition("/")
            menu = QMenu(name or path, self._window)
            if parent:
                self._menu(parent).addMenu(menu)
            else:
                self._window.menuBar().addMenu(menu)
            self._menus[path] = menu
        return self._menus[path]

    def _arrange_toolbar(self) -> None:
        for row in ACTIONS:
            if not row.toolbar:
                continue
            if row.id in ("undo", "fit", "editCopy"):
                self.toolbar.addSeparator()
            action = self.actions[row.id]
            action.setIconText(row.toolbar)
            self.toolbar.addAction(action)
            if row.id == "oneToOne":
                self.toolbar.addWidget(self._plane_button())

    def _plane_button(self) -> QToolButton:
        self.planes.setObjectName("planeChooser")
        self.planes.setAccessibleName("Plane")
        self.planes.setToolTip("Which two axes are on screen.")
        self.planes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.planes.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self.planes)
        for name in _PLANES:
            menu.addAction(self.actions[name])
        menu.addAction(self.actions["quadView"])
        menu.addMenu(self.any_axes)
        self.planes.setMenu(menu)
        return self.planes

    def set_theme(self, theme: Theme) -> None:
        """Colour the icons: those on screen now, those in closed menus when there is time."""
        self._colour = QColor(theme.text)
        self.planes.setIcon(icon("plane", self._colour))
        self._show_icons([row for row in ACTIONS if row.toolbar])
        self._soon.start()

    def _show_icons(self, rows: Sequence[Action] = ACTIONS) -> None:
        for row in rows:
            if row.icon:
                self.actions[row.id].setIcon(icon(row.icon, self._colour))

    def show_context(self, place: QPoint) -> None:
        """Open the context menu of the canvas."""
        self.context.popup(place)

    def show_switch(self, name: str, is_on: bool) -> None:
        """Check an action that is switched on; nothing is triggered."""
        self.actions[name].setChecked(is_on)

    def show_state(self, state: AppState) -> None:
        """Enable and check what the state says; nothing is triggered."""
        for row in ACTIONS:
            self.actions[row.id].setEnabled(row.enabled(state))
        self.actions["editCopy"].setChecked(state.is_editing)
        self.actions["hold"].setChecked(state.is_held)
        for name, tool in _TOOLS.items():
            self.actions[name].setChecked(tool is state.tool)
        for name, axes in _PLANES.items():
            self.actions[name].setChecked(state.has_image and not state.is_quad and axes == state.plane_axes)
        self.actions["quadView"].setChecked(state.is_quad)
        self.any_axes.show_axes(state.dimension, None if state.is_quad else state.plane_axes)
        self.planes.setEnabled(state.dimension > 1)
        alone = f"Plane {axis_name(state.plane_axes[0])}–{axis_name(state.plane_axes[1])}"
        self.planes.setText("Quad view" if state.is_quad else alone)
        self.actions["undo"].setText(f"&Undo {state.undo_label}".strip())
        self.actions["redo"].setText(f"&Redo {state.redo_label}".strip())
        self.actions["undo"].setIconText("Undo")
        self.actions["redo"].setIconText("Redo")


def plane_of(name: str) -> tuple[int, int] | None:
    """Return the axes that an action puts on screen."""
    return _PLANES.get(name)


def tool_of(name: str) -> Tool | None:
    """Return the tool that an action chooses."""
    return _TOOLS.get(name)


def _sequences(shortcuts: tuple[str, ...]) -> list[QKeySequence]:
    made: list[QKeySequence] = []
    for text in shortcuts:
        if text.startswith(":"):
            found = QKeySequence.keyBindings(getattr(QKeySequence.StandardKey, text[1:]))
        else:
            found = [QKeySequence(text, QKeySequence.SequenceFormat.PortableText)]
        made.extend(keys for keys in found if keys not in made)
    return made


def _is_common(keys: str) -> bool:
    """Tell whether keys are on every keyboard: no media keys, no function keys above F12."""
    last = keys.rpartition("+")[2]
    media = last in ("Save", "Open", "Exit", "Undo", "Redo", "Copy", "Refresh", "Help", "Zoom In", "Zoom Out")
    return not media and not (last[:1] == "F" and last[1:].isdigit() and int(last[1:]) > 12)


def shortcuts_table() -> str:
    """Return all shortcuts and mouse gestures as rich text."""
    rows = []
    for row in ACTIONS:
        texts = [s.toString(QKeySequence.SequenceFormat.NativeText) for s in _sequences(row.shortcuts)]
        keys = ", ".join(text for text in texts if _is_common(text))
        if keys:
            rows.append(f"<tr><td><b>{keys}</b>&nbsp;&nbsp;</td><td>{row.tip}</td></tr>")
    gestures = (
        ("Wheel", "Zoom at the cursor."),
        ("Ctrl + wheel", "Step through the slices."),
        ("Drag", "Move the image, or use the edit tool."),
        ("Middle drag", "Move the image, whatever the tool."),
        ("Right drag", "Change the contrast: across the window’s width, up and down its level."),
        ("Double click", "Fit the image; in the quad view, show that plane alone."),
        ("Click in the quad view", "Lay the other planes through that pixel."),
        ("Right click", "What can be done here."),
    )
    rows += [f"<tr><td><b>{keys}</b></td><td>{text}</td></tr>" for keys, text in gestures]
    return f"<table cellspacing='3'>{''.join(rows)}</table>"
