"""``itk-inspector diff``: how images differ from one, for people, scripts and continuous integration."""

from __future__ import annotations

import argparse
import contextlib
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli.console import Tell, flush, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import add_reading, made_parser, real_number, request_of, whole_number
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from itk_inspector.core.compare.comparison import Comparison
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.worker.parent.watchdog import Limits

SAME, DIFFERENT, FILE_ERROR = 0, 1, 3


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("diff", "Tell how images differ from A: geometry, type and values. Exit code 1: they do.")
    parser.add_argument("a", type=Path, metavar="A")
    parser.add_argument("others", nargs="+", type=Path, metavar="B")
    add_reading(parser)
    parser.add_argument("--series-b", metavar="UID", help="which DICOM series of B, where it is another")
    parser.add_argument("--part-b", type=whole_number, metavar="N", help="which image in B, where it is another")
    parser.add_argument(
        "--tolerance",
        type=_tolerance,
        metavar="ABS",
        help="take values that differ by no more than this for the same, NaN for NaN, and a geometry that is the same "
        "to rounding; by default every bit and every number counts",
    )
    parser.add_argument("--metadata", action="store_true", help="compare the metadata, too")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON: of several B one object a line")
    how.add_argument("--quiet", action="store_true", help="print nothing; the exit code tells")

    return parser


def run(words: list[str], tell: Tell) -> int:
    """Run the command; the exit code is 1 where one differs from A, also when nobody reads what is printed.

    Of several B those that can be read are compared, and the others are told: the exit code is 3 then.
    """
    asked = command_parser().parse_args(words)
    one, others = _requests(asked)
    limits, several = limits_of(asked), len(others) > 1
    codes = [SAME]
    with blocking.open_document(one, limits) as a:
        if not asked.quiet:
            say_notes(a.info, "A")
        for other in others:
            try:
                found = _compared(a, other, asked, limits)
            except InspectorError as e:
                if not several:
                    raise
                tell(e)
                codes.append(FILE_ERROR)
                continue
            codes.append(DIFFERENT if found.differing else SAME)
            if not asked.quiet:
                with contextlib.suppress(BrokenPipeError):
                    _print(found, as_json=asked.json, several=several)
    return max(codes)


def _compared(a: ImageDocument, other: OpenRequest, asked: argparse.Namespace, limits: Limits) -> Comparison:
    with blocking.open_document(other, limits, meanwhile=_load) as b:
        from itk_inspector.core.compare.comparison import compare  # loaded by now

        if not asked.quiet:
            say_notes(b.info, str(other.path) if len(asked.others) > 1 else "B")
        return compare(a, b, tolerance=asked.tolerance, with_metadata=asked.metadata)


def _load() -> None:
    """Load what compares, while the child reads."""
    from itk_inspector.core.compare import told  # noqa: F401  # for that


def _requests(asked: argparse.Namespace) -> tuple[OpenRequest, list[OpenRequest]]:
    """Return what to read; a series is chosen from folders only, where one of all is a folder."""
    paths = [asked.a, *asked.others]
    has_folder = any(path.is_dir() for path in paths)
    requests = [request_of(path, asked) for path in paths]
    one, *others = (
        replace(request, series="") if has_folder and not request.path.is_dir() else request for request in requests
    )
    if asked.series_b is not None:
        others = [replace(other, series=asked.series_b) for other in others]
    if asked.part_b is not None:
        others = [replace(other, part=asked.part_b) for other in others]
    return one, others


def _print(found: Comparison, *, as_json: bool, several: bool) -> None:
    from itk_inspector.core.compare.told import comparison_dict, comparison_lines  # loaded by now
    from itk_inspector.core.image.json_report import info_dict

    if as_json:
        left_out = {"metadata", "metadata_names", "parts", "notes"}
        images = {
            name: {key: value for key, value in info_dict(info).items() if key not in left_out}
            for name, info in (("a", found.a), ("b", found.b))
        }
        say(json_text({**images, **comparison_dict(found)}, indent=None if several else 2))
    else:
        say(*map(visible_text, comparison_lines(found)), *([""] if several else []))
    flush()


def _tolerance(word: str) -> float:
    number = real_number(word)
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"“{word}” is not a number from 0 on")
    return number
