"""The hover panel: what it shows of a pixel, what may be left out, and what ITK reads in another process."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QToolButton

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.space import Space
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.gui.style.theme import DARK
from itk_inspector.gui.widgets.value_label import ValueLabel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


def test_what_itk_read_stays_until_its_next_answer_is_shown(composition: Composition) -> None:
    panel = composition.window.hover_panel
    composition.app.files.adopt(from_memory.document(np.arange(12, dtype=np.int16).reshape(3, 4)))
    composition.app.probe.show_index(ItkIndex.of(1, 1))
    driver = WindowDriver(composition.window)
    driver.settle()
    image = composition.app.images.current
    assert image is not None
    assert image.probe is not None
    known = replace(image.probe, array_value=9, itk_value=None, awaits_itk=True)

    panel.show_probe(known)
    assert (driver.label("pixelValue"), driver.label("itkPixelValue")) == ("9", "5")
    panel.show_itk(known)
    assert (driver.label("itkPixelValue"), driver.label("agreement")) == ("…", "waiting for ITK")
    panel.show_itk(replace(known, itk_value=9, awaits_itk=False))
    assert (driver.label("itkPixelValue"), driver.label("agreement")) == ("9", "✓ same value")


def _shown(composition: Composition, geometry: Geometry, metadata: dict[str, str] | None = None) -> WindowDriver:
    document = from_memory.document(np.zeros(geometry.shape, np.int16), name="a.nrrd", geometry=geometry)
    document.info = replace(
        document.info, metadata=metadata or {}, space=Space("mm", is_patient=True), format="NrrdImageIO"
    )
    composition.app.files.adopt(document)
    composition.app.probe.show_index(ItkIndex(geometry.start_index))
    driver = WindowDriver(composition.window)
    driver.settle()
    return driver


def _is_seen(driver: WindowDriver, name: str) -> bool:
    return driver.find(name, QLabel).isVisibleTo(driver.window)


def test_the_value_stands_there_once_until_itk_reads_another(composition: Composition) -> None:
    driver = _shown(composition, Geometry.identity((4, 3, 2)))
    panel, image = composition.window.hover_panel, composition.app.images.current
    assert image is not None
    assert image.probe is not None
    height = panel.sizeHint().height()

    assert not _is_seen(driver, "itkPixelValue")
    panel.show_itk(replace(image.probe, itk_value=13))
    assert _is_seen(driver, "itkPixelValue")
    assert (driver.label("itkPixelValue"), driver.label("agreement")) == ("13", "✗ they differ")
    assert panel.sizeHint().height() == height
    panel.show_itk(image.probe)
    assert not _is_seen(driver, "itkPixelValue")
    assert panel.sizeHint().height() == height


def test_the_point_is_told_in_ras_on_request(composition: Composition) -> None:
    geometry = replace(Geometry.identity((4, 3, 2)), origin=(1.5, -2.0, 3.25))
    driver = _shown(composition, geometry)
    assert not _is_seen(driver, "rasPointValue")

    driver.action("rasPoint")

    assert _is_seen(driver, "rasPointValue")
    assert driver.label("rasPointValue") == "(-1.500, 2.000, 3.250) mm, RAS"
    assert driver.label("physicalPointValue") == "(1.500, -2.000, 3.250) mm, LPS"


def test_un_swapped_numbers_can_be_folded_and_stay_so(composition: Composition) -> None:
    driver = _shown(composition, Geometry.identity((4, 3, 2)))
    panel = composition.window.hover_panel
    height = panel.sizeHint().height()

    driver.find("foldSwappedNumbers", QToolButton).click()
    driver.settle()

    assert not _is_seen(driver, "sameNumbersValue")
    assert driver.label("sameNumbersValue") == "0"
    assert panel.sizeHint().height() < height
    assert panel.height() == panel.sizeHint().height()
    assert not composition.settings.is_on("swappedNumbers", default=True)


@pytest.mark.parametrize(("start", "seen"), [((0, 0, 0), False), ((500, -320, 100), True)])
def test_a_start_index_is_said(composition: Composition, start: tuple[int, ...], seen: bool) -> None:
    driver = _shown(composition, replace(Geometry.identity((4, 3, 2)), start_index=start))

    assert _is_seen(driver, "startIndexNote") is seen
    if seen:
        note = driver.find("startIndexNote", QLabel)
        assert note.text() == "NumPy = ITK − (500, -320, 100), reversed"
        assert note.sizeHint().width() <= note.width(), "cut off"


def test_the_unit_of_the_value_is_told_where_the_file_states_it(composition: Composition) -> None:
    driver = _shown(composition, Geometry.identity((4, 3, 2)), {"0008|0060": "CT", "0028|1052": "-1024"})

    assert driver.find("valueUnit", QLabel).text() == "HU"
    assert driver.label("pixelValue") == "0"


@pytest.mark.parametrize("size", [(300, 200), (300, 200, 100), (300, 200, 30, 8)])
def test_a_point_without_unit_is_not_written_tiny(composition: Composition, size: tuple[int, ...]) -> None:
    pixels = np.zeros(size[::-1], np.uint8)
    composition.app.files.adopt(from_memory.document(pixels, name="a"))
    composition.app.probe.show_index(ItkIndex(tuple(n - 10 if n > 10 else 2 for n in size)))
    driver = WindowDriver(composition.window)
    driver.rest()
    label = driver.find("physicalPointValue", ValueLabel)
    label.settle()

    assert label.font().pointSizeF() >= 7.5
    assert "…" not in QLabel.text(label)


@pytest.mark.parametrize("space", [Space(is_patient=True), Space(is_by_convention=True)])
def test_axes_without_unit_are_not_written_tiny(composition: Composition, space: Space) -> None:
    document = from_memory.document(np.zeros((100, 200, 300), np.uint8), name="a.mha")
    document.info = replace(document.info, space=space, format="MetaImageIO")
    composition.app.files.adopt(document)
    composition.app.probe.show_index(ItkIndex.of(290, 190, 90))
    driver = WindowDriver(composition.window)
    driver.rest()
    label = driver.find("physicalPointValue", ValueLabel)
    label.settle()

    assert label.text().endswith("no unit stated")
    assert label.font().pointSizeF() >= 7.5


def test_what_un_swapped_numbers_read_stands_under_its_expression(composition: Composition) -> None:
    driver = _shown(composition, Geometry.identity((4, 3, 2)))
    panel = composition.window.hover_panel

    def left(name: str) -> int:
        return driver.find(name, QLabel).mapTo(panel, QPoint(0, 0)).x()

    heading = next(label for label in panel.findChildren(QLabel) if label.text() == "if you wrote")
    assert left("sameNumbersValue") == heading.mapTo(panel, QPoint(0, 0)).x()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float64"])
def test_the_unit_stands_behind_the_value_and_never_moves(composition: Composition, dtype: str) -> None:
    geometry = Geometry.identity((4, 3, 2))
    pixels = np.array([0, 7, 100, 25] * 6).reshape(geometry.shape).astype(dtype)
    document = from_memory.document(pixels, name="a.dcm", geometry=geometry)
    tags, rescale = {"0008|0060": "CT", "0028|1052": "-1024"}, (Rescale(1.0, -1024.0, 0, 4095),)
    document.info = replace(document.info, format="GDCMImageIO", metadata=tags, rescale=rescale)
    composition.app.files.adopt(document)
    driver = WindowDriver(composition.window)
    value, unit = driver.find("pixelValue", ValueLabel), driver.find("valueUnit", QLabel)

    places = []
    for x in range(4):
        composition.app.probe.show_index(ItkIndex.of(x, 1, 0))
        driver.rest()
        places.append(unit.mapTo(composition.window, QPoint(0, 0)))

    assert unit.text() == "HU"
    assert len(set(map(QPoint.toTuple, places))) == 1
    assert unit.x() - value.x() <= 7 * value.fontMetrics().horizontalAdvance("0") + 20


def test_indices_that_are_shown_stay_when_colours_change(composition: Composition) -> None:
    driver = _shown(composition, Geometry.identity((4, 3, 2)))
    indices = [driver.label(name) for name in ("itkIndexValue", "arrayIndexValue")]
    assert indices == ["(0, 0, 0)", "[0, 0, 0]"]

    composition.window.hover_panel.set_theme(DARK)

    assert [driver.label(name) for name in ("itkIndexValue", "arrayIndexValue")] == indices
