"""Images from files, opened and read without knowing how it is done.

NumPy and all that is built on it is loaded after a child was started, which loads as much: hence imports where they
are needed.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from itk_inspector.api.paths import path_of
from itk_inspector.core.errors import UsageError
from itk_inspector.core.image.open_request import FolderScan, OpenRequest
from itk_inspector.core.pixels.pixel_types import read_as_name
from itk_inspector.worker.parent import blocking
from itk_inspector.worker.parent.watchdog import Limits

if TYPE_CHECKING:
    from itk_inspector.core.dicom.series import SeriesCatalog
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument

MAPPED_ABOVE = 1 << 28
"""Bytes of pixels above which `open_document` maps a file by default."""

__all__ = ["list_series", "open_document", "read_info"]


def open_document(
    path: str | os.PathLike[str],
    pixel_type: Any = None,
    series: str = "",
    *,
    part: int = 0,
    level: int = 0,
    box: Sequence[tuple[int | None, int | None] | None] = (),
    allow_outside: bool = False,
    limits: Limits | None = None,
    mapped: bool | None = None,
) -> ImageDocument:
    """Open an image file in a child process and return its zero-copy document.

    Parameters
    ----------
    path : str or path-like
        A file, or a folder that holds a DICOM series, or a store of an image in chunks (OME-Zarr, Zarr, N5,
        Neuroglancer precomputed), also by its address in the network.
    pixel_type : str or itk type, optional
        Read as this pixel type, like the second argument of ``itk.imread``
        (``"UC"`` or ``itk.UC``); the stored type by default.
    series : str
        Which series of a folder that holds several: a `DicomSeries.key`, or a UID.
    part : int
        Which of several images that one file holds, counted from 0; ``document.info.parts`` lists them.
    level : int
        Which resolution of an image in chunks, 0 for the finest; ``document.info.levels`` lists them.
    box : sequence of (int or None, int or None) or None
        Which part of that level: the first ITK index and the one after the last, for each axis, x first; None is
        where the level ends, or the whole axis. Its pixels keep their indices and points.
    allow_outside : bool
        A detached header may take its pixels from outside its own folder.
    limits : Limits, optional
        After how many seconds without a sign of life reading counts as hung.
    mapped : bool, optional
        Whether pixels that lie uncompressed in a file may stay there: with True
        ``.pixels`` **are** the file (``document.info.mapping == "file"``). That
        opens a file of any size at once, but when another program, or another
        library in this one, writes the file, they change, and when it cuts it
        (as ``open(path, "wb")`` does) reading them ends the process. With False
        they are copied. By default files of more than 256 MiB on a fixed disk
        of this machine are mapped, all others are not.

    Returns
    -------
    ImageDocument
        ``.pixels`` is a read-only **view** in NumPy order ``[.., slice, row, col]``,
        ``.image`` the ITK image on the same bytes, or, of mapped pixels that are not
        aligned, on a copy. Close it, or use it in ``with``.

    Raises
    ------
    OpenError
        If the file cannot be read; a reader that dies ends here too.
    UsageError
        If the folder holds several series and ``series`` does not name one of them.
    """
    request = OpenRequest(
        path_of(path),
        read_as_name(pixel_type),
        series=series,
        copied_up_to={True: 0, False: 2**62, None: MAPPED_ABOVE}[mapped],
        part=part,
        allow_outside=allow_outside,
        level=level,
        box=_ranges(box),
    )
    return blocking.open_document(request, limits)


def read_info(
    path: str | os.PathLike[str],
    pixel_type: Any = None,
    series: str = "",
    *,
    part: int = 0,
    level: int = 0,
    box: Sequence[tuple[int | None, int | None] | None] = (),
    allow_outside: bool = False,
    limits: Limits | None = None,
) -> ImageInfo:
    """Read only the header of an image file, or of a DICOM series in a folder; arguments as of `open_document`.

    Raises
    ------
    OpenError
        If the file is not an image that ITK knows.
    UsageError
        If the folder holds several series and ``series`` does not name one of them.
    """
    request = OpenRequest(
        path_of(path),
        read_as_name(pixel_type),
        series=series,
        part=part,
        allow_outside=allow_outside,
        level=level,
        box=_ranges(box),
    )
    return blocking.read_info(request, limits)


def list_series(
    folder: str | os.PathLike[str], *, recursive: bool = False, limits: Limits | None = None
) -> SeriesCatalog:
    """List the DICOM series of a folder, with their problems, without reading a volume.

    Raises
    ------
    OpenError
        If neither the folder nor a subfolder holds DICOM images.
    """
    return blocking.list_series(OpenRequest(path_of(folder), scan=FolderScan(recursive=recursive)), limits)


def _ranges(box: Sequence[tuple[int | None, int | None] | None]) -> tuple[tuple[int | None, int | None], ...]:
    try:
        pairs = [(None, None) if pair is None else tuple(pair) for pair in box]
        return tuple(
            (None if first is None else operator.index(first), None if last is None else operator.index(last))
            for first, last in pairs
        )
    except (TypeError, ValueError) as e:
        raise UsageError("A box is named like ((0, 64), (0, 64), (3, 4)): a pair an axis, x first.") from e
