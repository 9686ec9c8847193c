"""What was measured on an image, as text for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.measure.measurements import Measurements
from itk_inspector.control.model.open_image import OpenImage

if TYPE_CHECKING:  # it is loaded when there is a shape: no picture waits for it
    from itk_inspector.core.measure.table import Measured


def measured_text(image: OpenImage, measurements: Measurements, form: str) -> str:
    """Write what was measured, one line a shape, of a region one a component: as ``table`` with tabs, or ``csv``.

    ``numpy`` writes the NumPy expression of each shape, of an array ``a``; ``plot`` the values that are plotted.
    """
    if form == "numpy":
        return _expressions(image, is_linear=measurements.is_linear and not image.document.is_tiled)
    if form == "plot":
        return _plot_csv(image, measurements)
    from itk_inspector.core.measure.table import table_text  # only for shapes

    return table_text(_measured(image, measurements), image.info, "," if form == "csv" else "\t")


def _expressions(image: OpenImage, *, is_linear: bool) -> str:
    from itk_inspector.core.measure.numpy_text import numpy_text  # only for shapes

    told = [(s.name, numpy_text(s, image.info.geometry, is_linear=is_linear)) for s in image.shapes.all]
    return "".join(f"# {name}\n{text}\n" for name, text in told if text)


def _plot_csv(image: OpenImage, measurements: Measurements) -> str:
    from itk_inspector.core.measure.plot import plot_csv  # only for shapes

    shape = image.shapes.shown
    result = None if shape is None else measurements.of(shape)[0]
    if shape is None or result is None or measurements.problem_of(shape).text:
        return ""
    return plot_csv(shape, result, image.info, measurements.layers_of(shape))


def _measured(image: OpenImage, measurements: Measurements) -> list[Measured]:
    told = ((shape, *measurements.of(shape)) for shape in image.shapes.all)
    return [
        (shape, result, measurements.layers_of(shape))
        for shape, result, is_current in told
        if result is not None and is_current
    ]
