"""What becomes of the files and the memory of images that lie over the one on screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.live_image import MemoryChange
from itk_inspector.core.image.outcome import Opened


@pytest.fixture
def over(desk: Any) -> OpenImage:
    """An image over another one, which is chosen."""
    desk.show("a.nrrd")
    desk.app.files.open(Path("/data/b.nrrd"), placing=Placing.LAYER)
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("b.nrrd")))
    image = desk.app.images.layers[1].image
    assert isinstance(image, OpenImage)
    return image


def notes(desk: Any) -> list[str]:
    return [note.text for note in desk.view.scene.notes]


def test_a_layer_that_changed_on_disk_is_named(desk: Any, over: OpenImage, monkeypatch: pytest.MonkeyPatch) -> None:
    version = desk.view.scene.layers[1].pixels_version
    monkeypatch.setattr(over.document, "disk_state", lambda: DiskState.CHANGED)

    desk.app.watch.check_all()

    assert notes(desk) == ["b.nrrd changed on disk."]
    assert desk.layers_panel.rows[1].note == "b.nrrd changed on disk."
    assert desk.view.scene.layers[1].pixels_version > version


def test_a_layer_is_looked_at_when_it_comes(desk: Any, over: OpenImage, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.show("z.nrrd")
    monkeypatch.setattr(over.document, "disk_state", lambda: DiskState.GONE)

    desk.app.tabs.select(0)

    assert notes(desk) == ["b.nrrd is no longer on disk; what you see is what was opened."]


def test_nothing_is_looked_at_twice_while_the_same_is_on_screen(
    desk: Any, over: OpenImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[None] = []
    monkeypatch.setattr(over.document, "disk_state", lambda: asked.append(None) or DiskState.SAME)

    desk.app.images.tell()
    desk.app.probe.hover(1.0, 1.0)

    assert asked == []


@pytest.mark.parametrize("change", list(MemoryChange))
def test_a_layer_in_memory_is_followed(
    desk: Any, over: OpenImage, monkeypatch: pytest.MonkeyPatch, change: MemoryChange
) -> None:
    version, changes = desk.view.scene.layers[1].pixels_version, [change]
    monkeypatch.setattr(ImageDocument, "is_live", property(lambda document: document.info.path.name == "b.nrrd"))
    monkeypatch.setattr(ImageDocument, "memory_change", lambda _: changes.pop() if changes else MemoryChange.NONE)
    renewed: list[OpenImage] = []
    monkeypatch.setattr(over, "renew", lambda _: renewed.append(over))

    desk.app.probe.hover(2.0, 2.0)

    drawn_anew = desk.view.scene.layers[1].pixels_version > version
    assert (drawn_anew, renewed) == (change is MemoryChange.PIXELS, [over] if change is MemoryChange.GEOMETRY else [])
    if change is MemoryChange.PIXELS:
        assert "The pixels of b.nrrd changed in memory" in desk.view.last("status")
