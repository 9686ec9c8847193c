"""What is told of a region that was counted elsewhere, judged by NumPy on the same pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.display.components import ComponentChoice, ComponentMode
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.counted_region import counted_line, counted_region
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape, Through
from itk_inspector.core.measure.whole_image import ComponentReport, Wanted, WholeReport, whole_report

PIXELS = np.random.default_rng(3).integers(-300, 300, (4, 30, 20)).astype(np.int16)
SPACED = Geometry((20, 30, 4), (0, 0, 0), (0.0, 0.0, 0.0), (0.5, 2.0, 3.0), tuple(map(tuple, np.eye(3).tolist())))
BOX = (ItkIndex.of(3, 4, 1), ItkIndex.of(11, 22, 1))


def info_of(pixels: np.ndarray, geometry: Geometry, components: int = 1) -> ImageInfo:
    kind = "rgb" if components == 3 else "scalar"
    return ImageInfo(Path("/data/a"), "x", kind, "x", components, pixels.dtype.name, geometry)


def counted(pixels: np.ndarray, geometry: Geometry, components: int = 1) -> WholeReport:
    """Count all pixels in one block."""
    flat = pixels.reshape(-1, components)
    wanted = Wanted(median=True, histogram=32, outstanding=True)
    return whole_report(lambda of, joined: of(flat, lambda at: at), info_of(pixels, geometry, components), wanted)


@pytest.mark.parametrize("through", [None, Through(2, 0, 3)])
def test_a_rectangle_of_one_slice_and_of_all(through: Through | None) -> None:
    part = PIXELS[1:2, 4:23, 3:12] if through is None else PIXELS[:, 4:23, 3:12]
    shape = Shape(1, ShapeKind.RECTANGLE, BOX, (0, 1), through)
    own = Geometry(
        part.shape[::-1], (3, 4, 1 if through is None else 0), SPACED.origin, SPACED.spacing, SPACED.direction
    )

    found = counted_region(shape, info_of(PIXELS, SPACED), counted(part, own))

    (told,) = found.components
    figures = told.statistics
    assert (found.pixels, figures.minimum, figures.maximum) == (part.size, part.min(), part.max())
    assert (figures.mean, figures.median) == (pytest.approx(part.mean()), pytest.approx(np.median(part)))
    cell = 0.5 * 2.0 if through is None else 0.5 * 2.0 * 3.0
    assert found.size == pytest.approx(part.size * cell)
    row, column = np.argwhere(part == part.min())[0][1:]
    assert told.minimum_at is not None
    assert told.minimum_at.components[:2] == (column + 3, row + 4)
    assert sum(told.histogram.counts) == part.size


def test_the_values_along_a_line_are_those_that_were_read() -> None:
    ends = ItkIndex.of(2, 5, 1), ItkIndex.of(12, 5, 1)
    values = PIXELS[1, 5, 2:13]
    report = WholeReport((), samples=values.tobytes())

    found = counted_line(Shape(1, ShapeKind.LINE, ends, (0, 1)), info_of(PIXELS, SPACED), report)

    assert np.array_equal(np.asarray(found.profile.values).ravel(), values)
    assert found.profile.places[-1] == pytest.approx(10 * 0.5)


def test_rows_of_what_stands_out_lead_to_the_first_pixels() -> None:
    report = counted(PIXELS, SPACED)
    rows = {row.name: row for row in report.rows(PIXELS.dtype, 4)}
    for name, value in (("minimum", PIXELS.min()), ("maximum", PIXELS.max())):
        assert rows[name].at == ItkIndex.of(*np.argwhere(value == PIXELS)[0][::-1].tolist())
    assert counted(PIXELS, SPACED).drawn(ComponentChoice()) == report.components[0].histogram


def test_extremes_of_colours_are_those_of_all_their_numbers() -> None:
    colours = np.random.default_rng(4).integers(0, 250, (9, 8, 3)).astype(np.uint8)
    colours[5, 6, 2] = colours[7, 1, 0] = 255
    report = counted(colours, Geometry.identity((8, 9)), 3)

    assert report.first_at(is_smallest=False) == ItkIndex.of(6, 5)
    drawn = report.drawn(ComponentChoice(ComponentMode.COLOUR))
    assert drawn is not None
    assert sum(drawn.counts) == colours.size
    assert WholeReport(()).first_at(is_smallest=True) is None
    assert WholeReport(()).rows(np.dtype("u1"), 3) == ()


def test_a_report_goes_through_text_and_nothing_else_does() -> None:
    (report,) = counted(PIXELS, SPACED).components
    assert ComponentReport.of_text(report.text) == report
    for other in ("{}", "[]", "[1]", '["a"]'):
        with pytest.raises(ValueError, match="no report"):
            ComponentReport.of_text(other)
