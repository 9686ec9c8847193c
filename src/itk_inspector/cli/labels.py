"""``itk-inspector labels``: statistics of an image under each label of another one."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli.console import Tell, complain, flush, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import add_reading, made_parser, request_of
from itk_inspector.core.errors import InspectorError, OpenError, UsageError
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.measure.under_labels import UnderLabels

DONE, FILE_ERROR = 0, 3


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("labels", "Tell count, size, mean, SD, median and extremes of an image under each label.")
    parser.add_argument("image", type=Path, metavar="IMAGE")
    parser.add_argument("labels", nargs="+", type=Path, metavar="LABELS")
    add_reading(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON: of several LABELS one object a line")
    how.add_argument("--csv", action="store_true", help="print CSV, with every digit")

    return parser


def run(words: list[str], tell: Tell) -> int:
    """Run the command; of several LABELS those that can be read are printed, and the others are told."""
    asked = command_parser().parse_args(words)
    several = len(asked.labels) > 1
    report = _Report(as_json=asked.json, as_csv=asked.csv, several=several)
    limits, code = limits_of(asked), DONE
    with blocking.open_document(request_of(asked.image, asked), limits) as image:
        say_notes(image.info, "IMAGE")
        for path in asked.labels:
            # which series and part, and as what: that is said of the image
            other = replace(request_of(path, asked), read_as="", series="", part=0)
            try:
                with blocking.open_document(other, limits) as labels:
                    say_notes(labels.info, str(path) if several else "LABELS")
                    report.say(path, _measured(image, labels), image, labels)
            except InspectorError as e:
                if not several:
                    raise
                tell(e)
                code = FILE_ERROR
            flush()
    return code


def _measured(image: ImageDocument, labels: ImageDocument) -> UnderLabels:
    from itk_inspector.core.display.laid_over import can_be_measured, why_no_labels  # loaded by now
    from itk_inspector.core.measure.layer_pixels import LayerPixels
    from itk_inspector.core.measure.under_labels import under_labels

    if not can_be_measured(image.info, labels.info):
        raise UsageError(_why_not(why_no_labels(labels.info), image.info.name))
    over = LayerPixels(labels.info.name, labels.info, labels.access.all(), image.geometry, labels.geometry.start_index)
    access = (image.access, labels.access)
    found = under_labels(image.info, image.access.all(), over, go_on=lambda: all(each.is_whole for each in access))
    if found is None:
        raise OpenError("One of the files was cut short while it was read.")
    return found


class _Report:
    """Prints what was measured under one file of labels after the other.

    Parameters
    ----------
    as_json, as_csv : bool
    several : bool
        Each is told with its path.
    """

    def __init__(self, *, as_json: bool, as_csv: bool, several: bool) -> None:
        self._as_json, self._as_csv, self._several = as_json, as_csv, several
        self._is_begun = False

    def say(self, path: Path, found: UnderLabels, image: ImageDocument, labels: ImageDocument) -> None:
        """Print one."""
        from itk_inspector.core.measure import under_labels_table  # loaded by now

        names, info = labels.info.labels, image.info
        place = {"path": str(path)} if self._several else {}
        if self._as_json:
            told = {**place, **under_labels_table.under_labels_dict(found, info, names)}
            say(json_text(told, indent=None if self._several else 2))
            return
        complain(visible_text(under_labels_table.told(found, info.name, labels.info.name)))
        if self._as_csv:
            text = under_labels_table.under_labels_text(
                found, info, names, ",", path=str(path) if self._several else None, has_titles=not self._is_begun
            )
            say(*([text.removesuffix("\n")] if text else []))
        else:
            lines = [under_labels_table.headings(found, info.space.unit)]
            lines += [under_labels_table.cells(row, names) for row in found.rows]
            say(*([f"{visible_text(str(path))}:"] if self._several else []), *_aligned(lines))
        self._is_begun = True


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
