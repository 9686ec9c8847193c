"""A window is laid out once for all that appears in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QPlainTextEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from itk_inspector.gui.shell.laid_out_once import laid_out_once


class Counted(QObject):
    """Counts events of a kind that a widget gets."""

    def __init__(self, widget: QWidget, kind: QEvent.Type) -> None:
        super().__init__(widget)
        self.count = 0
        self._kind = kind
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is self._kind
        return False


def test_what_appears_together_takes_its_room_once(qtbot: QtBot) -> None:
    window, text = QMainWindow(), QPlainTextEdit()
    qtbot.addWidget(window)
    middle = QWidget()
    column = QVBoxLayout(middle)
    column.addWidget(text)
    below = QLabel("the bar of slices")
    window.setCentralWidget(middle)
    window.resize(400, 300)
    below.hide()
    column.addWidget(below)
    bars = [QLabel("one"), QLabel("two")]
    for bar in bars:
        bar.hide()
        column.addWidget(bar)
    window.show()
    QApplication.processEvents()
    resizes, height = Counted(middle, QEvent.Type.Resize), text.height()

    with laid_out_once(window):
        window.statusBar().show()
        for bar in bars:
            bar.show()
    assert resizes.count == 0
    QApplication.processEvents()

    assert resizes.count == 1
    assert text.height() < height
    assert window.statusBar().geometry().bottom() == window.rect().bottom()


def test_what_changes_within_pages_is_laid_out_in_the_same_turn(qtbot: QtBot) -> None:
    window, dock = QMainWindow(), QDockWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(QPlainTextEdit())
    label = QLabel("a header")
    content: QWidget = label
    for _ in range(2):
        page, tabs = QWidget(), QTabWidget()
        QVBoxLayout(page).addWidget(content)
        tabs.addTab(page, "a page")
        content = tabs
    dock.setWidget(content)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    label.hide()
    window.show()
    for _ in range(20):
        QApplication.processEvents()
    layouts = Counted(window, QEvent.Type.LayoutRequest)

    with laid_out_once(window):
        label.show()
    QApplication.processEvents()

    assert layouts.count > 0
    done = layouts.count
    for _ in range(20):
        QApplication.processEvents()
    assert layouts.count == done
