"""The command that writes an image: what of it, as what, and where."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli.console import Tell, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.options import SCHEDULER_HELP, add_reading, made_parser, request_of, whole_number
from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.named_conversion import NAMES, conversion_of
from itk_inspector.core.export.part import part_of_ranges, part_of_region, part_of_slices, slices_of
from itk_inspector.core.export.preflight import ExportRequest, Finding, check
from itk_inspector.core.export.store_request import is_new_store
from itk_inspector.core.export.written_type import written_type
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Exported
from itk_inspector.core.text.visible_text import json_text, visible_text

if TYPE_CHECKING:
    from itk_inspector.app.as_shown import AsShown

DONE = 0
_OF_SHOWN = ("plane", "levels", "colour_map", "scale", "overlay", "overlays", "caption")
_DATA = ("crop", "region", "dtype", "component", "convert", "level", "dicom")
"""What is about data, and not about how they are shown."""


def run(words: list[str], _: Tell) -> int:
    """Run ``itk-inspector export``."""
    parser = command_parser()
    asked = parser.parse_args(words)
    all_parts, asked.part = asked.part is None, asked.part or 0
    if asked.as_shown:
        return _as_shown(asked, parser)
    for name in _OF_SHOWN:
        if getattr(asked, name) not in (None, False):
            parser.error(f"--{name.replace('_', '-')} goes with --as-shown")
    if is_new_store(asked.output):
        from itk_inspector.cli import export_store  # of stores only

        is_part = asked.crop or asked.region or asked.slice
        return _say(
            asked, export_store.write(asked, partial(_part, asked) if is_part else None, all_parts=all_parts), (), ()
        )
    if asked.scheduler:
        parser.error("--scheduler goes with a new store: name OUTPUT.zarr")
    dtype = written_type(asked.dtype)
    from itk_inspector.worker.parent import blocking

    with blocking.open_document(request_of(asked.input, asked), limits_of(asked)) as document:
        request = ExportRequest(
            asked.output,
            compress=asked.compress,
            crop=_part(asked, document.geometry),
            dtype=dtype,
            allow_loss=asked.yes,
            overwrite=asked.yes,
            overwrite_source=asked.overwrite_source,
            metadata=not asked.no_metadata,
            component=asked.component,
            squeeze=asked.squeeze,
            conversion=conversion_of(asked.convert),
            level=asked.level,
            dicom=_dicom(asked),
        )
        findings = check(document.info, request)
        done = blocking.write(document, None, request)
    return _say(asked, done, findings, document.info.notes)


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("export", "Write an image in another format, verified, without the window.")
    parser.add_argument("input", type=Path, metavar="INPUT")
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    add_reading(parser)
    parser.set_defaults(part=None)  # a new store holds all of them, unless one is named
    part = parser.add_mutually_exclusive_group()
    part.add_argument(
        "--crop", nargs="+", metavar="FIRST:LAST+1", help="ITK index ranges, one an axis: X0:X1 Y0:Y1 [Z0:Z1]"
    )
    part.add_argument(
        "--region",
        nargs="+",
        type=whole_number,
        metavar="N",
        help="an ITK region: the first index, then the size, x first: X Y [Z] WIDTH HEIGHT [DEPTH]",
    )
    part.add_argument(
        "--slice", nargs="+", metavar="AXIS=INDEX", help="ITK indices of slices: z=12, or z=3:10 for 3 to 9; [t=0]"
    )
    parser.add_argument(
        "--cast", "--dtype", dest="dtype", default="", metavar="NAME", help="convert to this NumPy type, e.g. int16"
    )
    parser.add_argument("--component", type=whole_number, metavar="N", help="write one component only, counted from 0")
    parser.add_argument("--squeeze", action="store_true", help="leave out axes of size 1: one slice is a 2-D image")
    parser.add_argument("--convert", default="", metavar="RULE", help=f"convert the values: {NAMES}")
    parser.add_argument("--level", type=whole_number, metavar="1-9", help="of the compression: 1 is fast, 9 small")
    parser.add_argument("--compress", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--no-metadata", action="store_true", help="leave the metadata out")
    parser.add_argument("--yes", action="store_true", help="accept the listed losses, and replace OUTPUT if it exists")
    parser.add_argument("--overwrite-source", action="store_true", help="allow INPUT itself to be replaced")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chunks = parser.add_argument_group("new store", "OUTPUT.zarr, of an image in chunks, also one larger than memory")
    chunks.add_argument(
        "--expression", default="", metavar="TEXT", help="what each pixel becomes, such as 'where(a > 100, a, 0)'"
    )
    chunks.add_argument("--scheduler", default="", metavar="ADDRESS", help=SCHEDULER_HELP)
    shown = parser.add_argument_group("as shown")
    shown.add_argument(
        "--as-shown", action="store_true", help="write one slice as the window shows it: a PNG of 8 bits, no data"
    )
    shown.add_argument("--plane", metavar="AXES", help="its two axes, such as xz")
    shown.add_argument("--levels", nargs=2, type=float, metavar=("LOW", "HIGH"), help="first and last stored value")
    shown.add_argument("--colour-map", metavar="NAME", help="such as viridis")
    shown.add_argument("--scale", type=float, metavar="N", help="picture pixels for each image pixel; 1 by default")
    shown.add_argument("--overlay", type=Path, metavar="LABELS", help="labels over it")
    shown.add_argument("--overlays", action="store_true", help="letters, scale bar and rulers")
    shown.add_argument("--caption", action="store_true", help="name, slice and levels below it")
    dicom = parser.add_argument_group("DICOM")
    dicom.add_argument("--dicom", action="store_true", help="write a series into a new folder, or one .dcm file")
    dicom.add_argument("--anonymise", action="store_true", help="leave out patient and study (PS3.15, basic profile)")
    dicom.add_argument("--description", default="", metavar="TEXT", help="of the series")
    dicom.add_argument("--modality", default="", metavar="CODE", help="such as MR; the original's, or OT, by default")
    dicom.add_argument(
        "--series-number", type=whole_number, default=0, metavar="N", help="of the series; none by default"
    )
    return parser


def _say(asked: argparse.Namespace, done: Exported, findings: tuple[Finding, ...], noted: tuple[str, ...]) -> int:
    """Print what was written."""
    foretold = {finding.text for finding in findings}
    notes = tuple(note for note in (*noted, *done.notes) if note not in foretold)
    if asked.json:
        report = {
            "path": str(done.path),
            "bytes": done.bytes,
            "verified": done.verified,
            "verified_by": done.verified_by,
            "findings": [{"severity": f.severity.value, "text": f.text} for f in findings],
            "notes": list(notes),
        }
        say(json_text(report))
    else:
        by = f" by {done.verified_by}" if done.verified_by else ""
        say(f"{visible_text(str(done.path))}: {done.bytes} bytes, verified{by}")
        say(*(f"{finding.severity.value}: {finding.text}" for finding in findings))
        say(*(f"note: {visible_text(note)}" for note in notes))
    return DONE


def _dicom(asked: argparse.Namespace) -> DicomOptions | None:
    options = DicomOptions(asked.description, asked.anonymise, asked.modality, asked.series_number)
    if not asked.dicom and options != DicomOptions():
        raise UsageError("--anonymise, --description, --modality and --series-number belong to --dicom.")
    return options if asked.dicom else None


def _part(asked: argparse.Namespace, geometry: Geometry) -> Region | None:
    if asked.crop:
        return part_of_ranges(asked.crop, geometry)
    if asked.region:
        axes = len(asked.region) // 2
        return part_of_region(asked.region[:axes], asked.region[axes:], geometry)
    return part_of_slices(slices_of(asked.slice), geometry) if asked.slice else None


def _as_shown(asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Write a picture of one slice."""
    for name in _DATA:
        if getattr(asked, name) not in (None, False, ""):
            parser.error(f"--{name.replace('_', '-')} is about data; it does not go with --as-shown")
    if asked.output.suffix.lower() != ".png":
        raise UsageError("A slice as shown is written as PNG: name OUTPUT so.")
    from itk_inspector.storage.atomic_write import Consent, write_bytes  # of the pictures only
    from itk_inspector.worker.parent import blocking

    with ExitStack() as opened:
        document = opened.enter_context(blocking.open_document(request_of(asked.input, asked), limits_of(asked)))
        labels = []
        if asked.overlay is not None:
            over = blocking.open_document(request_of(asked.overlay, asked), limits_of(asked))
            labels.append(opened.enter_context(over))
        from itk_inspector.app.as_shown import shown_slice  # Qt only where a picture is wanted

        png = shown_slice(document, _how(asked, labels))
        own = (*document.info.own_files, *(stamp for each in labels for stamp in each.info.own_files))
        write_bytes(asked.output, png, Consent(overwrite=asked.yes, protected=own))
    if asked.json:
        say(json_text({"path": str(asked.output), "bytes": len(png)}))
    else:
        say(f"{visible_text(str(asked.output))}: {len(png)} bytes")
    return DONE


def _how(asked: argparse.Namespace, labels: list[ImageDocument]) -> AsShown:
    from itk_inspector.app.as_shown import AsShown  # Qt only where a picture is wanted
    from itk_inspector.core.display.placing import Placing

    return AsShown(
        slices=slices_of(asked.slice) if asked.slice else {},
        plane=asked.plane or "",
        levels=tuple(asked.levels) if asked.levels else None,
        colour_map=asked.colour_map or "",
        scale=1.0 if asked.scale is None else asked.scale,
        overlays=asked.overlays,
        caption=asked.caption,
        layers=tuple((each, Placing.LABELS) for each in labels),
    )
