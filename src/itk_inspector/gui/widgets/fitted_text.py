"""How a text fits into a label: in its largest letters, or smaller ones, or several lines of them."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt

from itk_inspector.gui.widgets.font_face import FontFace, font_face
from itk_inspector.gui.widgets.text_piece import Place

_NAMED = "·"
"""The word between a value and its name."""
_MARGIN = 4
_NARROWEST = 40
_MOST = 512  # words that are looked at: no label shows more
_FEW_WORDS = 16
"""Of a text whose shape is looked up: numbers of one kind come in few lengths."""
_SMALLER = (12.0, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0)


class _Shape(NamedTuple):
    """What a text looks like, whatever its letters are.

    Parameters
    ----------
    face : FontFace
    counts : tuple of int
        How many words each line has.
    places : tuple of Place
        Of the lines.
    """

    face: FontFace
    counts: tuple[int, ...]
    places: tuple[Place, ...]


def fitted(text: str, largest: FontFace, size: tuple[int, int]) -> tuple[FontFace, Sequence[str], tuple[Place, ...]]:
    """Return in what size, in what lines and where a text stands in a label; cut only what fits in no size.

    Parameters
    ----------
    text : str
    largest : FontFace
    size : tuple of int
        Width and height of the label.
    """
    words = text.split(" ")
    lengths = tuple(map(len, words))
    if len(lengths) <= _FEW_WORDS and largest.is_fixed and 0 not in lengths and text.isascii():
        shape = _fitting_shape(lengths, largest, size)
        if shape is not None:
            return shape.face, _in_lines(words, shape.counts) if len(shape.counts) > 1 else [text], shape.places
        found = None
    else:
        found = _largest_fitting(text, largest, size)
    face, lines = found or _shortened(text, largest, size)
    return face, lines, _places(face, lines, size)


def _in_lines(words: list[str], counts: tuple[int, ...]) -> list[str]:
    rest = iter(words)
    return [" ".join(itertools.islice(rest, count)) for count in counts]


def _room(width: int) -> int:
    return max(_NARROWEST, width - _MARGIN)


def _wrapped(text: str, face: FontFace, room: int) -> list[str] | None:
    """Break a list of components after commas so that each line fits; None when it cannot."""
    if face.width(text) <= room:
        return [text]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if face.width(longer) <= room:
            lines[-1] = longer
        elif face.width(word) <= room:
            lines.append(word)
        else:
            return None
    return lines


def _largest_fitting(text: str, largest: FontFace, size: tuple[int, int]) -> tuple[FontFace, list[str]] | None:
    """Return the largest size in which a text fits into one line or several, and these; None when it fits in none."""
    room, height = _room(size[0]), size[1]
    for face in (largest, *(font_face(p, largest.bold) for p in _SMALLER if p < largest.points)):
        lines = _wrapped(text, face, room)
        if lines is not None and (len(lines) == 1 or len(lines) * face.line_spacing <= height):
            return face, lines
    return None


@functools.lru_cache(maxsize=512)
def _fitting_shape(lengths: tuple[int, ...], largest: FontFace, size: tuple[int, int]) -> _Shape | None:
    """Return the shape of words of these lengths in a font of fixed pitch; None when they fit in no size."""
    found = _largest_fitting(" ".join("0" * length for length in lengths), largest, size)
    if found is None:
        return None
    face, lines = found
    return _Shape(face, tuple(line.count(" ") + 1 for line in lines), _places(face, lines, size))


def _places(face: FontFace, lines: list[str], size: tuple[int, int]) -> tuple[Place, ...]:
    """Return where lines stand, in the middle of the height; one alone reaches no further than its letters."""
    width, height = size
    base = face.base(height, len(lines))
    right = face.reach(lines[0], width) if len(lines) == 1 else width
    return tuple(
        [
            Place(0.0, base + number * face.line_spacing, 0, right, face.font_of(line))
            for number, line in enumerate(lines)
        ]
    )


def _shortened(text: str, largest: FontFace, size: tuple[int, int]) -> tuple[FontFace, list[str]]:
    """Return the first components of a long list, as many as there is room for, and how many there are.

    Of a value with a name, return its first words.
    """
    room, height = _room(size[0]), size[1]
    face = font_face(min(largest.points, *_SMALLER), largest.bold)
    words = text.split(" ")
    end = "…" if _NAMED in words else f"… {len(words)} values)"

    def lines_of(count: int) -> list[str] | None:
        lines = _wrapped(" ".join([*words[:count], end]), face, room)
        fits = lines is not None and len(lines) * face.line_spacing <= height - _MARGIN
        return lines if fits else None

    count = bisect.bisect_left(range(1, min(len(words), _MOST)), True, key=lambda n: lines_of(n) is None)
    if count:
        return face, lines_of(count) or []
    return face, [face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)]
