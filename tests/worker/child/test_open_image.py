"""Pixels in scratch that was used before: only those of the file, whatever happens while they are copied."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.child import open_image
from itk_inspector.worker.child.desk import Desk, StderrText
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply

SHAPE = (3, 4, 5)


class Listening:
    """Stands for the connection: keeps the bytes of the file that is sent."""

    def __init__(self) -> None:
        self.pixels = b""

    def send(self, reply: Any, fds: tuple[int, ...] = ()) -> None:
        if isinstance(reply, PixelsReply):
            self.pixels = os.pread(fds[0], 1 << 20, 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    pixels = np.arange(np.prod(SHAPE), dtype=np.uint8).reshape(SHAPE)
    itk.imwrite(itk.image_from_array(pixels), str(tmp_path / "a.mha"))
    return tmp_path / "a.mha"


def read(path: Path) -> bytes:
    """Read a file into scratch that another image was in."""
    fd = os.open(path.parent, os.O_TMPFILE | os.O_RDWR)
    os.pwrite(fd, b"\xff" * int(np.prod(SHAPE)), 0)
    policy = ScratchPolicy(path.parent, path.parent, spare=0, ahead={path.parent: fd})
    listening = Listening()
    request = OpenRequest(path, is_drawn=False, copied_up_to=1 << 20)
    open_image.run(OpenTask(1, request), Desk(listening, policy, StderrText()))  # type: ignore[arg-type]
    assert policy.ahead == {}
    return listening.pixels


def test_that_pixels_are_copied_over_those_of_another_image(path: Path) -> None:
    assert read(path) == bytes(range(60))


@pytest.mark.parametrize("copied", [0, 30])
def test_that_itk_reads_into_empty_scratch_when_copying_fails(
    path: Path, monkeypatch: pytest.MonkeyPatch, copied: int
) -> None:
    seen: list[bytes] = []
    read_settled = open_image.read_settled

    def fails(source: int, offset: int, target: int, nbytes: int, large: int = 0) -> None:
        os.pwrite(target, b"\7" * copied, 0)
        raise OSError("the file ends early")

    def watched(header: Any, pixels: np.ndarray) -> Any:
        seen.append(bytes(pixels))
        return read_settled(header, pixels)

    monkeypatch.setattr(open_image, "copy_bytes", fails)
    monkeypatch.setattr(open_image, "read_settled", watched)

    assert read(path) == bytes(range(60))
    assert seen == [bytes(60)]
