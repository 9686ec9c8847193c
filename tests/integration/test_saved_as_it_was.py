"""What is saved is what was shown when it was asked for; what is done meanwhile waits for nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Exported, Failed, Opened
from itk_inspector.worker.memory import changed_bytes
from itk_inspector.worker.memory.gather import gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.client import FileClient

SIZE = 1500


@pytest.fixture
def client() -> Iterator[FileClient]:
    client = FileClient()
    yield client
    client.close()


@pytest.fixture
def opened(client: FileClient, tmp_path: Path) -> Iterator[ImageDocument]:
    pixels = np.random.default_rng(2).integers(0, 60000, (SIZE, SIZE), dtype=np.uint16)
    sitk.WriteImage(sitk.GetImageFromArray(pixels), str(tmp_path / "a.mhd"))
    client.open(1, OpenRequest(tmp_path / "a.mhd"))
    outcome = client.wait(1)
    assert isinstance(outcome, Opened)
    with outcome.document as document:
        yield document


def diagonal(session: EditSession, column: int, value: int) -> None:
    rows = np.arange(SIZE, dtype=np.int64)
    session.paint(rows * SIZE + (rows + column) % SIZE, value)
    session.end_stroke()


def fill(session: EditSession, value: int) -> None:
    session.fill(Region((0, 0), (SIZE, SIZE)), value)


def undo(session: EditSession) -> None:
    session.undo()


LATER: dict[str, Callable[[EditSession], Any]] = {
    "another stroke": lambda session: diagonal(session, 3, 8),
    "the same stroke": lambda session: diagonal(session, 1, 8),
    "undo": undo,
    "all filled": lambda session: fill(session, 9),
    "all of it": lambda session: [act(session) for act in (undo, lambda s: fill(s, 9), undo, lambda s: s.redo())],
}


@pytest.mark.parametrize("first", ["strokes", "filled", "handed out"])
@pytest.mark.parametrize("later", LATER)
def test_what_was_shown_is_saved(
    client: FileClient, opened: ImageDocument, tmp_path: Path, first: str, later: str
) -> None:
    original = opened.pixels.copy()
    session = opened.edit()
    for column in (1, 700):
        diagonal(session, column, 7)
    if first == "filled":
        fill(session, 5)
    elif first == "handed out":
        session.pixels[4, 4] = 3
    shown = session.view.copy()

    client.export(2, opened, session, ExportRequest(tmp_path / "b.mha", compress=False))
    LATER[later](session)
    outcome = client.wait(2)

    assert isinstance(outcome, Exported), outcome
    assert np.array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / "b.mha"))), shown)
    assert np.array_equal(opened.pixels, original)


def test_a_save_copies_what_was_changed_and_not_the_lines_through_it(opened: ImageDocument) -> None:
    session = opened.edit()
    for column in range(10):
        diagonal(session, 100 * column, 7)

    gathered = gather(opened, session, ScratchPolicy.default(), "a")
    gathered.begin()
    os.read(gathered.descriptors[-1].fd, 1)
    copied = os.fstat(gathered.descriptors[-2].fd).st_size
    for descriptor in gathered.descriptors:
        descriptor.close()

    assert copied < 10 * SIZE * 80
    assert copied < session.view.nbytes / 3


@pytest.mark.parametrize(
    ("number", "sentence"), [(errno.ENOSPC, "no room to gather"), (errno.EIO, "could not be gathered")]
)
def test_pixels_that_cannot_be_gathered_are_not_saved(
    client: FileClient,
    opened: ImageDocument,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    sentence: str,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(changed_bytes, "_write", refuse)
    (tmp_path / "b.mha").write_bytes(b"old")
    session = opened.edit()
    diagonal(session, 1, 7)

    client.export(2, opened, session, ExportRequest(tmp_path / "b.mha", compress=False, overwrite=True))
    outcome = client.wait(2)

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ExportError)
    assert sentence in outcome.error.message
    assert (tmp_path / "b.mha").read_bytes() == b"old"
    fill(session, 9)  # nobody waits for what was given up
