"""End saves at every call to the system, refuse them every call, kill them at any time: old whole, or new whole.

Run it with ``python tests/kill_saves.py [KILLS]`` (1,000 by default). For each format the process that saves is killed
before each of its calls that Python can tell of, then each call is refused instead, then it is killed at random
times. SimpleITK judges what the target is afterwards. Ends with exit code 1 when a target was neither the old
image nor the new one, when a save said something false about it, or when something was left behind.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.conversion import NARROWEST
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.engine import engine
from itk_inspector.storage.folder_lock import one_at_a_time
from itk_inspector.storage.staging import sweep
from itk_inspector.worker.child import save_image
from itk_inspector.worker.parent.save_under_way import SaveUnderWay
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.wire.pixel_source import PixelSource

SUFFIXES = (".mhd", ".nhdr", ".mha", ".nrrd", ".nii", ".png", ".hdr")
OLD, NEW = 1, 2
SAVED, REFUSED, CRASHED = 0, 3, 4
_CALLS = ("open", "os.", "ctypes.dlopen")


def save(target: Path, value: int) -> int:
    """Save an image of one value as the child does; return what came of it."""
    pixels = np.full((40, 50), value, dtype=np.int64)  # as uint8: converted on the way
    document = from_memory.document(pixels)
    try:
        request = ExportRequest(target, overwrite=True, compress=False, conversion=NARROWEST)
        under_way = SaveUnderWay(1, document.info, request, Limits())
        try:
            task = under_way.begin(PixelSource(pixels.nbytes))
            save_image.put(save_image.prepare(pixels, task), task)
        finally:
            under_way.close()
    except ExportError as e:
        says_so = "untouched" in e.advice or "left as it is" in e.message or "nothing was kept" in e.message
        return REFUSED if says_so else CRASHED
    return SAVED


def in_child(work: Callable[[], int], prepare: Callable[[], None]) -> tuple[int, int]:
    """Do something in a process of its own; return its number and its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        code = CRASHED
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            prepare()
            code = work()
        except OSError:
            code = REFUSED
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return child, os.waitstatus_to_exitcode(status)


def at_call(number: int, act: Callable[[], None]) -> Callable[[], None]:
    """Return what lets a process act before its call to the system of that number."""
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event.startswith(_CALLS):
            seen += 1
            if seen == number:
                act()

    return lambda: sys.addaudithook(hook)


def kill() -> None:
    """End this process as nothing else does."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    """Let the system say no."""
    raise PermissionError(1, "refused")


def shown(target: Path) -> object:
    """What SimpleITK reads: the one value of all pixels, None when there is no file, or what is wrong."""
    if not target.exists():
        return None
    try:
        values = np.unique(sitk.GetArrayFromImage(sitk.ReadImage(str(target))))
    except RuntimeError as e:
        return str(e)[-120:]
    return int(values[0]) if values.size == 1 else f"mixed: {values.tolist()}"


class Trials:
    """Saves into one folder, and what became of them."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder = folder
        self.target = folder / f"a{suffix}"
        self.is_new_only = suffix == ".hdr"  # a NIfTI pair is never replaced
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.seconds = 0.0

    def one(self, prepare: Callable[[], None], what: str) -> int:
        """Save with something in the way; return the exit code."""
        for path in self.folder.iterdir():
            if path.is_file():
                path.unlink()
        if not self.is_new_only:
            assert save(self.target, OLD) == SAVED
        before = shown(self.target)
        _, code = in_child(lambda: save(self.target, NEW), prepare)
        after = shown(self.target)
        self.outcomes["new" if after == NEW else "old"] += 1
        if after not in (before, NEW) or (code == SAVED and after != NEW) or (code == REFUSED and after != before):
            self.wrong.append(f"{self.target.name}, {what}: exit code {code}, shows {after}")
        if code == CRASHED:
            self.wrong.append(f"{self.target.name}, {what}: a traceback")
        self._tidy(what)
        return code

    def _tidy(self, what: str) -> None:
        for path in self.folder.iterdir():
            if path.is_dir():
                os.utime(path, (1, 1))
        sweep(self.folder)
        with one_at_a_time(
            self.folder
        ):  # as the next save does: it takes over what an ended one locked, and removes it
            pass
        limit = 2 if self.target.suffix in (".mhd", ".nhdr", ".hdr") else 1
        left = sorted(path.name for path in self.folder.iterdir())
        if what.startswith("refused") and shown(self.target) == NEW and f"{self.target.stem}.raw" in left:
            limit += 1  # the old pixels, when the system does not let them be found or removed
        if len(left) > limit or any(name.startswith(".") for name in left):
            self.wrong.append(f"{self.target.name}, {what}: {left} is left")


def main() -> int:
    """Run, and print what became of the targets."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    engine.preload_rest()
    rng = random.Random(20)
    killed, refused, wrong = 0, 0, []
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        trials = []
        for suffix in SUFFIXES:
            (Path(name) / suffix[1:]).mkdir()
            trial = Trials(Path(name) / suffix[1:], suffix)
            trials.append(trial)
            begin = time.monotonic()
            trial.one(lambda: None, "nothing")
            trial.seconds = time.monotonic() - begin
            calls = 0
            while trial.one(at_call(calls + 1, kill), f"killed at call {calls + 1}") == -signal.SIGKILL:
                calls += 1
            killed += calls
            for number in range(1, calls + 1):
                trial.one(at_call(number, refuse), f"refused call {number}")
            refused += calls
        tries = 0
        while killed < wanted:
            trial = trials[tries % len(trials)]
            moment = rng.random() * trial.seconds
            killed += trial.one(lambda s=moment: _kill_soon(s), "killed at random") == -signal.SIGKILL
            tries += 1
        for trial in trials:
            outcomes += trial.outcomes
            wrong += trial.wrong
    print(f"{killed} kills, {refused} refusals: target {dict(outcomes)}; {len(wrong)} wrong")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def _kill_soon(seconds: float) -> None:
    """Let another process kill this one after a while."""
    parent = os.getpid()
    if os.fork() == 0:
        time.sleep(seconds)
        try:
            os.kill(parent, signal.SIGKILL)
        finally:
            os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
