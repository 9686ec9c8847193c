"""How a task that goes through all pixels tells that it is alive."""

from __future__ import annotations

from typing import Any

from itk_inspector.worker.child.reckon_store import teller
from itk_inspector.worker.parent.watchdog import Limits


class _Desk:
    def __init__(self) -> None:
        self.told: list[float] = []

    def send(self, reply: Any) -> None:
        self.told.append(reply.fraction)


def test_a_giant_tells_more_often_than_silence_is_taken_for_a_fault() -> None:
    now = 0.0
    desk = _Desk()
    tell = teller(1, desk, lambda: now)  # type: ignore[arg-type]  # it only sends
    told_at = []
    for box in range(1, 2001):  # of 20 million: none of them is a hundredth, nor are all of these
        now = box * 0.25
        count = len(desk.told)
        tell(box / 20_000_000)
        if len(desk.told) > count:
            told_at.append(now)
    gaps = [b - a for a, b in zip([0.0, *told_at], told_at, strict=False)]
    assert max(gaps) < Limits().silence / 10
    assert len(desk.told) <= 2000 * 0.25 + 1


def test_a_small_image_tells_each_hundredth() -> None:
    desk = _Desk()
    tell = teller(1, desk, lambda: 0.0)  # type: ignore[arg-type]  # it only sends
    for box in range(1, 1001):
        tell(box / 1000)
    assert 90 <= len(desk.told) <= 101
    assert desk.told == sorted(desk.told)
