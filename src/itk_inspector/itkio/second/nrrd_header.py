"""The header of a NRRD file (teem.sourceforge.net/nrrd/format.html)."""

from __future__ import annotations

import math
import re
import shlex
from pathlib import Path

from itk_inspector.core.data_class import dataclass

_FIRST_LOOK, _LIMIT = 1 << 16, 1 << 24
_MOST_FILES = 1 << 17
_MOST_AXES = 16
_TYPES = {
    "int8": ("signed char", "int8", "int8_t"),
    "uint8": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "int16": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "uint16": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "int32": ("int", "signed int", "int32", "int32_t"),
    "uint32": ("uint", "unsigned int", "uint32", "uint32_t"),
    "int64": ("longlong", "long long", "long long int", "signed long long", "signed long long int", "int64", "int64_t"),
    "uint64": ("ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"),
    "float32": ("float",),
    "float64": ("double",),
}
_DTYPES = {name: dtype for dtype, names in _TYPES.items() for name in names}
_ENCODINGS = {
    "raw": "raw",
    "txt": "text",
    "text": "text",
    "ascii": "text",
    "hex": "hex",
    "gz": "gzip",
    "gzip": "gzip",
    "bz2": "bzip2",
    "bzip2": "bzip2",
}
_DOMAIN = frozenset({"", "???", "none", "domain", "space", "time"})
_FLIPS = {
    "right-anterior-superior": (-1.0, -1.0, 1.0),
    "ras": (-1.0, -1.0, 1.0),
    "left-anterior-superior": (-1.0, 1.0, 1.0),
    "las": (-1.0, 1.0, 1.0),
    "left-posterior-superior": (1.0, 1.0, 1.0),
    "lps": (1.0, 1.0, 1.0),
}
"""What turns the spaces of a patient into LPS."""


class NoNrrdError(Exception):
    """Why a header cannot be followed, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class NrrdAxis:
    """An axis of the array.

    Parameters
    ----------
    size : int
    kind : str
        Lower case, ``""`` where none is given.
    direction : tuple of float or None
        From one sample to the next, in the space; None where it has none there.
    spacing : float
        Of an axis outside the space; NaN where none is given.
    """

    size: int
    kind: str
    direction: tuple[float, ...] | None
    spacing: float

    @property
    def is_domain(self) -> bool:
        """Tell whether it counts positions, and not components of a value."""
        return self.kind in _DOMAIN


@dataclass(frozen=True, slots=True)
class NrrdHeader:
    """What a header says, of the pixels' place too."""

    dtype: str
    axes: tuple[NrrdAxis, ...]
    space: str
    origin: tuple[float, ...] | None
    encoding: str
    is_big: bool
    line_skip: int
    byte_skip: int
    files: tuple[Path, ...]
    after: int
    """Where the header ends."""

    @property
    def count(self) -> int:
        """Numbers in all."""
        return math.prod(axis.size for axis in self.axes)

    @property
    def flips(self) -> tuple[float, ...]:
        """What turns the first axes of the space into LPS."""
        return _FLIPS.get(self.space.removesuffix("-time").removesuffix("t"), (1.0, 1.0, 1.0))


def is_patient(space: str) -> bool:
    """Tell whether the axes of a space are the patient's."""
    name = space.strip().lower()
    return name in _FLIPS or name.removesuffix("-time") in _FLIPS or (name[:-1] in _FLIPS and name.endswith("t"))


def header_of(path: Path) -> NrrdHeader:
    """Read a header.

    Raises
    ------
    NoNrrdError
        If it cannot be followed.
    """
    with path.open("rb") as file:
        text = file.read(_FIRST_LOOK)
        if b"\n\n" not in text and b"\n\r\n" not in text:
            text += file.read(_LIMIT)
    fields, after, rest = _fields(text)
    dtype = _type(fields)
    encoding = _ENCODINGS.get(fields.get("encoding", "").lower(), "")
    if not encoding:
        named = fields.get("encoding", "")
        raise NoNrrdError(f"its encoding “{named}” is not known" if named else "it states no encoding")
    axes = _axes(fields)
    named = fields.get("data file", "")
    origin = _vector(fields["space origin"]) if "space origin" in fields else None
    return NrrdHeader(
        dtype=dtype,
        axes=axes,
        space=fields.get("space", "").strip().lower(),
        origin=origin,
        encoding=encoding,
        is_big=fields.get("endian", "little").lower() == "big",
        line_skip=_whole(fields.get("line skip", "0")),
        byte_skip=_whole(fields.get("byte skip", "0")),
        files=_files(path, named, rest) if named else (path,),
        after=0 if named else after,
    )


def _fields(text: bytes) -> tuple[dict[str, str], int, list[str]]:
    """Return the fields by name, where the pixels follow, and the lines behind a list of data files."""
    if not text.startswith(b"NRRD"):
        raise NoNrrdError("it does not begin with “NRRD”")
    found: dict[str, str] = {}
    at = text.find(b"\n") + 1
    while 0 < at < len(text):
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].decode("utf-8", "surrogateescape").rstrip("\r")
        at = end + 1
        if not line:
            return found, at, []
        key, separator, value = line.partition(": ")
        if line.startswith("#") or not separator or ":=" in key:
            continue
        name = key.strip().lower()
        name = {"datafile": "data file", "lineskip": "line skip", "byteskip": "byte skip"}.get(name, name)
        found[name] = value.strip()
        if name == "data file" and value.strip().startswith("LIST"):
            return found, len(text), text[at:].decode("utf-8", "surrogateescape").splitlines()
    return found, len(text), []


def _type(fields: dict[str, str]) -> str:
    name = " ".join(fields.get("type", "").lower().split())
    if name == "block":
        raise NoNrrdError("its type is “block”: bytes that stand for no numbers")
    if name not in _DTYPES:
        raise NoNrrdError(f"its type “{name}” is not known")
    return _DTYPES[name]


def _axes(fields: dict[str, str]) -> tuple[NrrdAxis, ...]:
    sizes = [_whole(word) for word in fields.get("sizes", "").split()]
    if not 0 < len(sizes) <= _MOST_AXES or min(sizes) < 1 or math.prod(sizes) >= 2**60:
        raise NoNrrdError("its sizes make no sense")
    kinds = _words(fields.get("kinds", ""), len(sizes))
    spacings = [_number(word) for word in _words(fields.get("spacings", ""), len(sizes), "nan")]
    vectors = re.findall(r"none|\([^)]*\)", fields.get("space directions", ""), re.IGNORECASE)
    vectors = vectors if len(vectors) == len(sizes) else ["none"] * len(sizes)
    directions = [None if vector.lower() == "none" else _vector(vector) for vector in vectors]
    return tuple(map(NrrdAxis, sizes, [kind.lower() for kind in kinds], directions, spacings))


def space_units(value: str) -> tuple[str, ...]:
    """Return the units in a field ``space units``, without their quotes."""
    try:
        return tuple(shlex.split(value))
    except ValueError:
        return ()


def _words(value: str, count: int, default: str = "") -> list[str]:
    words = value.split()
    return words if len(words) == count else [default] * count


def _vector(text: str) -> tuple[float, ...]:
    return tuple(_number(word) for word in text.strip().strip("()").split(","))


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError as e:
        raise NoNrrdError("the numbers of its header cannot be read") from e


def _whole(word: str) -> int:
    if not re.fullmatch(r"-?\d{1,15}", word.strip()):
        raise NoNrrdError("the numbers of its header cannot be read")
    return int(word)


def _files(path: Path, named: str, rest: list[str]) -> tuple[Path, ...]:
    """Return the data files, in order."""
    if named.startswith("LIST"):
        names = [line for line in rest if line]
    elif re.search(r"%0?\d*d", named.replace("%%", "")):
        pattern, *numbers = named.split()
        try:
            first, last, step = (int(word) for word in numbers[:3])
            counted = range(first, last + (1 if step > 0 else -1), step)
            names = [pattern % n for n in counted[:_MOST_FILES]]
        except (ValueError, TypeError) as e:
            raise NoNrrdError("its pattern of file names cannot be followed") from e
    else:
        names = [named]
    if not 0 < len(names) <= _MOST_FILES:
        raise NoNrrdError("its list of files makes no sense")
    return tuple(path.parent / name for name in names)
