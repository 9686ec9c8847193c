"""Runs a program, and writes down when its event loop stood still and what its labels say at the end.

``python tests/benchmarks/watched.py OUT.json PROGRAM [ARGUMENT ...]``, where PROGRAM is a script or ``-m MODULE``. A
timer of a millisecond in the program's own event loop notes every pause of more than five; asked by SIGUSR1, it
writes them, on the clock that all processes share.
"""

from __future__ import annotations

import json
import runpy
import signal
import sys
import time
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_NOTED = 0.005
_HEAVY = ("itk", "numpy.ma", "pyqtgraph", "scipy", "PySide6.QtOpenGL", "PySide6.QtSvg", "asyncio", "multiprocessing")


class Watch:
    """Notes the pauses of the event loop that runs."""

    def __init__(self, out: str) -> None:
        self._out = out
        self._gaps: list[tuple[float, float]] = []
        self._last = 0.0
        self._asked = False
        self._timer: Any = None

    def begin(self) -> None:
        """Start the timer; called when the event loop is about to run."""
        from PySide6.QtCore import Qt, QTimer  # the program has loaded it

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        signal.signal(signal.SIGUSR1, self._ask)
        self._last = time.monotonic()
        self._timer.start(1)

    def _ask(self, *_: object) -> None:
        self._asked = True

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._last > _NOTED:
            self._gaps.append((self._last, now))
        self._last = now
        if self._asked:
            self._asked = False
            self._write()

    def _write(self) -> None:
        from PySide6.QtWidgets import QApplication, QLabel

        labels = [w for w in QApplication.allWidgets() if isinstance(w, QLabel)]
        texts = [[label.objectName(), label.text()] for label in labels if label.text()]
        loaded = [name for name in _HEAVY if name in sys.modules]
        with open(f"{self._out}.part", "w", encoding="utf-8") as file:
            json.dump({"gaps": self._gaps, "texts": texts, "loaded": loaded}, file)
        import os

        os.replace(f"{self._out}.part", self._out)
        self._last = time.monotonic()


class _Finder(MetaPathFinder):
    """Lets the watch begin where the program enters its event loop; loads nothing by itself."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Wrap the loader of the widgets' module."""
        if name != "PySide6.QtWidgets":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path)
        assert spec is not None
        assert spec.loader is not None
        spec.loader = _Wrapped(spec.loader, self._watch)
        return spec


class _Wrapped(Loader):
    def __init__(self, inner: Loader, watch: Watch) -> None:
        self._inner, self._watch = inner, watch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._inner.exec_module(module)
        application: Any = module.QApplication
        run = application.exec

        def watched(*_: object) -> int:
            self._watch.begin()
            return int(run())

        application.exec = watched


def main() -> None:
    """Run what the command line names."""
    watch = Watch(sys.argv[1])
    sys.meta_path.insert(0, _Finder(watch))
    if sys.argv[2] == "-m":
        name = sys.argv[3]
        sys.argv[:] = [name, *sys.argv[4:]]
        sys.path[0] = ""
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = sys.argv[2:]
        sys.path[0] = str(sys.argv[0]).rpartition("/")[0]
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
