"""Values typed cell by cell, against the same in plain NumPy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import typed_block as room
from itk_inspector.core.editing.paint_over import ALL_VALUES, PaintOver
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.editing.typed_block import typed_block
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex

SHAPE = (2, 4, 3, 5)
START = (10, -1, 5, 0)


def session(pixels: npt.NDArray[Any], channels: int = 1) -> EditSession:
    return EditSession(pixels.copy(), replace(Geometry.identity(SHAPE[::-1]), start_index=START), channels=channels)


@given(st.data())
def test_every_cell_is_written_where_it_belongs(data: st.DataObject) -> None:
    pixels = np.arange(120, dtype=np.int16).reshape(SHAPE)
    axes = tuple(data.draw(st.permutations(range(4)))[:2])
    first = [data.draw(st.integers(0, n - 1)) for n in SHAPE[::-1]]
    rows = data.draw(st.integers(1, SHAPE[3 - axes[1]] - first[axes[1]]))
    columns = data.draw(st.integers(1, SHAPE[3 - axes[0]] - first[axes[0]]))
    lines = data.draw(
        st.lists(
            st.lists(st.sampled_from(["", " ", "-7", "300", "5.0"]), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
    over = data.draw(st.sampled_from([ALL_VALUES, PaintOver(frozenset(range(60)))]))
    edited = session(pixels)

    step = typed_block(
        edited, ItkIndex(tuple(n + s for n, s in zip(first, START, strict=True))), (axes[0], axes[1]), lines, over
    )

    wanted = pixels.copy()
    count = 0
    for down, line in enumerate(lines):
        for along, text in enumerate(line):
            place = list(first)
            place[axes[0]] += along
            place[axes[1]] += down
            at = tuple(reversed(place))
            if text.strip() and (over.values is None or int(pixels[at]) in over.values):
                wanted[at] = int(float(text))
                count += 1
    assert (step is None) == (count == 0)
    if step is None:
        return
    assert step.label == ("type 1 value" if count == 1 else f"type {count} values")
    edited.apply(step)
    assert np.array_equal(edited.view, wanted)
    other = session(pixels)
    other.apply(step_from(step.record(), other.view))
    assert np.array_equal(other.view, wanted)
    edited.undo()
    assert np.array_equal(edited.view, pixels)


def test_vectors_are_typed_as_they_are_shown() -> None:
    edited = session(np.zeros((*SHAPE, 2), np.float32), 2)

    step = typed_block(edited, ItkIndex(START), (0, 1), [["(1.5, NaN)", "2"]], ALL_VALUES)

    assert step is not None
    edited.apply(step)
    assert np.array_equal(edited.view[0, 0, 0, :2], [[1.5, np.nan], [2, 2]], equal_nan=True)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([["1", "2"], ["3", "300000"]], "Line 2, column 2: 300000 does not fit"),
        ([["1"], ["x"]], "Line 2, column 1: “x” is not a number"),
        ([["1"] * 6], r"there is no pixel \(15, -1, 5, 0\)"),
    ],
)
def test_all_or_nothing_is_written(lines: list[list[str]], told: str) -> None:
    edited = session(np.zeros(SHAPE, np.int16))

    with pytest.raises(EditError, match=told):
        typed_block(edited, ItkIndex(START), (0, 1), lines, ALL_VALUES)
    assert not edited.view.any()


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_CELLS", 3)

    with pytest.raises(EditError, match="More than 3 values"):
        typed_block(session(np.zeros(SHAPE, np.int16)), ItkIndex(START), (0, 1), [["1", "2"], ["3", "4"]], ALL_VALUES)
