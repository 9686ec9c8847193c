"""Images that are read in parts, in a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.image.tiled_document import TiledDocument
from tiled_images import Engine, TiledImage


@pytest.fixture
def adopted(composition: Composition) -> Iterator[Callable[[Engine], TiledImage]]:
    """Open an image of an engine in memory."""
    made: list[TiledImage] = []

    def opens(source: Engine) -> TiledImage:
        image = TiledImage(source, composition.files.line)
        made.append(image)
        assert composition.files.stores is not None
        assert composition.files.stores.opened is not None
        composition.files.stores.opened(image.line)
        composition.app.files.adopt(image.document)
        return image

    yield opens
    for image in made:
        composition.app.tabs.close(0)
        image.close()


@pytest.fixture
def image_of_store(composition: Composition, qtbot: QtBot, store: Path) -> OpenImage:
    """Open the store of the test's own file."""
    composition.open(store)
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=60_000)
    shown = composition.app.images.current
    assert shown is not None
    assert isinstance(shown.document, TiledDocument)
    return shown
