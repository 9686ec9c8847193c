"""Saving and exporting, in the states that matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from itk_inspector import open_document
from itk_inspector.app.composition import Composition
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.gui.style.resources import sample
from picture_parts import settle, wait

State = Callable[[Composition], QWidget | None]


def _asked(composition: Composition) -> QWidget:
    composition.app.saving.ask()
    dialog: QWidget | None = composition.window.findChild(QWidget, "exportDialog")
    assert dialog is not None
    return dialog


def _edited(composition: Composition) -> None:
    composition.app.files.adopt(open_document(sample("oblique-volume.nrrd")))
    composition.app.probe.show_index(ItkIndex((30, 28, 18)))
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("7")
    composition.app.edit.set_pixel("30, 28, 18")


def _field(dialog: QWidget, kind: type[QComboBox] | type[QLineEdit], name: str) -> QComboBox | QLineEdit:
    found = dialog.findChild(kind, name)
    assert found is not None
    return found


def _plain(composition: Composition) -> QWidget:
    _edited(composition)
    return _asked(composition)


def _losing(composition: Composition) -> QWidget:
    _edited(composition)
    dialog = _asked(composition)
    path = _field(dialog, QLineEdit, "exportPath")
    assert isinstance(path, QLineEdit)
    path.setText(str(Path.home() / "oblique-volume.tif"))
    return dialog


def _slice(composition: Composition) -> QWidget:
    _edited(composition)
    dialog = _asked(composition)
    for name, row in (("exportPart", 1), ("exportFormat", -1), ("exportType", 2)):
        box = _field(dialog, QComboBox, name)
        assert isinstance(box, QComboBox)
        if name == "exportFormat":
            path = _field(dialog, QLineEdit, "exportPath")
            assert isinstance(path, QLineEdit)
            path.setText(str(Path.home() / "slice-18.png"))
        else:
            box.setCurrentIndex(row if row < box.count() else box.count() - 1)
    return dialog


def _series(composition: Composition) -> QWidget:
    _edited(composition)
    dialog = _asked(composition)
    chosen = _field(dialog, QComboBox, "exportFormat")
    assert isinstance(chosen, QComboBox)
    row = chosen.findText("DICOM series (folder)")
    chosen.setCurrentIndex(row)
    chosen.activated.emit(row)
    return dialog


def _region(composition: Composition) -> QWidget:
    composition.app.files.adopt(open_document(sample("colour-chart.png")))
    image = composition.app.images.current
    assert image is not None
    nodes = (ItkIndex.of(20, 30), ItkIndex.of(60, 60))
    image.shapes = image.shapes.adding(ShapeKind.RECTANGLE, nodes, image.plane)
    composition.app.edit.set_editing(True)
    dialog = _asked(composition)
    for name, row in (("exportPart", 1), ("exportComponent", 1)):
        box = _field(dialog, QComboBox, name)
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(row)
    return dialog


def _saved(composition: Composition) -> None:
    _edited(composition)
    target = Path.home() / "oblique-volume-edited.nrrd"
    composition.app.saving.export(ExportRequest(target, overwrite=True))
    wait(lambda: not composition.app.saving.is_saving, 20.0)
    target.unlink()
    settle()


SAVE_STATES: dict[str, State] = {
    "export": _losing,
    "exportplain": _plain,
    "exportslice": _slice,
    "exportregion": _region,
    "exportdicom": _series,
    "saved": _saved,
}
