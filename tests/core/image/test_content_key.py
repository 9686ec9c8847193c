"""An image is known again by its pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image import content_key as module
from itk_inspector.core.image.content_key import content_key, content_prefix
from itk_inspector.core.pixels.pixel_access import PixelAccess

GEOMETRY = Geometry.identity((64, 32, 16))


class Whole:
    is_safe = True


def key(pixels: np.ndarray, name: str = "a.nrrd", geometry: Geometry = GEOMETRY) -> str | None:
    info = ImageInfo(Path("/data") / name, "NrrdImageIO", "scalar", "short", 1, pixels.dtype.name, geometry)
    return content_key(info, PixelAccess(pixels, geometry, Whole(), info.path))


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 99, GEOMETRY.shape).astype(np.int16)


def test_name_and_place_in_space_do_not_count(pixels: np.ndarray) -> None:
    moved = replace(GEOMETRY, origin=(1.0, 2.0, 3.0), start_index=(5, 5, 5))
    assert key(pixels) == key(pixels.copy(), "b.nii", moved)


def test_every_pixel_counts(pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 4096)
    before = key(pixels)
    for place in ((0, 0, 0), (7, 3, 21), (15, 31, 63)):
        other = pixels.copy()
        other[place] += 1
        assert key(other) != before


def test_type_and_size_count(pixels: np.ndarray) -> None:
    assert key(pixels.astype(np.uint16)) != key(pixels)
    assert key(pixels.reshape(16, 64, 32), geometry=Geometry.identity((32, 64, 16))) != key(pixels)


def test_of_large_images_blocks_and_the_name_count(pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WHOLE", 1024)
    monkeypatch.setattr(module, "_BLOCK", 64 * 64)
    looked = list(module._ranges(pixels.size, 2, is_sampled=True))
    assert looked[0][0] == 0
    assert looked[-1][1] == pixels.size
    assert sum(last - first for first, last in looked) < pixels.size / 2
    assert key(pixels) == key(pixels.copy())
    assert key(pixels) != key(pixels, "b.nrrd")
    other = pixels.copy()
    other[-1, -1, -1] += 1
    assert key(other) != key(pixels)


def test_it_can_be_given_up(pixels: np.ndarray) -> None:
    info = ImageInfo(Path("/a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", GEOMETRY)
    assert content_key(info, PixelAccess(pixels, GEOMETRY, Whole(), info.path), lambda: False) is None
    assert content_prefix(info) == "64x32x16-1xint16-"
