"""The dialog that asks how to do an operation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
)

from itk_inspector.app.composition import Composition
from itk_inspector.core.editing.operations.question import OperationAnswer, OperationQuestion
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.dialogs.operation_dialog import OperationDialog
from itk_inspector.itkio import from_memory


def info(shape: tuple[int, ...] = (4, 5, 6), dtype: str = "int16") -> ImageInfo:
    return from_memory.document(np.zeros(shape, dtype), name="a.nrrd").info


def dialog(composition: Composition, name: str, **more: Any) -> tuple[OperationDialog, list[OperationAnswer]]:
    composition.window.show()
    question = OperationQuestion(name, "a.nrrd", more.pop("info", info()), **more)
    made = OperationDialog(question, composition.window.theme, composition.window)
    answers: list[OperationAnswer] = []
    made.answered.connect(answers.append)
    made.open()
    return made, answers


def press(made: OperationDialog) -> None:
    button = made.findChild(QPushButton, "operationApply")
    assert button is not None
    button.click()


def test_the_shown_rectangle_is_cropped_to(composition: Composition) -> None:
    made, answers = dialog(composition, "crop", box=Region((0, 1, 2), (4, 3, 2)))
    press(made)
    assert answers[0].operation.parameters["index"] == [2, 1, 0]
    assert answers[0].operation.parameters["size"] == [2, 3, 4]
    assert not answers[0].in_new_tab


def test_a_filter_may_work_on_the_rectangle_only(composition: Composition) -> None:
    made, answers = dialog(composition, "median", region=Region((1, 1, 2), (1, 3, 2)))
    box, tab = made.findChild(QCheckBox, "operationRegion"), made.findChild(QRadioButton, "operationInTab")
    assert box is not None
    assert tab is not None
    assert box.isVisible()
    box.click()
    tab.click()
    press(made)
    assert answers[0].operation.parameters["region"] == {"start": [1, 1, 2], "extent": [1, 3, 2]}
    assert answers[0].in_new_tab


def test_what_changes_the_lattice_has_no_region(composition: Composition) -> None:
    made, answers = dialog(composition, "flip", region=Region((1, 1, 2), (1, 3, 2)))
    box = made.findChild(QCheckBox, "operationRegion")
    assert box is not None
    assert not box.isVisible()
    press(made)
    assert "region" not in answers[0].operation.parameters


def test_a_result_of_other_axes_goes_to_a_tab(composition: Composition) -> None:
    made, answers = dialog(composition, "extract")
    tab, copied = made.findChild(QRadioButton, "operationInTab"), made.findChild(QRadioButton, "operationInCopy")
    assert tab is not None
    assert copied is not None
    assert tab.isChecked()
    assert not copied.isEnabled()
    press(made)
    assert answers[0].in_new_tab


def test_lattices_of_other_images_are_offered(composition: Composition) -> None:
    other = info()
    other = replace(other, geometry=replace(other.geometry, spacing=(2.0, 1.0, 1.0)))
    made, answers = dialog(composition, "resample_like", others={"layer1": info((3, 3)), "ct": other})
    combo = made.findChild(QComboBox, "lattice")
    assert combo is not None
    assert [combo.itemText(at) for at in range(combo.count())] == ["a.nrrd"]
    press(made)
    assert answers[0].operation.parameters["lattice"]["spacing"] == [2.0, 1.0, 1.0]


def test_without_another_image_it_says_so(composition: Composition) -> None:
    made, answers = dialog(composition, "resample_like")
    said = made.findChild(QLabel, "operationOutcome")
    assert said is not None
    assert "has to be open" in said.text()
    press(made)
    assert not answers
    made.reject()


def test_large_numbers_keep_all_their_digits(composition: Composition) -> None:
    made, answers = dialog(composition, "threshold", info=info((4, 5), "int64"))
    lower = made.findChild(QLineEdit, "lower")
    assert lower is not None
    lower.setText(str(2**63 - 1))
    press(made)
    assert answers[0].operation.parameters["lower"] == 2**63 - 1


def test_every_group_is_listed(composition: Composition) -> None:
    made, _ = dialog(composition, "median")
    names = made.findChild(QListWidget, "operationList")
    assert names is not None
    titles = [names.item(at).text() for at in range(names.count())]
    assert [title for title in titles if not title.startswith(" ")] == ["Geometry", "Values", "Filters", "Labels"]
    current = names.currentItem()
    assert current is not None
    assert current.text().strip() == "Median"
    made.reject()


def test_the_volume_on_screen_is_extracted(composition: Composition) -> None:
    plane = Plane(0, 2, (3, 1, 0, 2))
    made, answers = dialog(composition, "extract", info=info((4, 3, 5, 6)), plane=plane)
    axis = made.findChild(QComboBox, "axis")
    index = made.findChild(QLineEdit, "index")
    assert axis is not None
    assert index is not None
    assert (axis.currentText(), index.text()) == ("t", "2")
    axis.setCurrentText("y")
    QApplication.processEvents()
    assert index.text() == "1"
    index.setText("4")
    press(made)
    assert answers[0].operation.parameters == {"axis": "1", "index": 4}
