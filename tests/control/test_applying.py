"""A journal applied to the image on screen: all of it, or nothing and the reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from itk_inspector.core.editing.journal_file import journal_text
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.outcome import Failed, Operated

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def recorded(desk: Desk) -> tuple[bytes, bytes]:
    """Edit a copy, go back to the original; return the journal, and the pixels of the copy."""
    session = desk.edit((5, 4))
    session.fill(Region((1, 1), (2, 2)), 7)
    session.paint(np.arange(3), 9)
    session.end_stroke()
    session.mark_saved()
    pixels = session.view.tobytes()
    data = journal_text(session.history.journal.entries, session.opened_info).encode()
    desk.app.edit.set_editing(False)
    return data, pixels


def with_operation(data: bytes) -> bytes:
    told: dict[str, Any] = json.loads(data)
    operation = {"name": "flip", "parameters": {"axes": [0], "space": "keep"}}
    told["steps"].append({"kind": "version", "label": "flip x", "operation": operation})
    return json.dumps(told).encode()


def test_all_steps_are_done_and_each_can_be_undone(desk: Desk) -> None:
    data, pixels = recorded(desk)

    desk.app.applying.apply(data)

    assert desk.session.view.tobytes() == pixels
    assert (desk.session.history.count, desk.session.undo_label) == (2, "paint 3 pixels")
    assert desk.view.last("status").startswith("Applied 2 edits to ")


def test_operations_are_computed_in_the_background(desk: Desk) -> None:
    data, _ = recorded(desk)
    desk.app.applying.apply(with_operation(data))
    token, _, session, operation = desk.files.operated[-1]
    image = desk.app.images.current
    assert image is not None
    assert (operation.name, image.session) == ("flip", None)
    assert session is not None

    desk.deliver(Operated(token, desk.document(size=(5, 4)), operation, ()))

    assert desk.session is session
    assert desk.session.history.count == 3
    assert desk.view.last("status").startswith("Applied 3 edits to ")


def test_an_operation_that_fails_leaves_the_image_as_it_was(desk: Desk) -> None:
    data, _ = recorded(desk)
    desk.app.applying.apply(with_operation(data))
    token = desk.files.operated[-1][0]
    image = desk.app.images.current
    assert image is not None

    desk.deliver(Failed(token, image.info.path, EditError("It went wrong.")))

    assert image.session is None
    assert desk.view.last("error")[1].message == "Step 3, “flip x”, cannot be repeated. It went wrong."


def test_another_image_is_refused(desk: Desk) -> None:
    data, _ = recorded(desk)
    desk.show("b.nrrd", (4, 4))

    desk.app.applying.apply(data)

    assert "Step 1, “fill 4 pixels”, cannot be repeated." in desk.view.last("error")[1].message
    image = desk.app.images.current
    assert image is not None
    assert image.session is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 9999])
def test_what_is_no_journal_is_refused(desk: Desk, data: bytes) -> None:
    desk.show()
    desk.app.applying.apply(data)
    assert isinstance(desk.view.last("error")[1], EditError)


def test_a_copy_that_was_edited_is_left_alone(desk: Desk) -> None:
    data, _ = recorded(desk)
    desk.app.edit.set_editing(True)
    desk.change_pixel()
    before = desk.session

    desk.app.applying.apply(data)

    assert desk.session is before
    assert "as it was opened" in desk.view.last("error")[1].message


def test_an_image_that_was_edited_meanwhile_is_left_alone(desk: Desk) -> None:
    data, _ = recorded(desk)
    desk.app.applying.apply(with_operation(data))
    token, _, _, operation = desk.files.operated[-1]
    desk.app.edit.set_editing(True)
    mine = desk.session

    desk.deliver(Operated(token, desk.document(size=(5, 4)), operation, ()))

    assert desk.session is mine
    assert "before the journal was applied" in desk.view.last("error")[1].message
