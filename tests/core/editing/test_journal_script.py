"""A journal as Python: the lines of its steps are run on plain arrays; whole scripts are in `tests/integration`."""

from __future__ import annotations

import ast
import base64
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import script_steps
from itk_inspector.core.editing.journal_script import journal_script
from itk_inspector.core.editing.label_steps import renumbered
from itk_inspector.core.editing.packed_numbers import packed_pixels
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.script_steps import HELPERS, step_lines
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import Record, StrokeStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo

SHAPE = (2, 3, 4)
DTYPES = ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
DTYPES += ("float32", "float64", "complex64", "complex128")
SIMPLE = {"float32": 32, "complex64": 32}


def values(dtype: str) -> st.SearchStrategy[Any]:
    kind = np.dtype(dtype).kind
    if kind == "b":
        return st.booleans()
    if kind in "iu":
        return st.integers(int(np.iinfo(dtype).min), int(np.iinfo(dtype).max))
    real = st.floats(width=SIMPLE.get(dtype, 64))  # type: ignore[arg-type]  # 32 or 64
    return real if kind == "f" else st.builds(complex, real, real)


def run(session: EditSession, original: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Run the lines of all steps on the original."""
    session.end_stroke()
    lines = [HELPERS]
    for entry in session.history.journal.entries:
        if not entry.is_undone:
            lines += step_lines(entry.record)
    start = [0] * session.geometry.dimension
    names = {"np": np, "base64": base64, "zlib": zlib, "pixels": original.copy(), "original": original, "start": start}
    exec("\n".join(lines), names)  # what is tested is a script
    made: npt.NDArray[Any] = names["pixels"]  # type: ignore[assignment]  # it was put there
    return made


def do_something(session: EditSession, original: npt.NDArray[Any], data: st.DataObject) -> None:
    dtype, channels = session.view.dtype.name, session.version.channels
    value = [data.draw(values(dtype)) for _ in range(channels)]
    place = data.draw(st.integers(0, 23))
    z, y, x = (int(n) for n in np.unravel_index(place, SHAPE))
    match data.draw(st.sampled_from(("set", "fill", "paint", "paste", "erase", "renumber", "undo", "redo"))):
        case "set":
            session.set_pixel(ItkIndex.of(x, y, z), value)
        case "fill":
            session.fill(Region((z, y, x), (2 - z, 1, 4 - x)), value)
        case "paint":
            session.paint(np.arange(place, 24, 1 + place % 3), value)
            session.paint(np.arange(0, place + 1, 5), value)
        case "paste":
            own = np.array([[data.draw(values(dtype)) for _ in range(channels)] for _ in range(3)], dtype=dtype)
            own = own if channels > 1 else own[:, 0]
            at = min(place, 21)
            rows = session.view.reshape(24, *own.shape[1:])
            part = PaintedPart(at, 1, Runs(np.array([0]), np.array([3])), rows[at : at + 3].copy(), own)
            session.apply(StrokeStep("paste 3 pixels", SHAPE, (part,), own[0]))
        case "erase":
            session.restore(np.arange(place, 24, 2), original)
            session.end_stroke()
        case "renumber":
            before = np.array(session.view.reshape(24, *session.view.shape[3:])[place])
            step = renumbered(session, before, session.checked(value))
            if step is not None:
                session.apply(step)
        case "undo":
            session.undo()
        case _:
            session.redo()


@given(st.sampled_from(DTYPES), st.sampled_from((1, 3)), st.integers(0, 9), st.data())
def test_the_lines_of_random_steps_lead_to_the_same_bits(
    dtype: str, channels: int, count: int, data: st.DataObject
) -> None:
    original = np.arange(24 * channels).astype(dtype).reshape(SHAPE if channels == 1 else (*SHAPE, channels))
    session = EditSession(original.copy(), Geometry.identity((4, 3, 2)), channels=channels)
    for _ in range(count):
        do_something(session, original, data)

    assert run(session, original).tobytes() == session.view.tobytes()


def test_many_runs_and_pixels_are_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    original = np.zeros((2, 50, 50), np.int16)
    session = EditSession(original.copy(), Geometry.identity((50, 50, 2)))
    session.paint(np.arange(0, 5000, 3)[np.arange(1667) % 4 != 0], 7)
    session.end_stroke()
    pixels = {"kind": "pixels", "label": "", "shape": [2, 50, 50], "dtype": "int16", "value": 3, "positions": [1, 5]}
    readable = len("\n".join(step_lines(session.history.journal.entry(1).record)))

    assert run(session, original).tobytes() == session.view.tobytes()
    monkeypatch.setattr(script_steps, "_READABLE", 1)
    assert len("\n".join(step_lines(session.history.journal.entry(1).record))) <= readable
    with pytest.raises(EditError, match="damaged"):
        step_lines({**pixels, "positions": ["1"]})


def test_a_nan_keeps_its_bits() -> None:
    odd = np.array([0xFFC00123], np.uint32).view(np.float32)
    record = {"kind": "box", "label": "", "shape": [2], "dtype": "float32", "value": "nan", "start": [0], "extent": [1]}
    record["bits"] = packed_pixels(odd)
    names = {"np": np, "base64": base64, "zlib": zlib, "pixels": np.zeros(2, np.float32)}
    exec("\n".join((HELPERS, *step_lines(record))), names)

    assert names["pixels"][:1].tobytes() == odd.tobytes()  # type: ignore[index]  # an array


@pytest.mark.parametrize(
    "damage", [{"kind": "dance"}, {"start": "x"}, {"value": "__import__('os')"}, {"dtype": "x"}, {"value": 1.5}, {}]
)
def test_a_damaged_record_is_refused(damage: Record) -> None:
    record = {"kind": "box", "label": "", "shape": [2], "dtype": "uint8", "value": 1, "start": [0], "extent": [1]}
    if not damage:
        del record["extent"]

    with pytest.raises(EditError):
        step_lines(record | damage)


# the whole script ---------------------------------------------------------

INFO = ImageInfo(
    path=Path('/images/a "b"\n.nrrd'),
    format="NrrdImageIO",
    pixel_type="scalar",
    component_type="short",
    components=1,
    dtype="int16",
    geometry=replace(Geometry.identity((4, 3, 2)), start_index=(10, 0, -5)),
)


def script(opened: ImageInfo, session: EditSession | None = None) -> str:
    entries = session.history.journal.entries if session is not None else ()
    text = journal_script(entries, opened, opened, maker="ITK Inspector 0")
    ast.parse(text)
    return text


def test_steps_have_comments_and_undone_ones_are_left_out() -> None:
    session = EditSession(np.zeros(SHAPE, np.int16), INFO.geometry)
    session.set_pixel(ItkIndex.of(11, 1, -4), 7)
    session.fill(Region((0, 0, 0), (2, 3, 2)), 5)
    session.set_pixel(ItkIndex.of(11, 1, -4), 9)
    session.undo()
    text = script(INFO, session)

    assert "# 1: set (11, 1, -4); 0 to 7; ITK (11, 1, -4)\npixels[1, 1, 1] = 7\n" in text
    assert "# 2: fill 12 pixels; several to 5; ITK (10, 0, -5) to (11, 2, -4)\npixels[0:2, 0:3, 0:2] = 5\n" in text
    assert "= 9" not in text


def test_an_operation_brings_its_own_lines_and_moves_the_indices() -> None:
    session = EditSession(np.zeros(SHAPE, np.int16), INFO.geometry)
    operation = {"name": "flip", "parameters": {"axes": [0], "space": "mirror"}}
    moved = replace(INFO.geometry, start_index=(0, 0, 0))
    session.apply_version(np.zeros(SHAPE, np.int16), moved, "flip x\n'''", operation=operation)
    session.set_pixel(ItkIndex.of(1, 1, 1), 7)
    text = script(INFO, session)

    assert "np.flip(pixels" in text
    assert "ITK (1, 1, 1)\npixels[1, 1, 1] = 7\n" in text


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ({}, "damaged"),
        ({"name": "dance", "parameters": {}}, "no operation called"),
        ({"name": "flip", "parameters": {}}, "incomplete"),
        ({"name": "resample like", "parameters": {"other": "b.nrrd"}}, "Step 1"),
    ],
)
def test_an_operation_that_cannot_be_written_is_refused_with_its_number(operation: Record, sentence: str) -> None:
    session = EditSession(np.zeros(SHAPE, np.int16), INFO.geometry)
    session.apply_version(np.ones(SHAPE, np.int16), INFO.geometry, "act", operation=operation)

    with pytest.raises(EditError, match="Step 1, “act”, cannot be written as Python") as told:
        script(INFO, session)
    assert sentence in told.value.message


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"parts": ("a", "b")}, "several images"),
        ({"format": "NumPy"}, "ITK does not read"),
        ({"is_truncated": True}, "cut short"),
        ({"dtype": "int32", "component_type": "int", "components": 3}, "3 × int32"),
        ({"geometry": Geometry.identity((2,) * 5)}, "5 axes with int16"),
    ],
)
def test_what_itk_would_not_read_alike_is_refused(other: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EditError, match=sentence):
        script(replace(INFO, **other))


@pytest.mark.parametrize(
    ("other", "line"),
    [
        ({}, "itk.imread(source, pixel_type=itk.SS)"),
        ({"read_as": "F", "dtype": "float32"}, "pixel_type=itk.F)  # read as this type"),
        ({"dtype": "int64", "component_type": "long_long"}, "pixel_type=itk.ULL)"),
        (
            {"dtype": "complex64", "components": 2, "component_type": "float"},
            "pixel_type=itk.VariableLengthVector[itk.F])",
        ),
        (
            {"dtype": "uint8", "components": 3, "component_type": "unsigned_char", "pixel_type": "rgb"},
            "pixel_type=itk.RGBPixel[itk.UC])",
        ),
        ({"format": "memory"}, "sys.exit(__doc__)"),
        (
            {"format": "GDCMImageIO", "data_files": (Path("/d/one/1.dcm"), Path("/d/two/2.dcm"))},
            "    'one/1.dcm',\n    'two/2.dcm',\n]\nfiles = [os.path.join(source, name) for name in names]",
        ),
        ({"dtype": "complex64", "components": 2, "component_type": "float"}, "original = original[..., 0]"),
        ({"dtype": "int8", "component_type": "char"}, "direction, None, target)"),
    ],
)
def test_how_the_original_is_read(other: dict[str, Any], line: str) -> None:
    assert line in script(replace(INFO, **other))
