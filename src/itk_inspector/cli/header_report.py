"""What ``itk-inspector info`` says of one path."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.header_text import info_lines, metadata_rows, part_lines
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.json_report import info_dict
from itk_inspector.core.image.open_request import FolderScan, OpenRequest
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.itkio.stores import kinds
from itk_inspector.worker.parent import header_calls
from itk_inspector.worker.parent.header_calls import Client


class Report(Protocol):
    """What there is at a path: an image, or the series of a folder."""

    def json_text(self, indent: int | None) -> str:
        """Return it as JSON; on one line without an indent."""
        ...

    def lines(self) -> list[str]:
        """Return it for people."""
        ...


@dataclass(frozen=True, slots=True)
class HeaderReport:
    """What a header says."""

    info: ImageInfo

    def json_text(self, indent: int | None) -> str:
        """Return it as JSON; on one line without an indent."""
        return json_text(info_dict(self.info), indent=indent)

    def lines(self) -> list[str]:
        """Return it for people."""
        told = [f"{label:<16}{visible_text(text)}" for label, text in (*info_lines(self.info), *part_lines(self.info))]
        rows = metadata_rows(self.info)
        return told + [visible_text(f"  {' '.join(labels).rstrip()} = {value}") for *labels, value in rows]


def titled(path: Path, lines: list[str]) -> list[str]:
    """Return lines with the path in front, for one of several."""
    return [f"{visible_text(str(path))}:", *lines, ""]


def found(client: Client, request: OpenRequest, *, recursive: bool) -> Report:
    """Ask a child for the header of a file or a series, or for the series of a folder.

    Raises
    ------
    OpenError
        If there is none.
    UsageError
        If the folder does not hold the series that is asked for.
    """
    if os.path.isdir(request.path) and not request.series and not kinds.is_store(request.path):
        from itk_inspector.cli.series_report import SeriesReport  # for folders only

        scan = FolderScan(recursive=recursive)
        return SeriesReport(header_calls.list_series(client, replace(request, scan=scan)))
    return HeaderReport(header_calls.read_info(client, request))
