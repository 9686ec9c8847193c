"""What is done before a slice of a series is handed over, and what after."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dicom_files import write_series
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.child import read_series
from itk_inspector.worker.child.desk import StderrText
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.tasks.open import OpenTask

EACH = 4 * 5 * 2
"""Bytes of a slice of `write_series`."""


def done(folder: Path, monkeypatch: pytest.MonkeyPatch, *, soon: float, read_as: str = "") -> list[Any]:
    """Read a series of five slices; return what was sent, and which bytes large pages were asked for, in turn."""
    files = tuple(write_series(folder, (0, 2, 4, 6, 8)))
    policy = ScratchPolicy(folder, folder, spare=0)
    found: list[Any] = []

    def take(fd: int, end: int, start: int = 0) -> int:
        found.append((start // EACH, end // EACH))
        return 0

    monkeypatch.setattr(read_series, "large_pages", SimpleNamespace(take=take))
    monkeypatch.setattr(read_series, "_SOON", soon)
    desk = SimpleNamespace(
        policy=policy, stderr_text=StderrText(), send=lambda reply, fds=(): found.append(type(reply).__name__)
    )
    task = OpenTask(1, OpenRequest(folder, read_as, files=files, is_drawn=True))
    read_series.run(task, desk)  # type: ignore[arg-type]  # what of it is used
    return found


def test_that_no_room_is_taken_before_the_slice_that_is_shown_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And that none is taken where the slices lie that have been read: the middle, the first and the last."""
    assert done(tmp_path, monkeypatch, soon=0.0) == ["HeaderReply", "SliceReply", (1, 2), (3, 4), "PixelsReply"]


def test_that_room_is_taken_where_no_slice_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert done(tmp_path, monkeypatch, soon=1e9) == ["HeaderReply", (1, 2), (3, 4), "PixelsReply"]


def test_that_room_is_taken_at_once_for_a_conversion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert done(tmp_path, monkeypatch, soon=0.0, read_as="SS") == ["HeaderReply", (0, 5), "PixelsReply"]
