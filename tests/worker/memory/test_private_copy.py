"""What becomes of the memory of an editable copy when nobody needs it any more."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import pytest

from itk_inspector.worker.memory import private_copy
from itk_inspector.worker.memory.private_copy import FREED_LATE, PrivateCopy
from itk_inspector.worker.memory.scratch_file import reserve_scratch
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire.descriptor import Descriptor


def copied(nbytes: int) -> tuple[PrivateCopy, int]:
    """Return a copy of scratch, and the number of its file."""
    policy = ScratchPolicy.default()
    descriptor = Descriptor(reserve_scratch(nbytes, policy, "a"))
    made = PrivateCopy(descriptor, nbytes, 0, name="a", stamp=None, policy=policy)
    return made, os.fstat(descriptor.fd).st_ino


def is_held(inode: int) -> bool:
    """Tell whether this process has a descriptor of a file."""
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.stat(f"/proc/self/fd/{name}").st_ino == inode:
                return True
        except OSError:
            continue
    return False


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_much_is_given_back_by_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    closing: list[threading.Thread] = []
    close = os.close

    def noted(fd: int) -> None:
        closing.append(threading.current_thread())
        close(fd)

    monkeypatch.setattr(private_copy, "_LATER", 0.05)
    made, inode = copied(FREED_LATE)
    monkeypatch.setattr(os, "close", noted)

    del made

    assert is_held(inode)
    wait_until(lambda: not is_held(inode))
    assert closing[-1] is not threading.main_thread()


def test_little_goes_at_once() -> None:
    made, inode = copied(FREED_LATE - 1)
    del made
    assert not is_held(inode)
