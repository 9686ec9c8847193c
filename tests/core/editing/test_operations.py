"""What is known of operations before they are done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import lattice_record
from itk_inspector.core.editing.operations.row import region_of
from itk_inspector.core.editing.operations.table import ROWS, row_of
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES

CUBE = Geometry.identity((8, 7, 6))


def image(dtype: str = "int16", geometry: Geometry = CUBE, components: int = 1, **more: Any) -> ImageInfo:
    kind = "scalar" if components == 1 else "rgb"
    kind = "complex" if dtype.startswith("complex") else kind
    return ImageInfo(Path("a.nrrd"), "Nrrd", kind, COMPONENT_TYPES[dtype], components, dtype, geometry, **more)


def outcome(
    name: str, info: ImageInfo | None = None, others: dict[str, ImageInfo] | None = None, **given: Any
) -> Expected:
    info, row = info or image(), row_of(name)
    return row.outcome(info, row.complete(info, given, others or {}), others or {})


def refusal(name: str, info: ImageInfo | None = None, **given: Any) -> str:
    with pytest.raises(EditError) as caught:
        outcome(name, info, **given)
    return caught.value.message


def test_names_are_one_of_a_kind() -> None:
    assert len({row.name for row in ROWS}) == len({row.names.label for row in ROWS}) == len(ROWS)
    with pytest.raises(EditError, match="no operation"):
        row_of("bend")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.name))
def test_the_same_operation_is_made_of_its_record(row: Any) -> None:
    more = {"resample": {"spacing": [2.0] * 3}, "cast": {"type": "uint8"}, "pad": {"before": [1, 0, 0]}}
    others = {"b": image(geometry=replace(CUBE, spacing=(1.0, 1.0, 2.0)))}
    complete = row.settled(image(), Operation(row.name, more.get(row.name, {})), others)

    again = row.settled(image(), Operation.from_record(complete.record()), {})

    assert again == complete
    assert row.said(complete.parameters)
    assert row.lines(complete.parameters)
    expected = row.outcome(image(), complete.parameters, {})
    assert expected.bytes > 0
    info = expected.info(image(), row.name)
    assert (info.shape, info.dtype, info.bytes) == (expected.shape, expected.dtype, expected.bytes)
    assert info.name == f"a-{row.name}.nrrd"
    assert not info.is_on_disk


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("flip", {"axes": []}, "at least one axis"),
        ("flip", {"axes": "0"}, "0 to 2"),
        ("flip", {"axes": [0, 0]}, "0 to 2"),
        ("flip", {"space": "up"}, "none of keep, mirror"),
        ("permute", {"order": [0, 1]}, "all 3 axes"),
        ("extract", {"index": 6}, "along z the image reaches from 0 to 5"),
        ("crop", {"index": [7, 0, 0], "size": [2, 1, 1]}, "beyond the image along x: 0 to 7"),
        ("crop", {"size": [0, 1, 1]}, "Size: 0 is not from 1 to 8"),
        ("crop", {"size": [1, 1]}, "3 numbers"),
        ("crop", {"size": [1.5, 1, 1]}, "whole number"),
        ("pad", {}, "how many pixels"),
        ("pad", {"before": [1, 0, 0], "value": 40000}, "40000 does not fit"),
        ("pad", {"before": [1, 0, 0], "value": 1.5}, "1.5"),
        ("pad", {"before": [1, 0, 0], "value": float("nan")}, "finite number"),
        ("cast", {"type": "int16"}, "int16 already"),
        ("cast", {"type": "int7"}, "none of"),
        ("rescale", {"low": 2, "high": 1}, "less than"),
        ("rescale", {"low": 0, "high": 256, "type": "uint8"}, "0 to 255 only"),
        ("threshold", {"lower": 2, "upper": 1}, "must not exceed"),
        ("smooth", {"sigma": [0.0, 0.0, 0.0]}, "choose a standard deviation"),
        ("smooth", {"sigma": [-1.0, 0.0, 0.0]}, "at least 0"),
        ("median", {"radius": [0, 0, 0]}, "choose a radius"),
        ("resample", {}, "this spacing already"),
        ("resample", {"spacing": [2.0] * 3, "outside": 1e6}, "does not fit"),
        ("resample_like", {}, "has to be open"),
        ("resample_like", {"lattice": {"size": [1]}}, "damaged"),
        ("resample_like", {"lattice": lattice_record(CUBE, "b")}, "same grid"),
        ("resample_like", {"lattice": lattice_record(Geometry.identity((2, 2)), "b")}, "2 axes, not 3"),
        ("resample_like", {"lattice": lattice_record(replace(CUBE, spacing=(1.0, 0.0, 1.0)), "b")}, "damaged"),
        ("resample_like", {"lattice": lattice_record(CUBE, "b") | {"size": [1, 1.0, 1]}}, "damaged"),
        ("resample_like", {"lattice": lattice_record(CUBE, "b") | {"origin": ["a", 1, 1]}}, "damaged"),
        ("resample_like", {"lattice": lattice_record(CUBE, "b") | {"size": [1, 1]}}, "damaged"),
    ],
)
def test_what_cannot_be_is_refused(name: str, given: dict[str, Any], said: str) -> None:
    assert said in refusal(name, **given)


def test_a_slice_leaves_an_axis_out() -> None:
    placed = replace(CUBE, start_index=(1, 2, 3), spacing=(0.5, 1.0, 2.0), origin=(10.0, 20.0, 30.0))
    found = outcome("extract", image(geometry=placed), axis="1", index=4)
    assert (found.geometry.size, found.geometry.spacing) == ((8, 6), (0.5, 2.0))
    assert (found.geometry.start_index, found.geometry.origin) == ((0, 0), (10.5, 36.0))
    swapped = replace(placed, direction=((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))
    assert outcome("extract", image(geometry=swapped), axis="0", index=4).geometry.direction == ((1.0, 0.0), (0.0, 1.0))
    assert "two axes only" in refusal("extract", image(geometry=Geometry.identity((3, 3))), index=1, axis="0")


def test_types_that_cannot_be_are_refused() -> None:
    thin = image(geometry=Geometry.identity((8, 8, 2)))
    assert "4 pixels along" in refusal("smooth", thin, sigma=[0.0, 0.0, 1.0])
    assert "imaginary" in refusal("cast", image("complex64", components=2), type="uint8")
    assert "no order" in refusal("rescale", image("complex64", components=2), type="uint8")
    assert "double" in refusal("rescale", image("int64"))
    assert "time is no distance" in refusal("distance", image(geometry=Geometry.identity((4, 4, 4, 4))))
    assert "values up to 1 only" in refusal("threshold", image("bool"), type="bool", inside=2)


def test_defaults_come_from_the_image() -> None:
    fine = image(geometry=replace(Geometry.identity((8, 7, 6, 5)), spacing=(0.5, 1.0, 2.0, 3.0)))
    assert row_of("smooth").complete(fine, {}, {})["sigma"] == [0.5, 1.0, 2.0, 0.0]
    assert row_of("median").complete(fine, {}, {})["radius"] == [1, 1, 1, 0]
    assert row_of("crop").complete(fine, {}, {})["size"] == [8, 7, 6, 5]
    named = image("uint8", labels=LabelTable((), "b"))
    assert row_of("resample").complete(named, {}, {})["interpolation"] == "nearest"
    others = {"b": image(geometry=Geometry.identity((3, 3))), "c": image(geometry=Geometry.identity((3, 3, 3)))}
    assert row_of("resample_like").complete(image(), {}, others)["lattice"]["size"] == [3, 3, 3]


def test_what_comes_out_is_told() -> None:
    assert outcome("threshold").dtype == "uint8"
    assert outcome("smooth", result="real").dtype == "float32"
    assert outcome("smooth", image("int32"), result="real").dtype == "float64"
    assert "clipped" in " ".join(outcome("cast", type="uint8", misfit="clip").notes)
    assert "nearest" in " ".join(outcome("cast", image("float64"), type="float32").notes)
    assert outcome("crop", size=[2, 3, 4]).bytes == 48
    rgb = image("uint8", components=3)
    assert outcome("flip", rgb).shape == (6, 7, 8, 3)
    assert outcome("flip", rgb).info(rgb, "flip").pixel_type == "rgb"
    assert "by itself" in " ".join(outcome("median", rgb).notes)


def test_labels_stay_where_values_do() -> None:
    named = image("uint8", labels=LabelTable((), "b"))
    assert outcome("flip", named).info(named, "flip").labels is named.labels
    assert outcome("cast", named, type="uint16").info(named, "cast").labels is None


def test_a_region_is_all_by_default() -> None:
    assert region_of({}, image()).shape == (6, 7, 8)
    said = row_of("median").said(row_of("median").complete(image(), {"region": None}, {}))
    assert said == "median, radius 1"
    given = {"region": {"start": [0, 0, 0], "extent": [1, 2, 3]}, "radius": [1, 1, 2]}
    assert (
        row_of("median").said(row_of("median").complete(image(), given, {})) == "median, radius 1 × 1 × 2 in a region"
    )


@pytest.mark.parametrize(
    ("name", "made"),
    [("ct.nii.gz", "ct-flip.nii.gz"), ("a.b.nrrd", "a.b-flip.nrrd"), ("raw", "raw-flip"), ("x.GZ", "x-flip.GZ")],
)
def test_a_result_is_named_after_the_image(name: str, made: str) -> None:
    source = replace(image(), path=Path(name))

    assert outcome("flip", source, axes=[0]).info(source, "flip").name == made


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ((1, 2**31 - 1), "1 … 2147483647"),
        ((0.1, 2.5e-12), "0.1 … 2.5e-12"),
        ((-3.0, 2**64 - 1), "-3 … 18446744073709551615"),
        ((0, 1e300), "0 … 1e+300"),
    ],
)
def test_bounds_are_told_with_all_digits(bounds: tuple[float, float], told: str) -> None:
    given = {"lower": bounds[0], "upper": bounds[1], "low": bounds[0], "high": bounds[1], "type": "float64"}

    assert row_of("threshold").text(given) == f"threshold {told}"
    assert row_of("rescale").text(given) == f"rescale to {told}, float64"
