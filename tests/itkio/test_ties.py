"""Which pixel covers a point: ITK's own, also half-way between pixels of an oblique image."""

from __future__ import annotations

import itertools
from typing import Any

import itk
import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, PhysicalPoint
from itk_inspector.core.geometry.inverse import inverse

SPACINGS = (0.5, 1.0, 2.0, 0.859375, 0.9765625, 0.3, 1 / 3, 4.41806)


def turned(random: np.random.Generator, dimension: int) -> npt.NDArray[np.float64]:
    found, _ = np.linalg.qr(random.normal(size=(dimension, dimension)))
    return np.asarray(found, dtype=np.float64)


def image(direction: npt.NDArray[np.float64], spacing: list[float], origin: list[float]) -> tuple[Any, Geometry]:
    dimension = len(spacing)
    made = itk.Image[itk.UC, dimension].New()
    made.SetRegions([9] * dimension)
    made.SetDirection(itk.matrix_from_array(direction))
    made.SetSpacing(spacing)
    made.SetOrigin(origin)
    return made, Geometry(
        (9,) * dimension, (0,) * dimension, tuple(origin), tuple(spacing), tuple(map(tuple, direction.tolist()))
    )


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("seed", range(25))
def test_half_way_points_fall_as_in_itk(dimension: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    spacing = random.choice(SPACINGS, dimension).tolist()
    origin = (random.normal(size=dimension) * 100).round(3).tolist()
    made, geometry = image(turned(random, dimension), spacing, origin)

    for _ in range(100):
        where = random.integers(-4, 12, dimension) + random.choice([0.0, 0.5], dimension)
        point = geometry.point_of(ContinuousIndex(tuple(where.tolist()))).components
        found = geometry.continuous_index_of(PhysicalPoint(point))

        assert found.components == tuple(made.TransformPhysicalPointToContinuousIndex(point))
        assert geometry.nearest_index_of(PhysicalPoint(point)).components == tuple(
            made.TransformPhysicalPointToIndex(point)
        )


@pytest.mark.parametrize("signs", list(itertools.product((1.0, -1.0), repeat=3)))
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_upright_and_permuted_axes(order: tuple[int, ...], signs: tuple[float, ...]) -> None:
    made, geometry = image(np.eye(3)[list(order)] * signs, [0.3, 0.859375, 4.41806], [1.1, -2.2, 3.3])

    for where in itertools.product((0.5, 1.0, 2.5), repeat=3):
        point = geometry.point_of(ContinuousIndex(where)).components
        found = geometry.continuous_index_of(PhysicalPoint(point))
        assert found.components == tuple(made.TransformPhysicalPointToContinuousIndex(point))


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("seed", range(30))
def test_sheared_and_very_uneven_matrices_are_inverted_as_itk_does(dimension: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    direction = random.normal(size=(dimension, dimension)) if seed % 2 else turned(random, dimension)
    spacing = (10.0 ** random.uniform(-9, 9, dimension)).tolist()
    made, geometry = image(direction, spacing, [0.0] * dimension)

    for axis in range(dimension):
        point = [1.0 if k == axis else 0.0 for k in range(dimension)]
        found = geometry.continuous_index_of(PhysicalPoint(tuple(point)))
        assert found.components == tuple(made.TransformPhysicalPointToContinuousIndex(point))


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_it_is_an_inverse(dimension: int) -> None:
    random = np.random.default_rng(7)
    for _ in range(50):
        matrix = random.normal(size=(dimension, dimension))
        found = inverse(tuple(map(tuple, matrix.tolist())))
        assert np.asarray(found) == pytest.approx(np.linalg.inv(matrix), rel=1e-9, abs=1e-9)
