"""Images that are edited by hand in the middle of a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itk_inspector.api import main_thread

if TYPE_CHECKING:  # no Qt where no window is wanted
    from itk_inspector.app.composition import Composition
    from itk_inspector.app.viewed_window import ViewedWindow

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
        If it is no image, itk has no type for the edited pixels, or no window can be opened, as of `view`.
    KeyboardInterrupt
        If Ctrl+C closed the window.
    """
    application = main_thread.application_elsewhere()

    def opened() -> Composition:
        from itk_inspector.app import given_images, scripting  # Qt only where a window is wanted

        (given,) = given_images.shown([image], None, None, name or None, in_parts=False)
        return scripting.open_edited(given)

    def answer(script: ViewedWindow) -> Any:
        edited = script.edited
        if edited is None:
            return None
        import numpy as np

        return edited.pixels if isinstance(image, np.ndarray) else edited.image

    if application is not None:
        return main_thread.edit(application, opened, answer)
    composition = opened()
    from itk_inspector.app.waiting import wait_and_delete  # it is loaded where a window is

    script = composition.window.script
    wait_and_delete(composition)
    return answer(script)
