"""Legacy VTK files, read as VTK reads them: arrays by their keywords, not by words in their names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.second.number_text import NoNumberError, parsed
from itk_inspector.itkio.second.own_reader import OwnReader, Values, native, spread
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage
from itk_inspector.itkio.second.vtk_layout import NoVtkImageError, VtkArray, VtkLayout, layout_of

_BLOCK = 1 << 20
_BIG_TEXT = 1 << 23
_FEW = 64
_PLAIN = b"0123456789.+-eE \t\r\n"
_HUGE = re.compile(rb"[eE][+]?(?:\d{3}|3[89]|[4-9]\d)")
_TENSOR = (0, 1, 2, 4, 5, 8)
"""What ITK keeps of the nine numbers of a tensor, which it takes for symmetric."""
_LOOKED_AT = 4096


def open_file(request: OpenRequest) -> OwnReader:
    """Read the header of a file.

    Raises
    ------
    SecondReaderError
        If it holds no image.
    """
    path = request.path
    try:
        layout = layout_of(path)
    except NoVtkImageError as e:
        raise SecondReaderError(str(e)) from e
    if request.part >= len(layout.arrays):
        raise SecondReaderError(f"it holds {len(layout.arrays)} arrays")
    array = layout.arrays[request.part]
    numbers = _Numbers(path, layout, array)
    keeps = _TENSOR if array.kind == "tensors" and numbers.is_symmetric() else ()
    stored = _stored(layout, array, len(keeps) or array.components)
    return OwnReader(stored, partial(numbers.all, keeps), partial(_sample, numbers, keeps))


def _stored(layout: VtkLayout, array: VtkArray, components: int) -> StoredImage:
    size = layout.size_of(array)
    axes = 3 if size[2] > 1 else 2
    spacing = layout.spacing[:axes]
    if not all(spacing):
        raise SecondReaderError("its spacing is 0")
    half = [s / 2 if array.of_cells and n > 1 else 0.0 for s, n in zip(spacing, layout.size, strict=False)]
    geometry = Geometry(
        size=size[:axes],
        start_index=(0,) * axes,
        origin=tuple(o + h for o, h in zip(layout.origin, half, strict=False)),
        spacing=tuple(map(abs, spacing)),
        direction=tuple(
            tuple(math.copysign(1.0, s) if i == j else 0.0 for j in range(axes)) for i, s in enumerate(spacing)
        ),
    )
    notes = ("Values of cells: each pixel is a cell, placed at its centre.",) if array.of_cells else ()
    parts = tuple(_part(each) for each in layout.arrays) if len(layout.arrays) > 1 else ()
    return StoredImage(
        size[:axes],
        array.dtype,
        components,
        _pixel_type(array, components),
        geometry,
        notes=notes,
        parts=parts,
    )


def _pixel_type(array: VtkArray, components: int) -> str:
    if components == 1:
        return "scalar"
    if array.kind == "color_scalars":
        return {3: "rgb", 4: "rgba"}.get(components, "vector")
    return "symmetric_second_rank_tensor" if components == len(_TENSOR) and array.kind == "tensors" else "vector"


def _part(array: VtkArray) -> str:
    of = "cells" if array.of_cells else "points"
    several = f"{array.components} × " if array.components > 1 else ""
    return f"{array.name} ({several}{array.dtype}, {of})"


def _sample(numbers: _Numbers, keeps: tuple[int, ...]) -> Iterator[Piece]:
    width = numbers.array.components
    kept = len(keeps) or width
    for start, values in numbers.some():
        yield Piece(start // width * kept, _chosen(values, width, keeps))


def _chosen(values: Values, width: int, keeps: tuple[int, ...]) -> Values:
    return np.ascontiguousarray(values.reshape(-1, width)[:, keeps]).reshape(-1) if keeps else values


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The values of one array in its file."""

    path: Path
    layout: VtkLayout
    array: VtkArray

    @property
    def count(self) -> int:
        return math.prod(self.layout.size_of(self.array)) * self.array.components

    def all(self, keeps: tuple[int, ...]) -> Values:
        """Return all values."""
        values = self._of_text(self.count) if self.layout.is_text else self._of_bytes(0, self.count)
        if values.size < self.count:
            raise SecondReaderError(f"{values.size:,} of {self.count:,} numbers are there")
        return _chosen(values, self.array.components, keeps)

    def some(self) -> Iterator[tuple[int, Values]]:
        """Yield where pieces start, and their values."""
        width = self.array.components
        if not self.layout.is_text:
            for start, length in spread(self.count, np.dtype(self.array.dtype).itemsize):
                begin, end = start // width * width, min(self.count, -(-(start + length) // width) * width)
                values = self._of_bytes(begin, end - begin)
                yield begin, values[: values.size // width * width]
            return
        if self.array.end - self.array.start <= _BIG_TEXT or self._is_odd():
            yield 0, self._of_text(self.count)
            return
        few = width * _FEW
        yield 0, self._of_text(few)
        yield self.count - few, self._last_of_text(few)

    def is_symmetric(self) -> bool:
        """Tell whether the tensors are, as far as the first ones tell."""
        count = min(self.count, 9 * _LOOKED_AT)
        values = self._of_text(count) if self.layout.is_text else self._of_bytes(0, count)
        tensors = values[: values.size // 9 * 9].reshape(-1, 3, 3)
        return bool(np.array_equal(tensors, tensors.transpose(0, 2, 1), equal_nan=True))

    def _of_bytes(self, start: int, count: int) -> Values:
        dtype = np.dtype(self.array.dtype).newbyteorder(">")
        with self.path.open("rb") as file:
            file.seek(self.array.start + start * dtype.itemsize)
            data = file.read(count * dtype.itemsize)
        return native(np.frombuffer(data[: len(data) // dtype.itemsize * dtype.itemsize], dtype=dtype))

    def _of_text(self, count: int) -> Values:
        values = np.empty(count, dtype=self.array.dtype)
        at = 0
        for words in self._blocks():
            some = self._parsed(words[: count - at])
            values[at : at + some.size] = some
            at += some.size
            if at == count:
                return values
        raise OpenError(
            f"{self.path.name} is truncated: {at:,} of {count:,} numbers are there.",
            advice="Copy or download it again.",
        )

    def _blocks(self) -> Iterator[list[bytes]]:
        """Yield the words of the text."""
        left, rest = self.array.end - self.array.start, b""
        with self.path.open("rb") as file:
            file.seek(self.array.start)
            while left > 0 and (block := file.read(min(left, _BLOCK))):
                left -= len(block)
                words = (rest + block).split()
                is_cut = words and not block[-1:].isspace() and left > 0
                rest = words.pop() if is_cut else b""
                yield words
        if rest:
            yield [rest]

    def _last_of_text(self, count: int) -> Values:
        with self.path.open("rb") as file:
            file.seek(max(self.array.start, self.array.end - _BLOCK))
            words = file.read(self.array.end - file.tell()).split()
        return self._parsed(words[-count:])

    def _is_odd(self) -> bool:
        """Tell whether there is what a reader of decimal numbers may stumble over: nan, or more than 32 bits hold."""
        with self.path.open("rb") as file:
            file.seek(self.array.start)
            last, left = b"", self.array.end - self.array.start
            while left > 0 and (block := file.read(min(left, _BLOCK))):
                if block.translate(None, _PLAIN) or _HUGE.search(last + block):
                    return True
                last, left = block[-8:], left - len(block)
        return False

    def _parsed(self, words: list[bytes]) -> Values:
        try:
            return parsed(words, np.dtype(self.array.dtype))
        except NoNumberError as e:
            raise OpenError(f"{self.path.name} cannot be read: {e}.") from e
