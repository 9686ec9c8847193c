"""Brings what is read of images in parts into the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from itk_inspector.control.viewing.tile_watch import TileWatch
from itk_inspector.gui.background.child_notifier import ChildNotifier
from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.worker.parent.store_line import StoreLine
from itk_inspector.worker.parent.stores import Stores


class StoreWatch(QObject):
    """Listens to the processes that read images in parts, and has drawn what has come: all of a frame at once.

    Parameters
    ----------
    stores : Stores, optional
    tiles : TileWatch
    frame : NextFrame
    parent : QObject
    """

    def __init__(self, stores: Stores | None, tiles: TileWatch, frame: NextFrame, parent: QObject) -> None:
        super().__init__(parent)
        self._frame, self._tiles = frame, tiles
        self._notifier = ChildNotifier(self._came, self)
        self._answers = ChildNotifier(self._came, self)
        self._soon = QTimer(self)  # also told of in the midst of painting
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._show)
        if stores is not None:
            stores.opened = self.watch

    def watch(self, store: StoreLine) -> None:
        """Watch a process from now on."""
        store.on_change = self._listen
        store.news = store.tiles.level_changed = self._soon.start
        self._listen(store)

    def _listen(self, store: StoreLine) -> None:
        self._notifier.watch(store)
        if store.itk is not None:
            self._answers.watch(store.itk)

    def _show(self) -> None:
        self._frame.ask(self._tiles.show)

    def _came(self, line: Any) -> None:
        line.receive()

    def stop(self) -> None:
        """Watch nothing any more."""
        self._notifier.stop()
        self._answers.stop()
        self._soon.stop()
