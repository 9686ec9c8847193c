"""An image from a file, as ``itk.imread`` gives it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itk_inspector.api.opening import list_series, open_document
from itk_inspector.api.paths import path_of
from itk_inspector.core.errors import ImageWarning, UnwrappedError, UsageError

if TYPE_CHECKING:
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.worker.parent.watchdog import Limits

__all__ = ["imread"]


def imread(
    filename: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    pixel_type: Any = None,
    fallback_only: bool = False,
    imageio: None = None,
    series_uid: int | str | None = None,
    *,
    limits: Limits | None = None,
) -> Any:
    """Read an image as ``itk.imread`` does, in a child process, and check it as the window does.

    Parameters
    ----------
    filename : str, path-like, or sequence of these
        A file; a folder that holds a DICOM series; or the files of one image, in their order, which are stacked as
        ``itk.ImageSeriesReader`` does.
    pixel_type : str or itk type, optional
        Convert to this pixel type (``itk.UC`` or ``"UC"``); the stored type by default.
    fallback_only : bool
        Use ``pixel_type`` only where itk has no image of the stored type.
    imageio : None
        Only there for the sake of ``itk.imread``'s signature: which ImageIO reads is decided in the child.
    series_uid : str or int, optional
        Which DICOM series of a folder: its UID, or its place among the UIDs in sorted order, also from the end.
        Of several series one has to be named.
    limits : Limits, optional
        After how many seconds without a sign of life reading counts as hung.

    Returns
    -------
    itk.Image or itk.VectorImage
        With geometry and metadata dictionary (text). The image owns its memory: it can be written, and lives
        without anything else. The file is not changed by that, nor the image by a change of the file.

    Raises
    ------
    OpenError
        If it cannot be read, or itk has no image of such pixels; a reader that dies ends here too.
    UsageError
        If the arguments do not fit together, or a folder holds several series and none is named.

    Warns
    -----
    ImageWarning
        For each note that the window would show.
    """
    if fallback_only and pixel_type is None:
        raise UsageError("fallback_only needs a pixel_type.")
    if imageio is not None:
        raise UsageError("imageio cannot be chosen: the child process that reads finds the right one.")
    if fallback_only:
        try:
            return _read(filename, None, series_uid, limits)
        except UnwrappedError:
            pass  # that is what the type is for
    return _read(filename, pixel_type, series_uid, limits)


def _read(filename: Any, pixel_type: Any, series_uid: int | str | None, limits: Limits | None) -> Any:
    with ExitStack() as opened:

        def read(path: Any, series: str = "") -> ImageDocument:
            document = open_document(path, pixel_type, series, limits=limits, mapped=False)
            return opened.enter_context(document)

        if isinstance(filename, Sequence) and not isinstance(filename, str | bytes):
            if not filename or series_uid is not None:
                raise UsageError("series_uid goes with a folder." if filename else "There is no file to read.")
            documents = [read(path) for path in filename]
        else:
            documents = [read(filename, _series(path_of(filename), series_uid, limits))]
        from itk_inspector.itkio import owned_image  # loaded while the child reads

        is_list = not isinstance(filename, str | bytes | os.PathLike)
        image = owned_image.stacked_image(documents) if is_list else owned_image.owned_image(documents[0])
        notes = dict.fromkeys(note for each in documents for note in each.info.notes)
    for note in notes:
        warnings.warn(note, ImageWarning, stacklevel=3)
    return image


def _series(path: Path, wanted: int | str | None, limits: Limits | None) -> str:
    if not isinstance(wanted, int):
        return wanted or ""
    keys = sorted(series.key for series in list_series(path, limits=limits).series)
    try:
        return keys[wanted]
    except IndexError as e:
        raise UsageError(f"{path.name} holds {len(keys)} series; there is no number {wanted}.") from e
