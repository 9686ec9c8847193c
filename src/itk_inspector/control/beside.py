"""What stands beside the picture: made when the first one is on screen, or when somebody asks for it earlier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from itk_inspector.control.editing.applying import Applying
from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.editing.journal_controller import JournalController, JournalView
from itk_inspector.control.editing.label_editing import LabelEditing
from itk_inspector.control.editing.loading_changes import LoadingChanges
from itk_inspector.control.editing.operations_controller import OperationsController
from itk_inspector.control.editing.painting_over import PaintingOver, PaintOverView
from itk_inspector.control.editing.region_clipboard import RegionClipboard
from itk_inspector.control.editing.replacing import Replacing
from itk_inspector.control.editing.table_editing import TableEditing
from itk_inspector.control.end_of_event import EndOfEvent
from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.open_elsewhere import OpenElsewhere, OtherPrograms
from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.files.open_part import OpenPart
from itk_inspector.control.files.places import Places
from itk_inspector.control.files.save_picture import SavePicture
from itk_inspector.control.files.tabs_controller import TabsController
from itk_inspector.control.files.tasks import Tasks
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.layers.adding import AddLayers
from itk_inspector.control.layers.compare_controller import CompareController, ComparePanel
from itk_inspector.control.layers.layers_controller import LayersController, LayersPanel
from itk_inspector.control.left_button import LeftButton
from itk_inspector.control.measure.measure_controller import MeasureController, MeasurePanel
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, SceneView, Status
from itk_inspector.control.probing.bridge_report import BridgePage, BridgeReport, Told
from itk_inspector.control.probing.copied_code import CopiedCode
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.probing.points_controller import PointsController, PointsPanel, PointStore
from itk_inspector.control.probing.under_labels_controller import UnderLabelsController, UnderLabelsView
from itk_inspector.control.probing.values_controller import ValuesController, ValuesView
from itk_inspector.control.viewing.background import Background
from itk_inspector.control.viewing.label_names import LabelNames
from itk_inspector.control.viewing.pixel_keeper import PixelKeeper
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.control.viewing.view_controller import ViewController
from itk_inspector.control.viewing.whole_counts import WholeCounts
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.image.document import ImageDocument


@dataclass(frozen=True, slots=True)
class BesidePorts:
    """What it needs of the world, and of its widgets.

    Parameters
    ----------
    bridge_page, report_bridge
        Shows, and finds out, how ITK and NumPy share an image: ``(document, told)``.
    journal_panel, points_panel, values_panel, under_labels_panel, neighbourhood_panel, measure_panel, layers_panel,
    compare_panel, paint_over_view
        Widgets for the steps of a copy, for pixels that are named and kept, for values that stand out, for statistics
        under labels, for the pixels around one, for shapes, for the images of a tab, for two of them, and for what
        may be painted over.
    point_store
        What is kept of images between runs.
    recognizing, counting, under_labels, measuring, comparing, telling : Background
        Looks at all values, to know the image again; counts values that stand out; measures under labels; measures
        with shapes; compares two; writes and reads journals.
    programs : OtherPrograms
        What else is installed.
    later : callable
        Does something when the window has had its turn.
    """

    bridge_page: BridgePage
    report_bridge: Callable[[ImageDocument, Told], None]
    journal_panel: JournalView
    points_panel: PointsPanel
    values_panel: ValuesView
    under_labels_panel: UnderLabelsView
    neighbourhood_panel: SceneView
    measure_panel: MeasurePanel
    layers_panel: LayersPanel
    compare_panel: ComparePanel
    paint_over_view: PaintOverView
    point_store: PointStore
    recognizing: Background
    counting: Background
    under_labels: Background
    measuring: Background
    comparing: Background
    telling: Background
    programs: OtherPrograms
    later: Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Basis:
    """The controllers that it is made with, and the ports that these use, too."""

    images: OpenImages
    screen: Screen
    probe: ProbeController
    navigation: Navigation
    view: ViewController
    edit: EditController
    files: OpenFiles
    tabs: TabsController
    places: Places
    keeper: PixelKeeper
    end_of_event: EndOfEvent
    tasks: Tasks
    tokens: Tokens
    counts: WholeCounts
    watch: SourceWatch
    service: FileService
    questions: Questions
    status: Status
    filling: Background
    show_value: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it; made by `compose_beside`."""

    bridge: BridgeReport
    journal: JournalController
    applying: Applying
    loading_changes: LoadingChanges
    points: PointsController
    values: ValuesController
    under_labels: UnderLabelsController
    measure: MeasureController
    layers: LayersController
    adding: AddLayers
    compare: CompareController
    pictures: SavePicture
    labels: LabelNames
    label_editing: LabelEditing
    painting_over: PaintingOver
    region: RegionClipboard
    replacing: Replacing
    table: TableEditing
    operations: OperationsController
    button: LeftButton
    code: CopiedCode
    elsewhere: OpenElsewhere
    open_part: OpenPart


def _writer(images: OpenImages, service: FileService) -> Callable[[Path, bytes], None]:
    return lambda path, data: service.write_picture(path, data, images.open_files)


def compose_beside(basis: Basis, given: BesidePorts) -> Beside:
    """Make the controllers, and have them follow what is on screen."""
    images, navigation, edit, status = basis.images, basis.navigation, basis.edit, basis.status
    write = _writer(images, basis.service)
    bridge = BridgeReport(images, given.bridge_page, given.report_bridge)
    points = PointsController(
        images, navigation, given.points_panel, given.point_store, given.recognizing, status, write
    )
    values = ValuesController(images, navigation, given.values_panel, given.counting, basis.counts)
    under_labels = UnderLabelsController(
        images, navigation, given.under_labels_panel, given.under_labels, status, write, basis.counts
    )
    measure = MeasureController(
        images, basis.screen, basis.probe, navigation, given.measure_panel, given.measuring, status, write, basis.counts
    )
    layers = LayersController(images, basis.tabs, given.layers_panel)
    compare = CompareController(images, basis.view, navigation, given.compare_panel, given.comparing, status)
    journal = JournalController(
        images, edit, navigation, given.journal_panel, given.telling, basis.questions, status, write
    )
    operations = OperationsController(
        images,
        basis.service,
        basis.tokens,
        basis.watch,
        edit.give_copy,
        edit.followed,
        basis.files.adopt,
        basis.questions,
        status,
        edit.undo_memory,
    )
    basis.tasks.join(operations)
    loading = LoadingChanges(images, edit, basis.service, basis.tokens.next, basis.questions, status)
    basis.tasks.add(loading)
    region = RegionClipboard(images, status)
    edit.stamp = region.stamp
    over = PaintingOver(images, given.paint_over_view)
    basis.screen.join(given.neighbourhood_panel)
    followers = (over, journal, points, bridge, values, under_labels)
    basis.end_of_event.join(followers, measure, (layers, compare))
    return Beside(
        bridge=bridge,
        journal=journal,
        applying=Applying(
            images, edit.give_copy, operations.repeat, given.later, given.telling, basis.questions, status
        ),
        loading_changes=loading,
        points=points,
        values=values,
        under_labels=under_labels,
        measure=measure,
        layers=layers,
        adding=AddLayers(images, basis.files, basis.places, basis.questions, status),
        compare=compare,
        pictures=SavePicture(images, basis.service, basis.questions, status),
        labels=LabelNames(images, images.tell, status.show_message),
        label_editing=LabelEditing(images, edit, basis.show_value, status),
        painting_over=over,
        region=region,
        replacing=Replacing(images, edit, basis.filling, status, edit.undo_memory),
        operations=operations,
        table=TableEditing(images, edit, status),
        button=LeftButton(edit, measure, basis.keeper, points.add),
        code=CopiedCode(images, status),
        elsewhere=OpenElsewhere(images, given.programs, status),
        open_part=OpenPart(images, basis.files, basis.questions, status),
    )
