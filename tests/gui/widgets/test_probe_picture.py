"""What the pointer is over is painted in one go, by a picture above the labels that hold the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QImage, QMouseEvent, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.gui.widgets.probe_picture import ProbePicture
from itk_inspector.gui.widgets.value_label import ValueLabel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


class Events(QObject):
    """Counts the events of widgets."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.seen: Counter[QEvent.Type] = Counter()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count one."""
        self.seen[event.type()] += 1
        return False


def panel_of(composition: Composition) -> tuple[QWidget, ProbePicture, list[ValueLabel]]:
    composition.app.files.adopt(from_memory.document(np.arange(9 * 8 * 7, dtype=np.int16).reshape(9, 8, 7)))
    composition.app.probe.hover(1.0, 1.0)
    for _ in range(5):  # the layout settles
        QApplication.processEvents()
    panel = composition.window.hover_panel
    picture = panel.findChild(ProbePicture)
    assert picture is not None
    return panel, picture, panel.findChildren(ValueLabel)


def enter(label: QLabel) -> None:
    here = QPointF(5, 5)
    QApplication.sendEvent(label, QEnterEvent(here, here, QPointF(label.mapToGlobal(here.toPoint()))))


@pytest.mark.parametrize("theme", ["themeLight", "themeDark"])
def test_it_looks_like_the_labels(composition: Composition, theme: str) -> None:
    WindowDriver(composition.window).action(theme)
    panel, picture, labels = panel_of(composition)

    as_picture = panel.grab().toImage()
    picture.hide()
    as_labels = panel.grab().toImage()

    assert all(label.text() for label in labels if label.isVisibleTo(panel))
    assert as_picture == as_labels


def test_a_label_draws_what_qt_would(composition: Composition, monkeypatch: pytest.MonkeyPatch) -> None:
    panel, picture, _ = panel_of(composition)
    picture.hide()
    plain = [label for label in panel.findChildren(ValueLabel) if type(label) is ValueLabel]
    for label in plain:
        label.settle()

    drawn = [label.grab().toImage() for label in plain]
    monkeypatch.setattr(ValueLabel, "paintEvent", lambda label, event: QLabel.paintEvent(label, event))

    assert drawn == [label.grab().toImage() for label in plain]


def test_a_move_paints_one_widget_and_lays_nothing_out(composition: Composition, qtbot: QtBot) -> None:
    panel, picture, labels = panel_of(composition)
    on_picture, elsewhere = Events(picture), Events(panel, *labels)

    composition.app.probe.hover(3.0, 2.0)
    qtbot.waitUntil(lambda: on_picture.seen[QEvent.Type.Paint] > 0)

    assert on_picture.seen[QEvent.Type.Paint] == 1
    assert elsewhere.seen[QEvent.Type.Paint] == 0
    assert elsewhere.seen[QEvent.Type.LayoutRequest] == 0


@pytest.mark.parametrize(
    "said", [QLabel.text, QWidget.accessibleDescription], ids=["the text of the label", "what is read aloud"]
)
def test_at_rest_qt_knows_the_text(composition: Composition, qtbot: QtBot, said: Callable[[QLabel], str]) -> None:
    panel_of(composition)
    value = composition.window.findChild(ValueLabel, "pixelValue")
    assert value is not None
    composition.app.probe.hover(3.0, 2.0)

    qtbot.waitUntil(lambda: said(value) == value.text() != "")


def test_it_makes_room_for_selecting(composition: Composition) -> None:
    _, picture, _ = panel_of(composition)
    value = composition.window.findChild(ValueLabel, "pixelValue")
    assert value is not None
    composition.app.probe.hover(3.0, 2.0)

    enter(value)
    there, text = picture.isVisible(), QLabel.text(value)
    composition.app.probe.hover(4.0, 2.0)
    later = QLabel.text(value)
    QApplication.sendEvent(value, QEvent(QEvent.Type.Leave))

    assert (there, picture.isVisible()) == (False, True)
    assert text != later == value.text()


def test_no_timer_runs_once_it_has_settled(composition: Composition, qtbot: QtBot) -> None:
    _, picture, _ = panel_of(composition)
    timer = picture.findChild(QTimer)
    assert timer is not None
    ran = timer.isActive()

    qtbot.waitUntil(lambda: not timer.isActive())

    assert ran


class Covered(QObject):
    """Takes note of what share of the texts each painting covers."""

    def __init__(self, picture: ProbePicture) -> None:
        super().__init__()
        self._picture = picture
        self.shares: list[float] = []
        picture.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at one event."""
        if isinstance(event, QPaintEvent):
            self.shares.append(_size(event.region()) / _size(self._picture.mask()))
        return False


def _size(region: QRegion) -> int:
    return sum(rect.width() * rect.height() for rect in region)


def on_screen(composition: Composition, panel: QWidget) -> QImage:
    """Return what the window system has of the panel: nothing is painted for it."""
    window = composition.window
    whole = window.screen().grabWindow(window.winId()).toImage()
    return whole.copy(QRect(panel.mapTo(window, QPoint()), panel.size())).convertToFormat(QImage.Format.Format_RGB32)


def test_what_is_painted_in_parts_is_the_whole_text(composition: Composition, qtbot: QtBot) -> None:
    pixels = np.arange(9 * 120 * 130, dtype=np.float32).reshape(9, 120, 130) ** 3 / 7
    composition.app.files.adopt(from_memory.document(pixels))
    for _ in range(5):  # the layout settles
        QApplication.processEvents()
    panel, view = composition.window.hover_panel, composition.window.canvas.view
    picture = panel.findChild(ProbePicture)
    assert picture is not None
    covered = Covered(picture)
    for x, y in ((0, 0), (5, 3), (117, 3), (117, 99), (2, 110), (64, 64), (9, 9), (10, 10)):
        at = view.on_screen(QRectF(x - 0.1, y - 0.1, 0.2, 0.2)).center()
        covered.shares.clear()
        button, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        where = view.viewport().mapToGlobal(at)
        move = QMouseEvent(QEvent.Type.MouseMove, at, where, button, button, keys)
        QApplication.sendEvent(view.viewport(), move)
        qtbot.waitUntil(lambda: covered.shares != [])

        share, drawn = covered.shares[-1], on_screen(composition, panel)

        whole = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        assert drawn == whole, f"at {x}, {y}"
    assert share < 0.8


@pytest.mark.parametrize("between", [0, 1, 3], ids=["at once", "one more text before it", "several texts before it"])
def test_what_was_not_painted_yet_is_painted_with_what_comes_after_it(
    composition: Composition, qtbot: QtBot, between: int
) -> None:
    panel, picture, labels = panel_of(composition)
    value, agreement = (
        next(label for label in labels if label.objectName() == name) for name in ("pixelValue", "agreement")
    )
    QApplication.processEvents()
    covered = Covered(picture)

    for number in range(between):
        value.show_text("7" * (3 + number))
        picture._update_changed()
    agreement.show_text("they differ")
    picture._update_changed()
    qtbot.waitUntil(lambda: covered.shares != [])

    drawn = on_screen(composition, panel)
    assert covered.shares[-1] < 0.8
    assert drawn == panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_text_that_comes_back_before_it_was_gone_stays(composition: Composition, qtbot: QtBot) -> None:
    panel, picture, labels = panel_of(composition)
    value = next(label for label in labels if label.objectName() == "pixelValue")
    text = value.text()
    QApplication.processEvents()
    covered = Covered(picture)

    for shown in ("-31999", text):
        value.show_text(shown)
        picture._update_changed()
    qtbot.waitUntil(lambda: covered.shares != [])

    drawn = on_screen(composition, panel)
    assert drawn == panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


_LINES = "({}" + ", -12345.678" * 4 + ")"


@pytest.mark.parametrize(
    ("before", "now"),
    [("-3199912345", "7"), ("7", "-3199912345"), (_LINES.format(1), _LINES.format(2)), (_LINES.format(1), "7")],
    ids=["a shorter text", "a longer one", "one line of several", "one line instead of several"],
)
def test_nothing_is_left_of_a_text_and_nothing_of_the_next_is_missing(
    composition: Composition, qtbot: QtBot, before: str, now: str
) -> None:
    panel, picture, labels = panel_of(composition)
    value = next(label for label in labels if label.objectName() == "pixelValue")
    value.set_lines(5)
    for _ in range(5):  # the layout settles
        QApplication.processEvents()
    covered = Covered(picture)

    for text in (before, now):
        value.show_text(text)
        covered.shares.clear()
        picture._update_changed()
        qtbot.waitUntil(lambda: covered.shares != [])

    drawn = on_screen(composition, panel)
    assert covered.shares[-1] < 0.8
    assert drawn == panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
