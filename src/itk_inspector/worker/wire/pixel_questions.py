"""What a child is asked about single pixels, beside its tasks, on a connection of its own."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.worker.wire.codec import CodecError

_ASKED, _READ = struct.Struct("<BQI"), struct.Struct("<BQc")
_MOST = 1024
"""Numbers in a message that is packed: what a pointer that moves asks, sixty times a second, is a few."""


def _numbers(letter: str, data: bytes, start: int) -> tuple[int, ...] | tuple[float, ...]:
    """Return the numbers of eight bytes that data end with."""
    count, rest = divmod(len(data) - start, 8)
    if rest or not 0 <= count <= _MOST:
        raise CodecError(f"{len(data)} bytes with numbers")
    return struct.unpack_from(f"<{count}{letter}", data, start)


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
        if self.patch is not None or self.at or len(self.index) > _MOST:
            return None
        try:
            return _ASKED.pack(self.MARK, self.token, self.image) + struct.pack(f"<{len(self.index)}q", *self.index)
        except struct.error:
            return None

    @classmethod
    def unpacked(cls, data: bytes) -> AskPixel:
        """Return the question that bytes stand for."""
        numbers = _numbers("q", data, _ASKED.size)
        _, token, image = _ASKED.unpack_from(data)
        return cls(token, image, numbers)  # type: ignore[arg-type]  # "q" are integers


@dataclass(frozen=True, slots=True)
class PixelRead:
    """The numbers that ITK reads, of one kind or the other; none where the pixels cannot be read."""

    MARK: ClassVar = 2

    token: int
    integers: tuple[int, ...] = ()
    reals: tuple[float, ...] = ()

    def packed(self) -> bytes | None:
        """Return the numbers as bytes; None where they do not fit."""
        letter, numbers = ("d", self.reals) if self.reals else ("q", self.integers)
        if (self.reals and self.integers) or len(numbers) > _MOST:
            return None
        try:
            return _READ.pack(self.MARK, self.token, letter.encode()) + struct.pack(
                f"<{len(numbers)}{letter}", *numbers
            )
        except struct.error:
            return None

    @classmethod
    def unpacked(cls, data: bytes) -> PixelRead:
        """Return the answer that bytes stand for."""
        letter = data[_READ.size - 1 : _READ.size].decode("latin-1")
        if letter not in ("q", "d"):
            raise CodecError(f"numbers of the kind {letter!r}")
        numbers = _numbers(letter, data, _READ.size)
        token = _READ.unpack_from(data)[1]
        return cls(token, reals=numbers) if letter == "d" else cls(token, numbers)  # type: ignore[arg-type]  # as they are


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
QUESTIONS: dict[str, type] = {kind.__name__: kind for kind in (ShowPixels, ForgetPixels, AskPixel, AskBridge)}
"""What a child takes."""
ANSWERS: dict[str, type] = {kind.__name__: kind for kind in (PixelRead, BridgeRead)}
"""What it may say."""
