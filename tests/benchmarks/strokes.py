"""What strokes cost, and what a save costs after them: time, gaps in the window's thread, bytes that are copied.

Run it with ``python tests/benchmarks/strokes.py [FOLDER]``; FOLDER takes 1.6 GB. Every figure has its reference in the
same run. Time of strokes is compared with the same strokes in NumPy alone, and late strokes with early ones.
"""

from __future__ import annotations

import itertools
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from rows import Row, show

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.core.editing.brush import brush_offsets, line_between, stamp_indices
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.worker.memory.gather import gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy

MOVES, RADIUS = 2000, 200
SIDE, LONG, SHORT = 20_000, 10, 10_000
GAP = 0.030
MB = 1e6


def one_long_stroke(dtype: str, axes: tuple[int, int]) -> Iterator[Row]:
    """Paint a spiral with the largest brush of the panel."""
    size = [2, 2, 2]
    size[axes[0]] = size[axes[1]] = 3000
    geometry = Geometry.identity(tuple(size))
    pixels = np.zeros(geometry.shape, dtype)
    plain = pixels.copy().reshape(-1)
    session = EditSession(pixels, geometry, undo_budget=2**40)
    plane, offsets = Plane.first(geometry).with_axes(*axes), brush_offsets(BrushShape.DISC, RADIUS)
    last, peak, naive, took = (1500, 1500), 0, 0.0, []
    for k in range(MOVES):
        turn, reach = k / MOVES * 12 * math.pi, 1200 * k / MOVES
        here = (int(1500 + reach * math.cos(turn)), int(1500 + reach * math.sin(turn)))
        positions = stamp_indices(line_between(last, here), offsets, plane, geometry)
        last = here
        begin = time.perf_counter()
        session.paint(positions, 7)
        took.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        plain[positions] = 7
        naive += time.perf_counter() - begin
        peak = max(peak, session.history.nbytes)
    begin = time.perf_counter()
    session.end_stroke()
    end = time.perf_counter() - begin
    painted = int((session.view == 7).sum()) * pixels.itemsize
    yield Row(
        "6d",
        f"a stroke of {MOVES:,} moves, radius {RADIUS}, {dtype}, axes {axes}",
        f"{1e3 * sum(took) / MOVES:.2f} ms a move, {sum(took) / naive:.1f} x NumPy; longest {1e3 * max(took):.1f} ms; "
        f"end {1e3 * end:.1f} ms; holds {session.history.nbytes / painted:.2f} x its pixels, at most "
        f"{peak / painted:.2f} x",
        leaves_out="painting on screen",
    )


def long_strokes(session: EditSession, count: int) -> None:
    """Draw one-pixel lines from the first row to the last, each somewhere else."""
    rows = np.arange(SIDE, dtype=np.int64)
    for k in range(count):
        session.paint(rows * SIDE + (rows // (k % 7 + 2) + 1_000 * k) % SIDE, 7 + k)
        session.end_stroke()


def short_stroke(session: EditSession, number: int) -> float:
    """Draw a line of 100 pixels in ten moves; return the seconds."""
    place = number * 104_729 % (SIDE - 200)
    columns = np.arange(place, place + 10, dtype=np.int64)
    begin = time.perf_counter()
    for move in range(10):
        session.paint((place + move) * SIDE + columns + 10 * move, number % 50_000)
    session.end_stroke()
    return time.perf_counter() - begin


def late_strokes(session: EditSession, told: Callable[[], None], what: str) -> Iterator[Row]:
    """Draw many short strokes."""
    took = []
    for number in range(SHORT):
        seconds = short_stroke(session, number)
        begin = time.perf_counter()
        told()
        took.append(seconds + time.perf_counter() - begin)
    first, last = statistics.median(took[50:550]), statistics.median(took[-500:])
    yield Row(
        "6c",
        f"stroke {SHORT:,} against the first ones, {what}",
        f"{1e3 * last:.3f} ms against {1e3 * first:.3f} ms: {last / first:.2f} x",
        "<= 1.1 x",
        last / first <= 1.1,
        "medians of 500 strokes; the first 50; painting on screen",
    )


def late_moves() -> Iterator[Row]:
    """Draw one very long line pixel by pixel, down the rows, so that it is in as many runs as it has pixels."""
    geometry = Geometry.identity((SIDE, 2000))
    session = EditSession(np.zeros(geometry.shape, np.uint16), geometry)
    took = []
    for number in range(2 * SHORT):
        position = np.array([number // 10 * SIDE + number % 10 * 1_999], dtype=np.int64)
        begin = time.perf_counter()
        session.paint(position, 7)
        took.append(time.perf_counter() - begin)
    first, last = statistics.median(took[50:550]), statistics.median(took[-500:])
    yield Row(
        "6c",
        f"move {2 * SHORT:,} of one stroke against the first ones",
        f"{1e6 * last:.0f} us against {1e6 * first:.0f} us: {last / first:.2f} x",
        leaves_out="medians of 500 moves; runs are appended, 16 bytes for each that there is",
    )


class Watched:
    """A window whose event loop ticks every millisecond."""

    def __init__(self, path: Path) -> None:
        self._application = application()
        self.composition = Composition(Settings(MemoryStore()))
        self.composition.window.resize(1000, 700)
        self.composition.window.show()
        self.composition.warm_up(expects_image=True)
        self.composition.open(path)
        self.ticks: list[float] = []
        self._timer = QTimer()
        self._timer.timeout.connect(lambda: self.ticks.append(time.perf_counter()))
        self._timer.start(1)
        app = self.composition.app
        self.turn_while(lambda: app.files.is_loading or not app.images.all, 2.0)
        app.edit.toggle_editing()
        assert app.images.current is not None
        assert app.images.current.session is not None
        self.session = app.images.current.session

    def turn_while(self, condition: Callable[[], bool], at_least: float = 0.0) -> None:
        """Let the event loop sleep and wake as the program's does."""
        until = time.perf_counter() + at_least
        while condition() or time.perf_counter() < until:
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    @contextmanager
    def gaps(self) -> Iterator[list[float]]:
        """Give the gaps between two ticks, longest first, once the block has ended."""
        found: list[float] = []
        self.ticks[:] = [time.perf_counter()]
        yield found
        found.extend(sorted((b - a for a, b in itertools.pairwise(self.ticks)), reverse=True))

    def save(self, target: Path, meanwhile: Callable[[], None] = lambda: None) -> tuple[float, list[float]]:
        """Save without compression; return the seconds, and the gaps."""
        saving = self.composition.app.saving
        busy = QTimer()
        busy.timeout.connect(meanwhile)
        busy.start(20)
        with self.gaps() as found:
            begin = time.perf_counter()
            saving.export(ExportRequest(target, compress=False, overwrite=True))
            self.turn_while(lambda: saving.is_saving)
            took = time.perf_counter() - begin
        busy.stop()
        return took, found

    def close(self) -> None:
        """Close window and children."""
        self.composition.dispose()
        self.composition.window.close_for_good()


def raw_file(path: Path) -> None:
    """Write a uint16 image of 800 MB that is a hole."""
    head = f"ObjectType = Image\nNDims = 2\nBinaryData = True\nDimSize = {SIDE} {SIDE}\nElementType = MET_USHORT\n"
    path.write_text(head + f"ElementDataFile = {path.stem}.raw\n")
    with path.with_suffix(".raw").open("wb") as file:
        file.truncate(2 * SIDE * SIDE)


def copied_bytes(session: EditSession) -> tuple[int, float]:
    """Gather for a save; return the bytes of the file that is filled, and the seconds until it is."""
    begin = time.perf_counter()
    gathered = gather(None, session, ScratchPolicy.default(), "image")
    gathered.begin()
    os.read(gathered.descriptors[-1].fd, 1)
    took = time.perf_counter() - begin
    copied = os.fstat(gathered.descriptors[-2].fd).st_size
    for descriptor in gathered.descriptors:
        descriptor.close()
    return copied, took


def saves(folder: Path) -> Iterator[Row]:
    """Save a large image after long strokes, and go on with others meanwhile."""
    raw_file(folder / "large.mhd")
    watched = Watched(folder / "large.mhd")
    with watched.gaps() as idle:
        watched.turn_while(lambda: False, 1.0)
    plain, found = watched.save(folder / "first.mha")
    yield _row("6a", "the first save of 800 MB, nothing changed: gaps of the window's thread", plain, found, idle)
    long_strokes(watched.session, LONG)
    changed = LONG * SIDE * 2
    took, found = watched.save(folder / "first.mha")
    yield _row("6a", f"a save of 800 MB after {LONG} strokes over all rows", took, found, idle)
    copied, seconds = copied_bytes(watched.session)
    yield Row(
        "6b",
        f"copied for that save, aside: {changed / MB:.1f} MB were changed, in {LONG * SIDE:,} pages of memory",
        f"{copied / MB:.1f} MB, {copied / (LONG * SIDE * 4096):.3f} x the pages, in {1e3 * seconds:.0f} ms",
        "<= 1 x the changed pages",
        copied <= LONG * SIDE * 4096,
        "the pages that the child makes its own when it lays the changes over the file",
    )
    numbers = itertools.count()

    def stroke() -> None:
        number = next(numbers)
        if number % 5 == 4:
            watched.composition.app.edit.undo()
        else:
            short_stroke(watched.session, number)

    took, found = watched.save(folder / "first.mha", stroke)
    yield _row("6a", f"the same with {next(numbers)} strokes and undos meanwhile", took, found, idle)
    yield from late_strokes(watched.session, watched.composition.app.images.tell, "with menus, panels and undo told")
    watched.close()


def _row(number: str, what: str, took: float, gaps: list[float], idle: list[float]) -> Row:
    over = sum(gap > GAP for gap in gaps)
    longest = ", ".join(f"{1e3 * gap:.0f}" for gap in gaps[:3])
    figure = f"{over} over 30 ms; longest {longest} ms (idle {1e3 * idle[0]:.0f}); saved in {took:.2f} s"
    return Row(number, what, figure, "0 gaps > 30 ms", over == 0, "the dialog; a timer of 1 ms ticks")


def main() -> None:
    """Measure and print."""
    for kind in ("uint8", "float32"):
        show(one_long_stroke(kind, (0, 1)))
    show(one_long_stroke("uint8", (1, 2)))
    show(late_moves())
    with tempfile.TemporaryDirectory() as temporary:
        show(saves(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)))
    QApplication.quit()


if __name__ == "__main__":
    main()
