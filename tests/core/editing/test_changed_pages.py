"""Pages that were written, by pixels and boxes."""

from __future__ import annotations

import mmap

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.changed_pages import PAGE, ChangedPages
from itk_inspector.core.geometry.regions import Region


def array(nbytes: int, lead: int = 0) -> npt.NDArray[np.uint8]:
    """Bytes of which the first lies ``lead`` bytes behind the beginning of a page."""
    return np.frombuffer(mmap.mmap(-1, nbytes + lead), dtype=np.uint8)[lead:]


def test_nothing_is_marked_at_first() -> None:
    assert ChangedPages(array(3 * PAGE), 1).spans() == ()


@pytest.mark.parametrize(
    ("lead", "position", "span"),
    [
        (0, 0, (0, PAGE)),
        (0, PAGE - 1, (0, PAGE)),
        (0, PAGE, (PAGE, 2 * PAGE)),
        (100, 0, (0, PAGE - 100)),
        (100, PAGE - 101, (0, PAGE - 100)),
        (100, PAGE - 100, (PAGE - 100, 2 * PAGE - 100)),
        (100, 3 * PAGE - 1, (3 * PAGE - 100, 3 * PAGE)),
    ],
)
def test_a_byte_marks_the_page_it_lies_in(lead: int, position: int, span: tuple[int, int]) -> None:
    pages = ChangedPages(array(3 * PAGE, lead), 1)

    pages.mark(np.array([position]))

    assert pages.spans() == (span,)


def test_a_pixel_across_a_border_marks_both_pages() -> None:
    pages = ChangedPages(array(2 * PAGE, lead=2), 8)

    pages.mark(np.array([(PAGE - 8) // 8]))

    assert pages.spans() == ((0, 2 * PAGE - 2),)


def test_a_pixel_larger_than_a_page_marks_all_of_its_pages() -> None:
    pages = ChangedPages(array(8 * PAGE), 3 * PAGE)

    pages.mark(np.array([1]))

    assert pages.spans() == ((3 * PAGE, 6 * PAGE),)


@given(st.data(), st.sampled_from([0, 7, 4095]), st.sampled_from([1, 3, 8]))
def test_a_box_marks_exactly_the_pages_of_its_pixels(data: st.DataObject, lead: int, width: int) -> None:
    shape = (4, 9, 1700)
    start = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    region = Region(start, tuple(data.draw(st.integers(1, n - s)) for n, s in zip(shape, start, strict=True)))
    nbytes = int(np.prod(shape)) * width
    by_box, by_pixel = ChangedPages(array(nbytes, lead), width), ChangedPages(array(nbytes, lead), width)

    by_box.mark_box(region, shape)
    by_pixel.mark(np.arange(int(np.prod(shape))).reshape(shape)[region.slices].reshape(-1))

    assert by_box.spans() == by_pixel.spans()
