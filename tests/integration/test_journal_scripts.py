"""A journal saved as a script, run by a fresh interpreter on the original: the same bits, in the same place."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.editing.journal_script import journal_script
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.parent import blocking

NRRD = {
    "int8": "signed char",
    "uint8": "uchar",
    "int16": "short",
    "uint16": "ushort",
    "int32": "int",
    "uint32": "uint",
    "int64": "longlong",
    "uint64": "ulonglong",
    "float32": "float",
    "float64": "double",
    "complex64": "float",
    "complex128": "double",
}
TURNED = {
    2: [[0.6 * 0.5, -0.8 * 0.5], [0.8 * 2, 0.6 * 2]],
    3: [[0.3, 0.4, 0], [-0.8, 0.6, 0], [0, 0, 2.5]],
    4: [[0.3, 0.4, 0, 0], [-0.8, 0.6, 0, 0], [0, 0, 2.5, 0], [0, 0, 0, 1]],
}
CASES = [
    *((dtype, 3, 1, "") for dtype in NRRD),
    *(("int16", axes, 1, "") for axes in (2, 4)),
    ("uint8", 2, 3, "RGB-color"),
    ("uint8", 3, 4, "RGBA-color"),
    ("uint16", 2, 3, "RGB-color"),
    ("float32", 3, 2, "vector"),
    ("float64", 4, 3, "vector"),
]
RUN_ALL = (
    "import runpy, sys\nfor one in sys.argv[1:]:\n    sys.argv = one.split('|')\n    runpy.run_path(sys.argv[0])\n"
)


def nrrd(path: Path, pixels: npt.NDArray[Any], axes: int, kind: str) -> Path:
    """Write an oblique image as NRRD: pixels in NumPy order, components last."""
    has_components = bool(kind)
    sizes = [*([pixels.shape[-1]] if pixels.ndim > axes else []), *pixels.shape[:axes][::-1]]
    if pixels.dtype.kind == "c":
        sizes, kind, has_components = [2, *sizes], "complex", True
    directions = [f"({','.join(map(str, row))})" for row in TURNED[axes]]
    lines = [
        "NRRD0005",
        f"type: {NRRD[pixels.dtype.name]}",
        f"dimension: {len(sizes)}",
        f"space dimension: {axes}",
        f"sizes: {' '.join(map(str, sizes))}",
        f"space directions: {'none ' if has_components else ''}{' '.join(directions)}",
        f"kinds: {f'{kind} ' if has_components else ''}{' '.join(['domain'] * axes)}",
        "endian: little",
        "encoding: raw",
        f"space origin: ({','.join(['-10.5', '0.1', '3', '7'][:axes])})",
    ]
    path.write_bytes("\n".join(lines).encode() + b"\n\n" + pixels.tobytes())
    return path


def random_pixels(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> npt.NDArray[Any]:
    kind = np.dtype(dtype).kind
    if kind in "iu":
        return rng.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)
    made = rng.normal(size=shape)
    return (made + 1j * rng.normal(size=shape) if kind == "c" else made).astype(dtype)


def edit_at_random(session: EditSession, original: npt.NDArray[Any], rng: np.random.Generator, count: int) -> None:
    shape, dtype, channels = session.geometry.shape, session.view.dtype.name, session.version.channels
    pixels = int(np.prod(shape))
    for _ in range(count):
        value = random_pixels(rng, (channels,), dtype)
        if np.dtype(dtype).kind == "f" and rng.random() < 0.3:
            value[0] = rng.choice([np.nan, np.inf, -0.0])
        match rng.integers(6):
            case 0:
                index = tuple(
                    int(rng.integers(n)) + s for n, s in zip(shape[::-1], session.geometry.start_index, strict=True)
                )
                session.set_pixel(ItkIndex(index), value)
            case 1:
                start = tuple(int(rng.integers(n)) for n in shape)
                extent = tuple(int(rng.integers(1, n - s + 1)) for n, s in zip(shape, start, strict=True))
                session.fill(Region(start, extent), value)
            case 2:
                session.paint(np.unique(rng.integers(pixels, size=30)), value)
                session.paint(np.arange(0, pixels, shape[-1]), value)
            case 3 if original.shape == session.view.shape and original.dtype == session.view.dtype:
                session.restore(np.unique(rng.integers(pixels, size=pixels // 2)), original)
            case 4:
                session.undo()
            case _:
                session.redo()
    session.end_stroke()


def script(path: Path, document: ImageDocument, session: EditSession) -> Path:
    now = session.info
    assert now is not None
    text = journal_script(session.history.journal.entries, document.info, now, maker="the tests")
    path.write_text(text, encoding="utf-8")
    return path


def run(*words: Sequence[str | Path]) -> str:
    done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, timeout=280, check=False)
    return f"{done.returncode}{done.stdout}{done.stderr}"


def read_npz(path: Path) -> tuple[npt.NDArray[Any], Geometry]:
    with np.load(path) as told:
        pixels = told["pixels"]
        start = tuple(int(n) for n in told["start"])
        size = pixels.shape[: len(start)][::-1]
        origin, spacing = (tuple(told[name].tolist()) for name in ("origin", "spacing"))
        return pixels, Geometry(size, start, origin, spacing, tuple(map(tuple, told["direction"].tolist())))


def test_scripts_repeat_random_edits_bit_for_bit(tmp_path: Path) -> None:
    rng = np.random.default_rng(20)
    wanted, words = {}, []
    for number, (dtype, axes, channels, kind) in enumerate(CASES):
        shape = (2, 3, 5, 4)[4 - axes :] + ((channels,) if channels > 1 else ())
        path = nrrd(tmp_path / f"{number}.nrrd", random_pixels(rng, shape, dtype), axes, kind)
        with blocking.open_document(OpenRequest(path)) as document:
            session = document.edit()
            original = document.access.all().copy()
            edit_at_random(session, original, rng, 25)
            out = tmp_path / f"{number}.npz"
            words.append(f"{script(tmp_path / f'{number}.py', document, session)}|{path}|{out}")
            wanted[out] = session.view.copy(), session.geometry
            assert wanted[out][0].tobytes() != original.tobytes()

    assert run("-c", RUN_ALL, *words) == "0"

    for out, (pixels, geometry) in wanted.items():
        found, placed = read_npz(out)
        assert (out.name, found.dtype, found.shape) == (out.name, pixels.dtype, pixels.shape)
        assert found.tobytes() == pixels.tobytes(), out.name
        assert placed == geometry, out.name


@pytest.mark.parametrize(
    ("dtype", "channels", "kind"), [("int16", 1, ""), ("uint8", 3, "RGB-color"), ("float32", 2, "vector")]
)
def test_an_image_is_written_with_its_geometry(tmp_path: Path, dtype: str, channels: int, kind: str) -> None:
    rng = np.random.default_rng(3)
    shape = (3, 5, 4) + ((channels,) if channels > 1 else ())
    path = nrrd(tmp_path / "a.nrrd", random_pixels(rng, shape, dtype), 3, kind)
    out = tmp_path / "out.nrrd"
    with blocking.open_document(OpenRequest(path)) as document:
        session = document.edit()
        edit_at_random(session, document.access.all().copy(), rng, 9)
        made = script(tmp_path / "edits.py", document, session)

        assert run(made, path, out) == "0"

        with blocking.open_document(OpenRequest(out)) as found:
            assert found.access.all().tobytes() == session.view.tobytes()
            assert found.info.pixel_type == document.info.pixel_type
            assert np.allclose(found.geometry.origin, session.geometry.origin, rtol=0, atol=1e-12)
            assert np.allclose(found.geometry.direction, session.geometry.direction, rtol=0, atol=1e-12)
            assert np.allclose(found.geometry.spacing, session.geometry.spacing, rtol=1e-12)


def test_another_image_is_refused_by_the_script(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    path = nrrd(tmp_path / "a.nrrd", random_pixels(rng, (3, 4), "int16"), 2, "")
    smaller = nrrd(tmp_path / "b.nrrd", random_pixels(rng, (2, 4), "int16"), 2, "")
    floats = nrrd(tmp_path / "c.nrrd", random_pixels(rng, (3, 4), "float32"), 2, "")
    with blocking.open_document(OpenRequest(path)) as document:
        session = document.edit()
        session.set_pixel(ItkIndex.of(1, 1), 5)
        made = script(tmp_path / "edits.py", document, session)

    assert "of shape (3, 4), not (2, 4)" in run(made, smaller, tmp_path / "o.nrrd")
    assert "an image of short pixels" in run(made, floats, tmp_path / "o.nrrd")
    assert not (tmp_path / "o.nrrd").exists()


def test_operations_on_a_column_of_pixels_are_repeated(tmp_path: Path) -> None:
    """Itk takes an array like (5, 1, 1), which is in C and in Fortran order at once, for its transpose."""
    path = nrrd(tmp_path / "a.nrrd", np.array([3, 0, 7, 2, 1], np.uint8).reshape(5, 1, 1), 3, "")
    region = {"start": [1, 0, 0], "extent": [3, 1, 1]}
    operations: dict[str, dict[str, Any]] = {
        "components": {"type": "uint8"},
        "median": {"radius": [0, 0, 1], "region": region},
        "threshold": {"lower": 1, "upper": 2, "region": region},
    }
    wanted: list[tuple[Path, Any, Geometry]] = []
    words: list[str] = []
    for name, parameters in operations.items():
        with blocking.open_document(OpenRequest(path)) as document:
            session = document.edit()
            made = blocking.operate(document, session, Operation(name, parameters))
            Replay(session, [{"kind": "version", "operation": made.operation.record()}]).take(made.document)
            session.fill(Region((4, 0, 0), (1, 1, 1)), 4)
            edits = script(tmp_path / f"{name}.py", document, session)
            wanted.append((tmp_path / f"{name}.npz", session.view.tolist(), session.geometry))
            words += [f"{edits}|{path}|{tmp_path / name}.{suffix}" for suffix in ("npz", "nrrd")]

    assert run("-c", RUN_ALL, *words) == "0"

    for out, pixels, geometry in wanted:
        found, placed = read_npz(out)
        assert (out.name, found.tolist()) == (out.name, pixels)
        assert placed == geometry
        with blocking.open_document(OpenRequest(out.with_suffix(".nrrd"))) as document:
            assert document.access.all().tolist() == pixels
