"""``itk-inspector diff``: how two images differ, for people, scripts and continuous integration."""

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
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from itk_inspector.core.compare.comparison import Comparison
    from itk_inspector.core.image.open_request import OpenRequest

SAME, DIFFERENT = 0, 1


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("diff", "Tell how two images differ: geometry, type and values. Exit code 1: they do.")
    parser.add_argument("a", type=Path, metavar="A")
    parser.add_argument("b", type=Path, metavar="B")
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
    how.add_argument("--json", action="store_true", help="print JSON")
    how.add_argument("--quiet", action="store_true", help="print nothing; the exit code tells")

    return parser


def run(words: list[str], _: Tell) -> int:
    """Run the command; the exit code is 1 where the images differ, also when nobody reads what is printed."""
    asked = command_parser().parse_args(words)
    one, other = _requests(asked)
    limits = limits_of(asked)
    with (
        blocking.open_document(one, limits) as a,
        blocking.open_document(other, limits, meanwhile=_load) as b,
    ):
        from itk_inspector.core.compare.comparison import compare  # loaded by now

        if not asked.quiet:
            say_notes(a, "A")
            say_notes(b, "B")
        found = compare(a, b, tolerance=asked.tolerance, with_metadata=asked.metadata)
    if not asked.quiet:
        with contextlib.suppress(BrokenPipeError):
            _print(found, as_json=asked.json)
    return DIFFERENT if found.differing else SAME


def _load() -> None:
    """Load what compares, while the child reads."""
    from itk_inspector.core.compare import told  # noqa: F401  # for that


def _requests(asked: argparse.Namespace) -> tuple[OpenRequest, OpenRequest]:
    """Return what to read; a series is chosen from folders only, where one of the two is a folder."""
    has_folder = asked.a.is_dir() or asked.b.is_dir()
    requests = [request_of(path, asked) for path in (asked.a, asked.b)]
    one, other = (
        replace(request, series="") if has_folder and not request.path.is_dir() else request for request in requests
    )
    if asked.series_b is not None:
        other = replace(other, series=asked.series_b)
    if asked.part_b is not None:
        other = replace(other, part=asked.part_b)
    return one, other


def _print(found: Comparison, *, as_json: bool) -> None:
    from itk_inspector.core.compare.told import comparison_dict, comparison_lines  # loaded by now
    from itk_inspector.core.image.json_report import info_dict

    if as_json:
        left_out = {"metadata", "metadata_names", "parts", "notes"}
        images = {
            name: {key: value for key, value in info_dict(info).items() if key not in left_out}
            for name, info in (("a", found.a), ("b", found.b))
        }
        say(json_text({**images, **comparison_dict(found)}))
    else:
        say(*map(visible_text, comparison_lines(found)))
    flush()


def _tolerance(word: str) -> float:
    number = real_number(word)
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"“{word}” is not a number from 0 on")
    return number
