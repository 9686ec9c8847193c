"""Values on their way into a file: each rule against plain Python numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export import converting
from itk_inspector.core.export.conversion import KEEP, NARROWEST, WHOLE_TYPES, Conversion, ConversionKind, narrowest
from itk_inspector.core.export.converting import MisfitError, converted

ROUND, CLIP, WINDOW = ConversionKind.ROUND, ConversionKind.CLIP, ConversionKind.WINDOW
shapes = arrays.array_shapes(min_dims=2, max_dims=4, max_side=5)
some_whole = st.sampled_from(WHOLE_TYPES)
whole_arrays = some_whole.flatmap(lambda name: arrays.arrays(name, shapes))
float_arrays = st.sampled_from(("float16", "float32", "float64")).flatmap(
    lambda name: arrays.arrays(
        name, shapes, elements=st.floats(-70_000, 70_000, width=int(name[5:])) if name != "float16" else None
    )
)


@pytest.fixture(autouse=True)
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "_RUN", 7)


def half_even(value: float) -> int:
    """Round as Python's own integers do."""
    return round(Fraction(value))


def numbers(pixels: npt.NDArray[Any]) -> list[Any]:
    found: list[Any] = pixels.ravel().tolist()
    return found


def test_values_that_are_kept_are_not_copied() -> None:
    pixels = np.arange(6, dtype=np.int64).reshape(2, 3)

    made, told = converted(pixels, KEEP)

    assert made is pixels
    assert told == ()


@given(whole_arrays)
def test_the_narrowest_type_holds_all_values_and_no_smaller_one_does(pixels: npt.NDArray[Any]) -> None:
    made, told = converted(pixels, NARROWEST)

    assert numbers(made) == numbers(pixels)
    assert told == (f"Written as {made.dtype.name}.",)
    smaller = WHOLE_TYPES[: WHOLE_TYPES.index(made.dtype.name)]
    for name in smaller:
        limits = np.iinfo(name)
        assert any(not limits.min <= value <= limits.max for value in numbers(pixels))


@pytest.mark.parametrize(
    ("values", "allowed", "name"),
    [
        ([0, 255], WHOLE_TYPES, "uint8"),
        ([-1, 5], WHOLE_TYPES, "int8"),
        ([-1, 5], ("uint8", "int16", "int32"), "int16"),
        ([0, 256], ("uint8", "int16", "float32"), "int16"),
        ([0, 2**63], WHOLE_TYPES, "uint64"),
    ],
)
def test_the_format_says_which_types_there_are(values: list[int], allowed: tuple[str, ...], name: str) -> None:
    kind = np.uint64 if max(values) >= 2**63 else np.int64

    made, _ = converted(np.array([values], dtype=kind), NARROWEST, allowed)

    assert (made.dtype.name, numbers(made)) == (name, values)


def test_a_range_that_no_type_holds_is_refused() -> None:
    with pytest.raises(ExportError, match="from -3 to 70000"):
        converted(np.array([[-3, 70_000]]), NARROWEST, ("uint8", "uint16", "int16"))
    assert narrowest(-1, 2**63, WHOLE_TYPES) == ""


@given(float_arrays, some_whole)
def test_floats_are_rounded_half_to_even_or_refused_with_count_and_place(pixels: npt.NDArray[Any], name: str) -> None:
    limits = np.iinfo(name)

    def fits(value: float) -> bool:
        return math.isfinite(value) and int(limits.min) <= half_even(value) <= int(limits.max)

    bad = [place for place, value in enumerate(numbers(pixels)) if not fits(value)]
    nan = [place for place, value in enumerate(numbers(pixels)) if math.isnan(value)]
    if not bad:
        made, told = converted(pixels, Conversion(ROUND, name))
        assert numbers(made) == [half_even(value) for value in numbers(pixels)]
        moved = sum(half_even(value) != Fraction(value) for value in numbers(pixels))
        assert told == ((f"{moved:,} of {pixels.size:,} values were rounded.",) if moved else ())
        return
    with pytest.raises(MisfitError) as caught:
        converted(pixels, Conversion(ROUND, name))
    first = np.ravel_multi_index(caught.value.first, pixels.shape)
    assert first in (bad[0], *nan[:1])
    assert str(caught.value).split()[0] in (str(len(bad)), str(len(nan)))


@given(float_arrays, some_whole)
def test_what_does_not_fit_is_clipped(pixels: npt.NDArray[Any], name: str) -> None:
    limits = np.iinfo(name)
    if np.isnan(pixels).any():
        with pytest.raises(MisfitError, match="NaN"):
            converted(pixels, Conversion(CLIP, name))
        return

    made, _ = converted(pixels, Conversion(CLIP, name))

    for value, found in zip(numbers(pixels), numbers(made), strict=True):
        if math.isinf(value):
            wanted = int(limits.max if value > 0 else limits.min)
        else:
            wanted = min(max(half_even(value), int(limits.min)), int(limits.max))
        assert found == wanted


@given(whole_arrays, some_whole)
def test_whole_numbers_fit_or_are_clipped(pixels: npt.NDArray[Any], name: str) -> None:
    limits = np.iinfo(name)
    low, high = int(limits.min), int(limits.max)
    outside = [place for place, value in enumerate(numbers(pixels)) if not low <= value <= high]

    made, told = converted(pixels, Conversion(CLIP, name))

    assert numbers(made) == [min(max(value, low), high) for value in numbers(pixels)]
    assert told == ((f"{len(outside):,} of {pixels.size:,} values were clipped to {low} … {high}.",) if outside else ())
    if outside:
        with pytest.raises(MisfitError) as caught:
            converted(pixels, Conversion(ROUND, name))
        assert np.ravel_multi_index(caught.value.first, pixels.shape) == outside[0]
    else:
        assert numbers(converted(pixels, Conversion(ROUND, name))[0]) == numbers(pixels)


@given(st.one_of(whole_arrays, float_arrays), st.floats(-1e5, 1e5), st.floats(1e-3, 1e5))
def test_a_window_is_what_the_canvas_draws_in_grey(pixels: npt.NDArray[Any], low: float, width: float) -> None:
    high = low + width

    made, told = converted(pixels, Conversion(WINDOW, low=low, high=high))

    missing = 0
    for value, found in zip(numbers(pixels), numbers(made), strict=True):
        if math.isnan(value):
            missing += 1
            assert found == 0
            continue
        scaled = min(max((float(value) - low) * 255.0 / (high - low), 0.0), 255.0)
        assert found == math.floor(scaled + 0.5)
    assert told == ((f"{missing:,} NaN became 0.",) if missing else ())


@given(float_arrays)
def test_floats_go_into_the_smallest_type_that_holds_them_rounded(pixels: npt.NDArray[Any]) -> None:
    if not np.isfinite(pixels).all():
        with pytest.raises(MisfitError, match="not finite"):
            converted(pixels, Conversion(ROUND))
        return

    made, _ = converted(pixels, Conversion(ROUND))

    wanted = [half_even(value) for value in numbers(pixels)]
    assert numbers(made) == wanted
    assert made.dtype.name == narrowest(min(wanted), max(wanted), WHOLE_TYPES)


def test_a_view_with_steps_is_converted_as_its_copy() -> None:
    pixels = np.arange(2 * 40 * 40 * 3, dtype=np.float32).reshape(2, 40, 40, 3) * 0.37
    view = pixels[:, 3:37, ::-1, 1]

    made, _ = converted(view, Conversion(ROUND, "uint16"))

    assert made.flags.c_contiguous
    assert np.array_equal(made, np.rint(view.copy()).astype(np.uint16))


@pytest.mark.parametrize(
    ("dtype", "conversion", "words"),
    [
        ("complex64", NARROWEST, "Complex"),
        ("float32", NARROWEST, "rounded first"),
        ("float32", Conversion(CLIP), "needs a pixel type"),
        ("float32", Conversion(ROUND, "float64"), "not a type of whole"),
        ("float32", Conversion(WINDOW, low=1.0, high=1.0), "lower one first"),
        ("float32", Conversion(WINDOW, low=1.0, high=math.inf), "finite"),
    ],
)
def test_what_makes_no_sense_is_refused(dtype: str, conversion: Conversion, words: str) -> None:
    assert words in conversion.refusal(dtype)
    with pytest.raises(ExportError, match=words):
        converted(np.zeros((2, 2), dtype=dtype), conversion)


@pytest.mark.parametrize(
    ("conversion", "dtype", "written", "words"),
    [
        (KEEP, "int16", "int16", ""),
        (NARROWEST, "int64", "", "smallest type that holds all"),
        (Conversion(ConversionKind.NARROWEST, "uint8"), "int64", "uint8", "Values are kept, as uint8."),
        (Conversion(ROUND, "int16"), "float32", "int16", "half to even, as int16; refused"),
        (Conversion(ROUND, "int16"), "int64", "int16", "Values are kept, as int16; refused"),
        (Conversion(CLIP, "uint8"), "float32", "uint8", "half to even, as uint8; others become the nearest"),
        (Conversion(CLIP, "uint8"), "int64", "uint8", "Values that fit are kept, as uint8"),
        (Conversion(WINDOW, low=-160.0, high=240.5), "float32", "uint8", "from -160 to 240.5 become 0 to 255"),
    ],
)
def test_the_rule_is_told(conversion: Conversion, dtype: str, written: str, words: str) -> None:
    assert (conversion.type_of(dtype), words in conversion.rule(dtype)) == (written, True)
    assert bool(words) == bool(conversion.rule(dtype))


def test_bool_becomes_0_and_1() -> None:
    made, _ = converted(np.array([[True, False]]), NARROWEST)
    shown, _ = converted(np.array([[True, False]]), Conversion(WINDOW, low=0.0, high=1.0))

    assert (made.dtype.name, numbers(made), numbers(shown)) == ("uint8", [1, 0], [255, 0])


@given(arrays.array_shapes(min_dims=1, max_dims=4, max_side=6))
def test_runs_cover_an_array_once(shape: tuple[int, ...]) -> None:
    seen = np.zeros(shape, dtype=np.int64)
    for run in converting.runs(shape):
        seen[run] += 1

    assert (seen == 1).all()
