"""How images were drawn comes back: of a series by its UID, of others by their pixels."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from itk_inspector.control.viewing.kept_settings import KeptSettings
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.image.outcome import Opened

if TYPE_CHECKING:
    from tests.control.conftest import Desk

CHOSEN = Levels(3.0, 17.0)


def settings(desk: Desk) -> DisplaySettings:
    assert desk.app.images.current is not None
    return desk.app.images.current.settings


def show(desk: Desk, name: str = "a.nrrd", uid: str = "", size: tuple[int, ...] = (7, 6)) -> None:
    document = desk.document(name, size)
    if uid:
        document.info = replace(document.info, metadata={"0020|000e": uid})
    desk.deliver(Opened(desk.begin(name), document))


@pytest.mark.parametrize("uid", ["", "1.2.840.1"])
def test_what_was_chosen_comes_back_with_the_image(desk: Desk, uid: str) -> None:
    show(desk, "a.nrrd", uid)
    first = settings(desk)
    desk.app.levels.set_levels(CHOSEN)
    desk.app.levels.set_scale(Scale.GAMMA, 0.7)
    chosen = settings(desk)
    desk.app.tabs.close(0)

    show(desk, "renamed.nrrd", uid)

    assert settings(desk) == chosen != first
    show(desk, "other.nrrd", uid and "1.2.840.2", (6, 7))
    assert settings(desk).levels != CHOSEN


def test_the_uid_is_not_given_away(desk: Desk) -> None:
    show(desk, uid="1.2.840.113619.2")
    desk.app.levels.set_levels(CHOSEN)

    assert len(desk.settings_store.kept) == 1
    assert "113619" not in repr(desk.settings_store.kept)


def test_what_nobody_chose_is_not_kept_and_what_was_taken_back_is_forgotten(desk: Desk) -> None:
    show(desk)
    first = settings(desk)
    assert desk.settings_store.kept == {}

    desk.app.levels.set_levels(CHOSEN)
    assert len(desk.settings_store.kept) == 1
    image = desk.app.images.current
    assert image is not None
    image.settings = first
    desk.app.images.tell()

    assert desk.settings_store.kept == {}


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "null", json.dumps({"levels": [0, 0]}),
     json.dumps(DisplaySettings(Levels(0.0, 1.0)).to_dict() | {"colour_map": "none of ours"}),
     json.dumps(DisplaySettings(Levels(0.0, 1.0)).to_dict() | {"component": ["phase", 0]})],
)  # fmt: skip
def test_what_is_not_ours_or_does_not_suit_is_passed_over(desk: Desk, text: str) -> None:
    show(desk, uid="1.2.3")
    first = settings(desk)
    desk.app.levels.set_levels(CHOSEN)
    [key] = desk.settings_store.kept
    desk.settings_store.kept[key] = text
    desk.app.tabs.close(0)

    show(desk, uid="1.2.3")

    assert settings(desk) == first


def test_what_was_chosen_last_is_kept_before_the_image_goes() -> None:
    class Never:
        def ask(self, *_: object) -> None: ...

        def give_up(self) -> None: ...

        def stop(self) -> None: ...

    store: dict[str, str] = {}
    shown = SimpleNamespace(
        document=SimpleNamespace(is_live=False, info=SimpleNamespace(metadata={"0020|000e": "1.2"}), access=None),
        appearance=SimpleNamespace(is_as_at_first=True, is_of_original=True),
        settings=DisplaySettings(Levels(0.0, 1.0)), content_key="",
    )  # fmt: skip
    images = SimpleNamespace(current=shown)
    keeper = SimpleNamespace(has_any=store.__contains__, load=store.get, save=store.__setitem__)
    kept = KeptSettings(images, keeper, Never())  # type: ignore[arg-type]
    kept.show()

    shown.settings, shown.appearance.is_as_at_first = DisplaySettings(CHOSEN), False
    kept.show()
    assert store == {}
    images.current = None
    kept.show()

    assert [json.loads(text)["levels"] for text in store.values()] == [[3.0, 17.0]]


def test_what_cannot_be_kept_is_drawn_all_the_same(desk: Desk) -> None:
    show(desk)
    desk.settings_store.refusal = OSError("full")

    desk.app.levels.set_levels(CHOSEN)

    assert settings(desk).levels == CHOSEN
