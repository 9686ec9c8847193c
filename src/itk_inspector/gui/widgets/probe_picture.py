"""The values of the pixel under the cursor, painted in one go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.value_label import ValueLabel

_REST = 150


class ProbePicture(QWidget):
    """Lies above labels that change together, and paints what they show; the mouse goes through to them.

    A label that changes is painted with all that lies below it, and lays the window out anew: a dozen of them take
    longer than the image. So they stay as they are below this opaque picture until the pointer rests, or comes to one
    of them to select its text; then the picture goes.

    Parameters
    ----------
    labels : sequence of ValueLabel
    frame : NextFrame
        When to paint; whoever reads a label has what waits done at once.
    parent : QWidget
        Of all labels.
    """

    def __init__(self, labels: Sequence[ValueLabel], frame: NextFrame, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel = parent
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._labels = tuple(labels)
        self._places: tuple[tuple[ValueLabel, int, int], ...] = ()
        self._has_changed = False
        self._frame = frame
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._settle_at_rest)
        for label in self._labels:
            label.placed.connect(self._place)
            label.touched.connect(self._follow)
            label.before_reading = frame.finish
        self._place()
        self._follow()

    def show_changed(self) -> None:
        """Paint what the labels show now."""
        if self.isHidden():
            self._settle()
            return
        self._frame.ask(self.update)
        self._has_changed = True
        if not self._rest.isActive():
            self._rest.start()

    def _settle_at_rest(self) -> None:
        """Tell the labels as soon as nothing has changed for a while."""
        if self._has_changed:
            self._has_changed = False
            self._rest.start()
        else:
            self._settle()

    def _settle(self) -> None:
        for label in self._labels:
            label.settle()

    def _follow(self) -> None:
        """Make room for the labels while text of one can be selected."""
        is_needed = not any(label.is_selectable for label in self._labels)
        for label in self._labels:
            label.settles_at_once = not is_needed
        if not is_needed:
            self._settle()
        self.setVisible(is_needed)

    def _place(self) -> None:
        """Cover the labels, and nothing else."""
        seen = [label for label in self._labels if not label.isHidden()]
        self._places = tuple((label, label.x(), label.y()) for label in seen)
        mask = QRegion()
        for label in seen:
            mask += QRegion(label.geometry())
        self.setGeometry(self._panel.rect())
        self.setMask(mask)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write all texts on the background of the panel."""
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            painter.fillRect(event.rect(), self.palette().color(self.backgroundRole()))
            for label, left, top in self._places:
                label.draw(painter, left, top)
        finally:
            painter.end()
