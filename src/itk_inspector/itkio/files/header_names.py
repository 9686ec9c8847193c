"""The names of data files in text headers, found as ITK's own readers find them.

MetaIO (``metaUtils.cxx``, ``metaImage.cxx``), NrrdIO (``parseNrrd.c``, ``formatNRRD.c``) and
``itkStimulateImageIO.cxx`` each have rules of their own for keys, blanks, lists and patterns. What could be read
in more than one way, or is longer than `LIMIT`, is refused.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from itk_inspector.core.errors import OpenError

LIMIT = 1 << 26
"""Bytes of text in which a header must come to its end."""
_LOOKS = (1 << 16, 1 << 20, LIMIT)
"""Bytes that are read at first, and when they do not hold the whole header."""
_ADVICE = "Write the header again with the program that made it."
_LONGEST_NAME = 498
_LONGEST_WORD = 79
_MOST_FILES = 1 << 17
_COUNTER = re.compile(rb"%0?\d{0,2}d")
_SEPARATOR = re.compile(rb"\r\n|\n|\r")
"""What ends a line for NrrdIO."""
_KEY = re.compile(rb"\s*([^=:\r\n]*)([=:]?)")
_VALUE = re.compile(rb"[=: \t]*([^\n]*)(\n?)")


_ARRAYS = frozenset(
    b"Position Origin Offset CenterOfRotation ElementSpacing DimSize ImagePosition SequenceID ElementSize".split()
)
_MATRICES = frozenset(b"TransformMatrix Rotation Orientation".split())
_NUMBERS = frozenset(
    b"NDims ID ParentID HeaderSize ElementMin ElementMax ElementNumberOfChannels ElementNBits CompressedDataSize "
    b"ElementToIntensityFunctionSlope ElementToIntensityFunctionOffset CompressionLevel".split()
)
"""MetaIO's numeric fields. It takes what is missing of them from the next line, which then is none."""


class _UnfinishedError(Exception):
    """The header goes on behind what was read."""


def in_metaimage(path: Path) -> tuple[str, ...]:
    """Return the names that a MetaImage header gives; none when the pixels follow it.

    Raises
    ------
    OpenError
        If there is no telling what MetaIO would read.
    """
    return _looked_through(path, _metaimage_names)


def in_nrrd(path: Path) -> tuple[str, ...]:
    """Return the names that a NRRD header gives; none when the pixels follow it.

    Raises
    ------
    OpenError
        If there is no telling what NrrdIO would read.
    """
    return _looked_through(path, _nrrd_names)


def in_stimulate(path: Path) -> tuple[str, ...]:
    """Return the names that a Stimulate header gives, or those that ITK guesses.

    Raises
    ------
    OpenError
        If the header is too long to look through.
    """
    return _looked_through(path, _stimulate_names)


def _looked_through(path: Path, names: Callable[[Path, bytes, bool], tuple[bytes, ...]]) -> tuple[str, ...]:
    for size in _LOOKS:
        try:
            with path.open("rb") as file:
                head = file.read(size)
        except OSError as e:
            raise OpenError(f"{path.name} cannot be read.", advice=str(e)) from e
        try:
            found = names(path, head, len(head) < size)
        except _UnfinishedError:
            continue
        if any(b"\0" in name or len(name) > _LONGEST_NAME for name in found):
            raise OpenError(f"{path.name} names a data file that cannot exist.", advice=_ADVICE)
        return tuple(os.fsdecode(name) for name in found)
    raise _doubt(path, f"it does not end within {LIMIT >> 20} MiB")


def _metaimage_names(path: Path, head: bytes, is_whole: bool) -> tuple[bytes, ...]:
    size, axes = b"", 0
    for key, value, after in _metaimage_fields(path, head, is_whole):
        if len(value.split()) < _needed(key, axes):
            raise _doubt(path, f"a number of {key.decode('latin-1')} is missing")
        if key == b"NDims":
            if not re.fullmatch(rb"-?\d{1,3}", value):
                raise _doubt(path, "its number of axes is not a whole number")
            axes = max(0, int(value))
        if key == b"DimSize":
            size = value
        if key != b"ElementDataFile":
            continue
        if value in (b"Local", b"LOCAL", b"local"):
            return ()
        if value.startswith(b"LIST"):
            lines = _rest(path, head, after, is_whole).split(b"\n")
            names = tuple(filter(None, (re.sub(rb"[^!-~]+\Z", b"", line) for line in lines)))
            return _as_many(path, names, size, axes, _axes_of_a_part(path, value, axes))
        if b"%" in value:
            return _as_many(path, _of_pattern(path, value, size), size, axes, axes - 1)
        return (value,)
    raise _doubt(path, "it names no data file")


def _axes_of_a_part(path: Path, value: bytes, axes: int) -> int:
    """Return how many axes each file of a ``LIST`` has: the number behind the word, usually one less than all."""
    words = value.split()
    number = int(words[1]) if len(words) > 1 and re.fullmatch(rb"\d{1,3}", words[1]) else 0
    if number >= axes > 0:
        raise _doubt(path, "each file of its list would hold the whole image")
    return number or axes - 1


def _as_many(path: Path, names: tuple[bytes, ...], size: bytes, axes: int, part: int) -> tuple[bytes, ...]:
    """Return the names when there is one for each part: where there are fewer, MetaIO makes the rest up."""
    numbers = [int(word) for word in size.split() if re.fullmatch(rb"\d{1,9}", word)]
    wanted = math.prod(numbers[part:]) if len(numbers) == axes and part >= 0 else len(names)
    if len(names) < wanted:
        raise OpenError(
            f"{path.name} names {len(names)} files of pixels for {wanted} slices.",
            advice="Copy the header again, together with all of its files.",
        )
    return names


def _metaimage_fields(path: Path, head: bytes, is_whole: bool) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield key, value and the end of each line; MetaIO takes ``=`` and ``:`` alike, and as many as there are."""
    at = 0
    while at < len(head):
        key = _KEY.match(head, at)
        assert key is not None
        value = _VALUE.match(head, key.end())
        assert value is not None
        if not is_whole and (key.end() == len(head) or not value[2]):
            raise _UnfinishedError
        if not key[2]:
            if key.end() == len(head) and not key[1]:
                return
            raise _doubt(path, "one of its lines has no “=”")
        at = value.end()
        yield key[1].rstrip(b" \t"), value[1].rstrip(b" \t\r\v\f"), at
    if not is_whole:
        raise _UnfinishedError


def _needed(key: bytes, axes: int) -> int:
    """Return how many numbers MetaIO wants for a key."""
    if key in _ARRAYS or key in _MATRICES:
        return axes if key in _ARRAYS else axes * axes
    return 4 if key == b"Color" else int(key in _NUMBERS)


def _of_pattern(path: Path, named: bytes, size: bytes) -> tuple[bytes, ...]:
    """Return the names of MetaIO's pattern, which first, last and step may follow."""
    words = [word for word in named.split(b" ") if word]
    numbers: list[int] = []
    while len(words) > 1 and len(numbers) < 3 and re.fullmatch(rb"-?\d{1,9}", words[-1]):
        numbers.insert(0, int(words.pop()))
    if len(words) > 1 and len(numbers) < 3:
        raise _doubt(path, "three numbers must follow its pattern of file names")
    try:
        count = int(size.split()[-1])
    except (IndexError, ValueError):
        count = 0
    first = numbers[0] if numbers else 1
    last = numbers[1] if len(numbers) > 1 else first + count - 1
    step = numbers[2] if len(numbers) > 2 else (last - first) // count if len(numbers) > 1 and count > 0 else 1
    if count < 1 or step < 0 or last < first:
        raise _doubt(path, "its numbers of files make no sense")
    last = min(last, first + (count - 1) * max(step, 1))
    return _counted(path, b" ".join(words), range(first, last + 1, max(step, 1)))


def _counted(path: Path, pattern: bytes, numbers: range) -> tuple[bytes, ...]:
    """Fill a pattern; one that printf would follow to anything but one whole number is refused."""
    if _COUNTER.search(pattern) is None or b"%" in _COUNTER.sub(b"", pattern, count=1):
        raise _doubt(path, "its pattern of file names is not a name with one “%d”")
    if len(numbers) > _MOST_FILES or any(len(word) > _LONGEST_WORD for word in pattern.split(b" ")):
        raise _doubt(path, "its pattern of file names is too long")
    return tuple(pattern % number for number in numbers)


def _nrrd_names(path: Path, head: bytes, is_whole: bool) -> tuple[bytes, ...]:
    for line, after in _nrrd_lines(path, head, is_whole):
        key, found, value = line.partition(b": ")
        if line.startswith(b"#") or not found or key.lower() not in (b"data file", b"datafile"):
            continue
        named = value.lstrip(b" \t")
        if named == b"-":
            raise _doubt(path, "it takes its pixels from the standard input")
        if re.search(rb"%\d*d", named.replace(b"%%", b"  ")):
            return _nrrd_pattern(path, named)
        if named.startswith(b"LIST"):
            lines = _SEPARATOR.split(_rest(path, head, after, is_whole))
            return tuple(_from_here(line) for line in lines if line)
        return (_from_here(named),)
    return ()


def _nrrd_lines(path: Path, head: bytes, is_whole: bool) -> Iterator[tuple[bytes, int]]:
    """Yield the lines up to the empty one, and where each ends."""
    at = 0
    while at < len(head):
        end = _SEPARATOR.search(head, at)
        if not is_whole and (end is None or end.end() == len(head)):
            raise _UnfinishedError
        line, at = (head[at : end.start()], end.end()) if end else (head[at:], len(head))
        if not line:
            return
        if b"\0" in line:
            raise _doubt(path, "there are zeros in its text")
        yield line, at


def _nrrd_pattern(path: Path, named: bytes) -> tuple[bytes, ...]:
    pattern, *words = re.split(rb"[ \t]+", named.strip(b" \t"))
    try:
        first, last, step = (int(word) for word in words[:3])
        numbers = range(first, last + (1 if step > 0 else -1), step)
    except ValueError as e:
        raise _doubt(path, "three numbers must follow its pattern of file names") from e
    return _counted(path, _from_here(pattern), numbers)


def _from_here(named: bytes) -> bytes:
    """Return a name as NrrdIO opens it: with a colon in second place it starts from the working folder."""
    return os.path.join(os.getcwdb(), named) if named[1:2] == b":" else named


def _stimulate_names(path: Path, head: bytes, is_whole: bool) -> tuple[bytes, ...]:
    if not is_whole:
        raise _UnfinishedError
    given = [text.rstrip(b"\r") for text in re.findall(rb"stimFileName:[ ]*([^\n]*)", head)]
    if given:  # with a folder in it, ITK starts from the working folder
        return tuple(os.path.join(os.getcwdb(), name) if re.search(rb"[/\\]", name) else name for name in given)
    guesses = (f"{path.name}.sdt", f"{path.stem}.sdt")
    return tuple(os.fsencode(name) for name in guesses if path.with_name(name).exists())


def _rest(path: Path, head: bytes, after: int, is_whole: bool) -> bytes:
    """Return all text from a place on: the names of a list."""
    if not is_whole:
        raise _UnfinishedError
    if head.count(b"\n", after) > _MOST_FILES:
        raise _doubt(path, "its list of files is too long")
    return head[after:]


def _doubt(path: Path, why: str) -> OpenError:
    return OpenError(
        f"The header of {path.name} cannot be followed: {why}.",
        advice=_ADVICE,
    )
