"""Pictures of slices for notebooks; no window, and no Qt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from itk_inspector.core.errors import UsageError
from itk_inspector.core.notebook_hook import set_maker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.notebook.slice_image import Asked

__all__ = ["show"]


def show(
    image: Any,
    at: ItkIndex | Mapping[str, int] | Sequence[int] | None = None,
    *,
    plane: str = "",
    levels: tuple[float, float] | None = None,
    live: bool = False,
) -> Any:
    """Return a picture of one slice with its geometry, which Jupyter shows; needs neither a window nor Qt.

    Around the picture stand the indices of both orders: ITK's above and at the left, NumPy's below and at the right.
    Each of its pixels has the colour of one stored pixel, as a window first draws it.

    Parameters
    ----------
    image : ImageDocument, EditSession, itk image, numpy.ndarray, str or path-like
        What is shown as it is now; a path is opened, and closed again.
    at : ItkIndex, sequence of int, or mapping of str to int, optional
        A pixel that the slice goes through, in ITK's order, or ITK indices of single axes, ``{"z": 12}``; the middle
        by default, and the start of axes beyond z.
    plane : str
        The axis across and the one down, such as ``"xz"``.
    levels : tuple of float, optional
        The stored values that are drawn black and white.
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
    UsageError
        If it is no image, or there is no such slice.

    Examples
    --------
    >>> import numpy as np
    >>> import itk_inspector as ii
    >>> ii.show(np.zeros((4, 6), np.uint8)).image.colours.shape
    (128, 192)
    """
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.itkio.interop.taking import taken
    from itk_inspector.notebook.shown_slice import shown_slice
    from itk_inspector.notebook.slice_image import Asked

    asked = Asked(at, plane, levels)
    if live:
        return _live(image, asked)
    if isinstance(image, ImageDocument | EditSession):
        return shown_slice(image, asked)
    if isinstance(image, str | os.PathLike):
        from itk_inspector.api.opening import open_document

        with open_document(image) as document:
            return shown_slice(document, asked)
    return shown_slice(taken(image).document, asked)


def _live(image: Any, asked: Asked) -> Any:
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.itkio.interop.taking import taken
    from itk_inspector.notebook.live_answers import LiveAnswers

    try:
        from itk_inspector.notebook.live_slice import LiveSlice  # anywidget only where it is wanted
    except ImportError as e:
        raise UsageError("live=True needs anywidget.", advice="Run pip install 'itk-inspector[notebook]'.") from e
    if isinstance(image, str | os.PathLike):
        from itk_inspector.api.opening import open_document

        image = open_document(image)
    elif not isinstance(image, ImageDocument | EditSession):
        image = taken(image).document
    return LiveSlice(LiveAnswers(image, asked))


def _bundle(shown: Any) -> dict[str, Any]:
    from itk_inspector.notebook.shown_slice import mime_bundle  # NumPy and Pillow only where something is shown

    return mime_bundle(shown)


set_maker(_bundle)
