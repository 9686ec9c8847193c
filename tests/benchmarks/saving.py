"""How long a verified save takes, against doing the same by hand.

Run it with ``python tests/benchmarks/saving.py [FOLDER]``; FOLDER takes 0.5 GB. For raw files the reference writes the
same bytes, reads them back into memory of its own, compares them and waits for the disk. For other formats it is
``itk.imwrite``, ``itk.imread``, comparison and ``fsync`` in a warm process. Both alternate, in processes that have
done it once before.
"""

from __future__ import annotations

import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rows import Row, show

from itk_inspector.core.export.conversion import Conversion, ConversionKind
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Exported, Opened
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.calls import result
from itk_inspector.worker.parent.client import FileClient

ROUNDS = 7
FORMATS = (
    (".mha", "bytes", ROUNDS),
    (".nrrd", "bytes", ROUNDS),
    (".nii", "bytes", ROUNDS),
    (".npy", "bytes", ROUNDS),
    (".mha", "raw", ROUNDS),
    (".tif", "raw", 3),
    (".nii.gz", "packed", 1),
    (".nrrd", "packed", 1),
)
"""Suffix, what it is compared with, how often."""
SHAPE = (256, 512, 512)
BY_HAND = """
import os, sys, time
import itk, numpy as np
pixels = np.load(sys.argv[1])
image = itk.image_view_from_array(pixels)
def flush(path):
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
def by_bytes(path):
    with open(path, "xb", buffering=0) as file:
        file.write(pixels.reshape(-1).view(np.uint8).data)
    back = np.fromfile(path, pixels.dtype)
    assert np.array_equal(back, pixels.reshape(-1))
def by_itk(path, packed):
    itk.imwrite(image, path, compression=packed)
    back = itk.array_view_from_image(itk.imread(path))
    assert np.array_equal(back, pixels)
print("ready", flush=True)
for line in sys.stdin:
    way, path = line.split()
    begin = time.perf_counter()
    if way == "bytes":
        by_bytes(path)
    else:
        by_itk(path, way == "packed")
    flush(path)
    took = time.perf_counter() - begin
    os.unlink(path)
    print(took, flush=True)
"""


def ct_like() -> npt.NDArray[np.int16]:
    """Return 134 MB of noise in a body, and air."""
    rng = np.random.default_rng(1)
    z, y, x = np.ogrid[0 : SHAPE[0], 0 : SHAPE[1], 0 : SHAPE[2]]
    body = ((x - 256) ** 2 / 200**2 + (y - 256) ** 2 / 160**2 < 1) & (z >= 0)
    noise = rng.integers(-40, 40, SHAPE, dtype=np.int16)
    return np.where(body, noise + np.int16(40), np.int16(-1000)).astype(np.int16)


class ByHand:
    """A process that saves without this program."""

    def __init__(self, pixels: Path) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [sys.executable, "-c", BY_HAND, str(pixels)], stdin=pipe, stdout=pipe, text=True
        )
        self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def save(self, way: str, target: Path) -> float:
        """Write, read back, compare, flush and remove; return the seconds but for the last."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{way} {target}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def ours(client: FileClient, document: ImageDocument, target: Path, token: int, *, packed: bool, **asked: Any) -> float:
    """Save, and remove what was saved; return the seconds but for that."""
    begin = time.perf_counter()
    client.export(token, document, None, ExportRequest(target, compress=packed, **asked))
    done = result(client.wait(token))
    took = time.perf_counter() - begin
    assert isinstance(done, Exported)
    assert done.verified
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink()
    return took


def compared(
    save: Callable[[Path], float], reference: Callable[[Path], float], folder: Path, suffix: str, rounds: int
) -> tuple[list[float], list[float]]:
    """Save in turn, once without counting."""
    mine, theirs = [], []
    for number in range(rounds + 1):
        mine.append(save(folder / f"ours-{number}{suffix}"))
        theirs.append(reference(folder / f"theirs-{number}{suffix}"))
    return mine[1:], theirs[1:]


def measured(folder: Path) -> Iterator[Row]:
    """Save raw and packed formats."""
    pixels = ct_like()
    np.save(folder / "pixels.npy", pixels)
    by_hand, client = ByHand(folder / "pixels.npy"), FileClient()
    engine.preload_bridge()
    client.open(1, OpenRequest(folder / "pixels.npy"))
    opened = result(client.wait(1))
    assert isinstance(opened, Opened)
    document, tokens = opened.document, itertools.count(2)
    os.sync()
    first = ours(client, document, folder / "first.mha", next(tokens), packed=False)
    yield Row("7b", "the first save, with the start of the process that writes", f"{1e3 * first:.0f} ms")
    for suffix, way, rounds in FORMATS:
        mine, theirs = compared(
            lambda target, way=way: ours(client, document, target, next(tokens), packed=way == "packed"),
            lambda target, way=way: by_hand.save(way, target),
            folder,
            suffix,
            rounds,
        )
        yield _row(suffix, way, mine, theirs)
    document.close()
    client.close()
    by_hand.close()


def _inner(pixels: npt.NDArray[np.int16]) -> npt.NDArray[Any]:
    return pixels[2:-2, 16:-16, 16:-16]


def _tones(pixels: npt.NDArray[np.int16]) -> npt.NDArray[Any]:
    scaled = np.clip((pixels.astype(np.float32) + 160.0) * np.float32(255.0 / 400.0), 0.0, 255.0)
    return np.floor(scaled + np.float32(0.5)).astype(np.uint8)


def _part(pixels: npt.NDArray[np.int16]) -> Region:
    return Region((2, 16, 16), tuple(n - m for n, m in zip(pixels.shape, (4, 32, 32), strict=True)))


def converted(folder: Path) -> Iterator[Row]:
    """Save a part, and values through a window, against NumPy and itk in this warm process."""
    pixels = ct_like()
    np.save(folder / "pixels.npy", pixels)
    client = FileClient()
    engine.preload_bridge()
    client.open(1, OpenRequest(folder / "pixels.npy"))
    opened = result(client.wait(1))
    assert isinstance(opened, Opened)
    import itk  # the reference, in this process

    def by_hand(make: Callable[[Any], Any], target: Path) -> float:
        begin = time.perf_counter()
        wanted = np.ascontiguousarray(make(pixels))
        itk.imwrite(itk.image_from_array(wanted), str(target))
        same = np.array_equal(itk.array_view_from_image(itk.imread(str(target))), wanted)
        with target.open("rb") as file:
            os.fsync(file.fileno())
        took = time.perf_counter() - begin
        target.unlink()
        assert same
        return took

    tokens = itertools.count(2)
    window = Conversion(ConversionKind.WINDOW, low=-160.0, high=240.0)
    cases = (("a part of it", {"crop": _part(pixels)}, _inner), ("8 bit, as shown", {"conversion": window}, _tones))
    for what, asked, make in cases:

        def ours_so(target: Path, asked: dict[str, Any] = asked) -> float:
            return ours(client, opened.document, target, next(tokens), packed=False, **asked)

        mine, theirs = compared(ours_so, lambda target, make=make: by_hand(make, target), folder, ".mha", 5)
        ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
        figure = (
            f"{1e3 * statistics.median(mine):.0f} ms against {1e3 * statistics.median(theirs):.0f} ms: {ratio:.2f} x"
        )
        subject = f"134 MB as .mha, {what}, against NumPy + itk.imwrite + itk.imread + compare + fsync"
        yield Row("7d", subject, figure, "<= 1.15 x", ratio <= 1.15, "the dialog; the start of the process that writes")
    opened.document.close()
    client.close()


def _row(suffix: str, way: str, mine: list[float], theirs: list[float]) -> Row:
    ours, reference = statistics.median(mine), statistics.median(theirs)
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    figure = f"{1e3 * ours:.0f} ms against {1e3 * reference:.0f} ms: {ratio:.2f} x"
    if way == "bytes":
        what = f"a verified save of 134 MB as raw {suffix}, against write + read back + compare + fsync of its bytes"
        return Row("7", what, figure, "<= 1.15 x", ratio <= 1.15, "the dialog; the start of the process that writes")
    what = f"134 MB as {suffix}, {way}, against itk.imwrite + itk.imread + compare + fsync"
    return Row("7c", what, figure, leaves_out="the dialog; the start of the process that writes")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as temporary:
        show(measured(Path(temporary)))
        show(converted(Path(temporary)))


if __name__ == "__main__":
    main()
