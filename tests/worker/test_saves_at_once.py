"""Two saves to one target at the same time, and a writer that does nothing any more."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import ExportError, ReaderDiedError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.image.outcome import Cancelled, Exported, Failed, Outcome, Progress
from itk_inspector.itkio import from_memory
from itk_inspector.storage.folder_lock import one_at_a_time
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.sandbox import family


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[FileClient, FileClient]]:
    """Two programs, as far as saving goes."""
    clients = FileClient(), FileClient()
    for client in clients:
        client.children[1].start()
    yield clients
    for client in clients:
        client.close()


def shown(target: Path) -> int | None:
    """The one value of all pixels; fails when they are mixed."""
    if not target.exists():
        return None
    values = np.unique(sitk.GetArrayFromImage(sitk.ReadImage(str(target))))
    assert values.size == 1, f"mixed: {values}"
    return int(values[0])


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("suffix", [".mha", ".mhd", ".nrrd", ".nhdr", ".nii", ".png"])
def test_two_saves_at_once_leave_one_of_them_whole(
    both: tuple[FileClient, FileClient], tmp_path: Path, suffix: str, is_new: bool
) -> None:
    target = tmp_path / f"a{suffix}"
    rng = np.random.default_rng(3)
    for _ in range(6):
        if is_new:
            for path in tmp_path.iterdir():
                path.unlink()
        before, answers = shown(target), []
        for value, client in enumerate(both, start=10):
            document = from_memory.document(np.full((300, 400), value + 2 * int(rng.integers(50)), np.uint8))
            try:
                client.export(1, document, None, ExportRequest(target, overwrite=True, compress=False))
                answers.append((client, document))
            except ExportError:
                continue  # the other one was there before it
        outcomes: list[tuple[Outcome, int]] = [(c.wait(1), int(d.pixels[0, 0])) for c, d in answers]

        saved = {value for outcome, value in outcomes if isinstance(outcome, Exported)}
        assert shown(target) in (saved or {before})
        for outcome, _ in outcomes:
            if isinstance(outcome, Failed):
                assert "left as it is" in outcome.error.message or "untouched" in outcome.error.advice
        assert len(list(tmp_path.iterdir())) == (2 if suffix in (".mhd", ".nhdr") else 1)


def test_pixels_that_another_save_has_just_put_there_do_not_stay_without_a_header(
    both: tuple[FileClient, FileClient], tmp_path: Path
) -> None:
    target, client = tmp_path / "a.mhd", both[0]
    pixels = np.full((300, 400), 3, np.uint8)
    client.export(1, from_memory.document(pixels), None, ExportRequest(target, compress=False))
    assert isinstance(client.wait(1), Exported)
    header = target.read_text()

    with one_at_a_time(tmp_path):  # as the other save does
        client.export(1, from_memory.document(pixels + 1), None, ExportRequest(target, overwrite=True, compress=False))
        until = time.monotonic() + 0.5
        while target.read_text() == header and time.monotonic() < until:  # without the lock it would be done by then
            time.sleep(0.01)
        (tmp_path / "a.raw").rename(tmp_path / "a-0123abcd.raw")
        target.write_text(header.replace("a.raw", "a-0123abcd.raw"))
    outcome = client.wait(1)

    assert isinstance(outcome, Exported)
    assert shown(target) == 4
    assert len(list(tmp_path.iterdir())) == 2


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[tuple[FileClient, Path]]:
    """A client whose writer was stopped in the middle of a save over an existing file."""
    client = FileClient(limits=Limits(silence=1.0))
    target = tmp_path / "a.nrrd"
    target.write_bytes(b"the only copy")
    noise = np.random.default_rng(1).integers(0, 999, (40, 400, 400), dtype=np.int16)
    client.export(7, from_memory.document(noise), None, ExportRequest(target, overwrite=True))
    until = time.monotonic() + 60
    while not any(path.is_file() for path in tmp_path.glob(".itk*/a.nrrd")) and time.monotonic() < until:
        time.sleep(0.005)
    pid = client.children[1].pid
    assert pid is not None
    for member in family.members(pid):
        os.kill(member, signal.SIGSTOP)
    yield client, target
    client.close()


def test_a_writer_that_does_nothing_is_ended(stopped: tuple[FileClient, Path]) -> None:
    client, target = stopped

    outcome = client.wait(7)

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ReaderDiedError)
    assert "a.nrrd could not be written: ITK’s writer did not respond" in outcome.error.message
    assert "untouched" in outcome.error.advice
    assert (target.read_bytes(), len(list(target.parent.iterdir()))) == (b"the only copy", 1)
    assert not client.is_busy


def test_the_window_is_told_of_a_writer_that_does_nothing(stopped: tuple[FileClient, Path]) -> None:
    client, _ = stopped
    writer = client.children[1]
    while writer.wait(0.1):
        assert client.receive(writer) == []
    until = time.monotonic() + 30
    told = client.progress()
    while not any(isinstance(one, Progress) and one.is_stalled for one in told) and time.monotonic() < until:
        time.sleep(0.1)
        told = client.progress()

    assert Progress(7, None, is_stalled=True) in told
    client.extend(7)
    assert Progress(7, None, is_stalled=False) in client.progress()


@pytest.mark.parametrize("way", ["cancelled", "killed"])
def test_what_another_program_wrote_is_not_taken_for_the_save(stopped: tuple[FileClient, Path], way: str) -> None:
    client, target = stopped
    target.with_name("theirs").write_bytes(b"theirs")
    target.with_name("theirs").replace(target)
    pid = client.children[1].pid
    assert pid is not None

    if way == "cancelled":
        assert client.cancel(7) == [Cancelled(7, target)]
    else:
        for member in reversed(family.members(pid)):
            os.kill(member, signal.SIGKILL)
        outcome = client.wait(7)
        assert isinstance(outcome, Failed)
        assert outcome.error.advice == "Another program wrote the target meanwhile; it is as that program left it."

    assert target.read_bytes() == b"theirs"


def test_a_save_that_was_in_place_before_it_could_say_so_counts(tmp_path: Path) -> None:
    client = FileClient()
    target = tmp_path / "a.nrrd"
    pixels = np.full((300, 400), 7, np.uint8)
    client.export(7, from_memory.document(pixels), None, ExportRequest(target))
    until = time.monotonic() + 60
    while not target.exists() and time.monotonic() < until:
        time.sleep(0.001)

    (outcome,) = client.cancel(7)

    assert isinstance(outcome, Exported)
    assert "before it could be stopped" in outcome.notes[0]
    assert shown(target) == 7
    client.close()
