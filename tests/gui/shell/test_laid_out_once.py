"""A window is laid out once for all that appears in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.gui.shell.laid_out_once import laid_out_once


class Resizes(QObject):
    """Counts how often a widget gets another size."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Resize
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
    resizes, height = Resizes(middle), text.height()

    with laid_out_once(window):
        window.statusBar().show()
        for bar in bars:
            bar.show()
    assert resizes.count == 0
    QApplication.processEvents()

    assert resizes.count == 1
    assert text.height() < height
    assert window.statusBar().geometry().bottom() == window.rect().bottom()
