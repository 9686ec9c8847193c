"""When it is asked how ITK and NumPy share the image, and whose answer is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.itkio import from_memory

if TYPE_CHECKING:
    from tests.control.conftest import Desk

FACTS = (BridgeFact("ITK image size:", "itkSize2 ([5, 4])", "image.GetLargestPossibleRegion().GetSize()"),)


def _adopt(desk: Desk, name: str) -> None:
    desk.app.files.adopt(from_memory.document(np.zeros((4, 5), np.uint8), name=name))


def test_nobody_asks_while_the_page_is_not_in_view(desk: Desk) -> None:
    _adopt(desk, "one")
    assert desk.bridge_asked == []

    desk.bridge_page.is_in_view = True
    desk.app.bridge.show()
    desk.app.bridge.show()

    assert [document.info.name for document, _ in desk.bridge_asked] == ["one"]


def test_an_answer_about_another_image_is_dropped(desk: Desk) -> None:
    desk.bridge_page.is_in_view = True
    _adopt(desk, "one")
    _adopt(desk, "two")

    (_, first), (_, second) = desk.bridge_asked
    first(FACTS)
    assert desk.bridge_page.shown[-1] is None
    second(FACTS)
    assert desk.bridge_page.shown[-1] == FACTS


def test_it_is_asked_again_after_the_child_has_ended(desk: Desk) -> None:
    desk.bridge_page.is_in_view = True
    _adopt(desk, "one")

    desk.app.bridge.ask_again()

    assert len(desk.bridge_asked) == 2


def test_nothing_is_told_without_an_image(desk: Desk) -> None:
    desk.bridge_page.is_in_view = True
    _adopt(desk, "one")
    desk.bridge_asked[0][1](FACTS)

    desk.app.tabs.close()

    assert desk.bridge_page.shown[-1] is None
    assert len(desk.bridge_asked) == 1
