"""However many components a pixel has, each can be read in the panel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.neighbourhood import neighbourhood
from itk_inspector.core.pixels.values import value_text
from itk_inspector.gui.widgets.component_list import ComponentList
from itk_inspector.gui.widgets.cross_table import CrossTable
from itk_inspector.itkio import from_memory


def shown(composition: Composition, components: int) -> ComponentList:
    values = np.arange(4 * 5 * components, dtype=np.float32).reshape(4, 5, components) / 4
    document = from_memory.document(values, geometry=Geometry.identity((5, 4)))
    composition.app.files.adopt(document)
    QApplication.processEvents()
    composition.app.probe.hover(3.0, 2.0)
    QApplication.processEvents()
    found = composition.window.findChild(ComponentList)
    assert found is not None
    return found


def test_there_is_no_list_before_the_first_image(composition: Composition) -> None:
    composition.window.show()
    QApplication.processEvents()

    found = composition.window.findChild(ComponentList)
    assert found is not None
    assert not found.isVisible()


@pytest.mark.parametrize("components", [1, 3, 4, 9])
def test_a_few_stand_in_the_line(composition: Composition, components: int) -> None:
    assert not shown(composition, components).isVisible()


@pytest.mark.parametrize("components", [60, 1000])
def test_many_stand_in_a_list_that_scrolls(composition: Composition, components: int) -> None:
    found = shown(composition, components)

    assert found.isVisible()
    first = (2 * 5 + 3) * components
    lines = found.texts()
    assert len(lines) == components
    assert [float(line.split()[1]) for line in lines] == [(first + n) / 4 for n in range(components)]
    assert [int(line.split()[0]) for line in lines] == list(range(components))
    assert found.verticalScrollBar().maximum() > 0


def test_the_list_stays_where_it_was_scrolled_to(composition: Composition) -> None:
    found = shown(composition, 300)
    found.verticalScrollBar().setValue(120)

    composition.app.probe.hover(None, None)
    QApplication.processEvents()
    assert found.texts()[130] == ""

    composition.app.probe.hover(0.0, 0.0)
    QApplication.processEvents()
    assert found.verticalScrollBar().value() == 120
    assert found.texts()[130].split() == ["130", "32.5"]


def test_a_value_that_is_cut_in_the_table_is_whole_in_its_tip(qapp: QApplication) -> None:
    geometry = Geometry.identity((9, 9))
    values = np.arange(9 * 9 * 60, dtype=np.float32).reshape(9, 9, 60) / 4
    table = CrossTable()
    table.resize(320, 260)
    table.show_values(neighbourhood(ItkIndex.of(4, 4), Plane(0, 1, (4, 4)), geometry, values), "around")
    table.grab()

    whole = table.cut_at(table.rect().center() + QPoint(0, 9))

    assert whole == value_text(tuple(values[4, 4].tolist()), "float32")
    assert table.cut_at(QPoint(1, 1)) == ""
    table.deleteLater()
