"""What was freed goes back to the system."""

from __future__ import annotations

import gc
import subprocess
import sys

from itk_inspector.worker import process
from itk_inspector.worker.memory import freed

SCRIPT = """
import ctypes
from itk_inspector.worker.memory import freed

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.memset.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t)
libc.free.argtypes = (ctypes.c_void_p,)
blocks = [libc.malloc(65536) for _ in range(800)]
for block in blocks:
    libc.memset(block, 1, 65536)
for block in blocks[:-1]:  # the last one keeps those below it in the heap
    libc.free(block)
before = resident()
freed.give_back()
print(before - resident())
"""


def test_what_the_c_library_keeps_is_given_back() -> None:
    out = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout

    assert int(out) > 40_000_000


def test_the_child_gives_back_what_loading_freed_when_all_is_loaded() -> None:
    assert process._loads()[-1] is freed.give_back


GARBAGE = """
import gc, socket
from itk_inspector.worker import process
from itk_inspector.worker.child.pixel_desk import PixelDesk
from itk_inspector.worker.tasks.table import TASKS
from itk_inspector.worker.wire.ends import channel_on

(ours, theirs), (asked, pixels) = socket.socketpair(), socket.socketpair()
searches = []
gc.callbacks.append(lambda phase, _: searches.append(phase))
process._PAUSE = 0
process._load(process._loads(), channel_on(theirs, TASKS), PixelDesk(pixels))
print(len(searches), gc.isenabled(), gc.get_freeze_count() > 100_000)
"""


def test_no_garbage_is_looked_for_while_the_child_loads_nor_later_in_what_it_has_loaded() -> None:
    """It would take a tenth of the time, and each fork a copy of all that it looks through."""
    out = subprocess.run([sys.executable, "-c", GARBAGE], capture_output=True, text=True, check=True).stdout

    assert out == "0 True True\n"


def test_garbage_of_a_task_that_loads_nothing_is_found_later() -> None:
    """A child that lives long does thousands of such tasks."""
    frozen = gc.get_freeze_count()
    with process._nothing_collected():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
