"""Journals as JSON files: written for people and programs, read with suspicion."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.journal import JournalEntry
from itk_inspector.core.editing.steps import Record
from itk_inspector.core.errors import EditError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.json_values import json_value
from itk_inspector.core.text.visible_text import json_text, visible_text

FORMAT: Final = "itk-inspector-journal"
VERSION: Final = 1
MOST_BYTES = 256 * 1024 * 1024
"""A larger file is not read."""
_MOST_VALUES = 8_000_000
_LONGEST_LABEL = 500
_KINDS = ("box", "pixels", "stroke", "version")


@dataclass(frozen=True, slots=True)
class SavedJournal:
    """What a file says.

    Parameters
    ----------
    records : tuple of mapping
        For `Replay`, in order; each has a kind and a label.
    image : str
        What it was recorded on, in words for messages; empty where the file does not say so.
    """

    records: tuple[Record, ...]
    image: str = ""


def journal_text(entries: Iterable[JournalEntry], opened: ImageInfo | None) -> str:
    """Write what was done and not undone as JSON.

    Parameters
    ----------
    entries : iterable of JournalEntry
    opened : ImageInfo, optional
        Of the image that the edits began with.

    Raises
    ------
    EditError
        If a step was too large to keep.
    """
    steps = [
        {"old": entry.before, "new": entry.after, "time": _time_text(entry.time)} | entry.record
        for entry in entries
        if not entry.is_undone
    ]
    lines = ",\n  ".join(json_text(step, indent=None) for step in steps)
    image = json_text(_image(opened), indent=None) if opened is not None else "{}"
    body = f"\n  {lines}\n " if lines else ""
    return f'{{\n "format": "{FORMAT}",\n "version": {VERSION},\n "image": {image},\n "steps": [{body}]\n}}\n'


def _time_text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _image(info: ImageInfo) -> Record:
    geometry = info.geometry
    told: Record = {
        "path": str(info.path),
        "size": list(geometry.size),
        "dtype": info.dtype,
        "pixel_type": info.pixel_type,
        "components": info.components,
        "start_index": list(geometry.start_index),
        "origin": [json_value(n) for n in geometry.origin],
        "spacing": [json_value(n) for n in geometry.spacing],
        "direction": [[json_value(n) for n in row] for row in geometry.direction],
    }
    if info.read_as:
        told["read_as"] = info.read_as
    if len(info.parts) > 1:
        told["part"] = info.part
    return told


def read_journal(data: bytes) -> SavedJournal:
    """Read what `journal_text` wrote.

    Raises
    ------
    EditError
        If it is no journal, or damaged, or larger than any that is written.
    """
    if len(data) > MOST_BYTES:
        raise EditError("The journal is too large to be read.")
    if sum(data.count(mark) for mark in (b"[", b"{", b",", b":")) > _MOST_VALUES:
        raise EditError("The journal holds more values than can be read.")
    try:
        told = json.loads(
            data.decode("utf-8"), parse_constant=_refused, parse_float=_finite, object_pairs_hook=_unlike_names
        )
    except (ValueError, RecursionError) as e:
        raise EditError("This is no journal: it cannot be read as JSON.", detail=str(e)[:_LONGEST_LABEL]) from e
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise EditError("This JSON is no journal of edits.")
    if type(told.get("version")) is not int or told["version"] != VERSION:
        raise EditError(f"This journal is of another version than {VERSION}.")
    steps = told.get("steps")
    if not isinstance(steps, list):
        raise EditError("The journal is damaged: it has no list of steps.")
    for number, step in enumerate(steps, 1):
        _check_step(number, step)
    return SavedJournal(tuple(steps), _words(told.get("image")))


def _check_step(number: int, step: Any) -> None:
    label = step.get("label") if isinstance(step, dict) else None
    if not isinstance(label, str) or len(label) > _LONGEST_LABEL or step.get("kind") not in _KINDS:
        raise EditError(f"The journal is damaged: step {number} cannot be read.")


def _words(image: Any) -> str:
    if not isinstance(image, dict):
        return ""
    path, size, dtype = (image.get(name) for name in ("path", "size", "dtype"))
    if not isinstance(path, str) or not isinstance(size, list) or not isinstance(dtype, str):
        return ""
    shown = " × ".join(str(n) for n in size[:8] if type(n) is int)
    return visible_text(f"{path[-_LONGEST_LABEL:]}, {shown} {dtype[:20]}")


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _unlike_names(pairs: list[tuple[str, Any]]) -> Record:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice")
    return found
