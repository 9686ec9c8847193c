"""What measuring costs: statistics of a whole volume, gaps in the window meanwhile, and a profile while it is dragged.

Run it with ``python tests/benchmarks/measuring.py [FOLDER]``; FOLDER takes 270 MB. The reference are NumPy's own
passes over the same array in the same process: mean, std, min, max, median and sum.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from rows import Row, show
from window import opened_window, platform, settle, spin

from itk_inspector.app.composition import Composition
from itk_inspector.control.tools.measuring import MEASURING_TOOLS
from itk_inspector.core.measure.kinds import ShapeKind

SIDE, MOVES = 512, 200
GAP, MOST_MS, RATIO = 0.030, 8.0, 1.5


def volume(folder: Path) -> Path:
    """Write a volume of noise, once."""
    path = folder / f"int16-{SIDE}-cubed.mhd"
    data = path.with_suffix(".raw")
    if not data.exists():
        rng = np.random.default_rng(1)
        with data.open("wb") as file:
            for z in range(SIDE):
                file.write((rng.normal(size=(SIDE, SIDE)) * 500 + z).astype("<i2").tobytes())
    head = (
        f"ObjectType = Image\nNDims = 3\nBinaryData = True\nDimSize = {SIDE} {SIDE} {SIDE}\nElementType = MET_SHORT\n"
    )
    path.write_text(head + f"ElementDataFile = {data.name}\n")
    return path


def numpy_passes(pixels: np.ndarray) -> float:
    """Return the seconds of what is told, in NumPy."""
    begin = time.perf_counter()
    _ = pixels.mean(), pixels.std(), pixels.min(), pixels.max(), np.median(pixels), pixels.sum()
    return time.perf_counter() - begin


def turn_while(condition: Callable[[], bool]) -> None:
    """Let the event loop sleep and wake as the program's does."""
    while condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def whole_volume(composition: Composition) -> Iterator[Row]:
    """Measure all pixels, alone and in the window."""
    image = composition.app.images.current
    assert image is not None
    pixels = image.access.all()
    numpy_passes(pixels)
    plain = min(numpy_passes(pixels) for _ in range(3))
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(1)
    spin(0.5)
    took, gaps = [], []
    for _ in range(3):
        ticks[:] = [time.perf_counter()]
        begin = time.perf_counter()
        composition.app.measure.add_all(is_volume=True)
        told = composition.window.measure_panel.shape.facts
        turn_while(lambda told=told: told.rowCount() < 5)  # type: ignore[misc]
        took.append(time.perf_counter() - begin)
        gaps += [b - a for a, b in itertools.pairwise(ticks)]
        composition.app.measure.delete([1])
        spin(0.2)
    timer.stop()
    ours = min(took)
    yield Row(
        "14",
        f"statistics of a whole volume of int16, {SIDE}³, until they are shown",
        f"{1e3 * ours:.0f} ms, NumPy {1e3 * plain:.0f} ms: {ours / plain:.2f} x",
        f"<= {RATIO} x NumPy's passes",
        ours <= RATIO * plain,
        "the best of three; the file is in memory; the histogram is counted, too",
    )
    over = sum(gap > GAP for gap in gaps)
    yield Row(
        "14",
        "gaps of the window's thread meanwhile",
        f"{over} over 30 ms; longest {', '.join(f'{1e3 * gap:.1f}' for gap in sorted(gaps)[-3:])} ms",
        "0 gaps > 30 ms",
        over == 0,
        "a timer of 1 ms ticks",
    )


def dragged_line(composition: Composition) -> Iterator[Row]:
    """Drag the end of a line around, one move after the other."""
    app, panel = composition.app, composition.window.measure_panel
    image = app.images.current
    assert image is not None
    app.edit.set_tool(next(tool for tool in MEASURING_TOOLS if tool.draws is ShapeKind.LINE))
    app.button.press(20, 30)
    turns = np.linspace(0, 20, MOVES)
    blocked, shown = [], []
    for number, turn in enumerate(turns):
        end = 256 + 200 * np.cos(turn), 256 + 200 * np.sin(turn) + number % 2
        begin = time.perf_counter()
        app.button.drag(float(end[0]), float(end[1]))
        blocked.append(time.perf_counter() - begin)
        turn_while(lambda: panel.shape.told is None or panel.shape.told.shape is not image.shapes.shown)
        QApplication.processEvents()
        shown.append(time.perf_counter() - begin)
    app.button.release(300, 300)
    for what, took in (("until it is plotted", shown), ("of the window's thread in the move itself", blocked)):
        milliseconds = [1e3 * each for each in took[5:]]
        median, most = statistics.median(milliseconds), float(np.percentile(milliseconds, 95))
        yield Row(
            "14",
            f"a move of a line that is dragged, with its profile, {what}",
            f"median {median:.2f} ms, 95 % within {most:.2f} ms",
            f"<= {MOST_MS:g} ms",
            median <= MOST_MS,
            f"{MOVES} moves; about 350 values; {platform()}",
        )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary, opened_window(1200, 900, rest=2.0) as composition:
        path = volume(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary))
        composition.open(path)
        spin(0.5)
        settle(composition)
        spin(1.0)
        show(whole_volume(composition))
        show(dragged_line(composition))


if __name__ == "__main__":
    main()
