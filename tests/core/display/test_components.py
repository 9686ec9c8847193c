"""What of a pixel can be drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.display.components import choices, drawn_components, drawn_layer, drawn_values, first_drawn
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import Label, label_table


def info(pixel_type: str, components: int, dtype: str = "float32") -> ImageInfo:
    return ImageInfo(Path("a"), "x", pixel_type, "float", components, dtype, Geometry.identity((4, 3)))


def names(described: ImageInfo) -> list[str]:
    return [name for _, name in choices(described)]


LAYERS = label_table([Label(1, "bone"), Label(1, "lesion", layer=1)], "", is_layered=True)
KINDS = [
    info("scalar", 1),
    info("rgb", 3, "uint8"),
    info("rgba", 4, "uint16"),
    info("vector", 2),
    info("vector", 3),
    info("vector", 5, "uint8"),
    info("complex", 2, "complex64"),
    info("complex", 6, "complex64"),
    info("symmetric_second_rank_tensor", 6),
    info("symmetric_second_rank_tensor", 3),
    info("symmetric_second_rank_tensor", 7),
]
KINDS += [replace(info("vector", count, "uint8"), labels=LAYERS) for count in (2, 3, 4)]


def called(described: ImageInfo) -> str:
    return f"{described.pixel_type} × {described.components}"


@pytest.mark.parametrize("described", KINDS, ids=called)
def test_what_is_drawn_first_can_be_chosen(described: ImageInfo) -> None:
    assert first_drawn(described) in dict(choices(described))


@pytest.mark.parametrize("described", KINDS, ids=called)
def test_no_choice_is_offered_twice(described: ImageInfo) -> None:
    assert len(dict(choices(described))) == len(set(names(described))) == len(choices(described))


@pytest.mark.parametrize("described", KINDS, ids=called)
def test_every_choice_gives_one_real_number_a_pixel(described: ImageInfo) -> None:
    cut = np.ones((3, 4) + ((described.channels,) if described.channels > 1 else ()), described.dtype)
    for drawn, _ in choices(described):
        if drawn.kind is not ComponentMode.COLOUR:
            values = drawn_values(cut, drawn)
            assert values.shape == (3, 4)
            assert values.dtype.kind in "iuf"


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (info("scalar", 1), ["value"]),
        (info("rgba", 4, "uint8"), ["colour", "red", "green", "blue", "alpha", "magnitude"]),
        (info("vector", 2), ["component 0", "component 1", "magnitude"]),
        (info("vector", 3), [
            "component 0", "component 1", "component 2", "magnitude", "first three as red, green, blue",
        ]),
        (info("complex", 2, "complex64"), ["magnitude", "phase", "real part", "imaginary part"]),
        (info("symmetric_second_rank_tensor", 6), ["xx", "xy", "xz", "yy", "yz", "zz", "trace"]),
        (info("symmetric_second_rank_tensor", 3), ["xx", "xy", "yy", "trace"]),
    ],
)  # fmt: skip
def test_choices_are_named_in_the_words_of_the_field(described: ImageInfo, expected: list[str]) -> None:
    assert names(described) == expected


def test_several_complex_numbers_are_offered_one_by_one() -> None:
    several = info("complex", 4, "complex64")
    cut = np.array([[[1 + 0j, 3 + 4j]]], np.complex64)
    by_name = {name: drawn for drawn, name in choices(several)}

    assert drawn_values(cut, by_name["component 1, magnitude"])[0, 0] == 5
    assert drawn_values(cut, by_name["component 1, imaginary part"])[0, 0] == 4
    assert drawn_values(cut, by_name["magnitude of all"])[0, 0] == pytest.approx(26**0.5)


def test_trace_is_the_sum_of_the_diagonal() -> None:
    spatial = np.array([[[1, 10, 10, 2, 10, 3]]], np.float32)
    flat = np.array([[[1, 10, 2]]], np.float32)

    assert drawn_values(spatial, ComponentChoice(ComponentMode.TRACE))[0, 0] == 6
    assert drawn_values(flat, ComponentChoice(ComponentMode.TRACE))[0, 0] == 3


@pytest.mark.parametrize(
    ("pixel", "length"),
    [
        (np.array([1e200, 1e200]), 2**0.5 * 1e200),
        (np.array([3e-320, 4e-320]), 5e-320),
        (np.array([-128, 0], np.int8), 128.0),
        (np.array([2**63, 0], np.uint64), 2.0**63),
        (np.array([-(2**63), 0], np.int64), 2.0**63),
        (np.array([3e200 + 4e200j, 0]), 5e200),
    ],
)
def test_magnitude_holds_at_the_limits(pixel: np.ndarray, length: float) -> None:
    assert drawn_values(pixel[None, None], ComponentChoice(ComponentMode.MAGNITUDE))[0, 0] == pytest.approx(
        length, rel=1e-3
    )


def test_a_real_component_is_a_view() -> None:
    cut = np.zeros((2, 2, 3))

    assert np.shares_memory(drawn_values(cut, ComponentChoice(ComponentMode.COMPONENT, 2)), cut)


def test_a_vector_has_no_transparency() -> None:
    cut = np.zeros((2, 2, 5))
    colours = ComponentChoice(ComponentMode.COLOUR)

    assert drawn_components(cut, info("vector", 5), colours).shape == (2, 2, 3)
    assert drawn_components(cut[..., :4], info("rgba", 4), colours).shape == (2, 2, 4)
    assert np.shares_memory(drawn_components(cut, info("vector", 5), colours), cut)


def test_layers_of_segments_are_chosen_one_by_one() -> None:
    layered = replace(info("vector", 3, "uint8"), labels=LAYERS)

    assert names(layered) == ["layer 1 of 3", "layer 2 of 3", "layer 3 of 3"]
    assert first_drawn(layered) == ComponentChoice(ComponentMode.COMPONENT, 0)
    assert [drawn_layer(choice) for choice, _ in choices(layered)] == [0, 1, 2]
    assert drawn_layer(ComponentChoice()) == 0
