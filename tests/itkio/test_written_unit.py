"""A copy in a format of another unit lies where the original lies."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space
from itk_inspector.itkio import writer
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.header import read_header

PIXELS = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
GEOMETRY = replace(Geometry.identity((5, 4, 3)), spacing=(0.38, 0.5, 2.0), origin=(10.0, -20.0, 30.0))


def written(info_for: Callable[..., Any], path: Path, unit: str) -> Path:
    engine.preload_rest()
    info = info_for(PIXELS, GEOMETRY, space=Space(unit))
    return writer.write(PIXELS, info, ExportRequest(path), path.parent).path


@pytest.mark.parametrize(("unit", "factor"), [("µm", 1e-3), ("nm", 1e-6), ("m", 1e3), ("mm", 1.0), ("", 1.0)])
def test_nifti_is_in_millimetres(info_for: Callable[..., Any], tmp_path: Path, unit: str, factor: float) -> None:
    path = written(info_for, tmp_path / "a.nii", unit)

    judge: Any = nibabel.load(path)  # type: ignore[attr-defined]  # its types do not export it
    assert judge.header.get_xyzt_units()[0] == "mm"
    assert judge.header.get_zooms() == pytest.approx([s * factor for s in GEOMETRY.spacing], rel=1e-6)
    ras = np.array([-10.0, 20.0, 30.0]) * factor
    assert judge.affine[:3, 3] == pytest.approx(ras, rel=1e-6)
    assert read_header(path).info.space == Space("mm", is_patient=True)


def test_mrc_is_in_angstrom(info_for: Callable[..., Any], tmp_path: Path) -> None:
    path = written(info_for, tmp_path / "a.mrc", "nm")

    cell = struct.unpack_from("<3f", path.read_bytes(), 40)
    assert cell == pytest.approx([s * n * 10 for s, n in zip(GEOMETRY.spacing, GEOMETRY.size, strict=True)], rel=1e-6)


def test_others_keep_the_numbers(info_for: Callable[..., Any], tmp_path: Path) -> None:
    assert read_header(written(info_for, tmp_path / "a.nrrd", "µm")).info.geometry.spacing == GEOMETRY.spacing
