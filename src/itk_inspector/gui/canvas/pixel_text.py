"""What is written on pixels that are large on screen: their values."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTransform

from itk_inspector.core.pixels.values import scalar_text
from itk_inspector.gui.canvas.layer_pictures import LayerPictures
from itk_inspector.gui.canvas.shown_pixels import Shown
from itk_inspector.gui.style.theme import mono

NUMBERS_FROM = 40.0
_LARGEST, _SMALLEST = 14, 8
_MARGIN = 2.0
_FLOAT_CHARACTERS = {"float16": 6, "float32": 10}


def draw_numbers(
    painter: QPainter, transform: QTransform, shown: Shown, pictures: LayerPictures, exposed: QRectF, within: QRectF
) -> None:
    """Write the stored value on each exposed pixel, in black or white, whichever stands out more.

    None is written that would be cut by what lies around ``within``: half a number is another number.
    """
    width, height = abs(transform.m11()), abs(transform.m22())
    item = pictures.item
    pixels = item.pixels
    if min(width, height) < NUMBERS_FROM or pixels is None:
        return
    h0, v0 = item.start
    rows, columns = _visible(transform, shown, item.start, exposed)
    if not rows or not columns:
        return
    block = pixels[rows.start - v0 : rows.stop - v0, columns.start - h0 : columns.stop - h0]
    first_row, first_column = _first_places(shown.rows), _first_places(shown.columns)
    room = width - 2 * _MARGIN, height - 2 * _MARGIN
    lines = _lines_a_pixel(block)
    size = _font_size(block.dtype, lines, room)
    dtype = block.dtype.name
    pen_is_white: bool | None = None
    for v, values in zip(rows, block.tolist(), strict=True):
        middle = transform.m22() * v + transform.dy()
        for h, value in zip(columns, values, strict=True):
            is_white = wants_white(pictures.colour_at(first_row[v - v0], first_column[h - h0]))
            if is_white is not pen_is_white:
                painter.setPen(Qt.GlobalColor.white if is_white else Qt.GlobalColor.black)
                pen_is_white = is_white
            _write(painter, transform.m11() * h + transform.dx(), middle, pixel_lines(value, dtype), size, room, within)


def pixel_lines(value: Any, dtype: str) -> list[str]:
    """Return the exact text of a pixel, a line for each component; complex numbers take two."""
    components = value if isinstance(value, list) else [value]
    lines = []
    for component in components:
        text = scalar_text(component, dtype)
        if isinstance(component, complex):
            imaginary = scalar_text(component.imag, {"complex64": "float32"}.get(dtype, "float64"))
            real = text.removesuffix(f"{imaginary}j").removesuffix("+")
            lines += [real, f"{imaginary}j"]
        else:
            lines.append(text)
    return lines


def fitted(lines: list[str], metrics: QFontMetricsF, width: float, count: int) -> list[str]:
    """Return at most ``count`` lines, none wider than ``width``; an ellipsis stands for what is left out."""
    if len(lines) > count:
        lines = [*lines[: max(0, count - 1)], "…"]
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]


def wants_white(colour: int) -> bool:
    """Tell whether white has more contrast than black on ``0xffRRGGBB``, by WCAG's relative luminance."""
    linear = [_linear(colour >> shift & 0xFF) for shift in (16, 8, 0)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return (luminance + 0.05) ** 2 < 0.05 * 1.05


@cache
def _linear(level: int) -> float:
    share = level / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _write(
    painter: QPainter, x: float, y: float, lines: list[str], size: int, room: tuple[float, float], within: QRectF
) -> None:
    """Write lines around a centre, if they lie within."""
    for pixels in (size, _SMALLEST):
        spacing, advance = _spacing(pixels), _advance(pixels)
        count = int(room[1] // spacing)
        if len(lines) <= count and max(len(line) for line in lines) * advance <= room[0]:
            break
    else:
        lines = fitted(lines, _metrics(pixels), room[0], max(1, count))
    width, height = max(map(len, lines)) * advance, len(lines) * spacing
    if not within.contains(QRectF(x - width / 2, y - height / 2, width, height)):
        return
    painter.setFont(_font(pixels))
    baseline = y - len(lines) * spacing / 2 + _ascent(pixels)
    for number, line in enumerate(lines):
        painter.drawText(QPointF(x - len(line) * advance / 2, baseline + number * spacing), line)


def _visible(transform: QTransform, shown: Shown, start: tuple[int, int], exposed: QRectF) -> tuple[range, range]:
    """Return the ITK indices of the pixels that are drawn within the exposed part: down, and along."""
    seen = transform.inverted()[0].mapRect(exposed)
    ranges = []
    for indices, first, low, high in (
        (shown.rows, start[1], seen.top(), seen.bottom()),
        (shown.columns, start[0], seen.left(), seen.right()),
    ):
        drawn = sorted((int(indices[0]), int(indices[-1])))
        begin = max(drawn[0] + first, int(np.floor(low + 0.5)))
        end = min(drawn[1] + first, int(np.floor(high + 0.5)))
        ranges.append(range(begin, end + 1))
    return ranges[0], ranges[1]


def _first_places(indices: npt.NDArray[np.intp]) -> dict[int, int]:
    """Return where each index occurs first."""
    found, places = np.unique(indices, return_index=True)
    return dict(zip(found.tolist(), places.tolist(), strict=True))


def _lines_a_pixel(block: npt.NDArray[Any]) -> int:
    return (block.shape[2] if block.ndim == 3 else 1) * (2 if block.dtype.kind == "c" else 1)


def _font_size(dtype: np.dtype[Any], lines: int, room: tuple[float, float]) -> int:
    """Return a size in pixels by the pixel type alone, so that all numbers of an image have one size."""
    if dtype.kind == "b":
        characters = 5
    elif dtype.kind in "iu":
        characters = max(len(str(np.iinfo(dtype).min)), len(str(np.iinfo(dtype).max)))
    else:
        characters = _FLOAT_CHARACTERS.get(dtype.name, 10)
    for size in range(_LARGEST, _SMALLEST, -1):
        if characters * _advance(size) <= room[0] and lines * _metrics(size).lineSpacing() <= room[1]:
            return size
    return _SMALLEST


@cache
def _font(pixels: int) -> QFont:
    font = mono(9)
    font.setPixelSize(pixels)
    return font


@cache
def _metrics(pixels: int) -> QFontMetricsF:
    return QFontMetricsF(_font(pixels))


@cache
def _spacing(pixels: int) -> float:
    return _metrics(pixels).lineSpacing()


@cache
def _ascent(pixels: int) -> float:
    return _metrics(pixels).ascent()


@cache
def _advance(pixels: int) -> float:
    return _metrics(pixels).horizontalAdvance("0")
