"""The task of listing the DICOM series of a folder."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need

if TYPE_CHECKING:
    from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog

LATER = MappingProxyType({"SeriesCatalog": "itk_inspector.core.dicom.series"})
_LARGEST_THUMBNAIL = 1024


@dataclass(frozen=True, slots=True)
class SeriesReply:
    """What the folder holds."""

    token: int
    catalog: SeriesCatalog


@dataclass(frozen=True, slots=True)
class ScanTask:
    """List the DICOM series of a folder; files that ended a child before are named in ``skips``."""

    token: int
    request: OpenRequest
    thumbnails: bool = True
    skips: tuple[Path, ...] = ()

    @property
    def path(self) -> Path:
        """The folder."""
        return self.request.path

    @property
    def writes(self) -> bool:
        """It does not."""
        return False

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:  # none come with it
        """Refuse what is no catalog, or that of another folder."""
        if not isinstance(reply, SeriesReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        need(reply.catalog.folder == self.path, "another folder")
        need(reply.catalog.passed_over >= 0, "fewer files than none")
        for series in reply.catalog.series:
            _check_series(series, self.path)


def _check_series(series: DicomSeries, folder: Path) -> None:
    need(bool(series.files) and _are_inside(series.files, folder), "files elsewhere")
    need(min(series.size) >= 1 and series.part >= 0, "no size")
    picture = series.thumbnail
    if picture is None:
        return
    is_picture = len(picture.shape) == 2 or (len(picture.shape) == 3 and picture.shape[2] == 3)
    is_small = all(1 <= n <= _LARGEST_THUMBNAIL for n in picture.shape)
    need(is_picture and is_small and math.prod(picture.shape) == len(picture.rows), "no picture")


def _are_inside(files: Iterable[Path], folder: Path) -> bool:
    folders = {file.parent for file in files}
    return all(place.is_relative_to(folder) and ".." not in place.relative_to(folder).parts for place in folders)
