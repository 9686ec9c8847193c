"""What a child is asked about single pixels, beside its tasks, on a connection of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import BridgeFact


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

    token: int
    image: int
    index: tuple[int, ...]
    at: int = 0
    patch: bytes | None = None


@dataclass(frozen=True, slots=True)
class PixelRead:
    """The numbers that ITK reads, of one kind or the other; none where the pixels cannot be read."""

    token: int
    integers: tuple[int, ...] = ()
    reals: tuple[float, ...] = ()


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
