"""MetaImage: where its pixels lie, what it says of the space around them, and what ITK leaves undone."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any

from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space, unit_of
from itk_inspector.core.pixels.dtype_names import itemsize_of
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.second.text_header import meta_fields, texts_of


def _place(header: Header) -> RawPlace | None:
    """MetaIO: the data follow the line ``ElementDataFile = LOCAL``, or fill a file of their own."""
    path = header.info.path
    fields, after = meta_fields(path)
    data = fields.get("elementdatafile", "")
    swapped = fields.get("binarydatabyteordermsb", fields.get("elementbyteordermsb", "false")).casefold() == "true"
    plain = fields.get("compresseddata", "false").casefold() != "true"
    binary = fields.get("binarydata", "true").casefold() == "true"
    one_byte = itemsize_of(header.stored_dtype) == 1
    if not (plain and binary) or (swapped and not one_byte) or sys.byteorder != "little" or not data:
        return None
    if data.casefold() == "local":
        return RawPlace(path, after)
    if data.split()[0].upper().startswith("LIST") or "%" in data or len(data.split()) > 1:
        return None
    other = path.parent / data
    skip = int(fields.get("headersize", "0"))
    return RawPlace(other, other.stat().st_size - header.nbytes if skip < 0 else skip)


_FROM = {"R": (0, 1), "L": (0, -1), "A": (1, 1), "P": (1, -1), "I": (2, 1), "S": (2, -1)}
"""Letters of ``AnatomicalOrientation``, the side that an axis comes from: the axis of LPS, and the sign along it."""

_NO_LETTERS = b"\nAnatomicalOrientation = ???\n"


def _letters(path: Path) -> str:
    """Return the three letters of the orientation; ``""`` where it is absent, ``???``, or none."""
    word = meta_fields(path)[0].get("anatomicalorientation", "").upper()[:SPATIAL_AXES]
    axes = {_FROM[letter][0] for letter in word if letter in _FROM}
    return word if len(axes) == SPATIAL_AXES else ""


def _letters_for(geometry: Geometry) -> str:
    """Return the letters of the sides that the axes come from, each axis taken for the one of LPS it is nearest to."""
    letters = {towards: letter for letter, towards in _FROM.items()}
    places = itertools.product(range(SPATIAL_AXES), repeat=2)
    found: dict[int, tuple[int, int]] = {}
    for row, axis in sorted(places, key=lambda place: -abs(geometry.direction[place[0]][place[1]])):
        if axis not in found and row not in {other for other, _ in found.values()}:
            found[axis] = (row, 1 if geometry.direction[row][axis] > 0 else -1)
    return "".join(letters[found[axis]] for axis in range(SPATIAL_AXES))


def _name_sides(path: Path, geometry: Geometry) -> None:
    """Put in the letters for which itk 6.0b2 writes ``???``; version 5.4.7 writes them, for images of three axes."""
    if geometry.dimension != SPATIAL_AXES:
        return
    _, after = meta_fields(path)
    with path.open("r+b") as file:
        at = file.read(after).find(_NO_LETTERS)
        if at >= 0:
            file.seek(at + len(_NO_LETTERS) - SPATIAL_AXES - 1)
            file.write(_letters_for(geometry).encode())


def _follows(letters: str, io: Any) -> bool:
    """Tell whether the axes of an ImageIO lead where the letters say, as near as an oblique image does."""
    if io is None or int(io.GetNumberOfDimensions()) < SPATIAL_AXES:
        return io is None
    pairs = ((io.GetDirection(axis), _FROM[letter]) for axis, letter in enumerate(letters))
    return all(sign * column[towards] > 0.0 for column, (towards, sign) in pairs)


def _space(path: Path, io: Any) -> Space:
    """Letters that the matrix contradicts are no statement; neither is ``DistanceUnits = ?``."""
    letters = _letters(path)
    return Space(unit_of(meta_fields(path)[0].get("distanceunits", "")), bool(letters) and _follows(letters, io))


def _orientation_notes(path: Path, io: Any) -> list[str]:
    letters = _letters(path)
    if not letters or int(io.GetNumberOfDimensions()) < SPATIAL_AXES or _follows(letters, io):
        return []
    return [f"AnatomicalOrientation = {letters} contradicts TransformMatrix: left and right are not named."]


def _rescale_notes(path: Path) -> list[str]:
    fields, _ = meta_fields(path)
    slope, offset = (fields.get(f"elementtointensityfunction{name}", "") for name in ("slope", "offset"))
    try:
        is_identity = float(slope or 1) == 1 and float(offset or 0) == 0
    except ValueError:
        is_identity = False
    if is_identity:
        return []
    stated = visible_text(f"slope {slope or 1}, offset {offset or 0}")
    return [f"The file states a rescale to intensities ({stated}), which ITK does not apply; shown as stored."]


def _metadata(path: Path, itk: dict[str, str]) -> dict[str, str]:
    """Take values as the file has them: MetaIO drops what does not end in ASCII, such as most names in the world."""
    stored = texts_of(path, "elementdatafile")
    return {key: stored.get(key, value) for key, value in itk.items()}


FACTS = FormatFacts(
    place=_place,
    notes=lambda path, io: [*_orientation_notes(path, io), *_rescale_notes(path)],
    space=_space,
    metadata=_metadata,
    finish=_name_sides,
)
