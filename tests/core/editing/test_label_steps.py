"""Labels filled, renumbered, erased and protected: the same as on a plain array, through undo and redo."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itk_inspector.core.editing import painted_part, replacing
from itk_inspector.core.editing.label_steps import filled, renumbered
from itk_inspector.core.editing.paint_over import PaintOver
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.repeating import repeat
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure import area
from search_by_neighbours import neighbours_of

START = (10, -1, 5)


def session(pixels: npt.NDArray[Any], *, channels: int = 1) -> EditSession:
    shape = pixels.shape[:3]
    geometry = replace(Geometry.identity(shape[::-1]), start_index=START)
    return EditSession(np.ascontiguousarray(pixels).copy(), geometry, channels=channels)


def itk(place: tuple[int, ...]) -> ItkIndex:
    return ItkIndex(tuple(n + s for n, s in zip(place[::-1], START, strict=True)))


PLANES = {(0, 1): 0, (0, 2): 1, (1, 2): 2}
"""Which NumPy axis stays at the index for the ITK axes of a plane."""


@given(st.data())
def test_a_fill_in_a_plane_stays_in_it(data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(np.uint8, (4, 3, 5), elements=st.integers(0, 1)))
    place = tuple(data.draw(st.integers(0, n - 1)) for n in pixels.shape)
    axes = data.draw(st.sampled_from([*PLANES, (1, 0), (2, 0)]))
    across = PLANES[tuple(sorted(axes))]  # type: ignore[index]  # two axes in order
    edited = session(pixels)

    step = filled(edited, itk(place), axes, edited.checked(9))
    assert step is not None
    edited.apply(step)

    cut = np.moveaxis(pixels, across, 0)[place[across]]
    seed = tuple(n for axis, n in enumerate(place) if axis != across)
    wanted = pixels.copy()
    for near in neighbours_of(cut, seed):
        np.moveaxis(wanted, across, 0)[place[across]][near] = 9
    assert np.array_equal(edited.view, wanted)
    assert edited.undo()
    assert np.array_equal(edited.view, pixels)


def test_a_fill_in_space_goes_through_the_slices() -> None:
    pixels = np.zeros((4, 3, 5), np.uint8)
    pixels[1:3, 1, 1:4] = 7
    edited = session(pixels)

    step = filled(edited, itk((1, 1, 1)), (0, 1, 2), edited.checked(9))

    assert step is not None
    assert step.label == "fill 6 pixels"
    edited.apply(step)
    assert np.array_equal(edited.view, np.where(pixels == 7, 9, pixels))
    assert edited.take_changed() == step.region
    assert (step.region.start, step.region.shape) == ((1, 1, 1), (2, 1, 3))


@given(st.data())
def test_a_fill_with_a_tolerance_takes_near_values(data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(np.uint8, (4, 3, 5), elements=st.integers(0, 4)))
    place = tuple(data.draw(st.integers(0, n - 1)) for n in pixels.shape)
    axes = data.draw(st.sampled_from([*PLANES, (0, 1, 2)]))
    over = data.draw(st.sampled_from([PaintOver(), PaintOver(frozenset({0, 1, 2, int(pixels[place])}))]))
    tolerance = data.draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(5, 2), Fraction(300)]))
    edited = session(pixels)

    step = filled(edited, itk(place), axes, edited.checked(9), tolerance=tolerance, over=over)
    assert step is not None
    edited.apply(step)

    def is_one(value: Any) -> bool:
        return abs(int(value) - int(pixels[place])) <= tolerance and (over.values is None or int(value) in over.values)

    fixed = [axis for axis in range(3) if 2 - axis not in axes]
    wanted = pixels.copy()
    cut = wanted[tuple(place[axis] if axis in fixed else slice(None) for axis in range(3))]
    for near in neighbours_of(cut.copy(), tuple(n for axis, n in enumerate(place) if axis not in fixed), is_one):
        cut[near] = 9
    assert np.array_equal(edited.view, wanted)
    assert edited.undo()
    assert np.array_equal(edited.view, pixels)
    assert edited.redo()
    assert np.array_equal(edited.view, wanted)


def test_with_a_tolerance_what_holds_the_value_already_is_no_step() -> None:
    edited = session(np.full((2, 2, 2), 9, np.uint8))

    assert filled(edited, itk((0, 0, 0)), (0, 1), edited.checked(9), tolerance=Fraction(1)) is None


def test_what_holds_the_value_already_is_no_step() -> None:
    edited = session(np.zeros((2, 2, 2), np.uint8))

    assert filled(edited, itk((0, 0, 0)), (0, 1), edited.checked(0)) is None
    assert renumbered(edited, edited.checked(0), edited.checked(0)) is None
    assert renumbered(edited, edited.checked(1), edited.checked(0)) is None


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "complex64"])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_renumbered_value_is_nowhere_any_more(dtype: str, channels: int) -> None:
    pixels = (np.arange(24 * channels) // channels % 3).astype(dtype)
    pixels = pixels.reshape((2, 3, 4) if channels == 1 else (2, 3, 4, channels))
    edited = session(pixels, channels=channels)
    old, new = edited.checked([2] * channels), edited.checked([5] * channels)

    step = renumbered(edited, old, new)
    assert step is not None
    edited.apply(step)

    assert np.array_equal(edited.view, np.where(pixels == 2, 5, pixels))
    assert edited.undo()
    assert edited.view.tobytes() == pixels.tobytes()


def test_what_undo_could_not_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "MOST_RUNS", 11)
    edited = session(np.arange(24, dtype=np.uint8).reshape(2, 3, 4) % 2)

    with pytest.raises(EditError, match="too many separate places"):
        renumbered(edited, edited.checked(1), edited.checked(5))
    assert not edited.can_undo


def test_zeros_of_both_signs_are_one_value_and_so_is_every_nan() -> None:
    pixels = np.array([[[0.0, -0.0, np.nan, np.nan, 1.0]]], np.float32)
    pixels.view(np.uint32)[0, 0, 3] += 1
    edited = session(pixels.copy())

    for value in ("0", "nan"):
        step = renumbered(edited, edited.checked(value), edited.checked(5))
        assert step is not None
        edited.apply(step)

    assert edited.view.tolist() == [[[5, 5, 5, 5, 1]]]
    assert edited.undo()
    assert edited.undo()
    assert edited.view.tobytes() == pixels.tobytes()


@given(st.data())
def test_the_box_of_a_part_is_the_one_around_its_pixels(data: st.DataObject) -> None:
    mask = data.draw(arrays.arrays(np.bool_, 4 * 3 * 5))
    mask[data.draw(st.integers(0, mask.size - 1))] = True
    part = PaintedPart(0, 1, Runs.of_mask(mask), np.zeros((), np.uint8))

    assert part.region((4, 3, 5)) == painted_part.box_around(part.positions, (4, 3, 5))


@pytest.mark.parametrize(("long", "at_once"), [(1, 1), (2, 1), (100, 2), (100, 99)])
@pytest.mark.parametrize("stride", [1, 3])
def test_runs_are_written_in_whatever_portions(
    monkeypatch: pytest.MonkeyPatch, long: int, at_once: int, stride: int
) -> None:
    monkeypatch.setattr(painted_part, "_LONG", long)
    monkeypatch.setattr(painted_part, "_AT_ONCE", at_once)
    part = PaintedPart(2, stride, Runs(np.array([0, 3, 7]), np.array([1, 5, 8])), np.array(0, np.uint8))
    rows = np.zeros(30, np.uint8)

    part.write(rows, np.array(4, np.uint8))

    assert np.flatnonzero(rows).tolist() == part.positions.tolist()
    part.write(rows, np.array([5, 6, 7, 8], np.uint8))
    assert rows[part.positions].tolist() == part.read(rows).tolist() == [5, 6, 7, 8]


def test_steps_on_labels_can_be_written_down_and_made_again() -> None:
    pixels = (np.arange(60) % 4).astype(np.int16).reshape(4, 3, 5)
    done = session(pixels)
    done.restore(np.arange(3), pixels)
    done.end_stroke()
    for step in (
        filled(done, itk((0, 0, 0)), (0, 2), done.checked(-7)),
        renumbered(done, done.checked(3), done.checked(30)),
    ):
        assert step is not None
        done.apply(step)
    done.restore(np.arange(9), pixels)
    done.end_stroke()

    again = session(pixels)
    for made in done.history.done:
        assert not hasattr(made, "operation")
        again.apply(step_from(json.loads(json.dumps(made.record())), again.view, pixels))

    assert np.array_equal(again.view, done.view)


def test_the_record_of_erasing_needs_the_original_and_not_its_pixels() -> None:
    pixels = np.arange(4000, dtype=np.int64).reshape(10, 20, 20) ** 3
    done = session(pixels)
    done.fill(Region((0, 0, 0), (10, 20, 20)), 1)
    done.restore(np.arange(1000, 3000), pixels)
    done.end_stroke()
    record = json.loads(json.dumps(done.history.done[-1].record()))

    assert len(json.dumps(record)) < 300
    assert np.array_equal(step_from(record, pixels, pixels).parts[0].new, pixels.reshape(-1)[1000:3000])  # type: ignore[union-attr]
    for other in (None, pixels[:9], pixels.astype(np.uint64)):
        with pytest.raises(EditError, match="no pixels can be put back"):
            step_from(record, pixels, other)


# ------------------------------------------------------------------ the eraser


def test_erasing_puts_back_what_the_original_holds_in_one_step() -> None:
    original = np.arange(60, dtype=np.uint8).reshape(4, 3, 5)
    edited = session(original)
    edited.paint(np.arange(20), 99)
    edited.end_stroke()
    painted = edited.view.copy()

    edited.restore(np.arange(0, 8), original)
    edited.restore(np.arange(4, 12), original)

    assert edited.undo_label == "erase 12 pixels"
    assert edited.view.reshape(-1)[:14].tolist() == [*range(12), 99, 99]
    assert edited.undo()
    assert np.array_equal(edited.view, painted)
    assert edited.redo()
    assert edited.view.reshape(-1)[:14].tolist() == [*range(12), 99, 99]


def test_painting_ends_an_erasing_stroke() -> None:
    original = np.zeros((1, 2, 2), np.uint8)
    edited = session(original)
    edited.paint(np.arange(2), 0)
    edited.restore(np.arange(2), original)
    edited.paint(np.arange(2), 0)
    edited.end_stroke()

    assert edited.history.count == 3


def test_an_original_of_another_size_is_not_put_back() -> None:
    with pytest.raises(EditError, match="another size"):
        session(np.zeros((1, 2, 2), np.uint8)).restore(np.arange(1), np.zeros((1, 2, 3), np.uint8))


def test_erasing_beside_the_image_is_refused() -> None:
    original = np.zeros((1, 2, 2), np.uint8)
    with pytest.raises(EditError, match="beyond"):
        session(original).restore(np.array([4]), original)


def test_repeated_on_another_original_the_eraser_puts_that_one_back() -> None:
    original = np.zeros((1, 2, 2), np.uint8)
    done = session(original)
    done.paint(np.arange(3), 9)
    done.end_stroke()
    done.restore(np.arange(2), original)
    fresh = session(np.full((1, 2, 2), 5, np.uint8))

    repeat(done, fresh)

    assert fresh.view.reshape(-1).tolist() == [5, 5, 9, 5]


# ------------------------------------------------------------------ any sequence

values = st.integers(0, 3)
rules = st.none() | st.frozensets(values, max_size=3)
places = st.integers(0, 2 * 3 * 4 - 1)
edits = st.one_of(
    st.tuples(st.just("paint"), st.lists(st.lists(places, min_size=1), min_size=1, max_size=3), values, rules),
    st.tuples(st.just("erase"), st.lists(st.lists(places, min_size=1), min_size=1, max_size=3), values, rules),
    st.tuples(st.just("fill"), places, st.sampled_from([(0, 1), (0, 2), (1, 2), (0, 1, 2)]), values),
    st.tuples(st.just("renumber"), values, values, st.none()),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.none(), st.none()),
)


@given(
    arrays.arrays(np.uint8, (2, 3, 4), elements=values), st.lists(edits, max_size=12), st.sampled_from([1, 3, 1 << 22])
)
def test_any_sequence_of_edits_does_what_it_does_to_a_plain_array(
    original: npt.NDArray[np.uint8], sequence: list[tuple[Any, ...]], at_once: int
) -> None:
    edited = session(original)
    plain, undone, redone = original.copy(), [], []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(area, "PIECE", at_once)
        for kind, what, other, more in sequence:
            before = plain.copy()
            if kind in ("undo", "redo"):
                source, target = (undone, redone) if kind == "undo" else (redone, undone)
                if source:
                    target.append(before)
                    plain = source.pop()
                edited.undo() if kind == "undo" else edited.redo()
            elif _do(edited, plain, original, (kind, what, other, more)):
                undone.append(before)
                redone.clear()
            assert np.array_equal(edited.view, plain)
            assert edited.can_undo == bool(undone)


def _do(
    edited: EditSession, plain: npt.NDArray[np.uint8], original: npt.NDArray[np.uint8], edit: tuple[Any, ...]
) -> bool:
    """Do one edit on both; True where the copy has a step more."""
    kind, what, other, more = edit
    count = edited.history.count
    if kind in ("paint", "erase"):
        over = PaintOver(more)
        for stamp in what:
            allowed = over.among(np.array(sorted(set(stamp))), edited.view, 3)
            if kind == "paint":
                edited.paint(allowed, other)
            else:
                edited.restore(allowed, original)
            for place in sorted(set(stamp)):
                if more is None or int(plain.flat[place]) in more:
                    plain.flat[place] = other if kind == "paint" else original.flat[place]
        edited.end_stroke()
    elif kind == "fill":
        place = tuple(int(n) for n in np.unravel_index(what, plain.shape))
        step = filled(edited, itk(place), other, edited.checked(more))
        fixed = [axis for axis in range(3) if 2 - axis not in other]
        seed = tuple(n for axis, n in enumerate(place) if axis not in fixed)
        cut = plain[tuple(place[axis] if axis in fixed else slice(None) for axis in range(3))]
        for near in neighbours_of(cut.copy(), seed):
            cut[near] = more
        if step is not None:
            edited.apply(step)
    else:
        step = renumbered(edited, edited.checked(what), edited.checked(other))
        plain[plain == what] = other
        if step is not None:
            edited.apply(step)
    return edited.history.count > count
