"""How long the window stands still when it opens an image whose file is on the disk and not in memory.

Run it with ``python tests/benchmarks/cold.py [FOLDER]``, under a real X server where there is one; FOLDER, on a disk,
takes 1 GB. A file's pages are taken out of memory by ``posix_fadvise(POSIX_FADV_DONTNEED)``, and counted
by ``mincore``.
"""

from __future__ import annotations

import ctypes
import itertools
import mmap
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from rows import Row, show
from window import opened_window, settle, spin

from itk_inspector.app.composition import Composition

ROUNDS = 3
MB = 1024 * 1024
GOAL = 30.0
SHAPES = {"1 GB, slices of 1024 × 1024": (512, 1024, 1024), "20000 × 20000": (1, 20000, 20000)}
LEAVES_OUT = "that a shared disk of a virtual machine keeps some of it in memory of its own"


def noisy_mha(path: Path, shape: tuple[int, ...], dtype: str = "uint16", *, extra: str = "") -> None:
    """Write noise as a MetaImage, whose header is as long as its text and ``extra``."""
    element = {"uint16": "MET_USHORT", "int16": "MET_SHORT", "float32": "MET_FLOAT"}[dtype]
    sizes = " ".join(str(n) for n in reversed(shape))
    head = f"ObjectType = Image\nNDims = {len(shape)}\nComment = {extra}\nDimSize = {sizes}\n"
    head += f"ElementType = {element}\nElementDataFile = LOCAL\n"
    row = np.random.default_rng(1).integers(0, 4000, 1 << 20).astype(dtype)
    left = int(np.prod(shape))
    with path.open("wb") as file:
        file.write(head.encode())
        while left:
            file.write(np.roll(row, left % 977)[:left].tobytes())
            left -= min(left, row.size)


def make_cold(path: Path) -> None:
    """Take a file's pages out of memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def resident(path: Path) -> int:
    """Return how many bytes of a file are in memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as memory:
        pages = -(-len(memory) // mmap.PAGESIZE)
        found = (ctypes.c_ubyte * pages)()
        held = np.frombuffer(memory, np.uint8)
        if libc.mincore(ctypes.c_void_p(held.ctypes.data), ctypes.c_size_t(len(memory)), found) != 0:
            raise OSError(ctypes.get_errno(), "mincore")
        del held
        return int(np.count_nonzero(np.frombuffer(found, np.uint8) & 1)) * mmap.PAGESIZE


def gap_of(composition: Composition, path: Path) -> tuple[float, float]:
    """Open a file; return the longest time in ms in which a 1 ms timer did not fire, and how long it took to open."""
    ticks = [time.perf_counter()]
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(1)
    composition.open(path)
    settle(composition)
    took = time.perf_counter() - ticks[0]
    spin(0.3)
    timer.stop()
    return 1000 * max(b - a for a, b in itertools.pairwise(ticks)), 1000 * took


def close_all(composition: Composition) -> None:
    """Close every tab."""
    while composition.app.images.all:
        composition.app.tabs.close(0)
        spin(0.02)


def main() -> None:
    """Measure and print."""
    rows = []
    with (
        tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder,
        opened_window() as window,
    ):
        for name, shape in SHAPES.items():
            path = Path(folder) / f"{shape[-1]}.mha"
            noisy_mha(path, shape)
            gaps, times, read = [], [], []
            for _ in range(ROUNDS):
                make_cold(path)
                left = resident(path)
                gap, took = gap_of(window, path)
                gaps.append(gap)
                times.append(took)
                read.append((resident(path) - left) / MB)
                close_all(window)
            warm = [gap_of(window, path)[0]]
            close_all(window)
            worst = max(gaps)
            figure = (
                f"standstill {statistics.median(gaps):.0f} ms, worst {worst:.0f} (warm {warm[0]:.0f}); open "
                f"{statistics.median(times):.0f} ms; read {statistics.median(read):.1f} MB"
            )
            rows.append(Row("3", f"cold disk, {name}", figure, f"≤ {GOAL:.0f} ms", worst <= GOAL, LEAVES_OUT))
            path.unlink()
    show(rows)


if __name__ == "__main__":
    main()
