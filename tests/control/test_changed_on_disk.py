"""What the user is told, asked and given when a file changes under an edited copy, or a writer stalls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.control.conftest import Desk

from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.editing.copied_bytes import OwnBytes
from itk_inspector.core.errors import EditError
from itk_inspector.core.image.outcome import Cancelled, Opened, Progress


def reload_repeating(desk: Desk, size: tuple[int, ...] = (5, 4)) -> None:
    """Read the file again and have the edits applied again."""
    desk.app.files.reload()
    assert desk.view.offers_repeat
    desk.view.answer(UnsavedChoice.REPEAT)
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document(size=size)))


def test_edits_are_applied_again_to_what_is_read(desk: Desk) -> None:
    before = desk.modify()

    reload_repeating(desk)

    assert desk.session is not before
    assert int(desk.session.view[0, 0]) == 99
    assert desk.view.last("status") == "Reloaded a.nrrd; 1 edit was applied again."
    assert desk.state.is_modified
    desk.app.edit.undo()
    assert int(desk.session.view[0, 0]) == 0


def test_edits_that_do_not_fit_any_more_stay_open_beside_what_is_read(desk: Desk) -> None:
    before = desk.modify()

    reload_repeating(desk, size=(7, 4))

    assert len(desk.app.images.all) == 2
    assert desk.app.images.all[0].session is before
    assert "another size" in desk.view.last("error")[1].message


def test_a_reload_without_edits_asks_nothing(desk: Desk) -> None:
    desk.edit()

    desk.app.files.reload()

    assert desk.view.question is None
    assert len(desk.files.opened) == 2


class Changed(OwnBytes):
    """Bytes whose file somebody has written."""

    @property
    def is_unchanged(self) -> bool:
        return False

    def prepare(self) -> None:
        raise EditError("a.nrrd changed on disk since it was opened.")


@pytest.mark.parametrize("way", ["set", "undo"])
def test_a_refused_edit_is_told_beside_the_image(desk: Desk, way: str) -> None:
    session = desk.modify()
    session.version = replace(session.version, bytes_behind=Changed(np.zeros(1)))
    desk.view.forget()

    desk.change_pixel("98") if way == "set" else desk.app.edit.undo()

    assert "changed on disk" in desk.view.last("problem")
    assert desk.view.all("disk_change")
    assert int(session.view[0, 0]) == 99


def test_a_copy_that_outlives_its_file_can_be_edited(desk: Desk) -> None:
    session = desk.modify()
    assert desk.app.images.current is not None
    desk.app.images.current.document.store.is_cut = True  # type: ignore[attr-defined]  # the fake's

    desk.change_pixel("98")
    desk.app.probe.hover(0.0, 0.0)

    assert int(session.view[0, 0]) == 98
    assert desk.found is not None
    assert desk.found.array_value == 98


@pytest.mark.parametrize("waits", [True, False])
def test_a_writer_that_stalls_is_asked_about(desk: Desk, waits: bool) -> None:
    desk.modify()
    token = desk.save()
    desk.files.reports = [Progress(token, None, is_stalled=True)]

    desk.app.tasks.tick()
    desk.app.tasks.tick()

    assert desk.view.all("ask_stalled") == ["out.nrrd"]
    assert desk.view.stalled_writing
    desk.view.stalled(waits)
    if waits:
        assert desk.files.forgiven == token
        assert desk.app.saving.is_saving
    else:
        assert desk.files.cancelled == [token]


def test_a_stalled_writer_says_nothing_about_a_file_that_is_read(desk: Desk) -> None:
    desk.modify()
    token = desk.save()
    reading = desk.begin("b.nrrd")
    desk.files.reports = [Progress(reading, 0.5), Progress(token, None)]
    desk.view.forget()

    desk.app.tasks.tick()

    assert desk.view.all("loading") == [(Path("/data/b.nrrd"), 0.5)]


def test_what_was_in_place_before_it_was_cancelled_is_told_as_saved(desk: Desk) -> None:
    desk.modify()
    token = desk.save()

    desk.finish(token, notes=("It was in place before it could be stopped.",))

    assert "It was in place" in desk.view.last("status")
    assert not desk.state.is_modified
    assert not isinstance(desk.view.last("status"), Cancelled)


@pytest.mark.parametrize("way", ["press", "set", "undo", "redo"])
def test_the_files_are_looked_at_before_every_edit_and_undo(desk: Desk, way: str) -> None:
    desk.modify()
    desk.view.forget()

    {
        "press": lambda: desk.app.edit.press(1.0, 1.0),
        "set": lambda: desk.change_pixel("98"),
        "undo": desk.app.edit.undo,
        "redo": desk.app.edit.redo,
    }[way]()

    assert desk.view.all("disk_change")[0] == "a.nrrd is no longer on disk; what you see is what was opened."
