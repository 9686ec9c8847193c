"""What a script changed under a window, shown as it is now."""

from __future__ import annotations

from itk_inspector.control.app import App
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.errors import UsageError
from itk_inspector.core.image.document import ImageDocument


def refresh(app: App) -> None:
    """Show all images as their owners have them now: viewed ones, those allocated anew, and new copies of copied ones.

    Plane, position, points and look stay as far as they suit; an edited copy stays as it is.

    Raises
    ------
    UsageError
        If one has no pixels any more, or another size than its edited copy; the others are shown nevertheless.
    """
    failed: list[UsageError] = []
    shown = app.images.current
    stood = None if shown is None or shown.probe is None else shown.probe.itk_index
    with app.images.changing():
        app.watch.follow_memory()
        for image in app.images.all:
            try:
                _take_again(app, image)
            except UsageError as e:
                failed.append(e)
            image.touch(None)
            image.probed_at = None
    now = app.images.current
    if stood is not None and now is not None and now is not shown and now.info.geometry.contains(stood):
        app.probe.show_index(stood)
    if failed:
        raise failed[0]


def _take_again(app: App, image: OpenImage) -> None:
    """Make the document anew where its owner may have other pixels by now than those that are shown."""
    before = image.document
    if not before.is_held_elsewhere or before.is_withdrawn:
        return
    now = before.renewed()
    if _place(now) == _place(before):
        now.close()
    elif _kind(now) == _kind(before):
        app.watch.renew(image, now)
    elif image.has_edits:
        now.close()
        raise UsageError(f"{before.info.name} has another size or type now; its edited copy stays as it is.")
    else:
        app.files.places.replace(image, OpenImage(now, image.title))


def _place(document: ImageDocument) -> tuple[object, ...]:
    """Return where the pixels lie, without a look at them."""
    return document.address, _kind(document), document.geometry


def _kind(document: ImageDocument) -> tuple[object, ...]:
    info = document.info
    return info.geometry.size, info.dtype, info.pixel_type, info.channels
