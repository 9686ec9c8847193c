"""Whole slides, read by OpenSlide and compared with what tifffile wrote, and by plain arithmetic."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from generated_pyramids import aperio, by_pages, halved, plane
from itk_inspector.core.errors import ChunkError, OpenError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import engines, kinds

pytest.importorskip("openslide", reason="OpenSlide reads slides")

from itk_inspector.itkio.stores.slide_engine import SlideEngine, is_slide

LEVELS = halved(plane((304, 400, 3), "uint8"), 3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return aperio(tmp_path / "a.svs", LEVELS, mpp=0.4)


@pytest.fixture
def engine(path: Path) -> Iterator[SlideEngine]:
    made = SlideEngine(path)
    yield made
    made.close()


def test_levels(engine: SlideEngine) -> None:
    assert [level.shape for level in engine.pyramid.levels] == [(304, 400), (152, 200), (76, 100)]
    for number, (level, written) in enumerate(zip(engine.pyramid.levels, LEVELS, strict=True)):
        assert level.chunks == (48, 64)
        assert np.array_equal(engine.read(number, level.whole), written)
        assert np.array_equal(engine.read(number, Region((30, 50), (40, 45))), written[30:70, 50:95])


def test_what_it_says_of_itself(engine: SlideEngine) -> None:
    info = engine.pyramid.info
    assert (info.format, info.pixel_type, info.space.unit) == ("Whole slide (aperio)", "rgb", "mm")
    assert info.geometry.spacing == pytest.approx((0.0004, 0.0004), rel=1e-12)
    assert info.notes == ("Left out: thumbnail.",)
    assert info.metadata["openslide.objective-power"] == "20"
    assert info.metadata["aperio.MPP"] == "0.4"
    point = engine.pyramid.levels[2].geometry.point_of(ItkIndex.of(5, 7)).components
    assert point == pytest.approx((21.5 * 0.0004, 29.5 * 0.0004), rel=1e-12)  # the middle of 4 × 4 pixels


def test_a_tile_that_was_never_scanned_has_the_colour_of_the_background(path: Path) -> None:
    with tifffile.TiffFile(path, mode="r+b") as tif:
        for name in ("TileOffsets", "TileByteCounts"):
            tag = tif.pages[0].tags[name]
            tag.overwrite([*tag.value[:8], 0, *tag.value[9:]])
    engine = SlideEngine(path)
    expected = LEVELS[0].copy()
    expected[48:96, 64:128] = 255  # white where the slide names no colour
    try:
        read = engine.read(0, Region((0, 0), (96, 200)))
        assert np.array_equal(read, expected[:96, :200])
    finally:
        engine.close()


def test_a_damaged_tile_is_told_and_the_others_are_read(path: Path) -> None:
    with tifffile.TiffFile(path) as tif:
        offset, count = tif.pages[0].dataoffsets[8], tif.pages[0].databytecounts[8]
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xff" * count)
    engine = SlideEngine(path)
    try:
        for _ in range(2):
            with pytest.raises(ChunkError, match=r"A tile of a\.svs is damaged"):
                engine.read(0, Region((50, 70), (5, 5)))
            assert np.array_equal(engine.read(0, Region((96, 0), (208, 400))), LEVELS[0][96:])
    finally:
        engine.close()


def test_which_engine_reads_it(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = OpenRequest(path)
    assert kinds.is_in_chunks(request, lambda: 1 << 40)
    plain = by_pages(tmp_path / "b.tif", LEVELS, photometric="rgb", tile=(48, 64))
    assert is_slide(path)
    assert not is_slide(plain)
    for file, kind in ((path, "Whole slide (aperio)"), (plain, "TIFF")):
        made = engines.opened(OpenRequest(file))
        assert made.pyramid.info.format == kind
        made.close()
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "openslide" else there(name))
    made = engines.opened(request)  # tifffile can, as far as it can decompress
    assert np.array_equal(made.read(1, made.pyramid.levels[1].whole), LEVELS[1])
    made.close()
    (tmp_path / "c.mrxs").write_bytes(b"")
    with pytest.raises(OpenError, match=r"c\.mrxs is read by openslide, which is not installed") as refused:
        engines.opened(OpenRequest(tmp_path / "c.mrxs"))
    assert refused.value.advice == "Install itk-inspector[big]."


def test_a_file_that_is_called_like_a_slide(tmp_path: Path) -> None:
    (tmp_path / "a.mrxs").write_bytes(b"nothing of the kind")
    with pytest.raises(OpenError, match="no whole slide that OpenSlide can read"):
        engines.opened(OpenRequest(tmp_path / "a.mrxs"))
