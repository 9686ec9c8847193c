"""The commands that write: bridge and export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from itk_inspector.cli.console import Tell, complain, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import add_reading, made_parser, request_of
from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.consents import permit
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.typed_numbers import read_whole
from itk_inspector.core.text.visible_text import json_text, visible_text

if TYPE_CHECKING:
    from itk_inspector.core.image.document import ImageDocument

DONE = 0


def bridge(words: list[str], _: Tell) -> int:
    """Run ``itk-inspector bridge``."""
    parser = made_parser("bridge", "Report how ITK and NumPy share an image, and write the round-tripped image.")
    parser.add_argument("input", type=Path, metavar="INPUT")
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    add_reading(parser, "UC")
    asked = parser.parse_args(words)
    from itk_inspector.itkio import from_memory, interface_report
    from itk_inspector.itkio.engine import engine
    from itk_inspector.worker.parent import blocking

    reading, limits = request_of(asked.input, asked), limits_of(asked)
    with blocking.open_document(reading, limits, meanwhile=engine.preload_bridge) as document:
        lines = interface_report.lines(document)
        say_notes(document)
        own = document.info.own_files
        request = ExportRequest(asked.output, allow_loss=True, overwrite=True, protected=own)
        for finding in permit(document.info, request):  # here, because the copy no longer knows its source
            if finding.severity is Severity.LOSS:
                complain(f"itk-inspector: {finding.text}")
        copy = from_memory.of_copy(document)
        blocking.write(copy, None, request)
    say(*lines)
    return DONE


def export(words: list[str], _: Tell) -> int:
    """Run ``itk-inspector export``."""
    parser = made_parser("export", "Write an image in another format, verified, without the window.")
    parser.add_argument("input", type=Path, metavar="INPUT")
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    add_reading(parser)
    parser.add_argument(
        "--crop", nargs="+", metavar="FIRST:LAST+1", help="ITK index ranges, one an axis: X0:X1 Y0:Y1 [Z0:Z1]"
    )
    parser.add_argument("--dtype", default="", metavar="NAME", help="convert to this NumPy type, e.g. int16")
    parser.add_argument("--compress", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--no-metadata", action="store_true", help="leave the metadata out")
    parser.add_argument("--yes", action="store_true", help="accept the listed losses, and replace OUTPUT if it exists")
    parser.add_argument("--overwrite-source", action="store_true", help="allow INPUT itself to be replaced")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(words)
    dtype = _dtype_name(asked.dtype)
    from itk_inspector.worker.parent import blocking

    with blocking.open_document(request_of(asked.input, asked), limits_of(asked)) as document:
        request = ExportRequest(
            asked.output,
            compress=asked.compress,
            crop=_crop(asked.crop, document) if asked.crop else None,
            dtype=dtype,
            allow_loss=asked.yes,
            overwrite=asked.yes,
            overwrite_source=asked.overwrite_source,
            metadata=not asked.no_metadata,
        )
        findings = check(document.info, request)
        done = blocking.write(document, None, request)
    notes = (*document.info.notes, *done.notes)
    if asked.json:
        report = {
            "path": str(done.path),
            "bytes": done.bytes,
            "verified": done.verified,
            "findings": [{"severity": f.severity.value, "text": f.text} for f in findings],
            "notes": list(notes),
        }
        say(json_text(report))
    else:
        say(f"{visible_text(str(done.path))}: {done.bytes} bytes, verified")
        say(*(f"{finding.severity.value}: {finding.text}" for finding in findings))
        say(*(f"note: {visible_text(note)}" for note in notes))
    return DONE


def _dtype_name(name: str) -> str:
    if not name:
        return ""
    try:
        kind = np.dtype(name)
    except (TypeError, ValueError, SyntaxError) as e:  # NumPy reads some of it as Python
        raise UsageError(f"“{name}” is not a NumPy type.") from e
    if kind.kind not in "iufc" or kind in (np.longdouble, np.clongdouble):
        raise UsageError(f"Pixels cannot be written as {kind.name}.")
    return kind.name


def _crop(words: list[str], document: ImageDocument) -> Region:
    geometry = document.geometry
    if len(words) != geometry.dimension:
        raise UsageError(f"The image has {geometry.dimension} axes; --crop needs as many ranges.")
    starts, shape = [], []
    for word, start, size in zip(words, geometry.start_index, geometry.size, strict=True):
        first, last = _range(word, start, size)
        starts.append(first - start)
        shape.append(last - first)
    return Region(tuple(starts[::-1]), tuple(shape[::-1]))


def _range(word: str, start: int, size: int) -> tuple[int, int]:
    low, colon, high = word.partition(":")
    try:
        first, last = read_whole(low or str(start)), read_whole(high or str(start + size))
    except ValueError:
        first, last, colon = 0, 0, ""
    if not colon or not start <= first < last <= start + size:
        raise UsageError(f"“{word}” is not a range inside {start}:{start + size}.")
    return first, last
