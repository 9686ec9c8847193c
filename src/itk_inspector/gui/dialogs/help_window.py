"""The window of help: pages at the left, text at the right, and a search through all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QKeySequence, QPalette, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.gui.dialogs.help_document import help_document
from itk_inspector.gui.shell.help_pages import HelpPage, help_pages
from itk_inspector.gui.style.plain_text import plain_label, plain_tip

_SIZE = (980, 700)
_LIST_WIDTH = 180


def show_help(parent: QWidget, page: str) -> HelpWindow:
    """Show a page in the window of help that is open, or in a new one."""
    for window in parent.findChildren(HelpWindow):
        if window.isVisible():
            window.show_page(page)
            window.activateWindow()
            return window
    window = HelpWindow(help_pages(), parent)
    window.show_page(page)
    window.show()
    return window


class HelpWindow(QDialog):
    """Scrolls, searches, and lets the user work in the main window meanwhile; remembers nothing.

    Parameters
    ----------
    pages : tuple of HelpPage
        At least one.
    parent : QWidget
    """

    def __init__(self, pages: tuple[HelpPage, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("helpWindow")
        self.setAccessibleName("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Help")
        self.resize(*_SIZE)
        self._pages = pages
        self._documents: list[QTextDocument] = []
        self._matches: list[tuple[int, QTextCursor]] = []
        self._current = -1
        self._list = QListWidget(self)
        self._list.setObjectName("helpPages")
        self._list.setAccessibleName("Pages of help")
        self._list.addItems([page.title for page in pages])
        self._list.setStyleSheet("QListWidget::item { padding: 5px 8px; }")
        self._list.ensurePolished()
        self._list.setFixedWidth(max(_LIST_WIDTH, self._list.sizeHintForColumn(0) + 2 * self._list.frameWidth()))
        self._text = QTextBrowser(self)
        self._text.setObjectName("helpText")
        self._text.setAccessibleName("Help text")
        self._text.setOpenLinks(False)
        self._field = QLineEdit(self)
        self._field.setObjectName("helpSearch")
        self._field.setAccessibleName("Search in help")
        self._field.setPlaceholderText("Search (Ctrl+F)")
        self._field.setClearButtonEnabled(True)
        self._count = plain_label("", self)
        self._count.setObjectName("helpMatches")
        self._count.setAccessibleName("Matches")
        self._previous = self._step_button("helpPrevious", Qt.ArrowType.UpArrow, "Previous match", -1)
        self._next = self._step_button("helpNext", Qt.ArrowType.DownArrow, "Next match", 1)
        self._lay_out()
        self._list.currentRowChanged.connect(self._show_row)
        self._text.anchorClicked.connect(self._follow)
        self._field.textChanged.connect(self._search)
        self._add_keys()
        self._render()
        self._list.setCurrentRow(0)
        self._text.setFocus()
        parent.installEventFilter(self)

    def _step_button(self, name: str, arrow: Qt.ArrowType, text: str, by: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(plain_tip(f"{text} ({'F3' if by > 0 else 'Shift+F3'})"))
        button.setArrowType(arrow)
        button.setAutoRaise(True)
        button.setEnabled(False)
        button.clicked.connect(lambda: self._step(by))
        return button

    def _lay_out(self) -> None:
        search = QHBoxLayout()
        for widget in (self._field, self._previous, self._next, self._count):
            search.addWidget(widget, 1 if widget is self._field else 0)
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("000 of 000"))
        right = QVBoxLayout()
        right.addLayout(search)
        right.addWidget(self._text, 1)
        layout = QHBoxLayout(self)
        layout.addWidget(self._list)
        layout.addLayout(right, 1)

    def _add_keys(self) -> None:
        """Esc is the dialog's own; Enter goes on in the search, for there is no button to press by default."""
        QShortcut(QKeySequence.StandardKey.Find, self, self._focus_search)
        for keys, by in (("F3", 1), ("Shift+F3", -1), ("Return", 1), ("Enter", 1), ("Shift+Return", -1)):
            QShortcut(QKeySequence(keys), self, lambda by=by: self._step(by))

    # pages ------------------------------------------------------------------

    @property
    def page(self) -> str:
        """Name of the page on screen."""
        return self._pages[self._list.currentRow()].name

    def show_page(self, name: str) -> None:
        """Show a page from its top; an unknown name changes nothing."""
        names = [page.name for page in self._pages]
        if name in names:
            self._list.setCurrentRow(names.index(name))
            self._text.verticalScrollBar().setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme, and stay where the reader is."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._documents:
            place = self._text.verticalScrollBar().value()
            self._render()
            self._show_row(self._list.currentRow())
            self._search(self._field.text())
            self._text.verticalScrollBar().setValue(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with the main window; not when that is only minimized."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.close()
        return super().eventFilter(watched, event)

    def _render(self) -> None:
        old, self._matches = self._documents, []
        self._documents = [help_document(p.markdown, self.palette(), self.font(), self) for p in self._pages]
        self._text.setDocument(self._documents[max(self._list.currentRow(), 0)])
        for document in old:
            document.deleteLater()

    def _show_row(self, row: int) -> None:
        self._text.setDocument(self._documents[row])
        self._text.verticalScrollBar().setValue(0)
        self._mark()

    def _follow(self, link: QUrl) -> None:
        self.show_page(link.path().removesuffix(".md"))

    # search -----------------------------------------------------------------

    def _focus_search(self) -> None:
        self._field.setFocus()
        self._field.selectAll()

    def _search(self, wanted: str) -> None:
        """Find in all pages; the first match at or after the page on screen becomes the current one."""
        self._matches = []
        for row, document in enumerate(self._documents if wanted else []):
            found = document.find(wanted)
            while not found.isNull():
                self._matches.append((row, found))
                found = document.find(wanted, found)
        shown = self._list.currentRow()
        self._current = next((n for n, (row, _) in enumerate(self._matches) if row >= shown), 0)
        self._go()

    def _step(self, by: int) -> None:
        if self._matches:
            self._current = (self._current + by) % len(self._matches)
            self._go()

    def _go(self) -> None:
        """Bring the current match on screen, and say which of how many it is."""
        for button in (self._previous, self._next):
            button.setEnabled(bool(self._matches))
        if self._matches:
            row, found = self._matches[self._current]
            self._list.setCurrentRow(row)
            place = QTextCursor(found)
            place.clearSelection()
            self._text.setTextCursor(place)
            self._text.ensureCursorVisible()
            self._count.setText(f"{self._current + 1} of {len(self._matches)}")
        else:
            self._count.setText("No match" if self._field.text() else "")
        self._mark()

    def _mark(self) -> None:
        """Mark the matches of the page on screen, the current one more strongly."""
        marks = []
        for number, (row, found) in enumerate(self._matches):
            if row == self._list.currentRow():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = found
                colours = self.palette()
                is_current = number == self._current
                mark.format.setBackground(colours.highlight() if is_current else colours.midlight())
                mark.format.setForeground(
                    colours.color(QPalette.ColorRole.HighlightedText if is_current else QPalette.ColorRole.Text)
                )
                marks.append(mark)
        self._text.setExtraSelections(marks)
