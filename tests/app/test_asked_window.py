"""Windows that another thread than the application's asks for."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

import itk_inspector as ii
from itk_inspector.api import main_thread
from itk_inspector.app import scripting

pytestmark = pytest.mark.usefixtures("own_settings")


class Beside:
    """Does something in a thread, and keeps what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.value: Any = None
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.value = self._work()
        except BaseException as e:  # told to the test
            self.error = e

    def end(self, qtbot: QtBot) -> Any:
        qtbot.waitUntil(lambda: not self.thread.is_alive(), timeout=30_000)
        if self.error is not None:
            raise self.error
        return self.value

    def interrupt(self) -> None:
        kind = ctypes.py_object(KeyboardInterrupt)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread.ident or 0), kind)


def shown(qtbot: QtBot, count: int = 1) -> Any:
    """The window on screen that was opened last."""
    qtbot.waitUntil(lambda: len(scripting._kept) == count, timeout=30_000)
    return scripting._kept[-1].window


def test_a_thread_waits_until_its_window_is_closed(qtbot: QtBot) -> None:
    beside = Beside(lambda: ii.view(np.full((3, 4), 42, np.uint8)))
    window = shown(qtbot)
    window.go_to((1, 2))
    assert window.probe.array_value == 42
    assert beside.thread.is_alive()

    window.close()

    assert beside.end(qtbot) is None
    assert not scripting._kept


def test_two_threads_wait_each_for_its_own_window(qtbot: QtBot) -> None:
    first = Beside(lambda: ii.view(np.zeros((3, 4))))
    below = shown(qtbot)
    second = Beside(lambda: ii.view(np.ones((3, 4))))
    above = shown(qtbot, 2)

    below.close()
    first.end(qtbot)
    assert second.thread.is_alive()
    assert above.isVisible()
    above.close()
    second.end(qtbot)


def test_a_handle_is_used_from_its_thread(qtbot: QtBot, tmp_path: Path) -> None:
    array = np.arange(12, dtype=np.int16).reshape(3, 4)
    told: list[tuple[int, bool]] = []

    def work() -> Any:
        window = ii.view(array, name="mine", block=False)

        @window.on_close
        def closed() -> None:
            told.append((1, threading.current_thread() is threading.main_thread()))

        window.go_to(ii.ArrayIndex((1, 2)))
        seen = [window.probe.itk_index, window.isVisible(), [layer.name for layer in window.layers]]
        picture = window.screenshot(tmp_path / "window.png")
        window.close()
        window.wait()
        return [*seen, picture.shape[2], window.probe.array_value, closed.__name__]

    found = Beside(work).end(qtbot)

    assert found == [ii.ItkIndex.of(2, 1), True, ["mine"], 4, 6, "closed"]
    assert told == [(1, True)]
    assert (tmp_path / "window.png").stat().st_size > 1000
    assert not scripting._kept


def test_a_handle_of_a_closed_window_says_so(qtbot: QtBot) -> None:
    handle = Beside(lambda: ii.view(np.zeros((3, 4)), block=False)).end(qtbot)
    shown(qtbot).close()
    qtbot.waitUntil(lambda: "closed" in repr(handle), timeout=30_000)

    def work() -> Any:
        with pytest.raises(ii.UsageError, match="closed"):
            handle.go_to((1, 1))
        with pytest.raises(ii.UsageError, match="closed"):
            handle.isVisible()
        return handle.points, handle.region

    assert Beside(work).end(qtbot) == ((), None)


def test_the_edited_image_comes_back_to_the_thread(qtbot: QtBot) -> None:
    array = np.zeros((3, 4), np.uint8)
    beside = Beside(lambda: ii.edit(array))
    window = shown(qtbot)
    app = scripting._kept[-1].app
    qtbot.waitUntil(lambda: app.images.current is not None and app.images.current.session is not None, timeout=30_000)
    app.edit.set_value("5")
    app.edit.set_pixel("2 1")
    window.close()
    box = window.findChild(QMessageBox, "unsavedDialog")
    next(each for each in box.buttons() if "Return" in each.text().replace("&", "")).click()

    edited = beside.end(qtbot)

    assert (edited[1, 2], edited.sum(), array.sum()) == (5, 5, 0)


@pytest.mark.parametrize("call", [ii.view, ii.edit])
def test_what_is_refused_is_refused_in_the_thread(qtbot: QtBot, call: Callable[[Any], Any]) -> None:
    beside = Beside(lambda: call(object()))

    with pytest.raises(ii.UsageError, match="Expected an"):
        beside.end(qtbot)

    assert not scripting._kept


def test_without_a_running_loop_a_thread_gets_a_sentence_and_never_a_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_thread, "_PATIENCE", 0.2)
    beside = Beside(lambda: ii.view(np.ones((4, 5))))
    beside.thread.join(30)  # no loop runs meanwhile

    assert isinstance(beside.error, ii.UsageError)
    assert "main thread" in str(beside.error)
    qtbot.wait(50)
    assert not scripting._kept
    assert not main_thread._sent


def test_an_interrupted_thread_stops_waiting_and_its_window_closes(qtbot: QtBot) -> None:
    beside = Beside(lambda: ii.view(np.ones((4, 5))))
    shown(qtbot)
    beside.interrupt()

    with pytest.raises(KeyboardInterrupt):
        beside.end(qtbot)

    qtbot.waitUntil(lambda: not scripting._kept, timeout=30_000)


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120)


def test_the_end_of_the_application_ends_the_wait() -> None:
    done = run("""
        import threading, numpy as np, itk_inspector as ii
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        def work():
            print("thread", ii.view(np.zeros((4, 5))))
        def look():
            if any(w.objectName() == "mainWindow" and w.isVisible() for w in app.topLevelWidgets()):
                app.quit()
        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(20)
        thread = threading.Thread(target=work)
        thread.start()
        app.exec()
        thread.join()
        print("end")
    """)

    assert (done.returncode, done.stdout) == (0, "thread None\nend\n"), done.stderr


def test_the_end_of_the_main_thread_ends_the_wait() -> None:
    done = run("""
        import threading, time, numpy as np, itk_inspector as ii
        from PySide6.QtWidgets import QApplication
        app = QApplication([])
        def work():
            try:
                ii.view(np.zeros((4, 5)))
            except ii.UsageError as e:
                print(e, flush=True)
        threading.Thread(target=work).start()
        while not any(w.objectName() == "mainWindow" and w.isVisible() for w in app.topLevelWidgets()):
            app.processEvents()
    """)

    assert (done.returncode, done.stdout) == (0, "The main thread ended before the window was closed.\n"), done.stderr
