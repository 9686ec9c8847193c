"""A `NextOne` in a process of its own, for tests of what its processes may do, and what they are given."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from itk_inspector.worker.sandbox.family import Ahead

HANGING = "ObjectType = Image\nNDims = -1\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
"""A MetaImage that ITK reads for ever."""
_BEGINNING = """
import os, sys
from pathlib import Path
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.child import open_image
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.sandbox import family
from itk_inspector.worker.sandbox.family import Ahead
from itk_inspector.worker.sandbox.next_one import NextOne
from itk_inspector.worker.tasks.open import OpenTask

told = os.dup(1)  # a fork prints to a file of its own

def print(what):  # two processes write: in one piece
    os.write(told, f"{what}\\n".encode())

class Meanwhile:
    def until_readable(self, fd, quiet=None, beside=()):
        import select
        return bool(select.select([fd, *beside], [], [], quiet)[0])
    def leave(self):
        pass

path = Path(sys.argv[1])
task = OpenTask(1, OpenRequest(path))
"""


def run(path: Path, code: str, ahead: Ahead, **places: str) -> subprocess.CompletedProcess[str]:
    """Run Python with what it needs for tasks on a file; each word in braces is replaced."""
    for name, value in {**places, "ahead": ahead.name}.items():
        code = code.replace(f"{{{name}}}", value)
    words = [sys.executable, "-c", _BEGINNING + code, str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def wait_until(condition: Callable[[], bool]) -> None:
    """Look until a condition holds."""
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "it never came to pass"
        time.sleep(0.005)
