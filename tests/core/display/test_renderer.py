"""The fast kernels give what plain reckoning gives, for every pixel type."""

from __future__ import annotations

import itertools
import tracemalloc
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from drawn_colours import GREY, drawn_colour, label_colour, packed, possible_colours, tones
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.label_colours import label_colours
from itk_inspector.core.display.pixel_marks import ABOVE_MARK, BELOW_MARK, NAN_COLOUR, NAN_MARK, NO_MARKS, PixelMarks
from itk_inspector.core.display.renderer import Renderer, grey_table
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import NAN_RGB, Levels

INTEGERS = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"]
FLOATS = ["float16", "float32", "float64"]
REAL = [*INTEGERS, *FLOATS]
COLOUR = ComponentChoice(ComponentMode.COLOUR)
RAINBOW = (np.arange(256, dtype=np.uint32) * np.uint32(65793) ^ np.uint32(0x35A1)) | np.uint32(0xFF000000)


def drawn(
    values: npt.NDArray[Any],
    appearance: DisplaySettings,
    table: npt.NDArray[np.uint32] | None = None,
    marks: PixelMarks = NO_MARKS,
) -> npt.NDArray[np.uint32]:
    renderer = Renderer()
    renderer.set_settings(appearance, grey_table() if table is None else table, marks)
    return renderer.draw(values, np.arange(values.shape[0]), np.arange(values.shape[1])).copy()


def plainly(values: npt.NDArray[Any], appearance: DisplaySettings, table: Any = GREY) -> list[list[int]]:
    return [[drawn_colour(pixel, appearance, table) for pixel in line] for line in values]


def row(*values: Any, dtype: str = "float64") -> npt.NDArray[Any]:
    return np.array([values], dtype=dtype)


def greys(values: npt.NDArray[Any], low: float, high: float) -> list[int]:
    return [int(c) & 0xFF for c in drawn(values, DisplaySettings(Levels(low, high)))[0]]


@st.composite
def levels(draw: st.DrawFn) -> Levels:
    low, high = sorted(draw(st.floats(allow_nan=False, allow_infinity=False)) for _ in range(2))
    return draw(st.sampled_from([Levels(low, high), Levels(-1000.0, 1000.0), Levels(0.0, 255.0), Levels(7.0, 7.0)]))


@st.composite
def near_levels(draw: st.DrawFn, dtype: str) -> tuple[npt.NDArray[Any], Levels]:
    values = draw(hnp.arrays(dtype, (3, 7)))
    finite = [float(v) for v in values.ravel() if np.isfinite(v)]
    if len(finite) > 1 and draw(st.booleans()):
        return values, Levels(min(finite), max(finite))
    return values, draw(levels())


@pytest.mark.parametrize("dtype", REAL)
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), is_inverted=st.booleans())
def test_every_type_gets_the_colours_of_plain_reckoning(dtype: str, data: st.DataObject, is_inverted: bool) -> None:
    values, chosen = data.draw(near_levels(dtype))
    appearance = DisplaySettings(chosen, is_inverted=is_inverted)

    assert drawn(values, appearance, RAINBOW).tolist() == plainly(values, appearance, RAINBOW)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "uint32", "float32"])
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), low=st.integers(-40000, 40000), width=st.integers(1, 70000))
def test_whole_numbers_between_whole_levels_are_rounded_exactly(
    dtype: str, data: st.DataObject, low: int, width: int
) -> None:
    values = data.draw(hnp.arrays(dtype, (1, 20), elements=st.integers(0, 255)))

    tones = greys(values, low, low + width)

    for value, tone in zip(values[0].tolist(), tones, strict=True):
        exact = (Fraction(255) * (int(value) - low) / width + Fraction(1, 2)).__floor__()
        assert tone == min(max(exact, 0), 255)


@pytest.mark.parametrize("dtype", REAL)
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_labels_have_their_own_colours(dtype: str, data: st.DataObject) -> None:
    values = data.draw(hnp.arrays(dtype, (2, 5)))
    appearance = DisplaySettings(Levels(3.0, 4.0), colour_map="labels")

    assert drawn(values, appearance).tolist() == plainly(values, appearance)


@pytest.mark.parametrize("scale", [Scale.LOG, Scale.GAMMA, Scale.SIGMOID, Scale.SYMMETRIC])
@pytest.mark.parametrize("dtype", REAL)
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), gamma=st.floats(0.05, 20.0), is_inverted=st.booleans())
def test_every_scale_gives_the_colours_of_its_formula(
    dtype: str, scale: Scale, data: st.DataObject, gamma: float, is_inverted: bool
) -> None:
    values, chosen = data.draw(near_levels(dtype))
    appearance = DisplaySettings(chosen, is_inverted=is_inverted, scale=scale, gamma=gamma)

    for colour, value in zip(drawn(values, appearance, RAINBOW).ravel(), values.ravel(), strict=True):
        wanted = {packed(NAN_RGB)} if value != value else possible_colours(value, appearance, RAINBOW)
        assert int(colour) in wanted


@pytest.mark.parametrize("dtype", REAL)
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), scale=st.sampled_from(list(Scale)), marks=st.builds(PixelMarks, st.booleans(), st.booleans()))
def test_marks_stand_for_nan_and_for_what_lies_outside_the_levels(
    dtype: str, data: st.DataObject, scale: Scale, marks: PixelMarks
) -> None:
    values, chosen = data.draw(near_levels(dtype))
    appearance = DisplaySettings(chosen, scale=scale)
    plain = drawn(values, appearance, RAINBOW)

    for colour, unmarked, value in zip(
        drawn(values, appearance, RAINBOW, marks).ravel(), plain.ravel(), values.ravel(), strict=True
    ):
        number = float(value)
        if number != number:
            assert colour == (NAN_MARK if marks.nan else NAN_COLOUR)
        elif marks.clipped and number < chosen.low:
            assert colour == BELOW_MARK
        elif marks.clipped and number > chosen.high:
            assert colour == ABOVE_MARK
        else:
            assert colour == unmarked


def test_colours_are_marked_by_any_of_their_components() -> None:
    nan = float("nan")
    pixels = np.array([[[10, 20, 30], [10, 300, 30], [-1, 20, 30], [-1, 20, 300], [nan, 20, 300]]], np.float32)
    appearance = DisplaySettings(Levels(0.0, 255.0), COLOUR)

    assert drawn(pixels, appearance, marks=PixelMarks(nan=True, clipped=True)).tolist() == [
        [packed([10, 20, 30]), ABOVE_MARK, BELOW_MARK, ABOVE_MARK, NAN_MARK]
    ]


def test_labels_have_no_levels_to_be_outside_of() -> None:
    values = row(1, 2, 3, dtype="int16")
    appearance = DisplaySettings(Levels(2.0, 2.5), colour_map="labels")

    assert np.array_equal(drawn(values, appearance, marks=PixelMarks(clipped=True)), drawn(values, appearance))


@pytest.mark.parametrize("scale", [Scale.LOG, Scale.GAMMA, Scale.SIGMOID])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_colours_are_mixed_by_the_scale(dtype: str, scale: Scale) -> None:
    values = np.arange(240).reshape(10, 8, 3).astype(dtype)
    appearance = DisplaySettings(Levels(0.0, 255.0), COLOUR, scale=scale)

    for colour, pixel in zip(drawn(values, appearance).ravel(), values.reshape(-1, 3), strict=True):
        channels = [int(colour) >> shift & 0xFF for shift in (16, 8, 0)]
        assert all(found in tones(v, appearance) for found, v in zip(channels, pixel, strict=True))


@pytest.mark.parametrize("components", [3, 4])
@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int32", "float32", "float64"])
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), is_inverted=st.booleans())
def test_colours_are_mixed_as_plainly(dtype: str, components: int, data: st.DataObject, is_inverted: bool) -> None:
    values = data.draw(hnp.arrays(dtype, (2, 4, components)))
    appearance = DisplaySettings(data.draw(levels()), COLOUR, is_inverted=is_inverted)

    assert drawn(values, appearance).tolist() == plainly(values, appearance)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(values=hnp.arrays("complex64", (2, 6)))
@example(row(complex(np.nan, 0), complex(0, np.inf), 3 + 4j, dtype="complex64"))
def test_complex_values_are_drawn_by_magnitude(values: npt.NDArray[Any]) -> None:
    appearance = DisplaySettings(Levels(0.0, 5.0), ComponentChoice(ComponentMode.MAGNITUDE))

    assert drawn(values, appearance).tolist() == plainly(values, appearance)


# ------------------------------------------------------------------ which pixels


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "complex64"])
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_each_screen_pixel_gets_the_colour_of_its_own_pixel(dtype: str, data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 40))
    volume = np.arange(rows * columns * 3).reshape(rows, columns, 3).astype(dtype)
    values = data.draw(
        st.sampled_from([volume[..., 1], volume[::-1, ::-1, 0], np.swapaxes(volume[..., 2], 0, 1), volume])
    )
    picks = []
    for count in values.shape[:2]:
        chosen = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=90))
        picks.append(np.array(sorted(chosen, reverse=data.draw(st.booleans()))))
    appearance = DisplaySettings(Levels(0.0, float(volume.size)))
    renderer = Renderer()
    renderer.set_settings(appearance, RAINBOW)

    colours = renderer.draw(values, picks[0], picks[1])

    assert colours.tolist() == plainly(values[np.ix_(*picks)], appearance, RAINBOW)


def test_the_buffer_is_used_again() -> None:
    renderer = Renderer()
    first = renderer.draw(np.zeros((50, 60), np.uint8), np.arange(50), np.arange(60))

    second = renderer.draw(np.ones((30, 20), np.int16), np.arange(30), np.arange(20))

    assert np.shares_memory(first, second)


def test_the_pixels_are_left_alone() -> None:
    values = row(1.0, np.nan, 3.0)
    values.flags.writeable = False

    drawn(values, DisplaySettings(Levels(0.0, 3.0)))

    assert np.array_equal(values, row(1.0, np.nan, 3.0), equal_nan=True)


def test_new_levels_are_not_drawn_by_the_old_table() -> None:
    renderer = Renderer()
    values = row(0, 100, dtype="int16")
    for high in (100.0, 200.0):
        renderer.set_settings(DisplaySettings(Levels(0.0, high)), grey_table())
        colours = renderer.draw(values, np.arange(1), np.arange(2)).copy()

    assert colours.tolist() == [[GREY[0], GREY[128]]]


# ------------------------------------------------------------------ limits


def test_full_range_bytes_are_shown_as_they_are() -> None:
    assert greys(np.arange(256, dtype=np.uint8).reshape(1, 256), 0, 255) == list(range(256))


def test_infinities_are_the_ends_of_the_map() -> None:
    assert greys(row(-np.inf, np.inf), 0, 1) == [0, 255]


@pytest.mark.parametrize("dtype", [*FLOATS, "complex64"])
@pytest.mark.parametrize("colour_map", ["grey", "labels"])
def test_what_is_no_number_has_a_colour_of_its_own(dtype: str, colour_map: str) -> None:
    colours = drawn(row(0, np.nan, dtype=dtype), DisplaySettings(Levels(0.0, 1.0), colour_map=colour_map))

    red, green, blue = NAN_RGB
    assert colours[0, 1] == NAN_COLOUR == 0xFF000000 | red << 16 | green << 8 | blue
    assert colours[0, 0] != NAN_COLOUR


@pytest.mark.parametrize("level", [0.0, 5.0, -5.0])
def test_levels_without_width_cut_at_the_level(level: float) -> None:
    assert greys(row(level - 1, level, level + 1), level, level) == [0, 0, 255]


def test_the_largest_unsigned_number_is_white() -> None:
    assert greys(row(0, 2**64 - 1, dtype="uint64"), 0, 2.0**64) == [0, 255]


def test_the_smallest_signed_number_is_black() -> None:
    assert greys(row(-(2**63), 2**63 - 1, dtype="int64"), -(2.0**63), 2.0**63) == [0, 255]


def test_the_whole_range_of_doubles_can_be_shown() -> None:
    largest = float(np.finfo(np.float64).max)

    assert greys(row(-largest, 0.0, largest), -largest, largest) == [0, 128, 255]


def test_the_smallest_doubles_can_be_told_apart() -> None:
    assert greys(row(0.0, 5e-324, 1e-323), 0.0, 1e-323) == [0, 128, 255]


@pytest.mark.parametrize(("alpha", "shown"), [(255, 0xFF123456), (0, 0xFF808080)])
def test_alpha_lies_over_grey(alpha: int, shown: int) -> None:
    values = np.array([[[0x12, 0x34, 0x56, alpha]]], dtype=np.uint8)

    assert drawn(values, DisplaySettings(Levels(0.0, 255.0), COLOUR)).tolist() == [[shown]]


def test_transparency_that_is_not_a_number_is_clear() -> None:
    values = np.array([[[1.0, 1.0, 1.0, np.nan]]], dtype=np.float32)

    assert drawn(values, DisplaySettings(Levels(0.0, 1.0), COLOUR)).tolist() == [[0xFF808080]]


def test_one_of_several_components() -> None:
    values = np.array([[[255, 0], [0, 255]]], dtype=np.uint8)

    colours = drawn(values, DisplaySettings(Levels(0.0, 255.0), ComponentChoice(ComponentMode.COMPONENT, 1)))

    assert colours.tolist() == [[GREY[0], GREY[255]]]


# ------------------------------------------------------------------ labels


def test_the_first_labels_all_differ() -> None:
    assert len(set(label_colours(np.arange(512)).tolist())) == 512


def test_neighbouring_labels_are_far_apart() -> None:
    colours = label_colours(np.arange(40)).tolist()

    def channels(colour: int) -> list[int]:
        return [colour >> shift & 0xFF for shift in (16, 8, 0)]

    apart = [
        sum(abs(p - q) for p, q in zip(channels(a), channels(b), strict=True)) for a, b in itertools.pairwise(colours)
    ]
    assert min(apart) > 100


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "float32"])
def test_a_label_has_one_colour_in_every_type(dtype: str) -> None:
    assert label_colours(np.array([-1, 0, 1, 100], dtype)).tolist() == [label_colour(v) for v in (-1, 0, 1, 100)]


def test_the_largest_label() -> None:
    assert label_colours(np.array([2**64 - 1, 2**63], np.uint64)).tolist() == [
        label_colour(2**64 - 1),
        label_colour(2**63),
    ]


def _unaligned(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    memory = np.empty(pixels.nbytes + 1, np.uint8)
    memory[1:] = pixels.reshape(-1).view(np.uint8)
    return memory[1:].view(pixels.dtype).reshape(pixels.shape)


@pytest.mark.parametrize("dtype", [*(d for d in REAL if d not in ("bool", "uint8", "int8")), "complex64"])
@pytest.mark.parametrize("cut", [np.s_[3], np.s_[:, 4], np.s_[:, :, 5]])
@pytest.mark.parametrize("count", [3, 40])
def test_unaligned_pixels_are_drawn_as_others_are(dtype: str, cut: Any, count: int) -> None:
    pixels = (np.arange(7 * 8 * 9).reshape(7, 8, 9) * 37 % 101).astype(dtype)
    appearance = DisplaySettings(Levels(5.0, 90.0), _part_of(dtype))

    made = []
    for source in (pixels[cut], _unaligned(pixels)[cut]):
        renderer = Renderer()
        renderer.set_settings(appearance, grey_table())
        rows, columns = (np.arange(count) * n // count for n in source.shape)
        made.append(renderer.draw(source, rows, columns).copy())

    assert np.array_equal(*made)


def _part_of(dtype: str) -> ComponentChoice:
    return ComponentChoice(ComponentMode.PHASE if dtype.startswith("complex") else ComponentMode.VALUE)


def test_few_of_many_unaligned_pixels_are_drawn_without_copying_all() -> None:
    pixels = np.zeros((2000, 2000), np.float32)
    renderer = Renderer()
    renderer.set_settings(DisplaySettings(Levels(0.0, 1.0)), grey_table())
    seen = _unaligned(pixels)

    tracemalloc.start()
    renderer.draw(seen, np.arange(0, 2000, 100), np.arange(0, 2000, 100))
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert taken < pixels.nbytes // 10
