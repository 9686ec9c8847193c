"""How often which value occurs: exact, without artefacts, at the limits of every type."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode
from itk_inspector.core.display.histogram import BINS, Histogram, exact_histogram, histogram

INTEGERS = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"]
FLOATS = ["float16", "float32", "float64"]


def counted(values: Any, drawn: ComponentChoice | None = None, **options: Any) -> Histogram:
    array = np.asarray(values)
    found = histogram(array if array.ndim > 1 else array[None], drawn or ComponentChoice(), **options)
    assert found is not None
    return found


def with_ends(dtype: str) -> npt.NDArray[Any]:
    limits = np.iinfo(dtype)
    return np.array([limits.min, limits.min, limits.max], dtype)


# ------------------------------------------------------------------ whole numbers


@pytest.mark.parametrize("dtype", [d for d in INTEGERS if d != "bool"])
def test_the_whole_range_of_integers_is_counted_to_its_ends(dtype: str) -> None:
    found = counted(with_ends(dtype))

    limits = np.iinfo(dtype)
    assert (found.minimum, found.maximum) == (limits.min, limits.max)
    assert (found.counts[0], found.counts[-1], sum(found.counts)) == (2, 1, 3)
    assert found.bounds(0)[0] == limits.min
    assert found.bounds(len(found.counts) - 1)[1] >= limits.max


@pytest.mark.parametrize("dtype", INTEGERS)
@given(data=st.data())
def test_each_integer_is_in_the_bin_that_holds_it(dtype: str, data: st.DataObject) -> None:
    values = data.draw(hnp.arrays(dtype, (1, 30)))

    found = counted(values)

    for number, count in enumerate(found.counts):
        first, last = found.bounds(number)
        assert count == sum(first <= int(v) <= last for v in values[0])


@pytest.mark.parametrize("top", [1, 2, 254, 255, 256, 257, 300, 511, 512, 1000, 4095, 65535])
def test_equally_frequent_integers_make_no_comb(top: int) -> None:
    found = counted(np.arange(top + 1, dtype=np.int32))

    full = set(found.counts[:-1]) or {found.counts[0]}
    assert len(full) == 1, "every bin but the last holds equally many whole numbers"
    assert found.counts[-1] <= max(full)
    assert len(found.counts) <= BINS


def test_floats_that_are_whole_numbers_make_no_comb_either() -> None:
    found = counted(np.arange(-1024, 3072, dtype=np.float32))

    assert set(found.counts) == {16}
    assert found.width == 16


def test_few_integers_have_a_bin_each() -> None:
    found = counted(np.array([3, 5, 5], np.uint8))

    assert (found.counts, found.width, found.bounds(2)) == ((1, 0, 2), 1, (5, 5))


def test_a_whole_number_stands_in_the_middle_of_its_bin() -> None:
    assert counted(np.array([0, 255], np.uint8)).span == (-0.5, 255.5)


def test_bool_has_two_bins() -> None:
    assert counted(np.array([True, False, True])).counts == (1, 2)


# ------------------------------------------------------------------ floats


@pytest.mark.parametrize("dtype", FLOATS)
@given(data=st.data())
@example(data=None)
def test_every_finite_float_is_counted_once(dtype: str, data: st.DataObject | None) -> None:
    largest = np.finfo(dtype).max
    values = np.array([[-largest, largest, 0.5]], dtype)
    if data is not None:  # any bits make a float of some kind, so none is thrown away
        values = data.draw(hnp.arrays(f"u{values.itemsize}", (1, 20))).view(dtype)

    found = counted(values)

    assert sum(found.counts) == np.isfinite(values).sum()
    assert sum(found.counts) + found.nan + found.positive_infinite + found.negative_infinite == values.size


def test_a_range_beyond_a_double_is_divided_evenly() -> None:
    largest = float(np.finfo(np.float64).max)

    found = counted(np.array([-largest, -1.0, 1.0, largest]) * 1.0)

    assert (found.counts[0], found.counts[-1], sum(found.counts[126:130])) == (1, 1, 2)
    assert found.bounds(0)[0] == -largest
    assert found.bounds(BINS - 1)[1] == largest


def test_denormals_are_told_apart() -> None:
    least = 5e-324

    found = counted(np.array([0.0, least, 2 * least, 255 * least]))

    assert (found.counts[0], found.counts[-1], sum(found.counts)) == (1, 1, 4)


def test_not_a_number_and_infinities_are_counted_apart() -> None:
    found = counted(np.array([np.nan, np.nan, np.inf, -np.inf, 0.25, 0.5], np.float32))

    assert (found.nan, found.positive_infinite, found.negative_infinite) == (2, 1, 1)
    assert (found.minimum, found.maximum, sum(found.counts)) == (0.25, 0.5, 2)


@pytest.mark.parametrize("values", [np.full((3, 2), np.nan), np.full((3, 2), -np.inf), np.empty((0, 5))])
def test_without_a_finite_value_there_are_no_bins(values: npt.NDArray[Any]) -> None:
    found = counted(values)

    assert (found.counts, found.minimum, found.maximum) == ((), None, None)
    assert found.bin_at(0.5) is None


@pytest.mark.parametrize("value", [7.5, 0.1, -1e300, 5e-324, float(np.finfo(np.float64).max)])
def test_a_constant_is_in_one_bin(value: float) -> None:
    found = counted(np.full((4, 4), value))

    assert sorted(found.counts)[-2:] == [0, 16] or found.counts == (16,)
    assert found.minimum == found.maximum == value


# ------------------------------------------------------------------ components


def test_colours_count_all_three() -> None:
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[..., 1], pixels[..., 3] = 9, 200

    found = counted(pixels, ComponentChoice(ComponentMode.COLOUR))

    assert (found.maximum, found.counts[0], found.counts[9]) == (9, 8, 4)
    assert (found.seen, found.population) == (12, 12)


def test_complex_counts_what_is_drawn() -> None:
    wave = np.array([[3 + 4j, -1j]], np.complex64)

    assert counted(wave, ComponentChoice(ComponentMode.MAGNITUDE)).maximum == 5
    assert counted(wave, ComponentChoice(ComponentMode.IMAGINARY)).minimum == -1


def test_a_cut_of_any_strides_is_counted_like_a_copy() -> None:
    volume = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)

    for cut in (volume[:, 2], volume[..., 3], volume[1].T):
        assert counted(cut) == counted(cut.copy())


# ------------------------------------------------------------------ giants


def test_below_the_limit_every_value_counts() -> None:
    found = counted(np.zeros((100, 100), np.uint8), limit=10_000)

    assert (found.seen, found.is_sampled) == (10_000, False)


@pytest.mark.parametrize("shape", [(3000, 1000), (3, 1_000_000), (1_000_000, 3), (1, 3_000_000)])
def test_a_giant_is_looked_at_evenly_and_says_so(shape: tuple[int, int]) -> None:
    values = np.arange(3_000_000, dtype=np.float64).reshape(shape)

    found = counted(values, limit=300_000)

    assert found.is_sampled
    assert found.seen <= 300_000
    assert found.population == 3_000_000
    parts = np.add.reduceat(found.counts, np.arange(0, BINS, BINS // 8))
    assert parts.min() > 0.6 * found.seen / 8


def test_what_is_not_wanted_any_more_ends_before_the_next_look() -> None:
    answers = iter([True, True, False])

    assert histogram(np.zeros((1000, 1000)), ComponentChoice(), lambda: next(answers)) is None


def test_nothing_is_read_that_is_not_wanted() -> None:
    assert histogram(np.zeros((10, 10)), ComponentChoice(), lambda: False) is None


KINDS = ["bool", "uint8", "int16", "uint32", "int64", "uint64", "float16", "float32", "float64", "complex64"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(300, 700), (1, 200_000), (3, 2)])
def test_the_exact_histogram_is_that_of_a_complete_sample(kind: str, shape: tuple[int, ...]) -> None:
    rows = (np.arange(np.prod(shape)).reshape(shape) * 7919 % 30011 - 500 * (kind[0] != "u")).astype(kind)
    if rows.dtype.kind == "f":
        rows[0, :1], rows[-1, -1:] = np.nan, -np.inf
    drawn = ComponentChoice(ComponentMode.MAGNITUDE) if kind == "complex64" else ComponentChoice()

    assert exact_histogram(rows, drawn) == histogram(rows, drawn, limit=rows.size)


def test_the_exact_histogram_counts_three_numbers_of_a_colour() -> None:
    rows = (np.arange(200 * 300 * 4).reshape(200, 300, 4) % 251).astype(np.uint8)
    drawn = ComponentChoice(ComponentMode.COLOUR)

    found = exact_histogram(rows, drawn)

    assert found == histogram(rows, drawn)
    assert found is not None
    assert (found.seen, found.is_sampled) == (200 * 300 * 3, False)


def test_a_giant_is_counted_without_being_kept() -> None:
    rows = np.lib.stride_tricks.as_strided(np.arange(1024, dtype=np.uint16), (40_000, 1024), (0, 2))
    told: list[float] = []

    tracemalloc.start()
    found = exact_histogram(rows, ComponentChoice(), told=told.append)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found is not None
    assert found.counts == (4 * 40_000,) * 256
    assert found.seen == found.population == 40_000 * 1024
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert taken < 8 * 2**20


@pytest.mark.parametrize("looks", [0, 1, 20, 25])
def test_what_is_not_wanted_for_a_moment_is_never_half_counted(looks: int) -> None:
    answers = iter([*[True] * looks, False])

    assert exact_histogram(np.zeros((1000, 1000)), ComponentChoice(), lambda: next(answers, True)) is None
