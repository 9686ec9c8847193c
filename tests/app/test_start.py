"""What the program loads where, so that its window reacts from its first paint on."""

from __future__ import annotations

import json
import subprocess
import sys

from itk_inspector.gui.style.resources import sample

SCRIPT = """
import json, sys, threading
from importlib.abc import MetaPathFinder
from PySide6.QtCore import QTimer

threads = {}

class Finder(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        threads.setdefault(name, threading.current_thread() is threading.main_thread())
        return None

from itk_inspector.app.program import Program
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
        seen["before quiet"] = "pyqtgraph" in sys.modules
        program._is_quiet.set()
    if not program._loader.is_alive():
        qt.exit()

timer = QTimer()
timer.timeout.connect(look)
timer.start(10)
QTimer.singleShot(60000, qt.exit)
qt.exec()
print(json.dumps({"threads": threads, **seen}))
program.end()
window.close_for_good()
"""


def test_what_takes_long_is_loaded_beside_the_event_loop() -> None:
    out = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)

    told = json.loads(out.stdout)
    in_main_thread = told["threads"]
    for name in ("numpy", "pyqtgraph", "itk_inspector.control.app", "itk_inspector.app.composition"):
        assert in_main_thread[name] is False, name
    assert told["before quiet"] is False
    assert not any(name.split(".")[0] == "itk" for name in in_main_thread)


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
        if name != "itk_inspector.gui.canvas.pointer_view":
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
        program._is_quiet.set()
    if not program._loader.is_alive():
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
