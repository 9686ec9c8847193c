"""Works a window as a user does: by object names, actions and the pointer; it knows nothing of what is behind them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QTabBar,
    QWidget,
)

Found = TypeVar("Found", bound=QWidget)

_NONE, _LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
_PLAIN = Qt.KeyboardModifier.NoModifier


class WindowDriver:
    """Hands and eyes on one window.

    Parameters
    ----------
    window : QMainWindow
        The one named ``mainWindow``.
    """

    def __init__(self, window: QMainWindow) -> None:
        self.window = window

    # eyes -------------------------------------------------------------------

    def find(self, name: str, kind: type[Found] = QWidget) -> Found:  # type: ignore[assignment]
        """Return the widget of an object name; of several the visible one, else the latest."""
        found = self.window.findChildren(kind, name)
        assert found, f"no {kind.__name__} is named {name!r}"
        return next((each for each in reversed(found) if each.isVisible()), found[-1])

    def has(self, name: str, kind: type[QWidget] = QWidget) -> bool:
        """Tell whether a visible widget has this object name."""
        return any(each.isVisible() for each in self.window.findChildren(kind, name))

    def label(self, name: str) -> str:
        """Return the text of a label, a button or a field."""
        widget: Any = self.find(name)
        return str(widget.text())

    def labels(self) -> dict[str, str]:
        """Return the texts of all named labels."""
        return {each.objectName(): each.text() for each in self.window.findChildren(QLabel) if each.objectName()}

    @property
    def title(self) -> str:
        """The window's title without the mark of unsaved edits."""
        return self.window.windowTitle().replace("[*]", "")

    @property
    def is_busy(self) -> bool:
        """Tell whether a file is being read or written: only then can anything be cancelled."""
        return self.qaction("cancel").isEnabled()

    @property
    def tabs(self) -> list[str]:
        """The names on the tabs, also of one image alone."""
        bar = self.find("documentTabs")
        bar = bar if isinstance(bar, QTabBar) else bar.findChild(QTabBar)
        return [bar.tabText(number) for number in range(bar.count())]

    # time -------------------------------------------------------------------

    def settle(self, rounds: int = 3) -> None:
        """Let the window do what is due."""
        for _ in range(rounds):
            QApplication.processEvents()

    def wait(self, condition: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait until a condition holds."""
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"not after {seconds:g} s: {condition}; {self.labels()}"
            QApplication.processEvents()
            time.sleep(0.002)

    def rest(self) -> None:
        """Wait until layout and zoom have settled."""

        def is_still() -> bool:
            before = self.place(0, 0)
            self.settle(4)
            return self.place(0, 0) == before

        self.wait(is_still, 5.0)

    # hands ------------------------------------------------------------------

    def qaction(self, name: str) -> QAction:
        """Return an action of the menus by its id."""
        action = self.window.findChild(QAction, name)
        assert action is not None, f"no action has the id {name!r}"
        return action

    def action(self, name: str) -> None:
        """Trigger an action of the menus that is enabled."""
        action = self.qaction(name)
        assert action.isEnabled(), f"{name} is not enabled"
        action.trigger()
        self.settle()

    def drop(self, *paths: Path, placing: str = "tab") -> None:
        """Drop files on the window; where it asks how to open them, answer."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, _LEFT, _PLAIN)
        self.window.dropEvent(event)
        for box in self.window.findChildren(QMessageBox, "placingDialog"):
            if box.isVisible():
                self.find(f"{placing}Placing", QPushButton).click()

    def open(self, path: Path, seconds: float = 30.0) -> None:
        """Drop a file on the window and wait until it is shown."""
        self.drop(path)
        self.wait(lambda: not self.is_busy and (path.name in self.title or self.error is not None), seconds)
        assert self.error is None, self.error.text()
        self.rest()

    @property
    def error(self) -> QMessageBox | None:
        """The box of an error that is on screen."""
        boxes = self.window.findChildren(QMessageBox, "errorDialog")
        return next((box for box in boxes if box.isVisible()), None)

    def type(self, name: str, text: str, *, by_key: bool = False) -> None:
        """Write into a field of this object name: at once, or key by key."""
        field = self.find(name, QLineEdit)
        if not by_key:
            field.setText(text)
            return
        field.clear()
        for letter in text:
            self.key(letter, field)

    def key(self, text: str, widget: QWidget | None = None) -> None:
        """Press and release the key of a letter."""
        code = Qt.Key(ord(text.upper()))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget or self.window, QKeyEvent(kind, code, _PLAIN, text))

    def keys(self, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = _PLAIN) -> None:
        """Press and release keys, where the keyboard is."""
        for key in keys:
            QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)
            self.settle()

    # the canvas -------------------------------------------------------------

    def canvas(self, plane: str = "") -> Any:
        """Return the view of the image, or of one plane (``"XY"``, ``"XZ"``, ``"YZ"``) of the quad view."""
        return self.find(f"canvasView{plane}")

    def place(self, horizontal: float, vertical: float, plane: str = "") -> QPointF:
        """Return where on the canvas an index of its two axes lies."""
        where: QPointF = self.canvas(plane).on_screen(QRectF(horizontal, vertical, 0, 0)).topLeft()
        return where

    def _mouse(
        self,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton,
        held: Qt.MouseButton,
        plane: str,
        modifiers: Qt.KeyboardModifier = _PLAIN,
    ) -> None:
        viewport = self.canvas(plane).viewport()
        event = QMouseEvent(kind, at, QPointF(viewport.mapToGlobal(at.toPoint())), button, held, modifiers)
        QApplication.sendEvent(viewport, event)

    def hover(self, horizontal: float, vertical: float, plane: str = "") -> None:
        """Move the pointer to an index, no button pressed, and see the next picture."""
        self._mouse(QEvent.Type.MouseMove, self.place(horizontal, vertical, plane), _NONE, _NONE, plane)
        self.settle()
        self.window.frame.finish()

    def press(self, horizontal: float, vertical: float, plane: str = "") -> None:
        """Press the left button over an index."""
        self._mouse(QEvent.Type.MouseButtonPress, self.place(horizontal, vertical, plane), _LEFT, _LEFT, plane)
        self.settle()

    def drag(self, horizontal: float, vertical: float, plane: str = "") -> None:
        """Move the pointer on, with the left button held, and see the next picture."""
        self._mouse(QEvent.Type.MouseMove, self.place(horizontal, vertical, plane), _NONE, _LEFT, plane)
        self.settle()
        self.window.frame.finish()

    def release(self, horizontal: float, vertical: float, plane: str = "") -> None:
        """Release the left button over an index."""
        self._mouse(QEvent.Type.MouseButtonRelease, self.place(horizontal, vertical, plane), _LEFT, _NONE, plane)
        self.settle()

    def click(self, horizontal: float, vertical: float, plane: str = "") -> None:
        """Press and release the left button over an index."""
        self.press(horizontal, vertical, plane)
        self.release(horizontal, vertical, plane)

    def alt_click(self, horizontal: float, vertical: float, plane: str = "") -> None:
        """Press and release the left button over an index, with Alt held."""
        at, alt = self.place(horizontal, vertical, plane), Qt.KeyboardModifier.AltModifier
        self._mouse(QEvent.Type.MouseButtonPress, at, _LEFT, _LEFT, plane, alt)
        self._mouse(QEvent.Type.MouseButtonRelease, at, _LEFT, _NONE, plane, alt)
        self.settle()

    def stroke(self, *places: tuple[float, float], plane: str = "") -> None:
        """Draw with the left button from place to place."""
        self.press(*places[0], plane)
        for place in places[1:]:
            self.drag(*place, plane)
        self.release(*places[-1], plane)

    def wheel(self, delta: int, modifiers: Qt.KeyboardModifier = _PLAIN, plane: str = "") -> None:
        """Turn the wheel over the middle of the canvas."""
        viewport = self.canvas(plane).viewport()
        at = QPointF(viewport.rect().center())
        turned, where = QPoint(0, delta), QPointF(viewport.mapToGlobal(at.toPoint()))
        event = QWheelEvent(at, where, QPoint(), turned, _NONE, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(viewport, event)
        self.settle()
