"""Single gestures, done and undone."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.core.editing.steps import BoxStep, PixelStep, Step
from itk_inspector.core.geometry.regions import Region


def scalar_pixels() -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    return np.arange(24, dtype=np.int16).reshape(2, 3, 4)


def box_step() -> BoxStep:
    region = Region((0, 1, 1), (2, 2, 2))
    return BoxStep("fill", (2, 3, 4), region, scalar_pixels()[region.slices].copy(), np.array(-5, dtype=np.int16))


def pixel_step() -> PixelStep:
    positions = np.array([23, 5, 6])
    return PixelStep(
        "paint", (2, 3, 4), positions, scalar_pixels().reshape(-1)[positions], np.array(-5, dtype=np.int16)
    )


@pytest.mark.parametrize(("step", "count"), [(box_step(), 8), (pixel_step(), 3)])
def test_a_step_writes_its_pixels_and_no_others(step: Step, count: int) -> None:
    pixels = scalar_pixels()

    step.apply(pixels)

    assert (int((pixels == -5).sum()), int((pixels != scalar_pixels()).sum())) == (count, count)


@pytest.mark.parametrize("step", [box_step(), pixel_step()])
def test_a_reverted_step_leaves_the_old_bytes(step: Step) -> None:
    pixels = scalar_pixels()
    step.apply(pixels)

    step.revert(pixels)

    assert pixels.tobytes() == scalar_pixels().tobytes()


def test_pixels_of_several_components_are_written_whole() -> None:
    pixels = np.zeros((2, 2, 3), dtype=np.uint8)
    step = PixelStep("paint", (2, 2), np.array([1, 2]), np.zeros((2, 3), np.uint8), np.array([1, 2, 3], dtype=np.uint8))

    step.apply(pixels)

    assert pixels.reshape(4, 3).tolist() == [[0, 0, 0], [1, 2, 3], [1, 2, 3], [0, 0, 0]]


def test_single_pixels_touch_the_box_around_them() -> None:
    assert pixel_step().region == Region((0, 1, 1), (2, 2, 3))


def test_a_box_touches_itself() -> None:
    assert box_step().region == Region((0, 1, 1), (2, 2, 2))


def test_a_box_step_counts_the_bytes_it_holds() -> None:
    assert box_step().nbytes == 8 * 2 + 2


def test_a_pixel_step_counts_positions_too() -> None:
    assert pixel_step().nbytes == 3 * 8 + 3 * 2 + 2
