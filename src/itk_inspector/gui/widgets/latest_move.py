"""Of many moves of the pointer in a row, the last one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from itk_inspector.gui.widgets.next_frame import NextFrame


class LatestMove:
    """Tells that the pointer has moved: at once, or with the next picture, once for all moves that come before it.

    Parameters
    ----------
    told : callable
    frame : NextFrame
        When the next picture is painted: what is told earlier, nobody would see.
    parent : QObject
        Of its timer: with it goes what waits.
    """

    def __init__(self, told: Callable[[], None], frame: NextFrame, parent: QObject) -> None:
        self._tell = told
        self._frame = frame
        self._waits = self._waits_for_event = False
        self._soon = QTimer(parent)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.tell)

    def ask(self) -> None:
        """Tell it now, or with the moves that follow before the next picture."""
        self._waits = True
        self._frame.ask_anew(self.tell)

    def ask_later(self) -> None:
        """Tell it when the present event is over."""
        self._waits_for_event = True
        self._soon.start()

    def finish(self) -> None:
        """Tell now what waits: something else happens where the pointer is."""
        if self._waits or self._waits_for_event:
            self.tell()

    def tell(self) -> None:
        """Tell it now, and nothing later."""
        if self._waits_for_event:
            self._waits_for_event = False
            self._soon.stop()
        if self._waits:
            self._waits = False
            self._frame.take_back(self.tell)
        self._tell()
