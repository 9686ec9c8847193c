"""The application without a toolkit: small controllers, each with the ports that it uses."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from itk_inspector.control import ports
from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.editing.flood_fills import FloodFills
from itk_inspector.control.editing.label_editing import LabelEditing
from itk_inspector.control.editing.painting_over import PaintingOver, PaintOverView
from itk_inspector.control.end_of_event import EndOfEvent
from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.files.places import Places
from itk_inspector.control.files.save_copy import SaveCopy
from itk_inspector.control.files.save_picture import SavePicture
from itk_inspector.control.files.tabs_controller import TabsController
from itk_inspector.control.files.tasks import Tasks
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.files.unsaved_edits import UnsavedEdits
from itk_inspector.control.layers.adding import AddLayers
from itk_inspector.control.layers.compare_controller import CompareController, ComparePanel
from itk_inspector.control.layers.layers_controller import LayersController, LayersPanel
from itk_inspector.control.layers.link_tabs import LinkTabs
from itk_inspector.control.left_button import LeftButton
from itk_inspector.control.measure.measure_controller import MeasureController, MeasurePanel
from itk_inspector.control.model.app_state import AppState
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.model.same_place import SamePlace
from itk_inspector.control.model.titles import Titles
from itk_inspector.control.probing.bridge_report import BridgePage, BridgeReport, Told
from itk_inspector.control.probing.navigation import GotoField, Navigation
from itk_inspector.control.probing.points_controller import PointsController, PointsPanel, PointStore
from itk_inspector.control.probing.under_labels_controller import UnderLabelsController, UnderLabelsView
from itk_inspector.control.probing.values_controller import ValuesController, ValuesView
from itk_inspector.control.viewing.background import Background
from itk_inspector.control.viewing.kept_settings import KeptSettings, TextStore
from itk_inspector.control.viewing.label_names import LabelNames
from itk_inspector.control.viewing.layer_probes import LayerProbes, LayerRows
from itk_inspector.control.viewing.levels_controller import LevelsController, LevelsView
from itk_inspector.control.viewing.pixel_keeper import PixelKeeper
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.control.viewing.view_controller import ViewController
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import ItkPixels


@dataclass(frozen=True, slots=True)
class Ports:
    """What the application needs of the world, and of its widgets.

    Parameters
    ----------
    service, questions, recent
        Files and the user.
    canvas, slices, levels_panel, probe_panel, kept_view, layer_rows, image_panel, edit_panel, paint_over_view, tabs,
    status
        The widgets.
    goto_field, points_panel, values_panel, under_labels_panel, neighbourhood_panel, layers_panel, compare_panel
        Widgets for pixels that are named and kept, for values that stand out, for statistics under labels, for the
        pixels around one, for the images of a tab, and for two of them.
    point_store, settings_store
        What is kept of images between runs: points, and how they are drawn.
    background, counting, under_labels, searching, keeping, recognizing, measuring, comparing, filling : Background
        Makes histograms; counts values that stand out; measures under labels; looks for a value; keeps settings at
        rest; looks at all values, to know the image again; measures with shapes; compares two; looks for connected
        pixels.
    measure_panel : MeasurePanel
    state_views : sequence of StateView
        Whatever shows the state.
    switches : ViewSwitches
    bridge_page : BridgePage
    report_bridge : callable
        Finds out how ITK and NumPy share an image: ``(document, told)``.
    wrap_copy : callable
        Makes an `ItkPixels` for the array of an edited copy: ``(array, document) -> ItkPixels``.
    clock : callable
        Gives seconds; another one for tests.
    titles : Titles
        Of all windows that know of one another.
    """

    service: ports.FileService
    questions: ports.Questions
    recent: ports.RecentFiles
    canvas: ports.Canvas
    slices: ports.Slices
    levels_panel: LevelsView
    probe_panel: ports.ProbePanel
    kept_view: ports.KeptView
    layer_rows: LayerRows
    image_panel: ports.ImagePanel
    edit_panel: ports.EditPanel
    paint_over_view: PaintOverView
    tabs: ports.Tabs
    status: ports.Status
    goto_field: GotoField
    background: Background
    searching: Background
    recognizing: Background
    measuring: Background
    filling: Background
    measure_panel: MeasurePanel
    points_panel: PointsPanel
    values_panel: ValuesView
    counting: Background
    under_labels_panel: UnderLabelsView
    under_labels: Background
    settings_store: TextStore
    keeping: Background
    neighbourhood_panel: ports.SceneView
    layers_panel: LayersPanel
    compare_panel: ComparePanel
    comparing: Background
    point_store: PointStore
    state_views: Sequence[ports.StateView]
    switches: ViewSwitches
    bridge_page: BridgePage
    report_bridge: Callable[[ImageDocument, Told], None]
    wrap_copy: Callable[[Any, ImageDocument], ItkPixels]
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
    pictures: SavePicture
    tabs: TabsController
    layers: LayersController
    adding: AddLayers
    compare: CompareController
    view: ViewController
    switches: ViewSwitches
    probe: ProbeController
    keeper: PixelKeeper
    navigation: Navigation
    points: PointsController
    bridge: BridgeReport
    values: ValuesController
    under_labels: UnderLabelsController
    measure: MeasureController
    button: LeftButton
    levels: LevelsController
    labels: LabelNames
    edit: EditController
    label_editing: LabelEditing
    painting_over: PaintingOver
    watch: SourceWatch
    end_of_event: EndOfEvent

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


def _writer(images: OpenImages, service: ports.FileService) -> Callable[[Path, bytes], None]:
    return lambda path, data: service.write_picture(path, data, images.open_files)


def compose(given: Ports) -> App:
    """Make the controllers and connect them."""
    images, tokens = OpenImages(), Tokens()
    service, questions, status = given.service, given.questions, given.status
    switches = given.switches
    screen = Screen(
        images,
        given.canvas,
        given.slices,
        given.probe_panel,
        given.image_panel,
        given.kept_view,
        given.neighbourhood_panel,
    )
    levels = LevelsController(images, given.levels_panel, given.background, images.tell, status.show_message)
    labels = LabelNames(images, images.tell, status.show_message)
    watch = SourceWatch(images, screen, status, given.wrap_copy)
    layer_probes = LayerProbes(images, given.layer_rows)
    probe = ProbeController(images, screen, watch, layer_probes)
    navigation = Navigation(images, probe, given.goto_field, given.searching, status)
    points = PointsController(
        images, navigation, given.points_panel, given.point_store, given.recognizing, status, _writer(images, service)
    )
    measure = MeasureController(
        images, screen, probe, navigation, given.measure_panel, given.measuring, status, _writer(images, service)
    )
    saving = SaveCopy(images, service, tokens, watch, questions, status)
    unsaved = UnsavedEdits(images, saving, questions, status)
    flood = FloodFills(images, given.filling, questions, status).fill
    edit = EditController(
        images, screen, watch, probe, unsaved, given.edit_panel, questions, status, flood, given.wrap_copy
    )
    over = PaintingOver(images, given.paint_over_view)
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
    layers = LayersController(images, tabs, given.layers_panel)
    view = ViewController(images, screen)
    compare = CompareController(images, view, navigation, given.compare_panel, given.comparing, status)
    tasks = Tasks(images, service, files, saving, questions, status)
    keeper = PixelKeeper(images, screen, probe)
    bridge = BridgeReport(images, given.bridge_page, given.report_bridge)
    values = ValuesController(images, navigation, given.values_panel, given.counting)
    under_labels = UnderLabelsController(
        images, navigation, given.under_labels_panel, given.under_labels, status, _writer(images, service)
    )
    kept = KeptSettings(images, given.settings_store, given.keeping)
    followers = (layer_probes, levels, edit, over, navigation, points, bridge, values, under_labels, kept)
    end_of_event = EndOfEvent(
        images,
        tasks,
        screen,
        watch,
        probe,
        edit,
        followers,
        measure,
        (layers, compare),
        switches,
        given.titles,
        given.tabs,
        given.state_views,
    )
    images.changed = end_of_event.show
    images.follow = SamePlace(given.canvas.seen).follow
    images.link = LinkTabs(switches, given.canvas.seen, status).follow
    images.lay_over(switches.on)
    switches.changed = partial(_lay_over, images, switches)
    return App(
        images=images,
        files=files,
        tasks=tasks,
        saving=saving,
        unsaved=unsaved,
        pictures=SavePicture(images, service, questions, status),
        tabs=tabs,
        layers=layers,
        adding=AddLayers(images, files, places, questions, status),
        compare=compare,
        view=view,
        switches=switches,
        probe=probe,
        keeper=keeper,
        navigation=navigation,
        points=points,
        bridge=bridge,
        values=values,
        under_labels=under_labels,
        measure=measure,
        button=LeftButton(edit, measure, keeper),
        levels=levels,
        labels=labels,
        edit=edit,
        label_editing=LabelEditing(images, edit, given.edit_panel.show_value, status),
        painting_over=over,
        watch=watch,
        end_of_event=end_of_event,
    )
