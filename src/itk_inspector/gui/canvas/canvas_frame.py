"""What stands around an image: the hint while there is none, the notes, and whose memory it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from itk_inspector.core.header.header_text import info_lines
from itk_inspector.gui.canvas.welcome import RECENT, welcome
from itk_inspector.gui.style.plain_text import fact_sign, plain_label, rich
from itk_inspector.gui.style.theme import LIGHT, Theme

if TYPE_CHECKING:
    from itk_inspector.core.display.scene import Note
    from itk_inspector.core.header.image_info import ImageInfo


class CanvasFrame(QWidget):
    """A stack of views over one line of text; links in the texts become requests."""

    action_requested = Signal(str)
    """An action, by its id."""
    path_requested = Signal(object)
    """A file that was opened lately."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._header: ImageInfo | None = None
        self._recent: tuple[Path, ...] = ()
        self._empty = QLabel(self)
        self._empty.setObjectName("emptyHint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setTextFormat(Qt.TextFormat.RichText)
        self._empty.setWordWrap(True)
        self._empty.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._empty.setAccessibleName("How to begin")
        self._empty.linkActivated.connect(self._follow)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._notes = QLabel(self)
        self._notes.setObjectName("imageNotes")
        self._notes.setWordWrap(True)
        self._notes.setTextFormat(Qt.TextFormat.RichText)
        self._notes.linkActivated.connect(self._follow)
        self._memory = plain_label("", self)
        self._memory.setObjectName("memoryLine")
        self._memory.setAccessibleName("What the canvas shows")
        self._memory.setToolTip("Whether this is ITK’s own memory or an edited copy.")
        self._memory.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout()
        line.setContentsMargins(10, 3, 10, 3)
        line.setSpacing(18)
        line.addWidget(self._notes, 1)
        line.addWidget(self._memory, 0, Qt.AlignmentFlag.AlignRight)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._stack, 1)
        outer.addLayout(line)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._empty.setStyleSheet(f"background: {theme.canvas}; color: {theme.muted};")
        self._memory.setStyleSheet(f"color: {theme.muted};")
        self._notes.setStyleSheet(f"color: {theme.muted};")
        self._show_empty()

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer files that were opened lately."""
        self._recent = tuple(paths)
        self._show_empty()

    def show_header(self, info: ImageInfo | None) -> None:
        """Show what the header says while the pixels are read, where no image is on screen yet."""
        self._header = info
        self._show_empty()

    def _show_empty(self) -> None:
        """Say how to begin, or what is being read."""
        theme = self._theme
        if self._header is not None:
            rows = [
                f'<tr><td style="color: {theme.muted};">{rich(label)}&nbsp;&nbsp;</td>'
                f'<td style="color: {theme.text};">{rich(text).replace("; ", ",<br>")}</td></tr>'
                for label, text in info_lines(self._header)
            ]
            heading = rich(f"Reading {self._header.path.name} …")
            self._empty.setText(
                f'<p style="font-size: 14pt; color: {theme.text};">{heading}</p>'
                f'<table align="center">{"".join(rows)}</table>'
            )
            return
        self._empty.setText(welcome(theme, self._recent))

    def _show_memory(self, text: str) -> None:
        """Say whose memory it is; a shorter text leaves the notes beside it, and so the image, in place."""
        self._memory.setText(text)
        wanted = self._memory.sizeHint().width()
        self._memory.setMinimumWidth(max(wanted, self._memory.minimumWidth()) if text else 0)

    def _said(self, note: Note) -> str:
        """Return a note as rich text: a fact muted, a warning in its colour, each with its sign."""
        if note.action:
            return self._link(note.action, note.text)
        sign, colour = ("⚠", self._theme.warning) if note.is_warning else (fact_sign(), self._theme.muted)
        return f'<span style="color: {colour};">{sign}&nbsp;{rich(note.text)}</span>'

    def _link(self, name: str, text: str) -> str:
        return f'<a href="{name}" style="color: {self._theme.accent};">{text}</a>'

    def _follow(self, link: str) -> None:
        if link.startswith(RECENT):
            self.path_requested.emit(self._recent[int(link.removeprefix(RECENT))])
        else:
            self.action_requested.emit(link)
