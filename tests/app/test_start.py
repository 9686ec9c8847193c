"""What the program loads where, so that its window reacts from its first paint on."""

from __future__ import annotations

import json
import subprocess
import sys

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
program.can_draw.connect(lambda: QTimer.singleShot(50, qt.quit))
qt.exec()
print(json.dumps({"threads": threads, "is_prepared": window.canvas._view is not None}))
program.end()
window.close_for_good()
"""


def test_what_takes_long_is_loaded_beside_the_event_loop() -> None:
    out = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)

    told = json.loads(out.stdout)
    in_main_thread = told["threads"]
    for name in ("numpy", "pyqtgraph", "itk_inspector.control.app", "itk_inspector.app.composition"):
        assert in_main_thread[name] is False, name
    assert told["is_prepared"]
    assert not any(name.split(".")[0] == "itk" for name in in_main_thread)
