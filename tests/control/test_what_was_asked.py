"""An answer is about what was asked, whatever came to the screen meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.image.outcome import Opened

if TYPE_CHECKING:
    from tests.control.conftest import Desk

REQUEST = ExportRequest(Path("/out/a-edited.nrrd"))


def on_screen(desk: Desk) -> str:
    assert desk.app.images.current is not None
    return desk.app.images.current.document.info.path.name


def names(desk: Desk) -> list[str]:
    return [label.text for label in desk.view.tabs]


def test_the_answer_of_the_save_dialog_is_about_the_image_it_was_asked_about(desk: Desk) -> None:
    session = desk.modify()
    desk.app.saving.ask()
    desk.show("b.nrrd")

    desk.view.answer_export(REQUEST)

    (_, document, written, request) = desk.files.exported[0]
    assert (on_screen(desk), document.info.path.name) == ("b.nrrd", "a.nrrd")
    assert (written is session, request.target) == (True, REQUEST.target)
    assert len(request.protected) == 1  # a.nrrd is open, and lies on a disk


def test_saving_marks_the_copy_that_was_saved(desk: Desk) -> None:
    session = desk.modify()
    desk.app.saving.ask()
    desk.show("b.nrrd")
    desk.view.answer_export(REQUEST)

    desk.finish(desk.files.exported[0][0])

    assert (session.is_modified, [label.is_modified for label in desk.view.tabs]) == (False, [False, False])


def test_an_original_that_was_asked_about_is_written_though_a_copy_was_begun(desk: Desk) -> None:
    desk.show()
    desk.app.saving.ask()
    desk.app.edit.set_editing(True)
    desk.change_pixel()

    desk.view.answer_export(REQUEST)

    assert desk.files.exported[0][2] is None


@pytest.mark.parametrize("way", ["closed", "read again", "copy given up"])
def test_what_is_gone_when_the_answer_comes_is_not_written_and_it_is_said(desk: Desk, way: str) -> None:
    desk.modify()
    image = desk.app.images.current
    assert image is not None
    desk.app.saving.ask()
    if way == "closed":
        desk.app.tabs.close()
        desk.view.answer(UnsavedChoice.DISCARD)
    elif way == "read again":
        desk.deliver(Opened(desk.reload_discarding(), desk.document()))
    else:
        desk.app.edit.set_editing(False)
        desk.view.answer(UnsavedChoice.DISCARD)

    desk.view.answer_export(REQUEST)

    path, error = desk.view.last("error")
    assert (desk.files.exported, path, "Nothing was written." in error.message) == ([], REQUEST.target, True)
    assert "a.nrrd" in error.message
    assert not desk.state.is_saving


def test_discarding_gives_up_the_edits_that_were_asked_about_and_no_others(desk: Desk) -> None:
    desk.modify()
    first = desk.app.images.current
    desk.show_on_disk("b.nrrd")
    desk.app.edit.set_editing(True)
    desk.change_pixel("22")
    second = desk.app.images.current
    assert first is not None
    assert second is not None
    desk.app.tabs.select(0)
    desk.app.edit.set_editing(False)
    desk.app.tabs.select(1)

    desk.view.answer(UnsavedChoice.DISCARD)

    assert (first.session, second.session is not None, second.is_modified) == (None, True, True)
    assert (on_screen(desk), desk.state.is_editing) == ("b.nrrd", True)


def test_a_copy_that_was_begun_anew_is_not_given_up_by_an_old_answer(desk: Desk) -> None:
    desk.modify()
    image = desk.app.images.current
    assert image is not None
    desk.app.edit.set_editing(False)
    question = desk.view.question
    assert question is not None
    question(UnsavedChoice.DISCARD)
    desk.app.edit.set_editing(True)
    again = image.session

    question(UnsavedChoice.DISCARD)

    assert image.session is again


def test_save_first_asks_about_the_image_of_the_question(desk: Desk) -> None:
    desk.modify()
    desk.app.tabs.close()
    desk.show("b.nrrd")

    desk.view.answer(UnsavedChoice.SAVE)

    assert desk.view.last("ask_export")[0].path.name == "a.nrrd"


def test_what_waits_for_a_save_goes_on_with_its_own_image(desk: Desk) -> None:
    desk.modify()
    desk.app.tabs.close()
    desk.view.answer(UnsavedChoice.SAVE)
    desk.show("b.nrrd")
    token = desk.save()

    desk.finish(token)

    assert names(desk) == ["b.nrrd"]


def test_save_first_waits_for_the_copy_that_is_being_saved(desk: Desk) -> None:
    desk.modify()
    token = desk.save()
    desk.show_on_disk("b.nrrd")
    desk.app.edit.set_editing(True)
    desk.change_pixel("22")
    desk.app.tabs.close()
    desk.view.answer(UnsavedChoice.SAVE)
    before = desk.view.all("ask_export")

    desk.finish(token)

    assert (before, desk.view.last("ask_export")[0].path.name) == ([], "b.nrrd")


def test_closing_twice_while_saving_leaves_once(desk: Desk) -> None:
    desk.modify()
    left: list[str] = []
    token = desk.save()
    desk.app.unsaved.close(lambda: left.append("once"))
    desk.app.unsaved.close(lambda: left.append("again"))

    desk.finish(token)

    assert len(left) == 1


def test_a_writer_that_cannot_be_started_is_told_and_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.modify()

    def refuse(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(desk.files, "export", refuse)
    desk.app.saving.export(REQUEST)

    path, error = desk.view.last("error")
    assert (path, "Too many open files" in error.message) == (REQUEST.target, True)
    assert (desk.state.is_saving, desk.app.saving.is_saving, desk.state.is_modified) == (False, False, True)
    assert desk.files.cancelled  # so that the service does not wait for it either


# ------------------------------------------------------------------ a question is open


def test_an_image_that_arrives_while_a_question_is_open_gets_a_tab_and_stays_behind(desk: Desk) -> None:
    desk.show()
    desk.view.is_asking = True

    desk.show("b.nrrd")

    assert (on_screen(desk), names(desk), desk.view.current_tab) == ("a.nrrd", ["a.nrrd", "b.nrrd"], 0)
    assert desk.view.last("status") == "Opened b.nrrd."


def test_the_first_image_is_shown_whatever_is_asked(desk: Desk) -> None:
    desk.view.is_asking = True

    desk.show()

    assert on_screen(desk) == "a.nrrd"


def test_a_file_that_is_open_does_not_come_to_the_front_of_a_question(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.show_on_disk()
    desk.show_on_disk("b.nrrd")
    monkeypatch.setattr(first, "disk_state", lambda: DiskState.CHANGED)
    desk.view.is_asking = True
    read = len(desk.files.opened)

    desk.app.files.open(Path("/data/a.nrrd"))

    assert (on_screen(desk), len(desk.files.opened)) == ("b.nrrd", read)
    assert desk.view.last("status") == "a.nrrd is already open."
