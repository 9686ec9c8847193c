"""Pictures of slices for notebooks; no window, and no Qt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from itk_inspector.core.errors import UsageError
from itk_inspector.core.notebook_hook import set_maker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
    from itk_inspector.itkio.interop.taking import Placed
    from itk_inspector.notebook.slice_image import Asked

__all__ = ["show"]


def show(
    image: Any,
    at: ItkIndex | ArrayIndex | PhysicalPoint | Mapping[str, int] | Sequence[int] | str | None = None,
    *,
    plane: str = "",
    levels: Sequence[float] | None = None,
    colormap: str | None = None,
    spacing: Sequence[float] | None = None,
    origin: Sequence[float] | None = None,
    direction: Any = None,
    colour: bool | None = None,
    live: bool = False,
) -> Any:
    """Return a picture of one slice with its geometry, which Jupyter shows; needs neither a window nor Qt.

    Around the picture stand the indices of both orders: ITK's above and at the left, NumPy's below and at the right.
    Each of its pixels has the colour of one stored pixel, as a window first draws it.

    Parameters
    ----------
    image : ImageDocument, EditSession, itk image, numpy.ndarray, str or path-like
        What is shown as it is now; a path is opened, and closed again.
    at : ItkIndex, ArrayIndex, PhysicalPoint, sequence of int, str, or mapping of str to int, optional
        A position that the slice goes through, as of `view`, or ITK indices of single axes, ``{"z": 12}``; the middle
        by default, and the start of axes beyond z.
    plane : str
        The axis across and the one down, such as ``"xz"``.
    levels : sequence of float, optional
        The stored values that are drawn in the first and the last colour.
    colormap : str, optional
        By its name in the menu of colour maps: ``"grey"``, ``"labels"``, ``"viridis"`` … By default labels have
        colours of their own, and all else is grey.
    spacing, origin, direction, colour : optional
        Of arrays, as of `view`.
    live : bool
        A widget that tells indices, value and point under the pointer, and goes through slices and planes, as long as
        the kernel runs; needs ``anywidget``. A saved notebook keeps the picture of the other kind only.

    Returns
    -------
    ShownSlice, or an anywidget
        Shown where it is the last line of a cell, or by ``display()``; ``.png`` is the file, and its ``repr`` a table.

    Raises
    ------
    OpenError
        If it is a path that cannot be opened.
    ProbeError
        If ``at`` is no position, or outside the image.
    UsageError
        If it is no image, if there is no such plane, axis, level or colour map, or if a place is given to an image
        that has one.

    Examples
    --------
    >>> import numpy as np
    >>> import itk_inspector as ii
    >>> ii.show(np.zeros((4, 6), np.uint8)).image.colours.shape
    (128, 192)
    """
    from itk_inspector.core.display.given_look import GivenLook
    from itk_inspector.core.geometry.given_geometry import giver_of
    from itk_inspector.notebook.slice_image import Asked

    asked = Asked(at, plane, GivenLook.of(levels, colormap))
    placed = giver_of(spacing, origin, direction, colour)
    if live:
        return _live(image, asked, placed)
    from itk_inspector.notebook.shown_slice import shown_slice

    source = _source(image, placed)
    if isinstance(image, str | os.PathLike):
        with source:
            return shown_slice(source, asked)
    return shown_slice(source, asked)


def _live(image: Any, asked: Asked, placed: Placed | None) -> Any:
    from itk_inspector.notebook.live_answers import LiveAnswers

    try:
        from itk_inspector.notebook.live_slice import LiveSlice  # anywidget only where it is wanted
    except ImportError as e:
        raise UsageError("live=True needs anywidget.", advice="Run pip install 'itk-inspector[notebook]'.") from e
    return LiveSlice(LiveAnswers(_source(image, placed), asked))


def _source(image: Any, placed: Placed | None) -> Any:
    """Return the open image to be shown; a path is opened."""
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.itkio.interop.taking import HAS_PLACE, taken

    is_path = isinstance(image, str | os.PathLike)
    if not is_path and not isinstance(image, ImageDocument | EditSession):
        return taken(image, placed=placed).document
    if placed is not None:
        raise UsageError(HAS_PLACE)
    if not is_path:
        return image
    from itk_inspector.api.opening import open_document

    return open_document(image)


def _bundle(shown: Any) -> dict[str, Any]:
    from itk_inspector.notebook.shown_slice import mime_bundle  # NumPy and Pillow only where something is shown

    return mime_bundle(shown)


set_maker(_bundle)
