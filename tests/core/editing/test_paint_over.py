"""Which pixels a tool may change, against plain comparisons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.paint_over import ALL_VALUES, BACKGROUND_ONLY, PaintOver, held_by

numbers = st.integers(-(2**63), 2**64 - 1) | st.integers(-3, 3)


@given(st.sets(numbers), st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3), min_size=1))
def test_only_pixels_of_the_chosen_values_are_changed(values: set[int], present: list[int]) -> None:
    allowed = PaintOver(frozenset(values)).allows(np.array(present, dtype=np.uint64))

    assert allowed.tolist() == [number in values for number in present]


@given(st.sets(st.integers(-4, 4)), st.lists(st.integers(0, 9), max_size=9, unique=True))
def test_positions_are_kept_in_their_order(values: set[int], positions: list[int]) -> None:
    pixels = np.array([[0, 1, 2, 3, 4], [-4, -3, -2, -1, 0]], dtype=np.int8)
    where = np.array(positions, dtype=np.int64)

    kept = PaintOver(frozenset(values)).among(where, pixels, 2)

    assert kept.tolist() == [p for p in positions if int(pixels.reshape(-1)[p]) in values]


def test_all_values_are_all() -> None:
    assert ALL_VALUES.allows(np.array([1, 2])).tolist() == [True, True]
    assert ALL_VALUES.among(np.array([1, 0]), np.zeros((1, 2)), 2).tolist() == [1, 0]


def test_of_several_components_all_must_be_allowed() -> None:
    pixels = np.array([[0, 0], [0, 1], [1, 0]], dtype=np.uint8)

    assert BACKGROUND_ONLY.allows(pixels).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("dtype", "held"),
    [
        ("uint8", [0, 1, 255]),
        ("int8", [-1, 0, 1]),
        ("bool", [False, True]),
        ("float32", [-1, 0, 1, 255, 2**24]),
        ("float16", [-1, 0, 1, 255]),
        ("complex64", [-1, 0, 1, 255, 2**24]),
        ("uint64", [0, 1, 255, 2**24, 2**24 + 1, 2**64 - 1]),
    ],
)
def test_what_a_type_cannot_hold_is_nowhere(dtype: str, held: list[Any]) -> None:
    assert held_by((255, -1, 0, 1, 2**24, 2**24 + 1, 2**64 - 1), np.dtype(dtype)).tolist() == held
