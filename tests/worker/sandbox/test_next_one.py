"""The process of the next task, made ahead: it is used, confined as each fork is, and never left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Failed, Opened
from itk_inspector.core.pixels.probe import Late
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import confinement, family
from itk_inspector.worker.sandbox.family import Ahead
from leak_guards import held_by
from lone_next_one import HANGING, run, wait_until
from native_only import NO_LANDLOCK

pytestmark = pytest.mark.skipif(not confinement.held().files, reason=NO_LANDLOCK)


@pytest.fixture
def ahead() -> Iterator[FileClient]:
    """A client whose reading child makes the process of the next task ahead."""
    one = FileClient(ahead=Ahead.AT_ONCE)
    yield one
    one.close()


@pytest.fixture
def at_rest() -> Iterator[FileClient]:
    """A client as a window has it: the process of the next task is made when all is at rest."""
    one = FileClient(ahead=Ahead.AT_REST, itk_in_child=True)
    yield one
    one.close()


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    """A file that ITK reads for ever."""
    path = tmp_path / "hanging.mha"
    path.write_text(HANGING)
    return path


def is_gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
    except OSError:
        return True


def total(client: FileClient, path: Path) -> int:
    client.open(1, OpenRequest(path))
    outcome = client.wait(1)
    assert isinstance(outcome, Opened), outcome
    with outcome.document as document:
        return int(document.pixels.sum())


def child(client: FileClient) -> int:
    pid = client.children[0].pid
    assert pid is not None
    return pid


def sockets(held: list[str]) -> int:
    return sum(name.startswith("socket:") for name in held)


def is_confined(pid: int) -> bool:
    return "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text()


def waiting(client: FileClient) -> int:
    """Return the process that waits for a task when all is loaded and the one before has ended."""
    pid = child(client)
    seen: list[tuple[tuple[int, ...], float]] = []

    def is_at_rest() -> bool:
        """Neither have others come, nor has one worked, which on a busy machine takes long."""
        used = family.usage(pid)
        seen.append((family.members(pid), used[0] if used is not None else 0.0))
        return len(seen[-1][0]) == 2 and len(seen) > 250 and len(set(seen[-250:])) == 1

    wait_until(is_at_rest)
    return seen[-1][0][1]


def hang(client: FileClient, path: Path) -> tuple[int, int]:
    """Begin to read a file that hangs; return the child, and the process that was made ahead and reads it."""
    made = waiting(client)
    assert not is_confined(made)
    client.open(2, OpenRequest(path))
    wait_until(lambda: is_confined(made))
    return child(client), made


def test_it_is_given_the_task_and_is_confined_then(ahead: FileClient, small_image: Path, hanging: Path) -> None:
    assert total(ahead, small_image) == 21

    pids = hang(ahead, hanging)

    assert ahead.cancel(2) == [Cancelled(2, hanging)]
    assert all(is_gone(pid) for pid in pids)


@pytest.fixture
def elsewhere(small_image: Path) -> Path:
    """The same image in another folder, whose process `in_a_row` does not give to the first one's."""
    folder = small_image.parent / "elsewhere"
    folder.mkdir()
    return Path(shutil.copy(small_image, folder))


def test_files_of_two_folders_have_processes_of_their_own(
    ahead: FileClient, small_image: Path, elsewhere: Path
) -> None:
    total(ahead, small_image)
    first, pid = waiting(ahead), child(ahead)

    assert [total(ahead, path) for path in (small_image, elsewhere) * 3] == [21] * 6

    assert waiting(ahead) != first
    assert is_gone(first)
    assert child(ahead) == pid


def test_two_wait_while_tasks_come_in_a_row_and_one_at_rest(small_image: Path) -> None:
    """What the last task's process has yet to do, when the next one comes, is not waited for."""
    then = (
        "import itk_inspector.worker.sandbox.next_one as module\nmodule._IN_A_ROW = 60\n"
        "print(one.serve(task, ())); print(f'first {len(one._waiting)}')\n"
        "print(one.serve(task, ())); print(f'second {len(one._waiting)}')\n"
        "print(one.serve(task, ())); print(f'third {len(one._waiting)}')\n"
        "kept = one._waiting[0]; one.make(); print(f'rest {len(one._waiting)} {one._waiting == [kept]}')"
    )

    code, said = alone(small_image, "pass", then)

    assert (code, said) == (0, ["False", "True", "first 1", "rest 1 True", "second 2", "third 2"])


def test_few_are_left_to_end_however_fast_tasks_come(small_image: Path) -> None:
    """Each keeps a descriptor of the child, which may have a few hundred."""
    then = (
        "one.make()\nwhile len(one._leaving) < 5: one.serve(task, ())\n"
        "for _ in range(20): one.serve(task, ())\n"
        "print(f'{len(one._leaving)} are ending')\n"
    )

    code, said = alone(small_image, "pass", then)

    assert (code, said) == (0, ["8 are ending", "False", "True"])


def test_it_holds_no_connection_but_its_two(ahead: FileClient, small_image: Path) -> None:
    """One to the child, one to the parent; what others have asked or are being told is not its business."""
    for _ in range(4):
        total(ahead, small_image)

    held = held_by(waiting(ahead))

    assert sockets(held) == 2
    assert str(small_image) not in held
    assert sockets(held_by(child(ahead))) == 3


def test_who_takes_the_place_of_one_that_died_cannot_give_another_a_task(
    ahead: FileClient, small_image: Path, elsewhere: Path, hanging: Path
) -> None:
    """Two wait, and one of them dies just before a task: the other is not confined yet, and does as it is told."""
    total(ahead, small_image)
    pid = child(ahead)
    waiting_two: list[int] = []
    while len(waiting_two) != 2:
        total(ahead, small_image)
        total(ahead, elsewhere)
        os.kill(pid, signal.SIGSTOP)
        before = family.members(pid)
        waiting_two = [member for member in before[1:] if not is_gone(member) and not is_confined(member)]
        if len(waiting_two) != 2:
            os.kill(pid, signal.SIGCONT)
    os.kill(waiting_two[0], signal.SIGKILL)
    wait_until(lambda: is_gone(waiting_two[0]))
    ahead.open(2, OpenRequest(hanging))
    os.kill(pid, signal.SIGCONT)

    at_work_before = set(before) - set(waiting_two)

    def working() -> list[int]:
        """The process at work: a new one, or the other that waited where the end of the first was noticed in time."""
        members = (one for one in family.members(pid) if one not in at_work_before)
        return [one for one in members if not is_gone(one) and is_confined(one)]

    wait_until(lambda: bool(working()))
    (made,) = working()
    own = 2 if made in waiting_two else 1  # to the parent, and of one that waited, to the child

    wait_until(lambda: sockets(held_by(made)) == own)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_the_child_ends_as_it_did_at_work(
    ahead: FileClient, small_image: Path, hanging: Path, number: signal.Signals
) -> None:
    total(ahead, small_image)
    pids = hang(ahead, hanging)
    os.kill(pids[1], number)

    outcome = ahead.wait(2)

    assert isinstance(outcome, Failed)
    assert number.name in outcome.error.message
    wait_until(lambda: all(is_gone(pid) for pid in pids))
    assert total(ahead, small_image) == 21


def test_that_a_window_has_one_at_rest_and_each_task_takes_it(
    at_rest: FileClient, small_image: Path, hanging: Path
) -> None:
    assert total(at_rest, small_image) == 21
    made, pid = waiting(at_rest), child(at_rest)

    assert total(at_rest, small_image) == 21

    wait_until(lambda: is_gone(made))
    pids = hang(at_rest, hanging)
    assert pids[0] == pid
    assert at_rest.cancel(2) == [Cancelled(2, hanging)]
    wait_until(lambda: all(is_gone(one) for one in pids))


def test_that_one_made_while_an_image_is_asked_about_holds_nothing_of_it(
    at_rest: FileClient, small_image: Path
) -> None:
    at_rest.open(1, OpenRequest(small_image))
    outcome = at_rest.wait(1)
    assert isinstance(outcome, Opened)
    with outcome.document as document:
        wait_until(lambda: not isinstance(document.itk_pixels.value(ItkIndex((1, 1))), Late))
        made = waiting(at_rest)

        held = held_by(made)

        assert is_mapped(child(at_rest), small_image)
        assert not is_mapped(made, small_image)
        assert str(small_image) not in held
        assert sockets(held) == 2


def is_mapped(pid: int, path: Path) -> bool:
    return str(path) in Path(f"/proc/{pid}/maps").read_text()


def test_that_none_is_made_beside_what_is_drawn_next(small_image: Path) -> None:
    then = (
        "for _ in range(3): print(f'{one.serve(task, ())} {len(one._waiting)}'); one.make()\n"
        "print(f'{one.serve(task, ())} {len(one._waiting)}')"
    )

    code, said = alone(small_image, "pass", then, ahead=Ahead.AT_REST)

    assert (code, said) == (0, ["False", "True 0"])


def test_its_end_before_a_task_costs_nothing(ahead: FileClient, small_image: Path) -> None:
    total(ahead, small_image)
    made, pid = waiting(ahead), child(ahead)
    os.kill(made, signal.SIGKILL)

    assert total(ahead, small_image) == 21
    assert child(ahead) == pid
    wait_until(lambda: not Path(f"/proc/{made}").exists())


def test_it_is_made_anew_in_a_child_that_replaces_another(ahead: FileClient, small_image: Path) -> None:
    total(ahead, small_image)
    os.kill(child(ahead), signal.SIGKILL)
    ahead.receive(ahead.children[0])

    total(ahead, small_image)

    assert waiting(ahead)


def test_closing_ends_it_without_delay(ahead: FileClient, small_image: Path) -> None:
    total(ahead, small_image)
    pids = (child(ahead), waiting(ahead))

    ahead.close()

    assert all(is_gone(pid) for pid in pids)


def test_nobody_else_has_one(own_client: FileClient, small_image: Path) -> None:
    total(own_client, small_image)
    time.sleep(1)

    assert family.members(child(own_client)) == (child(own_client),)


def test_it_ends_with_the_program(small_image: Path) -> None:
    code = (
        "import os, signal, sys, time\nimport itk_inspector as ii\nfrom itk_inspector.worker.sandbox import family\n"
        "from itk_inspector.worker.parent.kept_client import KEPT\n"
        "for _ in range(2): ii.open_document(sys.argv[1]).close()\n(pid,) = KEPT.pids\ntime.sleep(1)\n"
        "print(*family.members(pid), flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, small_image], capture_output=True, text=True, check=False)

    pids = [int(word) for word in done.stdout.split()]

    assert len(pids) == 2
    wait_until(lambda: all(is_gone(pid) for pid in pids))


ALONE = """
def work(prepare):
    prepare()
    {work}

deeds = lambda task, fds: (lambda: open_image.access(task), work)
one = NextOne({"OpenTask": OpenTask}, ScratchPolicy.default(), deeds, lambda: None, Meanwhile(), ahead=Ahead.{ahead})
print(one.serve(task, ()))
family.members(os.getpid())  # which loads what it needs
one.make()
first = family.members(os.getpid())[1]
one.make()
assert family.members(os.getpid())[1] == first
{then}
print(one.serve(task, ()))
"""


def alone(path: Path, work: str, then: str = "", *, ahead: Ahead = Ahead.AT_ONCE) -> tuple[int, list[str]]:
    done = run(path, ALONE, ahead, work=work, then=then)
    return done.returncode, sorted(set(done.stdout.split("\n")) - {""})


def test_it_reads_its_own_file_and_no_other(small_image: Path) -> None:
    other = small_image.parent / "other"
    other.write_text("secret")
    work = f"print(len(Path(sys.argv[1]).read_bytes()) > 0); Path({str(other)!r}).read_text()"

    code, said = alone(small_image, f"try:\n        {work}\n    except PermissionError: print('refused')")

    assert (code, said) == (0, ["False", "True", "refused"])


def test_what_is_loaded_meanwhile_is_not_loaded_in_each_fork(small_image: Path) -> None:
    then = "import colorsys"

    code, said = alone(small_image, "print('worked')", then)

    assert (code, said) == (0, ["False"])
    _, said = alone(small_image, "print('worked')")
    assert said == ["False", "True", "worked"]


@pytest.mark.parametrize(("work", "code"), [("os.kill(os.getpid(), 11)", -11), ("os._exit(7)", 7), ("1 / 0", 1)])
def test_who_made_it_ends_as_it_did(small_image: Path, work: str, code: int) -> None:
    assert alone(small_image, work) == (code, ["False"])
