"""Which part of an image is written, and where it lies in space."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.export.written_part import (
    keeps_direction,
    kept_axes,
    part_info,
    part_pixels,
    place_in_image,
    squeezed_geometry,
)
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space

TURNED = ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
SAGITTAL = ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def info(size: tuple[int, ...] = (4, 3, 2), **changes: Any) -> ImageInfo:
    plain = ImageInfo(Path("/d/s.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity(size))
    return replace(plain, **{"space": Space("mm", is_patient=True), **changes})


@pytest.mark.parametrize(
    ("size", "axes"),
    [
        ((4, 3, 2), (0, 1, 2)),
        ((4, 3, 1), (0, 1)),
        ((4, 1, 3), (0, 2)),
        ((1, 4, 3), (1, 2)),
        ((4, 1, 1), (0, 1)),
        ((1, 1, 1), (0, 1)),
        ((1, 4), (0, 1)),
        ((4, 3, 2, 1), (0, 1, 2)),
        ((4, 3, 1, 1), (0, 1)),
        ((4, 3, 1, 5), (0, 1, 2, 3)),
    ],
)
def test_axes_of_size_1_are_left_out_down_to_two(size: tuple[int, ...], axes: tuple[int, ...]) -> None:
    assert kept_axes(Geometry.identity(size)) == axes


def test_what_stays_keeps_its_place_and_direction() -> None:
    geometry = replace(Geometry.identity((4, 3, 1)), origin=(1.0, 2.0, 3.0), spacing=(0.5, 0.7, 9.0), direction=TURNED)

    found = squeezed_geometry(geometry)

    assert (found.size, found.origin, found.spacing) == ((4, 3), (1.0, 2.0), (0.5, 0.7))
    assert found.direction == ((0.0, -1.0), (1.0, 0.0))
    assert keeps_direction(geometry)


def test_a_direction_that_leads_out_of_the_plane_is_not_kept_and_that_is_told() -> None:
    about = info(geometry=replace(Geometry.identity((4, 3, 1)), direction=SAGITTAL))

    assert not keeps_direction(about.geometry)
    assert squeezed_geometry(about.geometry).direction == ((1.0, 0.0), (0.0, 1.0))
    (found,) = check(about, ExportRequest(Path("/o/a.mha"), squeeze=True))
    assert found.severity is Severity.NOTE
    assert found.text == "Written as a 2-D image: position and spacing along z are left out, and the direction."


@pytest.mark.parametrize("squeeze", [False, True])
def test_every_pixel_of_a_part_is_the_images_at_the_same_place(squeeze: bool) -> None:
    size = (5, 4, 3)
    geometry = replace(Geometry.identity(size), start_index=(2, -1, 7), origin=(1.0, 2.0, 3.0), spacing=(0.5, 0.7, 9.0))
    pixels = np.arange(60 * 2).reshape(3, 4, 5, 2)
    about = info(geometry=geometry, components=2)
    crop = Region((1, 1, 2), (1, 3, 2))

    part = part_info(about, crop, 1, squeeze=squeeze)
    made = part_pixels(pixels, about, crop, 1).reshape(part.shape)

    assert (part.components, part.geometry.dimension) == (1, 2 if squeeze else 3)
    for row, col in itertools.product(range(3), range(2)):
        here = (row, col) if squeeze else (0, row, col)
        whole = place_in_image(geometry, crop, (0, row, col))
        at = geometry.point_of(whole).components[: part.geometry.dimension]
        assert part.geometry.point_of(ItkIndex(here[::-1])).components == pytest.approx(at)
        assert made[here] == pixels[whole.components[2] - 7, whole.components[1] + 1, whole.components[0] - 2, 1]
    assert np.shares_memory(part_pixels(pixels, about, crop, None), pixels)


@pytest.mark.parametrize(
    ("request_fields", "words"),
    [
        ({"crop": Region((0, 0, 1), (2, 3, 4))}, "beyond the image"),
        ({"component": 1}, "one component"),
        ({"component": -1}, "one component"),
        ({"level": 0}, "1 (fast) to 9 (small)"),
        ({"dtype": "uint8", "conversion": "window"}, "either"),
    ],
)
def test_a_part_that_there_is_not_is_refused(request_fields: dict[str, Any], words: str) -> None:
    from itk_inspector.core.export.conversion import Conversion, ConversionKind

    if "conversion" in request_fields:
        request_fields = {**request_fields, "conversion": Conversion(ConversionKind.WINDOW, low=0.0, high=9.0)}

    found = check(info(), ExportRequest(Path("/o/a.nrrd"), **request_fields))

    assert [f.severity for f in found][:1] == [Severity.REFUSED]
    assert words in found[0].text


def test_a_component_of_complex_pixels_or_beyond_the_last_is_refused() -> None:
    with pytest.raises(ExportError, match=r"0 … 2"):
        part_info(info(components=3), None, 3, squeeze=False)
    with pytest.raises(ExportError, match="one component"):
        part_info(info(components=2, dtype="complex64"), None, 0, squeeze=False)


def test_one_slice_fits_where_the_volume_does_not() -> None:
    about = info((4, 3, 5), dtype="uint8")
    target = Path("/o/a.png")

    whole = check(about, ExportRequest(target))
    alone = check(about, ExportRequest(target, crop=Region((2, 0, 0), (1, 3, 4)), squeeze=True))

    assert any(f.severity is Severity.REFUSED for f in whole)
    assert [f.severity for f in alone] == [Severity.NOTE]


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("times", [(), (1,), (2,)])
def test_one_slice_as_dicom_stays_where_it_is_in_space(axis: int, times: tuple[int, ...]) -> None:
    turned = np.eye(3 + len(times))
    turned[:3, :3] = [[0.6, -0.8, 0], [0, 0, -1], [0.8, 0.6, 0]]
    size = (4, 3, 5, *times)
    start, spacing, origin = (2, -1, 7, 0), (0.5, 1.25, 2.0, 1.0), (10.0, -3.0, 0.5, 0.0)
    d = len(size)
    direction = tuple(map(tuple, turned.tolist()))
    about = replace(info(size), geometry=Geometry(size, start[:d], origin[:d], spacing[:d], direction))
    at = 1
    slices = [slice(None)] * d
    slices[d - 1 - axis] = slice(at, at + 1)
    first = tuple(s.start or 0 for s in slices)
    crop = Region(first, tuple(1 if n == d - 1 - axis else size[d - 1 - n] for n in range(d)))
    request = ExportRequest(Path("/o/a"), crop=crop, squeeze=True, dicom=DicomOptions())

    part = request.part_of(about)

    assert not any("left out" in finding.text for finding in check(about, request))
    if times != (2,):
        assert part.geometry.size[2] == 1
    assert not part.geometry.is_left_handed
    points = np.stack([np.array(turned @ (np.array(spacing[:d]) * i) + origin[:d]) for i in indices(size, start)])
    wanted = points.reshape(*size[::-1], d)[tuple(slices)].reshape(*part.geometry.shape, d)
    for index in np.ndindex(*part.geometry.shape):
        found = part.geometry.point_of(ItkIndex(index[::-1])).components
        assert np.allclose(found, wanted[index], rtol=0, atol=1e-12)


def indices(size: tuple[int, ...], start: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return all ITK indices, in the order of the pixels."""
    return [tuple(n + s for n, s in zip(i[::-1], start, strict=False)) for i in np.ndindex(*size[::-1])]
