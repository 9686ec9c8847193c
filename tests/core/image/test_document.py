"""What is open."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.editing.copied_bytes import OwnBytes
from itk_inspector.core.errors import InspectorError, ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.values import Value


class FakeItk:
    """Has an image, and answers 7."""

    image: Any = "the image"

    def value(self, index: ItkIndex) -> Value | None:
        return 7


class FakeStore:
    """Owns bytes; counts how often it was closed."""

    def __init__(self, pixels: npt.NDArray[Any]) -> None:
        self.pixels = pixels
        self.closed = 0
        self.fetched: list[tuple[int, int]] = []
        self.begun: list[tuple[int, int]] = []

    @property
    def is_safe(self) -> bool:
        return True

    def begin_fetching(self, start: int, nbytes: int) -> None:
        self.begun.append((start, nbytes))

    def expect(self, *, in_order: bool) -> None: ...

    def fetch(self, start: int, nbytes: int) -> None:
        self.fetched.append((start, nbytes))

    def private_copy(self) -> OwnBytes:
        return OwnBytes(self.pixels.copy())

    def close(self) -> None:
        self.closed += 1


def info(size: tuple[int, ...] = (4, 3), dtype: str = "int16", components: int = 1) -> ImageInfo:
    return ImageInfo(
        path=Path("/data/brain.nrrd"),
        format="NrrdImageIO",
        pixel_type="scalar" if components == 1 else "vector",
        component_type="short",
        components=components,
        dtype=dtype,
        geometry=Geometry.identity(size),
    )


def document(about: ImageInfo) -> tuple[ImageDocument, FakeStore]:
    pixels = np.arange(int(np.prod(about.shape))).astype(about.dtype).reshape(about.shape)
    pixels.flags.writeable = False
    store = FakeStore(pixels)
    return ImageDocument(about, pixels, FakeItk(), store), store


# ------------------------------------------------------------------ info


@pytest.mark.parametrize(
    ("dtype", "components", "channels", "shape", "count"),
    [
        ("uint8", 1, 1, (3, 4), 12),
        ("int16", 3, 3, (3, 4, 3), 72),
        ("complex64", 2, 1, (3, 4), 96),
        ("complex128", 4, 2, (3, 4, 2), 384),
    ],
)
def test_the_shape_follows_the_components(
    dtype: str, components: int, channels: int, shape: tuple[int, ...], count: int
) -> None:
    about = info(dtype=dtype, components=components)

    assert (about.channels, about.shape, about.bytes) == (channels, shape, count)


def test_bytes_are_exact_beyond_32_bits() -> None:
    assert info((100_000, 100_000), "float64").bytes == 80_000_000_000


@pytest.mark.parametrize(
    ("pixel_type", "components", "expected"),
    [("rgb", 3, True), ("rgba", 4, True), ("vector", 3, False), ("rgb", 1, False), ("scalar", 1, False)],
)
def test_colour_needs_the_type_and_the_components(pixel_type: str, components: int, expected: bool) -> None:
    assert replace(info(components=components), pixel_type=pixel_type).is_colour is expected


@pytest.mark.parametrize(
    ("size", "space", "unit"),
    [
        ((2, 2, 2), Space("mm", is_patient=True), "mm, LPS"),
        ((2, 2, 2, 2), Space("", is_patient=True), "LPS, no unit stated"),
        ((2, 2, 2), Space("", is_by_convention=True), "LPS by convention, no unit stated"),
        ((2, 2, 2), Space("µm"), "µm"),
        ((2, 2, 2), Space(), "no unit stated"),
        ((2, 2), Space("mm", is_patient=True), "mm"),
        ((2, 2), Space("", is_by_convention=True), "no unit stated"),
    ],
)
def test_unit_and_axes_are_those_that_the_file_states(size: tuple[int, ...], space: Space, unit: str) -> None:
    about = replace(info(size), space=space)

    assert about.unit == unit
    assert about.has_letters is ("LPS" in unit)


@pytest.mark.parametrize("name", ["NiftiImageIO", "NrrdImageIO", "MetaImageIO", "GDCMImageIO", "MINCImageIO"])
def test_no_format_states_anything_by_its_name(name: str) -> None:
    about = replace(info((2, 2, 2)), format=name)

    assert (about.unit, about.has_letters, about.is_patient_space) == ("no unit stated", False, False)


# ------------------------------------------------------------------ document


def test_the_document_refuses_writable_pixels() -> None:
    pixels = np.zeros((3, 4), np.int16)

    with pytest.raises(AssertionError):
        ImageDocument(info(), pixels, FakeItk(), FakeStore(pixels))


def test_the_document_refuses_strided_pixels() -> None:
    pixels = np.zeros((4, 3), np.int16).T
    pixels.flags.writeable = False

    with pytest.raises(AssertionError):
        ImageDocument(info(), pixels, FakeItk(), FakeStore(pixels))


def test_pixels_are_a_read_only_view() -> None:
    opened, store = document(info())

    assert (np.shares_memory(opened.pixels, store.pixels), opened.pixels.flags.writeable) == (True, False)


def test_a_probe_reads_both_apis() -> None:
    opened, _ = document(info())

    found = opened.probe(ItkIndex.of(3, 1))

    assert (found.itk_value, found.array_value) == (7, 7)


def test_a_probe_outside_is_refused() -> None:
    opened, _ = document(info())

    with pytest.raises(ProbeError):
        opened.probe(ItkIndex.of(4, 0))


def test_editing_leaves_the_original_as_it_is() -> None:
    opened, _ = document(info())
    before = opened.pixels.tobytes()

    opened.edit().set_pixel(ItkIndex.of(0, 0), -3)

    assert opened.pixels.tobytes() == before


@pytest.mark.parametrize(("dtype", "components"), [("int16", 1), ("float32", 3), ("complex64", 4)])
def test_an_edited_copy_begins_with_the_same_pixels(dtype: str, components: int) -> None:
    opened, _ = document(info(dtype=dtype, components=components))

    session = opened.edit()

    assert (session.view.dtype, session.view.tolist()) == (opened.pixels.dtype, opened.pixels.tolist())


def test_the_image_is_handed_out_while_open() -> None:
    opened, _ = document(info())

    assert opened.image == "the image"


@pytest.mark.parametrize("use", ["pixels", "image", "itk_pixels", "store"])
def test_a_closed_document_says_so(use: str) -> None:
    opened, _ = document(info())
    opened.close()

    with pytest.raises(InspectorError, match=r"brain\.nrrd is closed"):
        getattr(opened, use)


def test_a_closed_document_cannot_be_edited() -> None:
    opened, _ = document(info())
    opened.close()

    with pytest.raises(InspectorError, match="closed"):
        opened.edit()


def test_facts_stay_known_after_closing() -> None:
    opened, _ = document(info())
    opened.close()

    assert opened.geometry.size == (4, 3)


def test_closing_twice_gives_the_bytes_back_once() -> None:
    opened, store = document(info())
    opened.close()
    opened.close()

    assert store.closed == 1


def test_with_closes_even_when_it_fails() -> None:
    opened, store = document(info())

    with pytest.raises(ZeroDivisionError), opened:
        raise ZeroDivisionError

    assert store.closed == 1


def test_arrays_taken_before_closing_stay_valid() -> None:
    opened, _ = document(info())
    pixels = opened.pixels
    opened.close()

    assert pixels[2, 3] == 11


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_document_can_neither_be_copied_nor_pickled(copied: Callable[[object], object]) -> None:
    opened, _ = document(info())

    with pytest.raises(TypeError, match="open image cannot be copied or pickled"):
        copied(opened)


def test_a_plane_is_fetched_where_its_pixels_lie_together() -> None:
    made, store = document(info((4, 3, 5)))
    first = Plane.first(made.geometry)

    made.fetch(first.at(2, 3, made.geometry))
    made.fetch(first.at(2, 4, made.geometry), is_next=True)
    made.fetch(first.with_axes(1, 2))

    assert store.begun == [(3 * 4 * 3 * 2, 4 * 3 * 2)]
    assert store.fetched == [(4 * 4 * 3 * 2, 4 * 3 * 2)]
