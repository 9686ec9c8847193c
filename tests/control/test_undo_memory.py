"""How much memory undo takes is chosen, and asked about before a step that takes more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.control.editing.replacing import Wish
from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.undo_budget import UNDO_BUDGET
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region

if TYPE_CHECKING:
    from tests.control.conftest import Desk

SIZE = (8, 8, 2)
NBYTES = 8 * 8 * 2


def edited(desk: Desk, budget: int, steps: int) -> EditSession:
    session = desk.edit(SIZE)
    desk.app.edit.undo_memory.choose(budget)
    for number in range(steps):
        session.set_pixel(ItkIndex.of(number, 0, 0), 200 + number)
    desk.view.forget()
    return session


def replace_sevens(desk: Desk) -> None:
    desk.app.replacing.replace(Wish("7", None, "9", desk.app.replacing.places()[0]))


def ask(desk: Desk, session: EditSession, nbytes: int) -> list[str]:
    """Do a step of so many bytes; return what was done without a question."""
    done: list[str] = []
    desk.app.edit.undo_memory.when_undoable(session, "median", nbytes, partial(done.append, "median"))
    return done


def test_a_step_that_leaves_others_is_done_without_a_question(desk: Desk) -> None:
    session = edited(desk, 200, 3)

    assert ask(desk, session, NBYTES) == ["median"]
    assert ask(desk, session, 200 - session.history.nbytes) == ["median"]
    assert desk.view.all("ask_whether") == []


@pytest.mark.parametrize(
    ("steps", "nbytes", "question"),
    [
        (0, 201, "“median” needs 201 bytes to be undone; 200 bytes are set aside. It could be undone only until the"),
        (1, 201, "The edit before it could no longer be undone, and it could only until the next edit. Continue?"),
        (3, 300, "The 3 edits before it could no longer be undone, and it could only until the next edit. Continue?"),
        (3, 200, "“median” needs 200 bytes to be undone; 200 bytes are set aside. The 3 edits before it could"),
    ],
)
def test_a_step_that_could_not_be_undone_for_long_is_asked_about(
    desk: Desk, steps: int, nbytes: int, question: str
) -> None:
    session = edited(desk, 200, steps)

    done = ask(desk, session, nbytes)

    assert done == []
    assert question in desk.view.last("ask_whether")
    desk.view.go_on()
    assert done == ["median"]


def test_a_stroke_under_way_counts_as_an_edit(desk: Desk) -> None:
    session = edited(desk, 200, 0)
    session.paint(np.array([0, 1, 2]), 77)

    assert ask(desk, session, 200) == []
    assert "The edit before it could no longer be undone. Continue?" in desk.view.last("ask_whether")


def test_replacing_values_asks_and_is_done_once_that_is_answered(desk: Desk) -> None:
    session = desk.edit(SIZE)
    session.fill(Region((0, 0, 0), (2, 8, 8)), 7)
    desk.app.edit.undo_memory.choose(100)
    desk.view.forget()

    replace_sevens(desk)

    before = session.view.copy()
    assert "could no longer be undone" in desk.view.last("ask_whether")
    desk.view.go_on()
    assert (set(np.unique(before)), set(np.unique(session.view))) == ({7}, {9})
    assert desk.view.last("status") == "Replaced 128 pixels."


def test_what_was_asked_about_is_not_done_to_a_copy_that_was_edited_meanwhile(desk: Desk) -> None:
    session = desk.edit(SIZE)
    session.fill(Region((0, 0, 0), (2, 8, 8)), 7)
    desk.app.edit.undo_memory.choose(100)
    replace_sevens(desk)
    session.set_pixel(ItkIndex.of(0, 0, 0), 1)

    desk.view.go_on()

    assert set(np.unique(session.view)) == {1, 7}
    assert desk.view.last("status") == "The copy was edited meanwhile. Nothing was replaced."


def test_the_choice_holds_for_copies_that_are_there_and_that_come(desk: Desk) -> None:
    first = edited(desk, 300, 0)
    before = first.history.budget

    desk.app.edit.undo_memory.choose(500)
    second = desk.edit(SIZE)

    assert (before, first.history.budget, second.history.budget, desk.state.undo_budget) == (300, 500, 500, 500)


def test_less_memory_is_asked_about_where_edits_would_be_lost(desk: Desk) -> None:
    session = edited(desk, 1000, 5)
    held = session.history.nbytes // 5

    desk.app.edit.undo_memory.choose(2 * held)

    assert desk.view.last("ask_whether").startswith("The oldest 3 edits could no longer be undone with")
    assert (desk.app.edit.undo_memory.budget, session.history.count) == (1000, 5)
    desk.view.go_on()
    assert (session.history.budget, session.history.count, session.history.forgotten) == (2 * held, 2, 3)
    assert desk.state.undo_budget == 2 * held


def test_a_stroke_beyond_the_memory_is_said_to_be_undone_in_parts(desk: Desk) -> None:
    session = edited(desk, 60, 0)
    desk.app.edit.set_tool(BRUSH)
    desk.app.edit.set_value("250")
    desk.app.edit.press(1.0, 1.0)
    assert desk.view.all("status") == []

    for place in range(2, 7):
        desk.app.edit.drag(float(place), float(place))

    assert desk.view.last("status") == "This stroke needs more than the memory for undo: it is undone in parts."
    assert session.history.count + session.history.forgotten > 1


def test_nothing_is_changed_where_nobody_chose(desk: Desk) -> None:
    assert desk.edit(SIZE).history.budget == desk.app.edit.undo_memory.budget == UNDO_BUDGET
