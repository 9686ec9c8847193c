"""Whole numbers are computed as Python computes them, or marked; fractions as NumPy does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import exact_numbers as exact
from itk_inspector.core.editing.exact_numbers import Value
from itk_inspector.core.errors import EditError

EDGES = (
    0,
    1,
    -1,
    2,
    3,
    -7,
    255,
    2**31,
    2**32 - 1,
    2**53,
    2**53 + 1,
    2**62,
    2**63 - 1,
    -(2**63),
    -(2**62) - 1,
    3037000500,
)
WHOLE = st.sampled_from(EDGES) | st.integers(-(2**63), 2**63 - 1)
PAIRS = st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=12)


def shifted(a: int, b: int) -> int | None:
    return a << b if 0 <= b <= 63 else None


BINARY: dict[str, tuple[Callable[[Value, Value], Value], Callable[[int, int], int | None]]] = {
    "+": (exact.add, lambda a, b: a + b),
    "-": (exact.subtract, lambda a, b: a - b),
    "*": (exact.multiply, lambda a, b: a * b),
    "//": (exact.floor_divide, lambda a, b: a // b if b else None),
    "%": (exact.remainder, lambda a, b: a % b if b else None),
    "<<": (exact.shift_left, shifted),
}


def column(numbers: list[int]) -> Value:
    return Value.of(np.array(numbers, np.int64))


def held(number: int | None) -> bool:
    return number is not None and -(2**63) <= number < 2**63


def kept(value: Value, expected: list[int | None]) -> list[int]:
    """Return what was found where something is expected that is held."""
    return [int(n) for n, one in zip(value.array, expected, strict=True) if held(one)]


def bads(value: Value, count: int) -> list[bool]:
    mask = np.zeros(count, np.bool_) if value.bad is None else np.broadcast_to(value.bad, (count,))
    return [bool(one) for one in mask]


@pytest.mark.parametrize("name", BINARY)
@given(pairs=PAIRS)
def test_whole_numbers_are_pythons_or_marked(name: str, pairs: list[tuple[int, int]]) -> None:
    call, oracle = BINARY[name]
    with np.errstate(all="ignore"):
        found = call(column([a for a, _ in pairs]), column([b for _, b in pairs]))

    expected = [oracle(a, b) for a, b in pairs]
    assert bads(found, len(pairs)) == [not held(one) for one in expected]
    assert [int(n) for n, one in zip(found.array, expected, strict=True) if held(one)] == [
        n for n in expected if held(n)
    ]


@given(st.lists(WHOLE, min_size=1, max_size=12), st.integers(0, 200))
def test_powers_are_pythons_or_marked(bases: list[int], exponent: int) -> None:
    with np.errstate(all="ignore"):
        found = exact.power(column(bases), Value.of(exponent))

    expected: list[int | None] = [base**exponent for base in bases]
    assert bads(found, len(bases)) == [not held(one) for one in expected]
    assert [int(n) for n, one in zip(found.array, expected, strict=True) if held(one)] == [
        n for n in expected if held(n)
    ]


@given(st.lists(WHOLE, min_size=1, max_size=12))
def test_signs_and_magnitudes_are_pythons_or_marked(numbers: list[int]) -> None:
    for call, oracle in ((exact.negative, lambda n: -n), (exact.absolute, abs)):
        with np.errstate(all="ignore"):
            found = call(column(numbers))
        assert bads(found, len(numbers)) == [not held(oracle(n)) for n in numbers]
        expected = [oracle(n) for n in numbers]
        assert kept(found, expected) == [n for n in expected if held(n)]


@given(st.lists(WHOLE, min_size=1, max_size=12))
def test_whole_numbers_become_fractions_only_where_these_are_the_same(numbers: list[int]) -> None:
    found = exact.as_float(column(numbers))

    assert bads(found, len(numbers)) == [int(float(n)) != n for n in numbers]
    assert [float(f) for f in found.array] == [float(n) for n in numbers]


@given(st.lists(st.floats(width=64), min_size=1, max_size=12))
def test_a_fraction_has_the_whole_part_that_python_gives_it(numbers: list[float]) -> None:
    with np.errstate(all="ignore"):
        found = exact.whole(Value.of(np.array(numbers)))

    def oracle(number: float) -> int | None:
        return int(number) if np.isfinite(number) else None

    expected = [oracle(n) for n in numbers]
    assert bads(found, len(numbers)) == [not held(one) for one in expected]
    assert [int(n) for n, one in zip(found.array, expected, strict=True) if held(one)] == [
        n for n in expected if held(n)
    ]


def test_what_is_not_chosen_may_have_no_result() -> None:
    a, b = column([6, 7, 8]), column([2, 0, 4])

    found = exact.choose(exact.truth(b), exact.floor_divide(a, b), Value.of(-1))
    other = exact.choose(exact.truth(b), Value.of(-1), exact.floor_divide(a, b))

    assert (found.array.tolist(), bads(found, 3)) == ([3, -1, 2], [False] * 3)
    assert (bads(other, 3), other.why) == ([False, True, False], exact.BY_ZERO)


def test_what_has_no_result_stays_so_whatever_is_done_with_it() -> None:
    bad = exact.add(column([2**63 - 1, 1]), Value.of(1))

    for call in (exact.truth, exact.as_float, exact.absolute, lambda v: exact.multiply(v, Value.of(0))):
        assert bads(call(bad), 2)[0]


@pytest.mark.parametrize(
    ("given_array", "dtype"),
    [
        (np.array([True]), "bool"),
        (np.array([-1], np.int8), "int64"),
        (np.array([2**32 - 1], np.uint32), "int64"),
        (np.array([1], np.uint64), "int64"),
        (np.array([0.5], np.float16), "float64"),
        (np.array([1j], np.complex64), "complex128"),
    ],
)
def test_stored_pixels_are_widened_exactly(given_array: np.ndarray[Any, Any], dtype: str) -> None:
    found = Value.of(given_array)

    assert (found.array.dtype.name, found.bad, found.array.tolist()) == (dtype, None, given_array.tolist())


def test_values_that_no_type_computes_with_are_marked_or_refused() -> None:
    assert bads(Value.of(np.array([1, 2**63], np.uint64)), 2) == [False, True]
    with pytest.raises(EditError, match="cannot be computed with"):
        Value.of(np.array(["a"]))


@pytest.mark.parametrize("name", ["//", "%", "<<", ">>", "int"])
def test_complex_numbers_are_refused_where_nothing_is_defined(name: str) -> None:
    calls = {"//": exact.floor_divide, "%": exact.remainder, "<<": exact.shift_left, ">>": exact.shift_right}
    number = Value.of(1j)

    with pytest.raises(EditError, match=name):
        exact.whole(number) if name == "int" else calls[name](number, number)


def test_fractions_divide_by_zero_into_infinities_and_nan() -> None:
    with np.errstate(all="ignore"):
        found = exact.divide(column([1, 0, -1]), column([0, 0, 0]))
        floored = exact.floor_divide(Value.of(np.array([1.0, -7.5])), Value.of(2.0))
        rest = exact.remainder(Value.of(np.array([1.0, -7.5])), Value.of(2.0))

    assert np.array_equal(found.array, [np.inf, np.nan, -np.inf], equal_nan=True)
    assert (floored.array.tolist(), rest.array.tolist()) == ([0.0, -4.0], [1.0, 0.5])


def test_powers_of_fractions_and_by_negative_exponents_are_fractions() -> None:
    assert exact.power(column([2, 4]), Value.of(-1)).array.tolist() == [0.5, 0.25]
    assert exact.power(column([2, 4]), Value.of(0.5)).array.tolist() == [2**0.5, 2.0]
    with pytest.raises(EditError, match="exponent"):
        exact.power(column([2, 4]), column([1, 2]))


def test_shifts_to_the_right_are_pythons() -> None:
    found = exact.shift_right(column([-5, 5, 1, 1]), column([1, 1, 63, -1]))

    assert (found.array[:3].tolist(), bads(found, 4)) == ([-3, 2, 0], [False, False, False, True])
