"""What the first picture of another slice costs where a slice has 20000 × 20000 pixels, against the memory's limit.

Run it with ``python tests/benchmarks/giant_slices.py [FOLDER]``, under a real X server where there is one; FOLDER takes
1.6 GB. The limit is what memory takes: the same picture once more after the processor's caches were filled with other
data. Plain NumPy's gather of the same pixels, of a slice that nobody looked at and once more, is shown beside it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from cold import noisy_mha
from rows import Row, show
from window import opened_window, platform, settle, spin

from itk_inspector.app.composition import Composition

SHAPE = (2, 20000, 20000)
ROUNDS = 12
REST = 0.7


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    before = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - before)


def forget(memory: npt.NDArray[np.uint8]) -> None:
    """Have the processor's caches hold other memory."""
    memory += 1


def gather(pixels: npt.NDArray[Any], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    """Gather pixels of a slice at rows × columns, row by row: the faster of NumPy's plain ways."""
    made = np.empty((rows.size, columns.size), pixels.dtype)
    for number, row in enumerate(rows.tolist()):
        np.take(pixels[row], columns, out=made[number], mode="wrap")
    return made


def measure(window: Composition, other: npt.NDArray[np.uint8]) -> dict[str, float]:
    """Return the medians of drawing another slice, drawing it once more, and gathering its pixels alone, twice too."""
    view = window.window.canvas.view
    canvas, image = view.viewport(), window.app.images.current
    assert image is not None
    taken: dict[str, list[float]] = {
        "another slice": [],
        "once more": [],
        "from cold memory": [],
        "gathered": [],
        "gathered once more": [],
    }
    for number in range(ROUNDS):
        spin(REST)
        forget(other)
        window.app.view.step_slice(1 if number % 2 == 0 else -1)
        taken["another slice"].append(milliseconds(canvas.repaint))
        view.item.refresh()
        taken["once more"].append(milliseconds(canvas.repaint))
        forget(other)
        view.item.refresh()
        taken["from cold memory"].append(milliseconds(canvas.repaint))
        assert view.item._shown is not None
        shown = view.item._shown[1]
        assert shown is not None
        unseen = image.document.pixels[(image.plane.position[2] + 1) % 2]
        forget(other)
        taken["gathered"].append(milliseconds(lambda s=unseen, k=shown: gather(s, k.rows, k.columns)))
        taken["gathered once more"].append(milliseconds(lambda s=unseen, k=shown: gather(s, k.rows, k.columns)))
    return {name: statistics.median(values) for name, values in taken.items()}


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder,
        opened_window() as window,
    ):
        path = Path(folder) / "giant.mha"
        noisy_mha(path, SHAPE)
        window.open(path)
        settle(window)
        spin(1)
        ms = measure(window, np.zeros(64 << 20, np.uint8))
        where = platform()
    ratio = ms["another slice"] / ms["once more"]
    bound = ms["another slice"] / ms["from cold memory"]
    plain = ms["gathered"] / ms["gathered once more"]
    texts = ", ".join(f"{name} {value:.1f} ms" for name, value in ms.items())
    what = "the first picture of another slice of 20000 × 20000 against the second"
    show(
        [
            Row("14", what, f"{ratio:.2f} × ({texts}); NumPy's gather alone {plain:.2f} ×", "", None, where),
            Row("14", f"{what}, from cold memory", f"{bound:.2f} ×", "≤ 1.2 ×", bound <= 1.2, where),
        ]
    )


if __name__ == "__main__":
    main()
