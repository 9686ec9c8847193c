"""What a child is asked about single pixels, beside its tasks, on a connection of its own."""

from __future__ import annotations

import functools
import struct
from typing import ClassVar, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.worker.wire.codec import CodecError

_ASKED, _READ = "<BQI", "<BQc"
_LETTER = slice(struct.calcsize(_READ) - 1, struct.calcsize(_READ))
"""Where an answer says of which kind its numbers are."""
_MOST = 1024
"""Numbers in a message that is packed: what a pointer that moves asks, sixty times a second, is a few."""


@functools.cache
def _layout(head: str, letter: bytes, count: int) -> struct.Struct:
    """Return how a head and numbers of eight bytes lie one behind the other."""
    return struct.Struct(f"{head}{count}{letter.decode()}")


@functools.cache
def _layout_of(head: str, letter: bytes, length: int) -> struct.Struct:
    """Return how so many bytes do, if they can be a head and numbers."""
    count, rest = divmod(length - struct.calcsize(head), 8)
    if rest or not 0 <= count <= _MOST:
        raise CodecError(f"{length} bytes with numbers")
    return _layout(head, letter, count)


@dataclass(frozen=True, slots=True)
class ShowPixels:
    """Pixels that will be asked about, under a number.

    They lie in the file whose descriptor comes with this; without one the bytes around a pixel come with each question.

    Parameters
    ----------
    image : int
    info : ImageInfo
        Of the pixels: type and geometry, the rest may be left out.
    offset : int
        Of the first pixel in the file.
    """

    DESCRIPTORS: ClassVar = (0, 1)

    image: int
    info: ImageInfo
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ForgetPixels:
    """They will not be asked about any more."""

    image: int


@dataclass(frozen=True, slots=True)
class AskPixel:
    """A question: what ITK reads at an index.

    Parameters
    ----------
    token : int
    image : int
    index : tuple of int
        ITK order; inside.
    at : int
        Where ``patch`` belongs among the bytes of the pixels, by NumPy's arithmetic.
    patch : bytes, optional
        The bytes around the pixel, where the child does not have them from a file.
    """

    MARK: ClassVar = 1

    token: int
    image: int
    index: tuple[int, ...]
    at: int = 0
    patch: bytes | None = None

    def packed(self) -> bytes | None:
        """Return a question about a pixel in a file as bytes; None where it is another one, or does not fit."""
        count = len(self.index)
        if self.patch is not None or self.at or count > _MOST:
            return None
        try:
            return _layout(_ASKED, b"q", count).pack(self.MARK, self.token, self.image, *self.index)
        except struct.error:
            return None

    @classmethod
    def unpacked(cls, data: bytes) -> AskPixel:
        """Return the question that bytes stand for."""
        _, token, image, *index = _layout_of(_ASKED, b"q", len(data)).unpack(data)
        return cls(token, image, tuple(index))


@dataclass(frozen=True, slots=True)
class PixelRead:
    """The numbers that ITK reads, of one kind or the other; none where the pixels cannot be read."""

    MARK: ClassVar = 2

    token: int
    integers: tuple[int, ...] = ()
    reals: tuple[float, ...] = ()

    def packed(self) -> bytes | None:
        """Return the numbers as bytes; None where they do not fit."""
        letter, numbers = (b"d", self.reals) if self.reals else (b"q", self.integers)
        count = len(numbers)
        if (self.reals and self.integers) or count > _MOST:
            return None
        try:
            return _layout(_READ, letter, count).pack(self.MARK, self.token, letter, *numbers)
        except struct.error:
            return None

    @classmethod
    def unpacked(cls, data: bytes) -> PixelRead:
        """Return the answer that bytes stand for."""
        letter = data[_LETTER]
        if letter not in (b"q", b"d"):
            raise CodecError(f"numbers of the kind {letter!r}")
        _, token, _, *numbers = _layout_of(_READ, letter, len(data)).unpack(data)
        return cls(token, reals=tuple(numbers)) if letter == b"d" else cls(token, tuple(numbers))


@dataclass(frozen=True, slots=True)
class AskBridge:
    """A question: how ITK and NumPy share an image."""

    token: int
    image: int


@dataclass(frozen=True, slots=True)
class BridgeRead:
    """What was found out; nothing where ITK wraps no such image, or the pixels cannot be read."""

    token: int
    facts: tuple[BridgeFact, ...] = ()


Question: TypeAlias = ShowPixels | ForgetPixels | AskPixel | AskBridge
QUESTIONS: dict[str, type] = {kind.__name__: kind for kind in (AskPixel, ShowPixels, ForgetPixels, AskBridge)}
"""What a child takes."""
ANSWERS: dict[str, type] = {kind.__name__: kind for kind in (PixelRead, BridgeRead)}
"""What it may say."""
