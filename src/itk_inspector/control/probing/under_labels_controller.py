"""Statistics of an image under the labels that lie over it, and going to these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.probing.measured_pair import MeasuredPair, is_in_parts, pair_text
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.control.viewing.counted_box import AllLabels, cost_text, why_never
from itk_inspector.control.viewing.whole_counts import CountedLabels, WholeCounts
from itk_inspector.core.data_class import dataclass
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

    def show_offers(self, texts: Sequence[str], current: int) -> None:
        """Show which pairs can be measured, and which one is."""

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
        self._pairs = MeasuredPair(images)
        self._is_offered = False
        self._known: tuple[object, ...] = ()
        self._measured: OpenImage | None = None
        self._names: LabelTable | None = None
        self._found: UnderLabels | None = None

    def show(self) -> None:
        """Follow what is on screen; what was worked out of other pixels is given up."""
        offers = self._pairs.offers
        pair = self._pairs.among(offers)
        if pair is None and not self._is_offered:
            return
        if (pair is not None) != self._is_offered:
            self._is_offered = pair is not None
            self._page.offer(is_offered=self._is_offered)
        if pair is not None:
            self._page.show_offers(tuple(map(pair_text, offers)), offers.index(pair))
        if self._known and (pair is None or self._known != self._key(*pair)):
            gone = pair is None or self._known[:2] != pair
            self._end(is_gone=gone)
        if pair is not None and self._page.is_seen:
            self.fill()

    def fill(self) -> None:
        """Work out what is not known yet, or offer it where that takes long."""
        pair = self._pairs.current
        if pair is None or not self._page.is_seen or self._known == self._key(*pair):
            return
        if is_in_parts(pair):
            self._show_whole(*pair)
        elif sum(each.info.bytes for each in pair) > _AT_ONCE:
            self._known = self._key(*pair)
            self._page.show_unasked()
        else:
            self.work_out()

    def _show_whole(self, image: OpenImage, labels: OpenImage) -> None:
        """Show what is known of labels, where an image is read in parts."""
        self._known = self._key(image, labels)
        what = _all(image, labels)
        counted, fraction = self._whole.labels_of(labels, what), self._whole.fraction(labels, what)
        if never := why_never(labels, what):
            self._page.show_unasked(never, offers_work=False)
        elif fraction is not None:
            self._page.show_working(fraction)
        elif counted is None:
            self._page.show_unasked(_offer(image, labels))
        else:
            self._take_whole(image, labels, counted)

    def _take_whole(self, image: OpenImage, labels: OpenImage, counted: CountedLabels) -> None:
        from itk_inspector.core.measure.under_labels import MOST  # only for this

        found = counted.found
        if counted.is_stale:
            whose = "The image changed since its" if image is labels else "One of the images changed since the"
            self._page.show_unasked(f"⚠ {whose} labels were measured.")
        elif len(found.rows) > MOST:
            text = f"{labels.label} has {len(found.rows):,} labels: “itk-inspector labels” writes them all."
            self._page.show_unasked(text, offers_work=False)
        else:
            self._take(image, labels, found)

    def choose(self, number: int) -> None:
        """Measure another of the pairs that are offered."""
        with self._images.changing():
            self._pairs.choose(number)

    def work_out(self) -> None:
        """Work out the statistics, however long it takes."""
        pair = self._pairs.current
        if pair is not None and is_in_parts(pair):
            self._whole.ask(pair[1], _all(*pair))
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
        pair = self._pairs.current
        if pair is not None and is_in_parts(pair):
            self._whole.stop(pair[1], _all(*pair))
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
        if not is_in_parts((image, labels)):
            return key
        what = _all(image, labels)
        return (*key, self._whole.labels_of(labels, what), self._whole.is_asked(labels, what))


def _all(image: OpenImage, labels: OpenImage) -> AllLabels:
    """Return what is gone through where one of the two is read in parts."""
    return AllLabels.now(labels, None if image is labels else image)


def _offer(image: OpenImage, labels: OpenImage) -> str:
    """Say that it is done when asked for, and what it costs."""
    cost = cost_text(labels, _all(image, labels))
    if image is labels:
        return f"This image is read in parts. Its labels are measured in the background: {cost}."
    return f"{pair_text((image, labels))} is measured in the background, chunk by chunk: {cost}."


def _key(image: OpenImage, labels: OpenImage) -> tuple[object, ...]:
    owners = tuple(each.session if each.session is not None else each.document for each in (image, labels))
    further = labels.plane.position[image.info.geometry.dimension :]
    names = id(labels.info.labels), image.label, labels.label
    return image, labels, *owners, image.pixels_version, labels.pixels_version, further, *names
