"""The difference of stored values, with Python's integers and fractions as judges."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.compare.difference import difference, difference_type

WHOLE = ("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
REAL = (*WHOLE, "float16", "float32", "float64")
COMPLEX = ("complex64", "complex128")


def limits(name: str) -> tuple[int, int]:
    if name == "bool":
        return 0, 1
    return int(np.iinfo(name).min), int(np.iinfo(name).max)


def holding(low: int, high: int) -> str | None:
    """The first signed type that holds a range, by Python's integers."""
    for bits in (8, 16, 32, 64):
        if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
            return f"int{bits}"
    return None


def pairs(one: str, other: str) -> st.SearchStrategy[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    """Arrays whose values lie at the limits, near each other, and anywhere."""

    def values(name: str) -> st.SearchStrategy[Any]:
        if name in WHOLE:
            low, high = limits(name)
            near = [n + d for n in (low, high, 0, 2**53, -(2**53), 2**63, 2**32, -(2**32)) for d in (-1, 0, 1)]
            return st.one_of(st.sampled_from([n for n in near if low <= n <= high]), st.integers(low, high))
        if name == "float16":  # by its bits: of wider floats hypothesis would drop most
            return st.integers(0, 65535).map(lambda bits: float(np.uint16(bits).view(np.float16)))
        width: Any = 8 * np.dtype(name).itemsize
        near_floats = [float(s * (2**53 - 1)) for s in (-1, 1)] + [2.0**63, 2.0**64, -0.0, 0.1, -0.9999999999999999]
        floats = st.floats(width=width)
        return floats if width < 64 else st.one_of(st.sampled_from(near_floats), floats)

    return st.tuples(*(hnp.arrays(name, (6,), elements=values(name)) for name in (one, other)))


@pytest.mark.parametrize(("one", "other"), list(itertools.product(WHOLE, WHOLE)))
def test_type_of_whole_numbers_is_the_smallest_that_holds_all_differences(one: str, other: str) -> None:
    found = difference_type(one, other)
    (low, high), (least, most) = limits(one), limits(other)
    wanted = holding(low - most, high - least)
    assert found.is_exact == (wanted is not None)
    assert found.dtype == np.dtype(wanted or "float64")


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        ("int16", "int16", "int32"),
        ("uint8", "uint8", "int16"),
        ("uint64", "uint64", "float64, rounded"),
        ("float16", "uint16", "float64"),
        ("float16", "int32", "float64, rounded"),
        ("float32", "float32", "float64, rounded"),
        ("complex64", "int16", "complex128, rounded"),
    ],
)
def test_type_is_told(one: str, other: str, text: str) -> None:
    assert difference_type(one, other).text == text


def test_what_is_no_number_has_no_difference() -> None:
    with pytest.raises(TypeError, match="have no difference"):
        difference_type("int16", "U3")


@pytest.mark.parametrize("one", REAL)
@given(st.sampled_from(REAL), st.data())
def test_difference_is_that_of_exact_numbers(one: str, other: str, data: st.DataObject) -> None:
    a, b = data.draw(pairs(one, other))
    kind = difference_type(one, other)
    found = difference(a, b)
    assert found.dtype == kind.dtype
    both_whole = one in WHOLE and other in WHOLE
    for x, y, d in zip(a.tolist(), b.tolist(), found.tolist(), strict=True):
        if not (math.isfinite(x) and math.isfinite(y)):
            wanted = 0.0 if x == y else float(x) - float(y)
            assert d == wanted or (math.isnan(d) and math.isnan(wanted))
            continue
        exact = Fraction(x) - Fraction(y)
        assert (d == 0) == (exact == 0)
        if not math.isfinite(d):  # beyond what a double holds
            assert abs(exact) >= Fraction(np.finfo("f8").max)
        elif kind.is_exact:
            assert Fraction(d) == exact
        elif both_whole or "int64" not in one + other:  # rounded once
            assert d == float(exact)
        else:
            assert abs(Fraction(d) - exact) <= Fraction(math.ulp(float(exact))) * Fraction(501, 1000)


@pytest.mark.parametrize(("one", "other"), [(c, r) for c in COMPLEX for r in (*REAL, *COMPLEX)])
def test_complex_parts_are_subtracted_apart(one: str, other: str) -> None:
    rng = np.random.default_rng(3)
    a = (rng.normal(size=9) + 1j * rng.normal(size=9)).astype(one)
    b = np.arange(9).astype(other)
    for left, right, sign in ((a, b, 1), (b, a, -1)):
        found = difference(left, right)
        assert found.dtype == np.complex128
        np.testing.assert_array_equal(found, sign * (a.astype("c16") - b.astype("c16")))


def test_equal_infinities_have_no_difference_and_nan_has_none() -> None:
    a = np.array([np.inf, -np.inf, np.inf, np.nan, np.nan, complex(np.inf, 1).real], "f4")
    b = np.array([np.inf, -np.inf, -np.inf, np.nan, 1, 0], "f8")
    np.testing.assert_array_equal(difference(a, b), [0, 0, np.inf, np.nan, np.nan, np.inf])


def test_what_rounding_takes_from_a_part_is_not_lost() -> None:
    """Of 2⁶⁰ − 63.5 the next double is 2⁶⁰ − 64; the rest then counts beside the lower half of the whole number."""
    whole = np.array([2**60 + 65], "i8")
    floats = np.array([63.75])
    assert difference(whole, floats).item() == float(Fraction(2**60 + 65) - Fraction(63.75))
    assert difference(floats, whole).item() == float(Fraction(63.75) - Fraction(2**60 + 65))
    several = np.arange(0, 4096, 17, dtype="i8") + 2**60
    for number in (0.3, 63.9, 191.9, 1e9 + 0.3):
        wanted = [float(Fraction(n) - Fraction(number)) for n in several.tolist()]
        assert difference(several, np.full(several.shape, number)).tolist() == wanted


def test_out_is_written_and_checked() -> None:
    a, b = np.array([[1, 2]], "u1"), np.array([[3, 1]], "u1")
    out = np.empty((1, 2), "i2")
    assert difference(a, b, out) is out
    np.testing.assert_array_equal(out, [[-2, 1]])
    with pytest.raises(ValueError, match="out must be int16"):
        difference(a, b, np.empty((1, 2), "u1"))
    with pytest.raises(ValueError, match="out must be int16"):
        difference(a, b, np.empty((2,), "i2"))
    with pytest.raises(ValueError, match="shapes differ"):
        difference(a, b[0])


def test_views_that_do_not_lie_together_are_only_read() -> None:
    a = np.arange(24, dtype="u2").reshape(2, 3, 4)
    a.flags.writeable = False
    np.testing.assert_array_equal(difference(a[:, 1], a[:, 2, ::-1]), a[:, 1].astype(int) - a[:, 2, ::-1])
