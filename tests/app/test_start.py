"""What the program loads where, so that its window reacts from its first paint on."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from typing import Any

from itk_inspector.gui.style.resources import sample

SCRIPT = """
import json, sys, threading
from importlib.abc import MetaPathFinder
from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QTimer

threads = {}
unmade = []

class Finder(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        threads.setdefault(name, threading.current_thread() is threading.main_thread())
        if name == "pyqtgraph":
            for module in (QtCore, QtGui, QtWidgets):
                unmade.extend(name for name in dir(module) if name not in vars(module))
        return None

from itk_inspector.app.program import _AT_REST, _PLOTS, Program
from itk_inspector.app.qt_application import application
from itk_inspector.gui.shell.opening_window import create_window
from itk_inspector.gui.shell.settings import MemoryStore, Settings

qt = application()
settings = Settings(MemoryStore())
window = create_window(settings)
program = Program(window, settings, None)
sys.meta_path.insert(0, Finder())
window.show()
program.load()
seen = {}

def look():
    if window.canvas._view is not None and "before quiet" not in seen:
        seen["before quiet"] = [name for name in (*_AT_REST, _PLOTS) if name in sys.modules]
        program._loader.go_on()
    if "itk_inspector.gui.widgets.measure_plot" in sys.modules:
        qt.exit()

timer = QTimer()
timer.timeout.connect(look)
timer.start(10)
QTimer.singleShot(60000, qt.exit)
qt.exec()
beside = [name for name, is_main in threads.items() if not is_main and name in sys.modules]
seen["of Qt"] = [
    f"{name}.{key}"
    for name in beside
    for key, value in vars(sys.modules[name]).items()
    if str(getattr(value, "__module__", None)).startswith(("PySide6", "Shiboken"))
]
print(json.dumps({"threads": threads, "unmade": unmade, **seen}))
program.end()
window.close_for_good()
"""


@functools.cache
def started() -> dict[str, Any]:
    """Start a window, wait until all is loaded, and return what was loaded where."""
    out = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(out.stdout)
    return told


def test_what_takes_long_is_loaded_beside_the_event_loop() -> None:
    told = started()

    for name in ("numpy", "itk_inspector.control.app", "itk_inspector.worker.parent.client"):
        assert told["threads"][name] is False, name
    assert told["before quiet"] == []
    assert not any(name.split(".")[0] == "itk" for name in told["threads"])


def test_classes_of_qt_are_made_in_the_thread_of_the_event_loop_alone() -> None:
    told = started()

    for name, is_in_main_thread in told["threads"].items():
        if name.startswith(("PySide6", "shiboken6", "pyqtgraph", "itk_inspector.gui", "itk_inspector.app")):
            assert is_in_main_thread, name
    assert "pyqtgraph" in told["threads"]
    assert told["of Qt"] == []


def test_classes_of_qt_are_made_before_pyqtgraph_asks_for_all_of_them_at_once() -> None:
    assert started()["unmade"] == []


ANSWERED_EARLY = """
import json, sys, threading
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from pathlib import Path
from select import select
from PySide6.QtCore import QTimer

seen = {"usual": sys.getswitchinterval()}
has_answered = threading.Event()

class Finder(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "itk_inspector.core.display.colour_ticks":
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def late(module):
            seen["while loading"] = sys.getswitchinterval()
            seen["reacts"] = has_answered.wait(20)
            run(module)

        spec.loader.exec_module = late
        return spec

from itk_inspector.app.program import Program
from itk_inspector.app.qt_application import application
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.shell.opening_window import create_window
from itk_inspector.gui.shell.settings import MemoryStore, Settings

qt = application()
settings = Settings(MemoryStore())
window = create_window(settings)
levels = window.docks.panel(LevelsPanel)
compose = Program._compose

def composed(program):  # not connected to `loaded`, whose thread may be late to tell this one
    compose(program)
    seen["levels at once"] = levels._controls is not None

Program._compose = composed
program = Program(window, settings, None)
sys.meta_path.insert(0, Finder())
window.show()
waits = 0

def look():
    global waits
    if program._composition is None:
        return
    child = program._composition.files.children[0].fileno()
    waits = waits + 1 if child >= 0 and select([child], [], [], 0)[0] else 0
    if waits == 20:  # nobody takes the answer
        seen["shown early"] = window.canvas._scene is not None
        has_answered.set()
    is_made = window.canvas._scene is not None and levels._controls is not None
    if is_made:
        qt.exit()

timer = QTimer()
timer.timeout.connect(look)
timer.start(10)
QTimer.singleShot(60000, qt.exit)
program.open(Path(sys.argv[1]))
qt.exec()
seen["afterwards"] = sys.getswitchinterval()
seen["shown"] = window.canvas._scene is not None
seen["levels"] = levels._controls is not None
print(json.dumps(seen))
program.end()
window.close_for_good()
"""


def test_an_image_that_is_read_before_it_can_be_drawn_waits_and_the_window_does_not() -> None:
    path = str(sample("head-phantom.png"))
    out = subprocess.run([sys.executable, "-c", ANSWERED_EARLY, path], capture_output=True, text=True, check=True)

    seen = json.loads(out.stdout)
    assert seen["reacts"]  # else the event loop stood still until loading gave up waiting for it
    assert not seen["shown early"]
    assert seen["shown"]


def test_the_window_has_its_turns_while_the_rest_is_loaded_and_made() -> None:
    path = str(sample("head-phantom.png"))
    out = subprocess.run([sys.executable, "-c", ANSWERED_EARLY, path], capture_output=True, text=True, check=True)

    seen = json.loads(out.stdout)
    assert seen["while loading"] <= seen["usual"] / 5
    assert seen["afterwards"] == seen["usual"]
    assert not seen["levels at once"]
    assert seen["levels"]


def test_the_versions_of_libraries_are_looked_up_when_they_are_asked_for() -> None:
    code = "import sys, itk_inspector.app.composition; print('importlib.metadata' in sys.modules)"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.split() == ["False"]


LOADED_AT_REST = """
import ast, importlib, inspect, json, sys
from pathlib import Path
from itk_inspector.app import program
for lot in (program._LOGIC, program._COLOURS, program._BESIDE, program._AT_REST):
    for name in lot:
        importlib.import_module(name)
import numpy as np
before = set(sys.modules)
np.unique(np.arange(3))
late = {name for name in set(sys.modules) - before}
for name in sys.argv[1:]:
    tree = ast.parse(Path(importlib.import_module(name).__file__).read_text())
    made = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
    late |= {one.module for f in made for one in ast.walk(f) if isinstance(one, ast.ImportFrom)}
print(json.dumps(sorted(late - before)))
"""


def test_what_a_first_operation_and_a_first_save_ask_for_is_loaded_at_rest() -> None:
    asking = (
        "itk_inspector.control.editing.operations_controller",
        "itk_inspector.control.files.save_copy",
        "itk_inspector.control.files.export_subjects",
        "itk_inspector.worker.parent.client",
        "itk_inspector.worker.parent.save_under_way",
    )

    out = subprocess.run([sys.executable, "-c", LOADED_AT_REST, *asking], capture_output=True, text=True, check=True)

    assert json.loads(out.stdout) == []
