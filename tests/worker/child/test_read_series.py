"""The room that a series takes: as it is read, and where it is found to be short, elsewhere."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from dicom_files import write_slice
from itk_inspector.core.errors import SpaceError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.child import read_series
from itk_inspector.worker.child.desk import StderrText
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.tasks.open import HeaderReply, OpenTask, PixelsReply, SliceReply


class Heard:
    """A desk that keeps what is said, and the pixels that come with it."""

    def __init__(self, policy: ScratchPolicy) -> None:
        self.policy, self.stderr_text = policy, StderrText()
        self.replies: list[Any] = []
        self.places: list[str] = []
        self.pixels: list[bytes] = []

    def send(self, reply: Any, fds: tuple[int, ...] = ()) -> None:
        self.replies.append(reply)
        for fd in fds:
            self.places.append(os.readlink(f"/proc/self/fd/{fd}"))
            self.pixels.append(os.pread(fd, 1 << 22, 0))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Heard]:
    for name in ("memory", "disk"):
        (tmp_path / name).mkdir()
    before = set(os.listdir("/proc/self/fd"))
    yield Heard(ScratchPolicy(tmp_path / "memory", tmp_path / "disk", spare=0))
    assert set(os.listdir("/proc/self/fd")) == before


def task_of(folder: Path, values: npt.NDArray[Any], **keys: Any) -> OpenTask:
    folder.mkdir()
    files = [
        write_slice(folder / f"{n:02}", one, (0, 0, n), uid="1", instance=n, **keys) for n, one in enumerate(values)
    ]
    return OpenTask(1, OpenRequest(folder, files=tuple(files), is_drawn=True))


VOLUME = np.arange(6 * 64 * 64, dtype=np.uint16).reshape(6, 64, 64)
KEYS = ({}, {"RescaleSlope": "0.5", "RescaleIntercept": "1"}, {"PhotometricInterpretation": "MONOCHROME1"})


def expected(keys: dict[str, str]) -> npt.NDArray[Any]:
    if "RescaleSlope" in keys:
        return VOLUME * 0.5 + 1
    return 65535 - VOLUME if keys else VOLUME


@pytest.mark.parametrize("keys", KEYS)
def test_no_room_is_reserved_twice(tmp_path: Path, desk: Any, monkeypatch: pytest.MonkeyPatch, keys: Any) -> None:
    """Neither all of it before it is filled, nor what is written."""
    reserved: list[tuple[int, int]] = []
    reserve = os.posix_fallocate

    def noted(fd: int, start: int, count: int) -> None:
        reserved.append((start, count))
        reserve(fd, start, count)

    monkeypatch.setattr(os, "posix_fallocate", noted)

    read_series.run(task_of(tmp_path / "a", VOLUME, **keys), desk)

    wanted = expected(keys)
    assert isinstance(desk.replies[-1], PixelsReply)
    assert desk.pixels[-1] == wanted.tobytes()
    is_decoded = "PhotometricInterpretation" in keys
    each = wanted.nbytes // 6
    assert sorted(reserved) == ([(number * each, each) for number in range(6)] if is_decoded else [])


@pytest.mark.parametrize("keys", KEYS)
def test_where_room_runs_short_the_next_folder_is_taken(
    tmp_path: Path, desk: Any, monkeypatch: pytest.MonkeyPatch, keys: Any
) -> None:
    memory = str(desk.policy.memory)
    reserve, write = os.posix_fallocate, os.pwrite

    def refuse(fd: int, start: int) -> None:
        if os.readlink(f"/proc/self/fd/{fd}").startswith(memory) and start >= 3 * 64 * 64 * 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    def fallocate(fd: int, start: int, count: int) -> None:
        refuse(fd, start + count)
        reserve(fd, start, count)

    def pwrite(fd: int, data: Any, start: int) -> int:
        refuse(fd, start)
        return write(fd, data, start)

    monkeypatch.setattr(os, "posix_fallocate", fallocate)
    monkeypatch.setattr(os, "pwrite", pwrite)

    read_series.run(task_of(tmp_path / "a", VOLUME, **keys), desk)

    assert isinstance(desk.replies[-1], PixelsReply)
    assert desk.places[-1].startswith(str(desk.policy.disk))
    assert desk.pixels[-1] == expected(keys).tobytes()


def test_where_there_is_no_room_at_all_it_is_told(tmp_path: Path, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    monkeypatch.setattr(os, "pwrite", full)

    with pytest.raises(SpaceError, match=r"^a needs 49\.2 kB for its pixels"):
        read_series.run(task_of(tmp_path / "a", VOLUME), desk)

    assert [type(reply) for reply in desk.replies] == [HeaderReply]


def test_a_slice_is_shown_once_although_the_volume_is_read_twice(
    tmp_path: Path, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_series, "_SOON", 0.0)
    read = read_series.read_series_settled
    left = [SpaceError("no room", advice="")]

    def fails_late(*words: Any, **options: Any) -> Any:
        found = read(*words, **options)
        if left:
            raise left.pop()
        return found

    monkeypatch.setattr(read_series, "read_series_settled", fails_late)

    read_series.run(task_of(tmp_path / "a", VOLUME), desk)

    assert [type(reply) for reply in desk.replies] == [HeaderReply, SliceReply, PixelsReply]
