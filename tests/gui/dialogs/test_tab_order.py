"""The tabulator goes through dialogs from top to bottom, and reaches the buttons last."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from itk_inspector.app.composition import Composition
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


def chain(dialog: QDialog) -> list[QWidget]:
    """Return what the tabulator reaches, one after the other, from the first."""
    found, at = [], dialog.nextInFocusChain()
    while at is not dialog:
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.window() is dialog:
            found.append(at)
        at = at.nextInFocusChain()
    return found


@pytest.mark.parametrize(
    ("action", "first", "dialog"),
    [("cropOperation", "operationList", "operationDialog"), ("smoothOperation", "operationList", "operationDialog"),
     ("expressionOperation", "operationList", "operationDialog"), ("save", "exportSubject", "exportDialog")],
)  # fmt: skip
def test_from_top_to_bottom(composition: Composition, action: str, first: str, dialog: str) -> None:
    composition.window.show()
    composition.app.files.adopt(from_memory.document(np.zeros((3, 4, 5), np.int16), name="a.nrrd"))
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("7")
    composition.app.edit.set_pixel("1, 1, 1")
    driver = WindowDriver(composition.window)
    driver.action(action)
    driver.settle()
    made = driver.find(dialog, QDialog)

    order = chain(made)
    at = next(place for place, widget in enumerate(order) if widget.objectName() == first)
    order = [*order[at:], *order[:at]]
    below = order[1:] if first == "operationList" else order  # the list is as high as all beside it
    spots = [widget.mapTo(made, QPoint(0, widget.height() // 2)) for widget in below]

    assert [widget for widget in order if widget.objectName() in ("operationApply", "exportSave")] == [order[-2]]
    assert all(a.y() < b.y() + 8 for a, b in pairwise(spots))
    made.reject()
    QApplication.processEvents()
