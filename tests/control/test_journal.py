"""The journal of the copy on screen: shown once a change, gone to, led back and forth, saved."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def edited(desk: Desk) -> EditSession:
    """Three steps on a copy of a volume."""
    made = desk.edit((6, 5, 4))
    for z in (1, 2, 3):

        def step(session: EditSession, z: int = z) -> str:
            session.fill(Region((z, 1, 2), (1, 2, 3)), z)
            return "Filled."

        desk.app.edit.step(step)
    return made


def test_the_steps_are_shown_after_each_change_and_not_otherwise(desk: Desk) -> None:
    edited(desk)
    assert [shown[:2] for shown in desk.journal_panel.shown[-3:]] == [(1, 1), (2, 2), (3, 3)]
    shown = len(desk.journal_panel.shown)

    desk.app.images.tell()
    assert len(desk.journal_panel.shown) == shown
    assert desk.journal_panel.row is not None
    row = desk.journal_panel.row(2)
    assert (row.label, row.itk, row.array) == ("fill 6 pixels", "(2, 1, 2) · 3 × 2 × 1", "[2, 1, 2] · 1 × 2 × 3")


def test_nothing_is_made_while_nobody_sees_it(desk: Desk) -> None:
    desk.journal_panel.is_seen = False
    edited(desk)
    assert desk.journal_panel.shown == []

    desk.journal_panel.is_seen = True
    desk.app.journal.show()
    assert desk.journal_panel.shown == [(3, 3, 0)]


def test_several_steps_are_undone_and_redone_in_one_event(desk: Desk) -> None:
    session = edited(desk)
    shown = len(desk.journal_panel.shown)

    desk.app.journal.move_to(1)
    assert (session.history.count, desk.view.last("status")) == (1, "Undone: 2 edits.")
    assert desk.journal_panel.shown[shown:] == [(3, 1, 0)]
    desk.app.journal.move_to(0)
    assert (session.history.count, desk.view.last("status")) == (0, "Undone: 1 edit.")
    desk.app.journal.move_to(3)
    assert (session.history.count, desk.view.last("status")) == (3, "Redone: 3 edits.")
    desk.app.journal.move_to(3)
    desk.app.journal.move_to(9)
    assert session.history.count == 3


def test_what_undo_has_forgotten_is_said(desk: Desk) -> None:
    session = edited(desk)
    session.history.budget = 1
    session.fill(Region((0, 0, 0), (4, 5, 6)), 9)

    desk.app.journal.move_to(1)

    assert session.history.journal.done == 3
    assert desk.view.last("status") == "Undone: 1 edit. Older edits can no longer be undone."
    desk.app.journal.move_to(1)
    assert desk.view.last("status") == "Older edits can no longer be undone."


def test_a_click_goes_to_the_place_and_its_slice(desk: Desk) -> None:
    edited(desk)
    desk.app.journal.go_to(1)
    image = desk.app.images.current
    assert image is not None
    assert image.probe is not None

    assert (image.plane.position[2], image.probe.itk_index) == (1, ItkIndex.of(2, 1, 1))
    desk.app.journal.go_to(0)
    desk.app.journal.go_to(4)


def test_a_place_that_is_no_more_is_said_to_be_gone(desk: Desk) -> None:
    edited(desk)

    def crop(session: EditSession) -> str:
        session.apply_version(session.view[:2], replace(session.geometry, size=(6, 5, 2)), "crop")
        return "Cropped."

    desk.app.edit.step(crop)
    desk.app.journal.go_to(3)
    assert desk.view.last("status") == "This place is no longer in the image."
    desk.app.journal.go_to(4)
    assert desk.view.last("status") == "This step changed the whole image."


def test_a_journal_is_saved_as_json_and_python_without_what_was_undone(desk: Desk, tmp_path: Path) -> None:
    session = edited(desk)
    session.paint(np.arange(3), 5)
    desk.app.edit.undo()
    texts: list[str] = []

    desk.app.journal.text("json", texts.append)
    desk.app.journal.save(tmp_path / "edits.json", "json")
    desk.app.journal.text("py", texts.append)

    told = json.loads(texts[0])
    assert [step["label"] for step in told["steps"]] == ["fill 6 pixels"] * 3
    assert told["image"]["size"] == [6, 5, 4]
    assert "pixels[1:2, 1:3, 2:5] = 1" in texts[1]
    assert (tmp_path / "edits.json").read_text() == texts[0]
    assert desk.view.last("status") == f"Saved {tmp_path / 'edits.json'}."


def test_what_cannot_be_written_is_told(desk: Desk) -> None:
    session = edited(desk)
    session.apply_version(session.view.copy(), session.geometry, "dance", operation={"name": "dance", "parameters": {}})
    desk.app.journal.text("py", lambda text: None)

    assert "Step 4, “dance”, cannot be written as Python." in desk.view.last("error")[1].message


def test_without_a_copy_there_is_nothing(desk: Desk) -> None:
    desk.show("a.nrrd", (6, 5))
    desk.app.journal.text("py", lambda text: None)
    desk.app.journal.move_to(1)
    desk.app.journal.go_to(1)

    assert desk.journal_panel.row is None
