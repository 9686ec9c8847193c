"""Whole slides of several scanners, read by a real, confined child, and judged by the arrays they were made of."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from generated_pyramids import aperio, halved, hamamatsu, leica, mirax, plane, ventana
from itk_inspector.api.opening import open_document
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.note_kinds import is_warning

pytest.importorskip("openslide", reason="OpenSlide reads slides")

Levels = list[npt.NDArray[np.uint8]]
LEVELS: Levels = halved(plane((192, 256, 3), "uint8"), 3)
BACKGROUND = (0xE0, 0xD0, 0xC0)


def of_aperio(folder: Path) -> tuple[Path, Levels]:
    return aperio(folder / "a.svs", LEVELS, mpp=0.25), LEVELS


def of_ventana(folder: Path) -> tuple[Path, Levels]:
    return ventana(folder / "a.bif", LEVELS), LEVELS


def of_mirax(folder: Path) -> tuple[Path, Levels]:
    return mirax(folder / "a.mrxs", LEVELS), LEVELS


def of_leica(folder: Path) -> tuple[Path, Levels]:
    """Two areas on a white slide."""
    areas = [(40, 60, halved(LEVELS[0][:96, :128], 2)), (200, 300, halved(LEVELS[0][-48:, -64:], 2))]
    slide: Levels = [np.full((300 // every, 400 // every, 3), 255, np.uint8) for every in (1, 2)]
    for row, column, levels in areas:
        for whole, level, every in zip(slide, levels, (1, 2), strict=True):
            rows, columns = level.shape[:2]
            whole[row // every : row // every + rows, column // every : column // every + columns] = level
    return leica(folder / "a.scn", areas, (300, 400), pixel=250), slide


def of_hamamatsu(folder: Path) -> tuple[Path, Levels]:
    """What is said to be its pixels is what another decoder makes of the same JPEG."""
    blocks = [plane((24 >> level, 32 >> level, 3), "uint8").repeat(8, 0).repeat(8, 1) for level in range(3)]
    return hamamatsu(folder / "a.ndpi", blocks), [decoded(level) for level in blocks]


def decoded(level: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    packed = io.BytesIO()
    Image.fromarray(level).save(packed, "JPEG", quality=100, subsampling=0)
    return np.asarray(Image.open(packed))


@pytest.mark.parametrize(
    ("written", "vendor"),
    [
        (of_aperio, "aperio"),
        (of_ventana, "ventana"),
        (of_mirax, "mirax"),
        (of_leica, "leica"),
        (of_hamamatsu, "hamamatsu"),
    ],
)
def test_every_level_and_a_part(tmp_path: Path, written: Callable[[Path], tuple[Path, Levels]], vendor: str) -> None:
    path, levels = written(tmp_path)
    for number, level in enumerate(levels):
        with open_document(path, level=number) as document:
            info = document.info
            assert info.format == f"Whole slide ({vendor})"
            assert np.array_equal(document.pixels, level)
            every = 2**number
            assert info.geometry.spacing == pytest.approx((0.00025 * every,) * 2, rel=1e-12)
            middle = 0.00025 * (every - 1) / 2  # of the pixels of level 0 that it stands for
            assert info.geometry.origin == pytest.approx((middle, middle), abs=1e-15)
            assert info.space.unit == "mm"
    with open_document(path, box=((70, 90), (50, 55))) as document:
        assert np.array_equal(document.pixels, levels[0][50:55, 70:90])
        red = levels[0][52, 81]
        assert tuple(document.probe(ItkIndex.of(81, 52)).array_value) == tuple(red)


def test_what_is_noted_of_a_slide_warns_of_nothing(tmp_path: Path) -> None:
    path, _ = of_leica(tmp_path)
    with open_document(path) as document:
        area = "The scanned area begins at (60, 40) and has 304 × 208 pixels of level 0."
        assert document.info.notes == (area, "Left out: macro.")
        assert not any(map(is_warning, document.info.notes))


def test_what_was_not_scanned_has_the_colour_that_the_slide_states(tmp_path: Path) -> None:
    path = mirax(tmp_path / "a.mrxs", LEVELS, left_out=5)
    expected = LEVELS[0].copy()
    expected[48:96, 64:128] = BACKGROUND
    with open_document(path) as document:
        assert np.array_equal(document.pixels, expected)


def test_a_file_without_its_folder_is_told(tmp_path: Path) -> None:
    path = mirax(tmp_path / "a.mrxs", LEVELS)
    (tmp_path / "a" / "Slidedat.ini").unlink()
    with pytest.raises(OpenError, match=r"a\.mrxs is no whole slide that OpenSlide can read") as refused:
        open_document(path)
    assert "one of its files may be missing" in refused.value.advice
