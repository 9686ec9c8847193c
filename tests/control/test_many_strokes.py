"""The ten-thousandth stroke asks for as many calls, and as much memory on the way, as the tenth."""

from __future__ import annotations

import sys
import tracemalloc
from typing import TYPE_CHECKING

from itk_inspector.control.tools.brush import BRUSH

if TYPE_CHECKING:
    from types import FrameType

    from tests.control.conftest import Desk

SIDE = 100
STROKES = 10_000


def stroke(desk: Desk, number: int) -> None:
    across, down = float(number % (SIDE - 2)), float(number // (SIDE - 2) % SIDE)
    desk.app.edit.press(across, down)
    desk.app.edit.drag(across + 1, down)
    desk.app.edit.release(across + 1, down)
    desk.view.calls.clear()  # the fakes remember everything


def calls_of(desk: Desk, number: int) -> int:
    """Return how many functions a stroke calls, NumPy's among them."""
    count = 0

    def note(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        stroke(desk, number)
    finally:
        sys.setprofile(before)
    return count


def memory_of(desk: Desk, number: int) -> int:
    """Return the bytes that a stroke holds at most, above what was held before."""
    tracemalloc.start()
    held, _ = tracemalloc.get_traced_memory()
    stroke(desk, number)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - held


def test_the_cost_of_a_stroke_does_not_grow(desk: Desk) -> None:
    session = desk.edit((SIDE, SIDE + 2, 2), dtype="uint16")
    desk.app.edit.set_tool(BRUSH)
    desk.app.edit.set_value("60000")
    for number in range(10):
        stroke(desk, number)
    early = calls_of(desk, 10), memory_of(desk, 11)

    for number in range(12, STROKES - 2):
        stroke(desk, number)
    late = calls_of(desk, STROKES - 2), memory_of(desk, STROKES - 1)

    assert session.history.count == STROKES
    assert late[0] <= early[0] * 1.05
    assert late[1] <= early[1] + 20_000  # a list that grows is given more room now and then


def test_the_cost_does_not_grow_where_old_strokes_are_forgotten(desk: Desk) -> None:
    session = desk.edit((SIDE, SIDE + 2, 2), dtype="uint16")
    desk.app.edit.set_tool(BRUSH)
    desk.app.edit.set_value("60000")
    stroke(desk, 0)
    desk.app.edit.undo_memory.choose(20 * session.history.nbytes)
    for number in range(1, 30):
        stroke(desk, number)
    early = calls_of(desk, 30)

    for number in range(31, 1000):
        stroke(desk, number)

    assert session.history.count < 100
    assert session.history.count + session.history.forgotten == 1000
    assert calls_of(desk, 1000) <= early * 1.05
