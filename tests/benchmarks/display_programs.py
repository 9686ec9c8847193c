"""The programs that `display.py` measures: commands come in on stdin, results go out as JSON.

Each frame is a change, a repaint forced at once, and the events that these left behind.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pyqtgraph as pg
from naive import NaiveWindow
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QSocketNotifier, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.core.display.window_level import Levels, robust_levels
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.shell.settings import MemoryStore, Settings

STEPS = 45
PLANES = {"xy": (0, 1), "xz": (0, 2), "yz": (1, 2)}


def frames(change: Callable[[int], object], canvas: QWidget, numbers: list[int]) -> list[float]:
    """Return the seconds of each frame."""
    seconds = []
    for number in numbers:
        start = time.perf_counter()
        change(number)
        canvas.repaint()
        QApplication.processEvents()
        seconds.append(time.perf_counter() - start)
    return seconds


def mouse_move(canvas: QWidget, at: QPointF) -> QMouseEvent:
    """Return the event of a mouse that comes to a place of the canvas."""
    button = Qt.MouseButton.NoButton
    where = canvas.mapToGlobal(at)
    return QMouseEvent(QEvent.Type.MouseMove, at, where, button, button, Qt.KeyboardModifier.NoModifier)


def until(done: Callable[[], bool], limit: float) -> float:
    """Handle events until something is so; return the seconds, infinite when it never was."""
    start = time.perf_counter()
    while not done():
        QApplication.processEvents()
        if time.perf_counter() - start > limit:
            return float("inf")
    return time.perf_counter() - start


def wait(seconds: float) -> None:
    """Handle events for a while."""
    end = time.perf_counter() + seconds
    until(lambda: time.perf_counter() > end, seconds + 1)


class Program:
    """What all of them do."""

    canvas: QWidget
    window: QWidget
    text_place: QWidget
    notes = False

    def live(self) -> None:
        """Run the event loop as a program does, until something comes in on stdin."""
        stdin, loop = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read), QEventLoop()
        stdin.activated.connect(loop.quit)
        loop.exec()
        stdin.setEnabled(False)
        sys.stdin.readline()

    def front(self) -> None:
        """Lay the window above the others, in the same place."""
        self.window.move(0, 0)
        self.window.raise_()
        wait(0.3)

    def where(self) -> dict[str, list[int]]:
        """Return where on screen the canvas lies, and the text that follows the mouse."""
        return {
            name: [*widget.mapToGlobal(QPoint()).toTuple(), min(widget.width(), widest), widget.height()]
            for name, widget, widest in (("canvas", self.canvas, 9999), ("text", self.text_place, 240))
        }

    def hover(self, gap: str) -> dict[str, Any]:
        """Move the mouse, with so many ms between two moves; and see whether the text is right when it rests.

        The time of a move begins when its event is sent, and ends when the text of its pixel, or of a later one's,
        has been set. It is read after each event: who reads it need not wait for the picture that shows it.
        """
        self.notes = True
        rng = np.random.default_rng(3)
        middle = np.array([self.canvas.width(), self.canvas.height()]) / 2
        seconds, stale = [], 0
        for _ in range(30):
            self.said.clear()
            moves = []
            for _ in range(20):
                at = QPointF(*(np.floor(middle + rng.uniform(-150, 150, 2))))
                text = self.expected(at)
                event = mouse_move(self.canvas, at)
                moves.append((time.perf_counter(), text))
                QApplication.sendEvent(self.canvas, event)
                self.text()
                wait(float(gap) / 1000)
            wait(0.1)
            stale += self.text() != moves[-1][1]
            order = {text: number for number, (_, text) in enumerate(moves)}
            shown = [(when, order.get(text, -1)) for when, text in self.said]
            for number, (sent, _) in enumerate(moves):
                seconds.append(next((when - sent for when, late in shown if late >= number), 0.1))
        self.notes = False
        return {"seconds": seconds, "stale": stale}

    def listen(self, label: Any, method: str) -> None:
        """Note when a text is set, while `hover` asks for it: else to read it would count as the program's work."""
        self.said: list[tuple[float, str]] = []
        original = getattr(label, method)

        def noted(*arguments: Any) -> None:
            original(*arguments)
            if self.notes:
                self.said.append((time.perf_counter(), self.text()))

        setattr(label, method, noted)

    def text(self) -> str:
        """Return what is said of the pixel under the mouse."""
        raise NotImplementedError

    def expected(self, at: QPointF) -> str:
        """Return what has to be said."""
        raise NotImplementedError


class Ours(Program):
    """ITK Inspector's window."""

    def __init__(self) -> None:
        self.made = Composition(Settings(MemoryStore()))
        self.window = self.made.window
        self.window.resize(1200, 800)
        self.window.show()
        self.made.warm_up(expects_image=True)
        until(lambda: self.made.files.children[0].is_ready, 20)
        self.view = self.window.canvas.view
        self.canvas = self.view.viewport()
        found = self.window.findChild(QLabel, "arrayIndexValue")
        assert found is not None
        self.label = self.text_place = found
        self.listen(self.window.hover_panel, "show_probe")

    def open(self, path: str) -> float:
        """Open; return the seconds to the complete picture."""
        while self.made.app.images.current is not None:  # or only the tab of the same file would be chosen again
            self.made.app.tabs.close()
        QApplication.processEvents()
        start = time.perf_counter()
        self.made.open(Path(path))
        until(lambda: not self.made.app.files.is_loading, 60)
        QApplication.processEvents()
        self.canvas.repaint()
        return time.perf_counter() - start

    def scroll(self, plane: str) -> list[float]:
        """Step through the slices of a plane."""
        app = self.made.app
        app.view.set_axes(*PLANES[plane])
        image = app.images.current
        assert image is not None
        axis = image.plane.hidden_axes[0]
        QApplication.processEvents()
        return frames(lambda n: app.view.set_slice(axis, n), self.canvas, list(range(STEPS)))

    def travel(self) -> list[float]:
        """Zoom in, move about and zoom out again."""
        zoom = lambda n: self.view.zoom(1.25 if n else 0.8)  # noqa: E731  # a change by number
        pan = lambda n: self.view.box.translateBy(x=n * self.view.box.viewRect().width() / 9, y=0)  # noqa: E731
        seconds = []
        for _ in range(5):
            seconds += frames(zoom, self.canvas, [1] * 7)
            seconds += frames(pan, self.canvas, [1, 1, -1, -1, -1, 1])
        return [*seconds, *frames(zoom, self.canvas, [0] * 35)]

    def fitted(self) -> dict[str, list[float]]:
        """Paint the whole image again: as it is, with other levels, after an edit, and with all pixels new."""
        item = self.view.item
        self.window.canvas.fit()
        wait(1.0)  # time for an overview
        levels = item.levels
        changes: dict[str, Callable[[int], object]] = {
            "as it is": lambda _: self.canvas.update(),
            "other levels": lambda n: item.set_levels(Levels(levels.low, levels.high + 1 + n)),
            "after an edit": lambda n: item.refresh((slice(n, n + 1), slice(16, 17))),
            "all pixels new": lambda _: item.refresh(),
        }
        return {name: frames(change, self.canvas, list(range(40))) for name, change in changes.items()}

    def drag(self) -> list[float]:
        """Change window and level as a drag with the right button does, while the Levels tab is seen."""
        self.window.docks.bring_to_front(self.window.docks.panel(LevelsPanel))
        wait(1.0)  # time for the histogram
        moves = [(4.0, 3.0) if number % 20 < 10 else (-4.0, -3.0) for number in range(STEPS)]
        return frames(lambda n: self.made.app.levels.drag(*moves[n]), self.canvas, list(range(STEPS)))

    def text(self) -> str:
        """Return the NumPy index."""
        return self.label.text()

    def expected(self, at: QPointF) -> str:
        """Return the NumPy index that has to be shown."""
        where = self.view.drawn_at(at)
        image = self.made.app.images.current
        assert image is not None
        index = [int(np.floor(c + 0.5)) for c in (where.y(), where.x())]
        return "[" + ", ".join(str(i) for i in (image.plane.position[2], *index)) + "]"


class Naive(Program):
    """R1."""

    def __init__(self) -> None:
        self.window = NaiveWindow()
        self.window.show()
        self.canvas = self.window.view.ui.graphicsView.viewport()
        self.text_place = self.window.statusBar()
        self.listen(self.window.label, "setText")

    def open(self, path: str) -> float:
        """Open; return the seconds to the complete picture."""
        start = time.perf_counter()
        self.window.open(path)
        self.canvas.repaint()
        QApplication.processEvents()
        return time.perf_counter() - start

    def scroll(self, plane: str) -> list[float]:
        """Step through the slices."""
        return frames(self.window.view.setCurrentIndex, self.canvas, list(range(STEPS)))

    def text(self) -> str:
        """Return the array index."""
        return self.window.label.text().split("]")[0]

    def expected(self, at: QPointF) -> str:
        """Return the array index that has to be shown."""
        point = self.window.view.getView().vb.mapSceneToView(at)
        return f"[{int(point.y())}, {int(point.x())}"


class Plain(Program):
    """A ``pg.ImageView`` as it comes, without axes around the image."""

    def __init__(self) -> None:
        self.window = self.view = pg.ImageView()
        self.view.resize(1200, 800)
        self.view.show()
        self.canvas = self.view.ui.graphicsView.viewport()

    def open(self, path: str) -> float:
        """Open; return the seconds to the complete picture."""
        start = time.perf_counter()
        array = itk.array_view_from_image(itk.imread(path))
        self.view.setImage(array, axes={"y": 0, "x": 1} if array.ndim == 2 else {"t": 0, "y": 1, "x": 2})
        self.canvas.repaint()
        QApplication.processEvents()
        return time.perf_counter() - start

    def scroll(self, plane: str) -> list[float]:
        """Step through the slices."""
        return frames(self.view.setCurrentIndex, self.canvas, list(range(STEPS)))

    def drag(self) -> list[float]:
        """Move the region of the histogram."""
        low, high = self.view.getLevels()
        step = (high - low) / 200
        shift = lambda n: self.view.setLevels(low + step * abs(10 - n % 20), high + step * abs(10 - n % 20))  # noqa: E731
        return frames(shift, self.canvas, list(range(STEPS)))

    def travel(self) -> list[float]:
        """Zoom in, move about and zoom out again."""
        box = self.view.getView()
        zoom = lambda n: box.scaleBy((0.8, 0.8) if n else (1.25, 1.25))  # noqa: E731  # a change by number
        pan = lambda n: box.translateBy(x=n * box.viewRect().width() / 9, y=0)  # noqa: E731  # as above
        seconds = []
        for _ in range(5):
            seconds += frames(zoom, self.canvas, [1] * 7)
            seconds += frames(pan, self.canvas, [1, 1, -1, -1, -1, 1])
        return [*seconds, *frames(zoom, self.canvas, [0] * 35)]


class Bare(Program):
    """A ``pg.ImageItem`` with fixed levels in a view as large as ours."""

    def __init__(self) -> None:
        self.view = pg.GraphicsView()
        self.box = pg.ViewBox(invertY=True, lockAspect=True)
        self.item = pg.ImageItem(axisOrder="row-major")
        self.box.addItem(self.item)
        self.view.setCentralItem(self.box)
        self.view.resize(839, 662)
        self.view.show()
        self.canvas = self.view.viewport()

    def open(self, path: str) -> float:
        """Read, and choose levels once."""
        kind = itk.RGBPixel[itk.UC] if "rgb" in Path(path).name else None
        self.array = itk.array_view_from_image(itk.imread(path, kind))
        levels = robust_levels(self.array[::8, ::4, ::4])
        self.levels = (0, 255) if self.array.ndim == 4 else (levels.low, levels.high)
        return 0.0

    def _show(self, plane: str, number: int) -> None:
        hidden = {"xy": 0, "xz": 1, "yz": 2}[plane]
        cut = self.array[(slice(None),) * hidden + (number,)]
        self.item.setImage(cut, autoLevels=False, levels=self.levels)

    def scroll(self, plane: str) -> list[float]:
        """Step through the slices of a plane."""
        self._show(plane, 0)
        self.box.autoRange(padding=0.02)
        QApplication.processEvents()
        return frames(lambda n: self._show(plane, n), self.canvas, list(range(STEPS)))


def main() -> None:
    """Do what stdin says, a line each."""
    running = application()
    program = {"ours": Ours, "naive": Naive, "plain": Plain, "bare": Bare}[sys.argv[1]]()
    if not isinstance(program, Ours):
        itk.imread(sys.argv[2])  # itk's readers are loaded at the first call; our window's process never loads them
    until(lambda: False, 1.5)
    assert running is not None
    for words in (line.split() for line in iter(sys.stdin.readline, "")):
        print("\x1e" + json.dumps(getattr(program, words[0])(*words[1:])), flush=True)
    if isinstance(program, Ours):
        program.made.dispose()
        program.window.close_for_good()


if __name__ == "__main__":
    main()
