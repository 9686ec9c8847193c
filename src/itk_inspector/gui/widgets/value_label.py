"""A label for numbers: selectable, monospaced, of fixed place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QHideEvent, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.widgets.font_face import font_face
from itk_inspector.gui.widgets.label_text import LabelText
from itk_inspector.gui.widgets.text_piece import draw_pieces, ink

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_SMALL = 8.0  # of several lines


def _nothing() -> None:
    """Do nothing."""


class ValueLabel(QLabel):
    """Selectable monospaced text in a fixed place: long text becomes smaller, then several lines; the tip has it whole.

    What it shows is drawn in the pieces of its `content`, here or by a `ProbePicture` above it. Qt's own label is told
    the text by `settle`: that lays the window out anew, and takes longer than painting it.

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
    content : LabelText, optional
        What is shown, if it is not a text as it is.
    """

    placed = Signal()
    """It lies elsewhere than before, or is shown, or hidden."""
    touched = Signal()
    """Its text can be selected from now on, or not any more."""

    def __init__(
        self,
        name: str,
        title: str,
        tip: str,
        parent: QWidget,
        *,
        points: float = 11,
        bold: bool = False,
        content: LabelText | None = None,
    ) -> None:
        super().__init__(parent)
        self._tip = self._shown_tip = tip
        self.content = content or LabelText(font_face(points, bold))
        self.content.settle, self.content.inherited_pen = self.settle, self._inherited_pen
        self._colour = self._styled = ""
        self.before_look: Callable[[], None] = _nothing
        """Called before the text is looked at: whoever writes it may leave that until then."""
        self.before_reading: Callable[[], None] = _nothing
        """Called before the text is read by others than the screen, who need not wait for the next picture."""
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(plain_tip(tip))
        self.setFont(self.content.largest.font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_lines(1)
        self._forget()

    def set_lines(self, count: int) -> None:
        """Keep room for so many lines of small text, or one of the largest."""
        largest = self.content.largest
        small = font_face(_SMALL, largest.bold).line_spacing
        self.setFixedHeight(max(largest.height, count * small) + 6)

    def show_text(self, text: str) -> None:
        """Show plain text."""
        self.content.show(text)

    def show_colour(self, colour: str) -> None:
        """Write in a colour, or as its parent does: a style sheet costs more than all the text of the panel."""
        if colour == self._colour:
            return
        self._colour = colour
        self._forget()
        self.content.unsettle()

    def settle(self) -> None:
        """Tell Qt's label, and whoever reads the screen aloud, what is shown."""
        self.before_look()
        content = self.content
        if content.is_settled:
            return
        content.is_settled = True
        if self._colour != self._styled:
            self._styled = self._colour
            self.setStyleSheet(f"color: {self._colour};" if self._colour else "")
        text = content.written()
        font = content.face.font_of(text)
        if self.font() != font:
            self.setFont(font)
        QLabel.setText(self, text)
        self.setAccessibleDescription(content.plain)
        tip = self._tip if content.shows_all(text) else content.plain
        if tip != self._shown_tip:
            self._shown_tip = tip
            self.setToolTip(plain_tip(tip))

    def changeEvent(self, event: QEvent) -> None:
        """Ask for the colour anew: the palette or the style may be another one."""
        self._forget()
        super().changeEvent(event)

    def _inherited_pen(self) -> QColor:
        """Ask Qt for the colour to write in, which takes as long as a short text."""
        parent = self.parentWidget()
        styled = self if self._colour == self._styled or parent is None else parent
        return ink(styled.palette().color(self.foregroundRole()).rgba())

    def _forget(self) -> None:
        """Cut the text anew: its colour may be another one, or its size, which takes long to ask for."""
        self.content.pen = ink(QColor(self._colour).rgba()) if self._colour else None
        self.content.forget(self.size().toTuple())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the text; what is selected is Qt's to show."""
        if self.is_selectable:
            super().paintEvent(event)
            return
        self.before_look()
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            draw_pieces(painter, [(piece, 0, 0) for piece in self.content.pieces])
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
        self.content.unsettle()
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
        return self.content.plain
