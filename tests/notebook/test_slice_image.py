from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QImage

from itk_inspector.app.as_shown import AsShown, shown_slice
from itk_inspector.core.display.colour_map_names import NAMES
from itk_inspector.core.display.given_look import GivenLook
from itk_inspector.core.errors import InspectorError, ProbeError, UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint, to_array
from itk_inspector.itkio import from_memory
from itk_inspector.notebook.slice_image import Asked, slice_image

_RNG = np.random.default_rng(5)
_HOLED = _RNG.normal(size=(30, 40)).astype(np.float32)
_HOLED[3:6, 7] = np.nan
_COMPLEX = (_RNG.normal(size=(20, 50)) + 1j * _RNG.normal(size=(20, 50))).astype(np.complex64)


def window_pixels(document: Any, how: AsShown) -> npt.NDArray[np.uint32]:
    """Return the picture that a window makes, as ``0xffRRGGBB``."""
    picture = QImage.fromData(shown_slice(document, how)).convertToFormat(QImage.Format.Format_RGB32)
    lines = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)
    return lines[:, : picture.width()].copy()


@pytest.mark.parametrize(
    ("array", "geometry"),
    [
        (_RNG.integers(0, 4000, (60, 300)).astype(np.int16), None),
        (_RNG.integers(0, 2**63, (7, 300, 20)), None),
        (_RNG.normal(size=(2, 5, 20, 300)), None),
        (_HOLED, None),
        (_COMPLEX, None),
        (_RNG.integers(0, 256, (40, 300, 3)).astype(np.uint8), Geometry.identity((300, 40))),
        (_RNG.normal(size=(40, 300, 5)), Geometry.identity((300, 40))),
        (_RNG.integers(0, 2, (40, 300)).astype(np.bool_), None),
    ],
    ids=["2-D", "3-D", "4-D", "NaN", "complex", "RGB", "vector", "bool"],
)
def test_unscaled_it_is_what_a_window_first_shows(
    qapp: object, array: npt.NDArray[Any], geometry: Geometry | None
) -> None:
    with from_memory.document(array, geometry=geometry) as document:
        columns = document.geometry.size[0]
        mine = slice_image(document, largest=max(document.geometry.size[:2]))
        assert mine.colours.shape[1] == columns
        assert not mine.is_scaled
        np.testing.assert_array_equal(mine.colours, window_pixels(document, AsShown()))


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (90, 31), (700, 20), (512, 513), (2000, 1999)])
@pytest.mark.parametrize("spacing", [(1.0, 1.0), (0.3, 1.1)])
def test_every_pixel_is_the_colour_of_the_pixel_that_it_names(
    shape: tuple[int, int], spacing: tuple[float, float]
) -> None:
    array = _RNG.integers(0, 256, shape).astype(np.uint8)
    flat = Geometry.identity(shape[::-1])
    geometry = Geometry(flat.size, (-3, 8), flat.origin, spacing, flat.direction)
    with from_memory.document(array, geometry=geometry) as document:
        drawn = slice_image(document, Asked(look=GivenLook.of((0.0, 255.0), None)))
    assert max(drawn.colours.shape) <= 512
    for _ in range(50):
        row, column = (int(_RNG.integers(0, count)) for count in drawn.colours.shape)
        index = drawn.index_at(column, row)
        value = array[to_array(index, geometry.start_index)]
        assert int(drawn.colours[row, column]) & 255 == pytest.approx(int(value), abs=1)


def test_enlarged_pixels_are_of_one_size() -> None:
    with from_memory.document(np.eye(7, dtype=np.uint8)) as document:
        drawn = slice_image(document)
    assert set(np.unique(drawn.columns, return_counts=True)[1].tolist()) == {32}
    assert not drawn.is_decimated


def test_a_giant_is_decimated() -> None:
    array = np.zeros((20_000, 20_000), np.uint8)
    with from_memory.document(array) as document:
        drawn = slice_image(document)
    assert drawn.colours.shape == (512, 512)
    assert drawn.is_decimated


@pytest.mark.parametrize(
    "at",
    [ItkIndex.of(1, 2, 3), ArrayIndex((3, 2, 1)), PhysicalPoint.of(1.2, 2, 2.9), (1, 2, 3), "(1, 2, 3)", {"z": 3}],
)
def test_a_place_chooses_the_slice(at: Any) -> None:
    array = np.arange(5 * 6 * 7, dtype=np.uint8).reshape(5, 6, 7)
    with from_memory.document(array) as document:
        assert slice_image(document, Asked(at)).plane.position[2] == 3
        assert slice_image(document, Asked(at, "yz")).plane.horizontal == 1


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (Asked((0, 0, 9)), ProbeError),
        (Asked("[9, 0, 0]"), ProbeError),
        (Asked(PhysicalPoint.of(0, 0, 99)), ProbeError),
        (Asked("maximum"), ProbeError),
        (Asked({"z": -1}), ProbeError),
        (Asked({"t": 0}), UsageError),
        (Asked(plane="xx"), UsageError),
        (Asked(plane="xt"), UsageError),
    ],
)
def test_what_there_is_not_is_refused(asked: Asked, kind: type[InspectorError]) -> None:
    with from_memory.document(np.zeros((5, 6, 7), np.uint8)) as document, pytest.raises(kind):
        slice_image(document, asked)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_colour_map_is_that_of_a_window(qapp: object, name: str) -> None:
    array = _RNG.integers(-9, 40, (30, 300)).astype(np.int16)
    with from_memory.document(array) as document:
        mine = slice_image(document, Asked(look=GivenLook.of((-5, 30), name)), largest=300)
        wanted = window_pixels(document, AsShown(levels=(-5, 30), colour_map=name))
    np.testing.assert_array_equal(mine.colours, wanted)
