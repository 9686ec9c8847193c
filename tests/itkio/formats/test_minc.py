"""MINC's world is RAS: what is shown of it is LPS, and what is saved is RAS again. Judged by the file's own numbers."""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import itk
import numpy as np
import numpy.typing as npt
import pytest

from data_folders import SHARED
from hdf5_files import checksum
from itk_inspector.api import export, open_document
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, PhysicalPoint
from itk_inspector.itkio.header import read_header

SIZE, STEP, WORLD = (5, 4, 3), (1.7, 2.3, 3.1), (12.345, -23.456, 34.567)
VALUES = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
TO_LPS = np.diag([-1.0, -1.0, 1.0])
NUMBER, ONE = 20, 4
"""Bytes of HDF5's description of a double, and of a space of one of them."""
_HEAP_BLOCK, _SUM_AT = 1024, 18


def turned(angle: float, tilt: float = 0.0) -> npt.NDArray[np.float64]:
    c, s, d, t = math.cos(angle), math.sin(angle), math.cos(tilt), math.sin(tilt)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, d, -t], [0, t, d]])


def written(path: Path, direction: npt.NDArray[np.float64]) -> Path:
    """Let ITK write RAS numbers, which it passes on."""
    image = itk.image_from_array(VALUES)
    image.SetSpacing(STEP)
    image.SetOrigin(WORLD)
    image.SetDirection(itk.matrix_from_array(np.ascontiguousarray(direction)))
    itk.imwrite(image, str(path))
    return path


def attributes(path: Path, name: bytes, count: int) -> list[tuple[float, ...]]:
    """Return the doubles of an attribute of each spatial axis, x first, from the bytes of the file."""
    data, found, at = path.read_bytes(), [], 0
    while (at := data.find(name + b"\0\x11 ?", at)) >= 0:
        at += len(name) + 1 + NUMBER + (ONE if count == 1 else 20)
        found.append(struct.unpack_from(f"<{count}d", data, at))
    return found


def world_of(path: Path, index: tuple[int, int, int]) -> npt.NDArray[np.float64]:
    """Return the RAS point of an index as MINC defines it: the sum of cosines × (start + step × index)."""
    steps, starts = attributes(path, b"step", 1), attributes(path, b"start", 1)
    cosines = attributes(path, b"direction_cosines", 3)
    assert len(steps) == len(starts) == len(cosines) == 3
    return sum(
        np.array(axis) * (start[0] + step[0] * n)
        for axis, start, step, n in zip(cosines, starts, steps, index, strict=True)
    )


def changed(path: Path, old: float, new: float) -> Path:
    """Change a double in an attribute, and the checksum of its block of HDF5's fractal heap."""
    data = bytearray(path.read_bytes())
    at = data.find(struct.pack("<d", old))
    struct.pack_into("<d", data, at, new)
    first = data.rfind(b"FHDB", 0, at)
    struct.pack_into("<I", data, first + _SUM_AT, 0)
    struct.pack_into("<I", data, first + _SUM_AT, checksum(bytes(data[first : first + _HEAP_BLOCK])))
    path.write_bytes(data)
    return path


CORNERS = list(itertools.product((0, 4), (0, 3), (0, 2)))
DIRECTIONS = [turned(0.0), turned(0.4), turned(-2.0, 0.7), turned(0.1, -1.0), np.diag([-1.0, -1.0, 1.0])]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_corner_lies_where_the_file_says(tmp_path: Path, direction: npt.NDArray[np.float64]) -> None:
    path = written(tmp_path / "a.mnc", direction)

    geometry = read_header(path).info.geometry

    for corner in CORNERS:
        expected = TO_LPS @ world_of(path, corner)
        np.testing.assert_allclose(geometry.point_of(ItkIndex(corner)).components, expected, atol=1e-9)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_negative_steps(tmp_path: Path, decode: Callable[..., Any], axis: int) -> None:
    path = changed(written(tmp_path / "a.mnc", turned(0.0)), STEP[axis], -STEP[axis])

    found = decode(path)

    for corner in CORNERS:
        lps = PhysicalPoint(tuple(map(float, TO_LPS @ world_of(path, corner))))
        index = [round(c) for c in found.info.geometry.continuous_index_of(lps).components]
        assert found.pixels[tuple(index[::-1])] == VALUES[corner[::-1]]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_saved_file_has_ras_numbers(
    tmp_path: Path, oblique: Callable[..., Geometry], direction: npt.NDArray[np.float64]
) -> None:
    image = itk.image_from_array(VALUES)
    image.SetSpacing(STEP)
    image.SetOrigin(WORLD)
    image.SetDirection(itk.matrix_from_array(np.ascontiguousarray(direction)))
    itk.imwrite(image, str(tmp_path / "a.nrrd"))

    with open_document(tmp_path / "a.nrrd") as document:
        export(document, tmp_path / "b.mnc")
        lps = [document.geometry.point_of(ItkIndex(corner)).components for corner in CORNERS]
    with open_document(tmp_path / "b.mnc") as document:
        back = [document.geometry.point_of(ItkIndex(corner)).components for corner in CORNERS]
        assert np.array_equal(document.pixels, VALUES)

    ras = [world_of(tmp_path / "b.mnc", corner) for corner in CORNERS]
    np.testing.assert_allclose(ras @ TO_LPS, lps, atol=1e-9)
    np.testing.assert_allclose(back, lps, atol=1e-9)


def test_from_minc_to_nifti(tmp_path: Path) -> None:
    nibabel = pytest.importorskip("nibabel")
    path = written(tmp_path / "a.mnc", turned(0.4))

    with open_document(path) as document:
        export(document, tmp_path / "b.nii")

    affine = nibabel.load(tmp_path / "b.nii").affine
    for corner in CORNERS:
        np.testing.assert_allclose(affine[:3] @ [*corner, 1], world_of(path, corner), atol=1e-4)


def test_itk_still_takes_ras_for_lps(tmp_path: Path) -> None:
    """When this fails, a newer itk turns the coordinates itself, and turning them here has had its day."""
    assert list(itk.imread(str(written(tmp_path / "a.mnc", turned(0.0)))).GetOrigin()) == pytest.approx(WORLD)


@pytest.mark.skipif(not (SHARED / "cases").is_dir(), reason="the shared cases are not at hand")
def test_the_shared_case() -> None:
    geometry = read_header(SHARED / "cases/mnc_ras.mnc").info.geometry

    assert geometry.origin == (-10.0, -20.0, 30.0)
    assert geometry.direction == ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, 1.0))


@pytest.mark.parametrize("value", [*STEP, *WORLD])
def test_a_damaged_header_is_refused(tmp_path: Path, value: float) -> None:
    """libminc goes on with lengths of its own where HDF5's checksum is wrong."""
    path = written(tmp_path / "a.mnc", turned(0.0))
    data = bytearray(path.read_bytes())
    struct.pack_into("<d", data, data.find(struct.pack("<d", value)), value + 1)
    path.write_bytes(data)

    with pytest.raises(OpenError, match=r"^a\.mnc "), open_document(path):
        pass
