"""Every spacing can be saved, and what is rounded is said beforehand."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.preflight import ExportRequest, check
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import WRITE_FORMATS
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio import writer
from itk_inspector.itkio.engine import engine

Make = Callable[..., Any]
ROWS = [row for row in WRITE_FORMATS if row.keeps_spacing and row.writer is Writer.ITK]
USUAL = (1.0, 0.859375, 0.9765625, 0.68359375, 0.5, 0.1, 1 / 3)

spacings = st.one_of(st.sampled_from(USUAL), st.floats(1e-4, 1e3))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.suffixes[0])
@example(spacing=(1.0, 1.0, 1.0))
@settings(max_examples=25)
@given(spacing=st.tuples(spacings, spacings, spacings))
def test_a_spacing_comes_back_as_it_was_said(info_for: Make, row: WriteFormat, spacing: tuple[float, ...]) -> None:
    dimension = 2 if 2 in row.dimensions and 2 in row.keeps_spacing else 3
    geometry = replace(Geometry.identity((4,) * dimension), spacing=spacing[:dimension])
    shape = geometry.shape if "uint8" in row.scalars else (*geometry.shape, 3)
    pixels = np.zeros(shape, dtype=np.uint8)
    info = info_for(pixels, geometry)
    with tempfile.TemporaryDirectory() as name:
        request = ExportRequest(Path(name) / f"a{row.suffixes[0]}", allow_loss=True)
        said = " ".join(finding.text for finding in check(info, request))

        engine.preload_rest()
        written = writer.write(pixels, info, request, Path(name))

        found = tuple(itk.imread(str(written.path)).GetSpacing())[:dimension]
    off = max(abs(there / wanted - 1) for there, wanted in zip(found, geometry.spacing, strict=True))
    silent = 2e-8 if set(geometry.spacing) == {1.0} else 1e-9  # TIFF keeps 25.4 pixels an inch as float32
    limit = 6e-5 if "about 5 digits" in said else 2e-7 if "about 7 digits" in said else silent
    assert off <= limit, f"{found} for {geometry.spacing}, said: {said}"


@pytest.mark.parametrize("spacing", [0.859375, 0.9765625, 0.68359375])
def test_the_usual_spacings_of_mr_go_into_png_and_the_rounding_is_said(info_for: Make, spacing: float) -> None:
    info = info_for(np.zeros((4, 4), np.uint8), replace(Geometry.identity((4, 4)), spacing=(spacing, spacing)))

    assert [f.text for f in check(info, ExportRequest(Path("a.png")))] == ["PNG rounds the spacing to about 5 digits."]


def test_a_tiny_spacing_that_is_lost_is_noticed(info_for: Make, tmp_path: Path) -> None:
    """No absolute tolerance: 1e-9 is as far from 0 as 1 is."""
    wanted = replace(Geometry.identity((4, 4)), spacing=(1e-9, 1e-9))

    with pytest.raises(writer.ExportError, match="spacing"):
        writer._compare_geometry(wanted, replace(wanted, spacing=(1e-12, 1e-9)), WRITE_FORMATS[0])
