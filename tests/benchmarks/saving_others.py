"""How long saving takes in formats that ITK does not write, and what memory: OME-TIFF, NumPy archives, DICOM series.

Run it with ``python tests/benchmarks/saving_others.py [FOLDER]``; FOLDER takes 0.8 GB. The reference is what one would
write by hand, with comparison and ``fsync``, in this warm process: ``itk.imwrite`` + ``itk.imread`` of a plain TIFF,
``numpy.savez`` + ``numpy.load``, and ITK's series writer and reader with GDCM, which takes over no tags. Memory is
what the process that writes has to itself at the most, beyond what it has at rest.
"""

from __future__ import annotations

import itertools
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from opening import anonymous
from rows import Row, show
from saving import compared, ct_like, ours

from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.calls import result
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import family

MOST_TIME, MOST_MEMORY = 1.15, 1.1
EVERY = 0.004
"""Seconds between two looks at the memory."""


def _flush(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


class ByHand:
    """Saves without this program."""

    def __init__(self, pixels: npt.NDArray[np.int16]) -> None:
        import itk  # the reference, in this process

        self._itk, self._pixels, self._image = itk, pixels, itk.image_view_from_array(pixels)

    def tiff(self, target: Path) -> float:
        """Return the seconds of a TIFF by ITK."""
        begin = time.perf_counter()
        self._itk.imwrite(self._image, str(target))
        same = np.array_equal(self._itk.array_view_from_image(self._itk.imread(str(target))), self._pixels)
        return self._end(begin, target, same=same)

    def archive(self, target: Path) -> float:
        """Return the seconds of an archive by NumPy."""
        begin = time.perf_counter()
        np.savez(target, pixels=self._pixels)
        with np.load(target) as found:
            same = np.array_equal(found["pixels"], self._pixels)
        return self._end(begin, target, same=same)

    def series(self, target: Path) -> float:
        """Return the seconds of a DICOM series by ITK and GDCM."""
        itk = self._itk
        begin = time.perf_counter()
        target.mkdir()
        names = [str(target / f"{number:04}.dcm") for number in range(len(self._pixels))]
        writer = itk.ImageSeriesWriter[itk.Image[itk.SS, 3], itk.Image[itk.SS, 2]].New(Input=self._image)
        writer.SetImageIO(itk.GDCMImageIO.New())
        writer.SetFileNames(names)
        writer.Update()
        same = np.array_equal(itk.array_view_from_image(itk.imread(names)), self._pixels)
        return self._end(begin, target, same=same)

    def _end(self, begin: float, target: Path, *, same: bool) -> float:
        for path in sorted(target.iterdir()) if target.is_dir() else [target]:
            _flush(path)
        took = time.perf_counter() - begin
        assert same
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()
        return took


class Watched:
    """Looks at the memory of this process's children for as long as a block takes."""

    def __enter__(self) -> Watched:
        self.rest = self.most = self._now()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self.most = max(self.most, self._now())

    def _now(self) -> int:
        """Return the private memory of the largest one."""
        found = [0]
        for pid in family.members(os.getpid())[1:]:
            try:
                found.append(anonymous(pid))
            except (OSError, IndexError):  # it has just ended
                continue
        return max(found)


def measured(folder: Path) -> Iterator[Row]:
    """Save uncompressed in each format, in turn with the reference; then once more for the memory."""
    pixels = ct_like()
    np.save(folder / "pixels.npy", pixels)
    client, tokens = FileClient(), itertools.count(2)
    engine.preload_bridge()
    client.open(1, OpenRequest(folder / "pixels.npy"))
    opened = result(client.wait(1))
    assert isinstance(opened, Opened)
    hand = ByHand(pixels)
    cases: tuple[tuple[str, str, str, Callable[[Path], float], int, dict[str, Any]], ...] = (
        ("OME-TIFF", ".ome.tif", "itk.imwrite + itk.imread of a TIFF", hand.tiff, 5, {}),
        ("a NumPy archive", ".npz", "numpy.savez + numpy.load", hand.archive, 5, {}),
        ("a DICOM series", "", "ITK's series writer and reader", hand.series, 7, {"dicom": DicomOptions()}),
    )
    for name, suffix, against, reference, rounds, asked in cases:

        def save(target: Path, asked: dict[str, Any] = asked) -> float:
            return ours(client, opened.document, target, next(tokens), packed=False, **asked)

        mine, theirs = compared(save, reference, folder, suffix, rounds)
        ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
        both = f"{1e3 * statistics.median(mine):.0f} ms against {1e3 * statistics.median(theirs):.0f} ms"
        what = f"134 MB as {name}, verified, against {against} + compare + fsync"
        leaves_out = "the dialog; the start of the process that writes"
        yield Row("7e", what, f"{both}: {ratio:.2f} x", f"<= {MOST_TIME} x", ratio <= MOST_TIME, leaves_out)
        with Watched() as seen:
            save(folder / f"watched{suffix}")
        part = (seen.most - seen.rest) / pixels.nbytes
        what = f"memory of saving 134 MB as {name}, beyond what is there at rest"
        yield Row("7f", what, f"{part:.2f} x the pixels", f"<= {MOST_MEMORY} x", part <= MOST_MEMORY)
    opened.document.close()
    client.close()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as temporary:
        show(measured(Path(temporary)))


if __name__ == "__main__":
    main()
