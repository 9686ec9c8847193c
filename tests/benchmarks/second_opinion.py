"""What the second opinion costs: the reading of header and pixels with it, beside the same reading without it.

Run it with ``python tests/benchmarks/second_opinion.py [FOLDER]``; FOLDER takes about 0.3 GB. Both ways are taken in
turn in one process in which every reader is loaded, as in a warm child; every figure is a median.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import nibabel
import numpy as np
from rows import Row, show

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from fuzz_readers import good_files, more_good_files  # noqa: E402  # lies beside the folder of the benchmarks
from itk_inspector.core.image.open_request import OpenRequest  # noqa: E402
from itk_inspector.itkio import raw_check  # noqa: E402
from itk_inspector.itkio.engine import engine  # noqa: E402
from itk_inspector.itkio.header import read_requested  # noqa: E402
from itk_inspector.itkio.reader import read_settled  # noqa: E402
from itk_inspector.itkio.second import readers  # noqa: E402

SMALL_ROUNDS, LARGE_ROUNDS = 15, 5
MOST_MS, MOST_PART = 30.0, 0.10


def large_nifti(folder: Path) -> Path:
    """Write 134 MB of a rounded body in noise, compressed."""
    path = folder / "large.nii.gz"
    if not path.is_file():
        rng = np.random.default_rng(1)
        z, y, x = np.ogrid[-1:1:256j, -1:1:512j, -1:1:512j]
        body = (900.0 * (x**2 + y**2 + z**2 < 0.7)).astype(np.int16)
        body += rng.integers(0, 60, body.shape, dtype=np.int16)
        whole = nibabel.Nifti1Image(body.T, np.diag([0.5, 0.5, 1.0, 1.0])).to_bytes()
        path.write_bytes(gzip.compress(whole, 1))
    return path


def opened(path: Path) -> None:
    """Read a file as a child does."""
    header = read_requested(OpenRequest(path))
    if header.place is not None and raw_check.matches_reader(header, header.place):
        return
    read_settled(header, np.empty(header.nbytes, dtype=np.uint8))


@contextmanager
def without_second_readers() -> Iterator[None]:
    """Read with ITK alone."""
    kept = readers.MODULES
    readers.MODULES = MappingProxyType({})  # type: ignore[misc]  # for the comparison only
    try:
        yield
    finally:
        readers.MODULES = kept  # type: ignore[misc]  # as above


def seconds(work: Callable[[], None]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def pair(path: Path, rounds: int) -> tuple[float, float]:
    """Return the medians of both ways, taken in turn: without and with."""
    alone, both = [], []
    for _ in range(rounds):
        with without_second_readers():
            alone.append(seconds(lambda: opened(path)))
        both.append(seconds(lambda: opened(path)))
    return statistics.median(alone), statistics.median(both)


def main() -> int:
    """Measure, and say whether the limits hold."""
    engine.preload()
    engine.preload_rest()
    for format_name in readers.MODULES:
        readers.preload(format_name)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        more = 0.0
        for path in [*good_files(Path(name)), *more_good_files(Path(name))]:
            opened(path)
            alone, both = pair(path, SMALL_ROUNDS)
            more = max(more, (both - alone) * 1000)
            print(
                f"{path.name:24} {alone * 1000:7.2f} ms by ITK, {(both - alone) * 1000:+6.2f} ms for the second opinion"
            )
        alone, both = pair(large_nifti(folder), LARGE_ROUNDS)
    part = both / alone - 1
    left_out = "the child, in which every reader is loaded"
    rows = [
        Row(
            "second",
            "second opinion on a small file, the slowest",
            f"+{more:.1f} ms",
            f"<= {MOST_MS:.0f} ms",
            more <= MOST_MS,
            left_out,
        ),
        Row(
            "second",
            "second opinion on 134 MB .nii.gz",
            f"{alone:.2f} s by ITK, {part:+.1%}",
            f"<= {MOST_PART:.0%} more",
            part <= MOST_PART,
            left_out,
        ),
    ]
    show(rows)
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
