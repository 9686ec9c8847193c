"""How long operations take against the same filters of a warm itk, and how long the window stands still meanwhile.

Run it with ``python tests/benchmarks/operations.py [FOLDER [EDGE [NAME ...]]]``: the image has EDGE³ pixels of int16
(512 by default); FOLDER takes as many bytes; without names all operations are done. The reference runs the filter
alone, in a process that has loaded it, on pixels in memory, with as many threads.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from rows import Row, show
from window import opened_window, settle, spin

from itk_inspector.app.composition import Composition
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.question import OperationAnswer

BARE = """
import os, sys, time
import itk, numpy as np
itk.MultiThreaderBase.SetGlobalDefaultNumberOfThreads(min(4, len(os.sched_getaffinity(0))))
pixels = np.load(sys.argv[1])
small = itk.image_view_from_array(pixels[:16, :16, :16].copy())
image = itk.image_view_from_array(pixels)
def flip(image):
    return itk.array_from_image(itk.flip_image_filter(image, flip_axes=(True, False, False)))
def threshold(image):
    return itk.array_from_image(itk.binary_threshold_image_filter(image, lower_threshold=100))
def median(image):
    return itk.array_from_image(itk.median_image_filter(image, radius=[1, 1, 1]))
def smooth(image):
    made = image.astype(itk.F)
    for axis in range(3):
        made = itk.recursive_gaussian_image_filter(made, sigma=1.0, direction=axis)
    return np.rint(itk.array_view_from_image(made)).astype(np.int16)
for name in sys.argv[2:]:
    globals()[name](small)
    begin = time.perf_counter()
    globals()[name](image)
    print(name, time.perf_counter() - begin, flush=True)
"""
DONE = (
    ("flip", Operation("flip", {"axes": [0]})),
    ("threshold", Operation("threshold", {"lower": 100})),
    ("smooth", Operation("smooth", {"sigma": [1.0, 1.0, 1.0]})),
    ("median", Operation("median", {"radius": [1, 1, 1]})),
    ("expression", Operation("expression", {"text": "where(a > 100, a, 0)"})),
)
FILTERS = ("flip", "threshold", "median", "smooth")
"""Those that the reference does too."""
_STILL = 30.0
"""Milliseconds that the window may stand still."""


def _longest_gap(composition: Composition, operation: Operation) -> tuple[float, float]:
    """Do an operation in a window; return the seconds that it took, and the longest time without an event."""
    image = composition.app.images.current
    assert image is not None
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(1)
    spin(0.1)
    ticks[:] = [time.perf_counter()]
    composition.app.operations.start(image, OperationAnswer(operation))
    while composition.app.operations.task is not None:
        spin(0.002)
    took = time.perf_counter() - ticks[0]
    spin(0.3)  # the result is drawn
    timer.stop()
    composition.app.edit.undo()
    spin(0.1)
    return took, max(b - a for a, b in itertools.pairwise(ticks))


def measured(folder: Path, edge: int, names: list[str]) -> Iterator[Row]:
    """Do each operation twice, the first time with the start of the process and the loading of its filter."""
    pixels = np.random.default_rng(1).integers(0, 200, (edge, edge, edge), np.int16)
    np.save(folder / "pixels.npy", pixels)
    del pixels
    done = [(name, operation) for name, operation in DONE if not names or name in names]
    told = [name for name, _ in done if name in FILTERS]
    command = [sys.executable, "-c", BARE, str(folder / "pixels.npy"), *told]
    bare = subprocess.run(command, capture_output=True, text=True, check=True)
    reference = {name: float(took) for name, took in (line.split() for line in bare.stdout.splitlines())}
    with opened_window(1200, 800) as composition:
        composition.open(folder / "pixels.npy")
        settle(composition)
        for name, operation in done:
            _longest_gap(composition, operation)
            took, gap = _longest_gap(composition, operation)
            against = ""
            if name in reference:
                against = f" against {1e3 * reference[name]:.0f} ms: {took / reference[name]:.2f} x"
            what = f"{name} of {edge}³ int16 into the copy, against the bare filter of a warm itk"
            yield Row("20", what, f"{1e3 * took:.0f} ms{against}", leaves_out="the dialog; loading the filter")
            what = f"the window stands still during {name} of {edge}³ int16, at the longest"
            yield Row("20b", what, f"{1e3 * gap:.0f} ms", f"<= {_STILL:.0f} ms", 1e3 * gap <= _STILL)
        composition.app.edit.set_editing(False)


def main() -> None:
    """Measure and print."""
    edge = int(sys.argv[2]) if len(sys.argv) > 2 else 512
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as temporary:
        show(measured(Path(temporary), edge, sys.argv[3:]))


if __name__ == "__main__":
    main()
