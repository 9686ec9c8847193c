"""The application between hand-written fakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.control.app import Ports, compose
from itk_inspector.control.beside import BesidePorts
from itk_inspector.control.editing.over import LabelRow, Over
from itk_inspector.control.layers.layer_row import LayerRow
from itk_inspector.control.model.app_state import AppState, TabLabel
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.titles import Titles
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.control.probing.under_labels_controller import UnderPair
from itk_inspector.control.viewing.background import Holds
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.core.code.programs import PROGRAMS, Program
from itk_inspector.core.compare.layer_probe import LayerProbe
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
from itk_inspector.core.display.compare_mode import Comparing
from itk_inspector.core.display.display_settings import ComponentChoice, DisplaySettings
from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.display.named_windows import NamedWindow
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.display.scene import Rectangle, Scene
from itk_inspector.core.display.viewport import Layout, Viewport, Viewports
from itk_inspector.core.editing.copied_bytes import OwnBytes
from itk_inspector.core.editing.journal_rows import JournalRow
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.question import OperationAnswer, OperationQuestion
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.undo_budget import UNDO_BUDGET
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.export.subject import Subject
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.in_memory import InMemory
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Exported, Failed, Opened, Outcome
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.measure.facts import Fact
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.measure.told import ShapeRow, Told
from itk_inspector.core.measure.under_label import UnderLabels
from itk_inspector.core.measure.whole_image import Wanted
from itk_inspector.core.pixels.probe import Late, Probe
from itk_inspector.core.pixels.values import Value, python_value
from itk_inspector.core.probing.point_rows import PointRow
from itk_inspector.core.probing.value_counts import ValueRow
from itk_inspector.storage.atomic_write import Consent, write_bytes


class FakeItk:
    """Reads pixels as ITK would: by the ITK index."""

    image: Any = None

    def __init__(self, pixels: npt.NDArray[Any], start: tuple[int, ...]) -> None:
        self.pixels = pixels
        self.start = start
        self.is_late = False

    def value(self, index: ItkIndex) -> Value | Late | None:
        if self.is_late:
            return Late.LATE
        return python_value(self.pixels[to_array(index, self.start)])


class FakeStore:
    """Owns the bytes; remembers whether they were given back."""

    def __init__(self, pixels: npt.NDArray[Any]) -> None:
        self.pixels = pixels
        self.closed = False
        self.is_cut = False
        self.fetched: list[tuple[int, int]] = []
        self.begun: list[tuple[int, int]] = []

    @property
    def is_safe(self) -> bool:
        return not self.is_cut

    def begin_fetching(self, start: int, nbytes: int) -> None:
        self.begun.append((start, nbytes))

    def expect(self, *, in_order: bool) -> None: ...

    def fetch(self, start: int, nbytes: int) -> None:
        self.fetched.append((start, nbytes))

    def private_copy(self) -> OwnBytes:
        return OwnBytes(self.pixels.copy())

    def close(self) -> None:
        self.closed = True


def make_document(
    name: str = "a.nrrd",
    size: tuple[int, ...] = (5, 4),
    *,
    start: tuple[int, ...] | None = None,
    dtype: str = "uint8",
    components: int = 1,
    **facts: Any,
) -> ImageDocument:
    """An open image whose pixels count up from 0."""
    geometry = Geometry.identity(size)
    if start is not None:
        geometry = replace(geometry, start_index=start)
    info = ImageInfo(Path("/data") / name, "NrrdImageIO", "scalar", "unsigned_char", components, dtype, geometry)
    info = replace(info, **facts)
    pixels = np.arange(int(np.prod(info.shape))).astype(dtype).reshape(info.shape)
    pixels.flags.writeable = False
    return ImageDocument(info, pixels, FakeItk(pixels, geometry.start_index), FakeStore(pixels))


@dataclass
class FakeFiles:
    """Takes orders; the test delivers the outcomes."""

    opened: list[tuple[int, Path, str]] = field(default_factory=list)
    series: list[tuple[Path, ...]] = field(default_factory=list)
    requests: list[OpenRequest] = field(default_factory=list)
    scanned: list[tuple[int, Path, str, bool]] = field(default_factory=list)
    exported: list[tuple[int, ImageDocument, EditSession | None, ExportRequest]] = field(default_factory=list)
    operated: list[tuple[int, ImageDocument, EditSession | None, Operation]] = field(default_factory=list)
    reckoned: list[tuple[int, OpenRequest, Wanted]] = field(default_factory=list)
    labelled: list[tuple[int, OpenRequest, OpenRequest | None]] = field(default_factory=list)
    changes: list[tuple[int, ImageInfo, Path]] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    reports: list[Outcome] = field(default_factory=list)
    refusal: InspectorError | None = None

    def open(self, token: int, request: OpenRequest) -> None:
        if request.scan is not None:
            self.scanned.append((token, request.path, request.scan.uid, request.scan.recursive))
            return
        self.outside = request.allow_outside
        self.requests.append(request)
        self.opened.append((token, request.path, request.read_as))
        self.series.append(request.files)

    def export(self, token: int, document: ImageDocument, session: EditSession | None, request: ExportRequest) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.exported.append((token, document, session, request))

    def prepare_operations(self) -> None: ...

    def operate(
        self, token: int, document: ImageDocument, session: EditSession | None, operation: Operation, others: Any
    ) -> None:
        self.operands = others
        if self.refusal is not None:
            raise self.refusal
        self.operated.append((token, document, session, operation))

    def reckon(self, token: int, request: OpenRequest, wanted: Wanted, outline: Shape | None = None) -> None:
        self.outline = outline
        self.reckoned.append((token, request, wanted))

    def measure_labels(
        self, token: int, labels: OpenRequest, image: OpenRequest | None = None, given: InMemory | None = None
    ) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.given = given
        self.labelled.append((token, labels, image))

    def read_changes(self, token: int, info: ImageInfo, changes: Path) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.changes.append((token, info, changes))

    def write_picture(self, path: Path, png: bytes, protected: tuple[FileStamp, ...]) -> None:
        write_bytes(path, png, Consent(overwrite=True, protected=protected))

    def cancel(self, token: int) -> list[Outcome]:
        self.cancelled.append(token)
        return [Cancelled(token, Path("/data/cancelled.nrrd"))]

    def extend(self, token: int) -> None:
        self.forgiven = token

    def progress(self) -> list[Outcome]:
        return self.reports


class FakeView:
    """Records every call as (name, arguments)."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.question: Callable[[UnsavedChoice], None] | None = None
        self.save_dialog: Callable[[ExportRequest | None, int], None] | None = None
        self.is_asking = False
        self.choose: Callable[[DicomSeries], None] | None = None
        self.choose_part: Callable[[int], None] | None = None
        self.deeper: Callable[[], None] | None = None
        self.tabs: list[TabLabel] = []
        self.current_tab = -1
        self.scene: Scene | None = None
        self.rectangle: tuple[ItkIndex, ItkIndex] | None = None

    @property
    def is_quad(self) -> bool:
        """Whether three planes are shown."""
        return self.scene is not None and self.scene.layout is Layout.THREE_PLANES

    def all(self, name: str) -> list[Any]:
        """What was passed to every call of this name; a lone argument as it is."""
        return [given[0] if len(given) == 1 else given for called, given in self.calls if called == name]

    def last(self, name: str) -> Any:
        """What was passed to the latest call of this name."""
        return self.all(name)[-1]

    def forget(self) -> None:
        """Begin a new record."""
        self.calls.clear()

    def answer(self, choice: UnsavedChoice) -> None:
        """Answer the question about unsaved edits."""
        assert self.question is not None, "nothing was asked"
        question, self.question = self.question, None
        question(choice)

    def note(self, name: str, *given: Any) -> None:
        self.calls.append((name, given))

    # status, tabs, state, recent files

    def show_tabs(self, labels: Sequence[TabLabel], current: int) -> None:
        self.note("tabs", current)
        self.tabs, self.current_tab = list(labels), current

    def show_state(self, state: AppState) -> None:
        self.note("state", state)

    def show_loading(self, path: Path | None, fraction: float | None) -> None:
        self.note("loading", path, fraction)

    def show_saving(self, path: Path | None) -> None:
        self.note("saving", path)

    def show_operating(self, text: str | None, fraction: float | None) -> None:
        self.note("operating", text, fraction)

    def show_message(self, text: str) -> None:
        self.note("status", text)

    def show_saved(self, path: Path) -> None:
        self.note("saved", path)

    def add(self, path: Path) -> None:
        self.note("opened", path)

    # questions

    def show_error(self, path: Path | None, error: InspectorError) -> None:
        self.note("error", path, error)

    def ask_outside(self, error: InspectorError, allowed: Callable[[], None]) -> None:
        self.note("ask_outside", error.message)
        self.allow = allowed

    def ask_stalled(self, path: Path, answer: Callable[[bool], None], *, writing: bool = False) -> None:
        self.note("ask_stalled", path.name)
        self.stalled_writing = writing
        self.stalled = answer

    def ask_return(self, name: str, answer: Callable[[UnsavedChoice], None]) -> None:
        self.ask_unsaved(name, answer)

    def ask_unsaved(self, name: str, answer: Callable[[UnsavedChoice], None], *, offers_repeat: bool = False) -> None:
        self.question = answer
        self.offers_repeat = offers_repeat
        self.note("ask_unsaved", name)

    def ask_whether(self, question: str, yes: str, go_on: Callable[[], None]) -> None:
        self.go_on = go_on
        self.note("ask_whether", question)

    def ask_series(
        self, catalog: SeriesCatalog, chosen: Callable[[DicomSeries], None], deeper: Callable[[], None]
    ) -> None:
        self.choose, self.deeper = chosen, deeper
        self.note("ask_series", catalog)

    def ask_part(self, info: ImageInfo, chosen: Callable[[int], None]) -> None:
        self.choose_part = chosen
        self.note("ask_part", info)

    def ask_box(self, name: str, rows: Sequence[str], first: int, chosen: Callable[[int], None]) -> None:
        self.choose_part = chosen
        self.note("ask_box", name, tuple(rows), first)

    def ask_operation(self, question: OperationQuestion, answer: Callable[[OperationAnswer], None]) -> None:
        self.answer_operation = answer
        self.note("ask_operation", question)

    def ask_export(
        self,
        subjects: Sequence[Subject],
        *,
        path: Path | None,
        protected: tuple[FileStamp, ...],
        answer: Callable[[ExportRequest | None, int], None],
    ) -> None:
        self.save_dialog, self.subjects, self.suggested = answer, subjects, path
        self.note("ask_export", subjects[0].info, subjects[0].is_edited)

    def ask_placing(
        self, names: Sequence[str], over: str, suggested: Placing, answer: Callable[[Placing], None]
    ) -> None:
        self.place = answer
        self.note("ask_placing", list(names), over, suggested)

    def answer_export(self, request: ExportRequest | None, subject: int = 0) -> None:
        """Answer the save dialog; None dismisses it."""
        assert self.save_dialog is not None, "nothing was asked"
        dialog, self.save_dialog = self.save_dialog, None
        dialog(request, subject)


class FakeCanvas:
    """Notes in the view's record in what each scene differs from the last one."""

    def __init__(self, view: FakeView) -> None:
        self._view = view
        self._note = view.note
        self._scene: Scene | None = None

    def show_scene(self, scene: Scene | None) -> None:
        before, self._scene = self._scene, scene
        if scene is None:
            self._note("nothing")
            return
        self._view.scene = scene
        dragged = next((shape for shape in scene.shapes if isinstance(shape, Rectangle)), None)
        self._view.rectangle = None if dragged is None else (dragged.first, dragged.last)
        if before is None or scene.info is not before.info:
            assert isinstance(scene.source, OpenImage)
            self._note("document", scene.source.document, scene.plane)
            self._note("pixels", scene.pixels, scene.is_edited)
            if scene.notes:
                self._note("disk_change", scene.notes[0].text)
            if self._view.is_quad:
                self._note("layout", scene.plane, True)
            return
        is_anywhere = scene.pixels_version != before.pixels_version and scene.changed_box is None
        if scene.notes != before.notes or is_anywhere:
            self._note("disk_change", scene.notes[0].text if scene.notes else "")
        if scene.pixels is not before.pixels:
            self._note("pixels", scene.pixels, scene.is_edited)
        elif scene.pixels_version != before.pixels_version and scene.changed_box is not None:
            self._note("pixels_changed", scene.changed_box)
        if scene.layout is not before.layout:
            self._note("layout", scene.plane, scene.layout is Layout.THREE_PLANES)
        elif scene.plane != before.plane:
            self._note("plane", scene.plane, _axes(scene.plane) != _axes(before.plane) and len(scene.planes) == 1)

    def show_header(self, info: ImageInfo | None) -> None:
        self._note("header", info)

    def set_painting(self, paints: bool) -> None:
        self._note("painting", paints)

    def seen(self) -> Viewports:
        assert self._scene is not None
        fitted = {(p.horizontal, p.vertical): Viewport((1.0, 2.0), 3.0) for p in self._scene.planes}
        return Viewports(tuple((fitted | dict(self._scene.viewports.zoomed)).items()))

    def fit(self) -> None:
        self._note("fit")

    def one_to_one(self) -> None:
        self._note("one_to_one")

    def zoom(self, factor: float) -> None:
        self._note("zoom", factor)

    def reveal(self, index: ItkIndex) -> None:
        self._note("reveal", index)


def _axes(plane: Plane) -> tuple[int, int]:
    return plane.horizontal, plane.vertical


class FakeSlices:
    """Takes what it is told."""

    def show_document(self, geometry: Geometry, unit: str, plane: Plane) -> None: ...

    def show_plane(self, plane: Plane) -> None: ...

    def show_layout(self, plane: Plane, *, is_quad: bool) -> None: ...

    def clear(self) -> None: ...


class FakeLevelsPanel:
    """A panel that nobody looks at."""

    is_seen = False

    def show_choices(
        self, choices: tuple[tuple[ComponentChoice, str], ...], *, has_slices: bool, windows: tuple[NamedWindow, ...]
    ) -> None: ...

    def show_settings(self, settings: DisplaySettings) -> None: ...

    def show_histogram(self, histogram: Histogram | None) -> None: ...

    def show_counting(self, fraction: Callable[[], float] | None) -> None: ...

    def show_uncounted(self, text: str, *, offers_count: bool) -> None: ...

    def show_nothing(self) -> None: ...


class FakeValues:
    """Notes what it is told of values."""

    def __init__(self) -> None:
        self.is_seen = False
        self.rows: tuple[ValueRow, ...] = ()
        self.population = 0
        self.is_coloured = False
        self.table: LabelTable | None = None
        self.said = ""

    def show_values(
        self, rows: Sequence[ValueRow], population: int, *, is_coloured: bool, table: LabelTable | None = None
    ) -> None:
        self.rows, self.population, self.is_coloured, self.said = tuple(rows), population, is_coloured, "values"
        self.table = table

    def show_whole(self, population: int, *, is_stale: bool) -> None:
        self.said = "stale" if is_stale else "whole"

    def show_counting(self, fraction: Callable[[], float], *, can_cancel: bool = False) -> None:
        self.said = "counting"

    def show_uncounted(self, why_never: str = "", cost: str = "") -> None:
        self.said = "uncounted"

    def show_nothing(self) -> None:
        self.said = "nothing"


class FakeCompare:
    """Notes what it is told of two images that are compared."""

    def __init__(self) -> None:
        self.is_seen = False
        self.pair: tuple[Any, ...] = ()
        self.facts: dict[str, tuple[str, ...]] = {}
        self.places: dict[str, tuple[ItkIndex | None, ...]] = {}
        self.said = ""

    def show_pair(self, other: str, main: str, comparing: Comparing) -> None:
        self.pair = other, main, comparing

    def show_figures(self, facts: tuple[Fact, ...], columns: tuple[str, ...]) -> None:
        self.facts = {fact.label: fact.texts for fact in facts}
        self.places = {fact.label: fact.places for fact in facts}
        self.said = "figures"

    def show_working(self, fraction: Callable[[], float]) -> None:
        self.said = "working"

    def show_unworked(self) -> None:
        self.said = "unworked"

    def show_reason(self, text: str) -> None:
        self.said = text

    def show_nothing(self) -> None:
        self.pair, self.said = (), "nothing"


class FakeUnderLabels:
    """Notes what it is told of statistics under labels."""

    def __init__(self) -> None:
        self.is_seen = False
        self.is_offered = False
        self.found: UnderLabels | None = None
        self.pair: UnderPair | None = None
        self.said = ""

    def offer(self, *, is_offered: bool) -> None:
        self.is_offered = is_offered

    def show_offers(self, texts: Sequence[str], current: int) -> None:
        self.offers = list(texts), current

    def show_statistics(self, found: UnderLabels, pair: UnderPair) -> None:
        self.found, self.pair, self.said = found, pair, "statistics"

    def show_working(self, fraction: Callable[[], float]) -> None:
        self.said = "working"

    def show_unasked(self, text: str = "", *, offers_work: bool = True) -> None:
        self.said, self.text = "unasked", text


class FakeJournal:
    """Notes what it is told of a journal."""

    def __init__(self) -> None:
        self.is_seen = True
        self.shown: list[tuple[int, int, int]] = []
        self.row: Callable[[int], JournalRow] | None = None

    def show_journal(self, count: int, done: int, forgotten: int, row: Callable[[int], JournalRow] | None) -> None:
        self.shown.append((count, done, forgotten))
        self.row = row


class NoBackground:
    """Does no work."""

    def ask(self, work: Callable[[Holds], Any], is_safe: Holds, answered: Callable[[Any], None]) -> None: ...

    def give_up(self) -> None: ...

    def stop(self) -> None: ...


class FakeChoices:
    """Choices that nobody made."""

    theme_name = "system"
    undo_budget = UNDO_BUDGET

    def is_on(self, name: str, default: bool) -> bool:
        return default

    def set_on(self, name: str, on: bool) -> None: ...


class FakePanels:
    """Hover, image and edit panel in one."""

    def __init__(self, view: FakeView) -> None:
        self._view = view
        self._note = view.note

    def show_itk(self, found: Probe) -> None:
        self._note("itk", found)

    def show_probe(self, found: Probe) -> None:
        self._note("probe", found)

    def show_kept(self, probe: Probe | None) -> None:
        self._note("kept", None if probe is None else probe.itk_index)

    def clear_probe(self) -> None:
        self._note("probe", None)

    def show_info(self, info: ImageInfo | None) -> None: ...

    def clear_info(self) -> None: ...

    def show_session(self, session: EditSession | None, *, is_new: bool = False) -> None:
        self._note("session", session)
        self._view.session_is_new = is_new

    def show_tool_note(self, text: str) -> None:
        self._note("tool_note", text)

    def show_note(self, text: str, *, is_problem: bool) -> None:
        self._note("note", text, is_problem)

    def show_problem(self, text: str) -> None:
        self._note("problem", text)

    def show_history(self) -> None: ...

    def show_budget(self, budget: int) -> None:
        self._note("budget", budget)

    def show_value(self, text: str) -> None:
        self._note("value", text)

    def show_paint_over(self, over: Over, rows: Sequence[LabelRow]) -> None:
        self._note("paint_over", over, tuple(rows))


class AtOnce:
    """Does the work that is asked for at once."""

    def ask(self, work: Callable[[Holds], Any], is_safe: Holds, answered: Callable[[Any], None]) -> None:
        answer = work(is_safe)
        if answer is not None:
            answered(answer)

    def give_up(self) -> None:
        """Nothing is ever under way."""

    def stop(self) -> None:
        """Nothing is ever under way."""


class FakeBridgePage:
    """The page on how ITK and NumPy share the image."""

    def __init__(self) -> None:
        self.is_in_view = False
        self.shown: list[tuple[BridgeFact, ...] | None] = []

    def show_facts(self, facts: tuple[BridgeFact, ...] | None, why: str = "") -> None:
        self.shown.append(facts)


class FakeGoto:
    """The field for a position, and what it said last."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.followed: list[int | None] = []
        self.answer = ""
        self.is_problem = False

    def ask(self, dimension: int) -> None:
        self.asked.append(dimension)

    def follow(self, dimension: int | None) -> None:
        self.followed.append(dimension)

    def show_answer(self, text: str, *, is_problem: bool) -> None:
        self.answer, self.is_problem = text, is_problem


class FakePoints:
    """The list of points as it was shown last."""

    def __init__(self) -> None:
        self.rows: tuple[PointRow, ...] = ()
        self.shown = 0
        self.fronts = 0

    def come_to_front(self) -> None:
        self.fronts += 1

    def show_points(self, rows: Sequence[PointRow], info: ImageInfo | None) -> None:
        self.rows = tuple(rows)
        self.shown += 1


class FakeNeighbourhood:
    """The values around a pixel, which nobody looks at."""

    scene: Scene | None = None

    def show_scene(self, scene: Scene | None) -> None:
        self.scene = scene


class FakeLayerRows:
    """What the layers hold, as it was shown last."""

    rows: Sequence[LayerProbe] = ()
    chosen = -1

    def __init__(self) -> None:
        self.times = 0

    def show_layers(self, rows: Sequence[LayerProbe], chosen: int) -> None:
        self.rows, self.chosen = rows, chosen
        self.times += 1


class FakeLayersPanel:
    """The list of layers as it was shown last."""

    def __init__(self) -> None:
        self.rows: tuple[LayerRow, ...] = ()
        self.shown = self.fronts = 0

    def come_to_front(self) -> None:
        self.fronts += 1

    def show_layers(self, rows: Sequence[LayerRow]) -> None:
        self.rows = tuple(rows)
        self.shown += 1


class FakeMeasurePanel:
    """What was measured, as it was shown last."""

    def __init__(self) -> None:
        self.rows: tuple[ShapeRow, ...] = ()
        self.selected: int | None = None
        self.told: Told | None = None
        self.shown = self.fronts = 0

    def show_shapes(self, rows: Sequence[ShapeRow], selected: int | None) -> None:
        self.rows, self.selected = tuple(rows), selected
        self.shown += 1

    def show_told(self, told: Told | None) -> None:
        self.told = told

    def come_to_front(self) -> None:
        self.fronts += 1


class FakePointStore:
    """Keeps texts in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.refusal: Exception | None = None

    def has_any(self, prefix: str) -> bool:
        return any(key.startswith(prefix) for key in self.kept)

    def load(self, key: str) -> str:
        return self.kept.get(key, "")

    def save(self, key: str, text: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        if text:
            self.kept[key] = text
        else:
            self.kept.pop(key, None)


class FakePrograms:
    """Stands for what is installed; writes down what is started."""

    def __init__(self) -> None:
        self.started: list[tuple[str, list[str]]] = []

    def found(self) -> Sequence[Program]:
        return PROGRAMS

    def start(self, program: Program, arguments: list[str], failed: Callable[[str], None]) -> bool:
        self.started.append((program.name, arguments))
        return True


class Desk:
    """The application with its fakes, and the usual ways to a state."""

    def __init__(self, titles: Titles | None = None) -> None:
        self.files = FakeFiles()
        self.view = FakeView()
        self.now = 0.0
        self.goto = FakeGoto()
        self.points_panel = FakePoints()
        self.bridge_page = FakeBridgePage()
        self.bridge_asked: list[tuple[ImageDocument, Callable[[tuple[BridgeFact, ...]], None]]] = []
        self.values_panel = FakeValues()
        self.under_labels_panel = FakeUnderLabels()
        self.journal_panel = FakeJournal()
        self.point_store = FakePointStore()
        self.settings_store = FakePointStore()
        self.layer_rows = FakeLayerRows()
        self.measuring = AtOnce()
        self.measure_panel = FakeMeasurePanel()
        self.layers_panel = FakeLayersPanel()
        self.compare_panel = FakeCompare()
        self.programs = FakePrograms()
        panels = FakePanels(self.view)
        beside = BesidePorts(
            bridge_page=self.bridge_page,
            report_bridge=lambda document, told: self.bridge_asked.append((document, told)),
            journal_panel=self.journal_panel,
            points_panel=self.points_panel,
            values_panel=self.values_panel,
            under_labels_panel=self.under_labels_panel,
            neighbourhood_panel=FakeNeighbourhood(),
            measure_panel=self.measure_panel,
            layers_panel=self.layers_panel,
            compare_panel=self.compare_panel,
            paint_over_view=panels,
            point_store=self.point_store,
            recognizing=AtOnce(),
            counting=AtOnce(),
            under_labels=AtOnce(),
            measuring=self.measuring,
            comparing=AtOnce(),
            telling=AtOnce(),
            programs=self.programs,
            later=lambda work: work(),
        )
        self.app = compose(
            Ports(
                service=self.files,
                questions=self.view,
                recent=self.view,
                canvas=FakeCanvas(self.view),
                slices=FakeSlices(),
                levels_panel=FakeLevelsPanel(),
                background=NoBackground(),
                goto_field=self.goto,
                searching=AtOnce(),
                settings_store=self.settings_store,
                keeping=AtOnce(),
                filling=AtOnce(),
                probe_panel=panels,
                kept_view=panels,
                layer_rows=self.layer_rows,
                image_panel=panels,
                edit_panel=lambda: panels,
                tabs=self.view,
                status=self.view,
                state_views=(self.view,),
                switches=ViewSwitches(FakeChoices(), {}),
                undo_budget=FakeChoices(),
                wrap_copy=self._wrap,
                beside=lambda: beside,
                clock=lambda: self.now,
                titles=titles or Titles(),
            )
        )
        assert self.app.later.beside  # all of it follows from the beginning
        self.made: list[ImageDocument] = []

    @staticmethod
    def _wrap(pixels: Any, info: ImageInfo, document: ImageDocument) -> FakeItk:
        return FakeItk(pixels, info.geometry.start_index)

    def document(self, name: str = "a.nrrd", size: tuple[int, ...] = (5, 4), **kind: Any) -> ImageDocument:
        """An open image that nobody shows yet."""
        made = make_document(name, size, **kind)
        self.made.append(made)
        return made

    def begin(self, name: str = "a.nrrd") -> int:
        """Ask for a file; return the token of the task."""
        self.app.files.open(Path("/data") / name)
        return self.files.opened[-1][0]

    def reload_discarding(self) -> int:
        """Ask for the file on screen again and give up the edits; return the token of the task."""
        self.app.files.reload()
        self.view.answer(UnsavedChoice.DISCARD)
        return self.files.opened[-1][0]

    def deliver(self, *outcomes: Outcome) -> None:
        """Let the background report."""
        self.app.tasks.receive(list(outcomes))

    def show(self, name: str = "a.nrrd", size: tuple[int, ...] = (5, 4), **kind: Any) -> ImageDocument:
        """Open an image all the way."""
        document = self.document(name, size, **kind)
        self.deliver(Opened(self.begin(name), document))
        return document

    def show_on_disk(self, name: str = "a.nrrd", size: tuple[int, ...] = (5, 4), **kind: Any) -> ImageDocument:
        """Open an image that can be read again."""
        return self.show(name, size, stamp=FileStamp(1, 2, 3, 4), mapping="file", **kind)

    def edit(self, size: tuple[int, ...] = (5, 4), **kind: Any) -> EditSession:
        """Open an image and a copy to work on."""
        self.show_on_disk(size=size, **kind)
        self.app.edit.set_editing(True)
        return self.session

    def modify(self, size: tuple[int, ...] = (5, 4)) -> EditSession:
        """Open an image and change a pixel of its copy."""
        session = self.edit(size)
        self.change_pixel()
        return session

    def change_pixel(self, text: str = "99") -> None:
        """Set the first pixel of the copy."""
        self.app.edit.set_value(text)
        self.app.edit.set_pixel("0 " * self.session.geometry.dimension)

    def save(self, name: str = "out.nrrd") -> int:
        """Begin to save, by the dialog where it is open; return the token of the task."""
        request = ExportRequest(Path("/out") / name)
        if self.view.save_dialog is not None:
            self.view.answer_export(request)
        else:
            self.app.saving.export(request)
        return self.files.exported[-1][0]

    def finish(self, token: int, *, verified: bool = True, notes: tuple[str, ...] = (), verified_by: str = "") -> None:
        """Let saving end well."""
        self.deliver(Exported(token, Path("/out/out.nrrd"), 12345, verified, notes, verified_by=verified_by))

    def fail(self, token: int) -> None:
        """Let a task fail."""
        self.deliver(Failed(token, Path("/data/bad.nrrd"), InspectorError("bad.nrrd is damaged.")))

    @property
    def session(self) -> EditSession:
        """The edited copy."""
        assert self.app.images.current is not None
        assert self.app.images.current.session is not None
        return self.app.images.current.session

    @property
    def found(self) -> Probe | None:
        """What the view shows under the cursor."""
        shown: Probe | None = self.view.last("probe")
        return shown

    @property
    def state(self) -> AppState:
        """What the view was told last."""
        told: AppState = self.view.last("state")
        return told


@pytest.fixture
def desk() -> Desk:
    """The application between its fakes."""
    return Desk()


@pytest.fixture
def two_desks() -> tuple[Desk, Desk]:
    """Two windows of one script."""
    titles = Titles()
    return Desk(titles), Desk(titles)
