"""Under a real X server, with real pointer and key events."""

from __future__ import annotations

import os
import subprocess
import sys
import time
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
