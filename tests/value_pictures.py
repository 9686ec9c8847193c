"""The states of the window in which values and regions are edited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from itk_inspector.api import open_document
from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.gui.panels.journal_panel import JournalPanel
from itk_inspector.gui.panels.neighbourhood_panel import NeighbourhoodPanel
from itk_inspector.gui.style.resources import sample
from picture_parts import settle, show_tab, wait


def _editing(composition: Composition, name: str, value: str) -> None:
    composition.app.files.adopt(open_document(sample(name)))
    composition.app.edit.set_editing(True)
    composition.window.edit_panel._value.setText(value)
    settle()


def _fill(composition: Composition) -> None:
    _editing(composition, "head-phantom.png", "255")
    composition.run("toolFill")
    composition.window.findChild(QLineEdit, "fillTolerance").setText("12")
    composition.app.edit.press(110, 128)
    composition.app.edit.release(110, 128)
    composition.app.probe.show_index(ItkIndex((110, 128)))


def _replacing(action: str, **typed: str) -> Callable[[Composition], QWidget]:
    def arrange(composition: Composition) -> QWidget:
        _editing(composition, "oblique-volume.nrrd", "0")
        image = composition.app.images.current
        assert image is not None
        nodes = ItkIndex.of(10, 10, image.plane.position[2]), ItkIndex.of(30, 25, image.plane.position[2])
        image.shapes = image.shapes.adding(ShapeKind.RECTANGLE, nodes, image.plane)
        composition.run(action)
        dialog = composition.window.findChild(QWidget, "replaceDialog")
        for name, text in typed.items():
            dialog.findChild(QLineEdit, name).setText(text)
        places = dialog.findChild(QComboBox, "replacePlace")
        places.setCurrentIndex(places.count() - 1 if action == "replaceRange" else 0)
        settle()
        return dialog

    return arrange


def _stamp(composition: Composition) -> None:
    _editing(composition, "oblique-volume.nrrd", "0")
    app, image = composition.app, composition.app.images.current
    assert image is not None
    nodes = ItkIndex.of(10, 10, image.plane.position[2]), ItkIndex.of(25, 20, image.plane.position[2])
    with app.images.changing():
        image.shapes = image.shapes.adding(ShapeKind.RECTANGLE, nodes, image.plane)
    composition.run("copyRegion")
    composition.run("toolStamp")
    app.edit.press(30, 30)
    app.edit.release(30, 30)
    app.edit.press(44, 40)
    app.edit.drag(45, 41)


def _components(composition: Composition) -> None:
    _editing(composition, "colour-chart.png", "_ _ 255")
    composition.app.edit.set_option("brushRadius", 8)
    composition.run("toolBrush")
    composition.app.edit.press(20, 40)
    composition.app.edit.drag(90, 80)
    composition.app.edit.release(90, 80)
    composition.app.probe.show_index(ItkIndex((50, 57)))


def _cells(composition: Composition) -> None:
    _editing(composition, "oblique-volume.nrrd", "0")
    composition.app.probe.show_index(ItkIndex((30, 28, 18)))
    show_tab(composition, "Around")
    panel = composition.window.findChild(NeighbourhoodPanel)
    wait(lambda: panel.table.chosen is not None)
    cell = panel.table.cell_at(QPointF(panel.table.place_of(panel.table.chosen).center()))
    panel._cells._open(cell)
    panel._cells._field.setText("-12")


def _journal(composition: Composition) -> None:
    _editing(composition, "oblique-volume.nrrd", "7")
    edit = composition.app.edit
    for tool, *way in (("toolBrush", (20, 20), (32, 26)), ("toolLine", (10, 40), (40, 44)), ("toolFill", (50, 50))):
        composition.run(tool)
        edit.press(*way[0])
        edit.drag(*way[-1])
        edit.release(*way[-1])
        settle()
    edit.set_pixel("30, 28, 18")
    edit.undo()
    composition.window.docks.bring_to_front(composition.window.docks.panel(JournalPanel))


VALUE_STATES: dict[str, Callable[[Composition], QWidget | None]] = {
    "values-fill": _fill,
    "values-replace": _replacing("replaceValue", replaceLow="12", replaceBy="99"),
    "values-threshold": _replacing("replaceRange", replaceLow="10", replaceHigh="20.5"),
    "values-remove": _replacing("removeLabel", replaceLow="-99999"),
    "values-stamp": _stamp,
    "values-components": _components,
    "values-cells": _cells,
    "journal": _journal,
}
