"""Any sequence of edits, versions, undos and redos leads to what plain NumPy arrays in a list hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.label_steps import boxed, filled, renumbered
from itk_inspector.core.editing.paint_over import PaintOver
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region

START = replace(Geometry.identity((4, 3, 3)), start_index=(1, -2, 0), spacing=(0.5, 1.0, 2.0))
ORIGINAL = (np.arange(36) % 5).astype(np.uint8).reshape(START.shape)

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class State:
    """A plain array, and where it lies."""

    pixels: Array
    geometry: Geometry

    def same(self, session: EditSession) -> bool:
        view = session.view
        same_array = view.dtype == self.pixels.dtype and view.tobytes() == self.pixels.tobytes()
        return same_array and view.shape == self.pixels.shape and session.geometry == self.geometry


@dataclass
class Plain:
    """All that a copy is, said with lists: states before, the present one, those that were taken back."""

    now: State = State(ORIGINAL, START)
    done: list[State] = field(default_factory=list)
    undone: list[State] = field(default_factory=list)
    stroke: object = None

    def become(self, pixels: Array, geometry: Geometry | None = None) -> None:
        """Go on with another state."""
        self.stroke = None
        self.done.append(self.now)
        self.now = State(pixels, self.now.geometry if geometry is None else geometry)
        self.undone.clear()

    def paint(self, pixels: Array, stroke: object) -> None:
        """Go on with a stroke, or begin another one."""
        if self.stroke is not None and self.stroke == stroke:
            self.now = State(pixels, self.now.geometry)
        else:
            self.become(pixels)
            self.stroke = stroke

    def undo(self) -> bool:
        self.stroke = None
        if not self.done:
            return False
        self.undone.append(self.now)
        self.now = self.done.pop()
        return True

    def redo(self) -> bool:
        if not self.undone:
            return False
        self.stroke = None
        self.done.append(self.now)
        self.now = self.undone.pop()
        return True


VALUES = st.integers(-2, 300)
PLACES = st.floats(0, 0.999)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("set"), PLACES, VALUES),
        st.tuples(st.just("fill"), PLACES, PLACES, VALUES),
        st.tuples(st.just("paint"), st.lists(PLACES, min_size=1, max_size=6), st.integers(0, 3)),
        st.tuples(st.just("paint"), st.lists(PLACES, min_size=1, max_size=6), st.integers(0, 1)),
        st.tuples(st.just("erase"), st.lists(PLACES, min_size=1, max_size=6)),
        st.tuples(st.just("renumber"), st.integers(0, 6), VALUES),
        st.tuples(st.just("flood"), PLACES, st.integers(0, 9)),
        st.tuples(st.just("over"), PLACES, PLACES, st.integers(0, 9)),
        st.tuples(st.just("cast"), st.sampled_from(("uint8", "int16", "float32"))),
        st.tuples(st.just("crop"), PLACES, PLACES),
        st.tuples(st.just("flip"), st.integers(0, 2)),
        st.tuples(st.just("end")),
        st.tuples(st.just("undo")),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=40,
)


def index_at(place: float, pixels: Array) -> tuple[int, ...]:
    return tuple(int(n) for n in np.unravel_index(int(place * pixels.size), pixels.shape))


def box_at(first: float, last: float, pixels: Array) -> Region:
    ends = zip(index_at(first, pixels), index_at(last, pixels), strict=True)
    low, high = zip(*((min(pair), max(pair)) for pair in ends), strict=True)
    return Region(low, tuple(b - a + 1 for a, b in zip(low, high, strict=True)))


def fits(value: int, dtype: np.dtype[Any]) -> bool:
    return dtype.kind == "f" or int(np.iinfo(dtype).min) <= value <= int(np.iinfo(dtype).max)


def connected(pixels: Array, seed: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the pixels of one value that hang together by their faces."""
    found, waiting = {seed}, [seed]
    while waiting:
        here = waiting.pop()
        for axis in range(len(seed)):
            for step in (-1, 1):
                there = (*here[:axis], here[axis] + step, *here[axis + 1 :])
                inside = all(0 <= n < length for n, length in zip(there, pixels.shape, strict=True))
                if inside and there not in found and pixels[there] == pixels[seed]:
                    found.add(there)
                    waiting.append(there)
    return sorted(found)


def do(session: EditSession, plain: Plain, what: tuple[Any, ...]) -> None:
    """Do the same to a copy and to plain arrays."""
    pixels, geometry = plain.now.pixels.copy(), plain.now.geometry
    match what:
        case ("set", place, value):
            array_index = index_at(place, pixels)
            itk = ItkIndex(tuple(n + s for n, s in zip(array_index[::-1], geometry.start_index, strict=True)))
            if fits(value, pixels.dtype):
                pixels[array_index] = value
                session.set_pixel(itk, value)
                plain.become(pixels)
            else:
                with pytest.raises(EditError):
                    session.set_pixel(itk, value)
        case ("fill", first, last, value):
            box = box_at(first, last, pixels)
            if fits(value, pixels.dtype):
                pixels[box.slices] = value
                session.fill(box, value)
                plain.become(pixels)
            else:
                with pytest.raises(EditError):
                    session.fill(box, value)
        case ("paint", places, value):
            positions = [int(place * pixels.size) for place in places]
            pixels.reshape(-1)[positions] = value
            session.paint(np.array(positions, np.int64), value)
            plain.paint(pixels, (value, "painted"))
        case ("erase", places):
            positions = np.array([int(place * pixels.size) for place in places], np.int64)
            if (pixels.shape, pixels.dtype) == (ORIGINAL.shape, ORIGINAL.dtype):
                pixels.reshape(-1)[positions] = ORIGINAL.reshape(-1)[positions]
                session.restore(positions, ORIGINAL)
                plain.paint(pixels, "erased")
            else:
                with pytest.raises(EditError):
                    session.restore(positions, ORIGINAL)
        case ("renumber", before, after) if fits(after, pixels.dtype):
            made = renumbered(session, session.checked(before), session.checked(after))
            if made is not None:
                session.apply(made)
                plain.become(np.where(pixels == before, np.array(after, pixels.dtype), pixels))
        case ("flood", place, value):
            seed = index_at(place, pixels)
            itk = ItkIndex(tuple(n + s for n, s in zip(seed[::-1], geometry.start_index, strict=True)))
            step = filled(session, itk, (0, 1, 2), session.checked(value))
            if step is not None:
                session.apply(step)
                for one in connected(plain.now.pixels, seed):
                    pixels[one] = value
                plain.become(pixels)
        case ("over", first, last, value):
            box = box_at(first, last, pixels)
            step = boxed(session, box, PaintOver(frozenset({0, 2})), session.checked(value))
            if step is not None:
                session.apply(step)
                part = pixels[box.slices]
                part[np.isin(part, (0, 2))] = value
                plain.become(pixels)
        case ("cast", dtype):
            made = pixels.astype(dtype)
            session.apply_version(made.copy(), geometry, "cast")
            plain.become(made, geometry)
        case ("crop", first, last):
            box = box_at(first, last, pixels)
            start = tuple(s + o for s, o in zip(geometry.start_index, box.start[::-1], strict=True))
            smaller = replace(geometry, size=box.shape[::-1], start_index=start)
            session.apply_version(session.view[box.slices], smaller, "crop")
            plain.become(pixels[box.slices].copy(), smaller)
        case ("flip", axis):
            turned = replace(geometry, origin=tuple(o + 1 for o in geometry.origin))
            session.apply_version(np.flip(session.view, axis), turned, "flip")
            plain.become(np.flip(pixels, axis).copy(), turned)
        case ("end",):
            session.end_stroke()
            plain.stroke = None
        case ("undo",):
            assert session.undo() == plain.undo()
        case ("redo",):
            assert session.redo() == plain.redo()


@given(MOVES)
def test_every_sequence_is_that_of_plain_arrays(moves: list[tuple[Any, ...]]) -> None:
    session, plain = EditSession(ORIGINAL.copy(), START), Plain()
    for what in moves:
        do(session, plain, what)
        assert plain.now.same(session), what

    while plain.undo():
        assert session.undo()
        assert plain.now.same(session)
    assert not session.undo()
    while plain.redo():
        assert session.redo()
        assert plain.now.same(session)
    assert not session.redo()


def forget(session: EditSession, plain: Plain, forgotten: int) -> int:
    """Let the plain arrays forget what the copy has forgotten, and return how much that is in all."""
    lost = session.history.forgotten - forgotten
    del plain.done[:lost]
    return session.history.forgotten


@given(MOVES, st.sampled_from((1, 60, 100, 200, 400)))
def test_with_little_memory_what_is_left_is_right(moves: list[tuple[Any, ...]], budget: int) -> None:
    session, plain = EditSession(ORIGINAL.copy(), START, undo_budget=budget), Plain()
    forgotten = 0
    for what in moves:
        if session.history.stroke is None:
            plain.stroke = None  # a stroke beyond the memory has ended
        if what[0] not in ("paint", "erase"):
            session.end_stroke()  # what is forgotten with it is gone before the next step
            forgotten = forget(session, plain, forgotten)
        do(session, plain, what)
        forgotten = forget(session, plain, forgotten)
        assert plain.now.same(session), what
        count = session.history.count + (session.history.stroke is not None)
        assert count == len(plain.done)
        if session.history.stroke is None and what[0] not in ("undo", "redo", "end"):
            assert session.history.nbytes <= budget or session.history.count <= 1 or session.redo_label

    session.end_stroke()
    forget(session, plain, forgotten)
    while plain.undo():
        assert session.undo()
        assert plain.now.same(session)
    assert not session.undo()
    while plain.redo():
        assert session.redo()
        assert plain.now.same(session)
