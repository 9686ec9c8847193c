"""Files of one folder, opened right one after the other, are read in one process: each by itself, and all rightly."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import itk
import numpy as np
import pytest

from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import confinement, family
from itk_inspector.worker.sandbox.family import Ahead
from leak_guards import held_by
from lone_next_one import HANGING, run, wait_until
from native_only import NO_LANDLOCK

pytestmark = pytest.mark.skipif(not confinement.held().files, reason=NO_LANDLOCK)


@pytest.fixture
def ahead() -> Iterator[FileClient]:
    """A client as a script has it, whose child makes the process of the next task."""
    one = FileClient(ahead=Ahead.AT_ONCE)
    yield one
    one.close()


@pytest.fixture
def images(tmp_path: Path) -> dict[Path, np.ndarray]:
    """Images of several formats in one folder, and what is in them."""
    rng = np.random.default_rng(7)
    found = {}
    for number, name in enumerate(("a.mha", "b.nrrd", "c.nii.gz", "d.mhd", "e.nii", "f.vtk", "g.png", "h.tif", "i.h5")):
        pixels = rng.integers(0, 255, (4 + number, 5), dtype=np.uint8)
        itk.imwrite(itk.image_from_array(pixels), str(tmp_path / name))
        found[tmp_path / name] = pixels
    return found


def pixels_of(client: FileClient, path: Path) -> np.ndarray:
    client.open(1, OpenRequest(path, is_drawn=False))
    outcome = client.wait(1)
    assert isinstance(outcome, Opened), outcome
    with outcome.document as document:
        return np.array(document.pixels)


def at_rest(client: FileClient) -> int:
    """Wait until all is loaded, and one process waits for a task; return the child."""
    pid = client.children[0].pid
    assert pid is not None
    seen: list[tuple[tuple[int, ...], float]] = []

    def is_still() -> bool:
        used = family.usage(pid)
        seen.append((family.members(pid), used[0] if used is not None else 0.0))
        return len(seen[-1][0]) == 2 and len(seen) > 150 and len(set(seen[-150:])) == 1

    wait_until(is_still)
    return pid


def after_all_of(client: FileClient, images: dict[Path, np.ndarray]) -> int:
    """Open all, so that each format's reader is loaded, and wait as `at_rest` does; return the child."""
    for path in images:
        pixels_of(client, path)
    return at_rest(client)


def the_one_that_stays(client: FileClient, pid: int, path: Path) -> int:
    """Open a file, and return the process that has read it and waits for others; it ends half a second later."""
    for _ in range(10):
        pixels_of(client, path)
        with suppress(FileNotFoundError, ValueError):  # on a busy machine it has ended before it was found
            (stays,) = confined(pid)
            settle(stays)
            return stays
    raise AssertionError("no process stays")


def named(held: list[str]) -> list[str]:
    """Return what is held open without the numbers of files that have no name."""
    return sorted(re.sub(r"#\d+ ", "", name) for name in held)


def settle(pid: int) -> None:
    """Wait until a process does nothing."""
    seen: list[tuple[int, object]] = []

    def is_still() -> bool:
        seen.append((len(os.listdir(f"/proc/{pid}/task")), family.usage(pid)))
        return seen[-1][0] == 1 and len(seen) > 15 and len(set(seen[-15:])) == 1

    wait_until(is_still)


def confined(pid: int) -> list[int]:
    """Return the processes of a child that are confined: they have been given a task."""
    found = []
    for member in family.members(pid)[1:]:
        try:
            if "Seccomp:\t2" in Path(f"/proc/{member}/status").read_text():
                found.append(member)
        except OSError:
            continue
    return found


def test_that_all_files_of_a_folder_are_read_by_one_process_and_right(
    ahead: FileClient, images: dict[Path, np.ndarray]
) -> None:
    pid = after_all_of(ahead, images)
    stays = the_one_that_stays(ahead, pid, next(iter(images)))

    for _ in range(5):
        for path, pixels in images.items():
            assert (pixels_of(ahead, path) == pixels).all(), path

    assert stays in confined(pid)


def test_that_files_that_are_written_again_meanwhile_are_read_anew(
    ahead: FileClient, images: dict[Path, np.ndarray]
) -> None:
    """Nothing that a reader remembers of a file by its name is told of the next one of that name."""
    rng = np.random.default_rng(8)
    after_all_of(ahead, images)

    for shape in ((4, 5), (4, 5), (7, 3)):
        for path in images:
            pixels = rng.integers(0, 255, shape, dtype=np.uint8)
            itk.imwrite(itk.image_from_array(pixels), str(path))
            assert (pixels_of(ahead, path) == pixels).all(), path


@pytest.mark.parametrize("is_confined", [True, False])
def test_that_a_header_is_read_anew_whatever_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_confined: bool
) -> None:
    """A copy brings the time of its original: two of one length in the same place look like one file."""
    if not is_confined:
        monkeypatch.setenv(confinement.OFF, "1")
    shown = tmp_path / "shown.vtk"
    client = FileClient(ahead=Ahead.AT_ONCE)
    try:
        for spacing in (2, 3, 4, 5):
            written = tmp_path / f"{spacing}.vtk"
            written.write_text(
                "# vtk DataFile Version 3.0\nsix\nASCII\nDATASET STRUCTURED_POINTS\nDIMENSIONS 3 2 1\n"
                f"SPACING {spacing} 1 1\nORIGIN 0 0 0\nPOINT_DATA 6\nSCALARS s int 1\n"
                "LOOKUP_TABLE default\n1 2 3 4 5 6\n"
            )
            os.utime(written, (1e9, 1e9))
            shutil.copy2(written, shown)
            client.open(1, OpenRequest(shown, is_drawn=False))
            outcome = client.wait(1)
            assert isinstance(outcome, Opened)
            with outcome.document as document:
                assert document.info.geometry.spacing == (spacing, 1)
                assert document.info.notes == ()
    finally:
        client.close()


def test_that_it_keeps_no_descriptor_and_no_memory_of_what_it_read(
    ahead: FileClient, images: dict[Path, np.ndarray]
) -> None:
    path = next(iter(images))
    pixels_of(ahead, path)
    pid = at_rest(ahead)
    for _ in range(5):
        stays = the_one_that_stays(ahead, pid, path)
    settle(stays)
    before = named(held_by(stays))
    for _ in range(40):
        pixels_of(ahead, path)
    settle(stays)

    assert named(held_by(stays)) == before
    nameless = [fd for fd in Path(f"/proc/{stays}/fd").iterdir() if os.readlink(fd).startswith("/dev/shm/")]
    assert [fd.stat().st_size for fd in nameless] == [0]  # for the next task
    assert "/dev/shm" not in Path(f"/proc/{stays}/maps").read_text()


def test_that_nobody_keeps_scratch_that_lies_in_one_folder_for_memory_and_disk(
    images: dict[Path, np.ndarray], tmp_path: Path
) -> None:
    """As where ``TMPDIR`` is ``/dev/shm``."""
    path, scratch = next(iter(images)), tmp_path / "scratch"
    scratch.mkdir()
    client = FileClient(ScratchPolicy(scratch, scratch), ahead=Ahead.AT_ONCE)
    try:
        pixels_of(client, path)
        pid = at_rest(client)
        before = len(held_by(pid))
        for _ in range(40):
            pixels_of(client, path)

        assert len(held_by(pid)) < before + 20
    finally:
        client.close()


def test_that_a_file_that_its_reader_forgets_to_close_does_not_stay_open(ahead: FileClient, tmp_path: Path) -> None:
    """ITK's reader of compressed GIPL files does."""
    path, pixels = tmp_path / "a.gipl.gz", np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    itk.imwrite(itk.image_from_array(pixels), str(path))
    pixels_of(ahead, path)
    pid = at_rest(ahead)
    for _ in range(12):
        assert (pixels_of(ahead, path) == pixels).all()
        for each in confined(pid):
            with suppress(FileNotFoundError):  # it has ended meanwhile
                assert held_by(each).count(str(path)) < 5  # those of one task, and what it may read


@pytest.fixture
def large_images(tmp_path: Path) -> dict[Path, np.ndarray]:
    """Images of one folder whose scratch is large enough to be given again."""
    rng = np.random.default_rng(9)
    found = {}
    for name in ("a.mha", "b.mha", "c.nrrd", "d.mha", "e.nii.gz", "f.mha"):
        found[tmp_path / name] = rng.integers(0, 9, (60, 250, 250), dtype=np.uint8)
        itk.imwrite(itk.image_from_array(found[tmp_path / name]), str(tmp_path / name))
    return found


def opened(client: FileClient, path: Path) -> ImageDocument:
    client.open(1, OpenRequest(path, is_drawn=False))
    outcome = client.wait(1)
    assert isinstance(outcome, Opened), outcome
    return outcome.document


def number_of(document: ImageDocument) -> int:
    return os.fstat(document.store.fd).st_ino


def scratch_of(pid: int) -> list[int]:
    """Return the bytes of each scratch file in memory that a process has open."""
    found = []
    with suppress(FileNotFoundError):  # it has ended meanwhile
        for fd in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                if os.readlink(fd).startswith("/dev/shm/"):
                    found.append(fd.stat().st_size)
    return found


def test_that_scratch_is_given_again_and_let_go_when_no_other_file_comes(
    ahead: FileClient, large_images: dict[Path, np.ndarray]
) -> None:
    pid = after_all_of(ahead, large_images)
    numbers = []
    for path in list(large_images) * 3:
        with opened(ahead, path) as document:
            assert (document.pixels == large_images[path]).all(), path
            numbers.append(number_of(document))

    assert len(set(numbers)) < len(numbers)
    wait_until(lambda: not any(map(scratch_of, family.members(pid))))


def test_that_scratch_that_is_given_again_changes_nothing_that_somebody_has(
    ahead: FileClient, large_images: dict[Path, np.ndarray]
) -> None:
    """Of three images in turn one stays open, of one the array is kept, and one is closed."""
    open_ones, arrays = [], []
    for number, path in enumerate(list(large_images) * 2 + list(large_images)[:3]):
        document = opened(ahead, path)
        if number % 3 == 0:
            open_ones.append((path, document))
            continue
        if number % 3 == 1:
            arrays.append((path, document.pixels[1:, ::-1]))
        document.close()

    for path, document in open_ones:
        assert (document.pixels == large_images[path]).all(), path
        document.close()
    for path, pixels in arrays:
        assert (pixels == large_images[path][1:, ::-1]).all(), path


def test_that_it_ends_when_no_other_file_comes_soon(ahead: FileClient, images: dict[Path, np.ndarray]) -> None:
    path = next(iter(images))
    pixels_of(ahead, path)
    pid = at_rest(ahead)
    stays = the_one_that_stays(ahead, pid, path)

    at_rest(ahead)

    assert not Path(f"/proc/{stays}").exists()
    assert confined(pid) == []


def test_that_a_file_of_another_folder_has_another_process(
    ahead: FileClient, images: dict[Path, np.ndarray], tmp_path: Path
) -> None:
    path = next(iter(images))
    other = tmp_path / "other" / path.name
    other.parent.mkdir()
    shutil.copy(path, other)
    pixels_of(ahead, path)
    pid = at_rest(ahead)
    stays = the_one_that_stays(ahead, pid, path)

    assert (pixels_of(ahead, other) == images[path]).all()

    wait_until(lambda: stays not in confined(pid))


@pytest.mark.parametrize("is_link", [True, False])
def test_that_a_folder_in_the_place_of_another_one_has_another_process(
    ahead: FileClient, images: dict[Path, np.ndarray], tmp_path: Path, *, is_link: bool
) -> None:
    """The process was confined to the folder that was there, not to its name."""
    path, run = next(iter(images)), tmp_path / "run"
    pixels_of(ahead, path)
    at_rest(ahead)
    for number in range(4):
        written = tmp_path / f"run {number}"
        written.mkdir()
        pixels = np.full((3, 2), number, np.uint8)
        itk.imwrite(itk.image_from_array(pixels), str(written / path.name))
        if is_link:
            run.unlink(missing_ok=True)
            run.symlink_to(written)
        else:
            shutil.rmtree(run, ignore_errors=True)
            written.rename(run)
        for _ in range(2):
            assert (pixels_of(ahead, run / path.name) == pixels).all()


def test_that_a_link_out_of_the_folder_is_read_as_ever(
    ahead: FileClient, images: dict[Path, np.ndarray], tmp_path: Path
) -> None:
    path = next(iter(images))
    beside = tmp_path / "folder"
    beside.mkdir()
    shutil.copy(path, beside / "own.mha")
    (beside / "link.mha").symlink_to(path)
    pixels_of(ahead, beside / "own.mha")
    pid = at_rest(ahead)

    for name in ("own.mha", "link.mha", "own.mha", "link.mha", "link.mha"):
        assert (pixels_of(ahead, beside / name) == images[path]).all(), name

    assert ahead.children[0].pid == pid


def test_that_a_file_that_fails_is_the_last_one_of_its_process(
    ahead: FileClient, images: dict[Path, np.ndarray], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.mha"
    path = next(iter(images))
    bad.write_bytes(path.read_bytes()[:-3])
    pixels_of(ahead, path)
    pid = at_rest(ahead)
    stays = the_one_that_stays(ahead, pid, path)

    ahead.open(2, OpenRequest(bad))
    assert isinstance(ahead.wait(2), Failed)

    wait_until(lambda: stays not in confined(pid))
    assert (pixels_of(ahead, path) == images[path]).all()


@pytest.mark.parametrize("home", ["", "home/me"], ids=["home", "above home"])
def test_that_no_process_may_read_all_of_a_users_home(
    images: dict[Path, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    (tmp_path / home).mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("HOME", str(tmp_path / home))
    client = FileClient(ahead=Ahead.AT_ONCE)
    try:
        pid = after_all_of(client, images)
        with pytest.raises(AssertionError, match="no process stays"):
            the_one_that_stays(client, pid, next(iter(images)))
        for path, pixels in images.items():
            assert (pixels_of(client, path) == pixels).all()
    finally:
        client.close()


def has_begun_in(pid: int) -> bool:
    """Wait until a process does a task; tell whether it does, and has not ended before."""
    try:
        wait_until(lambda: len(os.listdir(f"/proc/{pid}/task")) > 1)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_that_a_file_is_not_blamed_for_what_another_one_did(
    ahead: FileClient, images: dict[Path, np.ndarray], tmp_path: Path, number: signal.Signals
) -> None:
    """It is read again by itself; only when that fails too, the failure is told as its own."""
    hanging = tmp_path / "hanging.mha"
    hanging.write_text(HANGING)
    path = next(iter(images))
    pixels_of(ahead, path)
    pid = at_rest(ahead)
    stays = the_one_that_stays(ahead, pid, path)
    ahead.open(2, OpenRequest(hanging, is_drawn=False))
    while not has_begun_in(stays):  # on a busy machine half a second is soon over
        ahead.cancel(2)
        pixels_of(ahead, path)
        pid = at_rest(ahead)
        stays = the_one_that_stays(ahead, pid, path)
        ahead.open(2, OpenRequest(hanging, is_drawn=False))
    os.kill(stays, number)
    wait_until(lambda: not Path(f"/proc/{stays}").exists())
    ended: list[object] = []

    def begins_again() -> bool:
        ended.extend(ahead.receive(ahead.children[0]) if ahead.children[0].wait(0) else [])
        again = ahead.children[0].pid
        return again not in (None, pid) and bool(confined(again or 0))

    wait_until(begins_again)
    assert ended == []
    os.kill(confined(ahead.children[0].pid or 0)[0], number)
    outcome = ahead.wait(2)

    assert isinstance(outcome, Failed)
    assert number.name in outcome.error.message
    assert (pixels_of(ahead, path) == images[path]).all()


ALONE = """
def tried(path):
    try:
        return len(Path(path).read_bytes())
    except PermissionError:
        return "refused"

kept = []

def work(prepare):
    prepare()
    {work}
    return True

deeds = lambda task, fds: (lambda: open_image.access(task), work)
one = NextOne({"OpenTask": OpenTask}, ScratchPolicy.default(), deeds, lambda: None, Meanwhile(), ahead=Ahead.{ahead},
              goes_on=lambda task: True)
one.make()
one.serve(task, ())  # which loads what it needs
one.make()
print("begins")
{then}
"""


def alone(path: Path, work: str, then: str, ahead: Ahead = Ahead.AT_ONCE) -> list[str]:
    done = run(path, ALONE, ahead, work=work, then=then)
    assert done.returncode == 0, done.stderr
    return done.stdout.partition("begins\n")[2].split("\n")[:-1]


def test_that_each_task_reads_its_own_file_and_no_other(small_image: Path) -> None:
    """The process may read the folder, and each task in it the file that it is about, now and later."""
    other = small_image.parent / "other.mha"
    shutil.copy(small_image, other)
    outside = small_image.parent.parent / "outside"
    outside.write_text("secret")
    work = f"print([os.getpid(), *map(tried, (path, {str(other)!r}, {str(outside)!r}))])"
    then = f"for at in (path, Path({str(other)!r}), path): one.serve(OpenTask(2, OpenRequest(at)), ())"

    said = [eval(line) for line in alone(small_image, work, then)]

    size = small_image.stat().st_size
    assert [line[1:] for line in said] == [
        [size, "refused", "refused"],
        ["refused", size, "refused"],
        [size, "refused", "refused"],
    ]
    assert len({line[0] for line in said}) == 1


@pytest.mark.parametrize(
    "trace",
    [
        "os.write(2, b'a warning')",
        "kept.append(b'1' * (100 << 20))",
        "return False",
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()",
    ],
)
def test_that_a_process_in_which_something_is_left_does_no_other_task(small_image: Path, trace: str) -> None:
    said = alone(small_image, f"print(os.getpid()); {trace}", "for _ in range(3): one.serve(task, ())")

    assert len(set(said)) == len(said) == 3


def test_that_any_surprise_about_its_files_is_told_by_the_task(small_image: Path) -> None:
    """In the process that waits for its first task, too, which must not end without a word."""
    then = (
        "def surprised(prepare):\n    try:\n        prepare()\n    except ValueError as e:\n        print(e)\n"
        "def odd(): raise ValueError('odd')\n"
        "one._deeds = lambda task, fds: (odd, surprised)\n"
        "for fork in one._waiting[:]: one._dismiss(fork)\none.make()\none.serve(task, ())"
    )

    assert alone(small_image, "pass", then) == ["odd"]


def test_that_a_process_does_not_do_endless_tasks(small_image: Path) -> None:
    then = (
        "import itk_inspector.worker.sandbox.in_a_row as module\nmodule._MOST = 2\n"
        "for fork in one._waiting[:]: one._dismiss(fork)\none.make()\nfor _ in range(4): one.serve(task, ())"
    )

    said = alone(small_image, "print(os.getpid())", then)

    assert said[0] == said[1] != said[2] == said[3]


def test_that_many_headers_have_one_process_which_is_made_for_the_first(small_image: Path) -> None:
    then = "print(len(one._waiting)); [one.serve(task, ()) for _ in range(3)]; print(len(one._waiting))"
    then = f"[one._dismiss(fork) for fork in one._waiting[:]]; {then}"

    before, *pids, after = alone(small_image, "print(os.getpid())", then, Ahead.IN_A_ROW)

    assert (before, after) == ("0", "0")
    assert len(pids) == 3
    assert len(set(pids)) == 1
