"""Pyramidal TIFF and whole slides, read by a real, confined child."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import tifffile

from generated_pyramids import aperio, by_subifds, halved, plane
from itk_inspector.api.opening import open_document, read_info
from itk_inspector.core.errors import ChunkError, SpaceError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened
from itk_inspector.worker.parent.client import FileClient

LEVELS = halved(plane((300, 412)), 3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return by_subifds(tmp_path / "a.tif", LEVELS, resolution=(20_000, 10_000), resolutionunit="CENTIMETER")


def test_all_of_level_0_by_default(path: Path) -> None:
    with open_document(path) as document:
        assert np.array_equal(document.pixels, LEVELS[0])
        assert (document.info.format, len(document.info.levels), document.info.space.unit) == ("TIFF", 3, "mm")
        assert document.geometry.spacing == pytest.approx((0.0005, 0.001))


def test_a_part_keeps_its_indices_and_points(path: Path) -> None:
    with open_document(path, level=1, box=((50, 90), (100, 140))) as document:
        assert np.array_equal(document.pixels, LEVELS[1][100:140, 50:90])
        image = document.image
        assert image.GetPixel((60, 120)) == LEVELS[1][120, 60]
        assert tuple(image.TransformIndexToPhysicalPoint((60, 120))) == pytest.approx((120.5 * 0.0005, 240.5 * 0.001))
        found = document.probe(ItkIndex.of(60, 120))
        assert (found.agree, found.array_value) == (True, LEVELS[1][120, 60])


def test_another_pixel_type_is_read_by_itk(path: Path) -> None:
    with open_document(path, "F") as document:
        assert document.info.format == "TIFFImageIO"


def test_a_file_of_one_resolution_is_read_by_itk_but_a_box_of_it_is_not(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", LEVELS[0], tile=(64, 64))
    with open_document(tmp_path / "a.tif") as document:
        assert (document.info.format, document.info.levels) == ("TIFFImageIO", ())
    with open_document(tmp_path / "a.tif", box=((5, 9), (7, 20))) as document:
        assert np.array_equal(document.pixels, LEVELS[0][7:20, 5:9])


def test_a_file_that_is_larger_than_the_machine(tmp_path: Path) -> None:
    """A sparse terabyte, of whose rows a few are written."""
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, shape=(500_000, 1_000_000), dtype="uint16", bigtiff=True, photometric="minisblack")
    with tifffile.TiffFile(path) as tif:
        start = tif.pages[0].dataoffsets[0]
    with path.open("r+b") as file:
        file.seek(start + (400_000 * 1_000_000 + 777_000) * 2)
        file.write(np.arange(1000, dtype=np.uint16).tobytes())
    with pytest.raises(SpaceError, match="needs"):
        open_document(path)
    assert read_info(path).geometry.size == (1_000_000, 500_000)
    with open_document(path, box=((777_000, 777_010), (399_999, 400_001))) as document:
        assert document.pixels.tolist() == [[0] * 10, list(range(10))]


def test_the_child_goes_on_after_a_damaged_tile(path: Path, own_client: FileClient) -> None:
    with tifffile.TiffFile(path) as tif:
        offset = tif.pages[0].dataoffsets[10]
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xff" * 20)
    own_client.open(1, OpenRequest(path))
    outcome = own_client.wait(1)
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ChunkError)
    pid = own_client.children[0].pid
    own_client.open(2, OpenRequest(path, level=1))
    outcome = own_client.wait(2)
    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert np.array_equal(document.pixels, LEVELS[1])
    assert own_client.children[0].pid == pid


@pytest.mark.skipif(importlib.util.find_spec("openslide") is None, reason="OpenSlide reads slides")
def test_a_slide(tmp_path: Path) -> None:
    levels = halved(plane((304, 400, 3), "uint8"), 2)
    path = aperio(tmp_path / "a.svs", levels)
    with open_document(path) as document:
        assert np.array_equal(document.pixels, levels[0])
        assert document.info.format == "Whole slide (aperio)"
    with open_document(path, level=1, box=((10, 90), (20, 60))) as document:
        assert np.array_equal(document.pixels, levels[1][20:60, 10:90])
