"""Run-length coded pixels of bitmaps (BI_RLE8, BI_RLE4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from itk_inspector.itkio.second.second_reader import SecondReaderError

_END_OF_ROW, _END, _JUMP = 0, 1, 2


def unpacked_runs(data: bytes, width: int, height: int, *, bits: int) -> npt.NDArray[np.uint8]:
    """Return the numbers of the pixels, the lowest row first; those that are jumped over are 0.

    Parameters
    ----------
    data : bytes
    width, height : int
    bits : int
        A pixel, 8 or 4.

    Raises
    ------
    SecondReaderError
        If the data end before the pixels do.
    """
    pixels = np.zeros((height, width), np.uint8)
    row = column = at = 0
    while row < height:
        if at + 2 > len(data):
            raise SecondReaderError("its run-length coded pixels end early")
        count, value = data[at], data[at + 1]
        at += 2
        if count:
            _put(pixels[row], column, _numbers(bytes([value]) * count, bits)[:count])
            column += count
        elif value == _END_OF_ROW:
            row, column = row + 1, 0
        elif value == _END:
            break
        elif value == _JUMP:
            if at + 2 > len(data):
                raise SecondReaderError("its run-length coded pixels end early")
            column, row, at = column + data[at], row + data[at + 1], at + 2
        else:
            length = (value * bits + 7) // 8
            _put(pixels[row], column, _numbers(data[at : at + length], bits)[:value])
            column, at = column + value, at + length + length % 2
    return pixels


def _numbers(data: bytes, bits: int) -> npt.NDArray[np.uint8]:
    numbers = np.frombuffer(data, np.uint8)
    return numbers if bits == 8 else np.stack([numbers >> 4, numbers & 15], axis=1).reshape(-1)


def _put(row: npt.NDArray[np.uint8], column: int, numbers: npt.NDArray[np.uint8]) -> None:
    """Write numbers into a row, as many as fit."""
    room = row[column : column + numbers.size]
    room[:] = numbers[: room.size]
