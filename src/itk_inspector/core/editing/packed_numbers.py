"""Many numbers, or the bytes of many pixels, as short texts: what records of large steps are written down with."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.runs import Numbers

FEW = 16
"""Up to so many numbers are a list, which people can read."""
_KINDS = ("i1", "i2", "i4", "i8")
_FAST = 1
_AT_ONCE = 3 << 18
"""Bytes that base64 is made of at once; of a multiple of three the pieces can be joined."""


class PackedText(str):
    """Letters, digits and the signs of base64: JSON needs to escape none of them."""

    __slots__ = ()


def packed(numbers: Numbers) -> list[int] | str:
    """Return whole numbers as plain data; see `unpacked`.

    Returns
    -------
    list of int or str
        Many are the name of an integer type, a colon, and base64 of zlib of the difference of each from the one before
        it (of the first from 0), in that type, little-endian.
    """
    if numbers.size <= FEW:
        return numbers.tolist()  # type: ignore[no-any-return]  # numpy types tolist() as Any
    steps = np.diff(numbers, prepend=np.int64(0))
    low, high = int(steps.min()), int(steps.max())
    kind = next(k for k in _KINDS if np.iinfo(k).min <= low and high <= np.iinfo(k).max)
    return _text(steps.astype(f"<{kind}"), f"{kind}:")


def unpacked(written: list[int] | str, most: int) -> Numbers:
    """Read whole numbers back from `packed`.

    Parameters
    ----------
    written : list of int or str
    most : int
        How many there may be.

    Raises
    ------
    TypeError, ValueError
        If that is no such data, or there are more.
    """
    if isinstance(written, str):
        kind, _, text = written.partition(":")
        if kind not in _KINDS:
            raise ValueError(f"no type of numbers: {kind[:9]!r}")
        steps = np.frombuffer(_bytes(text, most * int(kind[1])), dtype=f"<{kind}")
        return np.cumsum(steps, dtype=np.int64)
    if not isinstance(written, list) or any(type(number) is not int for number in written):
        raise TypeError("no whole numbers")
    if len(written) > most:
        raise ValueError("too many numbers")
    return np.array(written, dtype=np.int64)


def packed_pixels(pixels: npt.NDArray[Any]) -> str:
    """Return pixels bit by bit, as base64 of zlib of their little-endian bytes."""
    return _text(pixels.astype(pixels.dtype.newbyteorder("<"), copy=False))


def unpacked_pixels(text: str, count: int, like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Read so many pixels, each like another one, back from `packed_pixels`.

    Raises
    ------
    TypeError, ValueError
        If that is no such text, or there are more or fewer.
    """
    found = np.frombuffer(_bytes(text, count * like.nbytes), dtype=np.uint8)
    if found.size != count * like.nbytes:
        raise ValueError("not one value a pixel")
    if like.dtype.kind == "b" and found.max(initial=0) > 1:
        raise ValueError("no truth value")
    return found.view(like.dtype.newbyteorder("<")).astype(like.dtype).reshape(count, *like.shape)


def _text(array: npt.NDArray[Any], opening: str = "") -> PackedText:
    compressed = zlib.compress(array.tobytes(), _FAST)
    pieces = (compressed[at : at + _AT_ONCE] for at in range(0, len(compressed), _AT_ONCE))  # others run in between
    return PackedText(opening + b"".join(map(base64.b64encode, pieces)).decode("ascii"))


def _bytes(text: str, most: int) -> bytes:
    """Read bytes back, never more than there may be."""
    if not isinstance(text, str):
        raise TypeError("no text")
    try:
        unpacking = zlib.decompressobj()
        found = unpacking.decompress(base64.b64decode(text, validate=True), most + 1)
    except (zlib.error, binascii.Error) as e:
        raise ValueError("damaged numbers") from e
    if len(found) > most or not unpacking.eof or unpacking.unused_data:
        raise ValueError("more numbers than there may be, or fewer than there should be")
    return found
