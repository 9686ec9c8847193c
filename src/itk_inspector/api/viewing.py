"""Images in a window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from itk_inspector.api.deprecation import warn_deprecated
from itk_inspector.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["view"]


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
        warn_deprecated("view(image, True)", "view(image, block=True)", since="0.1", until="0.2")
    from itk_inspector.app import given_images, scripting  # Qt only where a window is wanted

    return scripting.view(given_images.shown(images, labels, names, name), block=block)
