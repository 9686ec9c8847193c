"""Where the arrays of a legacy VTK file lie (VTK User's Guide, "Simple legacy formats")."""

from __future__ import annotations

import math
import mmap
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.remembered import remembered
from itk_inspector.core.pixels.dtype_names import itemsize_of

TYPES = {
    "char": "int8",
    "signed_char": "int8",
    "unsigned_char": "uint8",
    "short": "int16",
    "unsigned_short": "uint16",
    "int": "int32",
    "unsigned_int": "uint32",
    "long": "int64",
    "unsigned_long": "uint64",
    "vtktypeint64": "int64",
    "vtktypeuint64": "uint64",
    "vtkidtype": "int32",
    "float": "float32",
    "double": "float64",
}
"""NumPy's names of VTK's types; its identifiers are 32 bits wide in these files."""
_COMPONENTS = {"vectors": 3, "normals": 3, "tensors": 9, "tensors6": 6}
_LONGEST_LINE = 1 << 12
_MOST_ARRAYS = 1000
_TYPE = rb"(?:bit|(?:un)?signed_\w+|char|short|int|long|float|double|vtk\w+|string)"
_KEYWORD = re.compile(
    rb"\n[ \t]*(?:(?:SCALARS|COLOR_SCALARS|VECTORS|NORMALS|TENSORS6?|TEXTURE_COORDINATES|LOOKUP_TABLE|FIELD|POINT_DATA"
    rb"|CELL_DATA|METADATA)\b[^\n]*|[^\s]+[ \t]+\d+[ \t]+\d+[ \t]+" + _TYPE + rb"[ \t\r]*)(?=\n|\Z)",
    re.IGNORECASE,
)
"""A line that is none of numbers."""


class NoVtkImageError(Exception):
    """Why a file holds no image, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class VtkArray:
    """An array of values, one tuple a point or a cell.

    Parameters
    ----------
    name : str
    kind : str
        The keyword that it stands behind, lower case; ``field`` for one of a field.
    dtype : str
        NumPy's name.
    components : int
    of_cells : bool
    start : int
        Of its first byte in the file.
    end : int
        Behind its last one; in text where something else begins.
    """

    name: str
    kind: str
    dtype: str
    components: int
    of_cells: bool
    start: int
    end: int

    @property
    def rank(self) -> tuple[bool, bool]:
        """Order in which the arrays are listed: values of points first, and what VTK calls attributes before fields."""
        return self.of_cells, self.kind == "field"


@dataclass(frozen=True, slots=True)
class VtkLayout:
    """A legacy VTK file of structured points.

    Parameters
    ----------
    is_text : bool
    size : tuple of int
        Points along x, y, z.
    spacing, origin : tuple of float
    arrays : tuple of VtkArray
        At least one; the one that is shown first.
    """

    is_text: bool
    size: tuple[int, ...]
    spacing: tuple[float, ...]
    origin: tuple[float, ...]
    arrays: tuple[VtkArray, ...]

    def size_of(self, array: VtkArray) -> tuple[int, ...]:
        """Return how many points, or cells, there are along x, y, z."""
        return tuple(max(n - 1, 1) for n in self.size) if array.of_cells else self.size


def layout_of(path: Path) -> VtkLayout:
    """Read the header of a legacy VTK file, and where its arrays lie.

    Raises
    ------
    NoVtkImageError
        If it holds no structured points, or no array of them.
    """
    kind = path.stat()
    return _layout(path, kind.st_ino, kind.st_size, kind.st_mtime_ns)


@remembered
def _layout(path: Path, *_stamp: int) -> VtkLayout:
    with path.open("rb") as file:
        return _Parser(file).layout()


class _Parser:
    """Reads a file from its start; a line at a time, but never the values."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._values: dict[str, tuple[float, ...]] = {}
        self._of_cells = False
        self._count = 0
        self._tuples_of_field = 0
        self._found: list[VtkArray] = []
        self._is_lost = False

    def layout(self) -> VtkLayout:
        """Read all of it."""
        self._line()
        self._line()
        kind = self._words()
        if not kind or kind[0] not in ("ascii", "binary"):
            raise NoVtkImageError("its third line says neither ASCII nor BINARY")
        is_text = kind[0] == "ascii"
        words = self._words()
        if words[:1] != ["dataset"] or len(words) < 2:
            raise NoVtkImageError("it names no data set")
        if words[1] != "structured_points":
            raise NoVtkImageError(f"it holds a data set of the kind {words[1].upper()}, not STRUCTURED_POINTS")
        lines = self._lines_of_text() if is_text else self._lines_of_binary()
        for line, after in lines:
            self._take(line, after, is_text=is_text)
            if self._is_lost or len(self._found) >= _MOST_ARRAYS:
                break
        size = tuple(int(n) for n in self._values.get("dimensions", ()))
        if len(size) != 3 or min(size) < 1:
            raise NoVtkImageError("its DIMENSIONS are missing or make no sense")
        if not self._found:
            raise NoVtkImageError("it holds no array of numbers for its points or cells")
        spacing = self._values.get("spacing", self._values.get("aspect_ratio", (1.0, 1.0, 1.0)))
        arrays = tuple(sorted(self._found, key=lambda array: array.rank))
        return VtkLayout(is_text, size, spacing, self._values.get("origin", (0.0, 0.0, 0.0)), arrays)

    def _line(self) -> bytes:
        line = self._file.readline(_LONGEST_LINE)
        if not line:
            raise NoVtkImageError("its header ends early")
        return line

    def _words(self) -> list[str]:
        line = self._line()
        while not line.strip():
            line = self._line()
        return line.decode("latin-1").lower().split()

    def _lines_of_binary(self) -> Iterator[tuple[str, int]]:
        """Yield each line that is none of the values, and where it ends."""
        while line := self._file.readline(_LONGEST_LINE):
            yield line.decode("latin-1"), self._file.tell()
            if self._found:
                self._file.seek(max(self._file.tell(), self._found[-1].end))

    def _lines_of_text(self) -> Iterator[tuple[str, int]]:
        """Yield the lines up to the first array, then those that a keyword begins."""
        while line := self._file.readline(_LONGEST_LINE):
            yield line.decode("latin-1"), self._file.tell()
            if self._found:
                break
        else:
            return
        with mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            for match in _KEYWORD.finditer(text, self._found[-1].start - 1):
                last = self._found[-1]
                if last.end < 0:
                    self._found[-1] = replace(last, end=match.start())
                self._file.seek(match.end() + 1)
                yield match.group().decode("latin-1"), match.end() + 1
        if self._found[-1].end < 0:
            self._found[-1] = replace(self._found[-1], end=self._file.seek(0, 2))

    def _take(self, line: str, after: int, *, is_text: bool) -> None:
        words = line.split()
        if not words:
            return
        key = words[0].lower()
        if self._tuples_of_field and len(words) == 4 and words[1].isdecimal() and words[2].isdecimal():
            self._tuples_of_field -= 1
            fits = self._count and int(words[2]) == self._count
            self._add(words[0], "field" if fits else "", words[3], int(words[1]), int(words[2]), after, is_text)
            return
        match key:
            case "dimensions" | "spacing" | "aspect_ratio" | "origin":
                self._values[key] = _numbers(words[1:4])
            case "point_data" | "cell_data" if len(words) > 1:
                self._of_cells, self._count = key == "cell_data", _whole(words[1])
            case "field" if len(words) > 2:
                self._tuples_of_field = _whole(words[2])
            case "metadata":
                while self._file.readline(_LONGEST_LINE).strip():
                    pass
            case "lookup_table" if len(words) > 2:
                wide = 1 if not is_text else 0
                self._add("", "", "unsigned_char", 4 * wide, _whole(words[2]), after, is_text)
            case "scalars" if len(words) > 2:
                components = _whole(words[3]) if len(words) > 3 else 1
                self._add(words[1], key, words[2], components, self._count, self._behind_table(after), is_text)
            case "color_scalars" if len(words) > 2:
                kind = "float" if is_text else "unsigned_char"
                self._add(words[1], key, kind, _whole(words[2]), self._count, after, is_text)
            case "vectors" | "normals" | "tensors" | "tensors6" if len(words) > 2:
                self._add(words[1], key, words[2], _COMPONENTS[key], self._count, after, is_text)
            case "texture_coordinates" if len(words) > 3:
                self._add(words[1], key, words[3], _whole(words[2]), self._count, after, is_text)

    def _behind_table(self, after: int) -> int:
        """Return where scalars begin: a line with the name of their look-up table may come first."""
        self._file.seek(after)
        line = self._file.readline(_LONGEST_LINE)
        is_table = line.lower().startswith(b"lookup_table") and len(line.split()) == 2
        return after + len(line) if is_table else after

    def _add(
        self, name: str, kind: str, type_name: str, components: int, count: int, start: int, is_text: bool
    ) -> None:
        """Note an array, or skip what is none."""
        dtype = TYPES.get(type_name.lower(), "")
        if not dtype:
            if not is_text and not self._found:
                raise NoVtkImageError(f"its array “{unquote(name)}” is of the type {type_name}")
            self._is_lost = not is_text  # how long it is cannot be told
            return
        nbytes = components * count * itemsize_of(dtype)
        end = -1 if is_text else start + nbytes
        if kind and components > 0 and count > 0:
            self._found.append(VtkArray(unquote(name), kind, dtype, components, self._of_cells, start, end))
        elif not is_text:
            self._file.seek(start + nbytes)


def _numbers(words: list[str]) -> tuple[float, ...]:
    try:
        numbers = tuple(float(word) for word in words)
    except ValueError as e:
        raise NoVtkImageError("the numbers of its header cannot be read") from e
    if len(numbers) != 3 or not all(map(math.isfinite, numbers)):
        raise NoVtkImageError("the numbers of its header cannot be read")
    return numbers


def _whole(word: str) -> int:
    if not word.isdecimal() or len(word) > 12:
        raise NoVtkImageError("the numbers of its header cannot be read")
    return int(word)
