"""The texts of a pixel are written when somebody looks at them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.pixels.read_outs import READ_OUTS
from itk_inspector.gui.widgets.label_text import LabelText
from itk_inspector.gui.widgets.probe_picture import ProbePicture
from itk_inspector.gui.widgets.probe_texts import ProbeTexts
from itk_inspector.gui.widgets.value_label import ValueLabel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


@pytest.fixture
def found(composition: Composition) -> Probe:
    composition.app.files.adopt(from_memory.document(np.arange(9 * 8 * 7, dtype=np.int16).reshape(9, 8, 7)))
    composition.app.probe.show_index(ItkIndex.of(2, 3, 4))
    WindowDriver(composition.window).settle()
    image = composition.app.images.current
    assert image is not None
    assert image.probe is not None
    return image.probe


def count_writing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    written: list[str] = []
    original = LabelText.show
    monkeypatch.setattr(LabelText, "show", lambda content, text: (written.append(text), original(content, text)))
    return written


def test_of_many_moves_between_two_pictures_the_last_one_is_written(
    composition: Composition, found: Probe, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = composition.window.hover_panel
    written = count_writing(monkeypatch)

    for value in range(1000, 1100):
        panel.show_probe(replace(found, array_value=value, itk_value=value))
    assert written == []
    qtbot.waitUntil(lambda: written != [])

    assert {"1000", "1098"}.isdisjoint(written)
    assert "1099" in written
    assert written.count("✓ same value") == 1


def test_whoever_asks_a_label_gets_what_it_says_now(composition: Composition, found: Probe) -> None:
    driver = WindowDriver(composition.window)
    for value in (7, 8):
        composition.window.hover_panel.show_probe(replace(found, array_value=value, itk_value=value))
        assert driver.label("pixelValue") == str(value)


def test_a_label_whose_text_is_being_selected_has_it_at_once(
    composition: Composition, found: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = composition.window.hover_panel
    picture = panel.findChild(ProbePicture)
    assert picture is not None
    picture.hide()
    written = count_writing(monkeypatch)
    panel.show_probe(replace(found, array_value=77, itk_value=77))
    assert "77" in written


def test_what_itk_read_last_stays_until_it_answers(qtbot: QtBot, found: Probe) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    labels = {row.id: ValueLabel(row.id, row.name, row.tip, parent) for row in READ_OUTS}
    texts = ProbeTexts(labels)
    texts.show(replace(found, array_value=1, itk_value=1), "mm")
    texts.show(replace(found, array_value=2, itk_value=None, awaits_itk=True), "mm")
    assert (labels["pixelValue"].text(), labels["itkPixelValue"].text()) == ("2", "1")
    texts.show_itk(replace(found, array_value=2, itk_value=None, awaits_itk=True), "mm")
    assert labels["itkPixelValue"].text() == "…"
    texts.clear()
    assert {label.text() for label in labels.values()} == {""}
