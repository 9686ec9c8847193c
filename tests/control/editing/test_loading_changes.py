"""What becomes of changed chunks that are loaded: put into the copy, or why not."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from itk_inspector.control.editing.loading_changes import LoadingChanges
from itk_inspector.core.errors import InspectorError, OpenError
from itk_inspector.core.image.outcome import Cancelled, ChangesRead, Failed

CHANGES = Path("/data/changed.zarr")


class Images(list[Any]):
    """One image that is read in parts."""

    @property
    def current(self) -> Any:
        """The image on screen."""
        return self[0] if self else None

    def changing(self) -> Any:
        """Nothing follows."""
        return nullcontext()


class Hands:
    """Takes what is asked of the service, and what is shown."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.messages: list[str] = []
        self.errors: list[Any] = []
        self.working: list[Any] = []

    def read_changes(self, token: int, info: Any, changes: Path) -> None:
        """Keep what is asked."""
        self.asked.append((token, info, changes))

    def show_message(self, text: str) -> None:
        """Keep what is said."""
        self.messages.append(text)

    def show_error(self, path: Path, error: InspectorError) -> None:
        """Keep what is complained of."""
        self.errors.append((path, error))

    def show_operating(self, text: str | None, fraction: float | None) -> None:
        """Keep what is said of work under way."""
        self.working.append((text, fraction))


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def image() -> Any:
    return SimpleNamespace(document=SimpleNamespace(is_tiled=True, info="its header"), session=None)


@pytest.fixture
def images(image: Any) -> Images:
    return Images([image])


@pytest.fixture
def loading(hands: Hands, images: Images) -> LoadingChanges:
    made: Any = LoadingChanges
    loading: LoadingChanges = made(images, None, hands, lambda: 7, hands, hands)
    loading.load(CHANGES)
    assert hands.asked == [(7, "its header", CHANGES)]
    return loading


def test_one_is_read_at_a_time(loading: LoadingChanges, hands: Hands) -> None:
    loading.load(CHANGES)

    assert len(hands.asked) == 1


def test_an_image_that_is_all_in_memory_has_none(hands: Hands, images: Images, image: Any) -> None:
    image.document.is_tiled = False
    made: Any = LoadingChanges
    made(images, None, hands, lambda: 7, hands, hands).load(CHANGES)

    assert hands.asked == []


def test_how_far_it_is_is_shown_where_nothing_else_is_under_way(loading: LoadingChanges, hands: Hands) -> None:
    loading.progressed(0.5, is_alone=False)
    loading.progressed(0.75, is_alone=True)

    assert hands.working == [("Reading changed.zarr …", 0.75)]


def test_a_cancelled_one_is_told_and_another_one_can_be_read(loading: LoadingChanges, hands: Hands) -> None:
    loading.ended(Cancelled(7, CHANGES))
    loading.load(CHANGES)

    assert (hands.messages, hands.working) == (["changed.zarr: cancelled."], [(None, None)])
    assert len(hands.asked) == 2


def test_one_that_does_not_belong_to_the_image_is_told(loading: LoadingChanges, hands: Hands) -> None:
    error = OpenError("changed.zarr was saved of another image.")

    loading.ended(Failed(7, CHANGES, error))

    assert (hands.errors, hands.messages) == ([(CHANGES, error)], [])


def test_an_image_that_was_read_again_meanwhile_is_not_changed(
    loading: LoadingChanges, hands: Hands, image: Any
) -> None:
    image.document = SimpleNamespace(is_tiled=True, info="its header", edit=lambda: pytest.fail("it was edited"))

    loading.ended(ChangesRead(7, CHANGES, ()))

    assert hands.messages == ["changed.zarr was not loaded: the image was read again meanwhile."]


def test_of_an_image_that_was_closed_nothing_is_said(loading: LoadingChanges, hands: Hands, images: Images) -> None:
    images.clear()

    loading.ended(ChangesRead(7, CHANGES, ()))

    assert (hands.messages, hands.errors, loading.task) == ([], [], None)
