"""Windows of a real kernel of Jupyter, driven as a notebook drives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prompts import Kernel, kernel, wait_for_text

pytest.importorskip("ipykernel")
pytest.importorskip("jupyter_client")

# zmq's sockets are closed by the collector
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

OPENED = "w = ii.view(np.full((4, 5), 42), block=False)"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[Kernel, Any]]:
    with kernel(tmp_path) as made:
        made[0].run("import numpy as np, itk_inspector as ii\nfrom PySide6.QtCore import QTimer")
        made[0].run("from itk_inspector.app import scripting\nscripting.application()")  # timers need one
        yield made


@pytest.fixture
def notebook(started: tuple[Kernel, Any]) -> Kernel:
    return started[0]


def told(path: Path, window: str) -> str:
    """A cell after which the window writes what it sees, while no cell runs."""
    seen = f"{window}.go_to((1, 2)), open({str(path)!r}, 'w').write(f'{{{window}.probe.array_value}}')"
    return f"QTimer.singleShot(50, lambda: ({seen}))"


CLOSES = """
def close():
    scripting._kept[-1].window.close()
QTimer.singleShot(200, close)
"""


def test_a_window_lives_between_the_cells(notebook: Kernel, tmp_path: Path) -> None:
    assert notebook.run(OPENED) == ""
    notebook.run(told(tmp_path / "seen", "w"))

    assert wait_for_text(tmp_path / "seen") == "42"
    assert notebook.run("get_ipython().active_eventloop, w.isVisible()") == "('qt', True)"


def test_all_cells_that_were_sent_at_once_are_run(notebook: Kernel, tmp_path: Path) -> None:
    notebook.send(OPENED)
    for number in range(20):
        notebook.send(f"n = {number}")

    assert notebook.run("n, w.isVisible()") == "(19, True)"


def test_a_cell_waits_for_its_window_and_the_kernel_answers_again(notebook: Kernel, tmp_path: Path) -> None:
    notebook.run(OPENED)

    assert notebook.run(f"{CLOSES}\nrepr(ii.view(np.eye(3)))") == "'None'"
    notebook.run(told(tmp_path / "seen", "w"))
    assert wait_for_text(tmp_path / "seen") == "42"
    assert notebook.run("len(scripting._kept), w.isVisible()") == "(1, True)"


def test_a_waiting_cell_needs_no_loop_of_the_kernel(notebook: Kernel) -> None:
    assert notebook.run(f"{CLOSES}\nii.view(np.eye(3))") == ""
    assert notebook.run("get_ipython().active_eventloop is None, 6 * 7") == "(True, 42)"


def test_an_interrupt_ends_the_wait_and_the_kernel_answers_again(started: tuple[Kernel, Any], tmp_path: Path) -> None:
    notebook, manager = started
    path = tmp_path / "waits"
    notebook.send(f"QTimer.singleShot(100, lambda: open({str(path)!r}, 'w').write('y'))\nii.view(np.eye(3))")
    assert wait_for_text(path) == "y"
    manager.interrupt_kernel()

    assert notebook.run("6 * 7") == "42"


def test_a_thread_of_a_cell_opens_windows_between_the_cells(notebook: Kernel, tmp_path: Path) -> None:
    path = tmp_path / "seen"
    notebook.run(OPENED)
    notebook.run(f"""
        import threading
        def work():
            other = ii.view(np.full((4, 5), 7), block=False)
            other.go_to((1, 2))
            value = other.probe.array_value
            other.close()
            other.wait()
            open({str(path)!r}, 'w').write(str(value))
        threading.Thread(target=work).start()
    """)

    assert wait_for_text(path) == "7"
    assert notebook.run("w.isVisible()") == "True"


def test_pictures_in_the_notebook_are_no_loop(notebook: Kernel) -> None:
    assert notebook.run(f"get_ipython().enable_gui('inline')\n{OPENED}\nget_ipython().active_eventloop") == "'qt'"


def test_an_ipython_that_cannot_is_told_once(notebook: Kernel) -> None:
    notebook.run("""
        def fail(gui):
            raise RuntimeError("no")
        get_ipython().enable_gui = fail
    """)

    assert "could not switch on Qt’s event loop (RuntimeError: no): the window stands" in notebook.run(OPENED)
    assert notebook.run(OPENED) == ""
