"""Pyramidal and tiled TIFF, read in parts and compared with what tifffile reads, with ITK, and by plain arithmetic."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest
import tifffile

from generated_pyramids import by_pages, by_subifds, halved, plane
from itk_inspector.core.errors import ChunkError, OpenError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores.kinds import is_in_chunks
from itk_inspector.itkio.stores.tiff_engine import TiffEngine

PLENTY = 1 << 40
SHAPE = (300, 412)


@pytest.fixture
def opened() -> Iterator[Callable[..., TiffEngine]]:
    engines = []

    def opened(path: Path, part: int = 0) -> TiffEngine:
        engines.append(TiffEngine(path, part))
        return engines[-1]

    yield opened
    for engine in engines:
        engine.close()


Open = Callable[..., TiffEngine]


def in_chunks(path: Path, most: int = PLENTY, **more: Any) -> bool:
    return is_in_chunks(OpenRequest(path, **more), lambda: most)


def check(engine: TiffEngine, path: Path, select: Callable[[Any], Any] = lambda pixels: pixels) -> None:
    """Compare all levels, and a box across tiles of each, with what tifffile makes of them."""
    with tifffile.TiffFile(path) as judge:
        for number, level in enumerate(engine.pyramid.levels):
            judged = select(judge.series[0].levels[number].asarray())
            box = Region(tuple(n // 5 for n in level.shape), tuple(n - n // 3 for n in level.shape))
            assert np.array_equal(engine.read(number, level.whole), judged)
            assert np.array_equal(engine.read(number, box), judged[box.slices])


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "float32", "float64"])
def test_levels_by_sub_directories(tmp_path: Path, opened: Open, dtype: str, big: bool) -> None:
    path = by_subifds(tmp_path / "a.tif", halved(plane(SHAPE, dtype), 3), big=big)
    engine = opened(path)
    check(engine, path)
    assert [level.shape for level in engine.pyramid.levels] == [(300, 412), (150, 206), (75, 103)]
    assert engine.pyramid.levels[0].chunks == (64, 48)
    assert in_chunks(path)
    assert not in_chunks(path, read_as="float")


def test_levels_by_pages_of_falling_size(tmp_path: Path, opened: Open) -> None:
    path = by_pages(tmp_path / "a.tif", halved(plane(SHAPE), 3))
    check(opened(path), path)
    assert len(opened(path).pyramid.levels) == 3
    assert in_chunks(path)


def test_pages_of_other_sizes_in_strips_are_no_levels(tmp_path: Path, opened: Open) -> None:
    path = by_pages(tmp_path / "a.tif", halved(plane(SHAPE), 2), tile=None)
    assert not in_chunks(path)
    assert opened(path, 0).pyramid.info.parts == ("image 0", "image 1")


def test_a_file_that_is_no_pyramid_is_read_in_parts_only_where_it_is_too_large_or_a_box_is_wanted(
    tmp_path: Path, opened: Open
) -> None:
    full = plane(SHAPE)
    tifffile.imwrite(tmp_path / "a.tif", full, tile=(64, 64))
    assert not in_chunks(tmp_path / "a.tif")
    assert in_chunks(tmp_path / "a.tif", full.nbytes - 1)
    assert in_chunks(tmp_path / "a.tif", box=((0, 1), None))
    check(opened(tmp_path / "a.tif"), tmp_path / "a.tif")


@pytest.mark.parametrize(
    "more",
    [
        {"compression": "zlib", "rowsperstrip": 7},
        {"compression": "zlib", "rowsperstrip": 7, "byteorder": ">"},
        {"compression": "zlib", "predictor": True, "tile": (64, 64)},
        {"rowsperstrip": 9},
        {"byteorder": ">"},
    ],
)
def test_strips(tmp_path: Path, opened: Open, more: dict[str, Any]) -> None:
    tifffile.imwrite(tmp_path / "a.tif", plane(SHAPE), **more)
    check(opened(tmp_path / "a.tif"), tmp_path / "a.tif")
    if "compression" in more and "tile" not in more:
        assert opened(tmp_path / "a.tif").pyramid.levels[0].chunks == (7, 412)


@pytest.mark.parametrize("compression", ["lzw", "jpeg", "zstd", "webp"])
def test_compressions_of_the_library(tmp_path: Path, opened: Open, compression: str) -> None:
    pytest.importorskip("imagecodecs", reason="imagecodecs compresses")
    smooth = (np.indices((160, 200)).sum(axis=0) // 2).astype(np.uint8)
    full = np.stack([smooth, smooth + 1, smooth + 2], axis=-1)
    lossless = {"compressionargs": {"lossless": True}} if compression == "webp" else {}
    path = by_subifds(
        tmp_path / "a.tif", halved(full, 2), compression=compression, photometric="rgb", tile=(64, 64), **lossless
    )
    check(opened(path), path)
    assert opened(path).pyramid.info.pixel_type == "rgb"


@pytest.mark.parametrize(("samples", "kind"), [(3, "rgb"), (4, "rgba")])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_colours(tmp_path: Path, opened: Open, samples: int, kind: str, planar: str) -> None:
    full = plane((*SHAPE, samples), "uint8")
    stored = full if planar == "contig" else np.ascontiguousarray(np.moveaxis(full, -1, 0))
    more = {"extrasamples": ["unassalpha"]} if samples == 4 else {}
    tifffile.imwrite(
        tmp_path / "a.tif", stored, photometric="rgb", planarconfig=planar, tile=(64, 48), compression="zlib", **more
    )
    engine = opened(tmp_path / "a.tif")
    assert (engine.pyramid.info.pixel_type, engine.pyramid.info.components) == (kind, samples)
    assert np.array_equal(engine.read(0, Region((50, 40), (100, 90))), full[50:150, 40:130])


def test_ome_sizes_units_and_channels(tmp_path: Path, opened: Open) -> None:
    full = plane((2, 3, 4, 120, 150))
    said = {"axes": "TCZYX", "PhysicalSizeX": 500.0, "PhysicalSizeXUnit": "nm", "PhysicalSizeY": 0.25}
    said |= {"PhysicalSizeZ": 0.002, "PhysicalSizeZUnit": "mm", "TimeIncrement": 200.0, "TimeIncrementUnit": "ms"}
    said |= {"Channel": {"Name": ["DAPI", "GFP", "RFP"], "Color": [0x0000FFFF, 0x00FF00FF, 0xFF0000FF - 2**32]}}
    path = by_subifds(tmp_path / "a.ome.tif", halved(full, 2), metadata=said)
    engine = opened(path, 1)
    info = engine.pyramid.info
    assert (info.format, info.parts) == (
        "OME-TIFF",
        ("c = 0 (DAPI, #0000FF)", "c = 1 (GFP, #00FF00)", "c = 2 (RFP, #FF0000)"),
    )
    assert info.space.unit == "nm"
    assert info.geometry.spacing == pytest.approx((500.0, 250.0, 2000.0, 0.2))
    assert info.geometry.size == (150, 120, 4, 2)
    check(engine, path, lambda pixels: pixels[:, 1])
    with pytest.raises(OpenError, match="has no image number 3: it holds 3 images"):
        opened(path, 3)


def test_an_ome_unit_that_is_no_length_is_left(tmp_path: Path, opened: Open) -> None:
    said = {"axes": "YX", "PhysicalSizeX": 2.0, "PhysicalSizeXUnit": "pixel", "PhysicalSizeY": 3.0}
    path = by_subifds(tmp_path / "a.ome.tif", halved(plane(SHAPE), 2), metadata=said)
    info = opened(path).pyramid.info
    assert (info.geometry.spacing, info.space.unit) == ((1.0, 1.0), "")


def test_a_coarser_level_fills_the_space_of_the_finest(tmp_path: Path, opened: Open) -> None:
    path = by_subifds(
        tmp_path / "a.tif", halved(plane(SHAPE), 2), resolution=(20_000, 10_000), resolutionunit="CENTIMETER"
    )
    fine, coarse = (level.geometry for level in opened(path).pyramid.levels)
    assert fine.spacing == pytest.approx((0.0005, 0.001), rel=1e-12)
    point = coarse.point_of(ItkIndex.of(10, 20)).components
    assert point == pytest.approx((20.5 * 0.0005, 40.5 * 0.001), rel=1e-12)


def test_itk_reads_the_same_of_level_0(tmp_path: Path, opened: Open) -> None:
    more = {"tile": None, "rowsperstrip": 8, "compression": None, "resolution": (300, 150), "resolutionunit": "INCH"}
    path = by_subifds(tmp_path / "a.tif", halved(plane(SHAPE), 2), metadata=None, **more)
    read = itk.imread(str(path))
    engine = opened(path)
    assert len(engine.pyramid.levels) == 2
    assert np.array_equal(engine.read(0, engine.pyramid.levels[0].whole), itk.array_from_image(read))
    assert engine.pyramid.info.geometry.spacing == pytest.approx(tuple(read.GetSpacing()), rel=1e-6)
    assert engine.pyramid.info.geometry.origin == tuple(read.GetOrigin())


def test_planes_without_pages_of_their_own(tmp_path: Path, opened: Open) -> None:
    full = plane((5, 60, 70))
    tifffile.imwrite(tmp_path / "a.tif", full, truncate=True)
    with tifffile.TiffFile(tmp_path / "a.tif") as judge:
        assert len(judge.pages) == 1
    engine = opened(tmp_path / "a.tif")
    assert np.array_equal(engine.read(0, Region((3, 10, 20), (2, 30, 40))), full[3:, 10:40, 20:60])


def overwritten(path: Path, tag: str, change: Callable[[list[int]], list[int]], page: int = 0) -> None:
    with tifffile.TiffFile(path, mode="r+b") as tif:
        found = tif.pages[page].tags[tag]
        value = found.value if isinstance(found.value, tuple) else (found.value,)
        changed = change(list(value))
        found.overwrite(changed if len(changed) > 1 else changed[0])


def test_a_tile_that_was_never_written(tmp_path: Path, opened: Open) -> None:
    full = plane(SHAPE)
    path = by_subifds(tmp_path / "a.tif", halved(full, 2))
    for tag in ("TileOffsets", "TileByteCounts"):
        overwritten(path, tag, lambda value: [*value[:10], 0, *value[11:]])
    engine = opened(path)
    whole = engine.pyramid.levels[0].whole
    expected = full.copy()
    expected[64:128, 48:96] = 0
    assert np.array_equal(engine.read(0, whole), expected)
    assert engine.missing(0, whole) == 1
    assert engine.missing(0, Region((0, 0), (64, 412))) == 0
    assert engine.missing(1, engine.pyramid.levels[1].whole) == 0


def test_a_damaged_tile_is_told_and_the_others_are_read(tmp_path: Path, opened: Open) -> None:
    full = plane(SHAPE)
    path = by_subifds(tmp_path / "a.tif", halved(full, 2))
    with tifffile.TiffFile(path) as tif:
        offset, count = tif.pages[0].dataoffsets[10], tif.pages[0].databytecounts[10]
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(bytes(range(256)) * (count // 256))
    engine = opened(path)
    with pytest.raises(ChunkError, match=r"A tile or strip of a\.tif is damaged"):
        engine.read(0, Region((64, 48), (1, 1)))
    assert np.array_equal(engine.read(0, Region((0, 96), (300, 316))), full[:, 96:])


def test_a_file_that_is_cut_short_is_read_as_far_as_it_goes(tmp_path: Path, opened: Open) -> None:
    full = plane(SHAPE)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, full, tile=(64, 48), compression="zlib")
    with tifffile.TiffFile(path) as tif:
        assert tif.pages[0].offset < 1000  # the directory comes first
        end = tif.pages[0].dataoffsets[-1]
    os.truncate(path, end)
    engine = opened(path)
    assert np.array_equal(engine.read(0, Region((0, 0), (64, 412))), full[:64])
    with pytest.raises(ChunkError, match=r"a\.tif is truncated"):
        engine.read(0, Region((290, 400), (10, 12)))


def test_sizes_that_nothing_can_hold(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, plane((64, 48)), tile=(64, 48), compression="zlib", metadata=None)
    for tag in ("ImageWidth", "ImageLength"):
        with tifffile.TiffFile(path, mode="r+b") as tif:
            tif.pages[0].tags[tag].overwrite((1 << 31) - 1, dtype="I")
    engine = opened(path)
    far = Region((1 << 30, 1 << 30), (5, 5))
    assert not engine.read(0, far).any()
    assert engine.missing(0, far) == 1
    assert in_chunks(path)
    with tifffile.TiffFile(path, mode="r+b") as tif:
        tif.pages[0].tags["TileWidth"].overwrite((1 << 31) - 16, dtype="I")
    with pytest.raises(OpenError, match=r"tiles or strips have .* bytes each"):
        opened(path)


def test_a_directory_that_makes_no_sense(tmp_path: Path) -> None:
    path = by_subifds(tmp_path / "a.tif", halved(plane(SHAPE), 2))
    data = path.read_bytes()
    for size in (8, 20, 100):
        (tmp_path / "b.tif").write_bytes(data[:size])
        with pytest.raises(OpenError):
            TiffEngine(tmp_path / "b.tif")
        assert not in_chunks(tmp_path / "b.tif")


def test_what_is_stored_turned_is_read_whole(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, plane(SHAPE), tile=(64, 48), extratags=[(274, "H", 1, 3, True)])
    with pytest.raises(OpenError, match="rows are stored in another direction"):
        opened(path)
    assert not in_chunks(path, 10)


def test_a_codec_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, plane(SHAPE, "uint8"), tile=(64, 48))
    overwritten(path, "Compression", lambda _: [50001])
    monkeypatch.setattr("itk_inspector.itkio.second.tiff_page._has_codec", lambda compression: compression != 50001)
    with pytest.raises(OpenError, match="WebP compression needs imagecodecs") as refused:
        TiffEngine(path)
    assert refused.value.advice == "Install itk-inspector[codecs]."
    assert in_chunks(path, 10)
