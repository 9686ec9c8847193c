"""Images in a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, overload

from itk_inspector.api import main_thread
from itk_inspector.api.deprecation import warn_deprecated
from itk_inspector.api.prompt_loop import run_at_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, TypedDict, Unpack

    from itk_inspector.app.composition import Composition
    from itk_inspector.app.viewed_window import ScriptWindow

    class ViewOptions(TypedDict, total=False):
        """What `view` takes beside the images, whether it waits or not."""

        labels: Any
        names: Sequence[str] | None
        name: str | None
        at: Any
        spacing: Sequence[float] | None
        origin: Sequence[float] | None
        direction: Any
        colour: bool | None
        levels: Sequence[float] | None
        colormap: str | None
        link: bool | None


__all__ = ["view"]


@overload
def view(image: Any, *others: Any, block: Literal[True] = ..., **options: Unpack[ViewOptions]) -> None: ...
@overload
def view(image: Any, *others: Any, block: Literal[False], **options: Unpack[ViewOptions]) -> ScriptWindow: ...
@overload
def view(image: Any, *others: Any, block: bool, **options: Unpack[ViewOptions]) -> ScriptWindow | None: ...
def view(
    image: Any,
    *others: Any,
    labels: Any = None,
    names: Sequence[str] | None = None,
    name: str | None = None,
    block: bool = True,
    at: Any = None,
    spacing: Sequence[float] | None = None,
    origin: Sequence[float] | None = None,
    direction: Any = None,
    colour: bool | None = None,
    levels: Sequence[float] | None = None,
    colormap: str | None = None,
    link: bool | None = None,
) -> ScriptWindow | None:
    """Show images in a window, those of one place as layers of one tab, others in tabs of their own.

    The first is in front. Images are of one place when each fills at least half of the box that the other one fills
    in space. They are shown at the same physical points, and *View › Compare* compares them.

    Parameters
    ----------
    image, *others : itk image, numpy.ndarray, ImageDocument, str or path-like, or what another library holds
        Arrays are in NumPy order ``[.., slice, row, col]`` and are viewed, not copied; of more than
        four axes the first block is shown. A filter of itk is updated. Images of SimpleITK, VTK and nibabel, xarray's
        with the dims of ``itk.xarray_from_image``, and MONAI's channel-first tensors lie where they say; Pillow's, and
        arrays with ``__dlpack__`` or ``__array__``, have no place. A note beside the image says what was copied.
        Of dask, zarr, h5py and tensorstore, what is larger than half of the free memory is read in parts.
        The mask of a masked array lies over it. In the place of a second image a bool is taken for ``block``.
    labels : itk image, numpy.ndarray, ImageDocument, str or path-like, or a list of these, optional
        Shown over a single image: pixels that are one whole number each as labels in colours, all else as an image.
        Each lies where its own geometry says; an array, which has none, where the image does, whose shape it has.
    names : sequence of str, optional
        What each image is called in its tab, among the layers and in the window's title; an empty one leaves it as it
        would be. Images of the same name are numbered.
    name : str, optional
        The same for a single image.
    block : bool
        Wait until this window is closed, also inside a running event loop and in another thread. With False the window
        is returned and the event loop is left to the caller; at a prompt, also of IPython and Jupyter, it runs.
    at : ItkIndex, ArrayIndex, PhysicalPoint, sequence of int or str, optional
        Go there in the first image; whole numbers are in ITK's order, text is as in *Go to*.
    spacing, origin : sequence of float, optional
        Of arrays, x first; in millimetres where that matters.
    direction : array-like, optional
        Of arrays: square matrix, column ``j`` is where index axis ``j`` points.
    colour : bool, optional
        Of arrays: whether the last axis, of 3 or 4, is that of components: of uint8 red, green, blue and opacity. By
        default it is where ``spacing``, ``origin`` or ``direction`` name one axis less than the array has.
    levels : sequence of float, optional
        The stored values that are drawn in the first and the last colour, in all images; chosen for each by default.
    colormap : str, optional
        Of all images, by its name in the menu of colour maps: ``"grey"``, ``"labels"``, ``"viridis"`` …
    link : bool, optional
        Whether the next tab shows the same plane and slice, at the same place and scale: in this window, whatever
        *Window › Link tabs* says of others.

    Returns
    -------
    QMainWindow or None
        The window (object name ``mainWindow``) when ``block`` is False. Its ``layers`` are the images of the tab on
        screen from the bottom to the top: ``name``, ``visible``, ``opacity``, ``style`` (``"image"``, ``"fill"``,
        ``"outline"``) can be read and set; there are also ``document``, ``choose()`` and ``remove()``. What else a
        script asks of it: `itk_inspector.app.viewed_window.ViewedWindow`. In another thread than the application's a
        stand-in, which reads and calls each of these names there.

    Raises
    ------
    UsageError
        If one is no image, if labels do not fit it, if there are not as many names as images, if a place is given to
        an image that has one, if there are no such levels or colours, or if no window can be opened: in a
        thread where the application's event loop does not run, without a display, or in a fork of a process that has
        shown one.
    ProbeError
        If ``at`` is no position, or outside the image.
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
    application = main_thread.application_elsewhere()
    images = [image, *others]
    if len(images) == 2 and isinstance(images[1], bool):
        block = images.pop()  # it was the second argument once
        warn_deprecated("view(image, True)", "view(image, block=True)", since="0.1", until="0.2")

    def opened() -> Composition:
        from itk_inspector.app import given_images, scripting  # Qt only where a window is wanted
        from itk_inspector.core.display.given_look import GivenLook
        from itk_inspector.core.geometry.given_geometry import giver_of
        from itk_inspector.core.probing.given_position import position_text

        look = GivenLook.of(levels, colormap)
        shown = given_images.shown(images, labels, names, name, giver_of(spacing, origin, direction, colour))
        return scripting.open_window(shown, at="" if at is None else position_text(at), look=look, link=link)

    if application is not None:
        return cast("ScriptWindow | None", main_thread.view(application, opened, block=block))
    composition = opened()
    from itk_inspector.app.waiting import delete_when_closed, wait_and_delete  # they are loaded where a window is

    if block:
        wait_and_delete(composition)
        return None
    delete_when_closed(composition)
    run_at_prompt()
    return cast("ScriptWindow", composition.window)
