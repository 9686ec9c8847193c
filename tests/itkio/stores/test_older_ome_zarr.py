"""OME-Zarr 0.1 to 0.3, written by hand as their specifications say: Zarr 2 arrays, and no transformations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generated_stores import plain_zarr
from itk_inspector.core.geometry.indexing import ItkIndex

pytest.importorskip("tensorstore", reason="tensorstore reads stores")

from itk_inspector.itkio.stores.tensorstore_engine import TensorstoreEngine

FULL = np.arange(2 * 3 * 4 * 20 * 30, dtype=np.uint16).reshape(2, 3, 4, 20, 30)


def written(path: Path, levels: list[np.ndarray[Any, Any]], multiscale: dict[str, Any], separator: str) -> Path:
    path.mkdir()
    (path / ".zgroup").write_text('{"zarr_format": 2}')
    datasets = [{"path": str(number)} for number in range(len(levels))]
    (path / ".zattrs").write_text(json.dumps({"multiscales": [{**multiscale, "datasets": datasets}]}))
    for number, values in enumerate(levels):
        chunks = (1,) * (values.ndim - 2) + (8, 8)
        key = {"name": "v2", "separator": separator}
        plain_zarr(path / str(number), values, chunks=chunks, zarr_format=2, chunk_key_encoding=key)
    return path


@pytest.mark.parametrize(
    ("version", "said", "separator"),
    [
        ("0.1", {"version": "0.1"}, "."),
        ("0.2", {"version": "0.2"}, "/"),
        ("0.3", {"version": "0.3", "axes": ["t", "c", "z", "y", "x"]}, "/"),
    ],
)
def test_five_axes(tmp_path: Path, version: str, said: dict[str, Any], separator: str) -> None:
    path = written(tmp_path / "a.zarr", [FULL, FULL[..., ::2, ::2] + 1], said, separator)
    chunk = ".".join("00000") if separator == "." else "0/0/0/0/0"
    assert (path / "0" / chunk).is_file()
    engine = TensorstoreEngine(path, 1)
    pyramid = engine.pyramid
    assert pyramid.info.format == f"OME-Zarr {version}"
    assert pyramid.info.parts == ("c = 0", "c = 1", "c = 2")
    assert pyramid.axes == ("t", "z", "y", "x")
    for number, values in enumerate((FULL[:, 1], FULL[:, 1, :, ::2, ::2] + 1)):
        assert np.array_equal(engine.read(number, pyramid.levels[number].whole), values)
    fine, coarse = (level.geometry for level in pyramid.levels)
    assert (fine.spacing, fine.origin) == ((1.0,) * 4, (0.0,) * 4)
    assert coarse.point_of(ItkIndex.of(3, 5, 1, 1)).components == (6.5, 10.5, 1.0, 1.0)
    assert any("The file gives no scale for level 1" in note for note in pyramid.info.notes)
    engine.close()


def test_two_axes_of_0_3(tmp_path: Path) -> None:
    values = FULL[0, 0, 0]
    engine = TensorstoreEngine(written(tmp_path / "a.zarr", [values], {"version": "0.3", "axes": ["y", "x"]}, "/"))
    assert np.array_equal(engine.read(0, engine.pyramid.levels[0].whole), values)
    engine.close()
