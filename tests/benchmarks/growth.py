"""Whether what a user does costs the same for small and large images, and with one tab and with ten.

Run it with ``python tests/benchmarks/growth.py [FOLDER]``, under a real X server where there is one. The files are
sparse: 64 MB to 8 GB of slices of 1024 × 1024, and 20000 × 20000. Medians in ms; judged is the most against the least
of the volumes, and ten tabs against one.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from opening import MB, sparse_mha
from rows import Row, show
from window import opened_window, platform, settle, spin

from itk_inspector.app.composition import Composition

SIZES = {"64 MB": 64 * MB, "1 GB": 1024 * MB, "8 GB": 8192 * MB}
GIANT = "20000 × 20000"
ROUNDS = 21
MOST = 1.5
LEAST = 0.5
"""Milliseconds; less is not felt, and ratios of it are those of the clock."""


def median_ms(work: Callable[[int], object]) -> float:
    """Return the least of three medians of the time of one call: what else the machine does only adds."""
    found = []
    for _ in range(3):
        taken = []
        for number in range(ROUNDS):
            before = time.perf_counter()
            work(number)
            taken.append(1000 * (time.perf_counter() - before))
        found.append(statistics.median(taken))
    return min(found)


def costs(window: Composition) -> dict[str, float]:
    """Measure what is done with the image on screen."""
    app, view = window.app, window.window.canvas.view
    canvas, image = view.viewport(), app.images.current
    assert image is not None
    size = image.info.geometry.size

    def repaint(_: int) -> None:
        view.item.refresh()
        canvas.repaint()

    def hover(number: int) -> None:
        app.probe.hover(float(number % size[0]), float(number * 7 % size[1]))
        canvas.repaint()

    def step(number: int) -> None:
        app.view.step_slice(1 if number % 2 else -1)
        canvas.repaint()

    return {
        "repaint": median_ms(repaint),
        "levels": median_ms(lambda number: (app.levels.drag(1.0 + number % 2, 0.0), canvas.repaint())),
        "automatic levels": median_ms(lambda _: app.levels.auto()),
        "hover": median_ms(hover),
        "slice step": median_ms(step),
    }


def main() -> None:
    """Measure and print."""
    found: dict[str, dict[str, float]] = {}
    with (
        tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder,
        opened_window() as window,
    ):
        for name, nbytes in SIZES.items():
            sparse_mha(Path(folder) / f"{name}.mha", nbytes)
        sparse_mha(Path(folder) / f"{GIANT}.mha", 800_000_000, (20000, 20000))
        for name in (*SIZES, GIANT):
            window.open(Path(folder) / f"{name}.mha")
            settle(window)
            spin(0.5)
            found[name] = costs(window)
            window.app.tabs.close(0)
            spin(0.1)
        for number in range(10):
            sparse_mha(Path(folder) / f"tab {number}.mha", SIZES["64 MB"])
            window.open(Path(folder) / f"tab {number}.mha")
        settle(window)
        spin(0.5)
        found["64 MB, the last of 10 tabs"] = costs(window)
        where = platform()
    rows = []
    for what in next(iter(found.values())):
        ms = {name: each[what] for name, each in found.items()}
        volumes = [max(LEAST, ms[name]) for name in SIZES]
        tabs = max(LEAST, ms["64 MB, the last of 10 tabs"]) / max(LEAST, ms["64 MB"])
        ratio = max(volumes) / min(volumes)
        texts = ", ".join(f"{name} {value:.2f}" for name, value in ms.items())
        figure = f"most / least {ratio:.2f}, 10 tabs / 1 {tabs:.2f} ({texts} ms)"
        rows.append(
            Row("16", f"growth of {what}", figure, f"≤ {MOST}", max(ratio, tabs) <= MOST, f"{where}; pixels are zeros")
        )
    show(rows)


if __name__ == "__main__":
    main()
