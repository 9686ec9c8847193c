"""``itk-inspector info``: what the headers of images say, or which DICOM series folders hold."""

from __future__ import annotations

import argparse
from pathlib import Path

from itk_inspector.cli.console import Tell, flush, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.options import add_reading, made_parser, request_of
from itk_inspector.core.errors import InspectorError
from itk_inspector.worker.early import EARLY
from itk_inspector.worker.parent.header_start import header_client

DONE = 0


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("info", "Print what images' headers say, or which DICOM series folders hold.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="image files, or folders of DICOM files")
    add_reading(parser)
    parser.add_argument("--recursive", action="store_true", help="search subfolders too")
    parser.add_argument("--json", action="store_true", help="print JSON: of several paths one object a line")

    return parser


def run(words: list[str], tell: Tell) -> int:
    """Run the command; of several paths those that can be read are printed, and the others are told."""
    asked = command_parser().parse_args(words)
    requests = [request_of(path, asked) for path in asked.paths]
    several = len(requests) > 1
    code = DONE
    with header_client(limits_of(asked), EARLY.taken(), once=not several) as client:
        from itk_inspector.cli import header_report  # now that the child loads its own

        for request in requests:
            try:
                found = header_report.found(client, request, recursive=asked.recursive)
            except InspectorError as e:
                if not several:
                    raise
                code = max(code, tell(e))
                continue
            if asked.json:
                say(found.json_text(indent=None if several else 2))
            else:
                lines = found.lines()
                say(*(header_report.titled(request.path, lines) if several else lines))
            flush()
    return code
