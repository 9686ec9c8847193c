"""Labels over an image, and the layers of a window, from a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

import itk_inspector as ii
from itk_inspector.app import scripting
from itk_inspector.core.errors import UsageError
from label_images import write_nrrd

CT = np.arange(3 * 4 * 5, dtype=np.int16).reshape(3, 4, 5)
MASK = (CT > 20).astype(np.uint8) * 3


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, qtbot: QtBot) -> Iterator[None]:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    yield
    for composition in list(scripting._kept):
        close(composition.window)
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, "")


def close(window: QMainWindow) -> None:
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def told(window: Any) -> list[tuple[str, str, float]]:
    return [(layer.name, layer.style, layer.opacity) for layer in window.layers]


def placed(array: np.ndarray) -> Any:
    image = itk.image_from_array(array)
    image.SetSpacing([0.5, 1.0, 2.0])
    image.SetOrigin([7.0, 8.0, 9.0])
    return image


def test_an_array_of_labels_lies_where_the_image_does() -> None:
    window = ii.view(placed(CT), labels=MASK, block=False)

    assert told(window) == [("itk image", "image", 1.0), ("labels", "fill", 0.5)]
    image, labels = (layer.document for layer in window.layers)
    assert labels.geometry == image.geometry
    assert np.shares_memory(labels.pixels, MASK)
    assert [layer.chosen for layer in window.layers] == [True, False]


def test_an_itk_image_of_labels_lies_where_it_says() -> None:
    window = ii.view(CT, labels=placed(MASK), block=False)
    assert window.layers[1].document.geometry.origin == (7.0, 8.0, 9.0)


def test_a_path_and_a_document_can_be_labels(tmp_path: Path, qtbot: QtBot) -> None:
    path = write_nrrd(tmp_path / "seg.nrrd", MASK)
    with ii.open_document(path) as document:
        window = ii.view(CT, labels=[str(path), document], block=False)
        qtbot.waitUntil(lambda: len(window.layers) == 3, timeout=30_000)
        assert (
            sorted(layer.name for layer in window.layers[1:]) == ["seg.nrrd 1", "seg.nrrd 2"]
            or len({layer.name for layer in window.layers}) == 3
        )
        close(window)
        assert int(document.pixels.max()) == 3  # it is still open


def test_an_array_waits_for_the_file_whose_geometry_it_takes(tmp_path: Path, qtbot: QtBot) -> None:
    path = write_nrrd(tmp_path / "ct.nrrd", CT)

    window = ii.view(path, labels=MASK, block=False)
    assert window.layers == ()
    qtbot.waitUntil(lambda: len(window.layers) == 2, timeout=30_000)

    image, labels = (layer.document for layer in window.layers)
    assert labels.geometry == image.geometry


def test_labels_that_do_not_fit_are_refused_before_there_is_a_window() -> None:
    with pytest.raises(UsageError, match=r"labels has shape \(4, 5\), array has \(3, 4, 5\)"):
        ii.view(CT, labels=MASK[0], block=False)
    with pytest.raises(UsageError, match="single image"):
        ii.view(CT, CT, labels=MASK, block=False)
    with pytest.raises(UsageError, match=r"Expected an itk\.Image or a NumPy array"):
        ii.view(CT, labels={"a": 1}, block=False)
    assert scripting._kept == []


def test_floats_are_shown_as_an_image(qtbot: QtBot) -> None:
    window = ii.view(CT, labels=MASK.astype(np.float32), block=False)
    assert told(window)[1][1:] == ("image", 0.5)


def test_what_is_set_is_shown() -> None:
    window = ii.view(CT, labels=MASK, block=False)
    layer = window.layers[1]

    layer.opacity, layer.style, layer.visible, layer.name = 0.25, "outline", False, "tumour"

    assert told(window)[1] == ("tumour", "outline", 0.25)
    assert layer.visible is False
    scene_layers = scripting._kept[-1].app.images.layers
    assert (scene_layers[1].look.opacity, scene_layers[1].look.is_visible) == (0.25, False)
    layer.choose()
    assert layer.chosen


@pytest.mark.parametrize(("name", "value"), [("opacity", 2), ("opacity", float("nan")), ("style", "glow")])
def test_what_there_is_not_is_refused(name: str, value: object) -> None:
    window = ii.view(CT, labels=MASK, block=False)
    with pytest.raises(UsageError):
        setattr(window.layers[1], name, value)


def test_floats_have_no_outlines() -> None:
    window = ii.view(CT, labels=CT.astype(np.float32), block=False)
    with pytest.raises(UsageError, match="whole numbers"):
        window.layers[1].style = "fill"


def test_a_removed_layer_says_so() -> None:
    window = ii.view(CT, labels=MASK, block=False)
    layer = window.layers[1]

    layer.remove()

    assert told(window) == [("array", "image", 1.0)]
    assert repr(layer) == "<layer, closed>"
    with pytest.raises(UsageError, match="closed"):
        _ = layer.opacity
    window.layers[0].opacity = 0.5  # alone, it is shown whole
    assert window.layers[0].opacity == 1.0


def test_a_layer_tells_what_it_is() -> None:
    window = ii.view(CT, labels=MASK, block=False)
    assert repr(window.layers[1]) == "<layer 'labels', fill, 50%>"


def test_a_window_that_is_closed_at_once_paints_no_more(qtbot: QtBot) -> None:
    window = ii.view(CT, labels=MASK, block=False)
    composition = scripting._kept[-1]
    for place in ("(1, 2, 1)", "(2, 2, 1)"):
        composition.window.go_to(place)

    window.close()

    assert not composition.window.frame._asked


def test_the_row_of_labels_follows_their_place_in_memory(qtbot: QtBot) -> None:
    labels = placed(MASK)
    window = ii.view(placed(CT), labels=labels, block=False)
    app = scripting._kept[-1].app
    scripting._kept[-1].window.go_to("(2, 2, 1)")
    app.probe.set_held(True)

    labels.SetSpacing([1.0, 1.0, 2.0])
    app.images.tell()

    assert "ITK (1, 2, 1)" in app.probe.text()
    close(window)


class Lends:
    """Another library's array: it gives NumPy what it holds, and has no place of its own."""

    def __init__(self, array: Any) -> None:
        self.__array_interface__ = array.__array_interface__
        self.array = array


def test_another_librarys_array_of_labels_lies_where_the_image_does() -> None:
    window = ii.view(CT, spacing=(0.5, 2.0, 3.0), labels=Lends(MASK.astype(np.uint8)), block=False)

    assert [layer.document.geometry.spacing for layer in window.layers] == [(0.5, 2.0, 3.0)] * 2
    with pytest.raises(UsageError, match="does not fit"):
        ii.view(CT, labels=Lends(MASK[0].astype(np.uint8)), block=False)
    assert len(scripting._kept) == 1
    window.close()
