"""Values are found where NumPy finds them, one after the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.probing import search as search_module
from itk_inspector.core.probing.order import Sought
from itk_inspector.core.probing.position_text import Search
from itk_inspector.core.probing.search import find

SHAPE = (5, 7, 11)
GEOMETRY = replace(Geometry.identity(SHAPE[::-1]), start_index=(3, -2, 10))
MAXIMUM, MINIMUM, NAN = Search(Sought.MAXIMUM), Search(Sought.MINIMUM), Search(Sought.NAN)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "_BLOCK", 64)  # many blocks in a small image


def itk(place: np.ndarray | tuple[int, ...]) -> ItkIndex:
    z, y, x = (int(c) for c in place)
    return ItkIndex.of(x + 3, y - 2, z + 10)


def every(pixels: np.ndarray, search: Search) -> list[ItkIndex]:
    """Go from one to the next until the first comes again."""
    found: list[ItkIndex] = []
    here = None
    while True:
        here = find(pixels, GEOMETRY, search, after=here)
        if here is None or here in found:
            return found
        found.append(here)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i8", "u8", "f4", "f8", ">i2"])
def test_every_place_of_the_extremes_is_found_in_its_turn(dtype: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 4, SHAPE).astype(dtype)
    assert every(pixels, MAXIMUM) == [itk(place) for place in np.argwhere(pixels == pixels.max())]
    assert every(pixels, MINIMUM) == [itk(place) for place in np.argwhere(pixels == pixels.min())]
    assert every(pixels, Search(Sought.LABEL, 2)) == [itk(place) for place in np.argwhere(pixels == 2)]


def test_64_bit_integers_stay_exact() -> None:
    pixels = np.full(SHAPE, 2**63, np.uint64)
    pixels[2, 3, 4] += np.uint64(1)
    assert every(pixels, MAXIMUM) == [itk((2, 3, 4))]
    assert every(pixels, Search(Sought.LABEL, 2**63 + 1)) == [itk((2, 3, 4))]
    assert every(pixels, Search(Sought.LABEL, -1)) == []


def test_nan_is_left_out_of_the_extremes_and_found_by_its_name() -> None:
    pixels = np.zeros(SHAPE, np.float32)
    pixels[1, 2, 3] = pixels[4, 6, 10] = np.nan
    pixels[0, 0, 1] = -np.inf
    assert every(pixels, NAN) == [itk((1, 2, 3)), itk((4, 6, 10))]
    assert every(pixels, MINIMUM) == [itk((0, 0, 1))]
    assert len(every(pixels, MAXIMUM)) == pixels.size - 3
    assert every(np.full(SHAPE, np.nan), MAXIMUM) == []
    assert every(np.zeros(SHAPE, np.int16), NAN) == []


def test_a_label_that_a_float_cannot_hold_is_not_its_neighbour() -> None:
    pixels = np.full(SHAPE, 2.0**24, np.float32)
    assert every(pixels, Search(Sought.LABEL, 2**24 + 1)) == []
    assert every(pixels.astype(np.float64), Search(Sought.LABEL, 10**400)) == []


def test_one_component_is_enough() -> None:
    pixels = np.zeros((*SHAPE, 3), np.uint8)
    pixels[3, 1, 2, 1] = 9
    assert every(pixels, MAXIMUM) == [itk((3, 1, 2))]


def test_a_search_begins_after_a_pixel_and_comes_round() -> None:
    pixels = np.zeros(SHAPE, np.uint8)
    pixels[1, 1, 1] = 5
    assert find(pixels, GEOMETRY, MAXIMUM, after=itk((4, 6, 10))) == itk((1, 1, 1))
    assert find(pixels, GEOMETRY, MAXIMUM, after=itk((1, 1, 1))) == itk((1, 1, 1))


def test_complex_values_have_no_order() -> None:
    with pytest.raises(ProbeError, match="order"):
        find(np.zeros(SHAPE, complex), GEOMETRY, MAXIMUM)
    pixels = np.zeros(SHAPE, complex)
    pixels[0, 1, 0] = 7
    assert every(pixels, Search(Sought.LABEL, 7)) == [itk((0, 1, 0))]


@pytest.mark.parametrize("search", [MAXIMUM, NAN, Search(Sought.LABEL, 3)])
def test_a_search_can_be_ended(search: Search) -> None:
    assert find(np.zeros(SHAPE), GEOMETRY, search, go_on=lambda: False) is None


@pytest.mark.parametrize("dtype", ["u1", "i2", "f4"])
def test_the_way_back_goes_through_the_same_places(dtype: str) -> None:
    pixels = np.random.default_rng(2).integers(0, 4, SHAPE).astype(dtype)
    places = [itk(place) for place in np.argwhere(pixels == 2)]
    found = []
    here = None
    for _ in places:
        here = find(pixels, GEOMETRY, Search(Sought.LABEL, 2), after=here, backwards=True)
        found.append(here)

    assert found == places[::-1]
    assert find(pixels, GEOMETRY, Search(Sought.LABEL, 2), after=here, backwards=True) == places[-1]
    assert find(pixels, GEOMETRY, Search(Sought.LABEL, 2), backwards=True, go_on=lambda: False) is None


def test_infinities_and_exact_values_are_found() -> None:
    pixels = np.zeros(SHAPE, np.float32)
    pixels[0, 0, 1], pixels[1, 0, 0], pixels[2, 0, 0] = np.inf, -np.inf, 0.1
    assert every(pixels, Search(Sought.INFINITY)) == [itk((0, 0, 1))]
    assert every(pixels, Search(Sought.NEGATIVE_INFINITY)) == [itk((1, 0, 0))]
    assert every(pixels, Search(Sought.VALUE, value=float(np.float32(0.1)))) == [itk((2, 0, 0))]
    assert every(pixels, Search(Sought.VALUE, value=0.1)) == []
    assert every(np.zeros(SHAPE, np.int16), Search(Sought.INFINITY)) == []
    assert every(np.full(SHAPE, 2.0), Search(Sought.INFINITY)) == []
    assert len(every(np.full(SHAPE, complex(0, -np.inf)), Search(Sought.INFINITY))) == pixels.size
    assert every(np.full(SHAPE, complex(0, -np.inf)), Search(Sought.NEGATIVE_INFINITY)) == []
