"""What each way through a store of 102 GB costs over links of other latency and bandwidth: seconds, answers, bytes.

Run it with ``python tests/benchmarks/simulated_links.py [FOLDER]``; FOLDER takes 150 MB and keeps the store, which is
that of ``stores.py``. Latency and bandwidth are injected by the server, a process of its own; the window, its child
and the engine are the program's. Chunks have 512 KB, a fifth of that as they are sent. Nothing is judged: these are the
figures of ``docs/scale.md``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from giant_store import CHUNKS, NAME, generated, values, written
from rows import Row, show
from slow_link import Counts, Link, served
from stores import Turns, close, current, opened
from window import opened_window

from itk_inspector.api.opening import open_document, read_info
from itk_inspector.app.composition import Composition
from itk_inspector.worker.parent.store_line import StoreLine

LATENCIES = (0.001, 0.010, 0.040, 0.200)
BANDWIDTHS = (1e6, 10e6, 100e6)
MB = 1e6
EDGE = 128
"""Pixels along the sides of the part that is opened."""


@dataclass(slots=True)
class Cost:
    """What one way takes: seconds, and what went over the link."""

    seconds: float = 0.0
    counts: Counts = Counts(0, 0, 0, 0)  # noqa: RUF009  # frozen

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.seconds:.2f} s, {self.counts.answers} answers, {self.counts.nbytes / MB:.1f} MB"


@contextmanager
def cost(link: Link) -> Iterator[Cost]:
    """Measure what is done meanwhile."""
    found, before = Cost(), link.counts()
    begun = time.perf_counter()
    yield found
    found.seconds = found.seconds or time.perf_counter() - begun
    found.counts = link.counts().since(before)


def window_ways(window: Composition, link: Link) -> dict[str, Cost]:
    """Open, look at full resolution, probe elsewhere, and step a slice."""
    path, turns, found = Path(f"{link.address}/{NAME}"), Turns(), {}
    with cost(link) as found["a picture of the level that suits, in the window"]:
        first, _ = opened(window, path, turns)
    found["the first complete picture, in the window"] = Cost(first)
    image, view = current(window), window.window.canvas.view
    store = image.document.store
    assert isinstance(store, StoreLine)

    def done() -> bool:
        return not store.cache.is_reading and not store.tiles.has_more_to_draw

    def shown(work: Callable[[], object]) -> None:
        work()
        turns.turn()
        turns.until(done, 300)

    with cost(link) as found["a cold probe, in the window"]:
        x, y = (box.start + 3 * chunk + 5 for box, chunk in zip(written(0)[:0:-1], CHUNKS[:0:-1], strict=True))
        window.app.probe.hover(float(x), float(y))
        turns.until(lambda: image.probe is not None and not image.probe.absent, 60)
    assert image.probe is not None
    assert image.probe.array_value == int(values(0, image.plane.position[2], y, x))
    with cost(link) as found["a viewport of full resolution, in the window"]:
        shown(lambda: window.window.canvas.zoom(view.box.viewRect().width() / view.width()))
    assert store.tiles.drawn_level(image.plane) == 0
    with cost(link) as found["the next slice, in the window"]:
        shown(lambda: window.app.view.step_slice(1))
    close(window)
    return found


def other_ways(link: Link) -> dict[str, Cost]:
    """Read the header, and a part as a document."""
    path, found = Path(f"{link.address}/{NAME}"), {}
    with cost(link) as found["`info`"]:
        read_info(path)
    box = tuple((b.start + 300, b.start + 300 + EDGE) for b in written(0)[:0:-1])
    z = written(0)[0].start
    with (
        cost(link) as found[f"a part of {EDGE} × {EDGE} × {CHUNKS[0]}"],
        open_document(path, box=(*box, (z, z + CHUNKS[0]))) as document,
    ):
        assert document.pixels[0, 0, 0] == values(0, z, box[1][0], box[0][0])
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary, opened_window(1300, 900) as window:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        generated(folder)
        read_info(folder / NAME)  # the child of calls is there for the first link, too
        for latency in LATENCIES:
            for bandwidth in BANDWIDTHS:
                with served(folder, latency, bandwidth) as link:
                    ways = window_ways(window, link) | other_ways(link)
                where = f"{1000 * latency:.0f} ms, {bandwidth / MB:.0f} MB/s"
                for way, took in ways.items():
                    text = took.text if took.counts.answers else f"{took.seconds:.2f} s"
                    show([Row("19", f"{way}: {where}", text, leaves_out="jitter and lost packets; other users")])


if __name__ == "__main__":
    main()
