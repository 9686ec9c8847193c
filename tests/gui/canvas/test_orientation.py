"""Every way that a drawing can be flipped: what is under the pointer is what is drawn, edited and named there."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pydicom
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from dicom_files import AXIAL, CORONAL, SAGITTAL, oblique, write_series
from directions import SIGNED_PERMUTATIONS, rotation
from drawn_colours import drawn_colour
from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.axes import axis_pairs
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.space import Space
from itk_inspector.gui.canvas import pixel_text
from itk_inspector.gui.canvas.above import Above
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

SIZE, START, SPACING = (13, 11, 7), (-4, 10, 3), (1.0, 0.5, 2.0)
VALUES = np.random.default_rng(5).permutation(7 * 11 * 13).reshape(7, 11, 13).astype(np.int16)
RAS = np.array([-1.0, -1.0, 1.0])
STROKE = [(-3.2, 11.4, 4.1), (5.3, 17.7, 7.9)]


DIRECTIONS = st.builds(
    lambda matrix, degrees: rotation(degrees) @ matrix,
    st.sampled_from(SIGNED_PERMUTATIONS),
    st.one_of(st.just((0.0, 0.0, 0.0)), st.tuples(*[st.floats(-24, 24)] * 3)),
)
PLACES = st.floats(0.01, 0.99)
PROPERTY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def show(composition: Composition, direction: np.ndarray, values: np.ndarray = VALUES) -> PointerView:
    """Show a volume that lies so in a patient, alone."""
    lies = tuple(tuple(float(v) for v in row) for row in direction)
    document = from_memory.document(values, geometry=Geometry(SIZE, START, (3.0, -5.0, 9.0), SPACING, lies))
    document.info = replace(document.info, space=Space("mm", is_patient=True))
    app = composition.app
    while app.images.current is not None:
        app.images.remove(app.images.current)
        app.images.tell()
    app.files.adopt(document)
    settle()
    return composition.window.canvas.view


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def send(view: PointerView, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    where = view.viewport().mapToGlobal(at)
    held = button if kind is not QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    event = QMouseEvent(kind, at, where, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def hover(view: PointerView, at: QPointF) -> None:
    send(view, QEvent.Type.MouseMove, at)
    settle()
    view.window().frame.finish()


def hovered(driver: WindowDriver) -> tuple[int, ...] | None:
    """Return the index in the panel; None when it is empty."""
    words = driver.label("itkIndexValue").strip("()")
    return tuple(int(word) for word in words.split(",")) if words else None


def painted(view: PointerView) -> QImage:
    picture = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    view.viewport().render(picture)
    return picture


def ways(direction: np.ndarray) -> list[tuple[str, bool]]:
    """Return for each axis the letters of the two ends of its line in the patient, and whether it is drawn flipped.

    nibabel names where an axis leads, in RAS; upright it leads to the left, to the back or to the feet.
    """
    affine = np.eye(4)
    affine[:3, :3] = RAS[:, None] * direction
    codes = nibabel.aff2axcodes(affine)
    return [(next(line for line in ("RL", "AP", "SI") if code in line), code in "RAS") for code in codes]


def index_at(part: tuple[float, float], axes: tuple[int, int], flips: tuple[bool, bool]) -> tuple[int, int]:
    """Return the index along two axes at a part of the image's rectangle on screen, from the left and from above."""
    found = []
    for share, axis, is_flipped in zip(part, axes, flips, strict=True):
        number = math.floor(share * SIZE[axis])
        found.append(START[axis] + (SIZE[axis] - 1 - number if is_flipped else number))
    return found[0], found[1]


def nudged(part: float, size: int) -> float:
    """Return a place that is not so near to the edge of a pixel that a screen pixel's centre may lie beyond it."""
    number = math.floor(part * size)
    return (number + min(max(part * size - number, 0.1), 0.9)) / size


@pytest.mark.parametrize("axes", axis_pairs(3))
@PROPERTY
@given(direction=DIRECTIONS, across=PLACES, down=PLACES)
def test_what_is_under_the_pointer_is_what_is_drawn_and_named_there(
    composition: Composition,
    driver: WindowDriver,
    axes: tuple[int, int],
    direction: np.ndarray,
    across: float,
    down: float,
) -> None:
    view = show(composition, direction)
    composition.app.view.set_axes(*axes)
    letters = view.above.overlay.letters
    view.show_above(Above(numbers=False, grid=False))
    plain = painted(view)
    part = nudged(across, SIZE[axes[0]]), nudged(down, SIZE[axes[1]])
    area = view.on_screen(view.item.boundingRect())
    at = QPointF(area.left() + part[0] * area.width(), area.top() + part[1] * area.height())

    hover(view, at)

    named = ways(direction)
    flips = named[axes[0]][1], named[axes[1]][1]
    expected = list(composition.app.images.current.plane.position)
    expected[axes[0]], expected[axes[1]] = index_at(part, axes, flips)
    x, y, z = (i - s for i, s in zip(expected, START, strict=True))
    assert hovered(driver) == tuple(expected)
    assert driver.label("pixelValue") == str(VALUES[z, y, x])
    assert plain.pixel(int(at.x()), int(at.y())) == drawn_colour(VALUES[z, y, x], view.item.settings)
    assert (letters.left[0], letters.right[0]) == tuple(named[axes[0]][0])
    assert (letters.top[0], letters.bottom[0]) == tuple(named[axes[1]][0])


@PROPERTY
@given(direction=DIRECTIONS, across=PLACES, down=PLACES, steps=st.integers(1, 9), pair=st.sampled_from(range(3)))
def test_the_pixel_at_the_pointer_stays_there_when_the_wheel_turns(
    composition: Composition,
    driver: WindowDriver,
    direction: np.ndarray,
    across: float,
    down: float,
    steps: int,
    pair: int,
) -> None:
    view = show(composition, direction)
    composition.app.view.show_plane(*((0, 1), (0, 2), (1, 2))[pair])
    settle()
    area = view.on_screen(view.item.boundingRect())
    at = QPointF(area.left() + across * area.width(), area.top() + down * area.height())
    before = view.to_view(at)

    turned, none = QPoint(0, 120 * steps), Qt.MouseButton.NoButton
    where = view.viewport().mapToGlobal(at)
    plain, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(view.viewport(), QWheelEvent(at, where, QPoint(), turned, none, plain, phase, False))

    # the centres of two screen pixels are compared, one before and one after
    largest = 0.6 * max(SIZE) / min(area.width(), area.height())
    assert view.to_view(at).toTuple() == pytest.approx(before.toTuple(), abs=2 * largest)


@PROPERTY
@given(direction=DIRECTIONS, across=PLACES, down=PLACES, pair=st.sampled_from(range(3)))
def test_a_brush_changes_exactly_the_pixel_under_the_pointer(
    composition: Composition, driver: WindowDriver, direction: np.ndarray, across: float, down: float, pair: int
) -> None:
    view = show(composition, direction)
    app = composition.app
    app.view.show_plane(*((0, 1), (0, 2), (1, 2))[pair])
    app.edit.set_editing(True)
    driver.action("toolPixel")
    app.edit.set_value("-77")
    settle()
    area = view.on_screen(view.item.boundingRect())
    at = QPointF(area.left() + across * area.width(), area.top() + down * area.height())
    hover(view, at)
    index = hovered(driver)
    assert index is not None

    send(view, QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.LeftButton)
    settle()

    changed = np.argwhere(app.images.current.pixels != VALUES)
    app.edit.undo()
    assert [tuple(s + START[2 - n] for n, s in enumerate(place)) for place in changed.tolist()] == [index[::-1]]


@PROPERTY
@example(direction=np.eye(3), first=(0.9375, 0.0625), last=(0.0625, 0.9375))
@given(direction=DIRECTIONS, first=st.tuples(PLACES, PLACES), last=st.tuples(PLACES, PLACES))
def test_a_rectangle_takes_what_lies_between_its_corners_on_screen(
    composition: Composition,
    driver: WindowDriver,
    direction: np.ndarray,
    first: tuple[float, float],
    last: tuple[float, float],
) -> None:
    view = show(composition, direction)
    app = composition.app
    app.edit.set_editing(True)
    driver.action("toolRectangle")
    app.edit.set_value("-77")
    settle()
    area = view.on_screen(view.item.boundingRect())
    corners = [QPointF(area.left() + x * area.width(), area.top() + y * area.height()) for x, y in (first, last)]
    indices = []
    for corner in corners:
        hover(view, corner)
        indices.append(hovered(driver))

    send(view, QEvent.Type.MouseButtonPress, corners[0], Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseMove, corners[1], Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseButtonRelease, corners[1], Qt.MouseButton.LeftButton)
    settle()

    expected = VALUES.copy()
    box = tuple(slice(min(a, b) - s, max(a, b) - s + 1) for a, b, s in zip(*indices, START, strict=True))
    expected[box[::-1]] = -77
    assert np.array_equal(app.images.current.pixels, expected)


@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::5])
def test_a_drag_takes_the_image_along(composition: Composition, driver: WindowDriver, direction: np.ndarray) -> None:
    view = show(composition, direction)
    start, end = QPointF(view.viewport().rect().center()), QPointF(view.viewport().rect().center()) + QPointF(37, -21)
    hover(view, start)
    held = hovered(driver)

    send(view, QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseMove, end, Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.LeftButton)
    settle()

    assert held is not None
    assert hovered(driver) == held


@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::5])
def test_marks_lie_where_their_pixels_are_drawn(
    composition: Composition, driver: WindowDriver, direction: np.ndarray
) -> None:
    view = show(composition, direction)
    plane = composition.app.images.current.plane
    for across, down in ((0.05, 0.1), (0.9, 0.05), (0.45, 0.95)):
        area = view.on_screen(view.item.boundingRect())
        at = QPointF(area.left() + across * area.width(), area.top() + down * area.height())

        hover(view, at)

        assert view.on_screen(view.above.marked).contains(at)
        index = ItkIndex(hovered(driver))
        assert view.above.marked.center().toTuple() == tuple(map(float, plane.on_screen(index)))


@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::5])
def test_three_planes_meet_in_the_pixel_that_was_clicked(
    composition: Composition, driver: WindowDriver, direction: np.ndarray
) -> None:
    show(composition, direction)
    driver.action("quadView")
    for number, (across, down) in itertools.product(range(3), ((0.2, 0.7), (0.8, 0.3))):
        cell = composition.window.canvas.quad.cells[number]
        area = cell.on_screen(cell.item.boundingRect())
        at = QPointF(area.left() + across * area.width(), area.top() + down * area.height())
        hover(cell, at)
        index = hovered(driver)

        send(cell, QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton)
        send(cell, QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.LeftButton)
        settle()

        assert composition.app.images.current.plane.position == index
        composition.app.probe.set_held(False)
        for other in composition.window.canvas.quad.cells:
            plane = other.above.overlay.crosshair
            middle = other.on_screen(QRectF(*plane.on_screen(ItkIndex(index)), 0, 0)).topLeft()
            hover(other, middle)
            assert hovered(driver) == index


@pytest.mark.parametrize("codes", ["LPS", "RAS", "PIR", "ASL", "SAR", "ILA"])
def test_a_nifti_file_is_drawn_as_nibabel_reorients_it(
    composition: Composition, driver: WindowDriver, tmp_path: Path, codes: str
) -> None:
    values = np.random.default_rng(2).permutation(5 * 6 * 7).reshape(5, 6, 7).astype(np.int16)
    lps = nibabel.Nifti1Image(values, np.diag([-1.0, -1.0, 1.0, 1.0]))
    wanted = nibabel.orientations.axcodes2ornt(tuple(codes))
    stored = lps.as_reoriented(nibabel.orientations.ornt_transform(nibabel.io_orientation(lps.affine), wanted))
    path = tmp_path / f"{codes}.nii"
    nibabel.save(stored, path)
    # each axis as it is to run on screen: to the left, to the back, to the feet
    screen = nibabel.orientations.axcodes2ornt(("L", "P", "I"))
    change = nibabel.orientations.ornt_transform(nibabel.io_orientation(stored.affine), screen)
    upright = nibabel.orientations.apply_orientation(np.asanyarray(stored.dataobj), change)
    driver.open(path)
    driver.action("quadView")
    driver.rest()
    axes_of = {"axial": (0, 1), "coronal": (0, 2), "sagittal": (1, 2)}
    seen = set()

    for cell in composition.window.canvas.quad.cells:
        name = cell.above.overlay.title[0].split()[0]
        seen.add(name)
        across, below = axes_of[name]
        area = cell.on_screen(cell.item.boundingRect())
        columns, rows = upright.shape[across], upright.shape[below]
        shown = np.empty((columns, rows), np.int16)
        for column, row in itertools.product(range(columns), range(rows)):
            hover(cell, QPointF(area.left() + (column + 0.5) / columns * area.width(),
                                area.top() + (row + 0.5) / rows * area.height()))  # fmt: skip
            shown[column, row] = int(driver.label("pixelValue"))
        hidden = ({0, 1, 2} - {across, below}).pop()
        assert any(np.array_equal(shown, upright.take(n, hidden)) for n in range(upright.shape[hidden])), name

    assert seen == set(axes_of)


@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::5])
def test_numbers_on_the_pixels_are_those_of_the_pixels(
    composition: Composition, direction: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show(composition, direction)
    view.zoom(3.0)
    settle()
    written = []
    monkeypatch.setattr(pixel_text, "_write", lambda painter, x, y, lines, *_: written.append((x, y, lines)))

    painted(view)

    plane = composition.app.images.current.plane
    cut = plane.slice(VALUES, composition.app.images.current.document.geometry)
    start = START[plane.horizontal], START[plane.vertical]
    assert len(written) > 10
    for x, y, lines in written:
        h, v = (round(c) for c in view.to_view(QPointF(x, y)).toTuple())
        assert lines == [str(cut[v - start[1], h - start[0]])]


def test_a_pointer_that_stands_still_is_over_another_pixel_when_the_drawing_is_flipped(
    composition: Composition, driver: WindowDriver
) -> None:
    view = show(composition, np.diag([-1.0, -1.0, 1.0]))
    area = view.on_screen(view.item.boundingRect())
    hover(view, QPointF(area.left() + 1, area.top() + 1))
    before = hovered(driver)

    driver.action("arrayOrder")

    assert before == (START[0] + SIZE[0] - 1, START[1] + SIZE[1] - 1, 6)
    assert hovered(driver) == (*START[:2], 6)
    assert view.above.marked == QRectF(START[0] - 0.5, START[1] - 0.5, 1, 1)


def test_the_choice_is_remembered_and_offered_where_a_patient_is_stated(
    composition: Composition, driver: WindowDriver
) -> None:
    show(composition, np.eye(3))
    chosen = [driver.qaction(name).isChecked() for name in ("patientOrientation", "arrayOrder")]

    driver.action("arrayOrder")

    composition.app.files.adopt(from_memory.document(VALUES))
    settle()
    assert chosen == [True, False]
    assert not composition.settings.is_on("patientOrientation", True)
    assert not driver.qaction("patientOrientation").isEnabled()


@pytest.mark.parametrize(
    ("direction", "name", "entries"),
    [
        (np.eye(3), "Axial x–y", ["(axial)", "(coronal)", "(sagittal)"]),
        (np.eye(3)[[0, 2, 1]], "Coronal x–y", ["(coronal)", "(axial)", "(sagittal)"]),
        (np.eye(3)[[2, 0, 1]], "Sagittal x–y", ["(sagittal)", "(axial)", "(coronal)"]),
        (rotation((20.0, 0.0, 0.0)), "Axial x–y", ["(axial)", "(coronal)", "(sagittal)"]),
    ],
)
def test_planes_are_named_by_the_nearest_axes_of_the_patient(
    composition: Composition, driver: WindowDriver, direction: np.ndarray, name: str, entries: list[str]
) -> None:
    show(composition, direction)

    assert driver.label("planeChooser") == name
    assert [driver.qaction(f"plane{pair}").text().split()[-1] for pair in ("XY", "XZ", "YZ")] == entries


def test_planes_without_a_patient_have_the_names_of_their_axes(composition: Composition, driver: WindowDriver) -> None:
    composition.app.files.adopt(from_memory.document(VALUES))
    settle()

    assert driver.label("planeChooser") == "Plane x–y"
    assert driver.qaction("planeXZ").text() == "Plane &x–z"


def dicom_point(files: tuple[Path, ...], index: tuple[int, ...]) -> np.ndarray:
    """Return where a pixel lies in LPS by PS3.3 C.7.6.2.1.1, from what pydicom reads of its slice."""
    one = pydicom.dcmread(files[index[2]], stop_before_pixels=True)
    along, down = np.reshape(one.ImageOrientationPatient, (2, 3)).astype(float)
    row_spacing, column_spacing = map(float, one.PixelSpacing)
    return np.array(one.ImagePositionPatient, float) + along * column_spacing * index[0] + down * row_spacing * index[1]


@pytest.mark.parametrize(
    ("orientation", "across", "upwards"),
    [
        (AXIAL, (0, 1), (1, -1)),
        ((-1.0, 0.0, 0.0, 0.0, -1.0, 0.0), (0, 1), (1, -1)),  # prone, as it is often stored
        ((0.0, 1.0, 0.0, 1.0, 0.0, 0.0), (0, 1), (1, -1)),  # on its side
        (oblique(20.0), (0, 1), (1, -1)),
        (CORONAL, (0, 1), (2, 1)),
        ((-1.0, 0.0, 0.0, 0.0, 0.0, 1.0), (0, 1), (2, 1)),
        (SAGITTAL, (1, 1), (2, 1)),
        ((0.0, -1.0, 0.0, 0.0, 0.0, 1.0), (1, 1), (2, 1)),
    ],
)
def test_a_dicom_series_opens_with_the_patient_upright(
    composition: Composition,
    driver: WindowDriver,
    tmp_path: Path,
    orientation: tuple[float, ...],
    across: tuple[int, int],
    upwards: tuple[int, int],
) -> None:
    write_series(tmp_path / "series", (0, 2, 4, 6), orientation)
    driver.open(tmp_path / "series")
    files = composition.app.images.current.document.info.data_files
    view = composition.window.canvas.view
    area = view.on_screen(view.item.boundingRect()).adjusted(2, 2, -2, -2)
    seen = {}

    for name, corner in (("top left", area.topLeft()), ("top", area.topRight()), ("left", area.bottomLeft())):
        hover(view, corner)
        seen[name] = dicom_point(files, hovered(driver))

    assert (seen["top"] - seen["top left"])[across[0]] * across[1] > 1.0
    assert (seen["top left"] - seen["left"])[upwards[0]] * upwards[1] > 1.0


@pytest.mark.parametrize("is_upright", [True, False])
def test_a_picture_that_is_copied_shows_the_patient_as_the_screen_does(
    composition: Composition, driver: WindowDriver, is_upright: bool
) -> None:
    show(composition, np.eye(3), np.repeat(np.arange(7, dtype=np.int16), 11 * 13).reshape(7, 11, 13))
    composition.app.view.show_plane(0, 2)  # coronal: superior is bright
    if not is_upright:
        driver.action("arrayOrder")

    driver.action("copyScreenshot")

    picture, view = QGuiApplication.clipboard().image(), composition.window.canvas.view
    area = view.on_screen(view.item.boundingRect())
    x, edges = int(area.left() + area.width() / 3), (int(area.top()) + 3, int(area.bottom()) - 3)
    top, bottom = (picture.pixelColor(x, y).lightness() for y in edges)
    assert (top > bottom) is is_upright


def test_planes_are_called_for_a_screen_reader_as_they_lie(composition: Composition, driver: WindowDriver) -> None:
    show(composition, np.eye(3)[[1, 0, 2]])

    driver.action("quadView")

    names = [cell.accessibleName() for cell in composition.window.canvas.quad.cells]
    assert names == ["Axial y–x", "Sagittal x–z", "Coronal y–z"]


@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::9])
def test_a_stroke_changes_the_same_pixels_however_the_drawing_is_flipped(
    composition: Composition, driver: WindowDriver, direction: np.ndarray
) -> None:
    show(composition, direction)
    app = composition.app
    app.edit.set_editing(True)
    driver.action("toolBrush")
    app.edit.set_value("-77")
    changed = []

    for order in ("patientOrientation", "arrayOrder"):
        driver.action(order)
        plane = app.images.current.plane
        path = [tuple(corner[axis] for axis in (plane.horizontal, plane.vertical)) for corner in STROKE]
        driver.stroke(*path)
        changed.append(app.images.current.pixels.copy())
        app.edit.undo()

    assert (changed[0] == -77).sum() > 10
    assert np.array_equal(*changed)


@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::9])
def test_kept_points_lie_on_their_pixels(composition: Composition, driver: WindowDriver, direction: np.ndarray) -> None:
    view = show(composition, direction)
    area = view.on_screen(view.item.boundingRect())
    for across, down in ((0.1, 0.2), (0.8, 0.6)):
        hover(view, QPointF(area.left() + across * area.width(), area.top() + down * area.height()))
        driver.action("addPoint")

    for point, kept in zip(composition.app.images.current.points.all, view.above.points, strict=True):
        hover(view, view.on_screen(kept.rect).center())
        assert hovered(driver) == point.index.components


@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::7])
@pytest.mark.parametrize(
    ("key", "right", "down"),
    [(Qt.Key.Key_Right, 1, 0), (Qt.Key.Key_Left, -1, 0), (Qt.Key.Key_Down, 0, 1), (Qt.Key.Key_Up, 0, -1)],
)
def test_arrow_keys_move_the_kept_pixel_on_screen(
    composition: Composition, driver: WindowDriver, direction: np.ndarray, key: Qt.Key, right: int, down: int
) -> None:
    view = show(composition, direction)
    view.setFocus()
    composition.app.keeper.step(0, 0)
    settle()
    before, pixel = view.on_screen(view.above.marked), view.on_screen(QRectF(0, 0, 1, 1))

    driver.keys(key)

    after = view.on_screen(view.above.marked)
    assert (after.center().x() - before.center().x()) == pytest.approx(right * pixel.width(), abs=1e-3)
    assert (after.center().y() - before.center().y()) == pytest.approx(down * pixel.height(), abs=1e-3)
    assert composition.app.state.is_held


@PROPERTY
@example(direction=np.eye(3), first=(0.9375, 0.0625), last=(0.0625, 0.9375))
@given(direction=DIRECTIONS, first=st.tuples(PLACES, PLACES), last=st.tuples(PLACES, PLACES))
def test_shapes_are_measured_and_dragged_on_the_pixels_that_are_under_them(
    composition: Composition,
    driver: WindowDriver,
    direction: np.ndarray,
    first: tuple[float, float],
    last: tuple[float, float],
) -> None:
    view = show(composition, direction)
    app = composition.app
    driver.action("measureRectangle")
    area = view.on_screen(view.item.boundingRect())
    corners = [QPointF(area.left() + x * area.width(), area.top() + y * area.height()) for x, y in (first, last)]
    indices = []
    for corner in corners:
        hover(view, corner)
        indices.append(hovered(driver))
    assume(indices[0] != indices[1])

    send(view, QEvent.Type.MouseButtonPress, corners[0], Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseMove, corners[1], Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseButtonRelease, corners[1], Qt.MouseButton.LeftButton)
    settle()

    shape = app.images.current.shapes.shown
    assert [node.components for node in shape.nodes] == indices
    (placed,) = view.above.shapes
    for node, pixel in zip(shape.nodes, placed.pixels, strict=True):
        hover(view, view.on_screen(pixel).center())
        assert hovered(driver) == node.components

    middle = QPointF(area.center())
    hover(view, middle)
    wanted = hovered(driver)
    held = view.on_screen(placed.pixels[1]).center()
    if shape.covers(app.images.current.info.geometry):  # another shape must have somewhere to begin
        assert view.above.handle_at(held, view.on_screen) is None
        return
    number, handle = view.above.handle_at(held, view.on_screen)
    send(view, QEvent.Type.MouseButtonPress, held, Qt.MouseButton.LeftButton)
    send(view, QEvent.Type.MouseButtonRelease, middle, Qt.MouseButton.LeftButton)
    settle()
    places = {which: index.components for which, index in app.images.current.shapes.of_number(number).handles}
    assert places[handle] == wanted
