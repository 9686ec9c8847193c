"""What is tried in the real napari, each part in a process of its own: ``python napari_session.py PART``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import napari
import numpy as np

from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.napari_plugin import commands

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "oblique-volume.nrrd"
VOLUME = np.arange(60, dtype=np.int16).reshape(3, 4, 5)


def settled(condition: Any = None, rounds: int = 2000) -> None:
    from qtpy.QtTest import QTest

    for _ in range(rounds):
        QTest.qWait(5)
        if condition is None or condition():
            return
    raise AssertionError("nothing came of it")


def command(name: str) -> None:
    from napari._app_model import get_app_model

    get_app_model().commands.execute_command(name).result()


def sent_and_back() -> None:
    """A turned layer is shown where napari has it, and its edited copy lies on it."""
    viewer = napari.Viewer(show=True)
    layer = viewer.add_image(
        VOLUME, name="turned", scale=(2, 1, 0.5), translate=(7, -3, 1), rotate=30, shear=(0.1, 0, 0.2)
    )
    viewer.layers.selection.active = layer
    command("itk-inspector.inspect")
    window = commands._sent[-1].window
    settled(lambda: window.document is not None)
    geometry = window.document.geometry
    for index in np.ndindex(VOLUME.shape):
        there = np.asarray(geometry.point_of(ItkIndex(index[::-1])).components[::-1])
        assert np.allclose(there, layer.data_to_world(index), atol=1e-9), index
        assert window.document.pixels[index] == VOLUME[index]
    app = window.script._composition.app if hasattr(window, "script") else window._composition.app
    app.edit.set_editing(True)
    app.edit.set_value("999")
    app.edit.set_pixel("[2, 3, 4]")
    settled(lambda: window.edited is not None)
    command("itk-inspector.take_back")
    back = viewer.layers["turned (edited)"]
    assert back.data[2, 3, 4] == 999
    assert VOLUME[2, 3, 4] == 59, "the layer was changed"
    back.data[2, 3, 4] = 59
    assert np.array_equal(back.data, VOLUME)
    for index in np.ndindex(VOLUME.shape):
        assert np.allclose(back.data_to_world(index), layer.data_to_world(index), atol=1e-9), index
    window.close_for_good()
    settled()
    viewer.close()


def read() -> None:
    """A file that napari knows nothing of is read with its place."""
    import itk_inspector as ii

    viewer = napari.Viewer(show=False)
    (layer,) = viewer.open(str(SAMPLE), plugin="itk-inspector")
    with ii.open_document(SAMPLE) as document:
        assert np.array_equal(layer.data, document.pixels)
        for index in ((0, 0, 0), tuple(n - 1 for n in document.geometry.size)):
            there = document.geometry.point_of(ItkIndex(index)).components[::-1]
            assert np.allclose(layer.data_to_world(index[::-1]), there, atol=1e-9)
    viewer.close()


def refused() -> None:
    """What holds no pixels is refused in a sentence, and nothing is opened."""
    from napari.utils.notifications import notification_manager

    viewer = napari.Viewer(show=False)
    viewer.add_points(np.zeros((3, 2)), name="spots")
    command("itk-inspector.inspect")
    viewer.layers.selection.clear()
    command("itk-inspector.inspect")
    command("itk-inspector.take_back")
    said = [each.message for each in notification_manager.records]
    assert said[-3:] == [
        "The layer 'spots' holds no pixels: choose an image or a labels layer.",
        "Choose one layer first.",
        "No layer of this viewer was edited in ITK Inspector.",
    ], said
    assert commands._sent == []
    viewer.close()


def manifest() -> None:
    """Napari's own checks of the manifest, and every callable that it names."""
    from npe2 import PluginManager, PluginManifest

    found = PluginManifest.from_distribution("itk-inspector")
    found.validate_imports()
    manager = PluginManager.instance()
    manager.discover()
    assert manager.get_manifest("itk-inspector").display_name == "ITK Inspector"


if __name__ == "__main__":
    {"sent_and_back": sent_and_back, "read": read, "refused": refused, "manifest": manifest}[sys.argv[1]]()
    print(f"{sys.argv[1]}: done", flush=True)
