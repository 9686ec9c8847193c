"""The program imports as Python does; scripts import as PySide has them."""

from __future__ import annotations

import subprocess
import sys

import pytest

_COUNTED = """
import builtins, sys
plain = builtins.__import__
{load}
feature = sys.modules["shibokensupport.feature"]
read, uses = [], feature._mod_uses_pyside
feature._mod_uses_pyside = lambda module: read.append(module.__name__) or uses(module)
import itk_inspector.gui.shell.main_window, pyqtgraph
print(builtins.__import__ is plain, len(read))
"""


@pytest.mark.parametrize(
    ("load", "is_plain"),
    [
        ("from itk_inspector.app.qt_core import load_qt_core; load_qt_core()", True),
        ("import PySide6.QtCore", False),
    ],
)
def test_no_source_is_read_while_the_program_imports(load: str, is_plain: bool) -> None:
    code = _COUNTED.format(load=load)

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)

    found, count = done.stdout.split()
    assert (found == "True", int(count) == 0) == (is_plain, is_plain)


def test_a_script_that_opens_windows_keeps_what_pyside_brings() -> None:
    code = "import builtins; plain = builtins.__import__; import itk_inspector.app.scripting; "

    done = subprocess.run(
        [sys.executable, "-c", f"{code}print(builtins.__import__ is plain)"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    assert done.stdout == "False\n"


def test_the_command_that_opens_a_window_imports_as_python_does() -> None:
    code = """
import builtins, os, sys, types
plain = builtins.__import__
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import itk_inspector.app
stub = types.SimpleNamespace(run=lambda *given, **named: 0)
itk_inspector.app.program = sys.modules["itk_inspector.app.program"] = stub
from itk_inspector.cli.main import main
print(main(["--new-window"]), "PySide6.QtCore" in sys.modules, builtins.__import__ is plain)
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout == "0 True True\n"
