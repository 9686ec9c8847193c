"""Images that are edited by hand in the middle of a script."""

from __future__ import annotations

import threading
from typing import Any

from itk_inspector.core.errors import UsageError

__all__ = ["edit"]


def edit(image: Any, *, name: str = "") -> Any:
    """Show an image, let it be edited, and return the edited one.

    The window opens on a copy, with the tools at hand. When it is closed, it asks whether the edits go back to the
    script. The given image, array, document or file is never changed.

    Parameters
    ----------
    image : itk image, numpy.ndarray, ImageDocument, str or path-like
        As `view` takes it.
    name : str
        What it is called in the window.

    Returns
    -------
    itk image, numpy.ndarray or None
        Of an array an array, in NumPy order ``[.., slice, row, col]``; else an itk image with its start index, spacing,
        origin and direction. Its memory is its own. None where nothing was edited, or the edits were given up.

    Raises
    ------
    UsageError
        If it is no image, itk has no type for the edited pixels, or no window can be opened: not in the main thread,
        or without a display.
    KeyboardInterrupt
        If Ctrl+C closed the window.
    """
    if threading.current_thread() is not threading.main_thread():  # before Qt takes this thread for the main one
        raise UsageError("A window can only be opened in the main thread.", advice="Call edit() there.")
    from itk_inspector.app import given_images, scripting  # Qt only where a window is wanted

    (given,) = given_images.shown([image], None, None, name or None)
    edited = scripting.edit(given)
    if edited is None:
        return None
    import numpy as np

    return edited.pixels if isinstance(image, np.ndarray) else edited.image
