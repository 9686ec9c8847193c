"""Tones: single precision gives what double precision does."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.core.display.grey_levels import tones
from itk_inspector.core.display.window_level import Levels


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 255.0), (-1000.0, 1234.5), (3.0e4, 3.1e4), (1e-9, 3e-9), (-1e20, 1e20)]
)
@pytest.mark.parametrize("towards", [None, -np.inf, np.inf])
def test_ties_of_float32_fall_as_in_double_precision(low: float, high: float, towards: float | None) -> None:
    ties = np.concatenate([np.arange(-2, 258) + 0.5, np.linspace(-40, 300, 4860)])
    values = (low + ties * (high - low) / 255.0).astype(np.float32)
    if towards is not None:
        values = np.nextafter(values, np.float32(towards))
    values[:4] = np.inf, -np.inf, 3.4e38, -3.4e38
    made = np.empty((64, 80), np.uint8)

    missing = tones(values.reshape(64, 80), Levels(low, high), made)

    wanted = np.floor(np.clip((values.astype(np.float64) - low) * 255.0 / (high - low), 0.0, 255.0) + 0.5)
    assert missing is None
    assert np.array_equal(made.reshape(-1), wanted)


def test_a_value_without_a_number_is_told() -> None:
    values = np.array([[0.0, np.nan, 2.0]], np.float32)
    made = np.empty((1, 3), np.uint8)

    missing = tones(values, Levels(0.0, 2.0), made)

    assert missing is not None
    assert missing.tolist() == [[False, True, False]]
    assert made.tolist() == [[0, 0, 255]]
