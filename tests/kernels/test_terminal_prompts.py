"""Windows at the prompts of a terminal: Python's own, IPython's, and the debugger's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prompts import Terminal, terminal, wait_for_text

pytest.importorskip("pexpect", reason="pexpect, which runs programs in terminals, is not here")
if not hasattr(os, "fork"):
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

IMPORTS = "import numpy as np, itk_inspector as ii\nfrom PySide6.QtCore import QTimer"
OPENED = "window = ii.view(np.full((4, 5), 42), block=False)"


def telling(path: Path) -> str:
    """A line after which the window goes to a pixel, and writes what it sees there, while nobody types."""
    seen = f"open({str(path)!r}, 'w').write(f'{{window.probe.array_value}} {{window.isVisible()}}')"
    return f"QTimer.singleShot(50, lambda: (window.go_to((1, 2)), {seen}))"


@contextmanager
def ipython(tmp_path: Path, *lines: str) -> Iterator[Terminal]:
    """IPython's prompt after some lines: what it draws around what is typed is not worth being read."""
    pytest.importorskip("IPython")
    script = tmp_path / "begin.ipy"
    script.write_text("\n".join((IMPORTS, *lines, "")))
    arguments = ("-m", "IPython", "--no-banner", "--colors=NoColor", "--no-confirm-exit", "-i", str(script))
    with terminal(tmp_path, *arguments, prompt=r"In ") as made:
        yield made


def test_a_window_lives_at_pythons_prompt(tmp_path: Path) -> None:
    with terminal(tmp_path, "-q", "-i", "-c", IMPORTS, prompt=">>> ") as python:
        python.type(OPENED)
        python.type(telling(tmp_path / "seen"))

        assert wait_for_text(tmp_path / "seen") == "42 True"


def test_a_window_lives_at_ipythons_prompt(tmp_path: Path) -> None:
    with ipython(tmp_path, OPENED, telling(tmp_path / "seen")):
        assert wait_for_text(tmp_path / "seen") == "42 True"


def test_a_thread_opens_windows_at_ipythons_prompt(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    call = f"open({str(path)!r}, 'w').write(ii.view(np.ones((2, 3)), name='b', block=False).layers[0].name)"
    thread = f"import threading\nthreading.Thread(target=lambda: {call}).start()"

    with ipython(tmp_path, OPENED, thread):
        assert wait_for_text(path) == "b"


def test_another_loop_of_ipython_is_told_once(tmp_path: Path) -> None:
    with ipython(tmp_path, "%gui asyncio", OPENED, OPENED) as at:
        said = at.child.before

    assert said.count("IPython runs the event loop of 'asyncio': the window stands still") == 1


@pytest.fixture
def debugger(tmp_path: Path) -> Iterator[Terminal]:
    script = tmp_path / "script.py"
    script.write_text(f"{IMPORTS}\nimage = np.full((4, 5), 42)\nbreakpoint()\nprint('the', 'end')\n")
    with terminal(tmp_path, str(script), prompt=r"\(Pdb\) ") as made:
        yield made


def test_a_window_and_a_picture_at_the_debuggers_prompt(debugger: Terminal, tmp_path: Path) -> None:
    debugger.type(OPENED)
    debugger.type(telling(tmp_path / "seen"))

    assert wait_for_text(tmp_path / "seen") == "42 True"
    assert "(800, 1200, 4)" in debugger.type("window.screenshot('picture.png').shape")
    assert (tmp_path / "picture.png").read_bytes()[:4] == b"\x89PNG"


def test_the_debugger_waits_for_a_window(debugger: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "seen"
    debugger.type("from itk_inspector.app import scripting")
    debugger.type("application = scripting.application()")
    close = f"(scripting._kept[-1].window.close(), open({str(path)!r}, 'w').write('closed'))"
    debugger.type(f"QTimer.singleShot(300, lambda: {close})")

    debugger.type("ii.view(image)")

    assert path.read_text() == "closed"
    debugger.send("continue")
    debugger.child.expect("the end")
