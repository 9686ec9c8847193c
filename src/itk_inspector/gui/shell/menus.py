"""Menus, toolbar and shortcuts, built from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QColor, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.control.actions.window import WINDOW_ACTIONS
from itk_inspector.control.model.app_state import AppState
from itk_inspector.gui.shell.open_in_menu import OpenInMenu
from itk_inspector.gui.shell.plane_chooser import PlaneChooser
from itk_inspector.gui.shell.plane_menu import PlaneMenu
from itk_inspector.gui.shell.shortcuts import key_sequences
from itk_inspector.gui.shell.tab_layer_menu import TabLayerMenu
from itk_inspector.gui.shell.window_menu import WindowChooser, WindowMenu
from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.style.resources import ON_TOOLBAR, SMALL, icon
from itk_inspector.gui.style.theme import Theme
from itk_inspector.gui.widgets.turns import Turns

_LATER = 250  # ms: after the window's first picture
_AT_ONCE = 3
"""Icons that are drawn in one turn of the event loop: about 4 ms."""


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
        self._triggered = triggered
        self.actions: dict[str, QAction] = {}
        self.recent = QMenu("Open &recent", window)
        self.recent.setObjectName("recentMenu")
        self.any_axes = PlaneMenu(window)
        self.windows = WindowMenu(window)
        self.tab_layers = TabLayerMenu(window)
        self.open_in = OpenInMenu(window)
        self.toolbar = QToolBar("Toolbar", window)
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setIconSize(QSize(ON_TOOLBAR, ON_TOOLBAR))
        self.toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.context = QMenu(window)
        self.context.setObjectName("contextMenu")
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._context_menu = ""
        self._colour = QColor()
        self._shown: AppState | None = None
        self._state = AppState()
        self.has_selection: Callable[[], bool] = lambda: False
        self._soon = QTimer(window)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LATER)
        self._soon.timeout.connect(self._show_all_icons)
        self._turns = Turns(window)
        for row in ACTIONS:
            self._add(row)
        self.images = self._menu(WINDOW_ACTIONS[0].menu)
        for menu in (*self._menus.values(), self.context):
            menu.aboutToShow.connect(self._look_for_selection)
        self.planes = PlaneChooser(window, self._groups["plane"].actions(), self.any_axes)
        window.addToolBar(self.toolbar)
        self._fill_toolbar()

    def _add(self, row: Action) -> None:
        action = QAction(row.text, self._window)
        action.setObjectName(row.id)
        action.setCheckable(row.checked is not None)
        action.setIconVisibleInMenu(row.checked is None)  # an icon would stand where the check mark does
        action.setShortcuts(key_sequences(row.shortcuts))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(plain_tip(f"{row.tip} ({keys})" if keys else row.tip))
        action.setStatusTip("")
        action.triggered.connect(lambda _checked=False, name=row.id: self._trigger(name))
        self.actions[row.id] = action
        if row.exclusive:
            self._groups.setdefault(row.exclusive, QActionGroup(self._window)).addAction(action)
        menu = self._menu(row.menu)
        if row.separator:
            menu.addSeparator()
        menu.addAction(action)
        if row.enabled.why is not None:
            menu.setToolTipsVisible(True)
        for late in (self.recent, self.any_axes, self.windows, self.tab_layers, self.open_in):
            if late.objectName() == row.followed_by:
                menu.addMenu(late)
        if row.context:
            if row.menu != self._context_menu and not self.context.isEmpty():
                self.context.addSeparator()
            self._context_menu = row.menu
            self.context.addAction(action)
            if row.followed_by == self.windows.objectName():
                self.context.addMenu(self.windows)
            if row.context_menu:
                self.context.addMenu(self._menu(row.context_menu))

    def _trigger(self, name: str) -> None:
        self._shown = None  # Qt has checked the action, whatever comes of it
        self._triggered(name)

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

    def _fill_toolbar(self) -> None:
        """Put the buttons into their groups; the chooser of planes stands before the contrast."""
        buttons = sorted(
            ((row.toolbar.group, row.toolbar.order, row) for row in ACTIONS if row.toolbar is not None),
            key=lambda button: button[:2],
        )
        for group, members in groupby(buttons, key=lambda button: button[0]):
            if self.toolbar.actions():
                self.toolbar.addSeparator()
            for _, order, row in members:
                if (group, order) == PlaneChooser.BEFORE:
                    self.toolbar.addWidget(self.planes)
                assert row.toolbar is not None
                self.actions[row.id].setIconText(row.toolbar.text)
                self.toolbar.addAction(self.actions[row.id])
                if row.followed_by == self.windows.objectName():
                    self._window_button = self.toolbar.addWidget(WindowChooser(self._window, self.windows))

    def set_theme(self, theme: Theme) -> None:
        """Colour the icons: those on screen now, those in closed menus when there is time."""
        self._colour = QColor(theme.text)
        self.planes.setIcon(icon("plane", self._colour, ON_TOOLBAR))
        self._show_icons([row for row in ACTIONS if row.toolbar is not None], ON_TOOLBAR)
        self._soon.start()

    def _show_icons(self, rows: Sequence[Action], side: int, *others: int) -> None:
        for row in rows:
            if row.icon:
                self.actions[row.id].setIcon(icon(row.icon, self._colour, side, *others))

    def _show_all_icons(self) -> None:
        rows = [row for row in ACTIONS if row.icon]
        parts = [rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE)]
        self._turns.add(*(partial(self._show_icons, part, ON_TOOLBAR, SMALL) for part in parts))

    def _look_for_selection(self) -> None:
        """Offer what can be done with selected text; nobody is told when text is selected. Say why what is not."""
        self.show_state(replace(self._state, has_selection=self.has_selection()))
        for row in ACTIONS:
            if row.enabled.why is not None:
                self.actions[row.id].setToolTip(plain_tip(row.enabled.missing(self._state) or row.tip))

    def show_context(self, place: QPoint) -> None:
        """Open the context menu of the canvas."""
        self.context.popup(place)

    def show_state(self, state: AppState) -> None:
        """Enable, check and name the actions as the state says; nothing is triggered."""
        self._state = state
        if state == self._shown:
            return
        self._shown = state
        for row in ACTIONS:
            action = self.actions[row.id]
            action.setEnabled(row.enabled(state))
            if row.checked is not None:
                action.setChecked(row.checked(state))
            if row.label is not None:
                action.setText(row.text_in(state))
                action.setIconText(row.toolbar.text if row.toolbar is not None else row.name)
        self.any_axes.show_axes(state.dimension, None if state.is_quad else state.plane_axes)
        self.planes.show_state(state)
        self.windows.show_state(state)
        self.tab_layers.show_state(state)
        self.open_in.show_state(state)
        self._window_button.setVisible(bool(state.windows))
