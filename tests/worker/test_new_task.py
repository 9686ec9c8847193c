"""An operation on a whole image costs new files and one row: in a copy of the package it is added, and carried out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import itk_inspector

TASK = """
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.tasks.open import PixelsReply
from itk_inspector.worker.tasks.plausible_header import check_info
from itk_inspector.worker.tasks.plausible_image import check_pixels
from itk_inspector.worker.wire.pixel_source import PixelSource
from itk_inspector.worker.wire.plausible import need


@dataclass(frozen=True, slots=True)
class NegateTask:
    DESCRIPTORS: ClassVar = (1, 3)
    token: int
    info: ImageInfo
    source: PixelSource

    @property
    def path(self):
        return self.info.path

    @property
    def writes(self):
        return False

    def check(self, reply, fds):
        need(isinstance(reply, PixelsReply), "no pixels")
        check_info(reply.info)
        check_pixels(reply.info, fds[0], reply.offset, reply.nbytes)
"""
CHILD = """
import os

from itk_inspector.worker.memory.scratch_file import map_private, map_writable, reserve_scratch
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.open import PixelsReply


def load(task):
    pass


def access(task):
    return Access()


def run(task, desk):
    if task.source.has_changes:
        os.read(desk.fds[-1], 1)
    fd = reserve_scratch(task.info.bytes, desk.policy, task.path.name)
    map_writable(fd, task.info.bytes)[:] = 255 - map_private(desk.fds[0], task.info.bytes, task.source.offset)
    desk.send(PixelsReply(task.token, task.info, task.info.bytes, 0), (fd,))
    os.close(fd)
"""
JOB = """
from itk_inspector.core.image.outcome import Cancelled, Failed, Opened
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.opened_document import opened_document
from itk_inspector.worker.parent.watchdog import Limits, Watchdog


class Negating:
    def __init__(self, task):
        self.task, self.is_done = task, False
        self.watchdog = Watchdog(Limits(), task.info.bytes)

    def heard(self, progress):
        pass

    def answer(self, reply, fds, child):
        self.is_done = True
        return Opened(reply.token, opened_document(reply, fds[0], ScratchPolicy.default()))

    def fraction(self, child):
        return None

    def without_culprit(self, **how):
        return None

    def failed(self, error):
        return Failed(self.task.token, self.task.path, error)

    def cancelled(self):
        return Cancelled(self.task.token, self.task.path)

    def close(self):
        pass
"""
PROGRAM = """
import numpy as np
from itk_inspector.itkio import from_memory
from itk_inspector.worker.memory.gather import gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.negating import Negating
from itk_inspector.worker.tasks.negate import NegateTask

client = FileClient()
with from_memory.document(np.arange(6, dtype=np.uint8).reshape(2, 3)) as document:
    gathered = gather(document, None, ScratchPolicy.default(), "a")
    client.begin(Negating(NegateTask(1, document.info, gathered.source)), gathered)
    opened = client.wait(1)
with opened.document as negative:
    print(negative.pixels.tolist())
client.close()
"""


def test_an_operation_is_new_files_and_a_row(tmp_path: Path) -> None:
    package = tmp_path / "itk_inspector"
    shutil.copytree(Path(itk_inspector.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    worker = package / "worker"
    (worker / "tasks" / "negate.py").write_text(TASK)
    (worker / "child" / "negate.py").write_text(CHILD)
    (worker / "parent" / "negating.py").write_text(JOB)
    table = worker / "tasks" / "table.py"
    row = 'ROWS = (\n    Row("negate.NegateTask", ("open.PixelsReply",), "negate"),\n'
    table.write_text(table.read_text().replace("ROWS = (\n", row))

    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{PROGRAM}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout == "[[255, 254, 253], [252, 251, 250]]\n"
