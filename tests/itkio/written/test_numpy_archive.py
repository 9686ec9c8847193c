"""A NumPy archive holds the pixels and the geometry, for whoever has NumPy alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import ExportError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.space import Space
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.written import numpy_archive

OBLIQUE = ((0.6, -0.8, 0.0), (0.8, 0.6, 0.0), (0.0, 0.0, -1.0))
GEOMETRY = Geometry((5, 4, 3), (10, 20, 30), (1.0, 2.0, 3.0), (0.5, 0.25, 2.0), OBLIQUE)


@pytest.mark.parametrize("compress", [True, False])
def test_pixels_and_geometry_come_back(save: Any, tmp_path: Path, compress: bool) -> None:
    pixels = np.arange(60, dtype=np.int64).reshape(3, 4, 5)
    document = from_memory.document(pixels, geometry=GEOMETRY)
    info = replace(document.info, space=Space("mm"))

    save(pixels, info, tmp_path / "a.npz", compress=compress, crop=Region((1, 0, 2), (2, 4, 3)))

    with np.load(tmp_path / "a.npz", allow_pickle=False) as back:
        assert np.array_equal(back["pixels"], pixels[1:, :, 2:])
        assert back["pixels"].dtype == np.int64
        first = back["origin"] + back["direction"] @ (back["spacing"] * back["start_index"])
        assert np.allclose(first, np.array([1, 2, 3]) + np.array(OBLIQUE) @ (np.array([0.5, 0.25, 2]) * (12, 20, 31)))
        assert back["size"].tolist() == [3, 4, 2]
        assert str(back["unit"]) == "mm"


@pytest.mark.parametrize(
    "pixels",
    [
        np.array([[True, False], [False, True]]),
        np.array([[1 + 2j, np.nan], [0, np.inf]], dtype=np.complex64),
        np.arange(24, dtype=np.float16).reshape(2, 3, 4),
        np.arange(48, dtype=np.uint64).reshape(2, 3, 4, 2),
    ],
    ids=lambda pixels: pixels.dtype.name,
)
def test_every_type_is_held(save: Any, tmp_path: Path, pixels: Any) -> None:
    save(pixels, from_memory.document(pixels).info, tmp_path / "a.npz")

    with np.load(tmp_path / "a.npz") as back:
        assert back["pixels"].dtype == pixels.dtype
        assert np.array_equal(back["pixels"], pixels, equal_nan=pixels.dtype.kind in "fc")


def test_what_was_not_written_as_it_is_is_refused(save: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
    real = np.savez

    def wrong(file: Any, **arrays: Any) -> None:
        real(file, **{**arrays, "pixels": arrays["pixels"] + (np.arange(60).reshape(3, 4, 5) == 59)})

    monkeypatch.setattr(numpy_archive.np, "savez", wrong)

    with pytest.raises(ExportError, match="differ after reading back"):
        save(pixels, from_memory.document(pixels).info, tmp_path / "a.npz", compress=False)
    assert list(tmp_path.iterdir()) == []
