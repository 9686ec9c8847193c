"""Sets of numbers as runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.runs import NO_RUNS, Numbers, Runs, ascending

numbers = st.sets(st.integers(-20, 60), max_size=40)


def runs(of: set[int]) -> Runs:
    return Runs.of(np.array(sorted(of), dtype=np.int64))


@given(numbers)
def test_runs_hold_the_numbers_they_were_made_of(some: set[int]) -> None:
    made = runs(some)

    assert (made.numbers().tolist(), made.count) == (sorted(some), len(some))


@given(numbers)
def test_runs_neither_meet_nor_overlap(some: set[int]) -> None:
    made = runs(some)

    assert (made.stops > made.starts).all()
    assert (made.starts[1:] > made.stops[:-1]).all()


@given(numbers, numbers)
def test_runs_unite_and_subtract_as_sets_do(left: set[int], right: set[int]) -> None:
    assert runs(left).united(runs(right)).numbers().tolist() == sorted(left | right)
    assert runs(left).minus(runs(right)).numbers().tolist() == sorted(left - right)


@given(numbers, numbers)
def test_a_union_is_kept_in_as_few_runs_as_can_be(left: set[int], right: set[int]) -> None:
    assert len(runs(left).united(runs(right)).starts) == len(runs(left | right).starts)


def test_few_runs_are_united_with_many_without_sorting_these(monkeypatch: pytest.MonkeyPatch) -> None:
    many, few = runs(set(range(0, 20_000, 2))), runs({9_001, 9_005})
    sorted_ends, argsort = [], np.argsort

    def counted(ends: Numbers, **options: Any) -> Any:
        sorted_ends.append(len(ends))
        return argsort(ends, **options)

    monkeypatch.setattr(np, "argsort", counted)

    assert (many.united(few).count, few.minus(many).count) == (10_002, 2)
    assert max(sorted_ends) <= 12


def test_no_runs_hold_nothing() -> None:
    assert (NO_RUNS.count, NO_RUNS.numbers().tolist(), NO_RUNS.nbytes) == (0, [], 0)


@pytest.mark.parametrize("count", [1, 1000])
def test_neighbours_cost_one_run(count: int) -> None:
    assert runs(set(range(5, 5 + count))).nbytes == 16


@given(st.lists(st.integers(-20, 60), max_size=40))
def test_numbers_are_put_in_order_each_once(some: list[int]) -> None:
    assert ascending(np.array(some, dtype=np.int64)).tolist() == sorted(set(some))


def test_numbers_in_order_are_not_copied() -> None:
    some = np.array([1, 2, 5])

    assert ascending(some) is some
