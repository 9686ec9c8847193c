"""An image whose file is not in memory: the child waits for the disk, and the window does not."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from file_pages import resident
from itk_inspector.app.composition import Composition
from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened
from itk_inspector.worker.memory import map_ahead
from itk_inspector.worker.memory.read_ahead import are_cached
from itk_inspector.worker.parent.calls import result
from itk_inspector.worker.parent.client import FileClient

SHAPE = (400, 256, 256)
GIANT = (1, 12000, 12000)


def make_cold(path: Path) -> Path:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if resident(path):
        pytest.skip("this file system keeps its files in memory")
    return path


def raw(path: Path, shape: tuple[int, ...]) -> Path:
    """Write an image whose pixels do not lie at a multiple of their size."""
    size = " ".join(map(str, shape[::-1]))
    head = f"ObjectType = Image\nNDims = 3\nDimSize = {size}\nElementType = MET_USHORT\nElementDataFile = LOCAL\n"
    head = head.replace("NDims", f"Comment = {'x' * (len(head) % 2)}\nNDims")
    row = (np.arange(shape[-1] * 8) * 37 % 4001).astype(np.uint16).tobytes()
    with path.open("wb") as file:
        file.write(head.encode())
        for _ in range(shape[0] * shape[1] // 8):
            file.write(row)
    return path


@pytest.mark.parametrize(("shape", "ahead"), [(SHAPE, 0.0), (GIANT, 0.05)], ids=["volume", "giant"])
def test_the_window_reads_no_page_that_the_child_has_not_read(
    composition: Composition,
    open_file: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shape: tuple[int, ...],
    ahead: float,
) -> None:
    """Nobody waits for what the system reads by itself: pages that were asked after, and a little ahead of a giant."""
    asked: set[int] = set()

    def ask(fd: int, places: Iterable[int]) -> bool:
        told = list(places)
        asked.update(place // mmap.PAGESIZE for place in told)
        return are_cached(fd, told)

    path = make_cold(raw(tmp_path / "a.mha", shape))
    at_arrival: list[set[int]] = []
    arrived = composition.app.files.arrived

    def seen(document: ImageDocument) -> None:
        at_arrival.append(resident(path))
        arrived(document)

    monkeypatch.setattr(composition.app.files, "arrived", seen)
    monkeypatch.setattr(map_ahead, "are_cached", ask)
    composition.warm_up(expects_image=True)

    open_file(path)

    assert composition.window.canvas.grab().toImage().pixelColor(300, 300).isValid()
    assert at_arrival[0]
    assert len(resident(path) - at_arrival[0] - asked) * mmap.PAGESIZE <= ahead * path.stat().st_size
    assert len(asked) < 100
    assert len(at_arrival[0]) * mmap.PAGESIZE < path.stat().st_size // 4


def _opened(request: OpenRequest) -> ImageDocument:
    client = FileClient()
    try:
        client.open(1, request)
        outcome = result(client.wait(1))
    finally:
        client.close()
    assert isinstance(outcome, Opened)
    return outcome.document


@pytest.mark.parametrize("suffix", [".mha", ".nii.gz"])
def test_the_child_chooses_what_the_window_would(tmp_path: Path, suffix: str) -> None:
    rng = np.random.default_rng(1)
    array: Any = rng.normal(-1000, 300, (9, 60, 70)).astype(np.float32)
    sitk.WriteImage(sitk.GetImageFromArray(array), str(tmp_path / f"a{suffix}"), useCompression=False)

    with _opened(OpenRequest(tmp_path / f"a{suffix}")) as document:
        assert document.info.mapping == ("file" if suffix == ".mha" else "scratch")
        assert document.look == first_look(document.info, document.pixels)
        assert document.lent().look is document.look


def test_who_does_not_draw_waits_for_no_sample(tmp_path: Path) -> None:
    path = make_cold(raw(tmp_path / "a.mha", SHAPE))

    with _opened(OpenRequest(path, is_drawn=False)) as document:
        assert document.look is None
        assert len(resident(path)) * mmap.PAGESIZE < 2**23
