"""Statistics of an image under the labels that lie over it, and going to these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.control.viewing.counted_box import AllLabels, cost_text, why_never
from itk_inspector.control.viewing.whole_counts import CountedLabels, WholeCounts
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.laid_over import can_be_labels, can_be_measured
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.indexing import ContinuousIndex
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.labels.label_table import LabelTable

if TYPE_CHECKING:  # it is loaded when there is something to measure
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.measure.under_label import UnderLabels

_AT_ONCE = 2**28
"""Bytes of both images up to which nobody needs to ask."""


@dataclass(frozen=True, slots=True)
class UnderPair:
    """What is measured under what.

    Parameters
    ----------
    image, labels : str
        What the two are called.
    unit : str
        Of lengths in the measured image.
    names : LabelTable or None
        Of the label image.
    info : ImageInfo
        Of the measured image.
    """

    image: str
    labels: str
    unit: str
    names: LabelTable | None
    info: ImageInfo


class UnderLabelsView(Protocol):
    """The page of statistics under labels."""

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: nothing is worked out otherwise."""

    def offer(self, *, is_offered: bool) -> None:
        """Offer the page, or take it away."""

    def show_statistics(self, found: UnderLabels, pair: UnderPair) -> None:
        """Show what was worked out."""

    def show_working(self, fraction: Callable[[], float]) -> None:
        """Show that statistics are being worked out, and how far that has come."""

    def show_unasked(self, text: str = "", *, offers_work: bool = True) -> None:
        """Offer to work out the statistics, of a large image or after they were cancelled, or say why not."""


class UnderLabelsController:
    """Works out statistics beside the window while the page is seen.

    Parameters
    ----------
    images : OpenImages
    navigation : Navigation
    page : UnderLabelsView
    background : Background
    status : Status
    write : callable
        Writes a file: ``(path, data)``.
    whole : WholeCounts
        Goes through the labels of an image that is read in parts.
    """

    def __init__(
        self,
        images: OpenImages,
        navigation: Navigation,
        page: UnderLabelsView,
        background: Background,
        status: Status,
        write: Callable[[Path, bytes], None],
        whole: WholeCounts,
    ) -> None:
        self._images = images
        self._navigation = navigation
        self._page = page
        self._background = background
        self._status = status
        self._write, self._whole = write, whole
        self._is_offered = False
        self._known: tuple[object, ...] = ()
        self._measured: OpenImage | None = None
        self._names: LabelTable | None = None
        self._found: UnderLabels | None = None

    def show(self) -> None:
        """Follow what is on screen; what was worked out of other pixels is given up."""
        pair = self._pair()
        if pair is None and not self._is_offered:
            return
        if (pair is not None) != self._is_offered:
            self._is_offered = pair is not None
            self._page.offer(is_offered=self._is_offered)
        if self._known and (pair is None or self._known != self._key(*pair)):
            gone = pair is None or self._known[:2] != pair
            self._end(is_gone=gone)
        if pair is not None and self._page.is_seen:
            self.fill()

    def fill(self) -> None:
        """Work out what is not known yet, or offer it where that takes long."""
        pair = self._pair()
        if pair is None or not self._page.is_seen or self._known == self._key(*pair):
            return
        if pair[0].document.is_tiled:
            self._show_whole(pair[0])
        elif sum(each.info.bytes for each in pair) > _AT_ONCE:
            self._known = self._key(*pair)
            self._page.show_unasked()
        else:
            self.work_out()

    def _show_whole(self, image: OpenImage) -> None:
        """Show what is known of the labels of an image that is read in parts."""
        self._known = self._key(image, image)
        counted, fraction = self._whole.labels_of(image), self._whole.fraction(image, AllLabels.LABELS)
        never = why_never(image)
        if never:
            self._page.show_unasked(never, offers_work=False)
        elif fraction is not None:
            self._page.show_working(fraction)
        elif counted is None:
            text = f"This image is read in parts. Its labels are measured in the background: {cost_text(image)}."
            self._page.show_unasked(text)
        else:
            self._take_whole(image, counted)

    def _take_whole(self, image: OpenImage, counted: CountedLabels) -> None:
        from itk_inspector.core.measure.under_labels import MOST  # only for this

        found = counted.found
        if counted.is_stale:
            self._page.show_unasked("⚠ The image changed since its labels were measured.")
        elif len(found.rows) > MOST:
            text = f"{image.label} has {len(found.rows):,} labels: “itk-inspector labels” writes them all."
            self._page.show_unasked(text, offers_work=False)
        else:
            self._take(image, image, found)

    def work_out(self) -> None:
        """Work out the statistics, however long it takes."""
        pair = self._pair()
        if pair is not None and pair[0].document.is_tiled:
            if not why_never(pair[0]):
                self._whole.ask(pair[0], AllLabels.LABELS)
            return
        if pair is None or not all(each.access.is_whole for each in pair):
            return
        self._end(is_gone=False)
        self._known = self._key(*pair)
        image, labels = pair
        info, access = image.info, image.access
        other, there, position, done = labels.info, labels.access, labels.plane.position, [0.0]

        def work(holds: Holds) -> UnderLabels | None:
            from itk_inspector.core.measure.layer_pixels import LayerPixels  # only for this
            from itk_inspector.core.measure.under_labels import under_labels

            try:
                pixels = LayerPixels(other.name, other, there.all(), info.geometry, position)
                return under_labels(info, access.all(), pixels, go_on=holds, told=partial(done.__setitem__, 0))
            except PixelsGoneError:
                return None

        self._page.show_working(lambda: done[0])
        self._background.ask(work, lambda: access.is_whole and there.is_whole, partial(self._take, image, labels))

    def cancel(self) -> None:
        """Give up what is being worked out, until it is asked for again."""
        pair = self._pair()
        if pair is not None and pair[0].document.is_tiled:
            self._whole.stop(pair[0], AllLabels.LABELS)
        elif self._known and self._found is None:
            self._background.give_up()
            self._page.show_unasked()

    def _take(self, image: OpenImage, labels: OpenImage, found: UnderLabels) -> None:
        self._found, self._measured, self._names = found, image, labels.info.labels
        pair = UnderPair(image.label, labels.label, image.info.space.unit, self._names, image.info)
        self._page.show_statistics(found, pair)

    def _end(self, *, is_gone: bool) -> None:
        """Want nothing any more; of pixels that are gone none is held."""
        (self._background.stop if is_gone else self._background.give_up)()
        self._known, self._found, self._measured, self._names = (), None, None, None

    # what is asked for ----------------------------------------------------------

    def go_to(self, row: int) -> None:
        """Go to the first pixel of a label, in the chosen image."""
        found, measured, current = self._found, self._measured, self._images.current
        if found is None or measured is None or current is None or not 0 <= row < len(found.rows):
            return
        index = found.rows[row].first
        there = (
            index
            if current is measured
            else index_in(
                measured.info.geometry,
                current.info.geometry,
                ContinuousIndex(index.components),
                current.plane.position,
            )
        )
        if there is not None:
            self._navigation.arrive(current, there)

    def text(self, form: str) -> str:
        """Write what was worked out: as ``table`` with tabs, or ``csv``; nothing where there is nothing."""
        if self._found is None or self._measured is None:
            return ""
        from itk_inspector.core.measure.under_labels_table import under_labels_text  # only for this

        return under_labels_text(self._found, self._measured.info, self._names, "," if form == "csv" else "\t")

    def save(self, path: Path, data: bytes) -> None:
        """Write what was worked out, as it was when that was asked for.

        Raises
        ------
        ExportError
            If it was not written.
        """
        self._write(path, data)
        self._status.show_message(f"Saved {path.name}.")

    def _key(self, image: OpenImage, labels: OpenImage) -> tuple[object, ...]:
        key = _key(image, labels)
        if not image.document.is_tiled:
            return key
        counted = self._whole.labels_of(image)
        return (*key, counted, self._whole.is_asked(image, AllLabels.LABELS))

    def _pair(self) -> tuple[OpenImage, OpenImage] | None:
        """Return what is measured, and the labels: the chosen image with those that are drawn over it, or the reverse.

        Where none is drawn as labels, the only further image of whole numbers counts as that. An image that is read in
        parts and is drawn as labels stands for both: it is told where these lie.
        """
        chosen, layers = self._images.current, self._images.layers[::-1]
        drawn = [layer.image for layer in layers if layer.look.style is not LayerStyle.IMAGE]
        if chosen is None:
            return None
        if chosen.document.is_tiled:
            is_drawn = chosen.settings.colour_map == LABELS and can_be_measured(chosen.info, chosen.info)
            return (chosen, chosen) if is_drawn else None
        if chosen in drawn:
            below = (layer.image for layer in layers if layer.image not in drawn)
            return next(((one, chosen) for one in below if can_be_measured(one.info, chosen.info)), None)
        if not drawn:
            drawn = [layer.image for layer in layers if layer.image is not chosen and can_be_labels(layer.image.info)]
            drawn = drawn if len(drawn) == 1 else []
        return next(((chosen, one) for one in drawn if can_be_measured(chosen.info, one.info)), None)


def _key(image: OpenImage, labels: OpenImage) -> tuple[object, ...]:
    owners = tuple(each.session if each.session is not None else each.document for each in (image, labels))
    further = labels.plane.position[image.info.geometry.dimension :]
    names = id(labels.info.labels), image.label, labels.label
    return image, labels, *owners, image.pixels_version, labels.pixels_version, further, *names
