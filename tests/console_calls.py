"""Measure what calls in the console do to the window, and when an interrupt reaches them.

Run it with ``python tests/console_calls.py [SECONDS]`` (2 by default: about how long each call takes). The window is a
real one (offscreen). Each call is interrupted a quarter of a second after it began. *longest wait* is the longest time
between two turns of the window's event loop while it ran; *ended after* counts from the interrupt.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.gui.panels.console_panel import ConsolePanel
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from own_data import use_own_data_folder

TICK = 5
"""Milliseconds between two turns that are asked for."""
INTERRUPTED_AFTER = 250
PREPARED = """
import re, time
def prepared(make, run):
    # the size at which one run takes about SECONDS
    size, took = 64, 0.0
    while took < 0.1 * SECONDS:
        size *= 2
        given = make(size)
        begun = time.perf_counter()
        run(given)
        took = time.perf_counter() - begun
    return size, took
"""


@dataclass(frozen=True, slots=True)
class Call:
    """Something that takes long: how it is prepared, with ``SECONDS`` known, and how it is called."""

    name: str
    prepare: str
    code: str


CALLS = (
    Call("endless loop", "", "while True: pass"),
    Call("time.sleep", "", "time.sleep(SECONDS)"),
    Call("numpy.linalg.svd",
         "size, took = prepared(lambda n: np.random.default_rng(1).random((n, n)), np.linalg.svd)\n"
         "given = np.random.default_rng(1).random((int(size * (SECONDS / took) ** (1 / 3)),) * 2)",
         "np.linalg.svd(given)"),
    Call("numpy.sort",
         "size, took = prepared(lambda n: np.random.default_rng(1).random(1000 * n), np.sort)\n"
         "given = np.random.default_rng(1).random(int(1000 * size * SECONDS / took))",
         "np.sort(given)"),
    Call("itk median filter",
         "make = lambda n: itk.image_from_array(np.random.default_rng(1).random((n // 16, 128, 128), np.float32))\n"
         "median = lambda image: itk.median_image_filter(image, radius=2)\n"
         "median(make(64))\n"
         "size, took = prepared(make, median)\n"
         "given = make(int(size * SECONDS / took))",
         "median(given)"),
    Call("sum of a range",
         "size, took = prepared(lambda n: range(100_000 * n), sum)\n"
         "given = range(int(100_000 * size * SECONDS / took))",
         "sum(given)"),
    Call("regular expression",
         "length, took = 12, 0.0\n"
         "pattern = re.compile('(a+)+$')\n"
         "while took < 0.1 * SECONDS:\n"
         "    length += 1\n"
         "    begun = time.perf_counter(); pattern.match('a' * length + 'b'); took = time.perf_counter() - begun\n"
         "given = 'a' * (length + round(np.log2(SECONDS / took))) + 'b'",
         "pattern.match(given)"),
)  # fmt: skip


class Measured:
    """A window with a console, and how long its event loop waits."""

    def __init__(self) -> None:
        self.qt = application()
        self.composition = Composition(Settings(MemoryStore()), keeps_recent=False)
        self.composition.window.show()
        self.composition.run("console")
        panel = self.composition.window.findChild(ConsolePanel, "consolePanel")
        assert panel is not None
        self.panel = panel
        self._last = time.perf_counter()
        self.longest = 0.0
        self._timer = QTimer(self.composition.window)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def wait(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            self.qt.processEvents()
            time.sleep(TICK / 2000)

    def begin(self, text: str) -> None:
        self.panel.input.setPlainText(text)
        self.panel.input.entered.emit(text)

    def run(self, text: str) -> None:
        self.begin(text)
        self.wait(lambda: not self.panel.interrupt.isEnabled())

    def interrupted(self, call: Call) -> tuple[float, float, bool]:
        """Return the longest wait, when it ended after the interrupt, and whether it was interrupted."""
        self.run(call.prepare or "pass")
        self.panel.output.clear()
        for _ in range(20):
            self.qt.processEvents()
        self._last, self.longest = time.perf_counter(), 0.0
        pressed: list[float] = []

        def press() -> None:
            pressed.append(time.perf_counter())
            self.panel.interrupt_requested.emit()

        QTimer.singleShot(INTERRUPTED_AFTER, press)
        self.begin(call.code)
        self.wait(lambda: bool(pressed) and not self.panel.interrupt.isEnabled())
        self._tick()
        return self.longest, time.perf_counter() - pressed[0], "KeyboardInterrupt" in self.panel.output.toPlainText()


def main(seconds: float) -> None:
    """Print one line for each call."""
    use_own_data_folder()
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        measured = Measured()
        measured.run(f"SECONDS = {seconds!r}\n{PREPARED}")
        print(f"{'call':20} {'longest wait':>14} {'ended after':>13}  interrupted")
        for call in CALLS:
            wait, ended, was_interrupted = measured.interrupted(call)
            print(f"{call.name:20} {wait:12.3f} s {ended:11.3f} s  {'yes' if was_interrupted else 'no'}", flush=True)
        measured.composition.dispose()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
