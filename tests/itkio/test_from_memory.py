"""Documents on what a script already holds."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.errors import InspectorError, UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.itkio import bridge, from_memory
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from label_images import blocks, segment_keys, write_nrrd

Make = Callable[..., Any]


@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4), (2, 2, 3, 4)])
@pytest.mark.parametrize("dtype", tuple(COMPONENT_TYPES))
def test_an_array_is_viewed_not_copied(some_pixels: Make, dtype: str, shape: tuple[int, ...]) -> None:
    array = some_pixels(dtype, shape)

    document = from_memory.document(array)

    assert np.shares_memory(document.pixels, array)
    assert document.pixels.ctypes.data == array.ctypes.data
    assert not document.pixels.flags.writeable
    assert array.flags.writeable
    assert document.geometry == Geometry.identity(shape[::-1])
    assert document.info.dtype == dtype
    chosen = itk_type_of(document.info)
    assert chosen is not None
    assert bridge.address(document.image, chosen) == array.ctypes.data
    assert document.probe(ItkIndex((1,) * len(shape))).agree


def test_a_change_by_the_caller_is_seen(some_pixels: Make) -> None:
    array = some_pixels("int16", (3, 4))
    document = from_memory.document(array)

    array[1, 2] = 77

    found = document.probe(ItkIndex((2, 1)))
    assert (found.itk_value, found.array_value) == (77, 77)


@pytest.mark.parametrize("way", ["slice", "transposed", "big-endian", "reversed"])
def test_an_array_that_itk_would_misread_is_copied_and_it_is_said(way: str) -> None:
    whole = np.arange(24, dtype=np.int16).reshape(4, 6)
    array = {
        "slice": whole[::2, ::3],
        "transposed": whole.T,
        "big-endian": whole.astype(">i2"),
        "reversed": whole[::-1],
    }[way]

    document = from_memory.document(array)

    assert np.array_equal(document.pixels, array)
    assert document.geometry.size == array.shape[::-1]
    assert document.probe(ItkIndex((1, 0))).itk_value == array[0, 1]
    assert any("copied once" in note for note in document.info.notes)


def test_a_contiguous_array_gets_no_note() -> None:
    assert from_memory.document(np.zeros((3, 4))).info.notes == ()


def test_geometry_tells_components_from_axes(oblique: Make) -> None:
    array = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)

    volume = from_memory.document(array)
    colour = from_memory.document(array, geometry=oblique((4, 3)))

    assert (volume.info.components, volume.geometry.size) == (1, (3, 4, 3))
    assert (colour.info.components, colour.geometry, colour.info.pixel_type) == (3, oblique((4, 3)), "rgb")
    assert colour.probe(ItkIndex((1, 2))).itk_value == tuple(array[2, 1].tolist())


@pytest.mark.parametrize("shape", [(), (1, 2, 3, 4, 5), (0,), (0, 4), (3, 0, 4)])
def test_arrays_of_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="2 to 4 axes"):
        from_memory.document(np.zeros(shape))


@pytest.mark.parametrize("shape", [(3, 5), (4, 3), (3, 3), (2, 3, 4)])
def test_an_array_must_fit_its_geometry(oblique: Make, shape: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match=r"does not fit an image of size \(4, 3\)"):
        from_memory.document(np.zeros(shape), geometry=oblique((4, 3)))


@pytest.mark.parametrize("dtype", ["U3", "O", "M8[s]", "longdouble"])
def test_arrays_of_other_types_are_refused(dtype: str) -> None:
    with pytest.raises(UsageError, match="cannot be shown"):
        from_memory.document(np.zeros((3, 4), dtype=dtype))


@pytest.mark.parametrize("thing", [None, 3, "picture.png", [[1, 2], [3, 4]]])
def test_other_things_are_refused(thing: object) -> None:
    with pytest.raises(UsageError, match="or a NumPy array"):
        from_memory.document(thing)


def itk_image(kind: str) -> Any:
    import itk

    types = {
        "scalar": itk.Image[itk.SS, 3],
        "rgb": itk.Image[itk.RGBPixel[itk.UC], 2],
        "rgba": itk.Image[itk.RGBAPixel[itk.UC], 2],
        "vector": itk.VectorImage[itk.F, 2],
        "offset": itk.Image[itk.Offset[2], 2],
    }
    image = types[kind].New()
    if kind == "vector":
        image.SetNumberOfComponentsPerPixel(2)
    region = image.GetLargestPossibleRegion()
    region.SetSize([4, 3, 2][: image.GetImageDimension()])
    region.SetIndex([-2, 5, 7][: image.GetImageDimension()])
    image.SetRegions(region)
    image.Allocate(True)
    image.SetSpacing([0.5, 0.25, 2.0][: image.GetImageDimension()])
    return image


@pytest.mark.parametrize(("kind", "components"), [("scalar", 1), ("rgb", 3), ("rgba", 4), ("vector", 2)])
def test_an_itk_image_is_viewed_not_copied(kind: str, components: int) -> None:
    import itk

    image = itk_image(kind)

    document = from_memory.document(image)

    assert document.image is image
    assert np.shares_memory(document.pixels, itk.array_view_from_image(image))
    assert not document.pixels.flags.writeable
    assert (document.info.pixel_type, document.info.components) == (kind, components)
    assert document.geometry.start_index[:2] == (-2, 5)
    assert document.geometry.spacing[:2] == (0.5, 0.25)


def test_an_itk_images_values_are_read_at_its_own_indices() -> None:
    image = itk_image("scalar")
    image.SetPixel([1, 7, 8], -123)

    found = from_memory.document(image).probe(ItkIndex((1, 7, 8)))

    assert (found.itk_value, found.array_value, tuple(found.array_index)) == (-123, -123, (1, 2, 3))


def test_pixels_outlive_the_document_and_the_image() -> None:
    image = itk_image("scalar")
    image.SetPixel([-2, 5, 7], 42)
    document = from_memory.document(image)
    pixels = document.pixels

    document.close()
    del image, document
    gc.collect()
    churn = [np.full(4096, 9, dtype=np.int16) for _ in range(64)]

    assert pixels[0, 0, 0] == 42
    assert len(churn) == 64


def test_an_itk_image_without_a_numpy_view_is_refused() -> None:
    with pytest.raises(UsageError, match="no NumPy view"):
        from_memory.document(itk_image("offset"))


def test_editing_never_reaches_the_callers_array(some_pixels: Make) -> None:
    array = some_pixels("int16", (3, 4))
    before = array.copy()
    session = from_memory.document(array).edit()

    session.set_pixel(ItkIndex((0, 0)), 5)
    session.pixels[...] = 9

    assert np.array_equal(array, before)
    assert not np.shares_memory(session.pixels, array)


def test_a_copy_shares_nothing_but_the_facts(some_pixels: Make, oblique: Make) -> None:
    original = from_memory.document(some_pixels("float32", (3, 4)), geometry=oblique((4, 3)))

    copy = from_memory.of_copy(original)

    assert not np.shares_memory(copy.pixels, original.pixels)
    assert np.array_equal(copy.pixels, original.pixels)
    assert copy.geometry == original.geometry


def test_a_big_endian_array_is_called_so() -> None:
    notes = from_memory.document(np.arange(24, dtype=">i2").reshape(4, 6)).info.notes

    assert len(notes) == 1
    assert "big-endian" in notes[0]
    assert "contiguous" not in notes[0]


@pytest.mark.parametrize(
    ("mask", "count"), [(True, "12 pixels are"), ([[True, False, False, False]] * 3, "3 pixels are")]
)
def test_a_mask_is_not_dropped_without_a_word(mask: object, count: str) -> None:
    masked = np.ma.MaskedArray(np.arange(12).reshape(3, 4), mask=mask)

    document = from_memory.document(masked)

    assert any(count in note and "masked" in note for note in document.info.notes)
    assert type(document.pixels) is np.ndarray
    assert np.shares_memory(document.pixels, masked.data)


def test_a_masked_array_without_masked_pixels_needs_no_note() -> None:
    assert from_memory.document(np.ma.MaskedArray(np.zeros((3, 4)))).info.notes == ()


def test_one_axis_is_a_row() -> None:
    assert from_memory.document(np.arange(5)).geometry.size == (5, 1)


def test_of_five_axes_the_first_block_is_taken_where_that_is_wanted() -> None:
    array = np.arange(2 * 3 * 2 * 3 * 4).reshape(2, 3, 2, 3, 4)

    document = from_memory.document(array, takes_part=True)

    assert np.array_equal(document.pixels, array[0])
    assert document.info.notes == ("5-D: the first 4-D block of 2 is shown.",)


def test_closing_what_was_lent_closes_nothing_else(some_pixels: Make) -> None:
    owner = from_memory.document(some_pixels("int16", (3, 4)))
    lent = owner.lent()

    lent.close()

    assert not owner.is_closed
    assert owner.probe(ItkIndex((1, 1))).agree


def test_what_was_lent_is_not_read_once_its_owner_is_closed(some_pixels: Make) -> None:
    owner = from_memory.document(some_pixels("int16", (3, 4)))
    lent = owner.lent()
    before = lent.is_safe, lent.is_withdrawn

    owner.close()

    assert (before, lent.is_safe, lent.is_withdrawn) == ((True, False), False, True)
    for act in (lambda: lent.probe(ItkIndex((1, 1))), lent.edit):
        with pytest.raises(InspectorError, match="cannot be read any more"):
            act()
    with pytest.raises(InspectorError, match="is closed"):
        owner.lent()


def test_segments_of_an_image_that_was_read_by_itk_have_their_names(tmp_path: Path) -> None:
    keys = segment_keys(("bone", "0 1 0", 1, 0), ("marrow", "1 0 0", 2, 0))
    image = itk.imread(write_nrrd(tmp_path / "a.seg.nrrd", blocks((3, 4, 5), (0, 1, 2)), keys))

    with from_memory.document(image) as document:
        assert document.info.labels is not None
        assert [label.name for label in document.info.labels.labels] == ["bone", "marrow"]
        assert document.probe(ItkIndex.of(0, 0, 2)).label_names == ("marrow",)


def test_an_image_in_memory_keeps_the_labels_that_were_chosen() -> None:
    image = itk.image_from_array(np.zeros((4, 5), np.int16))
    opened = OpenImage(from_memory.document(image))
    table = label_table([Label(1, "left")], "")
    opened.set_labels(table)

    opened.renew()

    assert opened.info.labels is table
    opened.close()


ODD = {
    "complex float": itk.Image[itk.complex[itk.F], 3],
    "complex double": itk.Image[itk.complex[itk.D], 3],
    "vectors of complex": itk.VectorImage[itk.complex[itk.F], 3],
    "bool": itk.Image[itk.B, 3],
    "arrays of fixed length": itk.Image[itk.FixedArray[itk.D, 3], 3],
    "vectors of one": itk.Image[itk.Vector[itk.F, 1], 3],
}


@pytest.mark.parametrize("kind", ODD)
def test_images_that_itk_gives_no_view_of_are_viewed(kind: str) -> None:
    image, stored = odd_image(kind)
    if kind == "complex float":
        np.testing.assert_array_equal(itk.array_from_image(itk.complex_to_real_image_filter(image)), stored.real)

    with from_memory.document(image) as document:
        assert document.pixels.dtype == stored.dtype
        np.testing.assert_array_equal(document.pixels, stored)
        for index in ((10, 20, 30), (12, 21, 31), (13, 22, 31)):
            found = document.probe(ItkIndex(index))
            expected = stored[index[2] - 30, index[1] - 20, index[0] - 10]
            assert found.itk_value == found.array_value == (tuple(expected) if expected.ndim else expected)
        assert document.image is image
        kept = document.pixels
    del image, document
    np.testing.assert_array_equal(kept, stored)  # whoever keeps the array keeps ITK's memory


def odd_image(kind: str) -> tuple[Any, np.ndarray]:
    """Return an image with what ITK itself wrote into it, one pixel after the other, as an array."""
    image = ODD[kind].New()
    region = itk.ImageRegion[3]()
    region.SetSize([4, 3, 2])
    region.SetIndex([10, 20, 30])
    image.SetRegions(region)
    if kind == "vectors of complex":
        image.SetVectorLength(2)
    image.Allocate(True)
    numbers = np.arange(24).reshape(2, 3, 4)
    if "complex" in kind:
        shape, dtype = ((2, 3, 4, 2), np.complex64) if "vectors" in kind else ((2, 3, 4), np.complex64)
        dtype = np.complex128 if kind == "complex double" else dtype
        stored = (np.arange(np.prod(shape)) * (1 - 2j) + 0.5).reshape(shape).astype(dtype)
        ctypes.memmove(address_of(image), stored.ctypes.data, stored.nbytes)  # itk's Python sets no such pixel
        return image, stored
    stored = np.zeros(
        (2, 3, 4, *((3,) if "arrays" in kind else ())),
        {"bool": bool, "arrays of fixed length": float}.get(kind, np.float32),
    )
    for (z, y, x), number in np.ndenumerate(numbers):
        value = {
            "bool": bool(number % 3),
            "arrays of fixed length": [float(number), float(-number), 0.5],
            "vectors of one": [float(number)],
        }[kind]
        image.SetPixel([10 + x, 20 + y, 30 + z], value)
        stored[z, y, x] = value if kind != "vectors of one" else value[0]
    return image, stored


def address_of(image: Any) -> int:
    pointer = image.GetBufferPointer()
    return int(getattr(pointer, "this", pointer))
