"""How the image on screen is drawn: what the levels panel and the menus ask for, and what the panel is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import numpy.typing as npt

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.viewing.background import Background
from itk_inspector.control.viewing.counted_box import cost_text, why_never
from itk_inspector.control.viewing.counted_numbers import CountedNumbers, box_of, offers_of, rows_of, sampled_rows
from itk_inspector.control.viewing.whole_counts import WholeCounts
from itk_inspector.core.display.changed_settings import with_found_levels, with_levels, with_scale
from itk_inspector.core.display.colour_map_names import GREY, LABELS
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.defaults import auto_levels, quick_sample, with_component
from itk_inspector.core.display.display_settings import ComponentChoice, DisplaySettings, Scope
from itk_inspector.core.display.histogram import Histogram, exact_histogram, histogram
from itk_inspector.core.display.named_windows import NamedWindow
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels, dragged, level_text, non_empty_levels
from itk_inspector.core.image.pixel_store import PixelStore


class LevelsView(Protocol):
    """The panel of levels."""

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: what costs time is made only then."""

    def show_choices(
        self, choices: tuple[tuple[ComponentChoice, str], ...], *, has_slices: bool, windows: tuple[NamedWindow, ...]
    ) -> None:
        """Offer what suits an image."""

    def show_settings(self, settings: DisplaySettings) -> None:
        """Show how the image is drawn."""

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show how often which value occurs; None while that is not known."""

    def show_counting(self, fraction: Callable[[], float] | None) -> None:
        """Show that all values are being counted, and how far that has come; None when they are not."""

    def show_uncounted(self, text: str, *, offers_count: bool) -> None:
        """Say why there is no histogram, and offer to count all values where that can be done."""

    def show_nothing(self) -> None:
        """Say how to begin."""


class LevelsController:
    """Levels, colours and component of the image on screen.

    The histogram is made while the panel is seen, or when the full range is
    asked for; never while neither is.

    Parameters
    ----------
    images : OpenImages
    panel : LevelsView
    background : Background
    changed : callable
        Called when the settings of the image on screen are others; shows it.
    tell : callable
        Shows one line about what has just happened.
    whole : WholeCounts
        Counts images that are read in parts.
    """

    def __init__(
        self,
        images: OpenImages,
        panel: LevelsView,
        background: Background,
        changed: Callable[[], None],
        tell: Callable[[str], None],
        whole: WholeCounts,
    ) -> None:
        self._images = images
        self._panel = panel
        self._background = background
        self._changed = changed
        self._tell, self._whole = tell, whole
        self._counted: CountedNumbers | None = None
        self._counting: PixelStore | None = None
        self._histogram: Histogram | None = None
        self._is_asked = self._wants_full_range = self._knows_image = False
        self._shown: DisplaySettings | None = None
        self._shown_whole: tuple[object, ...] | None = None

    # what is shown ----------------------------------------------------------

    def show(self) -> None:
        """Follow what is on screen now; nothing is done where that is the same."""
        image, before = self._images.current, self._counted
        if image is None:
            if before is not None:
                self._begin(None)
                self._panel.show_nothing()
            return
        if before is None or before.image is not image or before.offers != offers_of(image):
            self._begin(image)
        elif not before.is_same(now := CountedNumbers.of(image)):
            self._count_anew(now, is_other=now.component != before.component)
        self.fill()

    def fill(self) -> None:
        """Show on the panel what it does not show yet, if it can be seen."""
        image = self._images.current
        if image is None or not self._panel.is_seen:
            return
        if not self._knows_image and image.is_safe:
            self._knows_image = True
            self._shown = None
            self._show_choices(image)
        if image.settings != self._shown:
            self._shown = image.settings
            self._panel.show_settings(image.settings)
        if image.document.is_tiled:
            self._show_whole(image)
        elif self._histogram is None and not self._is_asked:
            self._request(image)

    def _show_whole(self, image: OpenImage) -> None:
        """Show what was counted of an image that is read in parts, or offer to count it."""
        box, settings = box_of(image), image.settings
        counted, fraction = self._whole.of(image, box), self._whole.fraction(image, box)
        never = why_never(image)
        state = image, box, settings.component, counted, fraction is not None, never
        if state == self._shown_whole:
            return
        self._shown_whole = state
        self._histogram = None if counted is None else counted.report.drawn(settings.component)
        self._panel.show_histogram(self._histogram)
        self._panel.show_counting(fraction)
        if counted is not None and self._histogram is None:
            never = "Values that are computed of a pixel are not counted; choose a component."
        if self._histogram is None or (counted is not None and counted.is_stale):
            offer = (
                "⚠ Changed since it was counted." if counted is not None else f"Not counted: {cost_text(image, box)}."
            )
            self._panel.show_uncounted(never or offer, offers_count=not never)
        if self._histogram is not None and self._wants_full_range:
            self.full_range()

    def _begin(self, image: OpenImage | None) -> None:
        """Hold nothing of another image any more."""
        self._background.stop()
        self._end_counting()
        if self._shown_whole is not None:
            self._panel.show_counting(None)
        self._counted = None if image is None else CountedNumbers.of(image)
        self._histogram = self._shown = self._shown_whole = None
        self._is_asked = self._wants_full_range = self._knows_image = False
        self._panel.show_histogram(None)

    def _count_anew(self, now: CountedNumbers, *, is_other: bool) -> None:
        self._background.give_up()
        self._end_counting()
        self._counted = now
        self._histogram = None
        self._is_asked = self._wants_full_range = False
        if is_other:
            self._panel.show_histogram(None)

    def _show_choices(self, image: OpenImage) -> None:
        info = image.info
        has_slices = any(info.geometry.size[axis] > 1 for axis in image.plane.hidden_axes)
        self._panel.show_choices(choices(info), has_slices=has_slices, windows=image.appearance.windows)

    def _request(self, image: OpenImage) -> None:
        rows = rows_of(image)
        if rows is not None:
            self._is_asked = True
            access, work = image.access, partial(histogram, rows, image.settings.component)
            self._background.ask(work, lambda: access.is_whole, self._take)

    def _end_counting(self) -> None:
        """Count all values no longer, whether they were counted or not."""
        if self._counting is not None:
            self._counting.expect(in_order=False)
            self._counting = None
            self._panel.show_counting(None)

    def _take(self, made: Histogram) -> None:
        self._histogram = made
        self._end_counting()
        self._panel.show_histogram(made)
        if self._wants_full_range:
            self.full_range()

    # what is asked for ------------------------------------------------------

    def count_all(self) -> None:
        """Count every value of an image of which only a sample was counted, beside the window."""
        image, known = self._images.current, self._histogram
        if image is not None and image.document.is_tiled:
            self._whole.ask(image, box_of(image))
            return
        rows = None if image is None else rows_of(image)
        if image is None or rows is None or known is None or not known.is_sampled:
            return
        access, done = image.access, [0.0]
        work = partial(exact_histogram, rows, image.settings.component, told=partial(done.__setitem__, 0))
        self._end_counting()
        self._counting = image.document.store
        self._counting.expect(in_order=True)
        self._panel.show_counting(lambda: done[0])
        self._background.ask(work, lambda: access.is_whole, self._take)

    def stop_counting(self) -> None:
        """Be content with the sample."""
        image = self._images.current
        if image is not None and image.document.is_tiled:
            self._whole.stop(image, box_of(image))
        elif self._histogram is not None:
            self._background.give_up()
            self._end_counting()

    def set_levels(self, levels: Levels) -> None:
        """Draw between other levels."""
        image = self._images.current
        if image is not None:
            self._set(image, with_levels(image.settings, levels))

    def use_window(self, number: int) -> None:
        """Draw by one of the windows that have a name, counted from 0."""
        image = self._images.current
        if image is not None and 0 <= number < len(image.appearance.windows):
            self._set(image, image.appearance.windows[number].applied(image.settings))
            self._tell(f"Window {image.appearance.windows[number].label}.")

    def drag(self, right: float, down: float) -> None:
        """Change window and level by a drag of so many screen pixels."""
        image = self._images.current
        if image is not None:
            self.set_levels(dragged(image.settings.levels, right, down))

    def auto(self) -> None:
        """Choose levels by percentiles of the slice or the volume, or of what has been read of it."""
        image = self._images.current
        taken = None if image is None else self._sampled(image)
        if image is not None and taken is not None:
            settings, (rows, source) = image.settings, taken
            values = quick_sample(rows, settings.component).values
            levels = auto_levels(image.info, settings.component, values, settings.percentiles)
            self._take_levels(image, levels, source, is_automatic=True)

    def _sampled(self, image: OpenImage) -> tuple[npt.NDArray[Any], str] | None:
        """Return pixels from which levels are chosen, and what they are of; where there are none, say why."""
        rows, text = sampled_rows(image)
        if rows is None:
            self._tell(text)
            return None
        return rows, text

    def full_range(self) -> None:
        """Choose the smallest and the largest value of the slice or the volume, as soon as these are known."""
        image, known = self._images.current, self._histogram
        self._wants_full_range = known is None and image is not None
        if image is None:
            return
        if known is None:
            if image.document.is_tiled:
                self._tell(why_never(image) or "Count all values first: this image is read in parts.")
            elif not self._is_asked:
                self._request(image)
            return
        levels = Levels(0.0, 1.0)
        if known.minimum is not None and known.maximum is not None:
            levels = non_empty_levels(float(known.minimum), float(known.maximum))
        self._take_levels(image, levels, is_automatic=False)

    def _take_levels(self, image: OpenImage, levels: Levels, source: str = "", *, is_automatic: bool) -> None:
        self._set(image, with_found_levels(image.settings, levels, is_automatic=is_automatic))
        taken = image.settings.levels
        by = f", {source}" if source else ""
        self._tell(f"Black at {level_text(taken.low)}, white at {level_text(taken.high)}{by}.")

    def set_scale(self, scale: Scale, gamma: float) -> None:
        """Spread the colours otherwise between the levels."""
        image = self._images.current
        if image is not None:
            self._set(image, with_scale(image.settings, scale, gamma))

    def invert(self) -> None:
        """Turn the colours round."""
        image = self._images.current
        if image is not None:
            self.set_inverted(not image.settings.is_inverted)

    def set_inverted(self, is_inverted: bool) -> None:
        """Draw with the last colour first, or not."""
        self._change(is_inverted=is_inverted)

    def set_colour_map(self, name: str) -> None:
        """Draw in other colours."""
        self._change(colour_map=name)

    def toggle_labels(self) -> None:
        """Give each whole number a colour of its own, or draw in grey again."""
        image = self._images.current
        if image is not None:
            self.set_colour_map(GREY if image.settings.colour_map == LABELS else LABELS)

    def set_percentiles(self, low: float, high: float) -> None:
        """Take the automatic levels from other percentiles, and choose them so at once."""
        self._change(percentiles=(low, high))
        self.auto()

    def set_scope(self, scope: Scope) -> None:
        """Take histogram and automatic levels from the slice or the volume."""
        self._change(scope=scope)

    def set_component(self, component: ComponentChoice) -> None:
        """Draw another number of each pixel."""
        image = self._images.current
        if image is None:
            return
        taken = self._sampled(image)
        if taken is None:
            self._shown = None  # the panel shows again what is drawn
            self.fill()
            return
        values = quick_sample(taken[0], component).values
        self._set(image, with_component(image.settings, image.info, component, values))

    def _change(self, **changes: Any) -> None:
        image = self._images.current
        if image is not None:
            self._set(image, replace(image.settings, **changes))

    def _set(self, image: OpenImage, settings: DisplaySettings) -> None:
        self._shown = None  # what was typed in other words than ours is shown in ours
        if settings != image.settings:
            image.settings = settings
            self._changed()
        self.show()
