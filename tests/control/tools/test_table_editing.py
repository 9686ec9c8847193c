"""Values typed and pasted into the table of those around a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.editing.over import Over
from itk_inspector.core.geometry.indexing import ItkIndex

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def test_a_value_is_typed_for_a_pixel(desk: Desk) -> None:
    session = desk.edit((5, 4), dtype="float32")

    desk.app.later.beside.table.type(ItkIndex.of(2, 1), "1.5")

    assert session.view[1, 2] == 1.5
    assert session.undo_label == "set (2, 1)"
    assert desk.view.last("status") == "Set (2, 1)."


def test_a_table_is_pasted_as_one_step(desk: Desk) -> None:
    session = desk.edit((5, 4))

    desk.app.later.beside.table.paste(ItkIndex.of(2, 1), (0, 1), "100\t101\r\n\t103\r\n")

    assert session.view[1:3, 2:4].tolist() == [[100, 101], [12, 103]]
    assert session.undo_label == "type 3 values"
    assert desk.view.last("status") == "Set 3 pixels."
    desk.app.edit.undo()
    assert session.view[1:3, 2:4].tolist() == [[7, 8], [12, 13]]


def test_what_cannot_be_stored_is_told(desk: Desk) -> None:
    session = desk.edit((5, 4))

    desk.app.later.beside.table.type(ItkIndex.of(2, 1), "300")
    assert desk.view.last("status") == "300 does not fit: uint8 holds 0 to 255."
    desk.app.later.beside.table.paste(ItkIndex.of(2, 1), (0, 1), "1\t-1")
    assert desk.view.last("status") == "Line 1, column 2: -1 does not fit: uint8 holds 0 to 255."
    desk.app.later.beside.table.paste(ItkIndex.of(2, 1), (0, 1), "")

    assert desk.view.last("status") == "Nothing was changed."
    assert not session.can_undo


def test_what_is_protected_stays(desk: Desk) -> None:
    session = desk.edit((5, 4))
    desk.app.painting_over.use(Over.BACKGROUND)

    desk.app.later.beside.table.type(ItkIndex.of(2, 1), "9")
    assert "protects" in desk.view.last("status")
    desk.app.later.beside.table.paste(ItkIndex.of(0, 0), (0, 1), "9\t9")

    assert session.view[0, :2].tolist() == [9, 1]


def test_without_a_copy_it_says_what_to_do(desk: Desk) -> None:
    desk.app.later.beside.table.type(ItkIndex.of(0, 0), "1")
    desk.show()

    desk.app.later.beside.table.type(ItkIndex.of(0, 0), "1")
    assert desk.view.last("status") == "Choose “Edit a copy” first."
    desk.app.later.beside.table.paste(ItkIndex.of(0, 0), (0, 1), "1")

    assert desk.view.all("status").count("Choose “Edit a copy” first.") == 2
