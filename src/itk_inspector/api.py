"""The Python API: open, view and export without knowing how it is done.

NumPy and all that is built on it is loaded after a child was started, which loads as much: hence imports where they
are needed.
"""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itk_inspector.core.errors import UsageError
from itk_inspector.core.image.open_request import FolderScan, OpenRequest
from itk_inspector.core.pixels.pixel_types import read_as_name
from itk_inspector.worker.parent import blocking
from itk_inspector.worker.parent.watchdog import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from itk_inspector.core.dicom.series import SeriesCatalog
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.export.dicom_options import DicomOptions
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.outcome import Exported

MAPPED_ABOVE = 1 << 28
"""Bytes of pixels above which `open_document` maps a file by default."""

__all__ = ["export", "list_series", "open_document", "read_info", "view"]


def open_document(
    path: str | os.PathLike[str],
    pixel_type: Any = None,
    series: str = "",
    *,
    part: int = 0,
    allow_outside: bool = False,
    limits: Limits | None = None,
    mapped: bool | None = None,
) -> ImageDocument:
    """Open an image file in a child process and return its zero-copy document.

    Parameters
    ----------
    path : str or path-like
        A file, or a folder that holds a DICOM series.
    pixel_type : str or itk type, optional
        Read as this pixel type, like the second argument of ``itk.imread``
        (``"UC"`` or ``itk.UC``); the stored type by default.
    series : str
        Which series of a folder that holds several: a `DicomSeries.key`, or a UID.
    part : int
        Which of several images that one file holds, counted from 0; ``document.info.parts`` lists them.
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
        _path_of(path),
        read_as_name(pixel_type),
        series=series,
        copied_up_to={True: 0, False: 2**62, None: MAPPED_ABOVE}[mapped],
        part=part,
        allow_outside=allow_outside,
    )
    return blocking.open_document(request, limits)


def read_info(
    path: str | os.PathLike[str],
    pixel_type: Any = None,
    series: str = "",
    *,
    part: int = 0,
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
        _path_of(path), read_as_name(pixel_type), series=series, part=part, allow_outside=allow_outside
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
    return blocking.list_series(OpenRequest(_path_of(folder), scan=FolderScan(recursive=recursive)), limits)


def export(
    source: ImageDocument | EditSession | npt.NDArray[Any] | Any,
    path: str | os.PathLike[str],
    *,
    like: ImageDocument | None = None,
    compress: bool = True,
    allow_loss: bool = False,
    overwrite: bool = False,
    overwrite_source: bool = False,
    metadata: bool = True,
    region: tuple[Sequence[int], Sequence[int]] | None = None,
    slices: Mapping[str, int | range] | None = None,
    cast: Any = None,
    component: int | None = None,
    squeeze: bool = False,
    convert: str = "",
    level: int | None = None,
    dicom: DicomOptions | bool = False,
    as_shown: Mapping[str, Any] | bool = False,
) -> Exported:
    """Write an image, read it back, compare, and only then put it in place.

    Parameters
    ----------
    source : ImageDocument, EditSession, numpy.ndarray, itk image, str or path-like
        What to write. A session is written with the geometry and metadata of its own image, also when
        the document is closed; for a plain array ``like`` tells the geometry. A path is opened first.
    path : str or path-like
        The suffix decides the format; of a DICOM series it is a new folder.
    like : ImageDocument, optional
        The document that an array was made from. Of a session only its own document is taken.
    compress : bool
        Where the format has the choice.
    allow_loss, overwrite, overwrite_source : bool
        Agreement to lose what the format cannot keep, to replace an existing
        file, and, separately, to replace the very file that ``like`` was opened from.
    metadata : bool
        Write the file's own keys too.
    region : pair of sequences of int, optional
        Write a part only: index and size of an ``itk::ImageRegion``, ``((x, y, z), (width, height, depth))``.
    slices : mapping of str to int or range, optional
        Write some slices only: ``{"z": 12}``, ``{"z": range(3, 10), "t": 0}``; ITK indices.
    cast : str or numpy.dtype, optional
        Convert to this NumPy type.
    component : int, optional
        Write one component only, counted from 0.
    squeeze : bool
        Leave out axes of size 1: one slice is written as a 2-D image.
    convert : str
        Convert the values by a rule: ``"narrowest"``, ``"round"``, ``"round:int16"``, ``"clip:uint8"`` or
        ``"window:-160:240"``.
    level : int, optional
        Of the compression, 1 (fast) to 9 (small).
    dicom : DicomOptions or bool
        Write a DICOM series into the folder ``path``, or one slice into a file that is named ``.dcm``.
    as_shown : bool or mapping
        Write one of the ``slices`` as the window shows it: a PNG of 8 bits. A mapping says how, by the names of
        `itk_inspector.app.as_shown.AsShown`: ``{"levels": (-160, 240), "scale": 2, "labels": mask, "caption": True}``.

    Returns
    -------
    Exported
        Where, how many bytes, and what to know about it.

    Raises
    ------
    ExportError
        If it was not written; the target is as it was before.
    OpenError
        If ``source`` is a path that cannot be opened.
    UsageError
        If ``like`` is another image than that of the session, or there is no such part of the image.
    """
    with ExitStack() as opened:
        if isinstance(source, str | os.PathLike):
            source = opened.enter_context(open_document(source))
        if as_shown:
            from itk_inspector.app.as_shown import export_shown  # Qt only where a picture is wanted

            return export_shown(source, _path_of(path), like, slices, as_shown, overwrite=overwrite)
        return _exported(
            source,
            like,
            (region, slices),
            target=_path_of(path),
            dtype=cast,
            compress=compress,
            allow_loss=allow_loss,
            overwrite=overwrite,
            overwrite_source=overwrite_source,
            metadata=metadata,
            component=component,
            squeeze=squeeze,
            convert=convert,
            level=level,
            dicom=dicom,
        )


def _exported(
    source: Any,
    like: ImageDocument | None,
    part: tuple[Any, Any],
    *,
    dtype: Any,
    convert: str,
    dicom: DicomOptions | bool,
    **options: Any,
) -> Exported:
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.export.dicom_options import DicomOptions
    from itk_inspector.core.export.named_conversion import conversion_of
    from itk_inspector.core.export.part import part_of
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.export.written_type import written_type
    from itk_inspector.itkio.export_source import document_of

    session = source if isinstance(source, EditSession) else None
    document = document_of(source, like, session)
    shown = session if session is not None else document
    assert shown is not None
    request = ExportRequest(
        crop=part_of(*part, shown.geometry),
        dtype=written_type(dtype),
        conversion=conversion_of(convert),
        dicom=DicomOptions() if dicom is True else dicom or None,
        protected=like.info.own_files if like is not None else (),
        **options,
    )
    done = blocking.write(document, session, request)
    said = document.info.notes if document is not None and document.info.format == "memory" else ()  # a mask, perhaps
    return replace(done, notes=(*said, *done.notes))


def _path_of(path: str | os.PathLike[str]) -> Path:
    try:
        return Path(os.fsdecode(path))
    except TypeError as e:
        raise UsageError(f"Expected a path, got {type(path).__name__}.") from e


def view(
    image: Any,
    *others: Any,
    labels: Any = None,
    names: Sequence[str] | None = None,
    name: str | None = None,
    block: bool = True,
) -> Any:
    """Show images in a window, those of one place as layers of one tab, others in tabs of their own.

    The first is in front. Images are of one place when each fills at least half of the box that the other one fills
    in space. They are shown at the same physical points, and *View › Compare* compares them.

    Parameters
    ----------
    image, *others : itk image, numpy.ndarray, ImageDocument, str or path-like
        Arrays are in NumPy order ``[.., slice, row, col]`` and are viewed, not copied; of more than
        four axes the first block is shown. In the place of a second image a bool is taken for ``block``.
    labels : itk image, numpy.ndarray, ImageDocument, str or path-like, or a list of these, optional
        Shown over a single image: pixels that are one whole number each as labels in colours, all else as an image.
        Each lies where its own geometry says; an array, which has none, where the image does, whose shape it has.
    names : sequence of str, optional
        What each image is called in its tab, among the layers and in the window's title; an empty one leaves it as it
        would be. Images of the same name are numbered.
    name : str, optional
        The same for a single image.
    block : bool
        Wait until this window is closed, also inside a running event loop. With False the window is returned and
        the event loop is left to the caller.

    Returns
    -------
    QMainWindow or None
        The window (object name ``mainWindow``) when ``block`` is False. Its ``layers`` are the images of the tab on
        screen from the bottom to the top: ``name``, ``visible``, ``opacity``, ``style`` (``"image"``, ``"fill"``,
        ``"outline"``) can be read and set; there are also ``document``, ``choose()`` and ``remove()``.

    Raises
    ------
    UsageError
        If one is no image, if labels do not fit it, if there are not as many names as images, or if no window can be
        opened: not in the main thread, or without a display.
    KeyboardInterrupt
        If Ctrl+C closed the window that was waited for.

    Notes
    -----
    An `ImageDocument` stays open when the window is closed. An itk image that is filled anew, moved in memory or
    placed anew under the window is noticed at the next look. A window does not cover those that are open already, as
    far as there is room.

    Examples
    --------
    >>> import numpy as np
    >>> import itk_inspector as ii
    >>> before = np.arange(12, dtype=np.uint8).reshape(3, 4)
    >>> window = ii.view(before, before[::-1], names=("before", "after"), block=False)
    >>> [layer.name for layer in window.layers]
    ['before', 'after']
    >>> window = ii.view(before, labels=before > 5, block=False)
    >>> [(layer.name, layer.style, layer.opacity) for layer in window.layers]
    [('array', 'image', 1.0), ('labels', 'fill', 0.5)]
    """
    if threading.current_thread() is not threading.main_thread():  # before Qt takes this thread for the main one
        raise UsageError("A window can only be opened in the main thread.", advice="Call view() there.")
    images = [image, *others]
    if len(images) == 2 and isinstance(images[1], bool):
        block = images.pop()  # it was the second argument once
    from itk_inspector.app import given_images, scripting  # Qt only where a window is wanted

    return scripting.view(given_images.shown(images, labels, names, name), block=block)
