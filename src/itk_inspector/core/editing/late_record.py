"""Records of steps as JSON; those of large steps are made when they are first wanted, in whichever thread."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from itk_inspector.core.editing.packed_numbers import PackedText
from itk_inspector.core.editing.steps import BoxStep, PixelStep, Record, StrokeStep
from itk_inspector.core.editing.version import VersionStep

LARGE = 1 << 18
"""Bytes of positions and values from which on a record is made later."""


class LateRecord:
    """The record of a step that was done; nothing can change it any more.

    Parameters
    ----------
    step : StrokeStep
        What it holds for undo is not kept here.
    """

    def __init__(self, step: StrokeStep) -> None:
        parts = tuple(replace(part, old=step.new[None][:0]) for part in step.parts)
        self._step: StrokeStep | None = replace(step, parts=parts)
        self._text = b""
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        step = self._step
        return step.nbytes if step is not None else len(self._text)

    @property
    def text(self) -> bytes:
        """The record in UTF-8."""
        with self._lock:
            if self._step is not None:
                self._text = json_text(self._step.record())
                self._step = None
            return self._text


Kept: TypeAlias = bytes | LateRecord
"""A record as JSON, or what it can be made of."""


def kept(step: BoxStep | PixelStep | StrokeStep | VersionStep) -> Kept:
    """Return the record of a step."""
    if isinstance(step, StrokeStep):
        late = LateRecord(step)
        return late if late.nbytes > LARGE else late.text
    return json_text(step.record())


def text_of(record: Kept) -> bytes:
    """Return a record as JSON in UTF-8."""
    return record if isinstance(record, bytes) else record.text


def json_text(record: Record) -> bytes:
    """Write plain data as JSON in UTF-8; packed numbers go in as they are: nothing waits while they are escaped."""
    return b"".join(_pieces(record))


def _pieces(value: Any) -> Iterator[bytes]:
    match value:
        case PackedText():
            yield b'"%s"' % value.encode("ascii")
        case dict() if any(isinstance(one, (PackedText, dict, list)) for one in value.values()):
            opening = b"{"
            for name, one in value.items():
                yield b"%s%s:" % (opening, _plain(name))
                yield from _pieces(one)
                opening = b","
            yield b"}"
        case list() if any(isinstance(one, dict) for one in value):
            opening = b"["
            for one in value:
                yield opening
                yield from _pieces(one)
                opening = b","
            yield b"]"
        case _:
            yield _plain(value)


def _plain(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
