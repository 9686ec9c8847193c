"""Unsaved edits outlive their window, and nothing else is taken for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from tests.control.conftest import AtOnce, Desk, make_document

from itk_inspector.control.editing.left_edits import LeftChoice, LeftRow
from itk_inspector.control.editing.recovery_controller import RecoveryController
from itk_inspector.control.editing.replaying import Operate
from itk_inspector.control.editing.restoring import Restoring
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.saved_as import SavedAs
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Cancelled, Opened, Operated
from itk_inspector.storage.recovery import RecoveryStore
from itk_inspector.storage.recovery_writer import RecoveryWriter


class Window:
    """The application of one window, with what keeps its edits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk()
        self.kept = RecoveryWriter(RecoveryStore(folder / "recovery"))
        app = self.desk.app
        self.recovery = RecoveryController(app.images, self.kept, self.desk.view, "1.0")
        self.turns: list[Callable[[], None]] = []
        self.operate: Operate = refuse
        self.restoring = Restoring(
            app.images,
            app.files,
            self.recovery,
            self.kept,
            app.edit.give_copy,
            lambda *given: self.operate(*given),
            AtOnce(),
            self.turns.append,
            self.desk.view,
            self,
            self.desk.view,
        )
        app.unsaved.leaving = self.recovery.forget_all
        self.rows: Sequence[LeftRow] = ()
        self.asked = 0
        self.answer: Callable[[Sequence[LeftChoice]], None] = lambda choices: None

    def ask_left_edits(self, rows: Sequence[LeftRow], answer: Callable[[Sequence[LeftChoice]], None]) -> None:
        self.rows, self.answer = rows, answer
        self.asked += 1

    def document(self, name: str = "a.nrrd", **kind: Any) -> ImageDocument:
        path = self.folder / name
        if not path.exists():
            path.touch()
        return make_document(name, (5, 4), path=path, stamp=FileStamp.of(path), mapping="file", **kind)

    def edit(self, name: str = "a.nrrd", **kind: Any) -> EditSession:
        """Open an image that is on the disk, and a copy of it."""
        self.desk.deliver(Opened(self.desk.begin(name), self.document(name, **kind)))
        self.desk.app.edit.set_editing(True)
        return self.desk.session

    def record(self) -> list[str]:
        """Write down what was done; return the names of the files."""
        self.recovery.record()
        self.kept.wait()
        return sorted(os.listdir(self.folder / "recovery")) if (self.folder / "recovery").exists() else []

    def end(self) -> None:
        """End as by a signal that nobody handles."""
        self.restoring.close()
        self.recovery.close()

    def restore(self, *documents: ImageDocument) -> None:
        """Ask for what is left, restore it all, and let the images be read."""
        self.restoring.offer()
        self.answer([LeftChoice.RESTORE] * len(self.rows))
        for document in documents:
            self.desk.deliver(Opened(self.desk.files.opened[-1][0], document))
            self.turn()

    def turn(self) -> None:
        while self.turns:
            self.turns.pop(0)()


def refuse(image: OpenImage, session: EditSession, operation: Operation, answered: Any) -> None:
    answered(EditError("Not here."))


@pytest.fixture
def make_window(tmp_path: Path) -> Iterator[Callable[[], Window]]:
    made: list[Window] = []

    def window() -> Window:
        made.append(Window(tmp_path))
        return made[-1]

    yield window
    for each in made:
        each.end()


@pytest.fixture
def window(make_window: Callable[[], Window]) -> Window:
    return make_window()


def some_edits(session: EditSession) -> npt.NDArray[Any]:
    """Two edits that count, one that was taken back, a stroke under way."""
    session.set_pixel(ItkIndex.of(1, 2), 200)
    session.fill(Region((0, 0), (2, 2)), 7)
    session.fill(Region((0, 0), (4, 5)), 9)
    session.undo()
    session.paint(np.arange(3, 9), 55)
    return session.view.copy()


def test_there_is_a_file_while_there_is_something_to_lose(window: Window) -> None:
    session = window.edit()
    assert window.record() == []
    session.set_pixel(ItkIndex.of(0, 0), 1)
    (name,) = window.record()
    session.undo()
    assert window.record() == []
    session.redo()
    (other,) = window.record()
    assert other != name
    session.mark_saved()
    assert window.record() == []
    session.set_pixel(ItkIndex.of(0, 0), 2)
    assert len(window.record()) == 1


def test_what_was_edited_after_a_save_is_kept_with_all_before_it(
    window: Window, make_window: Callable[[], Window]
) -> None:
    session = window.edit()
    session.set_pixel(ItkIndex.of(0, 0), 1)
    window.record()
    session.mark_saved()
    window.record()
    session.set_pixel(ItkIndex.of(1, 0), 2)
    window.record()
    window.end()
    later = make_window()
    later.restore(later.document())
    assert (later.desk.session.view == session.view).all()
    assert later.desk.session.history.count == 2


def saved_over_itself(window: Window, session: EditSession, *, meanwhile: Callable[[], None] = lambda: None) -> Path:
    """Save a copy over the file that it was opened from."""
    image = window.desk.app.images.current
    assert image is not None
    target = window.folder / "a.nrrd"
    session.remember_for_saving()
    meanwhile()
    target.write_bytes(b"saved")
    session.mark_saved()
    image.saved_as = SavedAs(ExportRequest(target), FileStamp.of(target))
    return target


def test_what_was_saved_over_the_image_itself_is_edited_on(window: Window, make_window: Callable[[], Window]) -> None:
    session = window.edit()
    session.set_pixel(ItkIndex.of(0, 0), 1)
    window.record()
    saved_over_itself(window, session, meanwhile=lambda: session.set_pixel(ItkIndex.of(2, 2), 3))
    window.record()
    session.set_pixel(ItkIndex.of(1, 0), 2)
    assert len(window.record()) == 1
    window.end()
    later = make_window()
    document = later.document()
    saved = document.pixels.copy()
    saved[0, 0] = 1
    saved.flags.writeable = False
    now = ImageDocument(document.info, saved, document.itk_pixels, type(document.store)(saved))  # type: ignore[call-arg]
    later.restore(now)
    assert (later.desk.session.view == session.view).all()
    assert later.desk.session.history.count == 2


def test_a_new_copy_of_an_image_that_was_saved_over_is_of_another_file(
    window: Window, make_window: Callable[[], Window]
) -> None:
    session = window.edit()
    session.set_pixel(ItkIndex.of(0, 0), 1)
    saved_over_itself(window, session)
    window.record()
    window.desk.app.edit.set_editing(False)
    window.desk.app.edit.set_editing(True)
    window.desk.session.set_pixel(ItkIndex.of(1, 0), 2)  # of the original, which is not on the disk any more
    window.record()
    window.end()
    later = make_window()
    later.restoring.offer()
    assert later.rows[0].problem == "a.nrrd was changed after it was edited."


def test_recording_says_whether_a_stroke_is_under_way(window: Window) -> None:
    session = window.edit()
    assert not window.recovery.record()
    session.paint(np.arange(3), 1)
    assert window.recovery.record()
    session.end_stroke()
    assert not window.recovery.record()


@pytest.mark.parametrize("way", ["back to the original", "tab closed", "window closed"])
def test_what_is_given_up_is_not_kept(window: Window, way: str) -> None:
    window.edit().set_pixel(ItkIndex.of(0, 0), 99)
    assert len(window.record()) == 1
    app, left = window.desk.app, []
    match way:
        case "back to the original":
            app.edit.set_editing(False)
        case "tab closed":
            app.tabs.close(0)
        case _:
            app.unsaved.close(lambda: left.append(True))
    window.desk.view.answer(UnsavedChoice.DISCARD)
    if way == "window closed":
        assert left == [True]
        window.kept.wait()
        assert os.listdir(window.folder / "recovery") == []
    else:
        assert window.record() == []


def test_a_window_that_stays_keeps_all(window: Window) -> None:
    window.edit().set_pixel(ItkIndex.of(0, 0), 99)
    window.record()
    window.desk.app.unsaved.close(lambda: None)
    window.desk.view.answer(UnsavedChoice.CANCEL)
    assert len(window.record()) == 1


def test_of_images_without_a_file_nothing_is_written_down(window: Window) -> None:
    window.desk.show()
    window.desk.app.edit.set_editing(True)
    window.desk.session.set_pixel(ItkIndex.of(0, 0), 9)
    assert window.record() == []


def test_edits_are_restored_bit_for_bit(window: Window, make_window: Callable[[], Window]) -> None:
    expected = some_edits(window.edit())
    window.record()
    window.end()

    later = make_window()
    later.restore(later.document())

    (row,) = later.rows
    assert (row.path, row.count, row.problem) == (window.folder / "a.nrrd", 3, "")
    session = later.desk.session
    assert (session.view == expected).all()
    assert session.is_modified
    assert later.desk.state.is_modified
    assert later.desk.view.last("status") == "Restored 3 edits of a.nrrd."
    session.undo()
    session.undo()
    assert session.history.journal.done == 1


def test_what_was_taken_back_can_be_done_again(window: Window, make_window: Callable[[], Window]) -> None:
    session = window.edit()
    for value in (1, 2, 3):
        session.fill(Region((0, 0), (1, 2)), value)
    after = session.view.copy()
    session.undo()
    session.undo()
    window.record()
    window.end()

    later = make_window()
    later.restore(later.document())

    restored = later.desk.session
    assert (restored.view == session.view).all()
    assert restored.redo()
    assert restored.redo()
    assert (restored.view == after).all()


def test_restored_edits_are_kept_on_in_their_file(window: Window, make_window: Callable[[], Window]) -> None:
    some_edits(window.edit())
    before = window.record()
    window.end()
    later = make_window()
    later.restore(later.document())
    assert later.record() == before
    later.desk.session.set_pixel(ItkIndex.of(4, 3), 3)
    later.desk.session.undo()
    later.desk.session.undo()
    expected = later.desk.session.view.copy()
    assert later.record() == before
    later.end()

    last = make_window()
    last.restore(last.document())
    assert (last.desk.session.view == expected).all()
    last.desk.session.mark_saved()
    assert last.record() == []


def test_a_living_window_is_not_asked_about(window: Window, make_window: Callable[[], Window]) -> None:
    window.edit().set_pixel(ItkIndex.of(0, 0), 9)
    window.record()
    other = make_window()
    other.restoring.offer()
    assert other.asked == 0


def test_two_windows_do_not_ask_about_the_same(window: Window, make_window: Callable[[], Window]) -> None:
    some_edits(window.edit())
    window.record()
    window.end()
    first, second = make_window(), make_window()
    first.restoring.offer()
    second.restoring.offer()
    first.restoring.offer()
    assert (first.asked, second.asked) == (1, 0)
    first.answer([LeftChoice.LATER])
    first.restoring.offer()
    second.restoring.offer()
    assert (first.asked, second.asked) == (1, 1)


def test_discarded_edits_are_gone(window: Window, make_window: Callable[[], Window]) -> None:
    some_edits(window.edit())
    window.record()
    window.end()
    later = make_window()
    later.restoring.offer()
    later.answer([LeftChoice.DISCARD])
    assert later.record() == []
    assert later.desk.files.opened == []


def test_each_image_is_answered_for_itself(window: Window, make_window: Callable[[], Window]) -> None:
    for name in ("a.nrrd", "b.nrrd", "c.nrrd"):
        window.edit(name).set_pixel(ItkIndex.of(0, 0), 9)
    window.record()
    window.end()
    later = make_window()
    later.restoring.offer()
    names = [row.path.name for row in later.rows]
    choices = {"a.nrrd": LeftChoice.RESTORE, "b.nrrd": LeftChoice.DISCARD, "c.nrrd": LeftChoice.RESTORE}
    later.answer([choices[name] for name in names])
    for _ in range(2):
        token, path, _ = later.desk.files.opened[-1]
        later.desk.deliver(Opened(token, later.document(path.name)))
    assert sorted(i.label for i in later.desk.app.images.all) == ["a.nrrd", "c.nrrd"]
    assert all(i.is_modified for i in later.desk.app.images.all)
    assert len(later.record()) == 2


def test_an_image_that_is_open_already_is_taken(window: Window, make_window: Callable[[], Window]) -> None:
    expected = some_edits(window.edit())
    window.record()
    window.end()
    later = make_window()
    later.desk.deliver(Opened(later.desk.begin(), later.document()))
    later.restore()
    assert len(later.desk.app.images.all) == 1
    assert (later.desk.session.view == expected).all()


def test_an_image_that_is_being_read_is_waited_for(window: Window, make_window: Callable[[], Window]) -> None:
    expected = some_edits(window.edit())
    window.record()
    window.end()
    later = make_window()
    token = later.desk.begin()
    later.restore()
    assert later.restoring.is_waiting
    assert len(later.desk.files.opened) == 1
    later.desk.deliver(Opened(token, later.document()))
    later.restoring.begin_next()
    assert not later.restoring.is_waiting
    assert len(later.desk.app.images.all) == 1
    assert (later.desk.session.view == expected).all()


def test_edits_that_were_begun_anew_are_not_overwritten(window: Window, make_window: Callable[[], Window]) -> None:
    some_edits(window.edit())
    window.record()
    window.end()
    later = make_window()
    later.edit().set_pixel(ItkIndex.of(0, 0), 77)
    later.restore(later.document())
    assert len(later.desk.app.images.all) == 2
    assert len(later.record()) == 2


@pytest.mark.parametrize("change", ["gone", "changed", "other type"])
def test_edits_of_another_image_are_refused_and_kept(
    window: Window, make_window: Callable[[], Window], change: str
) -> None:
    some_edits(window.edit())
    before = window.record()
    window.end()
    later = make_window()
    document = later.document(**({"dtype": "int16"} if change == "other type" else {}))
    if change == "gone":
        (window.folder / "a.nrrd").unlink()
    elif change == "changed":
        (window.folder / "a.nrrd").write_text("other")
        document = later.document()
    later.restore(document)
    said = {"gone": "a.nrrd is not there any more.", "changed": "a.nrrd was changed after it was edited."}
    assert later.rows[0].problem == said.get(change, "")
    if change != "gone":
        assert "changed after" in str(later.desk.view.last("error")) or "pixel type" in str(
            later.desk.view.last("error")
        )
        assert later.desk.app.images.current is not None
        assert later.desk.app.images.current.session is None
        assert later.record() == before
        assert make_window().kept.left_behind() != []


def test_edits_of_an_image_that_cannot_be_read_are_kept(window: Window, make_window: Callable[[], Window]) -> None:
    some_edits(window.edit())
    before = window.record()
    window.end()
    later = make_window()
    later.restore()
    later.desk.fail(later.desk.files.opened[-1][0])
    assert later.record() == before
    again = make_window()
    again.restore()
    again.desk.deliver(Cancelled(again.desk.files.opened[-1][0], Path("/data/a.nrrd")))
    assert again.record() == before


def test_steps_are_done_a_few_at_a_time(window: Window, make_window: Callable[[], Window]) -> None:
    session = window.edit()
    for value in range(50):
        session.set_pixel(ItkIndex.of(value % 5, 0), value)
    window.record()
    window.end()
    later = make_window()
    later.restoring.offer()
    later.answer([LeftChoice.RESTORE])
    later.desk.deliver(Opened(later.desk.files.opened[-1][0], later.document()))
    assert later.desk.app.images.current is not None
    assert later.desk.app.images.current.session is None
    turns = 0
    while later.turns:
        later.turns.pop(0)()
        turns += 1
    assert turns == 6
    assert (later.desk.session.view == session.view).all()


def test_an_image_that_is_closed_meanwhile_is_not_restored(window: Window, make_window: Callable[[], Window]) -> None:
    session = window.edit()
    for value in range(50):
        session.set_pixel(ItkIndex.of(value % 5, 0), value)
    before = window.record()
    window.end()
    later = make_window()
    later.restoring.offer()
    later.answer([LeftChoice.RESTORE])
    later.desk.deliver(Opened(later.desk.files.opened[-1][0], later.document()))
    later.desk.app.tabs.close(0)
    later.turn()
    assert "closed, or edited" in str(later.desk.view.last("error"))
    assert later.record() == before


def cropped(session: EditSession) -> None:
    """Go on with the right lower quarter of a copy, as an operation makes it."""
    made = Operation("crop", {"half": True}).record()
    session.apply_version(session.view[2:, 2:].copy(), Geometry.identity((3, 2)), "crop", operation=made)


def test_operations_are_done_again_in_the_background(window: Window, make_window: Callable[[], Window]) -> None:
    session = window.edit()
    session.set_pixel(ItkIndex.of(3, 3), 99)
    cropped(session)
    session.set_pixel(ItkIndex.of(0, 0), 1)
    window.record()
    window.end()
    later = make_window()
    asked: list[Operation] = []

    def operate(
        image: OpenImage,
        copy: EditSession,
        operation: Operation,
        answered: Callable[[Operated | InspectorError], None],
    ) -> None:
        asked.append(operation)
        made = make_document("crop", (3, 2))
        pixels = copy.view[2:, 2:].copy()
        pixels.flags.writeable = False
        answered(Operated(1, ImageDocument(made.info, pixels, made.itk_pixels, type(made.store)(pixels)), operation))

    later.operate = operate
    later.restore(later.document())
    assert asked == [Operation("crop", {"half": True})]
    assert (later.desk.session.view == session.view).all()
    assert later.desk.session.geometry.size == (3, 2)
    later.desk.session.undo()
    later.desk.session.undo()
    assert later.desk.session.view[3, 3] == 99


def test_what_was_done_before_a_step_that_does_not_fit_is_restored_and_the_file_kept(
    window: Window, make_window: Callable[[], Window]
) -> None:
    session = window.edit()
    session.set_pixel(ItkIndex.of(3, 3), 99)
    expected = session.view.copy()
    cropped(session)
    before = window.record()
    window.end()
    later = make_window()
    later.restore(later.document())
    told = later.desk.view.last("error")
    assert "Step 2, “crop”, cannot be repeated. Not here." in str(told)
    assert (later.desk.session.view == expected).all()
    assert set(before) < set(later.record())


def test_a_step_to_redo_that_does_not_fit_is_let_go(window: Window, make_window: Callable[[], Window]) -> None:
    session = window.edit()
    session.set_pixel(ItkIndex.of(3, 3), 99)
    cropped(session)
    session.undo()
    before = window.record()
    window.end()
    later = make_window()
    later.restore(later.document())
    assert (later.desk.session.view == session.view).all()
    assert not later.desk.session.redo_label
    assert later.record() == before
    later.desk.session.set_pixel(ItkIndex.of(0, 0), 3)
    later.record()
    later.end()
    last = make_window()
    last.restore(last.document())
    assert (last.desk.session.view == later.desk.session.view).all()


def test_foreign_and_damaged_files_are_not_asked_about(window: Window) -> None:
    store = RecoveryStore(window.folder / "recovery")
    store.begin([b"[]"]).close()
    store.begin([b'{"format": "itk-inspector-edits", "version": 99}']).close()
    names = window.record()
    window.restoring.offer()
    assert window.asked == 0
    assert window.record() == names


def test_a_damaged_record_is_told_and_kept(window: Window, make_window: Callable[[], Window]) -> None:
    some_edits(window.edit())
    window.record()
    window.end()
    (left,) = window.kept.left_behind()
    lines = list(left.texts())
    left.remove()
    RecoveryStore(window.folder / "recovery").begin([lines[0], b'{"kind":"step","at":5}']).close()
    later = make_window()
    later.restoring.offer()
    assert later.rows[0].problem == "The record of edits is damaged."
    later.answer([LeftChoice.RESTORE])
    later.desk.deliver(Opened(later.desk.files.opened[-1][0], later.document()))
    assert "damaged" in str(later.desk.view.last("error"))
    assert len(later.record()) == 1


def test_a_problem_is_said_once(window: Window) -> None:
    session = window.edit()
    (window.folder / "recovery").write_text("in the way")
    for value in (1, 2, 3):
        session.set_pixel(ItkIndex.of(0, 0), value)
        window.recovery.record()
        window.kept.wait()
    window.recovery.record()
    said = [text for text in window.desk.view.all("status") if "recovery" in text]
    assert len(said) == 1
    (window.folder / "recovery").unlink()
    session.set_pixel(ItkIndex.of(0, 0), 4)
    assert len(window.record()) == 1
