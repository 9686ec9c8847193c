"""How long opening takes from one thread and from four, with and without a session.

Run it with ``python tests/benchmarks/sessions.py [FOLDER]``. Both stand next to each other in the same run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

from rows import Row, show

import itk_inspector as ii

OPENS = {1: 40, 4: 24}


def seconds(path: Path, threads: int, *, in_session: bool) -> float:
    """Return what one open takes when so many threads, made anew each time, open at once."""

    def total(_: int) -> int:
        with ii.open_document(path) as document:
            return int(document.pixels.sum())

    with ii.session() if in_session else nullcontext():
        total(0)
        before = time.perf_counter()
        for _ in range(OPENS[threads] // threads):
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(total, range(threads)))
        return (time.perf_counter() - before) / OPENS[threads]


def main() -> None:
    """Print the rows."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        path = Path(folder) / "small.mha"
        head = "ObjectType = Image\nNDims = 2\nDimSize = 30 20\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
        path.write_bytes(head.encode() + bytes(600))
        rows = []
        for threads in OPENS:
            plain, held = (1000 * seconds(path, threads, in_session=given) for given in (False, True))
            figure = f"{held:.1f} ms in a session, {plain:.1f} without: {held / plain:.2f} ×"
            rows.append(Row("10d", f"an open, {threads} thread{'s' * (threads > 1)}", figure))
        show(rows)


if __name__ == "__main__":
    main()
