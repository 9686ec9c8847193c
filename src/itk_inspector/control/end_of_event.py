"""What is shown at the end of an event: each thing once, whatever the event changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.files.tasks import Tasks
from itk_inspector.control.model.app_state import AppState, TabLabel
from itk_inspector.control.model.layer_stack import LayerStack
from itk_inspector.control.model.open_image import shows_edits
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.model.titles import Titles
from itk_inspector.control.ports import StateView, Tabs
from itk_inspector.control.tools.tool import Tool
from itk_inspector.control.viewing.counted_box import why_never
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.core.display.compare_mode import CompareMode
from itk_inspector.core.display.named_windows import window_in_use
from itk_inspector.core.geometry.planes import has_three_planes
from itk_inspector.core.header.read_by import Library, reading_problems

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo


class Follower(Protocol):
    """Shows something of the image on screen."""

    def show(self) -> None:
        """Show what differs from what was shown."""


class Measuring(Protocol):
    """Measures on the image on screen; asked only while there is something that it measures with."""

    def settle(self, tool: Tool) -> None:
        """End what cannot go on with what is on screen and in hand now, and say what is drawn of the rest."""

    def show(self) -> None:
        """Show what was measured."""


class EndOfEvent:
    """Shows the image, the probe, the copy, the state and the tabs, in this order; `OpenImages.changed` is its `show`.

    Parameters
    ----------
    images, tasks, screen, watch, probe, edit, switches
        What there is to show.
    followers : sequence of Follower
        Shown after the image and the probe, in this order.
    titles : Titles
    tabs : Tabs
    state_views : sequence of StateView
    """

    def __init__(
        self,
        images: OpenImages,
        tasks: Tasks,
        screen: Screen,
        watch: SourceWatch,
        probe: ProbeController,
        edit: EditController,
        followers: Sequence[Follower],
        switches: ViewSwitches,
        titles: Titles,
        tabs: Tabs,
        state_views: Sequence[StateView],
    ) -> None:
        self._images = images
        self._tasks = tasks
        self._screen = screen
        self._watch = watch
        self._probe = probe
        self._edit = edit
        self._followers = tuple(followers)
        self._measuring: Measuring | None = None
        self._measured = False
        self._layers: Sequence[Follower] = ()
        self._layered = False
        self._switches = switches
        self._titles = titles
        self._tabs = tabs
        self._state_views = state_views
        self.state = AppState()
        self._basis: tuple[object, ...] = ()
        self._problems: tuple[ImageInfo | None, tuple[tuple[Library, str], ...]] = (None, ())
        self._tabs_shown: tuple[tuple[TabLabel, ...], int] = ((), -1)

    def join(self, followers: Sequence[Follower], measuring: Measuring, layers: Sequence[Follower]) -> None:
        """Have these, too, show what there is: from the end of the next event on.

        Parameters
        ----------
        followers : sequence of Follower
            Shown after those that there are.
        measuring : Measuring
        layers : sequence of Follower
            Shown where a tab has several images, or had them.
        """
        self._followers += tuple(followers)
        self._measuring = measuring
        self._layers = layers

    def follow(self, follower: Follower) -> None:
        """Have somebody more look at what there is, at the end of each event from the next one on."""
        self._followers += (follower,)

    def add(self, view: StateView) -> None:
        """Tell the state to somebody more from now on."""
        self._state_views = (*self._state_views, view)

    def show(self) -> None:
        """Show what there is now."""
        self._watch.follow_memory()
        self._edit.settle()
        measured, self._measured = self._measured, self._has_shapes
        measuring = self._measuring if measured or self._measured else None
        if measuring is not None:
            measuring.settle(self._edit.tool)
        self._watch.check_new()
        is_another = self._screen.show()
        if is_another or self._probe.is_due:
            self._probe.look()
        for each in self._followers:
            each.show()
        if measuring is not None:
            measuring.show()
        layered, self._layered = self._layered, bool(self._images.layers)
        if layered or self._layered:
            for each in self._layers:
                each.show()
        if self._images.only_moved and self._state_basis() == self._basis:
            return  # the state does not know the place of the cut
        self._basis = self._state_basis()
        self._titles.settle(self._images)
        state = self.state = self._derived()
        self._screen.set_painting(not state.tool.moves_view)
        for view in self._state_views:
            view.show_state(state)
        self._show_tabs()

    @property
    def _has_shapes(self) -> bool:
        image = self._images.current
        return image is not None and bool(image.shapes.all)

    def _state_basis(self) -> tuple[object, ...]:
        """Return what the state is derived from that may change on the way of showing a cut that only moved."""
        image = self._images.current
        return () if image is None else (image.document, image.session, image.probe is None)

    @property
    def _compared(self) -> CompareMode:
        stack = self._images.stack
        return CompareMode.OVERLAY if stack is None else stack.compared.mode

    def _show_tabs(self) -> None:
        tabs = tuple(_label(tab) for tab in self._images.tabs), self._images.place
        if tabs != self._tabs_shown:
            self._tabs_shown = tabs
            self._tabs.show_tabs(*tabs)

    def _derived(self) -> AppState:
        """Derive the state that menus and titles show."""
        image, tasks = self._images.current, self._tasks
        if image is None:
            return AppState(
                is_loading=tasks.is_loading,
                is_saving=tasks.is_saving,
                is_operating=tasks.is_operating,
                is_counting=tasks.is_counting,
                undo_budget=self._edit.undo_memory.budget,
                switches=self._switches.on,
                theme=self._switches.theme,
            )
        info, session, plane = image.info, image.session, image.plane
        planes = image.orientation.orthogonal(plane)
        windows = image.appearance.windows
        return AppState(
            name=image.label,
            has_image=True,
            has_file=image.can_be_read_again,
            is_whole=not image.document.is_tiled,
            has_openable_parts=image.document.is_tiled and not info.is_held,
            why_uncounted=why_never(image) if image.document.is_tiled else "",
            hidden_axes=len(image.moving_axes),
            has_probe=image.probe is not None,
            is_held=image.is_held,
            has_region=bool(image.shapes.all) and image.shapes.has_region,
            code_problems=() if shows_edits(image) else self._problems_of(image.document.info),
            is_loading=tasks.is_loading,
            is_saving=tasks.is_saving,
            is_operating=tasks.is_operating,
            is_counting=tasks.is_counting,
            is_editing=session is not None,
            is_modified=image.is_modified,
            undo_label=session.undo_label if session else "",
            redo_label=session.redo_label if session else "",
            tool=self._edit.tool,
            undo_budget=self._edit.undo_memory.budget,
            dimension=info.geometry.dimension,
            plane_axes=(plane.horizontal, plane.vertical),
            laid_axes=tuple((each.horizontal, each.vertical) for each in planes),
            plane_name=info.plane_name(plane),
            plane_names=tuple(info.plane_name(each) for each in planes),
            is_of_patient=info.is_patient_space,
            offers_series=info.has_sibling_slices,
            offers_parts=len(info.parts) > 1,
            is_quad=image.is_quad,
            offers_quad=has_three_planes(info.geometry),
            open_images=len(self._images.tabs),
            other_tabs=self._other_tabs(),
            layers=len(layers := self._images.layers),
            compare=self._compared,
            is_layer_visible=all(layer.look.is_visible for layer in layers if layer.image is image),
            is_inverted=image.settings.is_inverted,
            shows_labels=not image.settings.has_levels,
            takes_labels=info.takes_labels,
            windows=tuple(one.label for one in windows),
            file_windows=sum(one.is_of_file for one in windows),
            window=window_in_use(windows, image.settings),
            switches=self._switches.on,
            theme=self._switches.theme,
        )

    def _problems_of(self, info: ImageInfo) -> tuple[tuple[Library, str], ...]:
        if self._problems[0] is not info:
            self._problems = info, reading_problems(info)
        return self._problems[1]

    def _other_tabs(self) -> tuple[tuple[int, str], ...]:
        place = self._images.place
        return tuple((n, _label(tab).text) for n, tab in enumerate(self._images.tabs) if n != place)


def _label(tab: LayerStack) -> TabLabel:
    """Name a tab by its lowest image, and all in its tip."""
    images = tab.images
    tips = (part for image in images for part in (str(image.info.path), image.info.part_name))
    others = f" + {len(images) - 1}" if tab.is_layered else ""
    return TabLabel(images[0].label + others, "\n".join(filter(None, tips)), any(image.is_modified for image in images))
