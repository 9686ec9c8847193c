"""Comparing two images of a tab: how they share the screen."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.condition import LAYERED, Condition
from itk_inspector.core.display.compare_mode import CompareMode

_MENU = "&View/Compare"
SWIPING = Condition(lambda s: s.compare is CompareMode.SWIPE, "Choose View › Compare › Swipe first.")
SUBTRACTING = Condition(
    lambda s: s.compare is CompareMode.DIFFERENCE, "Choose View › Compare › Difference image first."
)


def _mode(name: str, text: str, tip: str, mode: CompareMode, *keys: str) -> Action:
    return Action(name, text, _MENU, tip, lambda c: c.app.compare.set_mode(mode), keys, "", LAYERED,
                  lambda s: s.compare is mode, "compare")  # fmt: skip


COMPARE_ACTIONS = (
    _mode("compareOverlay", "&Overlay", "Show all layers over one another.", CompareMode.OVERLAY),
    Action("compareBlink", "&Blink", _MENU, "Show the other of two layers, and back; hold the key for a look.",
           lambda c: c.app.compare.blink(), ("B",), "", LAYERED,
           lambda s: s.compare is CompareMode.BLINK, "compare"),
    _mode("compareSwipe", "&Swipe", "Show two layers on the sides of a line that can be dragged.", CompareMode.SWIPE),
    _mode("compareChecker", "&Checkerboard", "Show two layers on the squares of a checkerboard.", CompareMode.CHECKER),
    _mode("compareDifference", "&Difference image", "Show the other of two layers less the one that you work on.",
          CompareMode.DIFFERENCE),
    _mode("compareSide", "Side by s&ide", "Show each layer in a view of its own.", CompareMode.SIDE_BY_SIDE, "Alt+5"),
    Action("swipeBack", "&Move line back", _MENU, "Move the line to the left, or up.",
           lambda c: c.app.compare.swipe_by(-1), ("Alt+Left",), "", SWIPING, separator=True),
    Action("swipeOn", "Move line o&n", _MENU, "Move the line to the right, or down.",
           lambda c: c.app.compare.swipe_by(1), ("Alt+Right",), "", SWIPING),
    Action("swipeTurn", "&Turn line", _MENU, "Have the line lie, or stand.",
           lambda c: c.app.compare.turn_line(), (), "", SWIPING),
    Action("differenceAuto", "&Auto difference levels", _MENU,
           "Take the largest difference on this slice as the last colour.",
           lambda c: c.app.compare.auto_limit(), (), "", SUBTRACTING, separator=True),
)  # fmt: skip
