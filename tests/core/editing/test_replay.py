"""Steps of a journal, done again on a copy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import Record
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo

ORIGINAL = np.arange(24, dtype=np.int16).reshape(2, 3, 4)


def session(pixels: npt.NDArray[Any] = ORIGINAL) -> EditSession:
    return EditSession(pixels.copy(), Geometry.identity(pixels.shape[::-1]))


def records_of(edited: EditSession) -> list[Record]:
    edited.end_stroke()
    return [json.loads(json.dumps(entry.record)) for entry in edited.history.journal.entries if not entry.is_undone]


def flip(edited: EditSession) -> None:
    """What the operation of that name makes, as far as these tests look."""
    operation = {"name": "flip", "parameters": {"axes": [0]}}
    edited.apply_version(np.flip(edited.view, -1), edited.geometry, "flip x", operation=operation)


def repeat_all(replay: Replay) -> list[str]:
    names = []
    while (operation := replay.next()) is not None:
        names.append(operation.name)
        replay.give(np.flip(replay.session.view, -1), replay.session.geometry)
    return names


@given(st.lists(st.sampled_from(("set", "fill", "paint", "erase", "flip", "undo", "redo")), max_size=15), st.data())
def test_a_journal_repeated_leads_to_the_same_pixels(acts: list[str], data: st.DataObject) -> None:
    edited = session()
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
                edited.restore(np.arange(place, 2 * place + 1), ORIGINAL)
            case "flip":
                flip(edited)
            case "undo":
                edited.undo()
            case _:
                edited.redo()
    records = records_of(edited)
    again = session()
    replay = Replay(again, records, ORIGINAL)
    replay.check()

    names = repeat_all(replay)

    assert again.view.tobytes() == edited.view.tobytes()
    assert (replay.done, replay.is_over, replay.next()) == (len(records), True, None)
    assert names == ["flip"] * sum(record["kind"] == "version" for record in records)
    assert [record["label"] for record in records_of(again)] == [record["label"] for record in records]
    while again.undo():
        pass
    assert again.view.tobytes() == ORIGINAL.tobytes()


def made() -> list[Record]:
    edited = session()
    for value in (1, 2, 3):
        edited.set_pixel(ItkIndex.of(value, 0, 0), value)
    return records_of(edited)


def test_some_steps_are_repeated_at_a_time() -> None:
    again = session()
    replay = Replay(again, made())

    assert replay.next(2) is None
    assert (replay.done, replay.count, replay.is_over, again.history.count) == (2, 3, False, 2)
    assert replay.next(2) is None
    assert replay.is_over


@pytest.mark.parametrize("pixels", [ORIGINAL[:, :, :3], ORIGINAL.astype(np.uint16), np.zeros((2, 3, 4, 3), np.int16)])
def test_another_image_is_refused_with_number_and_label_before_anything_is_done(pixels: npt.NDArray[Any]) -> None:
    channels = 3 if pixels.ndim == 4 else 1
    again = EditSession(np.ascontiguousarray(pixels), Geometry.identity(pixels.shape[2::-1]), channels=channels)
    sentence = r"Step 1, “set \(1, 0, 0\)”, cannot be repeated. The edit was made on an image of another size or pixel"

    with pytest.raises(EditError, match=sentence):
        Replay(again, made()).check()
    with pytest.raises(EditError, match=sentence):
        Replay(again, made()).next()
    assert again.history.count == 0


@pytest.mark.parametrize(
    "damage", [{"kind": "dance"}, {"positions": [24]}, {"positions": 7}, {"kind": "version"}, {"value": None}]
)
def test_a_damaged_step_stops_with_its_number(damage: Record) -> None:
    records = made()
    records[1] = records[1] | damage
    replay = Replay(session(), records)

    with pytest.raises(EditError, match=r"^Step 2, “set \(2, 0, 0\)”, cannot be repeated. "):
        replay.next()
    assert (replay.done, replay.session.history.count) == (1, 1)


def test_what_is_checked_ends_at_the_first_operation() -> None:
    edited = session()
    edited.set_pixel(ItkIndex.of(0, 0, 0), 5)
    smaller = Geometry.identity((3, 3, 2))
    operation = {"name": "crop", "parameters": {}}
    edited.apply_version(edited.view[:, :, :3], smaller, "crop", operation=operation)
    edited.set_pixel(ItkIndex.of(0, 0, 0), 6)
    again = session()
    replay = Replay(again, records_of(edited))
    replay.check()

    assert replay.next() is not None
    replay.give(again.view[:, :, :3], smaller)
    assert (replay.next(), replay.is_over) == (None, True)
    assert again.view.tobytes() == edited.view.tobytes()
    assert again.history.done[1].record()["operation"] == operation


def test_the_result_of_an_operation_that_does_not_fit_is_refused_with_its_number() -> None:
    edited = session()
    flip(edited)
    replay = Replay(session(), records_of(edited))
    assert replay.next() is not None

    with pytest.raises(EditError, match=r"^Step 1, “flip x”, cannot be repeated. Pixels of shape"):
        replay.give(np.zeros((2, 2, 2), np.int16), Geometry.identity((4, 3, 2)))
    told = replay.failed(EditError("The reader ended.", detail="signal 9"))
    assert (told.message, told.detail) == ("Step 1, “flip x”, cannot be repeated. The reader ended.", "signal 9")
    assert replay.done == 0


def test_erasing_needs_the_original() -> None:
    edited = session()
    edited.fill(Region((0, 0, 0), (2, 3, 4)), 0)
    edited.restore(np.arange(9), ORIGINAL)

    with pytest.raises(EditError, match=r"Step 2, “erase 9 pixels”, cannot be repeated. The copy has another size"):
        Replay(session(), records_of(edited)).next()


class Made:
    """What an operation made, as a document gives it."""

    def __init__(self) -> None:
        self.closed = 0
        self._copy = session(np.flip(ORIGINAL, -1))

    @property
    def info(self) -> ImageInfo:
        geometry = self._copy.geometry
        return ImageInfo(Path("made"), "memory", "scalar", "short", 1, "int16", geometry)

    def edit(self) -> EditSession:
        return self._copy

    def close(self) -> None:
        self.closed += 1


def test_the_image_that_an_operation_made_is_taken_over_and_closed() -> None:
    edited = session()
    flip(edited)
    replay = Replay(session(), records_of(edited))
    assert replay.next() is not None
    made = Made()

    replay.take(made)

    assert (made.closed, replay.is_over) == (1, True)
    assert replay.session.view.tobytes() == edited.view.tobytes()


@pytest.mark.parametrize("operation", [None, {}, {"name": 7, "parameters": {}}])
def test_an_operation_that_is_damaged_is_refused_with_its_number(operation: object) -> None:
    replay = Replay(session(), [{"kind": "version", "label": "a\nb", "operation": operation}])

    with pytest.raises(EditError, match=r"^Step 1, “a\\nb”, cannot be repeated. "):
        replay.next()
