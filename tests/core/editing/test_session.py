"""The edited copy: steps, undo, redo, what is saved."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.blocks import put
from itk_inspector.core.editing.repeating import repeat
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region


def session(dtype: str = "uint8", *, channels: int = 1, budget: int = 2**20) -> EditSession:
    """A 4 × 3 × 2 copy whose first pixel has the ITK index (10, -1, 5)."""
    geometry = replace(Geometry.identity((4, 3, 2)), start_index=(10, -1, 5))
    shape = (*geometry.shape, channels) if channels > 1 else geometry.shape
    pixels = (np.arange(int(np.prod(shape))) % 2).astype(dtype).reshape(shape)
    return EditSession(pixels, geometry, channels=channels, undo_budget=budget)


def positions(*numbers: int) -> npt.NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


FIRST = ItkIndex.of(10, -1, 5)
LAST = ItkIndex.of(13, 1, 6)


# ------------------------------------------------------------------ one pixel


@pytest.mark.parametrize(("index", "place"), [(FIRST, (0, 0, 0)), (LAST, (1, 2, 3))])
def test_the_corner_pixels_can_be_set(index: ItkIndex, place: tuple[int, ...]) -> None:
    edited = session()

    edited.set_pixel(index, "200")

    assert edited.view[place] == 200


def test_setting_a_pixel_changes_no_other() -> None:
    edited = session()
    before = edited.view.copy()

    edited.set_pixel(FIRST, 200)

    assert np.argwhere(edited.view != before).tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("index", [(9, -1, 5), (14, -1, 5), (10, -2, 5), (10, 2, 5), (10, -1, 7), (0, 0, 0)])
def test_a_pixel_beside_the_image_is_refused(index: tuple[int, ...]) -> None:
    with pytest.raises(EditError, match="lies outside"):
        session().set_pixel(ItkIndex(index), 1)


@pytest.mark.parametrize("index", [ItkIndex.of(10, -1), ItkIndex.of(10, -1, 5, 0)])
def test_an_index_of_another_dimension_is_refused(index: ItkIndex) -> None:
    with pytest.raises(EditError):
        session().set_pixel(index, 1)


def test_numpy_integers_are_taken_as_an_index() -> None:
    edited = session()

    edited.set_pixel(ItkIndex((np.int64(10), np.int64(-1), np.int64(5))), 9)  # type: ignore[arg-type]  # as users do

    assert edited.view[0, 0, 0] == 9


# ------------------------------------------------------------------ values


@pytest.mark.parametrize("value", [300, "300", np.int64(300), np.float64(300.7), -1, 3.9, "3.9", np.nan, "inf"])
def test_what_uint8_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(EditError):
        session().set_pixel(FIRST, value)


def test_a_refused_value_leaves_bytes_and_history_alone() -> None:
    edited = session()
    before = edited.view.tobytes()

    with pytest.raises(EditError):
        edited.set_pixel(FIRST, 300)

    assert (edited.view.tobytes(), edited.can_undo, edited.is_modified) == (before, False, False)


@pytest.mark.parametrize(
    ("dtype", "value", "stored"),
    [
        ("uint8", True, 1),
        ("uint8", 7.0, 7),
        ("uint8", np.int64(255), 255),
        ("bool", True, True),
        ("bool", "False", False),
        ("uint64", np.uint64(2**64 - 1), 2**64 - 1),
        ("uint64", "18446744073709551615", 2**64 - 1),
        ("uint64", 2.0**60, 2**60),
        ("int64", -(2**63), -(2**63)),
        ("float32", np.float32(0.1), np.float32(0.1)),
        ("float64", 0.1, 0.1),
        ("float32", 2**24, 2**24),
        ("complex64", 1 - 2j, 1 - 2j),
        ("complex128", np.complex128(complex(0.0, -1e300)), complex(0.0, -1e300)),
    ],
)
def test_numbers_are_stored_exactly(dtype: str, value: Any, stored: Any) -> None:
    edited = session(dtype)

    edited.set_pixel(FIRST, value)

    assert edited.view[0, 0, 0] == stored


@pytest.mark.parametrize("value", ["-0.0", -0.0, np.float32(-0.0)])
def test_minus_zero_keeps_its_sign(value: Any) -> None:
    edited = session("float32")

    edited.set_pixel(FIRST, value)

    assert np.signbit(edited.view[0, 0, 0])


@pytest.mark.parametrize("value", [np.nan, "NaN"])
def test_a_float_pixel_can_be_nan(value: Any) -> None:
    edited = session("float32")

    edited.set_pixel(FIRST, value)

    assert np.isnan(edited.view[0, 0, 0])


@pytest.mark.parametrize(
    ("dtype", "value"),
    [("uint8", [1, 2, 255]), ("float32", np.array([0.5, 1.5, -2.5])), ("complex64", [1 + 2j, -3j, 0.5 - 0.25j])],
)
def test_all_components_of_a_pixel_are_set(dtype: str, value: Any) -> None:
    edited = session(dtype, channels=3)

    edited.set_pixel(LAST, value)

    assert np.array_equal(edited.view[1, 2, 3], value)


@pytest.mark.parametrize("value", [[2**64 - 1, 0, 2**53 + 1], [np.uint64(2**64 - 1), 0, 2**53 + 1]])
def test_components_beyond_the_digits_of_a_double_are_exact(value: list[Any]) -> None:
    edited = session("uint64", channels=3)

    edited.set_pixel(LAST, value)

    assert edited.view[1, 2, 3].tolist() == [2**64 - 1, 0, 2**53 + 1]


@pytest.mark.parametrize("value", [[1, 2], [1, 2, 3, 4]])
def test_another_number_of_components_is_refused(value: list[int]) -> None:
    with pytest.raises(EditError, match="3 components"):
        session(channels=3).set_pixel(FIRST, value)


# ------------------------------------------------------------------ boxes


def test_a_box_is_filled() -> None:
    edited = session()

    edited.fill(Region((0, 1, 2), (2, 2, 2)), 77)

    assert (int((edited.view == 77).sum()), bool((edited.view[:, 1:, 2:] == 77).all())) == (8, True)


def test_the_whole_image_can_be_filled() -> None:
    edited = session(channels=2)

    edited.fill(Region((0, 0, 0), (2, 3, 4)), "5 6")

    assert np.array_equal(edited.view, np.broadcast_to([5, 6], (2, 3, 4, 2)))


@pytest.mark.parametrize(
    "region",
    [
        Region((-1, 0, 0), (1, 1, 1)),
        Region((0, 0, 0), (3, 1, 1)),
        Region((0, 0, 1), (1, 1, 4)),
        Region((0, 0), (1, 1)),
        Region((0, 0, 0, 0), (1, 1, 1, 1)),
        Region((1, 1, 1), (1, -1, 1)),
        Region((1, 1, 1), (0, 1, 1)),
    ],
)
def test_a_box_that_is_not_inside_is_refused(region: Region) -> None:
    edited = session()

    with pytest.raises(EditError, match="rectangle"):
        edited.fill(region, 1)


# ------------------------------------------------------------------ strokes


def test_a_stroke_is_one_step() -> None:
    edited = session()
    before = edited.view.tobytes()
    for place in (3, 4, 5):
        edited.paint(positions(place), "9")
    edited.end_stroke()

    edited.undo()

    assert (edited.view.tobytes(), edited.can_undo) == (before, False)


def test_a_stroke_over_itself_remembers_what_was_there_first() -> None:
    edited = session()
    before = edited.view.tobytes()
    edited.paint(positions(3, 4), 9)
    edited.paint(positions(4, 3, 5), 9)
    edited.end_stroke()

    edited.undo()

    assert edited.view.tobytes() == before


def test_paint_is_seen_before_the_stroke_ends() -> None:
    edited = session()

    edited.paint(positions(0), 9)

    assert (edited.view[0, 0, 0], edited.is_modified) == (9, True)


def test_undo_ends_a_stroke_first() -> None:
    edited = session()
    before = edited.view.tobytes()
    edited.paint(positions(0, 1), 9)

    edited.undo()

    assert edited.view.tobytes() == before


def test_redo_in_the_middle_of_a_stroke_does_nothing() -> None:
    edited = session()
    edited.set_pixel(LAST, 50)
    edited.undo()
    edited.paint(positions(0), 9)

    assert (edited.redo(), int(edited.view[1, 2, 3])) == (False, 1)


def test_painting_nothing_is_no_step() -> None:
    edited = session()

    edited.paint(positions(), 9)
    edited.end_stroke()

    assert (edited.can_undo, edited.is_modified) == (False, False)


def test_two_values_in_one_stroke_come_back_by_redo() -> None:
    edited = session()
    edited.paint(positions(0), 8)
    edited.paint(positions(1), 9)
    edited.end_stroke()
    painted = edited.view.tobytes()
    while edited.undo():
        pass
    while edited.redo():
        pass

    assert edited.view.tobytes() == painted


# ------------------------------------------------------------------ history

operations = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(0, 23), st.integers(0, 255)),
        st.tuples(st.just("fill"), st.integers(0, 23), st.integers(0, 255)),
        st.tuples(st.just("paint"), st.lists(st.integers(0, 23), min_size=1, unique=True), st.integers(0, 255)),
    ),
    max_size=12,
)


def perform(edited: EditSession, kind: str, where: Any, value: int) -> None:
    if kind == "paint":
        half = len(where) // 2
        edited.paint(positions(*where[:half]), value)
        edited.paint(positions(*where[half:]), value)
        edited.end_stroke()
        return
    array_index = tuple(int(c) for c in np.unravel_index(where, (2, 3, 4)))
    if kind == "fill":
        edited.fill(Region(array_index, tuple(n - c for n, c in zip((2, 3, 4), array_index, strict=True))), value)
    else:
        edited.set_pixel(ItkIndex((array_index[2] + 10, array_index[1] - 1, array_index[0] + 5)), value)


@pytest.mark.parametrize("channels", [1, 3])
@given(done=operations)
def test_undo_goes_back_through_every_state_and_redo_forward_again(
    channels: int, done: list[tuple[str, Any, int]]
) -> None:
    edited = session(channels=channels)
    states = [edited.view.tobytes()]
    for operation in done:
        perform(edited, *operation)
        states.append(edited.view.tobytes())

    back = [edited.view.tobytes()]
    while edited.undo():
        back.append(edited.view.tobytes())
    forward = [edited.view.tobytes()]
    while edited.redo():
        forward.append(edited.view.tobytes())

    assert (back[::-1], forward) == (states, states)


@given(operations, operations, st.integers(0, 12))
def test_what_was_written_makes_the_original_what_is_shown(
    done: list[tuple[str, Any, int]], later: list[tuple[str, Any, int]], undone: int
) -> None:
    """As it was when it was asked for, whatever is done or taken back before it is read."""
    edited = session()
    rebuilt = edited.view.copy()
    for operation in done:
        perform(edited, *operation)
    shown, snapshot = edited.view.copy(), edited.version.written.snapshot()
    edited.version.written.watch(snapshot)
    for _ in range(undone):
        edited.undo()
    for operation in later:
        perform(edited, *operation)

    put(rebuilt.reshape(-1).view(np.uint8), snapshot.pieces())

    assert np.array_equal(rebuilt, shown)


@given(operations, st.integers(0, 12), st.integers(0, 12))
def test_what_changed_since_the_last_question_lies_in_one_box(
    done: list[tuple[str, Any, int]], undone: int, redone: int
) -> None:
    edited = session()
    acts = [lambda o=operation: perform(edited, *o) for operation in done]
    for act in (*acts, *[edited.undo] * undone, *[edited.redo] * redone):
        before = edited.view.copy()
        act()

        box = edited.take_changed()

        changed = np.argwhere(before != edited.view)
        assert changed.size == 0 or box is not None
        if box is not None:
            before[box.slices] = edited.view[box.slices]
            assert np.array_equal(before, edited.view)
        assert edited.take_changed() is None


def test_nothing_to_undo_or_redo_says_so() -> None:
    edited = session()

    assert (edited.undo(), edited.redo(), edited.undo_label, edited.redo_label) == (False, False, "", "")


def test_a_new_step_drops_what_was_undone() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.undo()

    edited.set_pixel(LAST, 6)

    assert edited.redo() is False


def test_labels_say_what_undo_and_redo_would_do() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.fill(Region((0, 0, 0), (1, 1, 3)), 6)
    edited.undo()

    assert (edited.undo_label, edited.redo_label) == ("set (10, -1, 5)", "fill 3 pixels")


def test_labels_are_empty_without_steps() -> None:
    assert (session().undo_label, session().redo_label) == ("", "")


# ------------------------------------------------------------------ memory budget


def test_the_oldest_steps_go_when_the_budget_is_spent() -> None:
    edited = session(budget=3 * 10)  # a single pixel of uint8 holds 8 + 1 + 1 bytes
    for value in range(10, 15):
        edited.set_pixel(FIRST, value)

    seen = []
    while edited.undo():
        seen.append(int(edited.view[0, 0, 0]))

    assert (seen, edited.history.forgotten) == ([13, 12, 11], 2)


def test_the_latest_step_stays_whatever_it_costs() -> None:
    edited = session(budget=0)
    edited.set_pixel(FIRST, 5)
    edited.fill(Region((0, 0, 0), (2, 3, 4)), 6)

    assert (edited.undo(), edited.undo(), edited.history.forgotten) == (True, False, 1)


def test_undone_steps_count_in_the_budget() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    held = edited.history.nbytes

    edited.undo()

    assert edited.history.nbytes == held == 10


def test_forgetting_steps_never_makes_the_copy_look_saved() -> None:
    edited = session(budget=0)
    for value in (5, 6, 7):
        edited.set_pixel(FIRST, value)
    while edited.undo():
        pass

    assert edited.is_modified


# ------------------------------------------------------------------ saved or not


def test_a_fresh_copy_is_not_modified() -> None:
    assert not session().is_modified


def test_undoing_everything_is_not_modified() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)

    edited.undo()

    assert not edited.is_modified


def test_a_saved_copy_is_modified_by_undo() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.mark_saved()

    edited.undo()

    assert edited.is_modified


def test_redo_to_the_saved_state_is_not_modified() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.mark_saved()
    edited.undo()

    edited.redo()

    assert not edited.is_modified


def test_another_step_of_the_same_number_is_not_the_saved_state() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.mark_saved()
    edited.undo()

    edited.set_pixel(FIRST, 6)

    assert edited.is_modified


def test_edits_made_while_saving_are_still_unsaved() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.remember_for_saving()
    edited.set_pixel(FIRST, 6)

    edited.mark_saved()

    assert edited.is_modified


def test_undo_while_saving_leads_away_from_the_saved_state() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.remember_for_saving()
    edited.undo()
    edited.set_pixel(FIRST, 6)

    edited.mark_saved()

    assert edited.is_modified


def test_what_was_noted_for_saving_counts_when_nothing_happened_since() -> None:
    edited = session()
    edited.set_pixel(FIRST, 5)
    edited.remember_for_saving()

    edited.mark_saved()

    assert not edited.is_modified


# ------------------------------------------------------------------ views


def test_the_view_is_read_only_on_the_same_bytes() -> None:
    pixels = np.zeros((3, 4), dtype=np.uint8)

    edited = EditSession(pixels, Geometry.identity((4, 3)))

    assert (np.shares_memory(edited.view, pixels), edited.view.flags.writeable) == (True, False)


def test_pixels_are_writable_on_the_same_bytes() -> None:
    edited = session()

    edited.pixels[0, 0, 0] = 99

    assert edited.view[0, 0, 0] == 99


def test_handing_out_the_array_is_noted() -> None:
    edited = session()
    before = edited.handed_out

    _ = edited.pixels

    assert (before, edited.handed_out) == (False, True)


def test_a_one_pixel_image_can_be_edited_and_restored() -> None:
    edited = EditSession(np.zeros((1, 1), np.float64), Geometry.identity((1, 1)))
    edited.set_pixel(ItkIndex.of(0, 0), "0.1")

    edited.undo()

    assert edited.view.tolist() == [[0.0]]


# ------------------------------------------------------------------ states and repeating


def test_no_two_states_share_a_stamp() -> None:
    edited = session()
    seen = set()
    for value in range(2, 50):
        edited.set_pixel(FIRST, value)
        seen.add(edited.stamp)
        edited.undo()

    assert len(seen) == 48


@given(operations)
def test_what_was_done_on_one_copy_can_be_repeated_on_another(done: list[tuple[str, Any, int]]) -> None:
    first, other = session(), session()
    for operation in done:
        perform(first, *operation)
    other.pixels[...] = 77
    expected = np.full_like(other.view, 77)
    known = session()
    known.pixels[...] = expected
    for operation in done:
        perform(known, *operation)

    count = repeat(first, other)

    assert np.array_equal(other.view, known.view)
    for _ in range(count):
        other.undo()
    assert np.array_equal(other.view, expected)


def test_edits_of_an_image_of_another_type_are_not_repeated() -> None:
    with pytest.raises(EditError, match="another size or pixel type"):
        repeat(session("uint8"), session("int16"))


def test_steps_that_can_be_taken_back_are_counted() -> None:
    edited = session(budget=0)
    counts = []
    for value in (5, 6):
        edited.paint(positions(0), value)
        edited.end_stroke()
        counts.append(edited.history.count)
    edited.undo()

    assert ([*counts, edited.history.count], edited.history.forgotten) == ([1, 1, 0], 1)


def test_edits_that_are_forgotten_are_not_repeated() -> None:
    first = session(budget=0)
    first.set_pixel(FIRST, 5)
    first.set_pixel(FIRST, 6)

    with pytest.raises(EditError, match="not all of them"):
        repeat(first, session())


def test_who_reads_the_pixels_aside_is_waited_for_before_they_are_handed_out() -> None:
    edited = session()
    edited.set_pixel(FIRST, 200)
    snapshot = edited.version.written.snapshot()
    edited.version.written.watch(snapshot)
    seen: list[Any] = []
    reading = threading.Timer(0.05, lambda: seen.extend(snapshot.pieces()))
    reading.start()

    edited.pixels[0, 0, 0] = 201

    assert len(seen) == 1
    reading.join()
