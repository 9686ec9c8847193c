"""How an image is first drawn, and which images are labels or Hounsfield units."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.display.colour_map_names import GREY, LABELS
from itk_inspector.core.display.defaults import CYCLIC, first_look, first_settings, looks_like_labels, with_component
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.hounsfield import is_hounsfield
from itk_inspector.core.display.named_windows import file_windows
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import Label, label_table


def info(array: np.ndarray, dimension: int | None = None, **more: Any) -> ImageInfo:
    dimension = dimension or array.ndim
    channels = array.shape[-1] if array.ndim > dimension else 1
    components = channels * (2 if array.dtype.kind == "c" else 1)
    described = ImageInfo(
        Path("a.nrrd"), "NrrdImageIO", "scalar" if channels == 1 else "vector", "x", components, array.dtype.name,
        Geometry.identity(array.shape[:dimension][::-1]),
    )  # fmt: skip
    return replace(described, **more)


MASK = np.tile(np.array([0, 1, 4], np.uint8), (3, 1))
RAMP = np.arange(400, dtype=np.int16).reshape(20, 20)


# ------------------------------------------------------------------ labels


@pytest.mark.parametrize(
    "said",
    [
        {"path": Path("Brain.SEG.nrrd")},
        {"metadata": {"Segment0_Name": "Tibia"}},
        {"metadata": {"intent_code": "1002"}},
        {"metadata": {"0008|0060": "SEG "}},
    ],
)
def test_few_integers_of_a_file_that_says_so_are_labels(said: dict[str, Any]) -> None:
    assert first_settings(info(MASK, **said), MASK).colour_map == LABELS


def test_few_integers_alone_are_not_labels() -> None:
    assert first_settings(info(MASK), MASK).colour_map == GREY


@pytest.mark.parametrize("values", [MASK.astype(np.float32), RAMP])
def test_floats_and_many_numbers_are_not_labels(values: np.ndarray) -> None:
    assert not looks_like_labels(info(values, path=Path("a.seg.nrrd")), values.ravel())


def test_a_label_table_in_the_header_says_so_whatever_the_numbers_are() -> None:
    table = label_table([Label(1, "liver")], "", is_in_header=True)

    assert first_settings(info(RAMP, labels=table), RAMP).colour_map == LABELS


@pytest.mark.parametrize(("last", "colours"), [(4.0, LABELS), (4.5, GREY), (np.nan, GREY)])
def test_floats_with_a_label_table_in_the_header_are_labels_where_they_are_whole(last: float, colours: str) -> None:
    table = label_table([Label(1, "liver")], "", is_in_header=True)
    pixels = np.array([[0.0, 1.0, 2.0, last]] * 4, np.float32)

    assert first_settings(info(pixels, labels=table), pixels).colour_map == colours


def test_layers_of_segments_are_first_drawn_as_labels() -> None:
    table = label_table([Label(1, "liver")], "", is_layered=True, is_in_header=True)
    pixels = np.zeros((4, 4, 3), np.uint8)
    chosen = first_settings(info(pixels, 2, labels=table), pixels)

    assert (chosen.colour_map, chosen.component) == (LABELS, ComponentChoice(ComponentMode.COMPONENT))


def test_labels_are_offered_where_a_table_lies_beside_the_image() -> None:
    table = label_table([Label(1, "liver")], "3D Slicer colour table a.ctbl")
    look = first_look(info(RAMP, labels=table), RAMP)

    assert look.settings.colour_map == GREY
    assert look.is_like_labels


# ------------------------------------------------------------------ first levels


def test_eight_bit_colours_are_first_shown_as_they_are() -> None:
    pixels = np.full((4, 4, 3), 90, np.uint8)

    assert first_settings(info(pixels, 2, pixel_type="rgb"), pixels) == DisplaySettings(
        Levels(0.0, 255.0), ComponentChoice(ComponentMode.COLOUR)
    )


def test_a_vector_is_first_shown_by_its_first_component() -> None:
    pixels = np.zeros((10, 10, 2), np.float32)
    pixels[..., 0] = np.arange(100).reshape(10, 10)
    pixels[..., 1] = 1e9

    first = first_settings(info(pixels, 2), pixels)

    assert first.component == ComponentChoice(ComponentMode.COMPONENT)
    assert first.levels.high < 100


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((3, 3), 7, np.uint8),
        np.full((3, 3), np.nan),
        np.array([[np.inf, -np.inf], [np.nan, 1.0]]),
        np.array([[2**64 - 1, 2**63]], np.uint64),
        np.array([[0.0, 5e-324]]),
        np.array([[-1.7e308, 1.7e308]]),
        np.array([[True, False]]),
        np.full((2, 2), np.nan + 0j, np.complex64),
    ],
)
def test_odd_pixels_get_usable_levels(pixels: np.ndarray) -> None:
    levels = first_settings(info(pixels), pixels).levels

    assert -math.inf < levels.low < levels.high < math.inf


# ------------------------------------------------------------------ something else is drawn


def test_phase_gets_the_whole_turn_and_a_cyclic_map() -> None:
    wave = np.exp(1j * np.linspace(0, 6, 100)).reshape(10, 10)
    described = info(wave)
    phase = ComponentChoice(ComponentMode.PHASE)

    turned = with_component(first_settings(described, wave), described, phase, np.angle(wave).ravel())

    assert (turned.levels, turned.colour_map, turned.component) == (Levels(-math.pi, math.pi), CYCLIC, phase)
    back = with_component(turned, described, ComponentChoice(ComponentMode.REAL), wave.real.ravel())
    assert back.colour_map == GREY


def test_a_map_chosen_by_hand_stays() -> None:
    wave = np.ones((4, 4), np.complex64)
    chosen = DisplaySettings(Levels(0, 1), ComponentChoice(ComponentMode.MAGNITUDE), "magma", True)

    phase = with_component(chosen, info(wave), ComponentChoice(ComponentMode.PHASE), np.zeros(4))

    assert (phase.colour_map, phase.is_inverted) == ("magma", True)


# ------------------------------------------------------------------ Hounsfield units


def thorax(air: float = 0.3) -> np.ndarray:
    values = np.full((4, 50, 50), 40, np.int16)
    values.ravel()[: int(air * values.size)] = -1000
    return values


def test_a_volume_with_air_looks_like_hounsfield() -> None:
    assert is_hounsfield(info(thorax()), thorax().ravel())
    assert is_hounsfield(info(thorax().astype(np.float32)), thorax().astype(np.float32).ravel())


@pytest.mark.parametrize(
    "values",
    [
        thorax(0.01),
        thorax()[0],
        thorax().astype(np.uint16),
        np.where(thorax() == 40, np.float32(np.nan), np.float32(-1000)),
        np.where(thorax() == 40, np.float32(1e6), np.float32(-1000)),
        np.empty((0, 2, 2), np.int16),
    ],
)
def test_what_is_no_volume_of_a_scanner_does_not(values: np.ndarray) -> None:
    assert not is_hounsfield(info(values), values.ravel())


@pytest.mark.parametrize(("modality", "expected"), [("CT", True), ("MR", False)])
def test_a_stated_modality_is_believed(modality: str, expected: bool) -> None:
    values = thorax() if modality == "MR" else thorax(0.0)

    assert is_hounsfield(info(values, metadata={"0008|0060": modality}), values.ravel()) is expected


@pytest.mark.parametrize(("read_as", "expected"), [("", True), ("F", True), ("D", True), ("UC", False), ("US", False)])
def test_a_ct_read_as_a_type_that_wraps_its_values_is_not(read_as: str, expected: bool) -> None:
    values = thorax(0.0).astype(np.uint16)

    assert is_hounsfield(info(values, metadata={"0008|0060": "CT"}, read_as=read_as), values.ravel()) is expected


def test_a_ct_read_as_another_integer_type_may_still_look_like_one() -> None:
    assert is_hounsfield(info(thorax(), metadata={"0008|0060": "CT"}, read_as="SS"), thorax().ravel())


# ------------------------------------------------------------------ like labels


def regions(dtype: str = "uint8") -> np.ndarray:
    made = np.zeros((64, 64), dtype)
    made[8:30, 8:40], made[40:60, 10:30], made[35:50, 40:60] = 3, 7, 12
    return made


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int64", "float32"])
def test_few_whole_numbers_in_flat_areas_look_like_labels(dtype: str) -> None:
    values = regions(dtype)
    seen = first_look(info(values), values)

    assert seen.is_like_labels
    assert seen.settings.colour_map == GREY


@pytest.mark.parametrize(
    "values",
    [
        regions("float32") + 0.5,
        regions("int16") - 1,
        regions() > 0,
        (regions() > 0).astype(np.uint8),
        np.where(np.random.default_rng(1).random((64, 64)) < 0.03, 5, regions() > 3).astype(np.uint8) * 2,
        np.random.default_rng(2).integers(0, 5, (64, 64)).astype(np.uint8),
        np.random.default_rng(3).poisson(0.04, (64, 64)).astype(np.uint16),
        np.repeat(np.arange(100, dtype=np.uint8), 64).reshape(100, 64),
        np.repeat(np.arange(5, dtype=np.uint8), 4).reshape(4, 5),
        np.where(regions() == 3, np.nan, regions()),
        np.stack([regions()] * 3, axis=-1),
    ],
    ids=["fractions", "negative", "bool", "mask", "speckles", "noise", "counts", "many", "small", "nan", "colours"],
)  # fmt: skip
def test_other_images_do_not(values: np.ndarray) -> None:
    assert not first_look(info(values, dimension=2), values).is_like_labels


def test_what_is_drawn_as_labels_is_not_offered_as_such() -> None:
    values = regions()

    assert not first_look(info(values, path=Path("a.seg.nrrd")), values).is_like_labels


# ------------------------------------------------------------------ windows of the file


def dicom(array: np.ndarray, **keys: str) -> ImageInfo:
    named = {"center": "0028|1050", "width": "0028|1051", "names": "0028|1055", "function": "0028|1056"}
    return info(array, format="GDCMImageIO", metadata={named[name]: value for name, value in keys.items()})


def test_an_image_is_first_drawn_by_the_first_window_of_its_file() -> None:
    values = thorax()

    chosen = first_settings(dicom(values, center="40\\-600", width="400\\1500"), values)

    assert chosen.levels == Levels(-160.0, 239.0)
    assert not chosen.is_automatic


def test_a_sigmoid_window_is_drawn_as_one() -> None:
    values = thorax()

    chosen = first_settings(dicom(values, center="40", width="400", function="SIGMOID"), values)

    assert (chosen.levels, chosen.scale) == (Levels(-160.0, 240.0), Scale.SIGMOID)


def test_a_window_that_shows_nothing_is_not_begun_with() -> None:
    values = thorax()
    said = dicom(values, center="30000", width="10")

    assert first_settings(said, values) == first_settings(info(values), values)
    assert len(file_windows(said)) == 1


def test_another_component_of_differences_stays_symmetric() -> None:
    vector = np.stack([RAMP, RAMP - 300], axis=-1)
    settings = DisplaySettings(Levels(-5.0, 5.0), scale=Scale.SYMMETRIC)
    component = ComponentChoice(ComponentMode.COMPONENT, 1)

    made = with_component(settings, info(vector, dimension=2), component, vector[..., 1].ravel())

    assert made.levels.low == -made.levels.high
    assert made.levels.high > 250
