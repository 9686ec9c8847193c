"""Images into files, written and checked without knowing how it is done."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from itk_inspector.api.opening import open_document
from itk_inspector.api.paths import path_of
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import UsageError
from itk_inspector.worker.parent import blocking, new_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.export.dicom_options import DicomOptions
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.image.outcome import Exported
    from itk_inspector.itkio.interop.taking import Placed

__all__ = ["export"]


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
    spacing: Sequence[float] | None = None,
    origin: Sequence[float] | None = None,
    direction: Any = None,
    colour: bool | None = None,
    part: int | None = None,
    pyramid_level: int = 0,
    expression: str = "",
    scheduler: str = "",
) -> Exported:
    """Write an image, read it back, compare, and only then put it in place.

    An image in chunks, such as OME-Zarr, is written into a new store chunk by chunk, and is never in memory as a
    whole, where ``source`` is its path, or a document of it, and ``path`` ends in ``.zarr``.

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
    spacing, origin : sequence of float, optional
        Of arrays, x first, instead of ``like``.
    direction : array-like, optional
        Of arrays: square matrix, column ``j`` is where index axis ``j`` points.
    colour : bool, optional
        Of arrays, as in `view`: whether the last axis, of 3 or 4, is that of components.
    part : int, optional
        Of a path: which image of several in the file; the first by default, into a new store all along one axis, such
        as channels.
    pyramid_level : int
        Of a path: which resolution of an image that is stored in several; 0 is the finest.
    expression : str
        Of a new store: what each pixel becomes, such as ``"where(a > 100, a, 0)"``, as in Edit › Expression.
    scheduler : str
        Of a new store: address of a ``dask.distributed`` scheduler, such as ``tcp://host:8786``. Its workers read and
        write: they need this package, the image, and the folder of ``path`` under the same name.

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
        If ``like`` is another image than that of the session, if there is no such part of the image, or if a place is
        given to an image that has one.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> import itk_inspector as ii
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = ii.export(np.zeros((3, 4, 5), np.int16), f"{folder}/a.nrrd", spacing=(0.5, 0.5, 2.0))
    ...     ii.read_info(done.path).geometry.spacing
    (0.5, 0.5, 2.0)
    """
    from itk_inspector.core.export.store_request import is_new_store
    from itk_inspector.core.geometry.given_geometry import giver_of
    from itk_inspector.itkio.interop.taking import HAS_PLACE

    placed = giver_of(spacing, origin, direction, colour)
    given = path_of(source) if isinstance(source, str | os.PathLike) else None
    if given is not None and placed is not None:
        raise UsageError(HAS_PLACE)
    if given is None and (part is not None or pyramid_level):
        raise UsageError("part= and pyramid_level= go with a path.")
    stored = _stored(source, part, pyramid_level) if is_new_store(path_of(path)) else None
    if stored is not None:
        if squeeze or dicom or as_shown or like is not None or overwrite_source:
            raise UsageError("squeeze=, dicom=, as_shown=, like= and overwrite_source= do not go with a new store.")
        all_parts = given is not None and part is None
        how = _StoreOptions(compress, level, component, expression, cast, convert, all_parts)
        return _into_store(stored, path_of(path), (region, slices), how, scheduler)
    if expression or scheduler:
        raise UsageError("expression= and scheduler= go with an image in chunks, and a new store.")
    with ExitStack() as opened:
        if given is not None:
            source = opened.enter_context(open_document(given, part=part or 0, level=pyramid_level))
        if as_shown:
            from itk_inspector.app.as_shown import export_shown  # Qt only where a picture is wanted

            return export_shown(source, path_of(path), like, slices, as_shown, overwrite=overwrite, placed=placed)
        return _exported(
            source,
            like,
            (region, slices),
            placed,
            target=path_of(path),
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


@dataclass(frozen=True, slots=True)
class _StoreOptions:
    """What a new store is to hold, as `export` is told."""

    compress: bool
    level: int | None
    component: int | None
    expression: str
    cast: Any
    convert: str
    all_parts: bool


def _stored(source: Any, part: int | None, level: int) -> OpenRequest | None:
    """Return what is read of an image in chunks, given by its path or open; None for any other source."""
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest

    if isinstance(source, str | os.PathLike):
        return OpenRequest(path_of(source), part=part or 0, level=level)
    is_stored = isinstance(source, ImageDocument) and bool(source.info.levels)
    return OpenRequest.again(source.info) if is_stored else None


def _into_store(
    request: OpenRequest, target: Path, part: tuple[Any, Any], how: _StoreOptions, scheduler: str
) -> Exported:
    from itk_inspector.core.export.named_conversion import conversion_of
    from itk_inspector.core.export.part import part_of
    from itk_inspector.core.export.store_request import StoreRequest, compression, formulas
    from itk_inspector.core.export.written_type import written_type

    computed = formulas(how.expression, written_type(how.cast), conversion_of(how.convert))
    packed = compression(how.level, compress=how.compress)
    what = StoreRequest(target, component=how.component, formulas=computed, level=packed, all_parts=how.all_parts)
    crop = partial(part_of, *part) if part != (None, None) else None
    return new_store.write_store(request, what, crop, scheduler=scheduler)


def _exported(
    source: Any,
    like: ImageDocument | None,
    part: tuple[Any, Any],
    placed: Placed | None,
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
    from itk_inspector.itkio.interop.export_source import document_of

    session = source if isinstance(source, EditSession) else None
    document = document_of(source, like, session, placed)
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
    said = document.info.notes if document is not None and document.info.is_held else ()  # a mask, perhaps
    return replace(done, notes=(*said, *done.notes))
