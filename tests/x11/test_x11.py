"""Under a real X server, with real pointer and key events."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.x11
HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module", autouse=True)
def _server_before_the_guards(x_environment: dict[str, str]) -> None:
    """Start the X server before the guard against processes left behind counts."""


def test_journey(x_environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / "under_x.py")],
        env={**x_environment, "QT_QPA_PLATFORM": "xcb", "PYTEST_DEBUG_TEMPROOT": str(tmp_path)},
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_the_program_opens_and_leaves_nothing_behind(x_environment: dict[str, str], samples: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "itk_inspector", str(samples / "head-phantom.png")],
        env=x_environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        title = "head-phantom.png – ITK Inspector"
        assert wait_for_window(title, x_environment), "no window appeared"
        children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
        activate = ["xdotool", "search", "--name", title, "windowactivate", "--sync"]
        subprocess.run(activate, env=x_environment, check=True)
        subprocess.run(["xdotool", "key", "ctrl+q"], env=x_environment, check=True)
        _, said = program.communicate(timeout=20)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 0, said
    assert said == ""
    assert children
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_each_path_gets_a_tab_and_a_second_start_joins(x_environment: dict[str, str], samples: Path) -> None:
    paths = [samples / "head-phantom.png", samples / "oblique-volume.nrrd", samples / "colour-chart.png"]
    start = [sys.executable, "-m", "itk_inspector"]
    program = subprocess.Popen([*start, *map(str, paths[:2])], env=x_environment)
    try:
        shown = [wait_for_window("oblique-volume.nrrd – ITK Inspector", x_environment)]
        second = subprocess.run(
            [*start, paths[2].name], env=x_environment, cwd=samples, capture_output=True, text=True, timeout=30
        )
        shown.append(wait_for_window("colour-chart.png – ITK Inspector", x_environment))
        windows = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "ITK Inspector"],
            env=x_environment,
            capture_output=True,
            text=True,
        ).stdout.split()
        another = subprocess.Popen([*start, "--new-window", str(paths[0])], env=x_environment)
        shown.append(wait_for_window("head-phantom.png – ITK Inspector", x_environment))
        another.terminate()
        another.wait(20)
    finally:
        program.terminate()
        program.wait(20)

    assert shown == [True, True, True]
    assert (second.returncode, second.stderr, len(windows)) == (0, "", 1)
    assert "--new-window" in second.stdout


def wait_for_window(title: str, environment: dict[str, str]) -> bool:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        found = subprocess.run(["xdotool", "search", "--name", title], env=environment, capture_output=True)
        if found.returncode == 0:
            return True
        time.sleep(0.1)
    return False


def test_a_display_that_does_not_answer_is_told_in_one_sentence() -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}

    done = subprocess.run(
        [sys.executable, "-m", "itk_inspector"], env={**environment, "DISPLAY": ":4711"}, capture_output=True, text=True
    )

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--screenshot" in done.stderr


def test_no_display_is_told_in_one_sentence() -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")}

    done = subprocess.run([sys.executable, "-m", "itk_inspector"], env=environment, capture_output=True, text=True)

    assert done.returncode == 2
    assert "no display" in done.stderr
    assert "--screenshot" in done.stderr


class Window:
    """A started program and a hand on its window."""

    def __init__(self, environment: dict[str, str], *paths: Path) -> None:
        self.environment = environment
        words = [sys.executable, "-m", "itk_inspector", "--new-window", *map(str, paths)]
        self.program = subprocess.Popen(words, env=environment)
        assert wait_for_window(f"{paths[-1].name} – ITK Inspector", environment)
        self.activate(f"{paths[-1].name} – ITK Inspector")

    def do(self, *words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=self.environment, check=True, capture_output=True, text=True)
        time.sleep(0.3)
        return done.stdout

    def activate(self, title: str) -> None:
        self.do("search", "--name", title, "windowactivate", "--sync")

    def key(self, *keys: str) -> None:
        self.do("key", "--clearmodifiers", *keys)

    def place(self, title: str) -> tuple[int, int]:
        """Where on the screen something of the canvas is."""
        number = self.do("search", "--name", title).split()[0]
        told = dict(line.split("=") for line in self.do("getwindowgeometry", "--shell", number).splitlines())
        return int(told["X"]) + int(told["WIDTH"]) // 3, int(told["Y"]) + int(told["HEIGHT"]) // 2

    def edit(self, name: str, value: str) -> None:
        """Set a pixel of the copy."""
        self.key("ctrl+e")
        self.do("type", "--delay", "8", value)
        x, y = self.place(f"{name}.*ITK Inspector")
        self.do("mousemove", str(x), str(y), "click", "1")

    def end(self) -> None:
        self.program.kill()
        self.program.wait(20)


def flat(path: Path, value: int) -> Path:
    sizes = b"NRRD0004\ntype: uint8\ndimension: 2\nsizes: 30 30\nencoding: raw\n\n"
    path.write_bytes(sizes + bytes([value]) * 900)
    return path


def pixels(path: Path) -> set[int]:
    import SimpleITK as sitk  # noqa: N813  # its usual name

    return set(sitk.GetArrayFromImage(sitk.ReadImage(str(path))).ravel().tolist())


def wait_until(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_the_save_dialog_writes_what_it_was_asked_about(x_environment: dict[str, str], tmp_path: Path) -> None:
    first, second = flat(tmp_path / "A.nrrd", 11), flat(tmp_path / "B.nrrd", 22)
    window = Window(x_environment, first)
    try:
        window.edit("A.nrrd", "77")
        window.key("ctrl+s")
        shown = wait_for_window("Save A.nrrd as", x_environment)
        start = [sys.executable, "-m", "itk_inspector", str(second)]
        handed = subprocess.run(start, env=x_environment, capture_output=True, text=True, timeout=60)
        time.sleep(3)
        behind = not _is_there("B.nrrd – ITK Inspector", x_environment)
        window.activate("Save A.nrrd as")
        window.key("Return")
        written = wait_until((tmp_path / "A-edited.nrrd").exists)
        window.key("ctrl+Tab")
        arrived = wait_for_window("B.nrrd – ITK Inspector", x_environment)
    finally:
        window.end()

    assert (shown, handed.returncode, behind, written, arrived) == (True, 0, True, True, True)
    assert pixels(tmp_path / "A-edited.nrrd") == {11, 77}
    assert (pixels(first), pixels(second)) == ({11}, {22})


def test_ctrl_c_in_the_terminal_asks_before_edits_are_lost(x_environment: dict[str, str], tmp_path: Path) -> None:
    window = Window(x_environment, flat(tmp_path / "A.nrrd", 11))
    try:
        window.edit("A.nrrd", "77")
        window.program.send_signal(signal.SIGINT)
        asked = wait_for_window("Unsaved edits", x_environment)
        window.program.send_signal(signal.SIGINT)
        time.sleep(0.5)
        questions = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "Unsaved edits"],
            env=x_environment,
            capture_output=True,
            text=True,
        ).stdout.split()
        window.activate("Unsaved edits")
        window.key("Escape")
        lives = window.program.poll() is None
        window.activate("A.nrrd.*ITK Inspector")
        window.key("ctrl+z")
        window.program.send_signal(signal.SIGINT)
        window.program.wait(20)
    finally:
        window.end()

    assert (asked, len(questions), lives, window.program.returncode) == (True, 1, True, 130)


def _is_there(title: str, environment: dict[str, str]) -> bool:
    return subprocess.run(["xdotool", "search", "--name", title], env=environment, capture_output=True).returncode == 0


THREE_WINDOWS = """
import time
import numpy as np
import itk_inspector as ii
from PySide6.QtWidgets import QApplication

def settle(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)

windows = []
for _ in range(3):
    windows.append(ii.view(np.zeros((30, 40)), block=False))
    settle(0.7)
for window in windows:
    print(*window.frameGeometry().getRect(), window.windowTitle())
for window in windows:
    window.close()
settle(0.1)
"""


def test_windows_of_a_script_are_cascaded_on_the_screen(x_environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREE_WINDOWS],
        env={**x_environment, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        encoding="utf-8",  # the locale of this process may have been changed
        timeout=100,
    )

    lines = [line.split(maxsplit=4) for line in done.stdout.splitlines()]
    frames = [tuple(map(int, line[:4])) for line in lines]
    assert len(frames) == 3, done.stderr
    assert [line[4].partition("[")[0] for line in lines] == ["array 1", "array 2", "array 3"]
    for place, (x, y, width, height) in enumerate(frames[1:], 1):
        assert x >= 0
        assert y >= 0
        assert x + width <= 1400
        assert y + height <= 900
        assert all(max(abs(x - other[0]), abs(y - other[1])) >= 20 for other in frames[:place])
