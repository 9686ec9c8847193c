"""What stands out among the values of the image on screen, and going there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.control.viewing.counted_box import cost_text, why_never
from itk_inspector.control.viewing.whole_counts import WholeCounts
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.image.pixel_store import PixelStore
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.probing.value_counts import FEW, MANY, ValueRow, count_values

_AT_ONCE = 2**28
"""Bytes of an image up to which nobody needs to ask for the counts."""


class ValuesView(Protocol):
    """The panel of values."""

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: nothing is counted otherwise."""

    def show_values(
        self, rows: Sequence[ValueRow], population: int, *, is_coloured: bool, table: LabelTable | None = None
    ) -> None:
        """Show counts of so many pixels; labels by name, and in the colours that they are drawn in, if they are."""

    def show_whole(self, population: int, *, is_stale: bool) -> None:
        """Say of the counts of so many pixels that few lead anywhere, and whether the image changed since."""

    def show_counting(self, fraction: Callable[[], float], *, can_cancel: bool = False) -> None:
        """Show that values are being counted, and how far that has come."""

    def show_uncounted(self, why_never: str = "", cost: str = "") -> None:
        """Offer to count the values of a large image, which costs that much, or say why they cannot be counted."""

    def show_nothing(self) -> None:
        """Say how to begin."""


class ValuesController:
    """Counts beside the window while the panel is seen, and goes to the pixels that were counted.

    Parameters
    ----------
    images : OpenImages
    navigation : Navigation
    panel : ValuesView
    background : Background
    whole : WholeCounts
        Counts images that are read in parts.
    """

    def __init__(
        self,
        images: OpenImages,
        navigation: Navigation,
        panel: ValuesView,
        background: Background,
        whole: WholeCounts,
    ) -> None:
        self._images, self._whole = images, whole
        self._navigation = navigation
        self._panel = panel
        self._background = background
        self._known: tuple[object, ...] = ()
        self._rows: Sequence[ValueRow] = ()
        self._counted: PixelStore | None = None

    def show(self) -> None:
        """Follow what is on screen; what was counted of other pixels is given up."""
        image = self._images.current
        now = () if image is None else self._key(image)
        if now != self._known and self._known:
            self._end(is_gone=image is None or image is not self._known[0])
            self._known = ()
            if image is None:
                self._panel.show_nothing()
        if image is not None and self._panel.is_seen:
            self.fill()

    def fill(self) -> None:
        """Count what is not counted yet, or offer it where that takes long."""
        image = self._images.current
        if image is None or not self._panel.is_seen or self._known == self._key(image):
            return
        if image.document.is_tiled:
            self._known = self._key(image)
            self._show_whole(image)
        elif image.info.bytes > _AT_ONCE:
            self._known = self._key(image)
            self._panel.show_uncounted()
        else:
            self.count()

    def _show_whole(self, image: OpenImage) -> None:
        """Show what is known of an image that is read in parts."""
        counted, fraction = self._whole.of(image), self._whole.fraction(image)
        if fraction is not None:
            self._panel.show_counting(fraction, can_cancel=True)
        elif counted is None or counted.report.outstanding is None:
            self._panel.show_uncounted(why_never(image), cost_text(image))
        else:
            dtype, most = image.access.dtype, MANY if image.settings.colour_map == LABELS else FEW
            self._take(image, counted.report.rows(dtype, most))
            self._panel.show_whole(math.prod(image.info.geometry.size), is_stale=counted.is_stale)

    def count(self) -> None:
        """Count all values, however many there are."""
        image = self._images.current
        if image is not None and image.document.is_tiled:
            self._whole.ask(image)
        if image is None or not image.access.is_whole:
            return
        self._end(is_gone=False)
        self._known = self._key(image)
        access, done = image.access, [0.0]
        is_coloured = image.settings.colour_map == LABELS
        info, most = image.info, MANY if is_coloured else FEW

        def work(holds: Holds) -> tuple[ValueRow, ...] | None:
            return count_values(
                access.all(),
                has_components=info.channels > 1,
                has_layers=info.has_layers,
                most=most,
                go_on=holds,
                told=partial(done.__setitem__, 0),
            )

        self._counted = image.document.store
        self._counted.expect(in_order=True)
        self._panel.show_counting(lambda: done[0], can_cancel=info.bytes > _AT_ONCE)
        self._background.ask(work, lambda: access.is_whole, partial(self._take, image))

    def cancel(self) -> None:
        """Count the values of a large image no longer."""
        image = self._images.current
        if image is None or not self._known:
            return
        if image.document.is_tiled:
            self._whole.stop(image)
        elif self._counted is not None:
            self._end(is_gone=False)
            self._panel.show_uncounted()

    def go_to(self, row: int, *, backwards: bool = False) -> None:
        """Go to the next pixel of a row, or to the one before, from the probed one on; or to the one that is known."""
        image = self._images.current
        if image is None or not 0 <= row < len(self._rows) or self._known != self._key(image):
            return
        chosen = self._rows[row]
        if chosen.at is not None:
            self._navigation.arrive(image, chosen.at)
        elif not image.document.is_tiled:
            self._navigation.look_for(image, chosen.search, backwards=backwards)

    def _take(self, image: OpenImage, rows: tuple[ValueRow, ...]) -> None:
        self._read_no_more()
        self._rows = rows
        population = math.prod(image.info.geometry.size)
        is_coloured = image.settings.colour_map == LABELS
        self._panel.show_values(rows, population, is_coloured=is_coloured, table=image.info.labels)

    def _end(self, *, is_gone: bool) -> None:
        """Want no counts any more; of pixels that are gone none is held."""
        (self._background.stop if is_gone else self._background.give_up)()
        self._read_no_more()
        self._rows = ()

    def _read_no_more(self) -> None:
        if self._counted is not None:
            self._counted.expect(in_order=False)
            self._counted = None

    def _key(self, image: OpenImage) -> tuple[object, ...]:
        owner = image.session if image.session is not None else image.document
        key = image, owner, image.pixels_version, image.settings.colour_map == LABELS, id(image.info.labels)
        return (*key, self._whole.of(image), self._whole.is_asked(image)) if image.document.is_tiled else key
