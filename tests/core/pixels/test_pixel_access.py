"""Pixels are read only while all of them are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import PixelsGoneError, ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.pixels.pixel_access import PixelAccess

GEOMETRY = replace(Geometry.identity((4, 3, 2)), start_index=(10, -1, 5))
INSIDE = ItkIndex.of(11, 1, 6)
PLANE = Plane.first(GEOMETRY)


class Owner:
    """Memory of which one knows what became of it."""

    is_safe = True


class ThroughItk:
    """Gives one value, whatever is asked."""

    image = None

    def value(self, index: ItkIndex) -> int:
        return 21


def access(owner: Owner | None = None, channels: int = 1) -> PixelAccess:
    pixels = np.arange(24 * channels, dtype=np.int16)
    pixels = pixels.reshape(2, 3, 4) if channels == 1 else pixels.reshape(2, 3, 4, channels)
    pixels.flags.writeable = False
    return PixelAccess(pixels, GEOMETRY, owner or Owner(), Path("a.nrrd"))


WAYS: dict[str, Callable[[PixelAccess], Any]] = {
    "all": lambda a: a.all(),
    "rows": lambda a: a.rows(),
    "slice": lambda a: a.slice(PLANE),
    "box": lambda a: a.box(Region((0, 1, 1), (1, 2, 2))),
    "pixel": lambda a: a.pixel(INSIDE),
    "check": lambda a: a.check(INSIDE),
    "probe": lambda a: a.probe(INSIDE, ThroughItk()),
    "around": lambda a: a.around(INSIDE, PLANE),
    "literal_around": lambda a: a.literal_around(INSIDE, PLANE),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_pixels_that_are_gone(way: str) -> None:
    owner = Owner()
    guarded = access(owner)
    WAYS[way](guarded)
    owner.is_safe = False

    with pytest.raises(PixelsGoneError, match=r"pixels of a\.nrrd cannot be read any more") as caught:
        WAYS[way](guarded)

    assert (caught.value.advice, guarded.is_whole) == ("Open it again.", False)


def test_no_public_way_is_without_a_test() -> None:
    public = {name for name in vars(PixelAccess) if not name.startswith("_")}
    assert public - set(WAYS) == {"shape", "dtype", "is_whole", "geometry"}


@pytest.mark.parametrize("way", ["all", "rows", "slice", "box"])
def test_views_are_views_and_read_only(way: str) -> None:
    guarded = access()

    seen = WAYS[way](guarded)

    assert (np.shares_memory(seen, guarded.all()), seen.flags.writeable) == (True, False)


@pytest.mark.parametrize(("channels", "shape"), [(1, (6, 4)), (3, (6, 4, 3))])
def test_rows_keep_the_components_apart(channels: int, shape: tuple[int, ...]) -> None:
    assert access(channels=channels).rows().shape == shape


def test_what_is_read() -> None:
    guarded = access()

    found = guarded.probe(INSIDE, ThroughItk(), ContinuousIndex((11.25, 1.0, 6.0)))

    assert (guarded.shape, guarded.dtype, guarded.pixel(INSIDE)) == ((2, 3, 4), np.int16, 21)
    assert (found.array_value, found.continuous) == (21, ContinuousIndex((11.25, 1.0, 6.0)))
    assert guarded.around(INSIDE, PLANE, 1).texts == (("16", "17", "18"), ("20", "21", "22"), ("", "", ""))
    assert guarded.box(Region((1, 2, 1), (1, 1, 2))).tolist() == [[[21, 22]]]
    assert guarded.slice(PLANE).tolist() == np.arange(12, 24).reshape(3, 4).tolist()


def test_what_lies_outside_is_refused() -> None:
    guarded = access()

    with pytest.raises(ProbeError, match="outside"):
        guarded.pixel(ItkIndex.of(9, -1, 5))
    with pytest.raises(ProbeError, match="beyond"):
        guarded.box(Region((0, 0, 3), (1, 1, 2)))


def test_a_copy_has_the_same_way_to_its_pixels_as_they_are_now() -> None:
    edited = EditSession(np.zeros((2, 3, 4), np.int16), GEOMETRY)
    before = edited.access
    edited.set_pixel(INSIDE, 7)
    same = before.pixel(INSIDE)

    edited.apply_version(np.ones((1, 3, 4), np.int16), replace(GEOMETRY, size=(4, 3, 1)), "one slice")

    assert (same, before.shape, edited.access.shape) == (7, (2, 3, 4), (1, 3, 4))
