"""Changed pixels that were saved, put back as one step: judged by an array of all pixels."""

from __future__ import annotations

import json

import numpy as np
import pytest

from itk_inspector.core.chunked.changed_chunks import ChangedBox
from itk_inspector.core.editing.loaded_changes import loaded
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region

SHAPE = (6, 10, 12)


def boxes(components: int = 1) -> tuple[tuple[ChangedBox, ...], np.ndarray, np.ndarray]:
    """Return two boxes in no order, and all pixels before and after."""
    rng, own = np.random.default_rng(2), () if components == 1 else (components,)
    before = rng.integers(0, 50, (*SHAPE, *own)).astype(np.int16)
    after, made = before.copy(), []
    for region in (Region((3, 4, 2), (2, 3, 5)), Region((0, 0, 9), (3, 2, 3))):
        values = rng.integers(100, 200, (*region.shape, *own)).astype(np.int16)
        is_changed = rng.random(region.shape) < 0.5
        after[region.slices][is_changed] = values[is_changed]
        made.append(ChangedBox(region, values, is_changed))
    return tuple(made), before, after


@pytest.mark.parametrize("components", [1, 3])
def test_what_was_changed_is_one_step(components: int) -> None:
    changes, before, after = boxes(components)
    session = EditSession(before.copy(), Geometry.identity(SHAPE[::-1]), channels=components)
    step = loaded(session, changes, "a.zarr")
    assert step is not None
    session.apply(step)
    np.testing.assert_array_equal(session.view, after)
    record = json.loads(json.dumps(step.record()))
    session.undo()
    np.testing.assert_array_equal(session.view, before)
    assert session.redo_label == f"load {sum(int(each.is_changed.sum()) for each in changes)} pixels of a.zarr"
    session.apply(step_from(record, session.pixels))
    np.testing.assert_array_equal(session.view, after)


def test_nothing_that_was_changed_is_no_step() -> None:
    changes, before, _ = boxes()
    session = EditSession(before, Geometry.identity(SHAPE[::-1]))
    none = tuple(ChangedBox(each.box, each.values, np.zeros_like(each.is_changed)) for each in changes)
    assert loaded(session, none, "a.zarr") is None
    assert loaded(session, (), "a.zarr") is None
