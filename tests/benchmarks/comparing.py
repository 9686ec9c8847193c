"""What comparing two large images costs: two mapped volumes of 512³ int16, of which a third of the pixels differ.

Run it with ``python tests/benchmarks/comparing.py [FOLDER]``; FOLDER takes 540 MB. The reference are NumPy's own passes
over the same mapped arrays in the same process: ``(a != b).sum()`` and a subtraction in the type that holds it. These
tell how many pixels differ; the comparison also tells the largest difference with its place, extremes, mean and root
mean square. Both are taken in turn, and the figure is the median of the ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from rows import Row, show

from itk_inspector import open_document
from itk_inspector.core.compare.value_difference import value_difference

SIDE, ROUNDS = 512, 5
RATIO, MOST_MB = 1.5, 64.0


def volumes(folder: Path) -> tuple[Path, Path]:
    """Write a volume of noise, and one of which a third of the pixels differ by up to 9; once."""
    paths = []
    for number in range(2):
        path = folder / f"compared-{number}.mhd"
        data = path.with_suffix(".raw")
        if not data.exists():
            rng, noise = np.random.default_rng(1), np.random.default_rng(2)
            with data.open("wb") as file:
                for z in range(SIDE):
                    pixels = rng.normal(size=(SIDE, SIDE)) * 500 + z
                    if number:
                        pixels += noise.integers(-9, 10, pixels.shape) * (noise.random(pixels.shape) < 1 / 3)
                    file.write(pixels.astype("<i2").tobytes())
        head = f"ObjectType = Image\nNDims = 3\nDimSize = {SIDE} {SIDE} {SIDE}\nElementType = MET_SHORT\n"
        path.write_text(f"{head}ElementDataFile = {data.name}\n")
        paths.append(path)
    return paths[0], paths[1]


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def values(a: Path, b: Path) -> Iterator[Row]:
    """Compare the values of two open documents, and the first with itself."""
    with open_document(a, mapped=True) as one, open_document(b, mapped=True) as other:
        assert {one.info.mapping, other.info.mapping} == {"file"}
        x, y = one.pixels, other.pixels
        numpy, ours, same = [], [], []
        for _ in range(ROUNDS):
            numpy.append(seconds(lambda: ((x != y).sum(), np.subtract(x, y, dtype=np.int32))))
            ours.append(seconds(lambda: value_difference(x, y)))
            same.append(seconds(lambda: value_difference(x, x)))
        ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, numpy, strict=True))
        tracemalloc.start()
        value_difference(x, y)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
    told = f"{statistics.median(ours):.2f} s, NumPy {statistics.median(numpy):.2f} s: {ratio:.2f} ×"
    yield Row("14", "compare two 512³ int16 volumes", told, f"<= {RATIO} ×", ok=ratio <= RATIO, leaves_out="opening")
    yield Row("14b", "compare it with itself", f"{statistics.median(same):.2f} s", leaves_out="opening")
    yield Row("14c", "memory of comparing", f"{peak:.0f} MiB", f"<= {MOST_MB:.0f} MiB", ok=peak <= MOST_MB)


def command(a: Path, b: Path) -> Iterator[Row]:
    """Run the command."""
    words = [sys.executable, "-m", "itk_inspector", "diff", str(a), str(b)]
    taken = []
    for _ in range(3):
        begin = time.perf_counter()
        done = subprocess.run(words, capture_output=True, check=False)
        taken.append(time.perf_counter() - begin)
        assert done.returncode == 1, done.stderr
    yield Row("14d", "itk-inspector diff of these", f"{statistics.median(taken):.2f} s")


def main() -> None:
    """Print one line a figure."""
    with tempfile.TemporaryDirectory() as temporary:
        a, b = volumes(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary))
        show(values(a, b))
        show(command(a, b))


if __name__ == "__main__":
    main()
