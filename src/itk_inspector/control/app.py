"""The application without a toolkit: small controllers, each with the ports that it uses."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, Any

from itk_inspector.control import ports
from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.editing.flood_fills import FloodFills
from itk_inspector.control.editing.undo_memory import BudgetStore, UndoMemory
from itk_inspector.control.end_of_event import EndOfEvent
from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.copy_under_way import CopyUnderWay
from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.files.places import Places
from itk_inspector.control.files.save_copy import SaveCopy
from itk_inspector.control.files.tabs_controller import TabsController
from itk_inspector.control.files.tasks import Tasks
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.files.unsaved_edits import UnsavedEdits
from itk_inspector.control.later import Later
from itk_inspector.control.layers.link_tabs import LinkTabs
from itk_inspector.control.model.app_state import AppState
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.model.same_place import SamePlace
from itk_inspector.control.model.titles import Titles
from itk_inspector.control.probing.navigation import GotoField, Navigation
from itk_inspector.control.viewing.background import Background
from itk_inspector.control.viewing.kept_settings import KeptSettings, TextStore
from itk_inspector.control.viewing.layer_probes import LayerProbes, LayerRows
from itk_inspector.control.viewing.levels_controller import LevelsController, LevelsView
from itk_inspector.control.viewing.pixel_keeper import PixelKeeper
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.control.viewing.tile_watch import TileWatch
from itk_inspector.control.viewing.view_controller import ViewController
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.control.viewing.whole_counts import WholeCounts
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import ItkPixels

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.control.beside import Beside, BesidePorts
    from itk_inspector.control.editing.applying import Applying
    from itk_inspector.control.editing.journal_controller import JournalController
    from itk_inspector.control.editing.label_editing import LabelEditing
    from itk_inspector.control.editing.operations_controller import OperationsController
    from itk_inspector.control.editing.painting_over import PaintingOver
    from itk_inspector.control.editing.replacing import Replacing
    from itk_inspector.control.files.save_picture import SavePicture
    from itk_inspector.control.layers.adding import AddLayers
    from itk_inspector.control.layers.compare_controller import CompareController
    from itk_inspector.control.layers.layers_controller import LayersController
    from itk_inspector.control.left_button import LeftButton
    from itk_inspector.control.measure.measure_controller import MeasureController
    from itk_inspector.control.probing.bridge_report import BridgeReport
    from itk_inspector.control.probing.points_controller import PointsController
    from itk_inspector.control.probing.under_labels_controller import UnderLabelsController
    from itk_inspector.control.probing.values_controller import ValuesController
    from itk_inspector.control.viewing.label_names import LabelNames


@dataclass(frozen=True, slots=True)
class Ports:
    """What the application needs of the world, and of its widgets, to show the first picture.

    Parameters
    ----------
    service, questions, recent
        Files and the user.
    canvas, slices, levels_panel, probe_panel, kept_view, layer_rows, image_panel, edit_panel, tabs, status, goto_field
        The widgets.
    settings_store, undo_budget
        What is kept between runs: how images are drawn, and how much memory undo may take.
    background, searching, keeping, filling : Background
        Makes histograms; looks for a value; keeps settings at rest; looks for connected pixels.
    state_views : sequence of StateView
        Whatever shows the state.
    switches : ViewSwitches
    wrap_copy : callable
        Makes an `ItkPixels` for the array of an edited copy: ``(array, document) -> ItkPixels``.
    beside : callable
        Returns what is needed beside the picture; called once, when the first one is on screen or sooner.
    arranging, clock : callable
        Returns what holds while several widgets appear or go, to be laid out once; gives seconds, others for tests.
    titles : Titles
        Of all windows that know of one another.
    """

    service: FileService
    questions: ports.Questions
    recent: ports.RecentFiles
    canvas: ports.Canvas
    slices: ports.Slices
    levels_panel: LevelsView
    probe_panel: ports.ProbePanel
    kept_view: ports.KeptView
    layer_rows: LayerRows
    image_panel: ports.ImagePanel
    edit_panel: Callable[[], ports.EditPanel]
    tabs: ports.Tabs
    status: ports.Status
    goto_field: GotoField
    background: Background
    searching: Background
    filling: Background
    settings_store: TextStore
    keeping: Background
    state_views: Sequence[ports.StateView]
    switches: ViewSwitches
    undo_budget: BudgetStore
    wrap_copy: Callable[[Any, ImageInfo, ImageDocument], ItkPixels]
    beside: Callable[[], BesidePorts]
    arranging: Callable[[], AbstractContextManager[object]] = nullcontext
    clock: Callable[[], float] = time.monotonic
    titles: Titles = field(default_factory=Titles)


@dataclass(frozen=True, slots=True)
class App:
    """All that the user can ask for, by subject; made by `compose`."""

    images: OpenImages
    files: OpenFiles
    tasks: Tasks
    saving: SaveCopy
    unsaved: UnsavedEdits
    tabs: TabsController
    view: ViewController
    switches: ViewSwitches
    probe: ProbeController
    tiles: TileWatch
    keeper: PixelKeeper
    navigation: Navigation
    levels: LevelsController
    counts: WholeCounts
    edit: EditController
    watch: SourceWatch
    end_of_event: EndOfEvent
    later: Later

    @property
    def bridge(self) -> BridgeReport:
        """How ITK and NumPy share the image."""
        return self.later.beside.bridge

    @property
    def journal(self) -> JournalController:
        """The steps of the copy on screen."""
        return self.later.beside.journal

    @property
    def applying(self) -> Applying:
        """Journals that are repeated."""
        return self.later.beside.applying

    @property
    def points(self) -> PointsController:
        """Pixels that are named and kept."""
        return self.later.beside.points

    @property
    def values(self) -> ValuesController:
        """Values that stand out."""
        return self.later.beside.values

    @property
    def under_labels(self) -> UnderLabelsController:
        """Statistics under labels."""
        return self.later.beside.under_labels

    @property
    def measure(self) -> MeasureController:
        """What is measured with shapes."""
        return self.later.beside.measure

    @property
    def layers(self) -> LayersController:
        """The images of a tab."""
        return self.later.beside.layers

    @property
    def adding(self) -> AddLayers:
        """Images that are added to a tab."""
        return self.later.beside.adding

    @property
    def compare(self) -> CompareController:
        """Two images of a tab against one another."""
        return self.later.beside.compare

    @property
    def pictures(self) -> SavePicture:
        """Pictures that are saved."""
        return self.later.beside.pictures

    @property
    def labels(self) -> LabelNames:
        """Names of label values."""
        return self.later.beside.labels

    @property
    def label_editing(self) -> LabelEditing:
        """Edits that are about labels."""
        return self.later.beside.label_editing

    @property
    def painting_over(self) -> PaintingOver:
        """What may be painted over."""
        return self.later.beside.painting_over

    @property
    def replacing(self) -> Replacing:
        """Values that are replaced by others."""
        return self.later.beside.replacing

    @property
    def operations(self) -> OperationsController:
        """Operations on whole images."""
        return self.later.beside.operations

    @property
    def button(self) -> LeftButton:
        """The left button on the image."""
        return self.later.beside.button

    @property
    def state(self) -> AppState:
        """The state as it was last shown."""
        return self.end_of_event.state

    def release(self) -> None:
        """Let go of all images for good."""
        self.files.give_up_waiting()
        with self.images.changing():
            self.images.release()


def _lay_over(images: OpenImages, switches: ViewSwitches) -> None:
    images.lay_over(switches.on)
    images.tell()


def compose(given: Ports) -> App:
    """Make the controllers and connect them."""
    images, tokens = OpenImages(), Tokens()
    service, questions, status, switches = given.service, given.questions, given.status, given.switches
    screen = Screen(
        images, given.canvas, given.slices, given.probe_panel, given.image_panel, given.kept_view, given.arranging
    )
    counts = WholeCounts(images, service, tokens.next, questions, status, given.clock)
    levels = LevelsController(images, given.levels_panel, given.background, images.tell, status.show_message, counts)
    watch = SourceWatch(images, screen, status, given.wrap_copy)
    layer_probes = LayerProbes(images, given.layer_rows)
    probe = ProbeController(images, screen, watch, layer_probes)
    navigation = Navigation(images, probe, given.goto_field, given.searching, status)
    under_way = CopyUnderWay(service, tokens, questions, status, given.recent)
    saving = SaveCopy(images, service, under_way, watch, questions, status)
    unsaved = UnsavedEdits(images, saving, under_way, questions, status)
    undo = UndoMemory(images, given.undo_budget, given.edit_panel, questions)
    flood = FloodFills(images, given.filling, questions, status, undo).fill
    edit = EditController(
        images, screen, watch, probe, unsaved, given.edit_panel, questions, status, flood, given.wrap_copy, undo
    )
    places = Places(images, questions)
    files = OpenFiles(
        images,
        service,
        tokens,
        places,
        screen,
        unsaved,
        edit.give_copy,
        navigation.go_to,
        questions,
        status,
        given.recent,
        given.clock,
    )
    tabs = TabsController(images, files, unsaved, status)
    view = ViewController(images, screen)
    tasks = Tasks(images, service, files, under_way, counts, questions, status)
    keeper = PixelKeeper(images, screen, probe)
    kept = KeptSettings(images, given.settings_store, given.keeping)
    followers = (counts, layer_probes, levels, edit, navigation, kept)
    views = given.tabs, given.state_views
    end_of_event = EndOfEvent(images, tasks, screen, watch, probe, edit, followers, switches, given.titles, *views)
    images.changed = end_of_event.show
    images.follow = SamePlace(screen.seen).follow
    images.link = LinkTabs(switches, screen.seen, status).follow
    images.lay_over(switches.on)
    switches.changed = partial(_lay_over, images, switches)

    def beside() -> Beside:
        from itk_inspector.control.beside import Basis, compose_beside  # no picture waits for what it loads

        basis = Basis(
            images=images,
            screen=screen,
            probe=probe,
            navigation=navigation,
            view=view,
            edit=edit,
            files=files,
            tabs=tabs,
            places=places,
            keeper=keeper,
            end_of_event=end_of_event,
            tasks=tasks,
            tokens=tokens,
            counts=counts,
            watch=watch,
            service=service,
            questions=questions,
            status=status,
            filling=given.filling,
            show_value=lambda text: given.edit_panel().show_value(text),
        )
        return compose_beside(basis, given.beside())

    return App(
        images=images,
        files=files,
        tasks=tasks,
        saving=saving,
        unsaved=unsaved,
        tabs=tabs,
        view=view,
        switches=switches,
        probe=probe,
        tiles=TileWatch(images, screen, probe),
        keeper=keeper,
        navigation=navigation,
        levels=levels,
        counts=counts,
        edit=edit,
        watch=watch,
        end_of_event=end_of_event,
        later=Later(beside),
    )
