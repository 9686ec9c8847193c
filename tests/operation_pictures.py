"""States of the dialog that asks how to do an operation, for `pictures`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from itk_inspector import open_document
from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shapes
from itk_inspector.gui.style.resources import sample
from picture_parts import settle


def _asked(name: str, **typed: str) -> Callable[[Composition], QWidget]:
    """Return what opens an image and asks for an operation; ``typed`` is what fields hold."""

    def arrange(composition: Composition) -> QWidget:
        image = composition.app.files.adopt(open_document(sample("oblique-volume.nrrd")))
        ends = ItkIndex((12, 10, 18)), ItkIndex((40, 33, 18))
        image.shapes = Shapes().adding(ShapeKind.RECTANGLE, ends, image.plane)
        composition.app.operations.ask(name)
        dialog = composition.window.findChild(QWidget, "operationDialog")
        assert isinstance(dialog, QWidget)
        for field, text in typed.items():
            line = dialog.findChild(QLineEdit, field)
            assert isinstance(line, QLineEdit)
            line.setText(text)
        settle()
        return dialog

    return arrange


OPERATION_STATES: dict[str, Callable[[Composition], QWidget | None]] = {
    "operation": _asked("median"),
    "operationcrop": _asked("crop"),
    "operationresample": _asked("resample", spacingX="0.5"),
    "operationrefused": _asked("cast"),
    "expression": _asked("expression", expressionField="where(a > 100, sqrt(a), 0)"),
}
