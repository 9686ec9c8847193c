"""The two processes of ``info`` and ``probe``: how they begin and end, and what the one that parses holds."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from itk_inspector.gui.style.resources import sample
from itk_inspector.worker.sandbox import confinement
from native_only import NO_LANDLOCK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at by /proc")

IMAGE = sample("head-phantom.png")
PROGRAM = [sys.executable, "-m", "itk_inspector"]
COMMANDS = {"info": ["--json"], "probe": ["--at", "1", "1", "--json"]}
"""What is asked of an image, and how."""
FIRST = {"info": '"size":', "probe": '"itk_index":'}
"""What is in the line that tells of the first image."""
MANY = 400


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def asking(command: str, *paths: object) -> list[str]:
    """Return the words that ask a command about images."""
    return [*PROGRAM, command, *COMMANDS[command], *map(str, paths)]


def group_is_gone(pid: int) -> bool:
    """Tell whether nothing is left of what a process started, each of which is in its group, or soon was not."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.005)
    return False


@contextmanager
def at_work(command: str, **options: object) -> Iterator[subprocess.Popen[str]]:
    """Give a command that has told of the first of many images, and goes on."""
    words = asking(command, *[IMAGE] * MANY)
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True, **options) as process:  # type: ignore[call-overload]  # whatever Popen takes
        assert process.stdout is not None
        assert FIRST[command] in process.stdout.readline()
        yield process
        process.stdout.close()


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize(
    ("words", "code"),
    [([], 2), (["--no-such-option", str(IMAGE)], 2), (["--series", "1", str(IMAGE)], 2), (["missing.mha"], 3)],
)
def test_what_is_no_use_leaves_no_process(command: str, words: list[str], code: int) -> None:
    process = subprocess.Popen([*asking(command), *words], stderr=subprocess.PIPE, text=True, start_new_session=True)
    _, said = process.communicate()

    assert process.returncode == code
    assert "Traceback" not in said
    assert group_is_gone(process.pid)


@pytest.mark.parametrize("portable", ["0", "1"])
def test_nothing_is_left_of_it(command: str, portable: str) -> None:
    before = set(Path(tempfile.gettempdir()).glob("itk-inspector-*"))
    environment = {**os.environ, "ITK_INSPECTOR_PORTABLE": portable}
    process = subprocess.Popen(
        asking(command, IMAGE), stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment
    )
    said, _ = process.communicate()

    assert process.returncode == 0
    assert FIRST[command] in said
    assert group_is_gone(process.pid)
    assert set(Path(tempfile.gettempdir()).glob("itk-inspector-*")) <= before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_both(command: str, number: signal.Signals, code: int) -> None:
    with at_work(command) as process:
        process.send_signal(number)

    assert process.returncode == code
    assert group_is_gone(process.pid)


def test_who_is_killed_takes_the_child_along(command: str) -> None:
    with at_work(command) as process:
        watched = [os.pidfd_open(pid) for pid in children(process.pid)]
        process.kill()

    assert len(watched) == 1
    ended, _, _ = select.select(watched, [], [], 20)
    assert ended == watched
    os.close(watched[0])


@pytest.mark.skipif(not confinement.held().files, reason=NO_LANDLOCK)
def test_the_child_has_no_file_that_its_parent_was_given(command: str, tmp_path: Path) -> None:
    """Of what a shell has open, and hands on, whoever parses a file could write to it."""
    secret = tmp_path / "secret"
    with secret.open("w") as file, at_work(command, pass_fds=(file.fileno(),)) as process:
        (child,) = children(process.pid)
        held = [[os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()] for pid in (process.pid, child)]
        process.kill()

    assert str(secret) in held[0]
    assert str(secret) not in held[1]


def test_a_users_modules_stand_behind_the_standard_library(command: str, tmp_path: Path) -> None:
    for folder in ("path", "here"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "gzip.py").write_text("raise SystemExit('a module of the user')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "path"), "ITK_INSPECTOR_PORTABLE": "0"}

    done = subprocess.run(
        asking(command, IMAGE), cwd=tmp_path / "here", env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_with_standard_streams_closed_it_ends_in_order(command: str) -> None:
    shell = ["sh", "-c", 'exec "$0" "$@" 0<&- 1>&- 2>&-', *asking(command, IMAGE)]

    assert subprocess.run(shell, check=False).returncode == 0
