"""What Windows is asked for: structures as its headers have them, and the calls in their order, on a stand-in."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

import pytest

from itk_inspector.core.system import win32

GB = 1 << 30


class Kernel:
    """Fills structures at the places that the headers of the Windows SDK give their fields on 64 bits."""

    def __init__(self) -> None:
        self.limits: list[tuple[int, int, int]] = []
        self.assigned: list[tuple[int, int]] = []
        self.opened: set[int] = set()
        self.jobs = 100
        self.is_gone = False

    def GlobalMemoryStatusEx(self, place: Any) -> int:  # Windows' name, as all below
        memory = (ctypes.c_char * 64).from_address(ctypes.addressof(place._obj))
        assert struct.unpack_from("<I", memory, 0) == (64,)
        struct.pack_into("<QQ", memory, 8, 16 * GB, 5 * GB)  # ullTotalPhys, ullAvailPhys
        return 1

    def OpenProcess(self, access: int, inherits: int, pid: int) -> int:
        if self.is_gone:
            return 0
        self.opened.add(pid + 1000)
        return pid + 1000

    def CloseHandle(self, handle: int) -> int:
        self.opened.remove(handle)
        return 1

    def GetCurrentProcess(self) -> int:
        return -1

    def GetProcessTimes(self, process: int, *places: Any) -> int:
        for place, value in zip(places, (1, 2, 30_000_000, 5_000_000), strict=True):
            place._obj.value = value
        return 1

    def K32GetProcessMemoryInfo(self, process: int, place: Any, size: int) -> int:
        memory = (ctypes.c_char * size).from_address(ctypes.addressof(place._obj))
        struct.pack_into("<Q", memory, 16, 7_000)  # WorkingSetSize
        struct.pack_into("<Q", memory, 56, 9_000)  # PagefileUsage
        return size == 72

    def GetProcessIoCounters(self, process: int, place: Any) -> int:
        memory = (ctypes.c_char * 48).from_address(ctypes.addressof(place._obj))
        struct.pack_into("<QQ", memory, 24, 11, 13)  # ReadTransferCount, WriteTransferCount
        return 1

    def CreateJobObjectW(self, attributes: None, name: None) -> int:
        self.jobs += 1
        return self.jobs

    def AssignProcessToJobObject(self, job: int, process: int) -> int:
        self.assigned.append((job, process))
        return 1

    def SetInformationJobObject(self, job: int, kind: int, place: Any, size: int) -> int:
        assert (kind, size) == (9, 144)
        memory = (ctypes.c_char * size).from_address(ctypes.addressof(place._obj))
        self.limits.append((job, *struct.unpack_from("<I", memory, 16), *struct.unpack_from("<Q", memory, 112)))
        return 1


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """A stand-in of kernel32."""
    made = Kernel()
    monkeypatch.setattr(win32, "_kernel", lambda: made)
    for kept in (win32._job_of_children, win32._job_of_this):
        monkeypatch.setattr(win32, kept.__name__, kept.__wrapped__)
    return made


def test_free_memory_is_what_is_available_of_the_physical(kernel: Kernel) -> None:
    assert win32.free_memory() == 5 * GB


def test_what_a_process_has_used_is_told_and_no_handle_kept(kernel: Kernel) -> None:
    assert win32.used(7) == win32.Used(3.5, 7_000, 9_000, 11, 13)
    assert not kernel.opened


def test_a_process_that_is_gone_has_used_nothing_that_is_known(kernel: Kernel) -> None:
    kernel.is_gone = True

    assert win32.used(7) is None


def test_a_child_ends_with_this_process(kernel: Kernel) -> None:
    win32.end_with_this_process(7)

    assert kernel.assigned == [(101, 1007)]
    assert kernel.limits == [(101, 0x2000, 0)]
    assert not kernel.opened


def test_a_bound_inside_is_never_wider_and_goes_again(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(win32, "_job_of_this", lambda: 55)

    with win32.at_most(3 * GB):
        with win32.at_most(2 * GB):
            pass
        with win32.at_most(8 * GB):
            pass

    bounds = [3, 2, 3, 3, 3, 0]
    assert kernel.limits == [(55, 0x100 if bound else 0, bound * GB) for bound in bounds]


def test_where_no_job_is_allowed_nothing_is_bounded(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(win32, "_job_of_this", refused)

    with win32.at_most(GB):
        pass

    assert kernel.limits == []


def test_a_bound_holds_for_this_process(kernel: Kernel) -> None:
    with win32.at_most(GB):
        assert kernel.assigned[0] == (101, -1)
