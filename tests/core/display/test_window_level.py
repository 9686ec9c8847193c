"""Which stored values become black and white."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.display.window_level import Levels, robust_levels


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((0, 4)),
        np.full((2, 2), np.nan),
        np.full((2, 2), np.inf),
        np.array([[np.nan, -np.inf]]),
    ],
)
def test_without_finite_values_the_levels_are_zero_and_one(values: npt.NDArray[Any]) -> None:
    assert robust_levels(values) == Levels(0.0, 1.0)


@pytest.mark.parametrize("value", [0, 255, 7, 200])
def test_a_constant_image_lies_between_its_levels(value: int) -> None:
    chosen = robust_levels(np.full((4, 4), value, dtype=np.uint8))

    assert chosen.low < value < chosen.high


@pytest.mark.parametrize(
    ("dtype", "value"), [("uint64", 2**64 - 1), ("int64", -(2**63)), ("float64", 1e300), ("float32", 1e-30)]
)
def test_a_constant_image_at_the_limits_has_levels_with_a_width(dtype: str, value: float) -> None:
    chosen = robust_levels(np.full((2, 2), value, dtype=dtype))

    assert chosen.low < float(value) < chosen.high


def test_one_hot_pixel_does_not_make_a_black_picture() -> None:
    values = np.tile(np.arange(100, dtype=np.float64), (100, 1))
    values[0, 0] = 1e9

    assert robust_levels(values).high < 101


def test_nan_and_infinity_do_not_count() -> None:
    values = np.tile(np.arange(100.0), (10, 1))
    values[0, :3] = np.nan, np.inf, -np.inf

    chosen = robust_levels(values)

    assert (0 <= chosen.low < 2, 97 < chosen.high <= 99) == (True, True)


def test_a_mask_of_few_labels_gets_its_full_range() -> None:
    values = np.zeros((100, 100), dtype=np.uint8)
    values[0, 0] = 3

    assert robust_levels(values) == Levels(0.0, 3.0)


def test_bool_is_black_and_white() -> None:
    assert robust_levels(np.array([[False, True]] * 8)) == Levels(0.0, 1.0)


def test_complex_levels_are_magnitudes() -> None:
    assert robust_levels(np.array([3 + 4j, 0] * 4), 0, 100) == Levels(0.0, 5.0)


def test_a_large_image_is_looked_at_from_end_to_end() -> None:
    values = np.arange(4_000_000, dtype=np.float32).reshape(2000, 2000)

    chosen = robust_levels(values, 0.0, 100.0)

    assert chosen == Levels(0.0, 3_999_999.0)


@pytest.mark.parametrize("shape", [(3000, 2000), (5, 4)])
def test_a_transposed_cut_gets_the_levels_of_its_values(shape: tuple[int, int]) -> None:
    values = np.linspace(0.0, 1.0, shape[0] * shape[1]).reshape(shape).T

    chosen = robust_levels(values)

    assert chosen.low == pytest.approx(0.005, abs=0.03)
    assert chosen.high == pytest.approx(0.995, abs=0.03)


@example(np.full(3, np.finfo(np.float64).max))
@example(np.array([-1.0, 1.0]) * np.finfo(np.float64).max)
@given(hnp.arrays("float64", st.integers(0, 30)))
def test_levels_are_always_finite_and_apart(values: npt.NDArray[np.float64]) -> None:
    chosen = robust_levels(values)

    assert -np.inf < chosen.low < chosen.high < np.inf


@given(
    hnp.arrays(np.float64, st.integers(1, 60), elements=st.floats(allow_nan=False, allow_infinity=False)),
    st.floats(0, 50),
    st.floats(50, 100),
)
@example(np.arange(101.0), 0.5, 99.5)
@example(np.array([1.0, 2.0]), 0.0, 100.0)
def test_percentiles_are_those_of_numpy(values: npt.NDArray[Any], low: float, high: float) -> None:
    bottom, top = (2.0 * float(v) for v in np.percentile(values * 0.5, [low, high]))

    chosen = robust_levels(values, low, high)

    if bottom < top:
        assert chosen == Levels(bottom, top)


def test_choosing_levels_does_not_load_what_takes_long() -> None:
    code = (
        "import sys, numpy as np\nfrom itk_inspector.core.display.window_level import robust_levels\n"
        "robust_levels(np.arange(9.0)); sys.exit('numpy.ma' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(
    st.sampled_from(["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]),
    st.data(),
)
def test_that_whole_numbers_get_the_levels_of_the_same_doubles(dtype: str, data: st.DataObject) -> None:
    reach = np.iinfo(dtype)
    numbers = data.draw(st.lists(st.integers(int(reach.min), int(reach.max)), max_size=300))
    values = np.array(numbers, dtype)

    assert robust_levels(values) == robust_levels(values.astype(np.float64))
