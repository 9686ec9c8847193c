"""The images that are open, and which of their tabs is on screen, whatever is done to them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.display.layer_look import PLAIN_LOOK
from itk_inspector.core.display.window_level import Levels

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def made(desk: Desk, count: int) -> OpenImage:
    return OpenImage(desk.document(f"{count}.nrrd"), ImageTitle(order=count % 3))


def do_something(images: OpenImages, pick: random.Random, desk: Desk, count: int) -> None:
    """Add, lay, bring, gather, part, replace or remove an image."""
    some = images.all
    one = pick.choice(some) if some else None
    act = pick.choice(("add", "lay", "bring", "gather", "part", "replace", "remove")) if one is not None else "add"
    if act == "add" or one is None:
        new = made(desk, count)
        images.add(new)
        images.bring_new(new, is_asking=False)
    elif act == "lay":
        images.lay(made(desk, count), one, PLAIN_LOOK)
    elif act == "bring":
        images.bring(one)
    elif act == "gather":
        others = [other for other in some if not images.share_tab(one, other)]
        if others:
            images.gather(one, pick.choice(others), PLAIN_LOOK)
    elif act == "part":
        if len(next(tab for tab in images.tabs if one in tab).images) > 1:
            images.part(one)
    elif act == "replace":
        images.replace(one, made(desk, count))
    else:
        images.remove(one)


@pytest.mark.parametrize("seed", range(30))
def test_the_tab_on_screen_is_the_one_that_holds_the_image_on_screen(desk: Desk, seed: int) -> None:
    images, pick = OpenImages(), random.Random(seed)

    for count in range(80):
        do_something(images, pick, desk, count)

        current = images.current
        expected = next((tab for tab in images.tabs if current in tab), None)
        assert images.stack is expected
        assert images.place == (images.tabs.index(expected) if expected is not None else -1)
        assert images.layers == (expected.layers if expected is not None and len(expected.images) > 1 else ())
        assert (current is None) is (not images.all)

    images.release()
    assert (images.stack, images.current, images.layers, images.place) == (None, None, (), -1)


def test_settings_are_those_of_what_is_shown_after_each_change_of_it(desk: Desk) -> None:
    """They are looked up once for a version of the pixels: an operation, undo and redo lead to others."""
    session = desk.edit()
    image = desk.app.images.current
    assert image is not None
    own = image.settings
    session.apply_version(session.view.astype("float32") / 2, session.geometry, "cast", operation={"name": "cast"})
    desk.app.levels.set_levels(Levels(3.0, 4.0))

    assert image.settings.levels == Levels(3.0, 4.0)
    session.undo()
    assert image.settings == own
    session.redo()
    assert image.settings.levels == Levels(3.0, 4.0)
