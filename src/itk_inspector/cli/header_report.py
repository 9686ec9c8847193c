"""What ``itk-inspector info`` says of one path."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from itk_inspector.core.dicom.series import SeriesCatalog, catalog_dict, catalog_lines
from itk_inspector.core.header.header_text import info_lines, metadata_rows, part_lines
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.json_report import info_dict
from itk_inspector.core.image.open_request import FolderScan, OpenRequest
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.itkio.stores import kinds
from itk_inspector.worker.parent import calls
from itk_inspector.worker.parent.client import FileClient


@dataclass(frozen=True, slots=True)
class Found:
    """What there is at a path: an image, or the series of a folder."""

    path: Path
    content: ImageInfo | SeriesCatalog

    def json_text(self, indent: int | None) -> str:
        """Return it as JSON; on one line without an indent."""
        content = self.content
        return json_text(info_dict(content) if isinstance(content, ImageInfo) else catalog_dict(content), indent=indent)

    def lines(self, *, titled: bool) -> list[str]:
        """Return it for people, the path in front where there are several."""
        if isinstance(self.content, ImageInfo):
            rows = (*info_lines(self.content), *part_lines(self.content))
            told = [f"{label:<16}{visible_text(text)}" for label, text in rows]
            told += [
                visible_text(f"  {' '.join(labels).rstrip()} = {value}")
                for *labels, value in metadata_rows(self.content)
            ]
        else:
            told = ["\n".join(catalog_lines(self.content))]
        return [f"{visible_text(str(self.path))}:", *told, ""] if titled else told


def found(client: FileClient, request: OpenRequest, *, recursive: bool) -> Found:
    """Ask a child for the header of a file or a series, or for the series of a folder.

    Raises
    ------
    OpenError
        If there is none.
    UsageError
        If the folder does not hold the series that is asked for.
    """
    if os.path.isdir(request.path) and not request.series and not kinds.is_store(request.path):
        catalog = calls.list_series(client, replace(request, scan=FolderScan(recursive=recursive)))
        return Found(request.path, catalog)
    return Found(request.path, calls.read_info(client, request))
