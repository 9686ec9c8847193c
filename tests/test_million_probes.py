"""40,000 pixels by every way that names one, none of them wrong; and a wrong one would be seen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import million_probes
from itk_inspector.core.geometry.orientation import Orientation
from itk_inspector.core.geometry.planes import Plane

WAYS = {
    "typed index",
    "typed point",
    "points",
    "go to in the window",
    "arrow keys",
    "keys",
    "pointer",
    "pointer, flipped",
    "pointer beside the image",
}


def test_none_of_many_is_wrong(qapp: QApplication, tmp_path: Path) -> None:
    tally = million_probes.run(40_000, 13, tmp_path)

    assert tally.wrong == []
    assert tally.done.total() >= 40_000
    assert set(tally.done) == WAYS
    assert min(tally.done.values()) > 500


def test_a_wrong_value_is_seen(qapp: QApplication) -> None:
    tally, rng = million_probes.Tally(), random.Random(1)
    with million_probes.opened(million_probes.cases_in_memory()) as ((case, *_), window):
        window.show(case)
        case.array = case.array + 1
        for way in (million_probes.by_text, million_probes.by_point, window.by_key, window.by_pointer):
            before = len(tally.wrong)
            way(tally, case, rng)
            assert len(tally.wrong) > before


def test_a_drawing_that_is_flipped_the_wrong_way_is_seen(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_way(self: Orientation, plane: Plane) -> tuple[bool, bool]:
        return not self.flipped[plane.horizontal], self.flipped[plane.vertical]

    monkeypatch.setattr(Orientation, "flips", other_way)
    tally, rng = million_probes.Tally(), random.Random(1)
    with million_probes.opened(million_probes.cases_in_memory()) as ((case, *_), window):
        window.show(case)
        window.by_pointer(tally, case, rng)

    assert tally.wrong


def test_points_that_lie_elsewhere_are_seen(qapp: QApplication) -> None:
    tally, rng = million_probes.Tally(), random.Random(1)
    with million_probes.opened(million_probes.cases_in_memory()) as ((case, *_), _):
        case.spacing = case.spacing[::-1]
        million_probes.by_points(tally, case, rng)

    assert tally.wrong
