"""The inverse that a physical point's index is found by; to the last digit it is compared with ITK's in tests/itkio."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest

from itk_inspector.core.geometry.inverse import inverse


@pytest.mark.parametrize("tiny", [5e-324, 3.9e-315, 1e-310, 2.2e-308, 1e-200])
@pytest.mark.parametrize("place", list(itertools.product(range(3), range(3))))
def test_an_entry_near_the_smallest_number_gives_the_inverse_or_no_number(tiny: float, place: tuple[int, int]) -> None:
    matrix = np.diag([0.5, 2.0, 3.0])
    matrix[place] += tiny

    found = inverse(tuple(map(tuple, matrix.tolist())))

    # the reciprocal of the least ones is infinite, in LINPACK too
    assert np.isnan(found).any() or np.allclose(found, np.diag([2.0, 0.5, 1 / 3]), rtol=1e-12, atol=1e-12)
    assert np.isfinite(found).all() or tiny < 1e-300


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_a_random_matrix_times_its_inverse_is_one(size: int) -> None:
    rng = random.Random(size)
    for _ in range(200):
        matrix = [[rng.uniform(-2, 2) for _ in range(size)] for _ in range(size)]
        if abs(np.linalg.det(matrix)) > 0.05:
            found = inverse(tuple(map(tuple, matrix)))
            assert np.allclose(np.array(matrix) @ np.array(found), np.eye(size), atol=1e-9)


def test_nothing_but_zeros_and_smallest_numbers_raises_nothing() -> None:
    for tiny in (0.0, 5e-324, -5e-324, math.ulp(0.0) * 3):
        found = inverse(((tiny, 0.0, 0.0), (0.0, tiny, tiny), (tiny, 0.0, 1.0)))
        assert len(found) == 3
