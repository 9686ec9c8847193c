"""The journal of an edited copy."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.journal import Journal
from itk_inspector.core.editing.packed_numbers import packed_pixels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region


def session(shape: tuple[int, ...] = (3, 4, 5), **more: Any) -> EditSession:
    return EditSession(np.zeros(shape, np.int16), Geometry.identity(shape[::-1]), **more)


def test_a_step_is_entered_with_what_it_did_and_where() -> None:
    edited = session()
    edited.set_pixel(ItkIndex.of(4, 1, 2), 7)
    edited.fill(Region((1, 1, 0), (2, 3, 5)), -3)

    first, second = edited.history.journal.entries

    assert (first.number, first.label, first.before, first.after) == (1, "set (4, 1, 2)", "0", "7")
    assert (first.region, second.region) == (Region((2, 1, 4), (1, 1, 1)), Region((1, 1, 0), (2, 3, 5)))
    assert (second.number, second.before, second.after) == (2, "several", "-3")
    assert abs(first.time - time.time()) < 60
    assert not first.is_undone


def test_a_stroke_is_entered_when_it_ends() -> None:
    edited = session()
    edited.paint(np.arange(5), 1)
    revision = edited.history.journal.revision
    edited.paint(np.arange(20, 25), 1)

    assert (edited.history.journal.count, edited.history.journal.revision) == (0, revision)
    edited.end_stroke()
    assert edited.history.journal.count == 1


def test_undone_steps_are_marked_and_dropped_with_redo() -> None:
    edited = session()
    journal = edited.history.journal
    for value in (1, 2, 3):
        edited.set_pixel(ItkIndex.of(0, 0, 0), value)
    edited.undo()
    edited.undo()
    assert [entry.is_undone for entry in journal.entries] == [False, True, True]
    edited.redo()
    assert [entry.is_undone for entry in journal.entries] == [False, False, True]

    edited.paint(np.arange(1), 9)

    assert [entry.after for entry in journal.entries] == ["1", "2"]
    edited.end_stroke()
    assert [entry.after for entry in journal.entries] == ["1", "2", "9"]
    assert journal.nbytes == sum(len(entry.written) for entry in journal.entries)


def test_every_change_has_another_revision() -> None:
    edited = session()
    journal = edited.history.journal
    seen = [journal.revision]
    for act in (
        lambda: edited.set_pixel(ItkIndex.of(0, 0, 0), 1),
        edited.undo,
        edited.redo,
        edited.undo,
        lambda: edited.paint(np.arange(2), 1),
        edited.end_stroke,
    ):
        act()
        seen.append(journal.revision)

    assert len(set(seen)) == len(seen)
    assert not session().redo()
    assert journal.revision == seen[-1]


def test_entries_outlive_what_undo_remembers() -> None:
    edited = session((1, 1, 5), undo_budget=20)
    for value in range(9):
        edited.fill(Region((0, 0, 0), (1, 1, 5)), value)

    assert edited.history.forgotten > 0
    assert [entry.after for entry in edited.history.journal.entries] == [str(value) for value in range(9)]
    while edited.undo():
        pass
    assert edited.history.journal.done == edited.history.forgotten


@given(st.lists(st.sampled_from(("set", "fill", "paint", "erase", "undo", "redo")), max_size=15), st.data())
def test_the_entries_not_undone_lead_to_the_copy(acts: list[str], data: st.DataObject) -> None:
    original = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    edited = EditSession(original.copy(), Geometry.identity((4, 3, 2)), undo_budget=100)
    for act in acts:
        value, place = data.draw(st.integers(-9, 9)), data.draw(st.integers(0, 11))
        match act:
            case "set":
                edited.set_pixel(ItkIndex.of(place % 4, place % 3, place % 2), value)
            case "fill":
                edited.fill(Region((place % 2, 0, place % 4), (1, 3, 1)), value)
            case "paint":
                edited.paint(np.arange(place, 24, 1 + place % 3), value)
            case "erase":
                edited.restore(np.arange(place, 2 * place + 1), original)
            case "undo":
                edited.undo()
            case _:
                edited.redo()
    edited.end_stroke()

    again = original.copy()
    for entry in edited.history.journal.entries:
        if not entry.is_undone:
            step_from(json.loads(json.dumps(entry.record)), again, original).apply(again)

    assert again.tobytes() == edited.view.tobytes()
    assert [entry.number for entry in edited.history.journal.entries] == [*range(1, edited.history.journal.count + 1)]


def test_a_version_is_entered_with_its_operation_and_both_sizes() -> None:
    edited = session()
    operation = {"name": "crop", "parameters": {"lower": [1, 0, 0]}}
    edited.apply_version(np.zeros((3, 4, 4), np.int16), Geometry.identity((4, 4, 3)), "crop", operation=operation)

    (entry,) = edited.history.journal.entries

    assert (entry.region, entry.before, entry.after) == (None, "5 × 4 × 3 int16", "4 × 4 × 3 int16")
    assert entry.record["operation"] == operation


@pytest.mark.parametrize(
    ("pixels", "told"),
    [
        (np.full((2, 3), 2**64 - 1, np.uint64), "18446744073709551615"),
        (np.full((2, 3), 0.1, np.float32), "0.1"),
        (np.full((2, 3), np.nan, np.float32), "NaN"),
        (np.array([[0.0, -0.0, 0.0]] * 2), "several"),
        (np.full((2, 3, 3), [1, 2, 3], np.uint8), "(1, 2, 3)"),
        (np.array([[[1, 2, 3]] * 2 + [[1, 2, 4]]] * 2, np.uint8), "several"),
        (np.full((2, 3), 1 + 2j, np.complex128), "1.0+2.0j"),
        (np.ones((2, 3), bool), "True"),
    ],
)
def test_one_value_is_told_exactly(pixels: npt.NDArray[Any], told: str) -> None:
    edited = EditSession(pixels.copy(), Geometry.identity((3, 2)), channels=pixels.shape[2] if pixels.ndim == 3 else 1)
    edited.fill(Region((0, 0), (2, 3)), [0] * edited.version.channels)
    edited.restore(np.arange(6), pixels)
    edited.end_stroke()

    fill, erase = edited.history.journal.entries

    assert (fill.before, erase.after) == (told, told)


def test_a_nan_with_bits_of_its_own_is_kept() -> None:
    odd = np.array([0xFFC00123], np.uint32).view(np.float32)
    edited = EditSession(np.zeros((2, 2), np.float32), Geometry.identity((2, 2)))
    edited.set_pixel(ItkIndex.of(1, 0), "-nan")
    edited.apply(step_from(edited.history.journal.entry(1).record, edited.view))
    steps = edited.history.done
    record = json.loads(json.dumps(steps[-1].record()))
    record["bits"] = packed_pixels(odd)
    edited.apply(step_from(record, edited.view))

    assert edited.view[0, 1].tobytes() == odd.tobytes()
    again = np.zeros((2, 2), np.float32)
    step_from(edited.history.journal.entry(3).record, again).apply(again)
    assert again[0, 1].tobytes() == odd.tobytes()


def test_records_beyond_the_budget_are_let_go_and_said_to_be() -> None:
    edited = session()
    edited.history.journal = journal = Journal(budget=400)
    for value in range(9):
        edited.set_pixel(ItkIndex.of(0, 0, 0), value)

    assert journal.nbytes <= 400
    assert [entry.after for entry in journal.entries] == [str(value) for value in range(9)]
    assert journal.entry(9).record["value"] == 8
    with pytest.raises(EditError, match=r"Step 1, “set \(0, 0, 0\)”, was too large"):
        _ = journal.entry(1).record


def test_ten_thousand_strokes_take_a_few_megabytes() -> None:
    edited = EditSession(np.zeros((256, 256), np.uint8), Geometry.identity((256, 256)), undo_budget=1 << 20)
    rows = np.arange(20)[:, np.newaxis] * 256 + np.arange(12)
    for place in range(200):
        edited.paint((rows + place * 61 + place // 7).reshape(-1), place % 7)
        edited.end_stroke()

    assert edited.history.journal.nbytes < 300 * 200
