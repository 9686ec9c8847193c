"""The series of a file with both faces that tifffile has had: judged by the shape that was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import tifffile

from itk_inspector.itkio.second.tiff_axes import pages_run_over, series_in

SHAPE, AXES = (3, 1, 2, 20, 30), "TZCYX"


@dataclass(frozen=True)
class OldSeries:
    """A series until tifffile 2026.5: its shape is told in two ways."""

    keyframe: Any

    def get_shape(self, *, squeeze: bool) -> tuple[int, ...]:
        return tuple(n for n in SHAPE if n > 1) if squeeze else SHAPE

    def get_axes(self, *, squeeze: bool) -> str:
        return AXES.replace("Z", "") if squeeze else AXES


class NewSeries(tuple[Any, ...]):
    """All series since: with axes of length 1 only when asked for them."""

    def __call__(self, *, squeeze: bool) -> tuple[Any, ...]:
        assert not squeeze
        return (SimpleNamespace(shape=SHAPE, axes=AXES, keyframe=self[0].keyframe),)


@pytest.mark.parametrize("how", ["installed", "old", "new"])
def test_axes_of_length_1_are_among_them(tmp_path: Path, how: str) -> None:
    tifffile.imwrite(tmp_path / "a.ome.tif", np.zeros(SHAPE, np.uint8), metadata={"axes": AXES})
    with tifffile.TiffFile(tmp_path / "a.ome.tif") as tif:
        squeezed = SimpleNamespace(shape=(3, 2, 20, 30), axes="TCYX", keyframe=tif.pages.first)
        file = {
            "installed": tif,
            "old": SimpleNamespace(series=[OldSeries(tif.pages.first)]),
            "new": SimpleNamespace(series=NewSeries([squeezed])),
        }[how]
        (series,) = series_in(file)

        assert pages_run_over(series) == (SHAPE[:3], AXES[:3])


def test_pages_of_another_size_do_not_fit() -> None:
    assert pages_run_over(OldSeries(SimpleNamespace(size=7))) is None
