"""One pixel of an image in chunks: no more than its chunk is read, and what is told is that of the whole level."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generated_stores import VALUES, let_go_of_zarr, plain_zarr
from itk_inspector.cli import main

pytest.importorskip("tensorstore", reason="tensorstore reads stores")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """One with chunks of which but two are whole: those of the pixel, and of the same numbers in NumPy."""
    path = tmp_path / "a.zarr"
    plain_zarr(path, VALUES, chunks=(10, 10, 10))
    let_go_of_zarr()
    for chunk in (path / "c").rglob("*"):
        if chunk.is_file() and chunk.relative_to(path / "c").parts not in (("0", "1", "2"), ("2", "1", "0")):
            chunk.write_bytes(b"damaged")
    return path


def told(capsys: pytest.CaptureFixture[str], *words: Any) -> Any:
    assert main.main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "where", [("--at", 25, 13, 4), ("--array", 4, 13, 25), ("--point", 25.2, 13, 4), ("--at", "[4, 13, 25]")]
)
def test_no_other_chunk_is_read(store: Path, capsys: pytest.CaptureFixture[str], where: tuple[object, ...]) -> None:
    found = told(capsys, "probe", store, *where)

    assert found["itk_index"] == [25, 13, 4]
    assert found["array_index"] == [4, 13, 25]
    assert found["itk_value"] == found["array_value"] == int(VALUES[4, 13, 25])
    assert found["physical_point"] == [25, 13, 4]
    assert found["same_numbers"] == int(VALUES[25, 13, 4])


def test_an_index_outside_is_refused_by_the_bounds_of_the_level(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["probe", str(store), "--at", "60", "0", "0"]) != 0
    assert "x 0 to 59" in capsys.readouterr().err


def test_a_value_is_looked_for_in_all_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = np.arange(60, dtype=np.uint8).reshape(6, 10)
    plain_zarr(tmp_path / "b.zarr", values, chunks=(3, 5))
    let_go_of_zarr()

    assert told(capsys, "probe", tmp_path / "b.zarr", "--at", "max")["itk_index"] == [9, 5]
