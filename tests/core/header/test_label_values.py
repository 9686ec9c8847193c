"""Which images can hold labels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.core.pixels.probe import Probe

INFO = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 5, 6)))
LAYERS = label_table([Label(1, "bone")], "", is_layered=True)
PLAIN = label_table([Label(1, "bone")], "")


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint64", "int64"])
def test_whole_numbers_can_be_labels(dtype: str) -> None:
    assert replace(INFO, dtype=dtype).has_label_values


@pytest.mark.parametrize(
    "other",
    [
        replace(INFO, dtype="float32"),
        replace(INFO, dtype="bool"),
        replace(INFO, dtype="complex64", components=2),
        replace(INFO, read_as="UC"),
        replace(INFO, components=2, pixel_type="vector"),
        replace(INFO, components=2, pixel_type="vector", labels=PLAIN),
        replace(INFO, components=3, pixel_type="rgb", labels=LAYERS),
        replace(INFO, components=2, pixel_type="vector", dtype="float32", labels=LAYERS),
    ],
)
def test_other_values_cannot(other: ImageInfo) -> None:
    assert not other.has_label_values


def test_layers_of_segments_are_components() -> None:
    assert replace(INFO, components=2, pixel_type="vector", labels=LAYERS).has_label_values


def probed(value: object) -> Probe:
    return Probe(ItkIndex.of(1, 1, 1), ArrayIndex.of(1, 1, 1), PhysicalPoint.of(1, 1, 1), value, value, None, None)


def test_a_value_is_called_what_the_table_says() -> None:
    described = replace(INFO, labels=PLAIN)

    assert described.label_names(probed(1)) == ("bone",)
    assert described.label_names(probed(2)) == (None,)
    assert INFO.label_names(probed(1)) == ()


def test_each_layer_has_names_of_its_own() -> None:
    layers = label_table([Label(1, "bone"), Label(1, "lesion", layer=2)], "", is_layered=True)
    described = replace(INFO, components=3, pixel_type="vector", labels=layers)

    assert described.label_names(probed((1, 1, 1))) == ("bone", None, "lesion")
