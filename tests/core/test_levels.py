"""From stored values to grey and colour."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.levels import NAN_RGB, Levels, grey, grey_table, rgb32, robust_levels

REAL = [
    "bool",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "uint32",
    "int32",
    "uint64",
    "int64",
    "float16",
    "float32",
    "float64",
]
finite = st.floats(-1e6, 1e6)


@st.composite
def levels(draw: st.DrawFn) -> Levels:
    low = draw(finite)
    return Levels(low, low + draw(st.floats(1e-3, 1e6)))


def row(*values: Any, dtype: str = "float64") -> npt.NDArray[Any]:
    return np.array([values], dtype=dtype)


# ------------------------------------------------------------------ grey


@pytest.mark.parametrize("dtype", REAL)
@given(data=st.data())
def test_grey_never_falls_as_values_rise(dtype: str, data: st.DataObject) -> None:
    elements = hnp.from_dtype(np.dtype(dtype), allow_nan=False) if dtype.startswith("float") else None
    values = np.sort(data.draw(hnp.arrays(dtype, (1, 20), elements=elements)), axis=1)

    tones = grey(values, data.draw(levels())).astype(int)

    assert (np.diff(tones) >= 0).all()


@pytest.mark.parametrize("dtype", REAL)
@given(data=st.data())
def test_black_and_white_are_where_the_levels_say(dtype: str, data: st.DataObject) -> None:
    elements = hnp.from_dtype(np.dtype(dtype), allow_nan=False) if dtype.startswith("float") else None
    values = data.draw(hnp.arrays(dtype, (1, 20), elements=elements))
    chosen = data.draw(levels())

    tones = grey(values, chosen)

    wide = values.astype(np.float64)
    assert (tones[wide <= chosen.low] == 0).all()
    assert (tones[wide >= chosen.high] == 255).all()


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16"])
@given(data=st.data())
def test_the_table_gives_what_floats_give(dtype: str, data: st.DataObject) -> None:
    values = data.draw(hnp.arrays(dtype, (2, 9)))
    chosen = data.draw(levels())

    assert np.array_equal(grey(values, chosen), grey(values.astype(np.float64), chosen))


@pytest.mark.parametrize(("dtype", "entries"), [("int8", 256), ("uint8", 256), ("int16", 65536), ("uint16", 65536)])
def test_the_table_has_an_entry_for_every_number(dtype: str, entries: int) -> None:
    assert grey_table(np.dtype(dtype), Levels(0, 1)).shape == (entries,)


def test_full_range_bytes_are_shown_as_they_are() -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)

    assert np.array_equal(grey(values, Levels(0, 255)), values)


def test_nan_and_infinities_have_a_grey() -> None:
    assert grey(row(np.nan, -np.inf, np.inf), Levels(0.0, 1.0)).tolist() == [[0, 0, 255]]


@pytest.mark.parametrize("level", [0.0, 5.0, -5.0])
def test_levels_without_width_cut_at_the_level(level: float) -> None:
    assert grey(row(level - 1, level, level + 1), Levels(level, level)).tolist() == [[0, 0, 255]]


def test_the_largest_unsigned_number_is_white() -> None:
    assert grey(row(0, 2**64 - 1, dtype="uint64"), Levels(0, 2.0**64)).tolist() == [[0, 255]]


def test_the_smallest_signed_number_is_black() -> None:
    assert grey(row(-(2**63), 2**63 - 1, dtype="int64"), Levels(-(2.0**63), 2.0**63)).tolist() == [[0, 255]]


def test_the_whole_range_of_doubles_can_be_shown() -> None:
    largest = float(np.finfo(np.float64).max)

    assert grey(row(-largest, 0.0, largest), Levels(-largest, largest)).tolist() == [[0, 128, 255]]


def test_complex_values_are_shown_by_magnitude() -> None:
    assert grey(row(3 + 4j, 0, dtype="complex64"), Levels(0, 5)).tolist() == [[255, 0]]


def test_grey_leaves_the_pixels_alone() -> None:
    values = row(1.0, np.nan, 3.0)
    values.flags.writeable = False

    grey(values, Levels(0, 3))

    assert np.array_equal(values, row(1.0, np.nan, 3.0), equal_nan=True)


def test_a_strided_cut_is_mapped_like_a_copy() -> None:
    values = np.arange(64, dtype=np.int16).reshape(8, 8)[::2, ::3]

    assert np.array_equal(grey(values, Levels(0, 63)), grey(values.copy(), Levels(0, 63)))


# ------------------------------------------------------------------ levels


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


# ------------------------------------------------------------------ packed colours


def test_grey_pixels_are_opaque() -> None:
    assert rgb32(row(0, 255, dtype="uint8"), Levels(0, 255), colour=False).tolist() == [[0xFF000000, 0xFFFFFFFF]]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64"])
def test_nan_has_a_colour_of_its_own(dtype: str) -> None:
    packed = rgb32(row(0, np.nan, dtype=dtype), Levels(0, 1), colour=False)

    red, green, blue = NAN_RGB
    assert packed.tolist() == [[0xFF000000, 0xFF000000 | red << 16 | green << 8 | blue]]


def test_colours_are_packed_red_first() -> None:
    values = np.array([[[0x12, 0x34, 0x56]]], dtype=np.uint8)

    assert rgb32(values, Levels(0, 255), colour=True).tolist() == [[0xFF123456]]


@pytest.mark.parametrize(("alpha", "shown"), [(255, 0xFF123456), (0, 0xFF808080)])
def test_alpha_lies_over_grey(alpha: int, shown: int) -> None:
    values = np.array([[[0x12, 0x34, 0x56, alpha]]], dtype=np.uint8)

    assert rgb32(values, Levels(0, 255), colour=True).tolist() == [[shown]]


def test_wide_colours_are_scaled_by_the_levels() -> None:
    values = np.array([[[0, 32768, 65535]]], dtype=np.uint16)

    assert rgb32(values, Levels(0, 65535), colour=True).tolist() == [[0xFF0080FF]]


def test_several_components_without_colour_show_the_first() -> None:
    values = np.array([[[255, 0], [0, 255]]], dtype=np.uint8)

    assert rgb32(values, Levels(0, 255), colour=False).tolist() == [[0xFFFFFFFF, 0xFF000000]]


def test_transparency_that_is_not_a_number_is_clear() -> None:
    values = np.array([[[1.0, 1.0, 1.0, np.nan]]], dtype=np.float32)

    assert rgb32(values, Levels(0, 1), colour=True).tolist() == [[0xFF808080]]
