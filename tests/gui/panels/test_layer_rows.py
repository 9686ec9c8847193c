"""The rows of the layers under the cursor."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.labels.label_table import Label, LabelTable
from itk_inspector.gui.widgets.value_label import ValueLabel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

CT = np.arange(12, dtype=np.int16).reshape(3, 4)


def _layered(composition: Composition, *others: np.ndarray) -> WindowDriver:
    composition.app.files.adopt(from_memory.document(CT, name="ct.nrrd"))
    images = composition.app.images
    assert images.current is not None
    with images.changing():
        for number, pixels in enumerate(others):
            over = OpenImage(from_memory.document(pixels, name=f"over-{number}.nrrd"))
            images.lay(over, images.current, LayerLook(is_visible=number == 0))
    composition.app.probe.show_index(ItkIndex.of(2, 1))
    driver = WindowDriver(composition.window)
    driver.settle()
    return driver


def _texts(driver: WindowDriver, number: int) -> tuple[str, ...]:
    names = ("layerItkIndex", "layerArrayIndex", "layerValue", "layerDifference")
    return tuple(driver.label(f"{name}{number}") for name in names)


def test_a_row_for_each_layer_from_the_top(composition: Composition) -> None:
    driver = _layered(composition, CT + np.int16(5), CT.astype(np.float64) / 2)

    assert [driver.label(f"layerName{n}") for n in range(3)] == ["over-1.nrrd", "over-0.nrrd", "ct.nrrd"]
    assert _texts(driver, 0) == ("(2, 1)", "[1, 2]", "3.0", "-3.0")
    assert _texts(driver, 1) == ("(2, 1)", "[1, 2]", "11", "+5")
    assert _texts(driver, 2) == ("(2, 1)", "[1, 2]", "6", "")


def test_the_chosen_layer_is_bold_and_a_hidden_one_says_so(composition: Composition) -> None:
    driver = _layered(composition, CT, CT)
    names = [driver.find(f"layerName{n}", QLabel) for n in range(3)]

    assert [name.font().bold() for name in names] == [False, False, True]
    assert ["hidden" in name.toolTip() for name in names] == [True, False, False]


def test_rows_are_read_aloud_by_what_they_are(composition: Composition) -> None:
    driver = _layered(composition, CT)
    label = driver.find("layerArrayIndex0", QLabel)
    driver.wait(lambda: bool(label.accessibleDescription()), 5.0)

    assert (label.accessibleName(), label.accessibleDescription()) == ("NumPy index in layer 1", "[1, 2]")


def test_a_named_label_stands_in_one_line_beside_its_difference(composition: Composition) -> None:
    composition.window.resize(1000, 700)
    labels = np.ones_like(CT, np.uint8)
    driver = _layered(composition, labels)
    images = composition.app.images
    images.all[1].set_labels(LabelTable((Label(1, "left lung"),), "names.txt"))
    with images.changing():
        images.bring(images.all[0])
    driver.action("resetLayout")
    composition.app.probe.show_index(ItkIndex.of(3, 1))
    driver.rest()
    value = driver.find("layerValue0", ValueLabel)

    assert value.text() == "1 · left lung"
    assert [line for line, _, _ in value.content.pieces] == ["1 · left lung"]
    assert value.content.face.points >= 9
    assert driver.label("layerDifference0") == "-6"


def test_many_layers_do_not_make_the_window_higher(composition: Composition) -> None:
    composition.window.resize(1000, 700)
    driver = _layered(composition, *[CT] * 8)
    driver.settle()

    assert composition.window.height() == 700
    images = composition.app.images
    with images.changing():
        images.remove(images.all[-1])
    driver.settle()
    assert composition.window.docks.layer_rows.parentWidget().height() >= driver.find("layerItkIndex0", QLabel).height()


def test_an_image_alone_takes_no_room_for_layers(composition: Composition) -> None:
    driver = _layered(composition)

    assert not composition.window.docks.layer_rows.isVisibleTo(composition.window)
    assert driver.window.findChild(QLabel, "layerName0") is None


def test_a_layer_that_goes_takes_its_row_along(composition: Composition) -> None:
    driver = _layered(composition, CT)
    images = composition.app.images
    with images.changing():
        images.remove(images.all[1])
    driver.settle()

    assert not composition.window.docks.layer_rows.isVisibleTo(composition.window)


def test_there_is_room_for_a_layer_that_comes_later(composition: Composition) -> None:
    composition.window.resize(1600, 1200)
    composition.window.show()
    driver = _layered(composition, CT)
    images = composition.app.images
    assert images.current is not None
    with images.changing():
        images.lay(OpenImage(from_memory.document(CT, name="later.nrrd")), images.current, LayerLook())
    driver.settle()

    rows = composition.window.docks.layer_rows
    assert driver.find("layerItkIndex2", QLabel).geometry().bottom() <= rows.height_wanted
    driver.wait(lambda: rows.parentWidget().height() >= rows.height_wanted, 5.0)


def test_a_row_that_is_not_needed_is_hidden_and_comes_back(composition: Composition) -> None:
    driver = _layered(composition, CT, CT + np.int16(5))
    images = composition.app.images
    rows = [driver.find(f"layerValue{n}", QLabel) for n in range(3)]
    over = images.all[-1]

    with images.changing():
        images.part(over)
    driver.settle()
    assert [row.isVisible() for row in rows] == [True, True, False]

    with images.changing():
        images.gather(over, images.all[0], LayerLook())
    driver.settle()
    assert [driver.find(f"layerValue{n}", QLabel) for n in range(3)] == rows
    assert all(row.isVisible() for row in rows)
