"""How long values all over a large copy take to be replaced, against NumPy, and how long the window stands still.

Run it with ``python tests/benchmarks/scattered.py [FOLDER [EDGE]]``: the copy has EDGE³ pixels of uint8 (400 by
default), of which a sixth and a third change. The reference writes through a mask: ``a[mask] = value``.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from rows import Row, show
from window import opened_window, settle, spin

from itk_inspector.app.composition import Composition
from itk_inspector.control.editing.replacing import Wish

GAP = 30.0
"""Milliseconds that the window may stand still."""
MOST = 3.0
"""Times what NumPy takes."""


def gaps(act: Callable[[], None], is_over: Callable[[], bool]) -> tuple[float, float]:
    """Do something; return the seconds until it is over, and the longest time without an event."""
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(1)
    spin(0.1)
    ticks[:] = [begin := time.perf_counter()]
    act()
    while not is_over():
        spin(0.002)
    took = time.perf_counter() - begin
    spin(0.5)  # what follows is drawn
    timer.stop()
    return took, max(b - a for a, b in itertools.pairwise(ticks))


def measured(folder: Path, edge: int) -> Iterator[Row]:
    """Replace values in a window, take that back, and do it again."""
    pixels = np.random.default_rng(1).integers(0, 6, (edge, edge, edge), np.uint8)
    np.save(folder / "pixels.npy", pixels)
    with opened_window(1200, 800) as composition:
        composition.open(folder / "pixels.npy")
        settle(composition)
        composition.app.edit.set_editing(True)
        spin(1.0)
        for low, high in (("2", None), ("1", "2")):
            yield from _replaced(composition, pixels, low, high)


def _replaced(composition: Composition, pixels: np.ndarray, low: str, high: str | None) -> Iterator[Row]:
    image = composition.app.images.current
    assert image is not None
    session = image.session
    assert session is not None
    mask = (pixels >= int(low)) & (pixels <= int(high or low))
    plain = pixels.copy()
    begin = time.perf_counter()
    plain[mask] = 9
    reference = time.perf_counter() - begin
    before = session.stamp
    place = composition.app.replacing.places()[0]
    took, gap = gaps(
        lambda: composition.app.replacing.replace(Wish(low, high, "9", place)), lambda: session.stamp != before
    )
    assert np.array_equal(session.view, plain)
    told = f"{np.count_nonzero(mask):,} of {pixels.size:,} pixels replaced"
    yield Row("21", f"{told}, looked for and written", f"{1e3 * took:.0f} ms against {1e3 * reference:.0f} ms")
    yield _still(told, gap)
    for name, act in (("undone", composition.app.edit.undo), ("done again", composition.app.edit.redo)):
        stamp = session.stamp
        took, gap = gaps(act, lambda stamp=stamp: session.stamp != stamp)
        ratio = took / reference
        figure = f"{1e3 * took:.0f} ms against {1e3 * reference:.0f} ms: {ratio:.2f} x"
        yield Row("21", f"{told}: {name}, against a[mask] = value", figure, f"<= {MOST:.0f} x", ratio <= MOST)
        yield _still(f"{told}: {name}", gap)
    composition.app.edit.undo()
    spin(0.5)


def _still(what: str, gap: float) -> Row:
    figure = f"{1e3 * gap:.0f} ms"
    return Row("21b", f"{what}: the window stands still, at the longest", figure, f"<= {GAP:.0f} ms", 1e3 * gap <= GAP)


def main() -> None:
    """Measure and print."""
    edge = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as temporary:
        show(measured(Path(temporary), edge))


if __name__ == "__main__":
    main()
