"""The console of a real window: its names, its interrupt, and that the window lives beside it."""

from __future__ import annotations

import gc
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app import console_wiring
from itk_inspector.app.composition import Composition
from itk_inspector.app.console_wiring import Console
from itk_inspector.control.app import App
from itk_inspector.gui.panels.console_panel import MOST_LINES, ConsolePanel
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.style.theme import DARK
from itk_inspector.storage.console_history import ConsoleHistory

Typed = Callable[[str], str]

CLOSES = """
from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.gui.panels.console_panel import ConsolePanel
from itk_inspector.gui.shell.settings import MemoryStore, Settings
qt = application()
composition = Composition(Settings(MemoryStore()), keeps_recent=False)
composition.window.show()
composition.run("console")
panel = composition.window.findChild(ConsolePanel)
panel.input.setPlainText("import time; print('asleep'); time.sleep(600)")
panel.input.entered.emit(panel.input.toPlainText())
while "asleep\\n" not in panel.output.toPlainText():
    qt.processEvents()
panel.interrupt.click()
composition.dispose()
print("closed")
"""


@pytest.fixture
def panel(
    composition: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ConsolePanel]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    composition.run("console")
    made = composition.window.findChild(ConsolePanel, "consolePanel")
    assert made is not None
    yield made
    composition.window.console_dock.ended()


def enter(panel: ConsolePanel, qtbot: QtBot, text: str) -> None:
    panel.input.setPlainText(text)
    qtbot.keyClick(panel.input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def typed(panel: ConsolePanel, qtbot: QtBot) -> Typed:
    """Run something, wait until it is done, and return what the console said after the input."""

    def run(text: str) -> str:
        before = len(panel.output.toPlainText())
        enter(panel, qtbot, text)
        qtbot.waitUntil(lambda: not panel.interrupt.isEnabled(), timeout=30_000)
        said = panel.output.toPlainText()[before:]
        return "\n".join(line for line in said.split("\n") if not line.startswith((">>> ", "... "))).strip("\n")

    return run


@pytest.fixture
def image(composition: Composition, open_file: Callable[[Path], None], samples: Path) -> Any:
    open_file(samples / "head-phantom.png")
    return composition.app.images.current


def test_nothing_is_made_before_the_dock_is_seen(composition: Composition) -> None:
    assert composition.window.console_dock.widget() is None
    composition.run("console")
    assert isinstance(composition.window.console_dock.widget(), ConsolePanel)
    composition.run("console")
    assert not composition.window.console_dock.isVisible()
    composition.window.console_dock.ended()


def test_start_loads_no_console() -> None:
    code = "import sys, itk_inspector.app.beside_wiring; print([m for m in sys.modules if 'console' in m])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "['itk_inspector.gui.shell.console_dock']"


def test_values_output_and_errors(typed: Typed) -> None:
    assert typed("6 * 7") == "42"
    assert typed("_ + 1") == "43"
    assert typed("print('é∑')") == "é∑"
    assert typed("x = [\n 1,\n 2]\nx") == "[1, 2]"
    said = typed("def f():\n    return 1 / 0\n\nf()")
    assert "return 1 / 0" in said
    assert said.endswith("ZeroDivisionError: division by zero")
    assert "console_thread" not in said
    assert "SyntaxError" in typed("1 +")
    assert "exit() does not end" in typed("exit()")
    assert "nowhere" in typed("nowhere")


def test_other_threads_write_where_they_did(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout
    said = typed(
        "import threading; t = threading.Thread(target=print, args=('beside',)); t.start(); t.join(); print(1)"
    )
    assert said == "1"
    assert "beside" in capsys.readouterr().out
    assert sys.stdout is before


def test_a_line_can_be_asked_for(panel: ConsolePanel, qtbot: QtBot) -> None:
    enter(panel, qtbot, "print('<' + input('Name? ') + '>')")
    qtbot.waitUntil(lambda: panel.input.takes_any_line, timeout=30_000)
    enter(panel, qtbot, "Ada")
    qtbot.waitUntil(lambda: not panel.interrupt.isEnabled(), timeout=30_000)
    assert "<Ada>" in panel.output.toPlainText()


@pytest.mark.parametrize(
    "loop", ["while True: pass", "while True: print(1)", "input()", "while True: sum(range(1000))"]
)
def test_an_endless_loop_leaves_the_window_alive(loop: str, panel: ConsolePanel, qtbot: QtBot, typed: Typed) -> None:
    interval, collects = sys.getswitchinterval(), gc.isenabled()
    enter(panel, qtbot, loop)
    qtbot.waitUntil(panel.interrupt.isEnabled)
    for _ in range(20):
        QApplication.processEvents()
    panel.interrupt.click()
    qtbot.waitUntil(lambda: not panel.interrupt.isEnabled(), timeout=30_000)
    assert "KeyboardInterrupt" in panel.output.toPlainText()
    assert typed("1 + 1").endswith("2")
    assert (sys.getswitchinterval(), gc.isenabled()) == (interval, collects)


def test_ctrl_c_interrupts(panel: ConsolePanel, qtbot: QtBot) -> None:
    enter(panel, qtbot, "while True: pass")
    qtbot.waitUntil(panel.interrupt.isEnabled)
    qtbot.keyClick(panel.input, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not panel.interrupt.isEnabled(), timeout=30_000)


class LongCall:
    """The console's name ``writing``: a call into C that no interrupt reaches while nobody reads."""

    SIZE = 1_000_000  # more than a pipe holds

    def __init__(self) -> None:
        self.reads, self.writes = os.pipe()
        self.typed = f"""import os
def writing():
    try:
        os.write({self.writes}, bytes({self.SIZE}))
    finally:
        print("back")
"""

    def is_under_way(self) -> bool:
        return bool(select.select([self.reads], [], [], 0)[0])

    def end(self) -> None:
        left = self.SIZE
        while left:
            left -= len(os.read(self.reads, left))


@pytest.fixture
def call(typed: Typed) -> Iterator[LongCall]:
    made = LongCall()
    typed(made.typed)
    yield made
    os.close(made.reads)
    os.close(made.writes)


def test_a_call_that_cannot_be_interrupted_is_told(
    panel: ConsolePanel,
    call: LongCall,
    qtbot: QtBot,
    image: Any,
    composition: Composition,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(console_wiring, "_HELD", 1)
    panel.output.clear()
    enter(panel, qtbot, "1\nx = writing(); 'not' + ' reached'")
    qtbot.waitUntil(call.is_under_way)
    panel.interrupt.click()
    note = "Waiting for a call that cannot be interrupted: x = writing(); 'not' + ' reached'"
    qtbot.waitUntil(lambda: note in panel.output.toPlainText())
    composition.app.navigation.go_to("(3, 2)")  # the window goes on
    assert image.probe.itk_index.components == (3, 2)
    assert panel.interrupt.isEnabled()

    call.end()
    qtbot.waitUntil(lambda: not panel.interrupt.isEnabled(), timeout=30_000)
    assert panel.output.toPlainText().endswith("KeyboardInterrupt\n")


def test_an_interrupt_that_the_code_has_caught_is_told(
    panel: ConsolePanel, call: LongCall, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_wiring, "_HELD", 500)
    panel.output.clear()
    loop = "try:\n    print('be' + 'gun')\n    while True: pass"
    enter(panel, qtbot, f"{loop}\nexcept KeyboardInterrupt as e:\n    print([e]); writing()")
    qtbot.waitUntil(lambda: "begun" in panel.output.toPlainText())
    panel.interrupt.click()
    qtbot.waitUntil(lambda: "The code has caught the interrupt" in panel.output.toPlainText())
    assert call.is_under_way()
    assert "[KeyboardInterrupt()]" in panel.output.toPlainText()  # as Python's own
    assert "cannot be interrupted" not in panel.output.toPlainText()

    call.end()
    qtbot.waitUntil(lambda: not panel.interrupt.isEnabled(), timeout=30_000)
    assert panel.output.toPlainText().endswith("back\n")


def test_nobody_waits_for_a_call_when_the_window_is_closed(
    composition: Composition, panel: ConsolePanel, call: LongCall, qtbot: QtBot
) -> None:
    enter(panel, qtbot, "writing()")
    qtbot.waitUntil(call.is_under_way)
    composition.dispose()
    assert composition.is_disposed
    call.end()  # the guard of the tests finds a thread that is left behind


def test_the_program_ends_while_a_call_goes_on(tmp_path: Path) -> None:
    """A call of ten minutes: neither the window nor the end of the process waits for it."""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", CLOSES], env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr


def test_much_output_is_bounded(panel: ConsolePanel, typed: Typed) -> None:
    typed("for i in range(200_000): print(i)")
    assert panel.output.blockCount() <= MOST_LINES
    assert panel.output.toPlainText().rstrip().endswith("199999")
    assert "are not shown" in panel.output.toPlainText() or panel.output.blockCount() == MOST_LINES
    typed("for i in range(3000): print(-i)")
    assert set(map(str, range(-2999, 0))) <= set(panel.output.toPlainText().split("\n"))
    assert len(typed("'x' * 10**6")) < 10_000


def test_qt_cannot_be_loaded(typed: Typed) -> None:
    assert "Qt belongs to the window" in typed("import PySide6.QtBluetooth")


def test_names_follow_the_image(image: Any, typed: Typed, composition: Composition) -> None:
    assert typed("array.shape, array.flags.writeable") == f"({image.access.shape}, False)"
    assert typed("image.GetLargestPossibleRegion().GetSize()[0]") == str(image.info.geometry.size[0])
    assert "array([" in typed("array = np.zeros(1); array")
    assert typed("del array; array.shape") == str(image.access.shape)
    assert typed("points") == "()"
    assert "head-phantom" in typed("layers")
    typed("layers[0].name = 'mine'")
    assert typed("layers[0].name") == "'mine'"
    composition.app.tabs.close(0)
    assert typed("array") == "UsageError: No image is open."


def test_the_latest_output_is_seen(image: Any, panel: ConsolePanel, typed: Typed) -> None:
    bar = panel.output.verticalScrollBar()
    typed("for i in range(100): print(i)")
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    typed("for i in range(100): print(i)")
    assert bar.value() == 0


def test_a_name_that_stands_for_nothing(image: Any, typed: Typed) -> None:
    assert typed("probe is None") == "True"
    assert typed("1 + 1") == "2"


def test_the_probe(image: Any, typed: Typed, composition: Composition) -> None:
    composition.app.navigation.go_to("(3, 2)")
    probe = image.probe
    assert typed("probe.array_index == (2, 3)") == "True", probe


def test_the_application_is_asked_in_the_windows_thread(image: Any, typed: Typed) -> None:
    assert typed("app.images.current.info.name") == f"'{image.info.name}'"
    assert "1" in typed("len(app.images.all)")


def test_writing_to_the_copy_is_one_step(image: Any, typed: Typed, composition: Composition) -> None:
    stored = image.access.all().copy()
    assert "no edited copy" in typed("copy[0, 0] = 1")
    typed("edit()")
    typed("copy[copy > 10] = 3")
    wanted = stored.copy()
    wanted[wanted > 10] = 3
    assert np.array_equal(image.session.view, wanted)
    typed("copy[:2] += 1")
    wanted[:2] += 1
    assert np.array_equal(image.session.view, wanted)
    typed("copy += 1")
    assert np.array_equal(image.session.view, wanted + 1)
    assert "does not fit" in typed("copy[0, 0] = 300")
    assert typed("int(copy[0, 0]), copy.shape, int(np.max(copy))") == str(
        (int(wanted[0, 0]) + 1, wanted.shape, int(wanted.max()) + 1)
    )
    for _ in range(3):
        assert image.session.undo()
    assert not image.session.can_undo
    assert np.array_equal(image.session.view, stored)
    composition.app.edit.toggle_editing()


def test_results_open_as_layers(image: Any, typed: Typed, composition: Composition, qtbot: QtBot) -> None:
    typed("show(array > 5, 'bright', labels=True)")
    qtbot.waitUntil(lambda: len(composition.app.images.all) == 2)
    assert composition.app.images.share_tab(*composition.app.images.all)
    typed("show(np.zeros((4, 5)), 'other')")
    assert len(composition.app.images.tabs) == 2
    assert "Expected" in typed("show(3)")


def test_names_are_completed(panel: ConsolePanel, image: Any, qtbot: QtBot) -> None:
    panel.input.setPlainText("arr")
    panel.input.moveCursor(panel.input.textCursor().MoveOperation.End)
    qtbot.keyClick(panel.input, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: panel.input.toPlainText() == "array")


def test_history(panel: ConsolePanel, typed: Typed, qtbot: QtBot) -> None:
    typed("1")
    typed("2")
    panel.input.setPlainText("draft")
    for key, wanted in ((Qt.Key.Key_Up, "2"), (Qt.Key.Key_Up, "1"), (Qt.Key.Key_Down, "2"), (Qt.Key.Key_Down, "draft")):
        qtbot.keyClick(panel.input, key)
        assert panel.input.toPlainText() == wanted
    assert panel.input.history == ("1", "2")


def test_history_outlives_the_window(panel: ConsolePanel, typed: Typed, qtbot: QtBot) -> None:
    typed("x = 1")
    typed("x = 1")
    typed("for i in range(2):\n    print(i)\n")
    enter(panel, qtbot, "input('Password? ')")
    qtbot.waitUntil(lambda: panel.input.takes_any_line, timeout=30_000)
    enter(panel, qtbot, "secret")
    qtbot.waitUntil(lambda: not panel.interrupt.isEnabled(), timeout=30_000)

    wanted = ["x = 1", "for i in range(2):\n    print(i)\n", "input('Password? ')"]
    assert ConsoleHistory().load() == wanted
    again = QWidget()
    qtbot.addWidget(again)
    other = ConsolePanel(again)
    console = Console(other, Mock(spec=App), ConsoleHistory())
    qtbot.keyClick(other.input, Qt.Key.Key_Up)
    assert other.input.toPlainText() == wanted[-1]
    console.stop()


def test_blocks_wait_for_their_end(panel: ConsolePanel, qtbot: QtBot) -> None:
    panel.input.setPlainText("for i in range(2):")
    panel.input.moveCursor(panel.input.textCursor().MoveOperation.End)
    qtbot.keyClick(panel.input, Qt.Key.Key_Return)
    assert panel.input.toPlainText() == "for i in range(2):\n    "


def test_closing_the_window_ends_what_runs(composition: Composition, panel: ConsolePanel, qtbot: QtBot) -> None:
    enter(panel, qtbot, "while True: pass")
    qtbot.waitUntil(panel.interrupt.isEnabled)
    composition.dispose()  # the guard of the tests finds a thread that is left behind


def test_a_dock_that_was_seen_at_the_last_run_is_filled_when_there_is_what_fills_it(qtbot: QtBot) -> None:
    first, window = MainWindow(), MainWindow()
    for each in (first, window):
        qtbot.addWidget(each)
    first.show()
    first.console_dock.show()
    window.restoreState(first.saveState())
    window.show()
    qtbot.waitUntil(window.console_dock.isVisible)
    assert window.console_dock.widget() is None
    window.console_dock.fill_with(QWidget)
    assert window.console_dock.widget() is not None


def test_what_stands_there_takes_the_colours_of_another_theme(panel: ConsolePanel) -> None:
    panel.output.clear()
    for kind in ("note", "error", "input", "out"):
        panel.show_text(kind, f"{kind}\n")

    panel.set_theme(DARK)

    drawn = {}
    block = panel.output.document().begin()
    while block.isValid():
        for part in block:
            drawn[part.fragment().text()] = part.fragment().charFormat().foreground().color().name()
        block = block.next()
    assert drawn == {"note": DARK.muted, "error": DARK.warning, "input": DARK.accent, "out": DARK.text}
    assert panel.output.toPlainText() == "note\nerror\ninput\nout\n"


def test_a_view_of_the_console_is_opened_in_the_windows_thread(typed: Typed, own_settings: None) -> None:
    said = typed(
        "import itk_inspector as ii\nw = ii.view(np.eye(3), name='eye', block=False)\n[a.name for a in w.layers]"
    )
    assert said == "['eye']"
    assert typed("w.close(); w.wait(); w") == "<window of another thread, closed>"
