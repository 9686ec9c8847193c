"""``itk-inspector stats``: statistics of all pixels of an image, also of one that is larger than memory."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli import progress
from itk_inspector.cli.console import Tell, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import add_reading, made_parser, request_of, whole_number
from itk_inspector.core.text.visible_text import json_text
from itk_inspector.worker.parent import whole_image

if TYPE_CHECKING:
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.measure.whole_image import ComponentReport

DONE = 0
_MOST = 64
"""Values that are listed for a person."""


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser(
        "stats", "Tell count, sum, mean, SD, median and extremes of all pixels, and how often values occur."
    )
    parser.add_argument("image", type=Path, metavar="IMAGE")
    add_reading(parser)
    parser.add_argument(
        "--median",
        action="store_true",
        help="also of numbers of more than two bytes: one more pass, of 8 bytes three",
    )
    parser.add_argument("--values", action="store_true", help="count whole numbers of more than two bytes, too")
    parser.add_argument(
        "--histogram",
        type=whole_number,
        default=0,
        metavar="BINS",
        help="also count in so many bins, at the most; of whole numbers each holds equally many",
    )
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="have a dask cluster do it: tcp://host:8786; its workers read",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, with all values up to 4096")

    return parser


def run(words: list[str], tell: Tell) -> int:  # raises what it has to tell
    """Run the command."""
    from itk_inspector.core.measure.whole_image import Wanted  # loads NumPy

    asked = command_parser().parse_args(words)
    wanted = Wanted(median=asked.median, values=asked.values, histogram=asked.histogram)
    with progress.on_terminal(f"Going through {asked.image.name}") as told:
        info, found = whole_image.statistics_of_file(
            request_of(asked.image, asked), wanted, limits_of(asked), asked.scheduler, told
        )
    say_notes(info, "IMAGE")
    if asked.json:
        say(
            json_text(
                {
                    "level": info.level,
                    "size": info.geometry.size,
                    "components": [_told(each, info.geometry) for each in found.components],
                }
            )
        )
        return DONE
    for each in found.components:
        say(*_lines(each, info.geometry))
    return DONE


def _told(report: ComponentReport, geometry: Geometry) -> dict[str, object]:
    """Return a component as JSON has it."""
    return {
        **({"name": report.name} if report.name else {}),
        "count": report.count,
        "nan": report.nan,
        "infinite": report.infinite,
        "sum": report.total,
        "mean": report.mean,
        "sd": report.deviation,
        "median": report.median,
        "min": report.minimum,
        "max": report.maximum,
        **_places("min", report.minimum_at, geometry),
        **_places("max", report.maximum_at, geometry),
        "values": [{"value": value, "count": count} for value, count in report.values],
        **_histogram(report),
    }


def _places(name: str, index: ItkIndex | None, geometry: Geometry) -> dict[str, object]:
    """Return the first pixel of an extreme in both orders; null where there is none."""
    from itk_inspector.core.geometry.indexing import to_array  # loaded by now

    itk = None if index is None else list(index.components)
    array = None if index is None else list(to_array(index, geometry.start_index))
    return {f"{name}_itk_index": itk, f"{name}_array_index": array}


def _histogram(report: ComponentReport) -> dict[str, object]:
    """Return what ``numpy.histogram`` returns."""
    found = report.histogram
    return {} if found is None else {"histogram": {"edges": found.edges, "counts": found.counts}}


def _lines(report: ComponentReport, geometry: Geometry) -> list[str]:
    from itk_inspector.core.measure.facts import number_text  # loaded by now

    rows = [
        ("count", f"{report.count:,}"),
        *([("NaN", f"{report.nan:,}")] if report.nan else []),
        *([("infinite", f"{report.infinite:,}")] if report.infinite else []),
        ("sum", number_text(report.total)),
        ("mean", number_text(report.mean)),
        ("SD", number_text(report.deviation)),
        *([("median", number_text(report.median))] if report.median is not None else []),
        ("min", number_text(report.minimum) + _at(report.minimum_at, geometry)),
        ("max", number_text(report.maximum) + _at(report.maximum_at, geometry)),
    ]
    lines = [f"{report.name}:"] if report.name else []
    lines += [f"{name:<16}{text}" for name, text in rows]
    if 0 < len(report.values) <= _MOST:
        width = max(len(str(value)) for value, _ in report.values)
        lines += [f"  {value:>{width}}  {count:,}" for value, count in report.values]
    return lines + _bins(report)


def _at(index: ItkIndex | None, geometry: Geometry) -> str:
    from itk_inspector.core.geometry.indexing import to_array  # as above

    return "" if index is None else f" at ITK {index}, NumPy {to_array(index, geometry.start_index)}"


def _bins(report: ComponentReport) -> list[str]:
    """Return a line a bin: its values, and how many pixels hold one of these."""
    from itk_inspector.core.measure.facts import number_text  # as above

    found = report.histogram
    if found is None:
        return []
    ends = [tuple(map(number_text, found.bounds(number))) for number in range(len(found.counts))]
    width = max((len(end) for pair in ends for end in pair), default=0)
    return [
        f"  {low:>{width}} to {high:>{width}}  {count:,}" for (low, high), count in zip(ends, found.counts, strict=True)
    ]
