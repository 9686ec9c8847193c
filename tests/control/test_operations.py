"""Operations: asked about one image, computed meanwhile, and shown as its next version or in a tab."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.question import OperationAnswer
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.image.outcome import Cancelled, Failed, Operated, Progress
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shapes, Through

from .conftest import Desk, make_document

FLIP = Operation("flip", {"axes": [0], "space": "keep"})


def begin(desk: Desk, *, in_new_tab: bool = False) -> int:
    """Ask for a flip of the image on screen; return the token of the task."""
    desk.app.operations.ask("flip")
    desk.view.answer_operation(OperationAnswer(FLIP, in_new_tab))
    return desk.files.operated[-1][0]


def current(desk: Desk) -> OpenImage:
    assert desk.app.images.current is not None
    return desk.app.images.current


def test_the_question_is_about_what_is_on_screen(desk: Desk) -> None:
    desk.show("b.nrrd", (3, 3))
    session = desk.edit((6, 4))

    desk.app.operations.ask("median")

    question = desk.view.last("ask_operation")
    assert (question.name, question.info, question.has_copy) == ("median", session.info, True)
    assert [other.geometry.size for other in question.others.values()] == [(3, 3)]
    assert question.region is None


def test_the_shown_rectangle_is_offered(desk: Desk) -> None:
    desk.show(size=(6, 5, 4))
    image = current(desk)
    ends = (ItkIndex((4, 1, 2)), ItkIndex((2, 3, 2)))
    image.shapes = Shapes().adding(ShapeKind.RECTANGLE, ends, Plane(0, 1, (0, 0, 2)))

    desk.app.operations.ask("median")

    question = desk.view.last("ask_operation")
    assert (question.region.start, question.region.shape) == ((2, 1, 2), (1, 3, 3))
    assert (question.box.start, question.box.shape) == ((0, 1, 2), (4, 3, 3))
    (shape,) = image.shapes.all
    image.shapes = image.shapes.replacing(replace(shape, through=Through(2, 1, 3)))
    desk.app.operations.ask("median")
    question = desk.view.last("ask_operation")
    assert question.region == question.box
    assert (question.box.start, question.box.shape) == ((1, 1, 2), (3, 3, 3))


def test_without_a_copy_one_is_made(desk: Desk) -> None:
    desk.show(size=(5, 4))
    token = begin(desk)
    assert desk.state.is_operating
    assert desk.view.last("operating") == ("Flip of a.nrrd …", None)

    desk.deliver(Progress(token, 0.5))
    assert desk.view.last("operating") == ("Flip of a.nrrd …", 0.5)
    result = make_document("a-flip.nrrd", (4, 5))
    desk.deliver(Operated(token, result, FLIP, ("A note.",)))

    assert desk.session.geometry.size == (4, 5)
    assert desk.state.undo_label == "flip x"
    assert not desk.state.is_operating
    assert desk.view.last("status") == "Done: flip x. A note."
    assert desk.view.last("operating") == (None, None)
    assert result.is_closed
    desk.app.edit.undo()
    assert desk.session.geometry.size == (5, 4)
    desk.app.edit.redo()
    assert desk.session.history.done[-1].record()["operation"] == FLIP.record()


def test_the_next_version_of_the_copy_is_one_undo(desk: Desk) -> None:
    session = desk.modify()
    token = begin(desk)
    assert desk.files.operated[-1][2] is session

    desk.deliver(Operated(token, make_document(size=(5, 4), dtype="float32"), FLIP))

    assert desk.session is session
    assert session.view.dtype == "float32"
    desk.app.edit.undo()
    assert session.view[0, 0] == 99


def test_what_could_not_be_undone_for_long_is_asked_about_first(desk: Desk) -> None:
    session = desk.modify()
    desk.app.edit.undo_memory.choose(18)
    desk.app.operations.ask("flip")

    desk.view.answer_operation(OperationAnswer(FLIP, False))

    assert desk.files.operated == []
    assert desk.view.last("ask_whether").startswith("“flip x” needs 20 bytes to be undone; 18 bytes are set aside.")
    desk.view.go_on()
    assert desk.files.operated[-1][2] is session


def test_a_copy_that_was_given_up_before_the_answer_is_left(desk: Desk) -> None:
    session = desk.modify()
    desk.app.edit.undo_memory.choose(18)
    desk.app.operations.ask("flip")
    desk.view.answer_operation(OperationAnswer(FLIP, False))
    session.mark_saved()
    desk.app.edit.set_editing(False)

    desk.view.go_on()

    assert desk.files.operated == []


def test_edits_meanwhile_are_kept_beside_the_result(desk: Desk) -> None:
    session = desk.modify()
    token = begin(desk)
    desk.change_pixel("7")

    result = make_document("a-flip.nrrd", (5, 4))
    desk.deliver(Operated(token, result, FLIP))

    assert session.view[0, 0] == 7
    assert len(desk.app.images.all) == 2
    assert current(desk).document is result
    assert "changed meanwhile" in desk.view.last("status")


def test_a_new_tab_leaves_the_copy(desk: Desk) -> None:
    session = desk.modify()
    token = begin(desk, in_new_tab=True)

    desk.deliver(Operated(token, make_document("a-flip.nrrd", (5, 4)), FLIP))

    assert session.undo_label != "flip x"
    assert current(desk).label == "a-flip.nrrd"


def test_a_result_of_other_axes_has_a_tab(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))
    desk.deliver(Operated(begin(desk), make_document("a-flip.nrrd", (5, 4)), FLIP))
    assert len(desk.app.images.all) == 2


def test_another_image_may_be_on_screen_when_it_is_done(desk: Desk) -> None:
    session = desk.modify()
    image, token = current(desk), begin(desk)
    desk.show("b.nrrd", (3, 3))

    desk.deliver(Operated(token, make_document(size=(4, 5)), FLIP))

    assert current(desk) is not image
    assert session.geometry.size == (4, 5)
    assert image.info.geometry.size == (4, 5)
    desk.app.tabs.select(0)
    assert current(desk) is image


def test_an_image_that_was_closed_leaves_its_result(desk: Desk) -> None:
    desk.show()
    token = begin(desk)
    desk.app.tabs.close(0)

    desk.deliver(Operated(token, make_document("a-flip.nrrd"), FLIP))

    assert current(desk).label == "a-flip.nrrd"


def test_an_answer_about_what_is_gone_does_nothing(desk: Desk) -> None:
    desk.show()
    desk.app.operations.ask("flip")
    desk.app.edit.set_editing(True)

    desk.view.answer_operation(OperationAnswer(FLIP))

    assert not desk.files.operated
    assert "Nothing was done" in desk.view.last("error")[1].message


def test_one_at_a_time(desk: Desk) -> None:
    desk.show()
    begin(desk)
    desk.view.forget()
    desk.app.operations.ask("flip")
    assert not desk.view.all("ask_operation")


@pytest.mark.parametrize("error", [EditError("No."), OSError(12, "Out of memory")])
def test_what_cannot_be_begun_is_said(desk: Desk, error: Exception) -> None:
    desk.show()
    desk.files.refusal = error  # type: ignore[assignment]
    desk.app.operations.ask("flip")
    desk.view.answer_operation(OperationAnswer(FLIP))
    assert isinstance(desk.view.last("error")[1], EditError)
    assert not desk.state.is_operating


def test_an_expression_is_given_the_images_that_it_names(desk: Desk) -> None:
    other = desk.show("ct.nrrd", (5, 4))
    desk.show("3d.nrrd", (5, 4))
    desk.edit()
    desk.app.operations.ask("expression")
    assert list(desk.view.last("ask_operation").others) == ["ct", "layer2"]
    desk.view.answer_operation(OperationAnswer(Operation("expression", {"text": "a + ct"})))
    assert desk.files.operands == {"ct": (other, None)}


def test_failure_and_cancel_leave_all_as_it_was(desk: Desk) -> None:
    session = desk.modify()
    stamp = session.stamp
    desk.deliver(Failed(begin(desk), Path("/data/a.nrrd"), InspectorError("It crashed.")))
    assert desk.view.last("error")[1].message == "It crashed."
    assert not desk.state.is_operating

    token = begin(desk)
    desk.files.cancelled.clear()
    desk.app.tasks.cancel()
    assert desk.files.cancelled == [token]
    desk.deliver(Cancelled(token, Path("/data/a.nrrd")))
    assert not desk.state.is_operating
    assert session.stamp == stamp


def test_nobody_is_asked_whether_to_wait(desk: Desk) -> None:
    desk.show()
    desk.deliver(Progress(begin(desk), 0.1, is_stalled=True))
    assert not desk.view.all("ask_stalled")


def test_a_result_that_nobody_waits_for_is_closed(desk: Desk) -> None:
    desk.show()
    late = make_document()
    desk.deliver(Operated(99, late, FLIP))
    assert late.is_closed


def test_the_plane_stays_within_what_is_left(desk: Desk) -> None:
    desk.show(size=(6, 5, 9))
    desk.app.view.set_slice(2, 8)
    token = begin(desk)

    smaller = make_document(size=(3, 2, 4))
    assert smaller.geometry == Geometry.identity((3, 2, 4))
    desk.deliver(Operated(token, smaller, FLIP))

    assert current(desk).plane.position[2] <= 3
