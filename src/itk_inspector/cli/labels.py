"""``itk-inspector labels``: statistics of an image under each label of another one."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from itk_inspector.cli.console import Tell, complain, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import add_reading, made_parser, request_of
from itk_inspector.core.errors import OpenError, UsageError
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.worker.parent import blocking

DONE = 0


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("labels", "Tell count, size, mean, SD, median and extremes of an image under each label.")
    parser.add_argument("image", type=Path, metavar="IMAGE")
    parser.add_argument("labels", type=Path, metavar="LABELS")
    add_reading(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON")
    how.add_argument("--csv", action="store_true", help="print CSV, with every digit")

    return parser


def run(words: list[str], _: Tell) -> int:
    """Run the command."""
    asked = command_parser().parse_args(words)
    # which series and part, and as what: that is said of the first image
    other = replace(request_of(asked.labels, asked), read_as="", series="", part=0)
    limits = limits_of(asked)
    with (
        blocking.open_document(request_of(asked.image, asked), limits) as image,
        blocking.open_document(other, limits) as labels,
    ):
        from itk_inspector.core.display.laid_over import can_be_measured, why_no_labels  # loaded by now
        from itk_inspector.core.measure import under_labels_table
        from itk_inspector.core.measure.layer_pixels import LayerPixels
        from itk_inspector.core.measure.under_labels import under_labels

        say_notes(image, "IMAGE")
        say_notes(labels, "LABELS")
        if not can_be_measured(image.info, labels.info):
            raise UsageError(_why_not(why_no_labels(labels.info), image.info.name))
        over = LayerPixels(
            labels.info.name, labels.info, labels.access.all(), image.geometry, labels.geometry.start_index
        )
        access = (image.access, labels.access)
        found = under_labels(image.info, image.access.all(), over, go_on=lambda: all(each.is_whole for each in access))
        if found is None:
            raise OpenError("One of the files was cut short while it was read.")
    names, info = labels.info.labels, image.info
    if asked.json:
        say(json_text(under_labels_table.under_labels_dict(found, info, names)))
        return DONE
    complain(visible_text(under_labels_table.told(found, info.name, labels.info.name)))
    if asked.csv:
        say(under_labels_table.under_labels_text(found, info, names, ",").removesuffix("\n"))
    else:
        lines = [under_labels_table.headings(found, info.space.unit)]
        lines += [under_labels_table.cells(row, names) for row in found.rows]
        say(*_aligned(lines))
    return DONE


def _why_not(labels: str, image: str) -> str:
    reason = labels.partition(":")[0]
    return f"{reason}." if reason else f"{image} needs one number a pixel, and two axes or more."


def _aligned(lines: list[tuple[str, ...]]) -> list[str]:
    """Put columns below each other: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    sides = [">", "<", *">" * len(widths)]
    return [
        "  ".join(f"{visible_text(text):{side}{n}}" for text, side, n in zip(line, sides, widths, strict=False))
        for line in lines
    ]
