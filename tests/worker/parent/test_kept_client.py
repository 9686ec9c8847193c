"""Python calls share a child, whatever surrounds them: threads, forks, crashes, a changed environment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.parent import blocking, client
from itk_inspector.worker.parent.kept_client import KEPT
from itk_inspector.worker.parent.launch import Launched
from itk_inspector.worker.parent.watchdog import Limits


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    KEPT.let_go()
    yield
    KEPT.let_go()


def total(path: Path) -> int:
    with blocking.open_document(OpenRequest(path)) as document:
        return int(document.pixels.sum())


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_the_second_call_has_the_child_of_the_first(small_image: Path) -> None:
    assert total(small_image) == 21
    first = KEPT.pids

    assert total(small_image) == 21
    blocking.read_info(OpenRequest(small_image))

    assert len(first) == 1
    assert KEPT.pids == first


def test_a_file_that_cannot_be_read_costs_no_child(small_image: Path, tmp_path: Path) -> None:
    total(small_image)
    first = KEPT.pids
    (tmp_path / "a.png").write_bytes(b"no picture")

    with pytest.raises(OpenError):
        total(tmp_path / "a.png")

    assert KEPT.pids == first


def test_a_child_that_was_killed_meanwhile_is_replaced(small_image: Path) -> None:
    total(small_image)
    (first,) = KEPT.pids
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)  # all of its threads are gone

    assert total(small_image) == 21
    assert first not in KEPT.pids


def test_what_is_let_go_ends(small_image: Path) -> None:
    total(small_image)
    (pid,) = KEPT.pids

    KEPT.let_go()

    assert not is_there(pid)
    assert total(small_image) == 21


def test_limits_hold_for_their_own_call(small_image: Path) -> None:
    blocking.open_document(OpenRequest(small_image), Limits(header=7.0, silence=8.0)).close()

    with KEPT.borrowed(Limits(header=3.0, silence=4.0)) as client:
        asked = client.limits
    with KEPT.borrowed() as client:
        plain = client.limits

    assert (asked, plain) == (Limits(header=3.0, silence=4.0), Limits())


def test_another_environment_is_another_child(small_image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    total(small_image)
    first = KEPT.pids
    monkeypatch.setenv("ITK_INSPECTOR_UNCONFINED", "1")

    total(small_image)

    assert not KEPT.pids & first


def test_the_next_test_of_pytest_has_the_child_of_the_one_before(
    small_image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    total(small_image)
    first = KEPT.pids
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "the next one (call)")

    total(small_image)

    assert KEPT.pids == first


def test_a_thread_that_ends_takes_no_child_with_it(small_image: Path) -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(total(small_image)))
    thread.start()
    thread.join()
    first = KEPT.pids

    assert total(small_image) == 21
    assert found == [21]
    assert len(first) == 1
    assert KEPT.pids == first


def test_threads_at_once_each_have_a_child(small_image: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(total, [small_image] * 8))

    assert found == [21] * 8
    assert len(KEPT.pids) == 1
    assert total(small_image) == 21


def test_a_fork_leaves_the_child_to_its_parent(small_image: Path) -> None:
    total(small_image)
    first = KEPT.pids
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if not KEPT.pids and total(small_image) == 21 else 2
            KEPT.let_go()
        finally:
            os._exit(code)

    _, status = os.waitpid(pid, 0)

    assert status == 0
    assert total(small_image) == 21
    assert KEPT.pids == first


def test_processes_of_a_pool(small_image: Path) -> None:
    total(small_image)
    first = KEPT.pids

    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = pool.map(total, [small_image] * 4)

    assert found == [21] * 4
    assert total(small_image) == 21
    assert KEPT.pids == first


def test_processes_that_are_spawned(small_image: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing\nimport itk_inspector as ii\n"
        "def total(path):\n    with ii.open_document(path) as document: return int(document.pixels.sum())\n"
        "if __name__ == '__main__':\n"
        f"    path = {str(small_image)!r}\n    print(total(path))\n"
        "    with multiprocessing.get_context('spawn').Pool(2) as pool: print(pool.map(total, [path] * 3))\n"
    )

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=100, check=False)

    assert (done.stdout.split("\n")[:2], done.stderr) == (["21", "[21, 21, 21]"], "")


@pytest.mark.parametrize("last", ["", "raise SystemExit(3)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_script_that_ends_leaves_no_process(small_image: Path, tmp_path: Path, last: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import itk_inspector as ii\nfrom itk_inspector.worker.parent.kept_client import KEPT\n"
        f"ii.open_document({str(small_image)!r}).close()\nprint(*KEPT.pids, flush=True)\n{last}\n"
    )

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)

    (pid,) = (int(word) for word in done.stdout.split())
    assert done.stderr == ""
    for _ in range(300):
        if not is_there(pid):
            return
        threading.Event().wait(0.01)
    pytest.fail("the child is still there")


def test_the_child_is_started_before_numpy_and_the_caller_needs_no_itk(small_image: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom itk_inspector import open_document\nfrom itk_inspector.worker.parent import kept_client\n"
        "launch, heavy = kept_client.launch, ('numpy', 'itk')\n"
        "def told(*of, **how):\n"
        "    print([name for name in heavy if name in sys.modules])\n    return launch(*of, **how)\n"
        "kept_client.launch = told\n"
        f"document = open_document({str(small_image)!r})\n"
        "print(document.pixels.sum(), 'itk' in sys.modules, document.image.GetPixel([2, 1]), 'itk' in sys.modules)\n"
    )

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout.splitlines(), done.stderr) == (["[]", "21 False 6 True"], "")


def test_a_call_that_is_interrupted_while_it_loads_leaves_no_child(
    small_image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Launched] = []

    def interrupted(*_: object, launched: Launched, **__: object) -> None:
        started.append(launched)
        raise KeyboardInterrupt

    monkeypatch.setattr(client, "FileClient", interrupted)

    with pytest.raises(KeyboardInterrupt):
        total(small_image)

    assert [one.process.poll() for one in started] == [-signal.SIGKILL]
    assert not KEPT.pids


def test_a_child_that_another_thread_had_to_start_anew_is_not_kept(small_image: Path) -> None:
    """It would end with that thread, in the middle of a later call from the main one."""
    total(small_image)
    started: list[int | None] = []

    def lose_the_child() -> None:
        with KEPT.borrowed() as lent:
            child = lent.children[0]
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
            lent.open(1, OpenRequest(small_image))
            lent.wait(1)
            child.start()
            started.append(child.pid)

    worker = threading.Thread(target=lose_the_child)
    worker.start()
    worker.join()

    assert started
    assert KEPT.pids == frozenset()
    assert total(small_image) == 21
