"""What a script asks of its window, and what the window tells it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

import itk_inspector as ii
from itk_inspector.app import scripting
from itk_inspector.core.errors import ExportError
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.gui.widgets.value_label import ValueLabel

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "oblique-volume.nrrd"


@pytest.fixture
def window(qtbot: QtBot, own_settings: None) -> Iterator[Any]:
    shown = ii.view(volume(), block=False)
    yield shown
    away(shown)


def away(window: Any) -> None:
    """Close a window, if it is open, and delete it."""
    if scripting._kept:
        scripting._kept[-1].window.close_for_good()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def volume() -> Any:
    import itk

    image = itk.image_from_array(np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6))
    region = itk.ImageRegion[3]()
    region.SetSize([6, 5, 4])
    region.SetIndex([10, 20, 30])
    image.SetRegions(region)
    image.SetSpacing([0.5, 2.0, 3.0])
    image.SetOrigin([1.0, -2.0, 7.0])
    return image


def app_of(window: Any) -> Any:
    found = next(each for each in scripting._kept if each.window is window)
    return found.app


def edit_one(window: Any, index: str = "(12, 21, 32)", value: str = "77") -> None:
    app = app_of(window)
    app.edit.set_editing(True)
    app.edit.set_value(value)
    app.edit.set_pixel(index)


def answer(window: Any, text: str) -> None:
    box = window.findChild(QMessageBox, "unsavedDialog")
    next(each for each in box.buttons() if text in each.text().replace("&", "")).click()


def test_the_probe_is_that_of_the_panel(window: Any) -> None:
    assert window.probe is None

    window.go_to(ii.ItkIndex.of(12, 21, 32))

    image = app_of(window).images.current.document.image
    assert window.probe.itk_index == ii.ItkIndex.of(12, 21, 32)
    assert window.probe.array_index == (2, 1, 2)
    assert window.probe.itk_value == image.GetPixel([12, 21, 32]) == window.probe.array_value == 68
    assert window.probe.physical_point.components == tuple(image.TransformIndexToPhysicalPoint([12, 21, 32]))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((11, 24, 33), (11, 24, 33)),
        (np.array([11, 24, 33]), (11, 24, 33)),
        (ii.ArrayIndex((3, 4, 1)), (11, 24, 33)),
        ("[3, 4, 1]", (11, 24, 33)),
        (ii.PhysicalPoint.of(1 + 11 * 0.5, -2 + 24 * 2, 7 + 33 * 3), (11, 24, 33)),
        ("max", (15, 24, 33)),
    ],
)
def test_positions_of_every_kind(window: Any, given: Any, found: tuple[int, ...]) -> None:
    window.go_to(given)

    assert window.probe.itk_index.components == found


def test_values_are_found_one_after_the_other() -> None:
    pixels = np.zeros((2, 3, 4))
    pixels[0, 1, 2] = pixels[1, 2, 3] = np.nan
    window = ii.view(pixels, block=False)
    found = []
    for _ in range(3):
        window.go_to("nan")
        found.append(tuple(window.probe.array_index))

    assert found == [(0, 1, 2), (1, 2, 3), (0, 1, 2)]
    window.close()


@pytest.mark.parametrize("wrong", [(1.5, 2, 3), (0, 0, 0), 7, "nonsense", "nan", "label 1000000", None])
def test_what_is_no_position_is_refused(window: Any, wrong: Any) -> None:
    with pytest.raises(ii.ProbeError):
        window.go_to(wrong)


def test_points_have_both_indices(window: Any) -> None:
    window.go_to((12, 21, 32))
    app_of(window).points.add()
    app_of(window).points.rename(1, "hilum")

    (point,) = window.points

    assert (point.name, point.itk_index.components, tuple(point.array_index)) == ("hilum", (12, 21, 32), (2, 1, 2))
    assert point.physical_point.components == (7.0, 40.0, 103.0)


def test_the_region_is_what_export_takes(window: Any, tmp_path: Path) -> None:
    import SimpleITK

    assert window.region is None
    window.go_to((12, 21, 32))
    measure = app_of(window).measure
    measure.press(ShapeKind.RECTANGLE, 11, 21)
    measure.release(13, 24)

    assert window.region == ((11, 21, 32), (3, 4, 1))
    ii.export(window.document, tmp_path / "part.nrrd", region=window.region)
    assert SimpleITK.ReadImage(str(tmp_path / "part.nrrd")).GetSize() == (3, 4, 1)


def test_the_edited_copy_has_its_geometry_and_its_own_memory(window: Any) -> None:
    assert window.edited is None
    edit_one(window)

    edited = window.edited
    image = app_of(window).images.current

    assert edited.pixels[2, 1, 2] == 77
    assert image.document.pixels[2, 1, 2] == 68
    assert not np.shares_memory(edited.pixels, image.session.view)
    assert edited.image.GetPixel([12, 21, 32]) == 77
    original = image.document.image
    for point in ([12, 21, 32], [15, 24, 33]):
        assert edited.image.TransformIndexToPhysicalPoint(point) == original.TransformIndexToPhysicalPoint(point)
    edited.image.SetPixel([12, 21, 32], 5)
    assert edited.pixels[2, 1, 2] == 5
    assert window.edited.pixels[2, 1, 2] == 77
    app_of(window).edit.undo()
    assert window.edited is None


@pytest.mark.parametrize(("button", "value"), [("Discard", None), ("Save", 77)])
def test_what_was_edited_outlives_the_window_unless_given_up(
    window: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, button: str, value: int | None
) -> None:
    edit_one(window)
    window.go_to((12, 21, 32))
    app = app_of(window)
    monkeypatch.setattr(
        app.unsaved._saving, "save_image", lambda image, done, give_up: (image.session.mark_saved(), done())
    )
    window.close()

    answer(window, button)

    assert not window.isVisible()
    assert (window.edited and window.edited.pixels[2, 1, 2]) == value
    assert window.probe.itk_index.components == (12, 21, 32)
    for wrong in (window.refresh, window.screenshot, lambda: window.go_to((1, 1, 1)), lambda: window.layers):
        with pytest.raises(ii.UsageError, match="The window is closed"):
            wrong()
    window.wait()


def test_what_a_script_may_not_ask_is_an_attribute_error(window: Any) -> None:
    for name in ("nothing", "_open", "_last"):
        with pytest.raises(AttributeError, match=name):
            getattr(window, name)


def test_new_pixels_of_an_array_are_shown_when_the_script_says_so(qtbot: QtBot, own_settings: None) -> None:
    array = np.zeros((40, 40), np.uint8)
    array[0, 0] = 255
    window = ii.view(array, block=False)
    window.go_to((20, 20))
    before = window.screenshot()

    array[20, 20] = 200
    window.refresh()

    assert window.probe.array_value == window.probe.itk_value == 200
    assert (window.screenshot() != before).any()
    scripting._kept[-1].window.close_for_good()


@pytest.mark.parametrize("kind", ["Fortran order", "other byte order", "every other column", "a list of rows"])
def test_what_was_copied_is_copied_again(qtbot: QtBot, own_settings: None, kind: str) -> None:
    pixels = np.arange(30, dtype=np.uint16).reshape(5, 6)
    held: Any = {
        "Fortran order": np.asfortranarray(pixels),
        "other byte order": pixels.astype(pixels.dtype.newbyteorder()),
        "every other column": np.repeat(pixels, 2, axis=1)[:, ::2],
        "a list of rows": Rows(pixels),
    }[kind]
    window: Any = ii.view(held, name="held", block=False)
    window.go_to((4, 3))
    app_of(window).points.add()

    held[3, 4] = 999
    assert window.probe.array_value == 22
    window.refresh()

    assert window.probe.array_value == window.probe.itk_value == 999
    assert [(row.point.index.components, row.value) for row in window.points] == [((4, 3), 999)]
    assert app_of(window).images.current.label == "held"
    away(window)


class Rows:
    """What another library holds, without memory that can be shared."""

    def __init__(self, pixels: np.ndarray) -> None:
        self.rows = pixels.tolist()

    def __setitem__(self, index: tuple[int, int], value: int) -> None:
        self.rows[index[0]][index[1]] = value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.rows, np.uint16)


@pytest.mark.parametrize("size", [[6, 5], [9, 7]], ids=["of the same size", "of another size"])
def test_an_itk_image_that_was_allocated_anew_is_shown(qtbot: QtBot, own_settings: None, size: list[int]) -> None:
    image = blank()
    window: Any = ii.view(image, block=False)
    window.go_to((4, 3))

    allocated_anew(image, size, 77)
    window.refresh()

    probe = window.probe
    assert (probe.itk_index.components, probe.array_value, probe.itk_value) == ((4, 3), 77, 77)
    assert list(window.document.info.geometry.size) == size
    assert not app_of(window).images.current.disk_note
    away(window)


@pytest.mark.parametrize("size", [[6, 5], [9, 7]], ids=["of the same size", "of another size"])
def test_edits_outlive_an_image_that_was_allocated_anew(qtbot: QtBot, own_settings: None, size: list[int]) -> None:
    image = blank()
    window: Any = ii.view(image, block=False)
    app_of(window).edit.set_editing(True)
    app_of(window).images.current.session.set_pixel(ii.ItkIndex.of(4, 3), 5)

    allocated_anew(image, size, 77)
    if size == [6, 5]:
        window.refresh()
    else:
        with pytest.raises(ii.UsageError, match="its edited copy stays as it is"):
            window.refresh()

    assert window.edited.pixels.sum() == window.edited.pixels[3, 4] == 5
    away(window)


def blank() -> Any:
    import itk

    return itk.image_from_array(np.zeros((5, 6), np.uint8))


def allocated_anew(image: Any, size: list[int], value: int) -> None:
    """Give an image new pixels in other memory."""
    image.Initialize()
    image.others = [np.ones(30, np.uint8) for _ in range(64)]  # where its pixels were
    image.SetRegions(size)
    image.Allocate()
    image.FillBuffer(value)


def test_a_screenshot_is_of_the_window_as_it_comes_to_rest(qapp: QApplication) -> None:
    """A script takes it before any event loop has run: what takes two lines now has room for them."""
    window = ii.view(ii.imread(SAMPLE), block=False)
    window.go_to((30, 20, 18))
    window.screenshot()
    taken = {label.objectName(): label.geometry() for label in window.findChildren(ValueLabel) if label.isVisible()}
    QApplication.processEvents()

    at_rest = {name: window.findChild(ValueLabel, name).geometry() for name in taken}
    assert "physicalPointValue" in taken
    assert taken == at_rest
    window.close()


def test_a_screenshot_is_an_array_and_a_file(window: Any, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    drawn = window.screenshot(tmp_path / "window.png")

    written = QImage(str(tmp_path / "window.png"))
    assert drawn.shape == (written.height(), written.width(), 4)
    assert drawn.dtype == np.uint8
    for x, y in ((0, 0), (400, 300), (drawn.shape[1] - 1, drawn.shape[0] - 1)):
        assert tuple(drawn[y, x, :3]) == written.pixelColor(x, y).getRgb()[:3]
    with pytest.raises(ExportError):
        window.screenshot(tmp_path / "nowhere" / "window.png")


def test_callbacks_are_told_after_the_event(window: Any, qtbot: QtBot) -> None:
    told: list[Any] = []
    window.on_probe(lambda probe: told.append(("probe", probe and probe.itk_index.components)))
    window.on_point(lambda points: told.append(("points", len(points))))
    window.on_edit(lambda session: told.append(("edit", session.undo_label)))

    window.go_to((12, 21, 32))
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    app_of(window).points.add()
    qtbot.waitUntil(lambda: len(told) == 2)
    edit_one(window)
    qtbot.waitUntil(lambda: len(told) == 4)

    assert told[:2] == [("probe", (12, 21, 32)), ("points", 1)]
    assert {kind for kind, _ in told[2:]} == {"probe", "edit"}  # the pixel has another value now


def test_the_pointer_is_told_once_a_pixel(window: Any, qtbot: QtBot) -> None:
    told: list[Any] = []
    window.on_probe(told.append)
    app = app_of(window)

    for x in (11.0, 11.2, 11.4, 14.0):
        app.probe.hover(x, 22.0)
        window.canvas.hovered.emit(x, 22.0)
    qtbot.wait(80)

    assert [probe.itk_index.components for probe in told] == [(14, 22, 32)]


def test_a_callback_that_fails_is_told_once_and_harms_nobody(
    window: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[Any] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *rest: failed.append(kind))
    told: list[Any] = []

    @window.on_probe
    def fail(probe: Any) -> None:
        raise ZeroDivisionError

    window.on_probe(told.append)
    for count, place in enumerate([(12, 21, 32), (13, 21, 32), (14, 21, 32)], start=1):
        window.go_to(place)
        qtbot.waitUntil(lambda count=count: len(told) == count)  # type: ignore[misc]

    assert failed == [ZeroDivisionError]
    window.remove_callback(told.append)
    assert not any(told.append in each._all for each in (window.script._on_point, window.script._on_edit))


def test_closing_is_told(window: Any) -> None:
    told: list[int] = []
    window.on_close(lambda: told.append(1))

    window.close()

    assert told == [1]


def test_a_window_that_was_closed_is_gone_but_may_be_asked(window: Any) -> None:
    window.go_to((12, 21, 32))
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert not isValid(window)
    assert (window.isVisible(), window.close()) == (False, True)
    assert window.probe.array_value == 68
    window.wait()


def test_waiting_for_a_window_that_goes_meanwhile(window: Any) -> None:
    QTimer.singleShot(20, window.close)

    window.wait()

    assert not window.isVisible()


def test_nobody_looks_where_nobody_listens(window: Any) -> None:
    app = app_of(window)
    assert window.script not in app.end_of_event._followers

    window.on_edit(print)

    assert window.script in app.end_of_event._followers


def during_edit(work: Any) -> None:
    """Do something in the window that `edit` opens."""

    def begin() -> None:
        shown = scripting._kept[-1].window
        if scripting._kept[-1].app.images.current is None:
            QTimer.singleShot(20, begin)
            return
        work(shown)

    QTimer.singleShot(60, begin)


def closing(button: str) -> Any:
    def work(window: Any) -> None:
        edit_one(window)
        window.close()
        answer(window, button)

    return work


def test_an_edited_image_comes_back(qtbot: QtBot, own_settings: None) -> None:
    image = volume()
    during_edit(closing("Return edits"))

    edited = ii.edit(image)

    assert type(edited) is type(image)
    assert edited.GetPixel([12, 21, 32]) == 77
    assert image.GetPixel([12, 21, 32]) == 68
    assert tuple(edited.GetSpacing()) == (0.5, 2.0, 3.0)
    assert tuple(edited.GetLargestPossibleRegion().GetIndex()) == (10, 20, 30)
    assert not scripting._kept


def test_an_array_comes_back_as_an_array(qtbot: QtBot, own_settings: None) -> None:
    array = np.zeros((3, 4), np.float32)

    def work(window: Any) -> None:
        edit_one(window, "(2, 1)", "2.5")
        window.close()
        answer(window, "Return edits")

    during_edit(work)
    edited = ii.edit(array)

    assert isinstance(edited, np.ndarray)
    assert edited[1, 2] == 2.5
    assert not array.any()
    edited[0, 0] = 1


def test_a_file_is_edited_and_stays(qtbot: QtBot, own_settings: None, tmp_path: Path) -> None:
    import itk

    itk.imwrite(volume(), str(tmp_path / "a.mha"))
    bytes_before = (tmp_path / "a.mha").read_bytes()

    def work(window: Any) -> None:
        qtbot.waitUntil(lambda: app_of(window).images.current.session is not None)
        edit_one(window, "(2, 1, 2)")
        window.close()
        answer(window, "Return edits")

    during_edit(work)
    edited = ii.edit(tmp_path / "a.mha")

    assert edited.GetPixel([2, 1, 2]) == 77
    assert (tmp_path / "a.mha").read_bytes() == bytes_before


@pytest.mark.parametrize("work", [closing("Discard"), lambda window: window.close()])
def test_nothing_comes_back_where_nothing_was_edited_or_all_was_given_up(
    qtbot: QtBot, own_settings: None, work: Any
) -> None:
    during_edit(work)

    assert ii.edit(volume()) is None


def test_cancel_goes_on_with_the_edits(qtbot: QtBot, own_settings: None) -> None:
    def work(window: Any) -> None:
        edit_one(window)
        window.close()
        answer(window, "Cancel")
        assert window.isVisible()
        QApplication.processEvents()
        window.close()
        boxes = [box for box in window.findChildren(QMessageBox, "unsavedDialog") if box.isVisible()]
        next(each for each in boxes[-1].buttons() if "Return" in each.text()).click()

    during_edit(work)

    assert ii.edit(volume()) is not None


def test_a_script_may_discard_the_edits_without_a_question(window: Any) -> None:
    edit_one(window)

    assert window.close() is False
    assert window.findChild(QMessageBox, "unsavedDialog") is not None
    answer(window, "Cancel")
    assert window.isVisible()
    assert window.edited is not None

    assert window.close(discard=True) is True
    assert window.edited is None
    assert not scripting._kept


IN_A_THREAD: dict[str, Callable[[Any], object]] = {
    "probe": lambda window: window.probe,
    "points": lambda window: window.points,
    "region": lambda window: window.region,
    "edited": lambda window: window.edited,
    "layers": lambda window: window.layers,
    "document": lambda window: window.document,
    "go_to": lambda window: window.go_to("max"),
    "refresh": lambda window: window.refresh(),
    "screenshot": lambda window: window.screenshot(),
    "wait": lambda window: window.wait(),
    "close": lambda window: window.close(),
    "discard": lambda window: window.close(discard=True),
    "on_probe": lambda window: window.on_probe(print),
    "on_point": lambda window: window.on_point(print),
    "on_edit": lambda window: window.on_edit(print),
    "on_close": lambda window: window.on_close(print),
    "remove_callback": lambda window: window.remove_callback(print),
}


def test_another_thread_is_told_and_ends_nothing(window: Any) -> None:
    (layer,) = window.layers
    calls = {**IN_A_THREAD, "opacity": lambda _: layer.opacity, "hide": lambda _: setattr(layer, "visible", False)}
    said: dict[str, str] = {}

    def call_all() -> None:
        for name, call in calls.items():
            try:
                call(window)
            except ii.UsageError as e:
                said[name] = str(e)

    thread = threading.Thread(target=call_all)
    thread.start()
    thread.join()

    assert said.keys() == calls.keys()
    assert all("in the application's thread" in sentence for sentence in said.values())
    assert window.isVisible()
    assert layer.visible
