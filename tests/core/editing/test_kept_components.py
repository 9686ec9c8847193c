"""Components that stay as they are, against the same in plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itk_inspector.core.editing.kept_components import keeping, merged
from itk_inspector.core.editing.label_steps import boxed, filled
from itk_inspector.core.editing.paint_over import ALL_VALUES
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region

SHAPE = (3, 4, 5)
VALUES = arrays.arrays(np.int16, (*SHAPE, 3), elements=st.integers(0, 2))
TYPED = st.sampled_from(["_ _ 7", "_ 7 _", "7 _ 8", "_ 0 1"])


def session(pixels: npt.NDArray[Any]) -> EditSession:
    return EditSession(pixels.copy(), Geometry.identity(SHAPE[::-1]), channels=3)


def written(text: str, pixels: npt.NDArray[Any], mask: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    after = pixels.copy()
    for number, word in enumerate(text.split()):
        if word != "_":
            after[mask, number] = int(word)
    return after


@given(VALUES, TYPED, st.lists(st.lists(st.integers(0, 59), min_size=1), min_size=1, max_size=4))
def test_a_stroke_keeps_them(pixels: npt.NDArray[Any], text: str, stamps: list[list[int]]) -> None:
    edited = session(pixels)
    mask = np.zeros(60, np.bool_)
    for stamp in stamps:
        edited.paint(np.array(stamp), edited.typed(text))
        mask[stamp] = True
    edited.end_stroke()

    after = written(text, pixels, mask.reshape(SHAPE))
    assert np.array_equal(edited.view, after)
    assert edited.undo_label.startswith("paint ")
    other = session(pixels)
    other.apply(step_from(edited.history.done[-1].record(), other.view))
    assert np.array_equal(other.view, after)
    assert edited.undo()
    assert np.array_equal(edited.view, pixels)
    assert edited.redo()
    assert np.array_equal(edited.view, after)


@given(VALUES, TYPED)
def test_a_box_keeps_them(pixels: npt.NDArray[Any], text: str) -> None:
    edited, region = session(pixels), Region((1, 0, 2), (2, 3, 2))
    value = edited.typed(text)
    mask = np.zeros(SHAPE, np.bool_)
    mask[region.slices] = True

    step = keeping(boxed(edited, region, ALL_VALUES, value.stored), value.kept)

    after = written(text, pixels, mask)
    assert (step is None) == np.array_equal(after, pixels)
    if step is not None:
        edited.apply(step)
        assert np.array_equal(edited.view, after)
        assert edited.undo()
        assert np.array_equal(edited.view, pixels)


def test_a_fill_of_one_value_stays_one_value() -> None:
    pixels = np.zeros((*SHAPE, 3), np.int16)
    pixels[..., 0] = 5
    edited = session(pixels)
    value = edited.typed("_ 7 _")

    step = keeping(filled(edited, ItkIndex.of(0, 0, 0), (0, 1, 2), value.stored), value.kept)

    assert step is not None
    assert step.nbytes < 100
    edited.apply(step)
    assert edited.view.reshape(-1, 3).tolist() == [[5, 7, 0]] * 60
    again = keeping(filled(edited, ItkIndex.of(0, 0, 0), (0, 1, 2), value.stored), value.kept)
    assert again is None


def test_another_component_begins_another_stroke() -> None:
    edited = session(np.zeros((*SHAPE, 3), np.int16))
    edited.paint(np.array([1]), edited.typed("0 _ 0"))
    edited.paint(np.array([1]), edited.typed("_ 0 0"))
    edited.paint(np.array([1]), edited.typed("0 0 0"))
    edited.end_stroke()

    assert edited.history.count == 3


def test_bits_stay() -> None:
    present = np.array([[np.nan, -0.0, 1.0]], np.float32)
    present.view(np.uint32)[0, 0] += 5

    made = merged(np.array([0, 0, 2], np.float32), (0, 1), present)

    assert made.tobytes()[:8] == present.tobytes()[:8]
    assert made[0, 2] == 2


def test_what_keeps_nothing_is_the_step_itself() -> None:
    edited = session(np.zeros((*SHAPE, 3), np.int16))
    step = boxed(edited, Region((0, 0, 0), (1, 1, 1)), ALL_VALUES, edited.checked("1 2 3"))

    assert keeping(step, ()) is step
    assert keeping(None, (1,)) is None


@pytest.mark.parametrize("use", ["set_pixel", "fill"])
def test_a_whole_value_is_asked_for_where_components_cannot_stay(use: str) -> None:
    edited = session(np.zeros((*SHAPE, 3), np.int16))
    place: Any = ItkIndex.of(0, 0, 0) if use == "set_pixel" else Region((0, 0, 0), (1, 1, 1))

    with pytest.raises(Exception, match="“_” is not a number"):
        getattr(edited, use)(place, edited.typed("_ 1 2"))
