"""Steps as plain data, and made again from it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.history import AnyStep
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.editing.steps import Record, Step
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region

DTYPES = ("bool", "uint8", "int16", "int64", "uint64", "float32", "float64", "complex64")
SHAPE = (2, 3, 5)
COUNT = 30


def values_of(dtype: str) -> st.SearchStrategy[Any]:
    kind = np.dtype(dtype).kind
    if kind == "b":
        return st.booleans()
    if kind in "iu":
        limits = np.iinfo(dtype)
        return st.integers(int(limits.min), int(limits.max))
    width = {"float32": 32, "complex64": 32}.get(dtype, 64)
    real = st.floats(width=width)
    return real if kind == "f" else st.builds(complex, real, real)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    start = tuple(draw(st.integers(0, n - 1)) for n in SHAPE)
    return Region(start, tuple(draw(st.integers(1, n - s)) for n, s in zip(SHAPE, start, strict=True)))


@st.composite
def edits(draw: st.DrawFn) -> tuple[EditSession, npt.NDArray[Any]]:
    """A copy with a few random steps, and its pixels before them."""
    dtype, channels = draw(st.sampled_from(DTYPES)), draw(st.sampled_from((1, 3)))
    before = np.arange(COUNT * channels).astype(dtype).reshape(SHAPE if channels == 1 else (*SHAPE, channels))
    edited = EditSession(before.copy(), Geometry.identity(SHAPE[::-1]), channels=channels)
    for _ in range(draw(st.integers(1, 4))):
        value = [draw(values_of(dtype)) for _ in range(channels)]
        match draw(st.sampled_from(("set", "fill", "paint"))):
            case "set":
                edited.set_pixel(ItkIndex(tuple(draw(st.integers(0, n - 1)) for n in SHAPE[::-1])), value)
            case "fill":
                edited.fill(draw(regions()), value)
            case _:
                for _ in range(draw(st.integers(1, 3))):
                    picked = draw(st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=9))
                    edited.paint(np.array(picked, dtype=np.int64), value)
                edited.end_stroke()
    return edited, before


def read_again(step: AnyStep, pixels: npt.NDArray[Any]) -> Step:
    return step_from(json.loads(json.dumps(step.record(), allow_nan=False)), pixels)


@given(edits())
def test_records_lead_to_the_same_pixels_and_back(made: tuple[EditSession, npt.NDArray[Any]]) -> None:
    edited, before = made
    pixels, states = before.copy(), []
    for step in edited.history.done:
        states.append((pixels.copy(), again := read_again(step, pixels)))
        again.apply(pixels)
    same_but_nan = np.array_equal(pixels, edited.view, equal_nan=pixels.dtype.kind in "fc")
    for state, step in reversed(states):
        step.revert(pixels)
        assert pixels.tobytes() == state.tobytes()

    assert same_but_nan


@given(edits())
def test_a_record_of_a_record_is_the_same(made: tuple[EditSession, npt.NDArray[Any]]) -> None:
    edited, before = made
    for step in edited.history.done:
        again = read_again(step, before)

        assert (again.record(), again.region, again.nbytes) == (step.record(), step.region, step.nbytes)


def test_minus_zero_and_nan_are_kept() -> None:
    edited = EditSession(np.ones((2, 2), np.float32), Geometry.identity((2, 2)))
    edited.set_pixel(ItkIndex.of(0, 0), "-0.0")
    edited.set_pixel(ItkIndex.of(1, 0), "nan")
    pixels = np.ones((2, 2), np.float32)

    for step in edited.history.done:
        read_again(step, pixels).apply(pixels)

    assert (bool(np.signbit(pixels[0, 0])), bool(np.isnan(pixels[0, 1]))) == (True, True)


def box() -> Record:
    return {
        "kind": "box",
        "label": "fill",
        "shape": [2, 3],
        "dtype": "uint8",
        "value": 7,
        "start": [0, 1],
        "extent": [2, 2],
    }


def single() -> Record:
    return {"kind": "pixels", "label": "set", "shape": [2, 3], "dtype": "uint8", "value": 7, "positions": [0, 5]}


def stroke() -> Record:
    part = {"first": 1, "stride": 2, "starts": [0], "stops": [3]}
    return {"kind": "stroke", "label": "paint", "shape": [2, 3], "dtype": "uint8", "value": 7, "parts": [part]}


@pytest.mark.parametrize("record", [box(), single(), stroke()])
def test_the_form_of_a_record(record: Record) -> None:
    assert step_from(record, np.zeros((2, 3), np.uint8)).record() == record


@pytest.mark.parametrize(
    "damage",
    [
        box() | {"extent": [2, 3]},
        box() | {"start": [-1, 0]},
        box() | {"start": [0]},
        box() | {"value": 300},
        box() | {"value": "x"},
        box() | {"value": True},
        box() | {"dtype": "no such type"},
        {k: v for k, v in box().items() if k != "extent"},
        single() | {"positions": [6]},
        single() | {"positions": [-1]},
        single() | {"positions": [0.5]},
        single() | {"positions": []},
        stroke() | {"parts": [{"first": 1, "stride": 2, "starts": [0], "stops": [4]}]},
        stroke() | {"parts": [{"first": 1, "stride": 0, "starts": [0], "stops": [3]}]},
        stroke() | {"parts": [{"first": 0, "stride": 1, "starts": [2, 0], "stops": [3, 1]}]},
        stroke() | {"parts": [{"first": 0, "stride": 1, "starts": [0], "stops": [2**62]}]},
        stroke() | {"parts": 5},
    ],
)
def test_a_damaged_record_is_refused(damage: Record) -> None:
    with pytest.raises(EditError, match="damaged"):
        step_from(damage, np.zeros((2, 3), np.uint8))


@pytest.mark.parametrize("pixels", [np.zeros((3, 2), np.uint8), np.zeros((2, 3), np.int8), np.zeros((2, 3, 3), "u1")])
def test_a_record_of_another_image_is_refused(pixels: npt.NDArray[Any]) -> None:
    with pytest.raises(EditError, match="another size or pixel type"):
        step_from(box(), pixels)


def test_a_record_of_another_kind_is_refused() -> None:
    with pytest.raises(EditError, match="kind “dance”"):
        step_from(box() | {"kind": "dance"}, np.zeros((2, 3), np.uint8))
