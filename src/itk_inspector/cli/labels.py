"""``itk-inspector labels``: where the labels of an image lie, and statistics of another image under them."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli import progress
from itk_inspector.cli.console import Tell, complain, flush, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import add_reading, made_parser, request_of
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.worker.parent import blocking, whole_labels

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.labels.label_table import LabelTable
    from itk_inspector.core.measure.under_label import UnderLabels
    from itk_inspector.worker.parent.watchdog import Limits
    from itk_inspector.worker.parent.whole_labels import Found

DONE, FILE_ERROR = 0, 3
_MOST = 4096
"""Labels that are listed for a person."""


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser(
        "labels",
        "Tell count, size, mean, SD, median and extremes of an image under each label; of labels alone where they lie.",
    )
    parser.add_argument("image", type=Path, metavar="IMAGE", help="what is measured; without LABELS the labels")
    parser.add_argument("labels", nargs="*", type=Path, metavar="LABELS")
    add_reading(parser)
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="of images in chunks: have a dask cluster do it, tcp://host:8786; its workers read",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON: of several LABELS one object a line")
    how.add_argument("--csv", action="store_true", help="print CSV, with every digit")

    return parser


def run(words: list[str], tell: Tell) -> int:
    """Run the command; of several LABELS those that can be read are printed, and the others are told."""
    asked = command_parser().parse_args(words)
    several = len(asked.labels) > 1
    report, code = _Report(as_json=asked.json, as_csv=asked.csv, several=several), DONE
    with ExitStack() as stack:
        image = _Image(request_of(asked.image, asked), limits_of(asked), asked.scheduler, stack)
        if not asked.labels:
            info, labels, found = image.own_labels()
            say_notes(info, "IMAGE")
            report.say(asked.image, info, labels, found)
            return DONE
        image.open_first()
        for path in asked.labels:
            # which series, part and box, and as what: that is said of the image
            other = replace(request_of(path, asked), read_as="", series="", part=0, box=())
            try:
                info, labels, found = image.under(other)
                image.say_notes(info)
                say_notes(labels, str(path) if several else "LABELS")
                report.say(path, info, labels, found)
            except InspectorError as e:
                if not several:
                    raise
                tell(e)
                code = FILE_ERROR
            flush()
    return code


class _Image:
    """The first image of the command, which is opened once at the most.

    Parameters
    ----------
    request : OpenRequest
    limits : Limits
    scheduler : str
    stack : ExitStack
        Closes it.
    """

    def __init__(self, request: OpenRequest, limits: Limits, scheduler: str, stack: ExitStack) -> None:
        self._request, self._limits, self._scheduler, self._stack = request, limits, scheduler, stack
        self._document: ImageDocument | None = None
        self._has_told = False

    def own_labels(self) -> Found:
        """Return what is told of its own labels."""
        if self._scheduler or whole_labels.go_by_chunks(self._request, None, self._limits):
            return self._by_chunks(self._request, None)
        document = self._opened()
        return document.info, document.info, whole_labels.labels_of_document(document)

    def open_first(self) -> None:
        """Open it before any LABELS, unless its chunks may be gone through."""
        if not self._scheduler and not whole_labels.may_go_by_chunks(self._request):
            self.say_notes(self._opened().info)

    def under(self, labels: OpenRequest) -> Found:
        """Return what is told of it under labels."""
        if self._scheduler or whole_labels.go_by_chunks(labels, self._request, self._limits):
            return self._by_chunks(labels, self._request)
        image = self._opened()
        with blocking.open_document(labels, self._limits) as other:
            return image.info, other.info, whole_labels.labels_of_documents(image, other)

    def say_notes(self, info: ImageInfo) -> None:
        """Say once what there is to know of it."""
        if not self._has_told:
            self._has_told = True
            say_notes(info, "IMAGE")

    def _by_chunks(self, labels: OpenRequest, image: OpenRequest | None) -> Found:
        with progress.on_terminal(f"Going through {self._request.path.name}") as told:
            return whole_labels.labels_by_chunks(labels, image, self._limits, self._scheduler, told)

    def _opened(self) -> ImageDocument:
        if self._document is None:
            self._document = self._stack.enter_context(blocking.open_document(self._request, self._limits))
        return self._document


class _Report:
    """Prints what was found of one file of labels after the other.

    Parameters
    ----------
    as_json, as_csv : bool
    several : bool
        Each is told with its path.
    """

    def __init__(self, *, as_json: bool, as_csv: bool, several: bool) -> None:
        self._as_json, self._as_csv, self._several = as_json, as_csv, several
        self._is_begun = False

    def say(self, path: Path, info: ImageInfo, labels: ImageInfo, found: UnderLabels) -> None:
        """Print one."""
        from itk_inspector.core.measure import under_labels_table  # loaded by now

        names = labels.labels
        place = {"path": str(path)} if self._several else {}
        if self._as_json:
            self._say_json(place, info, names, found)
            return
        complain(visible_text(under_labels_table.told(found, info.name, labels.name)))
        if self._as_csv:
            for part in under_labels_table.parts_of(found):
                text = under_labels_table.under_labels_text(
                    part, info, names, ",", path=place.get("path"), has_titles=not self._is_begun
                )
                say(*([text.removesuffix("\n")] if text else []))
                self._is_begun = True
        else:
            lines = [under_labels_table.headings(found, info.space.unit)]
            lines += [under_labels_table.row_cells(found, row, info, names) for row in islice(found.rows, _MOST)]
            say(*([f"{visible_text(str(path))}:"] if self._several else []), *_aligned(lines))
            if len(found.rows) > _MOST:
                complain(f"The first {_MOST:,} are listed; --csv and --json have all.")
        self._is_begun = True

    def _say_json(self, place: dict[str, str], info: ImageInfo, names: LabelTable | None, found: UnderLabels) -> None:
        """Print all as one text, or of very many labels one a line."""
        from itk_inspector.core.measure.under_labels_table import parts_of, under_labels_dict  # loaded by now

        if self._several or len(found.rows) <= _MOST:
            told = {**place, **under_labels_dict(found, info, names)}
            say(json_text(told, indent=None if self._several else 2))
            return
        begin, _, end = json_text(under_labels_dict(replace(found, rows=()), info, names)).rpartition("[]")
        say(f"{begin}[")
        left = len(found.rows)
        for part in parts_of(found):
            for row in under_labels_dict(part, info, names)["labels"]:
                left -= 1
                say(json_text(row, indent=None) + ("," if left else ""))
        say(f"]{end}")


def _aligned(lines: list[tuple[str, ...]]) -> list[str]:
    """Put columns below each other: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    sides = [">", "<", *">" * len(widths)]
    return [
        "  ".join(f"{visible_text(text):{side}{n}}" for text, side, n in zip(line, sides, widths, strict=False))
        for line in lines
    ]
