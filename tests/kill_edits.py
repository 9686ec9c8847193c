"""Kill windows while they are edited: the next one restores everything but the last half second, bit for bit.

Run it with ``python tests/kill_edits.py [KILLS [SECONDS]]`` (100 and 0.5 by default). A real window, offscreen, is
edited by its tools at random: strokes, fills, single pixels, erasing, operations, undo and redo in two images. Every
state of the pixels is logged outside of the program, as plain NumPy sees it, before anything of it can be written down.
Then the window's process is killed, some while it still restores what the one before left. The next window restores by
its own dialog; what it shows must be one of the states that were logged, and no younger one may be older than the
seconds. Before it goes on, all its edits are taken back, which must lead to the original, and done again. Ends with
exit code 1 when something else came back, or too much was lost.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

NAMES = ("flat.nrrd", "volume.nii")
"""An image that is mapped where it lies, and one that is decoded."""
PATIENCE = 120.0
"""Seconds after which a window counts as hung."""


# the window ---------------------------------------------------------------------


class Hands:
    """Edits a window at random, and logs every state of its pixels.

    Parameters
    ----------
    program : Program
    folder : pathlib.Path
        Of the images, and of the log.
    number : int
        Of this window.
    seed : int
    """

    def __init__(self, program: Any, folder: Path, number: int, seed: int) -> None:
        from PySide6.QtCore import QTimer

        from itk_inspector.control.editing.recovery_controller import RecoveryController
        from itk_inspector.control.editing.restoring import Restoring

        self._program = program
        self._folder = folder
        self._number = number
        self._rng = random.Random(seed)
        self._log = os.open(folder / f"log-{number}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._last: dict[str, tuple[npt.NDArray[Any], bool]] = {}
        self._has_looked = False
        self._work = self._all()
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(20)
        record, ask = RecoveryController.record, Restoring._ask

        def logged(controller: RecoveryController) -> bool:
            self.log()  # what is written down was logged before
            return record(controller)

        def looked(restoring: Restoring, found: Any) -> None:
            self._has_looked = True
            ask(restoring, found)

        RecoveryController.record = logged  # type: ignore[method-assign]  # nothing else sees each state
        Restoring._ask = looked  # type: ignore[method-assign]  # nothing else tells that nothing was found

    @property
    def _app(self) -> Any:
        return self._program._composition.app

    def log(self) -> None:
        """Log what differs from the last state, of each image."""
        if not self._last:
            return
        for image in self._app.images.all:
            name, pixels = image.info.path.name, image.pixels
            before, was_modified = self._last[name]
            if pixels.shape == before.shape and pixels.dtype == before.dtype:
                places = np.flatnonzero(pixels.reshape(-1) != before.reshape(-1))
                change: Any = places, pixels.reshape(-1)[places]
            else:
                places, change = np.arange(1), pixels.copy()
            if places.size or image.is_modified != was_modified:
                self._last[name] = pixels.copy(), image.is_modified
                data = pickle.dumps((time.monotonic(), name, image.is_modified, change))
                os.write(self._log, len(data).to_bytes(8, "little") + data)

    def _go_on(self) -> None:
        wait = next(self._work)
        self.log()
        self._timer.start(wait)

    def _all(self) -> Iterator[int]:
        """Restore, tell what came back, then edit for ever; each value is how many milliseconds to wait."""
        yield from self._restore()
        yield from self._tell()
        while True:
            yield from self._edit()

    def _restore(self) -> Iterator[int]:
        from PySide6.QtWidgets import QComboBox, QPushButton

        while not self._has_looked:
            yield 10
        window = self._program._window
        dialog = window.findChild(object, "leftEditsDialog")
        if dialog is not None:
            if (self._folder / "discard").exists():
                for box in dialog.findChildren(QComboBox):
                    box.setCurrentText("Discard")
            dialog.findChild(QPushButton, "leftEditsContinue").click()
        restoring = self._program._recovery._restoring
        while restoring._is_busy or restoring._waiting or self._app.files.is_loading:
            yield 10
        for name in NAMES:
            if not any(image.info.path.name == name for image in self._app.images.all):
                self._program.open(self._folder / name)
        while self._app.files.is_loading or len(self._app.images.all) < len(NAMES):
            yield 10

    def _tell(self) -> Iterator[int]:
        found = {}
        assert len(self._app.images.all) == len(NAMES), "an image was opened twice"
        for image in self._app.images.all:
            session, name = image.session, image.info.path.name
            found[name] = image.pixels.copy()
            self._last[name] = found[name], image.is_modified
            if session is not None and not session.history.forgotten:
                done = session.history.count
                while session.undo():
                    pass
                assert (session.view == image.document.pixels).all(), (
                    "taken back, the edits do not lead to the original"
                )
                for _ in range(done):
                    session.redo()
                assert (session.view == found[name]).all(), "done again, the edits lead elsewhere"
        waiting = self._folder / "waiting.npz"
        np.savez(waiting, **found)
        waiting.rename(self._folder / f"restored-{self._number}.npz")
        yield 10

    def _edit(self) -> Iterator[int]:
        """One gesture, or something else that a user does."""
        from itk_inspector.control.editing.over import Over

        rng, app = self._rng, self._app
        image = app.images.current
        if image.session is None:
            app.edit.set_editing(True)
            yield 5
        if rng.random() < 0.5:
            app.edit.set_value(str(rng.randrange(200)))
        match rng.choices(range(9), (40, 10, 10, 8, 14, 10, 5, 3, 3))[0]:
            case 0:
                self._program._composition.run(rng.choice(["toolBrush", "toolBrush", "toolEraser"]))
                app.edit.set_option("brushRadius", rng.randrange(1, 9))
                yield from self._drag(rng.randrange(1, 120))
            case 1:
                self._program._composition.run("toolRectangle")
                yield from self._drag(rng.randrange(2, 5))
            case 2:
                self._program._composition.run("toolFill")
                yield from self._drag(0)
            case 3:
                size = image.info.geometry.size
                app.edit.set_pixel(" ".join(str(rng.randrange(n)) for n in size))
            case 4:
                for _ in range(rng.randrange(1, 6)):
                    app.edit.undo()
                    yield rng.randrange(1, 30)
            case 5:
                for _ in range(rng.randrange(1, 6)):
                    app.edit.redo()
                    yield rng.randrange(1, 30)
            case 6:
                with app.images.changing():
                    app.images.bring(rng.choice(app.images.all))
            case 7:
                yield from self._operate()
            case _:
                app.view.step_slice(rng.choice([-1, 1]))
                app.painting_over.use(rng.choice([Over.ALL, Over.ALL, Over.BACKGROUND]))
        yield rng.randrange(1, 60)

    def _operate(self) -> Iterator[int]:
        from itk_inspector.core.editing.operation import Operation
        from itk_inspector.core.editing.operations.question import OperationAnswer
        from itk_inspector.core.editing.operations.table import row_of

        image, operations = self._app.images.current, self._app.operations
        name = self._rng.choice(["flip", "median", "permute", "expression"])
        given = {"text": "where(a > 120, a - 40, a)"} if name == "expression" else {}
        complete = row_of(name).complete(image.info, given, {})
        operations.start(image, OperationAnswer(Operation(name, complete), False))
        while operations.task is not None:
            yield 5

    def _drag(self, moves: int) -> Iterator[int]:
        rng, app = self._rng, self._app
        plane, size = app.images.current.plane, app.images.current.info.geometry.size
        ends = size[plane.horizontal] - 1, size[plane.vertical] - 1
        place = [rng.random() * ends[0], rng.random() * ends[1]]
        app.button.press(*place)
        self.log()
        for _ in range(moves):
            yield rng.randrange(1, 30)
            place = [min(max(p + rng.gauss(0, 4), 0), end) for p, end in zip(place, ends, strict=True)]
            app.button.drag(*place)
            self.log()
        yield rng.randrange(1, 30)
        app.button.release(*place)


def window(folder: Path, number: int, seed: int) -> None:
    """Open a window that is edited until it is killed."""
    from itk_inspector.app.program import Program
    from itk_inspector.app.qt_application import application
    from itk_inspector.gui.shell.opening_window import create_window
    from itk_inspector.gui.shell.settings import MemoryStore, Settings

    qt = application()
    settings = Settings(MemoryStore())
    shown = create_window(settings)
    program = Program(shown, settings, None)
    if seed % 2:
        for name in NAMES:
            program.open(folder / name)
    shown.show()
    program.load()
    hands = Hands(program, folder, number, seed)
    assert hands is not None
    qt.exec()


# who kills it -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """The pixels of an image at a time, and whether there was anything to be restored."""

    time: float
    pixels: npt.NDArray[Any]


@dataclass(slots=True)
class Told:
    """What became of all windows."""

    kills: int = 0
    early: int = 0
    restored: int = 0
    states: int = 0
    losses: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Trials:
    """Windows that are killed one after the other, in one folder.

    Parameters
    ----------
    folder : pathlib.Path
    seconds : float
        What may be lost.
    seed : int
    """

    def __init__(self, folder: Path, seconds: float, seed: int) -> None:
        self._folder = folder
        self._seconds = seconds
        self._rng = random.Random(seed)
        self._original = _write_images(folder)
        self._expected = {name: [State(0.0, pixels)] for name, pixels in self._original.items()}
        self._killed_at = 0.0
        self._number = 0
        self.told = Told()

    def one(self) -> None:
        """Start a window, look what it restored, and kill it."""
        rng = self._rng
        self._number += 1
        discard = self._folder / "discard"
        discard.unlink(missing_ok=True)
        if rng.random() < 0.06:
            discard.touch()
        restored = self._folder / f"restored-{self._number}.npz"
        process = self._start()
        try:
            if rng.random() < 0.15 and not discard.exists():
                time.sleep(rng.random() * 4)
            else:
                until = time.monotonic() + PATIENCE
                while not restored.exists() and process.poll() is None and time.monotonic() < until:
                    time.sleep(0.01)
                time.sleep(rng.random() * 4)
        finally:
            killed_at = time.monotonic()
            process.kill()
            process.wait()
        said = (self._folder / "said").read_text(errors="replace")
        if process.returncode != -signal.SIGKILL or "Traceback" in said:
            self.told.wrong.append(f"window {self._number} ended by itself or complained: {said[-2000:]}")
        self.told.kills += 1
        if not restored.exists():
            self.told.early += 1
            return  # what was to be restored still is
        self._judge(restored, was_discarded=discard.exists())
        self._killed_at = killed_at
        self._follow(self._folder / f"log-{self._number}")

    def _start(self) -> subprocess.Popen[bytes]:
        place = str(self._folder)
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_STATE_HOME": place,
            "XDG_DATA_HOME": place,
            "XDG_RUNTIME_DIR": place,
        }
        words = [sys.executable, __file__, "--window", place, str(self._number), str(self._rng.randrange(1 << 30))]
        with (self._folder / "said").open("wb") as said:
            return subprocess.Popen(words, env=environment, stderr=said)

    def _judge(self, restored: Path, *, was_discarded: bool) -> None:
        """Compare what came back with what was there when the window before was killed."""
        with np.load(restored) as found:
            for name, original in self._original.items():
                pixels, states = found[name], self._expected[name]
                if was_discarded:
                    states = [State(self._killed_at, original)]
                self.told.restored += not np.array_equal(pixels, original)
                same = [place for place, state in enumerate(states) if _is_same(state.pixels, pixels)]
                if not same:
                    shapes = sorted({state.pixels.shape for state in states})
                    what = f"pixels that were never there, of shape {pixels.shape}; there were {shapes}"
                    self.told.wrong.append(f"window {self._number}, {name}: {what}")
                elif same[-1] < len(states) - 1:
                    lost = self._killed_at - states[same[-1] + 1].time
                    self.told.losses.append(lost)
                    if lost > self._seconds:
                        self.told.wrong.append(f"window {self._number}, {name}: the last {lost:.2f} seconds are lost")
                else:
                    self.told.losses.append(0.0)
                self._expected[name] = [State(0.0, pixels)]

    def _follow(self, log: Path) -> None:
        """Take the states that a window logged; of old ones the last is enough."""
        data, at = log.read_bytes(), 0
        now = {name: states[-1].pixels for name, states in self._expected.items()}
        while at + 8 <= len(data):
            length = int.from_bytes(data[at : at + 8], "little")
            if at + 8 + length > len(data):
                break
            when, name, is_modified, change = pickle.loads(data[at + 8 : at + 8 + length])
            at += 8 + length
            if isinstance(change, tuple):
                places, values = change
                now[name] = now[name].copy()
                now[name].reshape(-1)[places] = values
            else:
                now[name] = change
            self.told.states += 1
            states = self._expected[name]
            states.append(State(when, now[name] if is_modified else self._original[name]))
            while len(states) > 1 and states[1].time < self._killed_at - 4 * self._seconds:
                del states[0]


def _is_same(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    return (one.shape, one.dtype, one.tobytes()) == (other.shape, other.dtype, other.tobytes())


def _write_images(folder: Path) -> dict[str, npt.NDArray[Any]]:
    import SimpleITK as sitk  # noqa: N813  # its usual name; a window needs it not

    rng = np.random.default_rng(5)
    flat = (rng.random((90, 120)) < 0.1).astype(np.uint8)
    volume = np.zeros((14, 50, 60), dtype=np.int16)
    volume[4:10, 10:40, 10:40] = 50
    for name, pixels in zip(NAMES, (flat, volume), strict=True):
        sitk.WriteImage(sitk.GetImageFromArray(pixels), str(folder / name))
    return dict(zip(NAMES, (flat, volume), strict=True))


def main() -> int:
    """Kill, and print what came back."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 0.5
    with tempfile.TemporaryDirectory() as name:
        trials = Trials(Path(name), seconds, seed=kills)
        while trials.told.kills < kills:
            trials.one()
            if trials.told.wrong:
                break
        told = trials.told
    losses = sorted(told.losses) or [0.0]
    print(
        f"{told.kills} kills, {told.early} of them while it restored; {told.states} states; {told.restored} images "
        f"restored; lost at most {losses[-1]:.2f} s, in the median {losses[len(losses) // 2]:.2f} s; "
        f"{len(told.wrong)} wrong"
    )
    for line in told.wrong:
        print(line)
    return 1 if told.wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--window"]:
        window(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(main())
