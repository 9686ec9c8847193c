"""A child that the tests fork is what the program starts."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import FORKS, STARTS
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent import launch
from itk_inspector.worker.sandbox.family import Ahead
from leak_guards import child_processes, held_by

if sys.platform != "linux" or not FORKS:
    pytest.skip("nothing is forked there", allow_module_level=True)

from warm_children import TEMPLATE, Template, as_a_program, forked, started_by

SAID = ("Umask", "PPid", "Threads", "NoNewPrivs", "Seccomp", "SigQ", "SigBlk", "SigIgn", "SigCgt", "CapEff")
"""What ``/proc/PID/status`` tells of a child that both have alike."""


@contextlib.contextmanager
def started(way: Callable[[ScratchPolicy, list[str]], launch.Launched]) -> Iterator[launch.Launched]:
    """Start a child, and wait until it is ready."""
    with started_by(way):
        launched = launch.launch(ScratchPolicy.default(), ahead=Ahead.IN_A_ROW)
    try:
        assert select.select([launched.connection], [], [], 60)[0], "it is not ready"
        yield launched
    finally:
        launched.end()


def facts(pid: int) -> dict[str, object]:
    """Return what the system knows of a process; what differs between any two is left out."""
    folder = Path(f"/proc/{pid}")
    status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines())
    kinds = sorted(re.sub(r"\d+", "", held) for held in held_by(pid))
    variables = {name: text for name, _, text in map(_parted, (folder / "environ").read_bytes().split(b"\0"))}
    more = {"held": kinds, "limits": (folder / "limits").read_text(), "cwd": (folder / "cwd").readlink()}
    return {name: status[name] for name in SAID} | more | {"environment": variables | {b"PYTEST_CURRENT_TEST": b""}}


def _parted(line: bytes) -> tuple[bytes, bytes, bytes]:
    return line.partition(b"=")


def test_it_has_what_a_program_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with started(forked) as one, started(as_a_program) as other:
        assert facts(one.process.pid) == facts(other.process.pid)
        assert facts(one.process.pid)["PPid"] == str(os.getpid())
        assert facts(one.process.pid)["cwd"] == tmp_path
        assert "warm_template" in Path(f"/proc/{one.process.pid}/cmdline").read_text()
        assert "warm_template" not in Path(f"/proc/{other.process.pid}/cmdline").read_text()


def test_it_is_told_of_and_its_template_is_not() -> None:
    with started(forked) as launched:
        assert launched.process.pid in child_processes()
        assert TEMPLATE.pid is not None
        assert TEMPLATE.pid not in child_processes()
        assert launched.process.poll() is None

    assert launched.process.pid not in child_processes()
    assert launched.process.returncode in (0, -signal.SIGKILL)  # whichever comes first


def test_a_thread_forks_one_that_outlives_it() -> None:
    with ThreadPoolExecutor(1) as pool:
        begun = started(forked)
        launched = pool.submit(begun.__enter__).result()
    time.sleep(0.1)

    assert launched.process.poll() is None
    begun.__exit__(None, None, None)


def test_where_something_else_surrounds_it_a_program_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TEMPLATE.suits()
    monkeypatch.setenv("ITK_INSPECTOR_SCRATCH", "/var/tmp")
    assert not TEMPLATE.suits()
    with started(forked) as launched:
        assert "warm_template" not in Path(f"/proc/{launched.process.pid}/cmdline").read_text()


def test_none_is_started_in_what_one_test_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would suit no other test, whichever has the first child."""
    template = Template()
    template.expect()
    with monkeypatch.context() as changed:
        changed.setenv("ITK_INSPECTOR_SCRATCH", "/var/tmp")
        assert not template.suits()
        assert template.pid is None


def test_what_a_test_has_left_changed_is_usual_for_the_next_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TEMPLATE.suits()
    before = TEMPLATE.pid
    with monkeypatch.context() as changed:
        changed.setenv("ITK_INSPECTOR_LEFT", "1")
        assert not TEMPLATE.suits()
        TEMPLATE.expect()
        assert TEMPLATE.suits()
        assert TEMPLATE.pid not in (None, before)
        with started(forked) as launched:
            assert facts(launched.process.pid)["environment"][b"ITK_INSPECTOR_LEFT"] == b"1"
    TEMPLATE.expect()
    assert TEMPLATE.suits()


def test_a_fork_of_the_tests_has_none() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(3 if TEMPLATE.suits() else 4)

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 4


def test_the_places_whose_tests_look_at_the_start_are_there() -> None:
    assert all((Path(__file__).parent / place).exists() for place in STARTS)
