"""Statistics of differences, with Python's integers and fractions as judges, value by value."""

from __future__ import annotations

import itertools
import math
import tracemalloc
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.compare import value_difference as module
from itk_inspector.core.compare.difference import difference
from itk_inspector.core.compare.tally import Tally
from itk_inspector.core.compare.value_difference import ComponentDifference, value_difference

WHOLE = ("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
FLOATS = ("float16", "float32", "float64")
Array = npt.NDArray[Any]


@st.composite
def images(draw: st.DrawFn, kinds: tuple[str, ...]) -> tuple[Array, Array]:
    """Two images of types of their own; many of their pixels are the same, or nearly."""
    one, other = draw(st.sampled_from(kinds)), draw(st.sampled_from(kinds))
    a = draw(hnp.arrays(one, (2, 3, 4), elements=values(one)))
    b = draw(hnp.arrays(other, (2, 3, 4), elements=values(other)))
    if one == other and draw(st.booleans()):
        kept = draw(hnp.arrays("bool", a.shape))
        b = np.where(kept, a, b)
    return a, b


def values(name: str) -> st.SearchStrategy[Any]:
    if name == "bool":
        return st.booleans()
    if name in WHOLE:
        low, high = int(np.iinfo(name).min), int(np.iinfo(name).max)
        near = [n + d for n in (low, high, 0, 2**53, 2**63) for d in (-1, 0, 1)]
        return st.one_of(st.sampled_from([n for n in near if low <= n <= high]), st.integers(low, high))
    special = [0.0, -0.0, math.nan, math.inf, -math.inf, 1.5]
    if name == "float16":
        return st.one_of(st.sampled_from(special), st.integers(-999, 999).map(lambda n: n / 8))
    width: Any = 8 * np.dtype(name).itemsize
    return st.one_of(st.sampled_from(special), st.floats(width=width))


@pytest.fixture(autouse=True)
def _several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block ends in the middle of the images."""
    monkeypatch.setattr(module, "_BLOCK", 10)


def only(a: Array, b: Array, tolerance: float = 0.0) -> ComponentDifference:
    found = value_difference(a, b, tolerance=tolerance)
    assert found is not None
    (component,) = found.components
    assert (found.unequal, found.beyond) == (component.unequal, component.beyond)
    return component


@settings(max_examples=300)
@given(images(WHOLE), st.sampled_from([0.0, 0.5, 1.0, 3.7, 2.0**40, 2.0**63, 2.0**65, math.inf]))
def test_whole_numbers_are_exact(pair: tuple[Array, Array], tolerance: float) -> None:
    a, b = pair
    found = only(a, b, tolerance)

    apart = [int(x) - int(y) for x, y in zip(a.ravel().tolist(), b.ravel().tolist(), strict=True)]
    sizes = list(map(abs, apart))
    assert found.count == a.size
    assert found.unequal == sum(d != 0 for d in apart)
    assert found.beyond == sum(d > tolerance for d in sizes)
    assert found.other_bits == (0 if a.dtype == b.dtype else None)
    assert (found.smallest, found.greatest) == (min(apart), max(apart))
    assert found.mean_absolute == float(Fraction(sum(sizes), a.size))
    assert found.rms == pytest.approx(math.sqrt(Fraction(sum(d * d for d in apart), a.size)), rel=1e-15)
    assert (found.nan_equal, found.nan_unequal, found.infinite) == (0, 0, 0)
    if max(sizes) == 0:
        assert found.largest is None
        return
    assert found.largest is not None
    at = sizes.index(max(sizes))
    assert tuple(found.largest.array_index) == np.unravel_index(at, a.shape)
    assert found.largest.magnitude == max(sizes)
    assert (found.largest.a, found.largest.b) == (a.ravel().tolist()[at], b.ravel().tolist()[at])


def same_bits(x: Any, y: Any) -> bool:
    return bool(np.asarray(x).tobytes() == np.asarray(y).tobytes())


@settings(max_examples=300)
@given(images((*FLOATS, "int16", "uint32")), st.sampled_from([0.0, 0.1, 1.0, 1e300]))
def test_floats_are_exact_but_for_the_sums(pair: tuple[Array, Array], tolerance: float) -> None:
    a, b = pair
    found = only(a, b, tolerance)

    unequal = beyond = other_bits = both = one = infinite = 0
    best: Any = 0
    best_at, apart = -1, []
    for at, (p, q) in enumerate(zip(a.ravel(), b.ravel(), strict=True)):
        x, y = p.item(), q.item()
        if x != x or y != y:
            both += x != x and y != y
            one += (x != x) != (y != y)
        elif math.isinf(x) or math.isinf(y):
            size = 0 if x == y else math.inf
            apart.append(0.0 if x == y else x - y)
            infinite += size > 0
            beyond += size > tolerance
            if size > best:
                best, best_at = size, at
        else:
            exact = Fraction(x) - Fraction(y)
            with np.errstate(over="ignore"):
                rounded = float(np.float64(x) - np.float64(y))
            apart.append(rounded)
            infinite += math.isinf(rounded)
            beyond += abs(exact) > tolerance
            if abs(exact) > best and not (math.isinf(rounded) and best == math.inf):
                best, best_at = (math.inf if math.isinf(rounded) else abs(exact)), at
        same = x == y or (x != x and y != y)
        unequal += not same
        other_bits += same and not same_bits(p, q)
    whole = a.dtype.kind in "iu" and b.dtype.kind in "iu"
    assert (found.unequal, found.beyond) == (unequal, beyond + one)
    assert (found.nan_equal, found.nan_unequal, found.infinite) == (both, one, infinite)
    assert found.other_bits == (other_bits if a.dtype == b.dtype else None)
    assert (found.smallest, found.greatest) == ((min(apart), max(apart)) if apart else (None, None))
    if best_at < 0:
        assert found.largest is None
    else:
        assert found.largest is not None
        assert tuple(found.largest.array_index) == np.unravel_index(best_at, a.shape)
        assert found.largest.magnitude == (best if whole or best == math.inf else float(best))
    finite = [Fraction(d) for d in apart if math.isfinite(d)]
    if not finite:
        assert (found.mean_absolute, found.rms) == (None, None)
        return
    assert found.mean_absolute == pytest.approx(float(sum(map(abs, finite)) / len(finite)), rel=1e-14)
    squares = sum(d * d for d in finite) / len(finite)
    assert found.rms is not None
    assert abs(Fraction(found.rms) ** 2 - squares) <= squares * Fraction(1, 10**13) + Fraction(1, 2**2100)


def test_of_differences_that_round_to_one_the_largest_is_told() -> None:
    """Both are 1.0 as doubles; the second is larger."""
    for at in (1, 15):  # in the same block, and in the next
        b = np.full(20, -1e-40)
        b[at] = -1e-30
        found = only(np.ones(20), b)
        assert found.largest is not None
        assert tuple(found.largest.array_index) == (at,)


@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=5, max_size=9))
@example([2**26 + 2] * 9)
@example([2**17 + 1] * 9)
def test_squares_are_summed_exactly(numbers: list[int]) -> None:
    tally = Tally(0.0, True)
    tally.take(np.array(numbers, "i4"), np.ones(len(numbers), "i4"))
    assert tally.squares == sum((n - 1) ** 2 for n in numbers)
    assert tally.total == sum(abs(n - 1) for n in numbers)


def test_a_tolerance_is_not_moved_by_rounding() -> None:
    assert only(np.array([1.0]), np.array([-1e-30]), 1.0).beyond == 1
    assert only(np.array([1.0]), np.array([1e-30]), 1.0).beyond == 0


@pytest.mark.parametrize(
    ("one", "other", "x", "y", "magnitude"),
    [
        ("uint64", "int64", 2**64 - 1, -(2**63), 2**64 + 2**63 - 1),
        ("uint64", "uint64", 0, 2**64 - 1, 2**64 - 1),
        ("int64", "int64", -(2**63), 2**63 - 1, 2**64 - 1),
        ("int64", "int64", 2**53 + 1, 2**53, 1),
        ("int64", "float64", 2**53 + 1, 2.0**53, 1.0),
        ("float64", "uint64", 2.0**64, 2**64 - 1, 1.0),
    ],
)
def test_nothing_wraps_or_is_lost(one: str, other: str, x: Any, y: Any, magnitude: Any) -> None:
    found = only(np.array([x], one), np.array([y], other))
    assert found.unequal == 1
    assert found.largest is not None
    assert found.largest.magnitude == magnitude
    assert (found.largest.a, found.largest.b) == (x, y)


def test_signed_zeros_and_payloads_of_nan_are_other_bits() -> None:
    nans = np.array([0x7FC00000, 0x7FC00001, 0x7FC00000], "u4").view("f4")
    a = np.concatenate([nans, np.array([0.0, 1.0], "f4")])
    b = np.concatenate([nans[:1], nans[:1], np.array([2.0, -0.0, 1.0], "f4")])
    found = value_difference(a, b)
    assert found is not None
    (component,) = found.components
    assert (component.unequal, component.other_bits) == (1, 2)
    assert (component.nan_equal, component.nan_unequal) == (2, 1)
    assert component.largest is None
    assert component.mean_absolute == 0.0
    assert not found.is_identical


def test_identical_is_every_bit_and_the_type() -> None:
    a = np.array([math.nan, -0.0, 1.0], "f4")
    for other, is_identical in ((a.copy(), True), (a.astype("f8"), False), (np.abs(a), False)):
        found = value_difference(a, other)
        assert found is not None
        assert found.unequal == 0
        assert found.is_identical is is_identical
    assert only(a, a.copy()).nan_equal == 1


@given(hnp.arrays("c16", (7,), elements=st.complex_numbers(max_magnitude=1e100)), st.data())
def test_complex_numbers_have_a_modulus_and_no_order(a: Array, data: st.DataObject) -> None:
    b = data.draw(hnp.arrays("c8", (7,), elements=st.integers(-9, 9).map(lambda n: complex(n, n / 4))))
    found = only(a, b, 1.0)
    sizes = [abs(x - y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    assert found.unequal == sum(x != y for x, y in zip(a.tolist(), b.tolist(), strict=True))
    assert (found.smallest, found.greatest) == (None, None)
    assert found.mean_absolute == pytest.approx(math.fsum(sizes) / 7, rel=1e-12)
    if found.largest is not None:
        assert found.largest.magnitude == pytest.approx(max(sizes), rel=1e-12)


def test_complex_nan_is_compared_part_by_part() -> None:
    a = np.array([complex(math.nan, 1), complex(math.nan, 1), complex(math.inf, 0), 1j], "c8")
    b = np.array([complex(math.nan, 1), complex(math.nan, 2), complex(math.inf, 0), 1j], "c8")
    found = only(a, b)
    assert (found.unequal, found.nan_equal, found.nan_unequal) == (1, 1, 1)
    assert only(a, a.copy()).nan_equal == 2
    assert only(a, a.astype("c16")).unequal == 0


def test_components_are_told_apart_and_pixels_counted_once() -> None:
    a = np.zeros((5, 4, 3), "u1")
    b = a.copy()
    b[1, 2] = (9, 0, 7)
    b[3, 0, 1] = 2
    found = value_difference(a, b, has_components=True, tolerance=5)
    assert found is not None
    assert (found.pixels, found.unequal, found.beyond) == (20, 2, 1)
    assert [one.unequal for one in found.components] == [1, 1, 1]
    assert [one.beyond for one in found.components] == [1, 0, 1]
    assert [one.largest and (tuple(one.largest.array_index), one.largest.magnitude) for one in found.components] == [
        ((1, 2), 9),
        ((3, 0), 2),
        ((1, 2), 7),
    ]


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.product(("uint8", "int64", "float32", "complex64"), repeat=2))
)
def test_statistics_are_those_of_the_difference_image(one: str, other: str) -> None:
    rng = np.random.default_rng(5)
    a, b = rng.integers(0, 99, 50).astype(one), rng.integers(0, 99, 50).astype(other)
    found, image = only(a, b), np.abs(difference(a, b))
    assert found.largest is not None
    assert found.largest.magnitude == image.max()
    assert found.largest.array_index[0] == image.argmax()
    assert found.mean_absolute == pytest.approx(image.mean(), rel=1e-12)
    assert found.rms == pytest.approx(math.sqrt((image.astype("f8") ** 2).mean()), rel=1e-12)


def test_huge_and_tiny_floats_have_a_mean_and_a_root() -> None:
    huge = only(np.array([1e308, 1e308]), np.array([-5e307, 0.0]))
    assert huge.mean_absolute == pytest.approx(1.25e308)
    assert huge.rms == pytest.approx(1.25e308, rel=0.03)
    tiny = only(np.array([3e-300, 4e-300]), np.array([0.0, 0.0]))
    assert tiny.rms == pytest.approx(math.sqrt(12.5) * 1e-300)


def test_memory_is_that_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for dtype, channels in (("i2", 1), ("u8", 1), ("c16", 1), ("f4", 5)):
        a = np.zeros((1 << 20, channels), dtype)
        b = a + np.arange(channels, dtype="u1") + np.asarray(2**63 + 1 if dtype == "u8" else 1, dtype)
        tracemalloc.start()
        assert value_difference(a, b, has_components=True, tolerance=0.1) is not None
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 32 << 20


def test_pixels_that_are_gone_end_it_between_blocks() -> None:
    answers = iter([True, True, False])
    done: list[float] = []
    a = np.zeros(40, "u1")
    assert value_difference(a, a, go_on=lambda: next(answers), told=done.append) is None
    assert done == [0.25, 0.5]


def test_progress_ends_at_one() -> None:
    done: list[float] = []
    assert value_difference(np.zeros(11, "u1"), np.zeros(11, "u1"), told=done.append) is not None
    assert done[-1] == 1.0


@pytest.mark.parametrize("tolerance", [-1.0, math.nan])
def test_what_cannot_be_compared_is_refused(tolerance: float) -> None:
    a = np.zeros((2, 2), "u1")
    with pytest.raises(ValueError, match="is no tolerance"):
        value_difference(a, a, tolerance=tolerance)
    with pytest.raises(ValueError, match="shapes differ"):
        value_difference(a, a[0])
