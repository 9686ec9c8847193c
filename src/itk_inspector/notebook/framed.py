"""A slice with its rulers, letters and scale bar around it, as PNG; nothing lies over its pixels."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.axis_colours import ON_DARK, ON_LIGHT, AxisColours
from itk_inspector.core.geometry.axes import ARRAY_AXIS_NAMES, SPATIAL_AXES, axis_name
from itk_inspector.core.geometry.round_length import length_text, round_length
from itk_inspector.notebook.slice_image import SliceImage

_SIZE, _TICK, _GAP = 12, 4, 4
_SIDE, _BAND, _LETTER, _FOOT = 84, 22, 18, 28
_ROOM = 44
_LEAST = 120
_BAR = 0.25


@dataclass(frozen=True, slots=True)
class _Inks:
    """What rulers and letters are written in."""

    text: str
    muted: str
    axes: AxisColours

    def of(self, axis: int) -> str:
        return self.axes[axis] if axis < len(self.axes) else self.muted


_DARK = _Inks("#1c2226", "#5b6770", ON_LIGHT)
_LIGHT = _Inks("#e4e9ec", "#a3aeb6", ON_DARK)


def png_of(image: SliceImage) -> bytes:
    """Return a slice on white as PNG, ITK's indices above and at the left, NumPy's below and at the right."""
    picture = Image.new("RGBA", size_of(image), "#ffffff")
    picture.paste(as_picture(image.colours), corner(image))
    picture.alpha_composite(_Frame(image, _DARK).drawn())
    return _written(picture.convert("RGB"))


def light_frame(image: SliceImage) -> bytes:
    """Return what stands around the pixels in `png_of`, in light colours on nothing: for dark grounds."""
    return _written(_Frame(image, _LIGHT).drawn())


def size_of(image: SliceImage) -> tuple[int, int]:
    """Return width and height of `png_of`."""
    (left, top), (height, width) = corner(image), image.colours.shape
    return 2 * left + width, 2 * top + height + _FOOT


def corner(image: SliceImage) -> tuple[int, int]:
    """Return where the pixels of the slice begin in `png_of`: pixels from the left, and from the top."""
    return _SIDE + _LETTER + max(0, _LEAST - image.colours.shape[1]) // 2, _BAND + _LETTER


def as_picture(colours: npt.NDArray[np.uint32]) -> Image.Image:
    """Return colours, ``0xffRRGGBB``, as a picture of the same pixels."""
    shifts = (np.uint32(16), np.uint32(8), np.uint32(0))
    parts = [(colours >> shift & np.uint32(255)).astype(np.uint8) for shift in shifts]
    return Image.fromarray(np.stack(parts, axis=-1))


def _written(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=False)
    return file.getvalue()


class _Frame:
    """What stands around a picture, on nothing; each ink has a layer, so that soft edges keep its colour."""

    def __init__(self, image: SliceImage, inks: _Inks) -> None:
        self._image, self._inks = image, inks
        self._height, self._width = image.colours.shape
        self._left, self._top = corner(image)
        self._size = size_of(image)
        self._layers: dict[str, Image.Image] = {}
        self._font = ImageFont.load_default(_SIZE)

    def drawn(self) -> Image.Image:
        self._rulers()
        self._letters()
        self._scale_bar()
        picture = Image.new("RGBA", self._size)
        for layer in self._layers.values():
            picture.alpha_composite(layer)
        return picture

    def _pen(self, colour: str) -> ImageDraw.ImageDraw:
        if colour not in self._layers:
            self._layers[colour] = Image.new("RGBA", self._size, f"{colour}00")
        return ImageDraw.Draw(self._layers[colour])

    def _rulers(self) -> None:
        plane, start = self._image.plane, self._image.info.geometry.start_index
        right, bottom = self._left + self._width, self._top + self._height
        for axis, places in ((plane.horizontal, self._image.columns), (plane.vertical, self._image.rows)):
            name, colour = axis_name(axis), self._inks.of(axis)
            ticks = tuple(_ticks(places, _ROOM if axis == plane.horizontal else 2 * _SIZE))
            for first, word, is_itk in ((start[axis], name, True), (0, ARRAY_AXIS_NAMES.get(name, name), False)):
                for middle, place in ticks:
                    if axis == plane.horizontal:
                        edge, way = (self._top, -1) if is_itk else (bottom, 1)
                        self._tick_above(self._left + middle, edge, way, str(place + first), colour)
                    else:
                        edge, way = (self._left, -1) if is_itk else (right, 1)
                        self._tick_beside(self._top + middle, edge, way, str(place + first), colour)
                if axis == plane.horizontal:
                    y = self._top - _LETTER - _TICK if is_itk else bottom + _LETTER + _TICK
                    self._write(_GAP, y, word, colour, "lm")
                else:
                    x = _GAP if is_itk else self._size[0] - _GAP
                    self._write(x, (self._top + bottom) / 2, word, colour, "lm" if is_itk else "rm")

    def _tick_above(self, x: float, edge: int, way: int, text: str, colour: str) -> None:
        line = edge - 1 if way < 0 else edge
        self._pen(colour).line((x, line, x, line + way * (_TICK - 1)), fill=colour)
        self._write(x, edge + way * (_TICK + _LETTER - _GAP), text, colour, "mm")

    def _tick_beside(self, y: float, edge: int, way: int, text: str, colour: str) -> None:
        line = edge - 1 if way < 0 else edge
        self._pen(colour).line((line, y, line + way * (_TICK - 1), y), fill=colour)
        self._write(edge + way * (_TICK + _LETTER), y, text, colour, "rm" if way < 0 else "lm")

    def _letters(self) -> None:
        letters = self._image.letters
        if letters is None:
            return
        x, y = self._left + self._width / 2, self._top + self._height / 2
        beside = _LETTER - _GAP
        self._write(self._left - _GAP, y, letters.left, self._inks.text, "rm")
        self._write(self._left + self._width + _GAP, y, letters.right, self._inks.text, "lm")
        self._write(x + _SIZE, self._top - beside / 2, letters.top, self._inks.text, "lm")
        self._write(x + _SIZE, self._top + self._height + beside / 2, letters.bottom, self._inks.text, "lm")

    def _scale_bar(self) -> None:
        plane, info = self._image.plane, self._image.info
        if plane.horizontal >= SPATIAL_AXES:
            return
        extent = self._image.info.geometry.spacing[plane.horizontal] * info.geometry.size[plane.horizontal]
        per_unit = self._width / extent
        length = round_length(max(_BAR * self._width, 30.0) / per_unit)
        y = self._size[1] - _FOOT // 2
        end = self._left + length * per_unit
        self._pen(self._inks.text).rectangle((self._left, y - 1, end, y + 1), fill=self._inks.text)
        unit = info.space.unit.replace("µ", "u") if not _has_glyph(self._font, "µ") else info.space.unit
        self._write(end + 2 * _GAP, y, length_text(length, unit), self._inks.muted, "lm")

    def _write(self, x: float, y: float, text: str, colour: str, anchor: str) -> None:
        self._pen(colour).text((x, y), text, fill=colour, font=self._font, anchor=anchor)


def _has_glyph(font: ImageFont.FreeTypeFont | ImageFont.ImageFont, character: str) -> bool:
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


def _ticks(places: npt.NDArray[np.intp], room: float) -> Iterator[tuple[int, int]]:
    """Yield the middle in the picture, and the stored index counted from 0, of every so many pixels."""
    count = int(places.max()) + 1
    step = _step(room * count / places.size)
    for place in range(0, count, step):
        shown = np.flatnonzero(places == place)
        middle = (shown[0] + shown[-1]) // 2 if shown.size else np.abs(places - place).argmin()
        yield int(middle), place


def _step(least: float) -> int:
    """Return the smallest of 1, 2, 5 × 10ⁿ that is not less."""
    scale = 1
    while True:
        for factor in (1, 2, 5):
            if factor * scale >= least:
                return factor * scale
        scale *= 10
