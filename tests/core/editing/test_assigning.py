"""What NumPy's own assignment does is the oracle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.editing import assigning
from itk_inspector.core.editing.assigning import assigned
from itk_inspector.core.editing.paint_over import PaintOver
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry


def session_of(pixels: np.ndarray[Any, Any], channels: int = 1) -> EditSession:
    shape = pixels.shape[:-1] if channels > 1 else pixels.shape
    return EditSession(pixels.copy(), Geometry.identity(shape[::-1]), channels=channels)


PIXELS = np.arange(3 * 4 * 5, dtype=np.int16).reshape(3, 4, 5)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ((1, 2, 3), 7),
        ((-1, -1, -1), 7),
        (..., 9),
        (1, 5),
        ((slice(None), 2), np.arange(5)),
        ((slice(None, None, -1), slice(1, 3), slice(4, None, -2)), np.arange(18).reshape(3, 2, 3)),
        (([0, 2], [1, 1], [0, 4]), [70, 80]),
        (([0, 0], [1, 1], [2, 2]), [70, 80]),
        (PIXELS % 7 == 0, -1),
        (PIXELS[0] > 5, 3),
        ((None, 0), 4.0),
        ((0, slice(0, 0)), 4),
        ((..., 1, 1), True),
    ],
)
def test_the_pixels_are_those_of_numpy_and_come_back(key: Any, values: Any) -> None:
    if isinstance(key, np.ndarray) and key.ndim == 2:
        key = np.broadcast_to(key, PIXELS.shape)
    wanted = PIXELS.copy()
    wanted[key] = values
    session = session_of(PIXELS)
    step = assigned(session, key, values)
    if step is not None:
        session.apply(step)
    assert np.array_equal(session.view, wanted)
    if step is not None:
        assert session.undo()
        assert np.array_equal(session.view, PIXELS)
        again = step_from(step.record(), PIXELS)
        session.apply(again)
        assert np.array_equal(session.view, wanted)


@given(key=hnp.basic_indices((3, 4, 5), allow_newaxis=True), seed=st.integers(0, 1000))
def test_any_basic_key(key: Any, seed: int) -> None:
    wanted = PIXELS.copy()
    values = np.random.default_rng(seed).integers(-99, 99, np.shape(wanted[key]))
    wanted[key] = values
    session = session_of(PIXELS)
    step = assigned(session, key, values)
    if step is not None:
        session.apply(step)
    assert np.array_equal(session.view, wanted)


def test_single_components() -> None:
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    wanted = pixels.copy()
    wanted[..., 1] = 200
    wanted[0, 0] = (1, 2, 3)
    session = session_of(pixels, channels=3)
    for key, values in (((..., 1), 200), ((0, 0), (1, 2, 3))):
        step = assigned(session, key, values)
        assert step is not None
        session.apply(step)
    assert np.array_equal(session.view, wanted)


@pytest.mark.parametrize(
    ("dtype", "value", "fits"),
    [
        ("uint8", 255, True),
        ("uint8", 256, False),
        ("uint8", -1, False),
        ("uint8", 1.0, True),
        ("uint8", 1.5, False),
        ("uint8", np.nan, False),
        ("uint64", 2**64 - 1, True),
        ("int64", 2**63 - 1, True),
        ("int64", 2.0**63, False),
        ("float32", 0.1, True),
        ("float32", np.inf, True),
        ("float32", 1e300, False),
        ("float32", 1j, False),
        ("int16", "7", False),
        ("int16", None, False),
    ],
)
def test_no_value_is_stored_as_another(dtype: str, value: Any, fits: bool) -> None:
    session = session_of(np.zeros((2, 2), dtype=dtype))
    if not fits:
        with pytest.raises(EditError):
            assigned(session, (0, 0), value)
        return
    step = assigned(session, (0, 0), value)
    assert step is not None
    session.apply(step)
    assert session.view[0, 0] == np.dtype(dtype).type(value)


@pytest.mark.parametrize(("key", "values"), [((9, 9, 9), 1), ("a", 1), (0, [1, 2, 3])])
def test_what_numpy_refuses_is_refused_in_a_sentence(key: Any, values: Any) -> None:
    with pytest.raises(EditError) as refused:
        assigned(session_of(PIXELS), key, values)
    assert refused.value.message.endswith(".")


def test_protected_pixels_stay() -> None:
    session = session_of(PIXELS)
    step = assigned(session, ..., 100, PaintOver(frozenset({3, 4})))
    assert step is not None
    session.apply(step)
    assert np.flatnonzero(session.view.reshape(-1) == 100).tolist() == [3, 4]
    assert assigned(session, 0, 5, PaintOver(frozenset({-5}))) is None


def test_of_large_images_only_masks_and_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assigning, "MOST_LISTED", 10)
    session = session_of(PIXELS)
    assert assigned(session, PIXELS == 3, 8) is not None
    assert assigned(session, slice(0, 1), 8) is not None
    with pytest.raises(EditError, match="slices"):
        assigned(session, [0, 1], 8)
