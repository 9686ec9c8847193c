"""The geometry in both orders: what is copied as Python leads to the same points."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.geometry_rows import geometry_rows
from itk_inspector.core.header.image_info import ImageInfo

COS, SIN = math.cos(0.3), math.sin(0.3)
OBLIQUE = Geometry(
    size=(7, 5, 3),
    start_index=(4, -2, 10),
    origin=(1 / 3, -20.5, 1e-7),
    spacing=(0.1, 0.7, 2.5),
    direction=((COS, -SIN, 0.0), (SIN, COS, 0.0), (0.0, 0.0, -1.0)),
)


def _info(geometry: Geometry, components: int = 1) -> ImageInfo:
    return ImageInfo(Path("a.mha"), "MetaImageIO", "scalar", "short", components, "int16", geometry)


def _run(geometry: Geometry) -> tuple[dict[str, object], dict[str, object]]:
    itk: dict[str, object] = {"np": np}
    array: dict[str, object] = {"np": np}
    for row in geometry_rows(_info(geometry)):
        exec(row.itk_code, itk)
        exec(row.array_code, array)
    return itk, array


def test_code_in_itk_order_gives_the_geometry_back_exactly() -> None:
    itk, _ = _run(OBLIQUE)

    for name in ("size", "start_index", "spacing", "origin"):
        assert itk[name] == getattr(OBLIQUE, name)
    np.testing.assert_array_equal(itk["direction"], OBLIQUE.direction)


def test_code_in_array_order_is_the_same_reversed() -> None:
    _, array = _run(OBLIQUE)

    assert array["shape"] == (3, 5, 7)
    assert array["start_index"] == (0, 0, 0)
    assert array["spacing"] == (2.5, 0.7, 0.1)
    np.testing.assert_array_equal(array["direction"], np.array(OBLIQUE.direction)[::-1, ::-1])


@pytest.mark.parametrize("index", [(4, -2, 10), (10, 2, 12), (7, 0, 11)])
def test_both_matrices_lead_to_the_same_point(index: tuple[int, int, int]) -> None:
    itk, array = _run(OBLIQUE)
    point = np.array(OBLIQUE.origin) + np.array(OBLIQUE.direction) @ (np.array(OBLIQUE.spacing) * index)
    counted = np.array(index[::-1]) - np.array(OBLIQUE.start_index[::-1])

    np.testing.assert_allclose(itk["affine"] @ [*index, 1], [*point, 1], rtol=1e-12)  # type: ignore[operator]
    np.testing.assert_allclose(array["affine"] @ [*counted, 1], [*point[::-1], 1], rtol=1e-12)  # type: ignore[operator]
    np.testing.assert_allclose(np.array(array["origin"]), (array["affine"] @ [0, 0, 0, 1])[:3], rtol=1e-12)  # type: ignore[operator, index]


def test_components_are_the_last_axis_of_the_shape() -> None:
    first, *_ = geometry_rows(_info(Geometry.identity((4, 3)), components=2))

    assert (first.itk, first.array) == ("4, 3", "3, 4, 2")


def test_people_read_a_matrix_line_by_line() -> None:
    rows = {row.name: row for row in geometry_rows(_info(Geometry.identity((4, 3))))}

    assert rows["direction"].itk == "1 0\n0 1"
    assert rows["affine"].array == "1 0 0\n0 1 0\n0 0 1"
    oblique = {row.name: row for row in geometry_rows(_info(OBLIQUE))}
    assert oblique["direction"].itk == "0.955 -0.296  0\n0.296  0.955  0\n    0      0 -1"
    assert rows["start index"].array == "0, 0"
