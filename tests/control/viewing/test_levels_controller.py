"""Levels, colours and component, chosen without a toolkit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.control.viewing.background import Holds
from itk_inspector.control.viewing.counted_box import Box
from itk_inspector.control.viewing.levels_controller import LevelsController
from itk_inspector.control.viewing.whole_counts import Counted
from itk_inspector.core.display.defaults import CYCLIC, first_look, first_settings
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings, Scope
from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.display.named_windows import NamedWindow, windows_for
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.whole_image import ComponentReport, WholeReport
from itk_inspector.core.pixels.pixel_access import PixelAccess

TWO_SLICES = np.repeat(np.array([0, 100], np.int16), 400).reshape(2, 20, 20)


@dataclass(eq=False)
class Image:
    """An open image, as far as its levels go."""

    info: ImageInfo
    pixels: npt.NDArray[Any]
    plane: Plane
    settings: DisplaySettings
    pixels_version: int = 0
    is_safe: bool = True
    session: None = None
    is_tiled: bool = False

    @property
    def appearance(self) -> Image:
        return self

    @property
    def windows(self) -> tuple[NamedWindow, ...]:
        return windows_for(self.info, is_hounsfield=first_look(self.info, self.pixels).is_hounsfield)

    in_order: bool = False

    @property
    def document(self) -> Image:
        return self

    @property
    def store(self) -> Image:
        return self

    def expect(self, *, in_order: bool) -> None:
        self.in_order = in_order

    @property
    def access(self) -> PixelAccess:
        return PixelAccess(self.pixels, self.info.geometry, self, self.info.path)


def image(pixels: npt.NDArray[Any]) -> Image:
    info = ImageInfo(
        Path("a.nrrd"), "NrrdImageIO", "complex" if pixels.dtype.kind == "c" else "scalar", "x", 1, pixels.dtype.name,
        Geometry.identity(tuple(reversed(pixels.shape))),
    )  # fmt: skip
    return Image(info, pixels, Plane(0, 1, (0,) * pixels.ndim), first_settings(info, pixels))


class Panel:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.is_seen = True
        self.choices: list[tuple[str, ...]] = []
        self.flags: list[tuple[bool, bool]] = []
        self.settings: list[DisplaySettings] = []
        self.histograms: list[Histogram | None] = []
        self.is_empty = False
        self.counting: Callable[[], float] | None = None
        self.uncounted: list[tuple[str, bool]] = []

    def show_choices(
        self, choices: tuple[tuple[ComponentChoice, str], ...], *, has_slices: bool, windows: tuple[NamedWindow, ...]
    ) -> None:
        self.choices.append(tuple(name for _, name in choices))
        self.flags.append((has_slices, bool(windows)))

    def show_settings(self, settings: DisplaySettings) -> None:
        self.settings.append(settings)

    def show_histogram(self, histogram: Histogram | None) -> None:
        self.histograms.append(histogram)

    def show_counting(self, fraction: Callable[[], float] | None) -> None:
        self.counting = fraction

    def show_uncounted(self, text: str, *, offers_count: bool) -> None:
        self.uncounted.append((text, offers_count))

    def show_nothing(self) -> None:
        self.is_empty = True


class Later:
    """A background that works when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.stops = 0
        self._job: tuple[Callable[[Holds], Any], Holds, Callable[[Any], None]] | None = None

    def ask(self, work: Callable[[Holds], Any], is_safe: Holds, answered: Callable[[Any], None]) -> None:
        self.asked += 1
        self._job = work, is_safe, answered

    def give_up(self) -> None:
        self._job = None

    def stop(self) -> None:
        self.stops += 1
        self._job = None

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def work(self) -> None:
        if self._job is not None:
            (work, is_safe, answered), self._job = self._job, None
            answer = work(is_safe)
            if answer is not None:
                answered(answer)


class Whole:
    """Counts of images that are read in parts, as far as a test gives them."""

    def __init__(self) -> None:
        self.found: dict[Box, Counted] = {}
        self.asked: list[Box] = []

    def of(self, image: Image, box: Box) -> Counted | None:
        return self.found.get(box)

    def fraction(self, image: Image, box: Box) -> Callable[[], float] | None:
        return (lambda: 0.5) if box in self.asked else None

    def ask(self, image: Image, box: Box) -> None:
        self.asked.append(box)

    def stop(self, image: Image, box: Box) -> None:
        self.asked.remove(box)


class Desk:
    """A controller with its fakes."""

    def __init__(self) -> None:
        self.current: Image | None = None
        self.panel, self.background = Panel(), Later()
        self.changes = 0
        self.told: list[str] = []
        self.whole = Whole()
        self.levels = LevelsController(self, self.panel, self.background, self._changed, self.told.append, self.whole)

    def _changed(self) -> None:
        self.changes += 1

    def show(self, shown: Image | None) -> None:
        self.current = shown
        self.levels.show()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_panel_is_filled_and_counts_in_the_background(desk: Desk) -> None:
    shown = image(TWO_SLICES)

    desk.show(shown)
    assert (desk.panel.settings, desk.panel.histograms) == ([shown.settings], [None])
    desk.background.work()

    assert desk.panel.choices == [("value",)]
    assert desk.panel.flags == [(True, False)]
    counted = desk.panel.histograms[-1]
    assert counted is not None
    assert (counted.maximum, counted.population) == (0, 400)


def test_nothing_is_counted_or_offered_while_the_panel_is_not_seen(desk: Desk) -> None:
    desk.panel.is_seen = False
    desk.show(image(TWO_SLICES))
    assert (desk.background.asked, desk.panel.choices) == (0, [])

    desk.panel.is_seen = True
    desk.levels.fill()

    assert (desk.background.asked, len(desk.panel.choices)) == (1, 1)


def test_the_same_again_asks_for_nothing(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    desk.show(shown)
    desk.background.work()

    for _ in range(3):
        desk.show(shown)

    assert (desk.background.asked, len(desk.panel.settings), len(desk.panel.choices)) == (1, 1, 1)


def test_another_slice_is_counted_anew_where_it_counts(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    desk.show(shown)

    shown.plane = replace(shown.plane, position=(0, 0, 1))
    desk.levels.show()
    desk.background.work()
    assert desk.panel.histograms[-1] is not None
    assert desk.panel.histograms[-1].maximum == 100

    desk.levels.set_scope(Scope.VOLUME)
    desk.background.work()
    asked = desk.background.asked
    shown.plane = replace(shown.plane, position=(0, 0, 0))
    desk.levels.show()
    assert desk.background.asked == asked


def test_changed_pixels_are_counted_anew(desk: Desk) -> None:
    shown = image(TWO_SLICES.copy())
    desk.show(shown)
    desk.background.work()

    shown.pixels[0, 3, 3] = 7
    shown.pixels_version += 1
    desk.levels.show()
    desk.background.work()

    assert desk.panel.histograms[-1] is not None
    assert desk.panel.histograms[-1].maximum == 7


def test_another_image_waits_for_no_work_on_the_last_one(desk: Desk) -> None:
    desk.show(image(TWO_SLICES))
    desk.show(None)

    assert desk.panel.is_empty
    assert not desk.background.is_busy
    desk.show(image(TWO_SLICES))
    assert desk.background.stops == 3


def test_levels_are_set_and_shown(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    desk.show(shown)

    desk.levels.set_levels(Levels(1.0, 2.0))

    assert shown.settings.levels == Levels(1.0, 2.0)
    assert not shown.settings.is_automatic
    assert desk.panel.settings[-1] == shown.settings
    assert desk.changes == 1


def test_levels_typed_in_other_words_are_shown_in_ours(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    desk.show(shown)
    before = len(desk.panel.settings)

    desk.levels.set_levels(shown.settings.levels)
    desk.levels.set_levels(shown.settings.levels)

    assert len(desk.panel.settings) == before + 2


def test_auto_takes_percentiles_of_the_scope_and_says_so(desk: Desk) -> None:
    shown = image(np.arange(200, dtype=np.int16).reshape(2, 10, 10))
    desk.show(shown)

    desk.levels.set_percentiles(10.0, 90.0)
    of_slice = shown.settings.levels
    desk.levels.set_scope(Scope.VOLUME)
    desk.levels.auto()

    assert of_slice == Levels(9.9, 89.1)
    assert shown.settings.levels == Levels(19.9, 179.1)
    assert shown.settings.is_automatic
    assert desk.told[-1] == "Black at 19.9, white at 179.1."


def test_the_full_range_waits_for_the_count(desk: Desk) -> None:
    desk.panel.is_seen = False
    shown = image(np.array([[[-30, 5], [7, 400]]], np.int16))
    desk.show(shown)

    desk.levels.full_range()
    assert desk.told == []
    desk.background.work()

    assert shown.settings.levels == Levels(-30.0, 400.0)
    assert desk.told == ["Black at -30, white at 400."]


def test_the_full_range_of_what_left_the_screen_is_not_wanted(desk: Desk) -> None:
    desk.panel.is_seen = False
    shown = image(TWO_SLICES)
    desk.show(shown)
    before = shown.settings

    desk.levels.full_range()
    shown.plane = replace(shown.plane, position=(0, 0, 1))
    desk.levels.show()
    desk.background.work()

    assert shown.settings == before


def test_angles_get_a_cyclic_map_and_their_turn(desk: Desk) -> None:
    shown = image(np.full((4, 4), 1 + 1j, np.complex64))
    desk.show(shown)

    desk.levels.set_component(ComponentChoice(ComponentMode.PHASE))

    assert shown.settings.colour_map == CYCLIC
    assert shown.settings.levels.high == pytest.approx(np.pi)
    assert desk.panel.histograms[-1] is None


def test_colours_can_be_turned_round_and_chosen(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    desk.show(shown)

    desk.levels.invert()
    desk.levels.set_colour_map("magma")

    assert (shown.settings.is_inverted, shown.settings.colour_map) == (True, "magma")


def test_a_drag_widens_the_window(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    desk.show(shown)
    desk.levels.set_levels(Levels(0.0, 100.0))

    desk.levels.drag(60.0, 0.0)

    assert shown.settings.levels.high - shown.settings.levels.low > 110


def test_pixels_that_may_not_be_read_are_left_alone(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    shown.is_safe = False
    desk.show(shown)
    before = shown.settings

    desk.levels.auto()
    desk.levels.full_range()
    desk.levels.set_component(ComponentChoice())

    assert (shown.settings, desk.background.asked, desk.panel.choices) == (before, 0, [])


def test_without_an_image_nothing_happens(desk: Desk) -> None:
    for act in (desk.levels.auto, desk.levels.full_range, desk.levels.invert, desk.levels.fill, desk.levels.show):
        act()
    desk.levels.drag(3.0, 4.0)
    desk.levels.set_levels(Levels(0.0, 1.0))

    assert (desk.changes, desk.told, desk.background.asked) == (0, [], 0)


def large() -> Image:
    return image(np.lib.stride_tricks.as_strided(np.arange(1024, dtype=np.uint16), (2, 8192, 1024), (0, 0, 2)))


def test_all_values_of_a_sampled_image_are_counted_when_asked_for(desk: Desk) -> None:
    desk.show(large())
    desk.background.work()
    sampled = desk.panel.histograms[-1]
    assert sampled is not None
    assert sampled.is_sampled

    desk.levels.count_all()

    assert desk.current is not None
    assert desk.current.in_order
    assert desk.panel.counting is not None
    assert desk.panel.counting() == 0.0
    assert desk.panel.histograms[-1] is sampled
    desk.background.work()
    exact = desk.panel.histograms[-1]
    assert exact is not None
    assert (exact.seen, exact.is_sampled) == (8192 * 1024, False)
    assert not desk.current.in_order
    assert desk.panel.counting is None


def test_counting_can_be_cancelled(desk: Desk) -> None:
    desk.show(large())
    desk.background.work()
    sampled = desk.panel.histograms[-1]
    desk.levels.count_all()

    desk.levels.stop_counting()

    assert not desk.background.is_busy
    assert desk.panel.counting is None
    assert desk.current is not None
    assert not desk.current.in_order
    assert desk.panel.histograms[-1] is sampled


def test_another_slice_ends_the_counting_of_the_last(desk: Desk) -> None:
    shown = large()
    desk.show(shown)
    desk.background.work()
    desk.levels.count_all()

    shown.plane = shown.plane.at(2, 1, shown.info.geometry)
    desk.show(shown)

    assert desk.panel.counting is None
    desk.background.work()
    made = desk.panel.histograms[-1]
    assert made is not None
    assert made.is_sampled


def test_what_is_counted_already_is_not_counted_again(desk: Desk) -> None:
    desk.show(image(TWO_SLICES))
    desk.background.work()

    desk.levels.count_all()

    assert not desk.background.is_busy
    assert desk.panel.counting is None


def test_labels_are_switched_on_and_off(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    desk.show(shown)

    desk.levels.toggle_labels()
    assert shown.settings.colour_map == "labels"
    desk.levels.toggle_labels()
    assert shown.settings.colour_map == "grey"


SLICE: Box = ((0, 20), (0, 20), (0, 1))
ALL_OF_SLICE = Histogram((3, 0, 1), 4, 9, 2, 4, 8, seen=4, population=4)


def report(*histograms: Histogram | None) -> Counted:
    return Counted(WholeReport(tuple(ComponentReport("", 4, histogram=each) for each in histograms)), ())


def test_of_an_image_that_is_read_in_parts_the_counts_are_offered_and_shown(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    shown.is_tiled = True
    desk.show(shown)
    assert desk.panel.uncounted == [("Not counted: 800 bytes.", True)]
    desk.levels.full_range()
    assert desk.told == ["Count all values first: this image is read in parts."]
    desk.levels.count_all()
    desk.levels.show()
    assert desk.whole.asked == [SLICE]
    assert desk.panel.counting is not None
    desk.levels.stop_counting()
    desk.levels.show()
    assert desk.panel.counting is None
    desk.whole.found[SLICE] = report(ALL_OF_SLICE)
    desk.levels.show()
    assert desk.panel.histograms[-1] == ALL_OF_SLICE
    assert shown.settings.levels == Levels(4.0, 8.0)  # as it was asked for before
    desk.levels.set_scope(Scope.VOLUME)
    assert desk.panel.histograms[-1] is None
    assert desk.panel.uncounted[-1] == ("Not counted: all 1.6 kB.", True)
    assert desk.background.asked == 0


def test_counts_of_files_that_changed_since_can_be_had_again(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    shown.is_tiled = True
    desk.whole.found[SLICE] = replace(report(ALL_OF_SLICE), is_stale=True)
    desk.show(shown)
    assert desk.panel.histograms[-1] == ALL_OF_SLICE
    assert desk.panel.uncounted == [("⚠ Changed since it was counted.", True)]


def test_what_is_computed_of_a_pixel_has_no_counts(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    shown.is_tiled = True
    shown.settings = replace(shown.settings, component=ComponentChoice(ComponentMode.MAGNITUDE))
    desk.whole.found[SLICE] = report(ALL_OF_SLICE)
    desk.show(shown)
    text, offers = desk.panel.uncounted[-1]
    assert "choose a component" in text
    assert not offers


def test_another_image_is_shown_without_what_is_counted_of_the_one_before(desk: Desk) -> None:
    shown = image(TWO_SLICES)
    shown.is_tiled = True
    desk.show(shown)
    desk.levels.count_all()
    desk.levels.show()
    assert desk.panel.counting is not None
    desk.show(image(TWO_SLICES))
    assert desk.panel.counting is None
    assert desk.background.asked == 1
