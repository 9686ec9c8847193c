"""The history holds what fits its budget, and tells beforehand what would not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.history import History
from itk_inspector.core.editing.steps import BoxStep
from itk_inspector.core.geometry.regions import Region


def step(nbytes: int) -> BoxStep:
    """A step that holds so many bytes."""
    old, new = np.zeros(nbytes - 1, np.uint8), np.zeros((), np.uint8)
    return BoxStep(f"{nbytes} bytes", (nbytes,), Region((0,), (nbytes - 1,)), old, new)


STEPS = st.lists(st.integers(2, 50), max_size=12)


@given(STEPS, st.integers(0, 4), st.integers(1, 200), st.integers(2, 250))
def test_what_would_be_forgotten_is_forgotten(sizes: list[int], undone: int, budget: int, nbytes: int) -> None:
    history = History(budget)
    for size in sizes:
        history.keep(step(size))
    for _ in range(undone):
        history.back()
    told, before, forgotten = history.would_forget(nbytes), history.count, history.forgotten

    history.keep(step(nbytes))

    assert (history.forgotten - forgotten, history.count) == (told, before - told + 1)


@given(STEPS, st.integers(0, 4), st.integers(1, 200))
def test_what_would_be_forgotten_with_another_budget_is(sizes: list[int], undone: int, budget: int) -> None:
    history = History(1000)
    for size in sizes:
        history.keep(step(size))
    for _ in range(undone):
        history.back()
    told, before = history.would_forget_within(budget), history.count

    history.budget = budget

    assert (history.budget, history.forgotten, history.count) == (budget, told, before - told)
    assert history.nbytes <= budget or history.count <= 1


def test_a_stroke_under_way_would_be_forgotten_as_well() -> None:
    history = History(100)
    stroke = history.stroke_of(np.zeros((), np.uint8), (50,))
    stroke.keep(stroke.fresh(np.arange(5)), np.zeros(5, np.uint8))
    held = history.nbytes

    assert [history.would_forget(n) for n in (100 - held, 101 - held, 500)] == [0, 1, 1]


def test_nothing_is_forgotten_by_more_memory() -> None:
    history = History(10)
    history.keep(step(8))

    history.budget = 20
    history.keep(step(8))

    assert (history.count, history.forgotten) == (2, 0)
