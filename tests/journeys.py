"""Walk through a real window, offscreen, and tell which of our modules are entered on the way.

``python tests/journeys.py`` prints what it found as JSON. A journey is told by its rooms (modules of ours in which a
function is called), the moves between them (calls of a function of one module by a function of another one), and how
often each function was called. What paints the screen is a journey of its own and left out; what a frozen dataclass is
given by its decorator, to be compared for one, is no room that a journey enters.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from house import ROOT, SOURCE
from own_data import use_own_data_folder

REPOSITORY = SOURCE.parent.parent
METHODS = f"{ROOT}.core.data_class"
VOLUME = REPOSITORY / "resources" / "samples" / "oblique-volume.nrrd"


@dataclass(slots=True)
class Trace:
    """What was called between two moments, in this thread.

    Parameters
    ----------
    moves : int
    calls : Counter
        By ``module:qualified.name``.
    """

    moves: int = 0
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def rooms(self) -> list[str]:
        return sorted({name.partition(":")[0] for name in self.calls})


@contextmanager
def traced() -> Iterator[Trace]:
    """Note each call of a function of ours."""
    found, prefix, painting = Trace(), f"{ROOT}.", 0

    def module_of(frame: FrameType | None) -> str:
        while frame is not None:
            name = str(frame.f_globals.get("__name__", ""))
            if name.startswith(prefix):
                return name.removeprefix(prefix)
            frame = frame.f_back
        return ""

    def note(frame: FrameType, event: str, _argument: object) -> None:
        name = str(frame.f_globals.get("__name__", ""))
        nonlocal painting
        if frame.f_code.co_name == "paintEvent":
            painting += {"call": 1, "return": -1}.get(event, 0)
        if painting or event != "call" or not name.startswith(prefix) or frame.f_code.co_name == "<module>":
            return
        if name == METHODS or frame.f_code.co_qualname.startswith("__create_fn__"):
            return
        module = name.removeprefix(prefix)
        found.calls[f"{module}:{frame.f_code.co_qualname}"] += 1
        found.moves += module_of(frame.f_back) not in ("", module)

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


def walk() -> dict[str, Trace]:
    """Go the journeys, each in a window where everything that is made late has been made."""
    from PySide6.QtWidgets import QApplication

    from itk_inspector.app.composition import Composition
    from itk_inspector.gui.shell.settings import MemoryStore, Settings
    from window_driver import WindowDriver

    use_own_data_folder()
    application = QApplication.instance() or QApplication([])
    made = Composition(Settings(MemoryStore()))
    made.window.resize(1000, 700)
    made.window.show()
    driver, found = WindowDriver(made.window), {}

    def go(name: str, step: Callable[[], Any]) -> None:
        driver.rest()
        with traced() as trace:
            step()
        if name not in found or trace.moves < found[name].moves:
            found[name] = trace

    with tempfile.TemporaryDirectory() as folder:
        first, *others = (Path(folder) / f"{name}.nrrd" for name in ("first", "second", "third", "fourth"))
        for path in (first, *others):
            path.write_bytes(VOLUME.read_bytes())
        driver.open(first)
        driver.hover(20, 20)
        driver.wait(lambda: not driver.is_busy)
        for path in others:  # the shortest way counts: on a busy machine there is progress to show meanwhile
            go("open", lambda path=path: driver.open(path))
        driver.hover(10, 10)
        go("hover", lambda: driver.hover(12, 10))
        driver.action("editCopy")
        go("value", lambda: driver.type("editValue", "9"))
        driver.type("editValue", "7")
        driver.action("toolBrush")
        driver.stroke((5, 5), (8, 5))  # whatever is loaded at the first stroke
        driver.hover(10, 10)
        go("press", lambda: driver.press(10, 10))
        go("drag", lambda: driver.drag(14, 11))
        go("further drag", lambda: driver.drag(18, 12))
        go("release", lambda: driver.release(18, 12))
    made.dispose()
    made.window.close_for_good()
    application.processEvents()
    return found


def main() -> None:
    """Print the traces."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    json.dump({name: {"moves": trace.moves, "calls": trace.calls} for name, trace in walk().items()}, sys.stdout)


if __name__ == "__main__":
    main()
