"""A label for numbers: selectable, monospaced, of fixed place."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QHideEvent, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.widgets.fitted_text import fitted
from itk_inspector.gui.widgets.font_face import FontFace, font_face
from itk_inspector.gui.widgets.text_piece import Piece, draw_pieces, ink

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_SMALL = 8.0  # of several lines


class _Written:
    """What a label shows now, apart from it: to set an attribute of a widget takes many times as long.

    Parameters
    ----------
    face : FontFace
    """

    __slots__ = ("face", "is_settled", "pieces", "plain")

    def __init__(self, face: FontFace) -> None:
        self.face = face
        self.plain = ""
        self.pieces: tuple[Piece, ...] | None = None
        self.is_settled = True


def _ink(colour: str) -> QColor | None:
    return ink(QColor(colour).rgba()) if colour else None


def _nothing() -> None:
    """Do nothing."""


class ValueLabel(QLabel):
    """Selectable monospaced text in a fixed place: long text becomes smaller, then several lines; the tip has it whole.

    What it shows is drawn in `pieces`, here or by a `ProbePicture` above it. Qt's own label is told the text by
    `settle`: that lays the window out anew, and takes longer than painting it.

    Parameters
    ----------
    name : str
        Object name.
    title : str
        Accessible name.
    tip : str
        Tooltip while nothing is cut.
    points : float
        Font size.
    """

    placed = Signal()
    """It lies elsewhere than before, or is shown, or hidden."""
    touched = Signal()
    """Its text can be selected from now on, or not any more."""

    def __init__(
        self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 11, bold: bool = False
    ) -> None:
        super().__init__(parent)
        self._tip = self._shown_tip = tip
        self._now = _Written(font_face(points, bold))
        self._colour = self._styled = ""
        self._pen: QColor | None = None
        self._extent: tuple[int, int] = (0, 0)
        self.settles_at_once = True
        self.before_look: Callable[[], None] = _nothing
        """Called before the text is looked at: whoever writes it may leave that until then."""
        self.before_reading: Callable[[], None] = _nothing
        """Called before the text is read by others than the screen, who need not wait for the next picture."""
        self._face = self._now.face
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(plain_tip(tip))
        self.setFont(self._face.font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_lines(1)
        self._forget()

    def set_lines(self, count: int) -> None:
        """Keep room for so many lines of small text, or one of the largest."""
        small = font_face(_SMALL, self._face.bold).line_spacing
        self.setFixedHeight(max(self._face.height, count * small) + 6)

    def show_text(self, text: str) -> None:
        """Show plain text."""
        now = self._now
        if text != now.plain:
            now.plain, now.pieces, now.is_settled = text, None, False
            if self.settles_at_once:
                self.settle()

    def show_colour(self, colour: str) -> None:
        """Write in a colour, or as its parent does: a style sheet costs more than all the text of the panel."""
        if colour == self._colour:
            return
        self._colour = colour
        self._pen = _ink(colour)
        self._forget()
        self._unsettle()

    def _unsettle(self) -> None:
        self._now.is_settled = False
        if self.settles_at_once:
            self.settle()

    def settle(self) -> None:
        """Tell Qt's label, and whoever reads the screen aloud, what is shown."""
        self.before_look()
        if self._now.is_settled:
            return
        self._now.is_settled = True
        if self._colour != self._styled:
            self._styled = self._colour
            self.setStyleSheet(f"color: {self._colour};" if self._colour else "")
        text = self._written(self.pieces)
        font = self._now.face.font_of(text)
        if self.font() != font:
            self.setFont(font)
        QLabel.setText(self, text)
        self.setAccessibleDescription(self._now.plain)
        tip = self._tip if self._shows_all(text) else self._now.plain
        if tip != self._shown_tip:
            self._shown_tip = tip
            self.setToolTip(plain_tip(tip))

    def _written(self, pieces: tuple[Piece, ...]) -> str:
        """Return pieces as text, for Qt's label."""
        return "\n".join([line for line, _, _ in pieces])

    def _shows_all(self, written: str) -> bool:
        return written == self._now.plain

    def changeEvent(self, event: QEvent) -> None:
        """Ask for the colour anew: the palette or the style may be another one."""
        self._pen = _ink(self._colour)
        self._forget()
        super().changeEvent(event)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is written, for whoever draws it after `before_look`; the same object as long as nothing changes."""
        now = self._now
        if now.pieces is None:
            if self._pen is None:
                self._pen = self._inherited_pen()
            now.pieces = self._cut(self._pen)
        return now.pieces

    def _inherited_pen(self) -> QColor:
        """Ask Qt for the colour to write in, which takes as long as a short text."""
        parent = self.parentWidget()
        styled = self if self._colour == self._styled or parent is None else parent
        return ink(styled.palette().color(self.foregroundRole()).rgba())

    def _forget(self) -> None:
        """Cut the text anew: its colour may be another one, or its size, which takes long to ask for."""
        self._now.pieces, self._extent = None, self.size().toTuple()

    def _cut(self, pen: QColor) -> tuple[Piece, ...]:
        """Fit the text into the label, and return a piece for each line."""
        now = self._now
        now.face, lines, places = fitted(now.plain, self._face, self._extent)
        return tuple(zip(lines, places, itertools.repeat(pen), strict=False))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the text; what is selected is Qt's to show."""
        if self.is_selectable:
            super().paintEvent(event)
            return
        self.before_look()
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            draw_pieces(painter, [(piece, 0, 0) for piece in self.pieces])
        finally:
            painter.end()

    # selecting ----------------------------------------------------------------

    @property
    def is_selectable(self) -> bool:
        """Tell whether the text can be selected, or is."""
        return bool(self.textInteractionFlags() & _SELECTABLE)

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        """Let the text be selected, or not."""
        self.settle()
        super().setTextInteractionFlags(flags)
        self.touched.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the text be selected from now on: Qt makes an editor for that, too slow while the pointer moves."""
        super().enterEvent(event)
        self.setTextInteractionFlags(_SELECTABLE)

    def leaveEvent(self, event: QEvent) -> None:
        """Be a plain text again, unless something is selected or about to be, by the context menu."""
        super().leaveEvent(event)
        if not self.hasSelectedText() and QApplication.activePopupWidget() is None:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    # place --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text anew."""
        super().resizeEvent(event)
        self._forget()
        self._unsettle()
        self.placed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Tell that it lies elsewhere."""
        super().moveEvent(event)
        self.placed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is there."""
        super().showEvent(event)
        self.placed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is not there."""
        super().hideEvent(event)
        self.placed.emit()

    def text(self) -> str:
        """Return the plain text."""
        self.before_reading()
        self.before_look()
        return self._now.plain
