"""A store of 102 GB behind a link of 40 ms: opening, moving about, memory and probes, of a running window.

Run it with ``python tests/benchmarks/stores.py [FOLDER [PYTHON]]``, under a real X server where there is one; FOLDER
takes 150 MB and keeps the store, PYTHON is an interpreter that has napari. The store is sparse: zarr-python writes the
middle of each level, and arithmetic says what each pixel is. The server is a process of its own; every answer comes
40 ms late. A gap is one turn of the window's event loop. What else the machine does only adds to it: the same is done
in several rounds, whose best counts; what the window's thread worked in a turn counts in all of them.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from giant_store import CHUNKS, FILL, LEVELS, NAME, SHAPE, WHOLE, generated, shape_of, values, written
from PySide6.QtWidgets import QApplication
from rows import Row, show
from slow_link import Link, served
from startup import family
from window import opened_window, platform, settle, spin

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.chunked.budget import BUDGET
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.tiled_document import TiledDocument
from itk_inspector.worker.parent.store_line import StoreLine
from itk_inspector.worker.parent.tile_probe import TileProbe

LATENCY = 0.040
OPENS, ROUNDS, COLD, PROBES = 5, 3, 24, 100_000
MB = 1 << 20
FRAME = 1 / 60
HERE = Path(__file__).resolve().parent
LINK = "a network's jitter and lost packets; no compression but the store's"


class Turns:
    """Turns of the event loop: the longest, by the clock and by the thread's own time."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def turn(self, work: Callable[[], object] = lambda: None) -> None:
        """Do some work and handle what it leaves behind, as one turn."""
        wall, cpu = time.perf_counter(), time.thread_time()
        work()
        QApplication.processEvents()
        self.cpu.append(1000 * (time.thread_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))

    def until(self, done: Callable[[], bool], limit: float = 60.0) -> None:
        """Handle events until something is so."""
        end = time.perf_counter() + limit
        while not done():
            if time.perf_counter() > end:
                raise RuntimeError("that took too long")
            self.turn()
            time.sleep(0.0003)

    def rest(self, seconds: float) -> None:
        """Handle events for a while."""
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() > end, seconds + 60)


def gaps(what: str, rounds: list[Turns]) -> Row:
    """Return the longest turn of the best round; none may have worked longer in any."""
    wall, cpu = min(max(turns.wall) for turns in rounds), max(max(turns.cpu) for turns in rounds)
    each = " ".join(f"{max(turns.wall):.0f}" for turns in rounds)
    figure = f"{wall:.1f} ms (rounds {each} ms); its thread worked {cpu:.1f} ms at most"
    return Row("18b", f"longest gap of the window, {what}", figure, "≤ 30 ms", max(wall, cpu) <= 30, platform())


def opened(window: Composition, path: Path, turns: Turns) -> tuple[float, float]:
    """Open the store; return the seconds to the first complete picture, and to that of the level that suits."""
    before = time.perf_counter()
    turns.turn(lambda: window.open(path))
    turns.until(lambda: window.app.images.current is not None)
    image, tiles = current(window), current(window).document.store
    assert isinstance(tiles, StoreLine)
    turns.until(lambda: tiles.tiles.drawn_level(image.plane) is not None)
    first = time.perf_counter() - before
    turns.until(lambda: not tiles.cache.is_reading)
    turns.turn()
    assert window.window.canvas.view.item.colours.size
    return first, time.perf_counter() - before


def current(window: Composition) -> OpenImage:
    """Return the image on screen."""
    image = window.app.images.current
    assert image is not None
    assert isinstance(image.document, TiledDocument)
    return image


def close(window: Composition) -> None:
    """Close the image, and wait until the window is as before."""
    window.app.tabs.close(0)
    spin(1.5)


def opening(window: Composition, path: Path) -> list[Row]:
    """Measure opening; what is open at the end stays open."""
    for level in range(LEVELS):  # what is looked at has been written: what never was is answered faster
        shape = shape_of(level)
        assert all(box.start <= n // 2 < box.stop for n, box in zip(shape, written(level), strict=True))
    first, sharp, rounds = [], [], []
    for number in range(OPENS):
        if number:
            close(window)
        rounds.append(Turns())
        took = opened(window, path, rounds[-1])
        first.append(took[0])
        sharp.append(took[1])
    middle, last = statistics.median(first), statistics.median(sharp)
    each = " ".join(f"{1000 * one:.0f}" for one in first)
    figure = f"{middle:.2f} s ({each} ms); at the level that suits {last:.2f} s"
    what = f"open a store of 102 GB at {1000 * LATENCY:.0f} ms latency: to the first complete picture"
    return [Row("18a", what, figure, "≤ 0.5 s", middle <= 0.5, f"{LINK}; {platform()}"), gaps("opening it", rounds)]


def pan(window: Composition, x: float, y: float) -> None:
    """Move the picture, as dragging it does."""
    view = window.window.canvas.view
    view.box.translateBy(x=x, y=y)
    view.range_chosen.emit()


def moving(window: Composition) -> Row:
    """Zoom in and out, pan, and step through slices, at the pace of a mouse."""
    view, rounds = window.window.canvas.view, []

    def drag(number: int) -> None:
        step = view.box.viewRect().width() / 40
        pan(window, step if number % 40 < 20 else -step, step / 3 if number % 80 < 40 else -step / 3)

    def go(turns: Turns, work: Callable[[], object]) -> None:
        due = time.perf_counter() + FRAME
        turns.turn(work)
        turns.until(lambda: time.perf_counter() >= due)

    for _ in range(ROUNDS):
        turns = Turns()
        for factor in (1.25, 0.8):
            for zoom in range(18):
                go(turns, lambda f=factor: window.window.canvas.zoom(f))
                for number in range(10):
                    go(turns, lambda n=zoom * 10 + number: drag(n))
        for number in range(24):
            go(turns, lambda n=number: window.app.view.step_slice(1 if n < 12 else -1))
        turns.rest(0.5)
        rounds.append(turns)
    return gaps("zooming, panning and stepping through slices", rounds)


def fill(window: Composition) -> None:
    """Look at all that is written of the finer levels, in some slices: there is no room for more tiles, nor chunks."""
    image, view, turns = current(window), window.window.canvas.view, Turns()
    store = image.document.store
    assert isinstance(store, StoreLine)
    while view.box.viewRect().width() > view.width():
        window.window.canvas.zoom(1.25)
    for level in range(WHOLE):
        rect, box = view.box.viewRect(), written(level)
        tops, lefts = (
            np.arange(b.start << level, b.stop << level, 0.9 * side)
            for b, side in zip(box[1:], (rect.height(), rect.width()), strict=True)
        )
        for left, top in itertools.product(lefts, tops):
            rect = view.box.viewRect()
            pan(window, float(left) - rect.left(), float(top) - rect.top())
            for step in range(4):
                window.app.view.step_slice((1 if step < 2 else -1) << level)
                turns.rest(2 * FRAME)
                turns.until(lambda: not store.cache.is_reading)
        window.window.canvas.zoom(0.5)


def memory(pid: int) -> int:
    """Return the proportional memory of a process and all below it but the server, in bytes."""
    total = 0
    for one in family(pid):
        if b"slow_link" in Path(f"/proc/{one}/cmdline").read_bytes():
            continue
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
    return total


def own_memory() -> int:
    """Return that of this process and the window's children."""
    return memory(os.getpid())


@contextmanager
def program(name: str, address: str, python: str = sys.executable) -> Iterator[Callable[[str], Any]]:
    """Run a program; yield what asks it."""
    command = [python, str(HERE / "store_programs.py"), name, address]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(words: str) -> Any:
        print(words, file=process.stdin, flush=True)
        for line in iter(process.stdout.readline, ""):
            if line.startswith("\x1e"):
                return json.loads(line[1:])
        raise RuntimeError(f"{name} ended")

    try:
        yield ask
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def cold_probes(window: Composition, ask: Callable[[str], Any]) -> Row:
    """Probe pixels whose chunks nobody has read, in turn with tensorstore alone."""
    image, box, turns = current(window), written(0), Turns()
    places = [
        (row, column)
        for row in range(box[1].start // CHUNKS[1] + 1, box[1].stop // CHUNKS[1], 3)
        for column in range(box[2].start // CHUNKS[2], box[2].stop // CHUNKS[2], 4)
    ][:COLD]
    z = image.plane.position[2]
    ours, bare = [], []
    for row, column in places:
        y, x = row * CHUNKS[1] + 77, column * CHUNKS[2] + 33
        wanted = int(values(0, z, y, x))
        before = time.perf_counter()
        turns.turn(lambda x=x, y=y: window.app.probe.hover(float(x), float(y)))
        turns.until(lambda: image.probe is not None and not image.probe.absent)
        ours.append(time.perf_counter() - before)
        turns.until(lambda: image.probe is not None and not image.probe.awaits_itk)
        assert image.probe is not None
        assert image.probe.array_value == image.probe.itk_value == wanted
        took, value = ask(f"probe {z} {y} {x}")
        assert value == wanted
        bare.append(took)
    a, b = statistics.median(ours), statistics.median(bare)
    ratio = a / b
    figure = f"{ratio:.2f} × ({1000 * a:.1f} ms, alone {1000 * b:.1f} ms, medians of {len(places)})"
    return Row("18d", "a cold probe, of tensorstore's alone", figure, "≤ 1.2 ×", ratio <= 1.2, LINK)


def many_probes(window: Composition) -> Row:
    """Probe at random, in the written middle and where nothing was written; ITK and NumPy both read each pixel."""
    image, rng = current(window), np.random.default_rng(17)
    store = image.document.store
    assert isinstance(store, StoreLine)
    box = written(0)
    inside = 7 * PROBES // 8
    z = rng.integers(box[0].start, min(box[0].stop, box[0].start + 4), PROBES)
    y, x = (rng.integers(b.start, b.stop, PROBES) for b in box[1:])
    y[inside:], x[inside:] = rng.integers(0, 700, PROBES - inside), rng.integers(8600, SHAPE[2], PROBES - inside)
    order = np.lexsort((x // CHUNKS[2], y // CHUNKS[1], z))
    wanted = values(0, z, y, x)
    probe, access = TileProbe(image.info, store, None), image.document.access
    wrong = 0
    begun = time.perf_counter()
    for number in order.tolist():
        index = ItkIndex((int(x[number]), int(y[number]), int(z[number])))
        found = access.probe(index, probe)
        while found.absent:
            QApplication.processEvents()
            found = access.probe(index, probe)
        wrong += not found.array_value == found.itk_value == int(wanted[number])
    took = time.perf_counter() - begun
    fills = int((wanted == FILL).sum())
    figure = f"{wrong} of {PROBES:,} differ from the arithmetic ({fills:,} never written; {took:.0f} s)"
    return Row("18e", "probes at random, through ITK and NumPy", figure, "0", wrong == 0)


def beside_napari(address: str, python: str) -> list[Row]:
    """Measure the same of napari."""
    what = "napari 's opening and longest gap in the same run".replace(" '", "'")
    has_it = subprocess.run([python, "-c", "import napari, tensorstore"], capture_output=True, check=False)
    if has_it.returncode:
        return [Row("18f", what, "skipped: napari with tensorstore is not installed for the interpreter given")]
    with program("napari", address, python) as ask:
        seconds = ask("open")
        wall, cpu = (1000 * one for one in ask("travel"))
    figure = f"{seconds:.2f} s to the picture; longest gap {wall:.0f} ms, its thread worked {cpu:.0f} ms"
    return [Row("18f", what, figure, leaves_out="its layer is made of tensorstore's arrays; limits of contrast given")]


def measured(link: Link, python: str) -> Iterator[Row]:
    """Measure all."""
    address = f"{link.address}/{NAME}"
    with opened_window(1300, 900) as window:
        before = own_memory()
        yield from opening(window, Path(f"{address}/"))
        with program("bare", address) as ask:
            yield cold_probes(window, ask)
        yield moving(window)
        settle(window)
        fill(window)
        spin(1.0)
        beyond = (own_memory() - before) / MB
        most = BUDGET / MB + 64
        what = "memory of window and children beyond the empty window, after that, with its budget full"
        yield Row("18c", what, f"{beyond:.0f} MB", f"≤ {most:.0f} MB", beyond <= most, "what other processes share")
        yield many_probes(window)
    yield from beside_napari(address, python)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        generated(folder)
        with served(folder, LATENCY) as link:
            for row in measured(link, sys.argv[2] if len(sys.argv) > 2 else sys.executable):
                show([row])


if __name__ == "__main__":
    main()
