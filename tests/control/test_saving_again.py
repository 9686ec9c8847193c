"""After the first yes, an image goes on to the same file; what is no save of the whole marks nothing as saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.export.conversion import NARROWEST, Conversion, ConversionKind
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.outcome import Exported

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def saved(desk: Desk, target: Path, **asked: Any) -> None:
    """Ask where, agree, and write."""
    desk.app.saving.ask()
    desk.view.answer_export(ExportRequest(target, **asked))
    written(desk, target)


def written(desk: Desk, target: Path) -> None:
    target.write_bytes(b"an image")
    token, *_ = desk.files.exported[-1]
    desk.deliver(Exported(token, target, 8, True, (), FileStamp.of(target)))


def asked(desk: Desk) -> int:
    return len(desk.view.all("ask_export"))


def test_the_first_time_it_is_asked_where(desk: Desk) -> None:
    desk.modify()

    desk.app.saving.save()

    assert (asked(desk), desk.files.exported, desk.view.suggested) == (1, [], None)


def test_the_second_time_it_goes_to_the_same_file_unasked(desk: Desk, tmp_path: Path) -> None:
    session = desk.modify()
    target = tmp_path / "b.nrrd"
    saved(desk, target, compress=False)
    assert not session.is_modified
    desk.change_pixel("33")

    desk.app.saving.save()

    _, _, of, request = desk.files.exported[-1]
    assert (asked(desk), of is session, request.target, request.compress) == (1, True, target, False)
    assert (request.overwrite, request.overwrite_source, request.replaces) == (True, False, FileStamp.of(target))
    written(desk, target)
    assert not session.is_modified


def test_a_file_that_another_program_changed_is_asked_about_with_its_name(desk: Desk, tmp_path: Path) -> None:
    desk.modify()
    target = tmp_path / "b.nrrd"
    saved(desk, target)
    target.write_bytes(b"of somebody else")

    desk.app.saving.save()

    assert (asked(desk), len(desk.files.exported), desk.view.suggested) == (2, 1, target)
    assert desk.view.last("status") == "b.nrrd was changed by another program since it was saved."


def test_a_file_that_is_gone_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    desk.modify()
    target = tmp_path / "b.nrrd"
    saved(desk, target)
    target.unlink()

    desk.app.saving.save()

    assert (asked(desk), len(desk.files.exported)) == (2, 1)


def test_a_file_that_is_open_in_a_tab_by_now_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    desk.modify()
    target = tmp_path / "b.nrrd"
    saved(desk, target)
    stamp = FileStamp.of(target)
    image = desk.app.images.current
    assert image is not None
    desk.show("b.nrrd", stamp=stamp, mapping="file")
    desk.app.images.bring(image)

    desk.app.saving.save()

    assert (asked(desk), len(desk.files.exported)) == (2, 1)


@pytest.mark.parametrize(
    "part",
    [
        {"crop": Region((0, 0), (2, 2))},
        {"conversion": Conversion(ConversionKind.WINDOW, low=0.0, high=9.0)},
        {"conversion": Conversion(ConversionKind.CLIP, "uint8")},
        {"dtype": "uint8"},
    ],
)
def test_a_part_or_other_values_are_no_saved_edits(desk: Desk, tmp_path: Path, part: dict[str, Any]) -> None:
    session = desk.modify()

    saved(desk, tmp_path / "b.nrrd", **part)
    desk.app.saving.save()

    assert (session.is_modified, asked(desk), len(desk.files.exported)) == (True, 2, 1)


def test_all_values_in_a_smaller_type_are_saved_edits(desk: Desk, tmp_path: Path) -> None:
    session = desk.modify()

    saved(desk, tmp_path / "b.nrrd", conversion=NARROWEST)

    assert not session.is_modified


def test_the_original_of_an_edited_image_is_no_saved_copy(desk: Desk, tmp_path: Path) -> None:
    session = desk.modify()
    desk.app.saving.ask()
    assert [subject.name for subject in desk.view.subjects] == ["Edited copy", "Original"]

    desk.view.answer_export(ExportRequest(tmp_path / "o.nrrd"), 1)

    assert desk.files.exported[-1][2] is None
    written(desk, tmp_path / "o.nrrd")
    assert session.is_modified
    desk.app.saving.save()
    assert asked(desk) == 2


def test_what_was_saved_is_offered_and_is_among_the_recent_files(desk: Desk, tmp_path: Path) -> None:
    desk.modify()

    saved(desk, tmp_path / "b.nrrd")

    assert desk.view.last("saved") == tmp_path / "b.nrrd"
    assert desk.view.last("opened") == tmp_path / "b.nrrd"


def test_the_question_about_unsaved_edits_saves_to_the_same_file(desk: Desk, tmp_path: Path) -> None:
    desk.modify()
    target = tmp_path / "b.nrrd"
    saved(desk, target)
    desk.change_pixel("33")
    desk.app.tabs.close()

    desk.view.answer(UnsavedChoice.SAVE)

    assert (asked(desk), desk.files.exported[-1][3].target) == (1, target)
    written(desk, target)
    assert desk.app.images.current is None


def test_edits_that_are_made_while_it_is_saved_stay_unsaved(desk: Desk, tmp_path: Path) -> None:
    session = desk.modify()
    target = tmp_path / "b.nrrd"
    saved(desk, target)
    desk.change_pixel("33")
    desk.app.saving.save()

    desk.change_pixel("44")
    written(desk, target)

    assert session.is_modified
    desk.app.edit.undo()
    assert not session.is_modified
