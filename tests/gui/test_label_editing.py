"""Labels edited with the image beneath, by real events: in every plane, turned and zoomed, on their own lattice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QMessageBox, QPushButton

from itk_inspector.app.composition import Composition
from itk_inspector.control.editing import flood_fills, replacing
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

LATTICES = {
    "same": ((20, 16, 12), (1.0, 1.0, 2.0), (0.0, 0.0, 0.0), (1, 0, 0, 0, 1, 0, 0, 0, 1)),
    "finer, flipped": ((30, 24, 10), (0.6, 0.75, 2.3), (19.0, 0.0, 22.0), (-1, 0, 0, 0, 1, 0, 0, 0, -1)),
    "oblique": ((18, 18, 9), (1.1, 0.9, 2.0), (-1.0, 3.0, 1.0), (0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1)),
}


def itk_image(name: str, pixels: np.ndarray) -> sitk.Image:
    _, spacing, origin, direction = LATTICES[name]
    image = sitk.GetImageFromArray(pixels)
    image.SetSpacing(spacing)
    image.SetOrigin(origin)
    image.SetDirection(direction)
    return image


def two(composition: Composition, folder: Path, lattice: str) -> WindowDriver:
    """An image, and labels above it that are worked on."""
    below = np.arange(20 * 16 * 12, dtype=np.int16).reshape(12, 16, 20)
    size = LATTICES[lattice][0]
    labels = np.zeros(size[::-1], np.uint8)
    labels[:, :, : size[0] // 2] = 2
    driver = WindowDriver(composition.window)
    composition.window.resize(1100, 800)
    sitk.WriteImage(itk_image("same", below), str(folder / "ct.nrrd"))
    sitk.WriteImage(itk_image(lattice, labels), str(folder / "labels.nrrd"))
    driver.open(folder / "ct.nrrd")
    driver.drop(folder / "labels.nrrd", placing="labels")
    driver.wait(lambda: not driver.is_busy and len(composition.app.images.layers) == 2)
    if composition.app.layers.chosen == 0:
        driver.action("layerAbove")
    driver.rest()
    return driver


def in_hand(driver: WindowDriver, tool: str, value: str = "7", radius: int = 0) -> None:
    driver.action("editCopy") if not driver.qaction("editCopy").isChecked() else None
    driver.find("brushRadius").setValue(radius)  # type: ignore[attr-defined]  # a spin box
    driver.action(tool)
    driver.type("editValue", value)
    driver.rest()


def changed(composition: Composition) -> list[tuple[int, ...]]:
    """ITK indices of the labels that differ from the original; the image beneath is never one of them."""
    below, above = (layer.image for layer in composition.app.images.layers)
    assert below.session is None
    found = np.argwhere(above.pixels != above.document.pixels)
    return sorted(tuple(int(n) for n in place[::-1]) for place in found)


PLANES = {"planeXY": (0, 1), "planeXZ": (0, 2), "planeYZ": (1, 2)}


@pytest.mark.parametrize("lattice", LATTICES)
@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("view", ["arrayOrder", "patientOrientation"])
def test_tools_change_the_labels_at_the_pixel_under_the_pointer(
    composition: Composition, tmp_path: Path, lattice: str, plane: str, view: str
) -> None:
    driver = two(composition, tmp_path, lattice)
    driver.action(view)
    driver.action(plane)
    image = composition.app.images.current
    assert image is not None
    horizontal, vertical = image.plane.horizontal, image.plane.vertical
    assert {horizontal, vertical} == set(PLANES[plane])
    place = list(image.plane.position)

    def at(h: int, v: int) -> tuple[int, ...]:
        full = list(place)
        full[horizontal], full[vertical] = h, v
        return tuple(full)

    in_hand(driver, "toolPixel")
    driver.click(3.4, 4.4)
    assert changed(composition) == [at(3, 4)]
    driver.action("undo")
    driver.action("zoomIn")
    driver.rest()
    in_hand(driver, "toolBrush")
    driver.stroke((3, 4), (6, 4))
    assert changed(composition) == sorted(at(h, 4) for h in range(3, 7))
    driver.action("undo")
    in_hand(driver, "toolRectangle")
    driver.stroke((5.3, 2.7), (3, 4))
    assert changed(composition) == sorted(at(h, v) for h in (3, 4, 5) for v in (3, 4))
    driver.action("undo")
    assert changed(composition) == []


@pytest.mark.parametrize("lattice", LATTICES)
def test_the_image_beneath_is_told_where_itk_finds_it(composition: Composition, tmp_path: Path, lattice: str) -> None:
    driver = two(composition, tmp_path, lattice)
    below, above = (sitk.ReadImage(str(tmp_path / name)) for name in ("ct.nrrd", "labels.nrrd"))
    in_hand(driver, "toolPixel")
    place = composition.app.images.current.plane.position[2]  # type: ignore[union-attr]  # there is one

    driver.click(4, 5)
    driver.hover(4, 5)

    point = above.TransformIndexToPhysicalPoint((4, 5, place))
    index = below.TransformPhysicalPointToIndex(point)
    inside = all(0 <= n < size for n, size in zip(index, below.GetSize(), strict=True))
    told = {each.text() for each in driver.window.findChildren(QLabel) if each.objectName().startswith("layerValue")}
    assert "7" in told
    assert changed(composition) == [(4, 5, place)]
    assert (str(below[index]) if inside else "outside") in told


def test_alt_click_takes_the_value_of_the_labels_with_any_tool(composition: Composition, tmp_path: Path) -> None:
    driver = two(composition, tmp_path, "finer, flipped")
    for tool in ("toolPan", "toolPixel", "toolBrush", "toolRectangle", "toolFill", "toolEraser"):
        in_hand(driver, tool)
        before = driver.place(0, 0)

        driver.alt_click(3, 4)

        assert driver.label("editValue") == "2"
        assert driver.label("statusMessage") == "Value to paint: 2."
        assert (driver.place(0, 0), changed(composition)) == (before, [])
    in_hand(driver, "toolPixel")
    driver.alt_click(3, 4)
    driver.click(25, 4)
    assert len(changed(composition)) == 1
    assert composition.app.images.current.pixels[changed(composition)[0][::-1]] == 2  # type: ignore[union-attr]


@pytest.mark.parametrize("plane", ["XY", "XZ", "YZ"])
def test_alt_click_in_three_planes(composition: Composition, tmp_path: Path, plane: str) -> None:
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolPixel")
    driver.action("quadView")
    driver.rest()

    driver.alt_click(3, 4, plane)

    assert driver.label("editValue") in ("2", "0")
    held = composition.app.images.current
    assert held is not None
    index = held.plane.continuous(3, 4).components
    told = held.access.pixel(ItkIndex(tuple(int(n) for n in index)))
    assert driver.label("editValue") == str(told)


def test_the_shortcut_takes_the_value_under_the_cursor(composition: Composition, tmp_path: Path) -> None:
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolPixel")

    driver.hover(3, 4)
    driver.action("pickValue")

    assert driver.label("editValue") == "2"


def test_fill_and_eraser_by_mouse(composition: Composition, tmp_path: Path) -> None:
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolFill")

    driver.click(3, 4)
    assert len(changed(composition)) == 10 * 16
    in_hand(driver, "toolEraser", "", radius=1)
    driver.stroke((5, 5), (5, 8))
    assert len(changed(composition)) == 160 - 14
    driver.action("undo")
    driver.action("undo")

    assert changed(composition) == []


def test_much_in_3d_is_asked_about(composition: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood_fills, "MOST_UNASKED", 100)
    monkeypatch.setattr(flood_fills, "MOST_AT_ONCE", 100)
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolFill")
    driver.find("fillReach", QComboBox).setCurrentIndex(1)

    driver.click(3, 4)
    driver.wait(lambda: driver.has("whetherDialog"))
    box = driver.find("whetherDialog", QMessageBox)
    assert box.text() == "1,920 pixels are connected. Fill them all?"
    assert changed(composition) == []
    next(button for button in box.buttons() if button.text().replace("&", "") == "Fill").click()
    driver.settle()

    assert len(changed(composition)) == 1920


def test_labels_are_protected_by_name_in_the_panel(composition: Composition) -> None:
    files = composition.app.files
    files.adopt(from_memory.document(np.zeros((16, 20), np.int16)))
    pixels = np.zeros((16, 20), np.uint8)
    pixels[:, 5:10], pixels[:, 10:] = 1, 2
    files.adopt(from_memory.document(pixels), placing=Placing.LABELS, over=composition.app.images.current)
    driver = WindowDriver(composition.window)
    driver.settle()
    if composition.app.layers.chosen == 0:
        driver.action("layerAbove")
    composition.app.labels.use(label_table([Label(1, "left <b>lung</b>", 0x00FF00), Label(2, "heart")], "by hand"))
    in_hand(driver, "toolBrush")
    over, rows = driver.find("paintOver", QComboBox), driver.find("paintOverLabels", QListWidget)
    assert [over.itemText(n) for n in range(over.count())] == ["all values", "background only", "chosen labels"]
    assert not rows.isVisible()

    over.setCurrentIndex(2)
    over.activated.emit(2)
    driver.settle()
    assert [rows.item(n).text() for n in range(rows.count())] == ["0", "1 · left <b>lung</b>", "2 · heart"]
    assert rows.item(1).icon().pixmap(4, 4).toImage().pixelColor(1, 1).rgb() & 0xFFFFFF == 0x00FF00
    rows.item(1).setCheckState(Qt.CheckState.Checked)
    driver.rest()
    driver.stroke((2, 3), (15, 3))

    assert changed(composition) == [(n, 3) for n in range(5, 10)]
    over.setCurrentIndex(1)
    over.activated.emit(1)
    driver.rest()
    assert not rows.isVisible()
    driver.stroke((2, 4), (15, 4))
    assert changed(composition) == sorted([(n, 3) for n in range(5, 10)] + [(n, 4) for n in range(2, 5)])


def test_a_label_is_replaced_after_its_count_was_told(composition: Composition, tmp_path: Path) -> None:
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolPixel")
    driver.hover(3, 4)
    driver.action("replaceValue")

    assert driver.find("replaceLow", QLineEdit).text() == "2"
    assert driver.label("replaceCount") == "1,920 pixels hold 2."
    accept = driver.find("replaceAccept", QPushButton)
    assert not accept.isEnabled()
    driver.find("replaceBy", QLineEdit).setText("300")
    assert (driver.label("replaceCount"), accept.isEnabled()) == ("300 does not fit: uint8 holds 0 to 255.", False)
    driver.find("replaceBy", QLineEdit).setText("2")
    assert not accept.isEnabled()
    driver.find("replaceBy", QLineEdit).setText("5")
    accept.click()
    driver.settle()

    assert len(changed(composition)) == 1920
    assert driver.label("statusMessage") == "Replaced 1,920 pixels."
    driver.action("undo")
    assert changed(composition) == []


def test_a_label_is_removed(composition: Composition, tmp_path: Path) -> None:
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolPixel")
    driver.action("removeLabel")
    driver.find("replaceLow", QLineEdit).setText("9")
    assert not driver.find("replaceAccept", QPushButton).isEnabled()
    assert not driver.find("replaceBy").isVisible()
    driver.find("replaceLow", QLineEdit).setText("2")

    driver.find("replaceAccept", QPushButton).click()
    driver.settle()

    image = composition.app.images.current
    assert image is not None
    assert not image.pixels.any()


def test_values_within_bounds_are_replaced_in_the_slice_on_screen(composition: Composition, tmp_path: Path) -> None:
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolPixel", "9")
    driver.action("planeXZ")
    driver.action("replaceRange")
    assert driver.find("replaceBy", QLineEdit).text() == "9"
    assert driver.label("replaceCount") == "Enter a lower or an upper bound."

    driver.find("replaceLow", QLineEdit).setText("1.5")
    driver.find("replacePlace", QComboBox).setCurrentIndex(1)
    assert driver.label("replaceCount") == "120 pixels lie within the bounds."
    driver.find("replaceAccept", QPushButton).click()
    driver.settle()

    places = changed(composition)
    assert (len(places), {place[1] for place in places}) == (120, {8})
    driver.action("undo")
    assert changed(composition) == []


def test_a_large_copy_is_counted_beside_the_window(
    composition: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "MOST_AT_ONCE", 100)
    driver = two(composition, tmp_path, "same")
    in_hand(driver, "toolPixel")
    driver.action("replaceValue")
    driver.find("replaceLow", QLineEdit).setText("2")
    driver.find("replaceBy", QLineEdit).setText("5")
    assert driver.label("replaceCount") == "Counting…"
    driver.wait(lambda: driver.label("replaceCount") == "1,920 pixels hold 2.")

    driver.find("replaceAccept", QPushButton).click()
    driver.wait(lambda: driver.label("statusMessage") == "Replaced 1,920 pixels.")

    assert len(changed(composition)) == 1920


def test_a_typed_tolerance_widens_the_fill(composition: Composition) -> None:
    driver = WindowDriver(composition.window)
    ramp = np.broadcast_to(np.arange(40, dtype=np.float32) / 2, (30, 40)).copy()
    composition.app.files.adopt(from_memory.document(ramp))
    driver.rest()
    in_hand(driver, "toolFill", "-7")
    driver.type("fillTolerance", "1.5")

    driver.click(10, 10)
    driver.rest()

    found = np.argwhere(composition.app.images.current.pixels == -7)  # type: ignore[union-attr]  # one is open
    assert {int(column) for _, column in found} == set(range(7, 14))
    assert len(found) == 7 * 30


@pytest.mark.parametrize("lattice", LATTICES)
@pytest.mark.parametrize("view", ["arrayOrder", "patientOrientation"])
def test_a_region_is_copied_from_one_slice_to_another_by_hand(
    composition: Composition, tmp_path: Path, lattice: str, view: str
) -> None:
    driver = two(composition, tmp_path, lattice)
    in_hand(driver, "toolPixel")
    if driver.qaction("patientOrientation").isChecked() is (view == "arrayOrder"):
        driver.action("patientOrientation")
    driver.action("measureRectangle")
    driver.stroke((2, 3), (4, 5))
    driver.rest()
    driver.action("copyRegion")
    assert "Copied 9 pixels of Rectangle 1" in driver.label("statusMessage")
    assert QApplication.clipboard().text() == "2\t2\t2\n" * 3
    driver.action("toolStamp")

    driver.click(16, 10)
    driver.rest()

    assert all(place[:2] in {(x, y) for x in (15, 16, 17) for y in (9, 10, 11)} for place in changed(composition))
    assert len(changed(composition)) == 9
    assert driver.label("statusMessage") == "Pasted 9 pixels."
    driver.action("undo")
    assert changed(composition) == []
