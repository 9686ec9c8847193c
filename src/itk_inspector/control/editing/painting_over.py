"""Which pixels the tools may change, chosen for each image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from itk_inspector.control.editing.over import LabelRow, Over
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.chunked.tiled_access import TiledAccess
from itk_inspector.core.display.label_colours import LabelColours
from itk_inspector.core.editing.paint_over import ALL_VALUES, BACKGROUND, BACKGROUND_ONLY, PaintOver, held_by
from itk_inspector.core.editing.session import EditSession

_MOST_LISTED = 1024
"""Labels to choose from."""


class PaintOverView(Protocol):
    """Where it is chosen which pixels the tools may change."""

    def show_paint_over(self, over: Over, rows: Sequence[LabelRow]) -> None:
        """Show what is chosen; there are rows where labels are chosen one by one."""
        ...


class PaintingOver:
    """Chooses which pixels of the copy on screen the tools may change.

    Parameters
    ----------
    images : OpenImages
    view : PaintOverView
    """

    def __init__(self, images: OpenImages, view: PaintOverView) -> None:
        self._images = images
        self._view = view
        self._shown: tuple[object, ...] = ()

    def use(self, over: Over) -> None:
        """Choose what is painted over; of chosen labels at first none but the background, if that was chosen."""
        image = self._images.current
        if image is None:
            return
        with self._images.changing():
            self._shown = ()  # the labels on screen may be others
            match over:
                case Over.ALL:
                    image.paint_over = ALL_VALUES
                case Over.BACKGROUND:
                    image.paint_over = BACKGROUND_ONLY
                case Over.CHOSEN:
                    image.paint_over = PaintOver(image.paint_over.values or frozenset())

    def choose(self, value: int, is_chosen: bool) -> None:
        """Have a label painted over, or protected."""
        image = self._images.current
        if image is None or image.paint_over.values is None:
            return
        values = image.paint_over.values
        with self._images.changing():
            image.paint_over = PaintOver(values | {value} if is_chosen else values - {value})

    def show(self) -> None:
        """Show what is painted over, where that is something else than was shown."""
        image = self._images.current
        if image is None or image.session is None:
            self._shown = ()
            return
        shown = image, image.session, image.paint_over, image.info.labels, image.session.access.dtype
        if shown != self._shown:
            self._shown = shown
            over = _kind(image.paint_over)
            self._view.show_paint_over(over, _rows(image, image.session) if over is Over.CHOSEN else ())


def _kind(rule: PaintOver) -> Over:
    """Return what was chosen; the background may also be the only one of labels that are chosen one by one."""
    if rule is BACKGROUND_ONLY:
        return Over.BACKGROUND
    return Over.ALL if rule.values is None else Over.CHOSEN


def _on_screen(image: OpenImage, session: EditSession) -> set[int]:
    """Return the whole numbers of the slice; of an image that is read in parts, those of its coarsest level."""
    access = session.access
    if isinstance(access, TiledAccess):
        held = access.held(image.plane)
        return set() if held is None else {int(v) for v in np.unique(held.rows)}
    return {int(v) for v in np.unique(access.slice(image.plane))} if access.is_whole else set()


def _rows(image: OpenImage, session: EditSession) -> tuple[LabelRow, ...]:
    """Return the labels of the table, those on screen, the background and what is chosen, by their values."""
    table, chosen = image.info.labels, image.paint_over.values or frozenset()
    named = {label.value: label.name for label in table.labels} if table is not None else {}
    values = {*named, *chosen, BACKGROUND}
    if session.access.dtype.kind in "iub":
        values |= _on_screen(image, session)
    held = (
        {int(v) for v in held_by(values, session.access.dtype).tolist()}
        if session.access.dtype.kind in "iub"
        else values
    )
    listed = np.array(sorted(held)[:_MOST_LISTED])
    colours = LabelColours(table).of(listed.astype(session.access.dtype))
    return tuple(
        LabelRow(value, named.get(value, ""), int(colour) & 0xFFFFFF, value in chosen)
        for value, colour in zip(listed.tolist(), colours.tolist(), strict=True)
    )
