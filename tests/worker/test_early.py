"""The two processes of ``itk-inspector info``: how they begin and end, and what the one that parses holds."""

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

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at by /proc")

IMAGE = sample("head-phantom.png")
INFO = [sys.executable, "-m", "itk_inspector", "info"]
MANY = 400


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
def at_work(*more: object, **options: object) -> Iterator[subprocess.Popen[str]]:
    """Give a command that has printed the first of many headers, and goes on."""
    words = [*INFO, "--json", *map(str, more), *[str(IMAGE)] * MANY]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True, **options) as process:  # type: ignore[call-overload]  # whatever Popen takes
        assert process.stdout is not None
        assert '"size":' in process.stdout.readline()
        yield process
        process.stdout.close()


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize(
    ("words", "code"),
    [([], 2), (["--no-such-option", str(IMAGE)], 2), (["--series", "1", str(IMAGE)], 2), (["missing.mha"], 3)],
)
def test_what_is_no_use_leaves_no_process(words: list[str], code: int) -> None:
    process = subprocess.Popen([*INFO, *words], stderr=subprocess.PIPE, text=True, start_new_session=True)
    _, said = process.communicate()

    assert process.returncode == code
    assert "Traceback" not in said
    assert group_is_gone(process.pid)


@pytest.mark.parametrize("portable", ["0", "1"])
def test_nothing_is_left_of_it(portable: str) -> None:
    before = set(Path(tempfile.gettempdir()).glob("itk-inspector-*"))
    environment = {**os.environ, "ITK_INSPECTOR_PORTABLE": portable}
    process = subprocess.Popen(
        [*INFO, str(IMAGE)], stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment
    )
    said, _ = process.communicate()

    assert process.returncode == 0
    assert "PNGImageIO" in said
    assert group_is_gone(process.pid)
    assert set(Path(tempfile.gettempdir()).glob("itk-inspector-*")) <= before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_both(number: signal.Signals, code: int) -> None:
    with at_work() as process:
        process.send_signal(number)

    assert process.returncode == code
    assert group_is_gone(process.pid)


def test_who_is_killed_takes_the_child_along() -> None:
    with at_work() as process:
        watched = [os.pidfd_open(pid) for pid in children(process.pid)]
        process.kill()

    assert len(watched) == 1
    ended, _, _ = select.select(watched, [], [], 20)
    assert ended == watched
    os.close(watched[0])


@pytest.mark.skipif(not confinement.held().files, reason="this kernel has no Landlock")
def test_the_child_has_no_file_that_its_parent_was_given(tmp_path: Path) -> None:
    """Of what a shell has open, and hands on, whoever parses a file could write to it."""
    secret = tmp_path / "secret"
    with secret.open("w") as file, at_work(pass_fds=(file.fileno(),)) as process:
        (child,) = children(process.pid)
        held = [[os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()] for pid in (process.pid, child)]
        process.kill()

    assert str(secret) in held[0]
    assert str(secret) not in held[1]


def test_a_users_modules_stand_behind_the_standard_library(tmp_path: Path) -> None:
    for folder in ("path", "here"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "gzip.py").write_text("raise SystemExit('a module of the user')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "path"), "ITK_INSPECTOR_PORTABLE": "0"}

    done = subprocess.run(
        [*INFO, str(IMAGE)], cwd=tmp_path / "here", env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_with_standard_streams_closed_it_ends_in_order() -> None:
    shell = ["sh", "-c", f'exec "$0" -m itk_inspector info "{IMAGE}" 0<&- 1>&- 2>&-', sys.executable]

    assert subprocess.run(shell, check=False).returncode == 0
