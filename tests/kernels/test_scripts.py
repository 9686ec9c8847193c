"""Windows of plain scripts: beside asyncio, beside another binding of Qt, and many one after the other."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from data_folders import REPOSITORY
from prompts import PATIENCE, environment


def run(code: str, folder: Path) -> str:
    """Run a script, and return what it wrote to stdout."""
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=2 * PATIENCE, env=environment(folder), check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_coroutine_waits_for_a_window(tmp_path: Path) -> None:
    code = """
        import asyncio, numpy as np, itk_inspector as ii
        from PySide6.QtCore import QTimer
        from itk_inspector.app import scripting
        scripting.application()
        def look():
            window = scripting._kept[-1].window
            window.go_to((1, 2))
            print(window.probe.array_value)
            window.close()
        async def main():
            await asyncio.sleep(0)
            QTimer.singleShot(100, look)
            print(ii.view(np.full((4, 5), 42)))
            await asyncio.sleep(0)
            print("runs on")
        asyncio.run(main())
    """
    assert run(code, tmp_path) == "42\nNone\nruns on\n"


@pytest.mark.parametrize("name", ["PyQt6", "PyQt5"])
def test_another_binding_of_qt_is_told_and_pyside_not_loaded(tmp_path: Path, name: str) -> None:
    code = f"""
        import sys, types, numpy as np, itk_inspector as ii
        for each in ("{name}", "{name}.QtCore"):
            sys.modules[each] = types.ModuleType(each)
        for call in (ii.view, ii.edit):
            try:
                call(np.zeros((4, 5)))
            except ii.UsageError as e:
                print(e)
        print("PySide6.QtCore" in sys.modules)
    """
    told = f"This process uses {name}, and a window needs PySide6: Python cannot use both at once.\n"
    assert run(code, tmp_path) == f"{told}{told}False\n"


def test_a_binding_that_was_merely_looked_for_does_no_harm(tmp_path: Path) -> None:
    code = """
        import sys, types, numpy as np, itk_inspector as ii
        sys.modules["PyQt6"] = types.ModuleType("PyQt6")
        print(ii.view(np.zeros((4, 5)), block=False).isVisible())
    """
    assert run(code, tmp_path) == "True\n"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is told by Linux only")
@pytest.mark.parametrize("way", ["returned", "waited"])
def test_windows_that_were_closed_give_their_memory_back(tmp_path: Path, way: str) -> None:
    command = [sys.executable, str(REPOSITORY / "tests" / "hundred_windows.py"), "16", way]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=4 * PATIENCE, env=environment(tmp_path), check=False
    )
    assert done.returncode == 0, done.stderr
    first, *_, last = [int(word) for word in done.stdout.split()]

    assert last - first < 6 * 2048, done.stdout  # a window that stays takes 7 times that
