"""Layers of napari as images and back, by the public attributes of a layer; `test_real_napari.py` has the real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.napari_plugin.layer import document_of, kind_of, layer_data
from itk_inspector.napari_plugin.placing import geometry_of, placing_of
from itk_inspector.napari_plugin.reading import get_reader, read

Array = npt.NDArray[Any]


@dataclass
class Affine:
    linear_matrix: Array
    translate: Array


@dataclass
class Image:
    """What the plugin asks of a layer, with napari's meaning."""

    data: Any
    scale: Array
    translate: Array
    rotate: Array
    shear: Array
    affine: Affine
    name: str = "cells"
    rgb: bool = False
    multiscale: bool = False

    def world(self, index: Array) -> Array:
        """Independent of the plugin: one step after the other."""
        n = len(self.scale)
        sheared = np.eye(n)
        sheared[np.triu_indices(n, 1)] = self.shear
        inner = self.rotate @ (sheared @ (self.scale * index)) + self.translate
        return np.asarray(self.affine.linear_matrix @ inner + self.affine.translate)


class Labels(Image):
    pass


@dataclass
class Points:
    data: Array = field(default_factory=lambda: np.zeros((3, 2)))
    name: str = "spots"


def layer(data: Any, axes: int | None = None, kind: type[Image] = Image, **changes: Any) -> Image:
    n = np.ndim(data) if axes is None else axes
    plain: dict[str, Any] = {
        "scale": np.ones(n),
        "translate": np.zeros(n),
        "rotate": np.eye(n),
        "shear": np.zeros(n * (n - 1) // 2),
        "affine": Affine(np.eye(n), np.zeros(n)),
    }
    return kind(data, **{**plain, **changes})


def turn(angle: float) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


VOLUME = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
NUMBERS = st.floats(-100, 100, allow_nan=False)
LENGTHS = st.floats(0.1, 10) | st.floats(-10, -0.1)


def test_a_plain_layer_keeps_its_numbers() -> None:
    found = geometry_of(layer(VOLUME, scale=np.array([2.5, 0.1, 0.3]), translate=np.array([1e-3, -7.1, 0.2])))

    upright = Geometry.identity((4, 3, 2)).direction
    assert found == Geometry((4, 3, 2), (0, 0, 0), (0.2, -7.1, 1e-3), (0.3, 0.1, 2.5), upright)


@given(
    scale=st.tuples(LENGTHS, LENGTHS, LENGTHS),
    translate=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    shear=st.tuples(*[st.floats(-0.5, 0.5)] * 3),
    angle=st.floats(-3, 3),
    further=st.floats(-3, 3),
    index=st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 3)),
)
def test_every_pixel_lies_where_napari_has_it(
    scale: Any, translate: Any, shear: Any, angle: float, further: float, index: tuple[int, ...]
) -> None:
    affine = Affine(turn(further)[::-1, ::-1] * 1.5, np.array([3.0, -2.0, 9.0]))
    seen = layer(VOLUME, scale=np.array(scale), translate=np.array(translate), shear=np.array(shear),
                 rotate=turn(angle), affine=affine)  # fmt: skip

    found = geometry_of(seen)

    assert np.allclose(found.point_of(ItkIndex(index[::-1])).components[::-1], seen.world(np.array(index)), atol=1e-9)
    assert all(spacing > 0 for spacing in found.spacing)


def test_a_mirrored_axis_turns_its_direction() -> None:
    found = geometry_of(layer(VOLUME, scale=np.array([1.0, 1.0, -0.5])))

    assert found.spacing == (0.5, 1.0, 1.0)
    assert found.direction[0] == (-1.0, 0.0, 0.0)


@pytest.mark.parametrize("scale", [[1.0, 0.0, 1.0], [np.nan, 1.0, 1.0], [np.inf, 1.0, 1.0]])
def test_a_layer_without_extent_is_refused(scale: list[float]) -> None:
    with pytest.raises(UsageError, match="flat"):
        geometry_of(layer(VOLUME, scale=np.array(scale)))


@given(
    start=st.tuples(*[st.integers(-5, 5)] * 3),
    origin=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    spacing=st.tuples(*[st.floats(0.1, 10)] * 3),
    angle=st.sampled_from([0.0, 0.3, -2.0]),
    mirrored=st.booleans(),
)
def test_there_and_back(start: Any, origin: Any, spacing: Any, angle: float, mirrored: bool) -> None:
    direction = turn(angle) * [1.0, 1.0, -1.0 if mirrored else 1.0]
    geometry = Geometry((4, 3, 2), start, origin, spacing, tuple(map(tuple, direction.tolist())))

    placing = placing_of(geometry)
    affine = placing.pop("affine", np.eye(4))
    seen = layer(VOLUME, affine=Affine(affine[:-1, :-1], affine[:-1, -1]),
                 **{key: np.array(value) for key, value in placing.items()})  # fmt: skip

    for index in ((0, 0, 0), (3, 2, 1)):
        there = geometry.point_of(ItkIndex(tuple(s + i for s, i in zip(start, index, strict=True)))).components
        assert np.allclose(seen.world(np.array(index[::-1]))[::-1], there, atol=1e-9)
    back = geometry_of(seen)
    assert np.allclose(back.spacing, spacing)
    assert np.allclose(back.direction, geometry.direction)


def test_an_upright_image_needs_no_affine() -> None:
    geometry = Geometry((4, 3, 2), (1, 0, 0), (0.0, 1.0, 2.0), (0.5, 1.0, 2.0), Geometry.identity((4, 3, 2)).direction)

    assert placing_of(geometry) == {"scale": (2.0, 1.0, 0.5), "translate": (2.0, 1.0, 0.5)}


def test_a_layer_is_viewed_and_not_copied() -> None:
    document = document_of(layer(VOLUME, scale=np.array([2.0, 1.0, 1.0])))

    assert np.shares_memory(document.pixels, VOLUME)
    assert document.geometry.spacing == (1.0, 1.0, 2.0)
    assert document.info.name == "cells"


def test_colours_are_one_pixel() -> None:
    document = document_of(layer(np.zeros((3, 4, 3), np.uint8), 2, rgb=True))

    assert document.info.is_colour
    assert document.geometry.size == (4, 3)


@pytest.mark.parametrize(
    ("given_layer", "said"),
    [
        (Points(), "holds no pixels"),
        (layer(VOLUME, multiscale=True), "several resolutions"),
        (layer(np.zeros((1, 1, 1, 2, 3))), "2 to 4 axes"),
    ],
)
def test_what_cannot_be_sent_says_why(given_layer: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        document_of(given_layer)


def test_kinds() -> None:
    class Own(Labels):
        pass

    assert kind_of(layer(VOLUME)) == "Image"
    assert kind_of(layer(VOLUME, kind=Own)) == "Labels"


def test_components_become_an_axis_before_the_others() -> None:
    pixels = np.arange(48, dtype=np.float32).reshape(2, 3, 4, 2)
    mirrored = Geometry((4, 3, 2), (0, 0, 0), (1.0, 2.0, 3.0), (0.5, 1.0, 2.0),
                        ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))  # fmt: skip
    data, keywords, kind = layer_data(pixels, mirrored, "a", "image", is_colour=False)

    assert kind == "image"
    assert np.array_equal(data[1], pixels[..., 1])
    assert keywords["scale"] == (1.0, 2.0, 1.0, 0.5)
    assert keywords["affine"][1:, -1].tolist() == [3.0, 2.0, 1.0, 1.0]
    assert keywords["affine"][0].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_labels_stay_labels_where_they_can() -> None:
    identity = Geometry.identity((4, 3, 2))

    assert layer_data(VOLUME, identity, "a", "labels", is_colour=False)[2] == "labels"
    assert layer_data(VOLUME.astype(float), identity, "a", "labels", is_colour=False)[2] == "image"


def test_files_are_read_with_their_geometry(sample_folder: Path) -> None:
    path = sample_folder / "oblique-volume.nrrd"
    reader = get_reader(str(path))
    assert reader is read
    ((pixels, keywords, kind),) = reader(str(path))

    assert kind == "image"
    assert keywords["name"] == path.name
    assert keywords["affine"].shape == (4, 4)
    assert pixels.flags.owndata or pixels.base.flags.owndata
    assert get_reader([str(path), str(path)]) is None


@pytest.fixture
def sample_folder() -> Path:
    return Path(__file__).resolve().parents[2] / "resources" / "samples"
