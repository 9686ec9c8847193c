"""Edited copies of images in chunks as new stores: judged by zarr-python and an array of all pixels."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import tifffile

from generated_stores import multiscale, plain_zarr
from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest

zarr = pytest.importorskip("zarr")
pytest.importorskip("tensorstore")
pytest.importorskip("dask")

from itk_inspector.itkio.stores import changed_pixels, changed_store, edited_store, engines  # noqa: E402 - needs them


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go through boxes in this thread: dask keeps its own."""

    def one_by_one(deed: Any, joined: Any, batch: Any, told: Any) -> Any:
        parts = [deed(box) for box in batch]
        told(len(parts))
        return joined(parts)

    monkeypatch.setattr(edited_store, "in_threads", one_by_one)


SHAPE, CHUNKS = (20, 70, 90), (8, 32, 40)


def source(folder: Path, dtype: str = "uint16", fill: float = 3) -> tuple[Path, npt.NDArray[Any]]:
    """Return a store in which the chunks of the first slices were never written, and all its pixels."""
    path = folder / "a.zarr"
    pixels = np.random.default_rng(3).integers(0, 200, SHAPE).astype(dtype)
    plain_zarr(path, pixels, chunks=CHUNKS, dimension_names=list("zyx"), fill_value=fill)
    for chunk in (path / "c" / "0").rglob("*"):
        if chunk.is_file():
            chunk.unlink()
    pixels[:8] = fill
    return path, pixels


def edits(path: Path, pixels: npt.NDArray[Any]) -> tuple[ChangedChunks, npt.NDArray[Any], set[tuple[int, ...]]]:
    """Return some changes, all pixels with them, and the chunks that hold one."""
    engine = engines.opened(OpenRequest(path))
    level, dtype = engine.pyramid.levels[0], engine.pyramid.dtype
    engine.close()
    changed, whole = ChangedChunks(level, dtype), pixels.copy()
    for box in (np.s_[7:9, 30:34, 39:42], np.s_[19:20, 69:70, 89:90], np.s_[2:3, 5:6, 5:6]):
        changed[box] = np.array(250, dtype)
        whole[box] = 250
    positions = np.array([np.ravel_multi_index((12, 5, n), SHAPE) for n in range(0, 90, 3)])
    old = changed.rows[positions]
    changed.rows[positions] = np.array(251, dtype)
    changed.rows[positions[10:]] = old[10:]  # taken back
    whole.reshape(-1)[positions[:10]] = 251
    differs = np.argwhere(whole != pixels)
    return changed, whole, {tuple(map(int, place)) for place in differs // CHUNKS}


def written(folder: Path) -> set[tuple[int, ...]]:
    """Return the chunks that lie in the folder of level 0."""
    files = (each for each in (folder / "0").rglob("*") if each.is_file() and not each.name.startswith("."))
    return {tuple(map(int, each.relative_to(folder / "0").parts)) for each in files}


@pytest.mark.parametrize("dtype", ["uint16", "float32", "int8"])
def test_only_the_changed_chunks_are_written_whole_and_they_are_told(tmp_path: Path, dtype: str) -> None:
    path, pixels = source(tmp_path, dtype, 3)
    changed, whole, places = edits(path, pixels) if dtype != "int8" else _small(path, pixels)
    made, told = tmp_path / "made" / "b.ome.zarr", []
    made.parent.mkdir()
    notes = changed_store.write_changed(OpenRequest(path), changed.changed_boxes(), made, told.append)
    assert written(made) == places
    array = zarr.open_array(str(made / "0"), mode="r")
    assert (array.shape, array.chunks, array.dtype, array.fill_value) == (SHAPE, CHUNKS, np.dtype(dtype), 3)
    for place in places:
        chunk = tuple(slice(p * c, (p + 1) * c) for p, c in zip(place, CHUNKS, strict=True))
        np.testing.assert_array_equal(array[chunk], whole[chunk])
    attributes = json.loads((made / ".zattrs").read_text())
    assert attributes["changed_chunks"] == {
        "of": "a.zarr",
        "image": 0,
        "chunks": [list(place) for place in sorted(places)],
        "pixels": int(np.count_nonzero(whole != pixels)),
    }
    assert len(attributes["multiscales"][0]["datasets"]) == 1
    assert notes[-1] == f"{len(places)} chunks were changed; no other is in it."
    assert told[-1] == 1.0


def _small(path: Path, pixels: npt.NDArray[Any]) -> tuple[ChangedChunks, npt.NDArray[Any], set[tuple[int, ...]]]:
    level = Level(Geometry(SHAPE[::-1], (0,) * 3, (0.0,) * 3, (1.0,) * 3, tuple(np.eye(3).tolist())), CHUNKS)
    changed, whole = ChangedChunks(level, np.dtype(np.int8)), pixels.copy()
    box = np.s_[7:9, 31:33, 39:41]
    changed[box] = np.array(-128, np.int8)
    whole[box] = -128
    return changed, whole, {(z, y, x) for z in (0, 1) for y in (0, 1) for x in (0, 1)}


def test_changed_chunks_laid_over_a_copy_of_the_store_make_the_edited_image(tmp_path: Path) -> None:
    path, pixels = source(tmp_path)
    changed, whole, _ = edits(path, pixels)
    made = tmp_path / "b.ome.zarr"
    changed_store.write_changed(OpenRequest(path), changed.changed_boxes(), made, lambda _: None)
    copy, patch = zarr.open_array(str(path), mode="r+"), zarr.open_array(str(made / "0"), mode="r")
    for place in json.loads((made / ".zattrs").read_text())["changed_chunks"]["chunks"]:
        chunk = tuple(slice(p * c, (p + 1) * c) for p, c in zip(place, CHUNKS, strict=True))
        copy[chunk] = patch[chunk]
    np.testing.assert_array_equal(copy[:], whole)


def test_a_changed_chunk_of_the_fill_value_alone_is_told_and_read_as_that(tmp_path: Path) -> None:
    path, _ = source(tmp_path)
    engine = engines.opened(OpenRequest(path))
    changed = ChangedChunks(engine.pyramid.levels[0], np.dtype(np.uint16))
    engine.close()
    changed[np.s_[8:16, 0:32, 0:40]] = np.array(3, np.uint16)
    made = tmp_path / "b.ome.zarr"
    changed_store.write_changed(OpenRequest(path), changed.changed_boxes(), made, lambda _: None)
    assert json.loads((made / ".zattrs").read_text())["changed_chunks"]["chunks"] == [[1, 0, 0]]
    assert written(made) == set()
    assert (zarr.open_array(str(made / "0"), mode="r")[8:16, 0:32, 0:40] == 3).all()


def test_all_chunks_are_written_with_the_changes(tmp_path: Path) -> None:
    path, pixels = source(tmp_path)
    changed, whole, _ = edits(path, pixels)
    before = {each: each.read_bytes() for each in path.rglob("*") if each.is_file()}
    made = tmp_path / "b.ome.zarr"
    edited_store.write_all(OpenRequest(path), changed.changed_boxes(), made, lambda _: None)
    np.testing.assert_array_equal(zarr.open_array(str(made / "0"), mode="r")[:], whole)
    assert "changed_chunks" not in json.loads((made / ".zattrs").read_text())
    assert {each: each.read_bytes() for each in path.rglob("*") if each.is_file()} == before


def test_coarser_levels_of_all_chunks_are_each_second_pixel_of_the_edited_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.zarr"
    pixels = np.random.default_rng(4).integers(0, 200, (2, 1300, 1100)).astype(np.uint8)
    plain_zarr(path, pixels, chunks=(1, 256, 256), dimension_names=list("zyx"))
    engine = engines.opened(OpenRequest(path))
    changed = ChangedChunks(engine.pyramid.levels[0], np.dtype(np.uint8))
    engine.close()
    changed[np.s_[0:2, 600:640, 500:520]] = np.array(255, np.uint8)
    pixels[:, 600:640, 500:520] = 255
    made = tmp_path / "b.ome.zarr"
    edited_store.write_all(OpenRequest(path), changed.changed_boxes(), made, lambda _: None)
    group = zarr.open_group(str(made), mode="r")
    np.testing.assert_array_equal(group["0"][:], pixels)
    steps = tuple(-(-a // b) for a, b in zip(pixels.shape, group["1"].shape, strict=True))
    assert steps[1:] == (2, 2)
    np.testing.assert_array_equal(group["1"][:], pixels[:: steps[0], ::2, ::2])


def test_changed_chunks_need_no_dask() -> None:
    code = "import sys; from itk_inspector.itkio.stores import changed_store; sys.exit('dask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_colours_of_a_pyramidal_tiff_are_written_as_channels(tmp_path: Path) -> None:
    path, pixels = tmp_path / "a.tif", np.random.default_rng(5).integers(0, 200, (600, 500, 3)).astype(np.uint8)
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, photometric="rgb", tile=(128, 128), subifds=1)
        file.write(pixels[::2, ::2], photometric="rgb", tile=(128, 128), subfiletype=1)
    engine = engines.opened(OpenRequest(path))
    changed = ChangedChunks(engine.pyramid.levels[0], np.dtype(np.uint8), 3)
    engine.close()
    changed[np.s_[120:140, 250:260]] = np.array([255, 254, 253], np.uint8)
    pixels[120:140, 250:260] = 255, 254, 253
    made = tmp_path / "b.ome.zarr"
    changed_store.write_changed(OpenRequest(path), changed.changed_boxes(), made, lambda _: None)
    array = zarr.open_array(str(made / "0"), mode="r")
    assert array.shape == (3, 600, 500)
    np.testing.assert_array_equal(array[:, :256, 128:384], np.moveaxis(pixels[:256, 128:384], -1, 0))
    assert not array[:, 256:].any()
    chunks = json.loads((made / ".zattrs").read_text())["changed_chunks"]["chunks"]
    assert chunks == [[0, 1], [0, 2], [1, 1], [1, 2]]


def test_only_changes_of_the_chunks_that_are_written_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    level = Level(Geometry.identity((90, 70, 20)), CHUNKS)
    changed = ChangedChunks(level, np.dtype(np.uint16))
    for index in ((3, 5, 7), (3, 5, 60), (19, 69, 89)):
        changed[tuple(slice(at, at + 1) for at in index)] = np.array(9, np.uint16)
    looked: list[int] = []

    def noted(pixels: Any, box: Any, changes: Any) -> Any:
        looked.append(len(changes))
        return changed_pixels.edited(pixels, box, changes)

    monkeypatch.setattr(edited_store, "edited", noted)
    by_place = changed_pixels.by_chunk(level, changed.changed_boxes())
    read = edited_store.EditedPixels(lambda _, box: np.zeros(box.shape, np.uint16), level, by_place)
    found = [read(0, level.chunk(place)) for place in level.places(level.whole)]

    assert sum(looked) == 3
    assert [np.count_nonzero(one) for one in found] == looked
    assert np.count_nonzero(read(0, level.whole)) == 3


@pytest.mark.parametrize("part", [0, 1])
def test_what_is_said_of_the_channel_is_kept_in_both_kinds_of_store(tmp_path: Path, part: int) -> None:
    """By the JSON of the new stores: that of the channel that was edited, and of no other."""
    window = {"min": 0.0, "max": 255.0, "start": 3.0, "end": 60.5}
    said = [
        {"label": name, "color": colour, "window": window} for name, colour in (("DAPI", "0000FF"), ("µ", "00FF00"))
    ]
    axes = [{"name": "c", "type": "channel"}, *({"name": name, "type": "space"} for name in "yx")]
    levels = [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 2, 3]}]}]
    ome = {"version": "0.5", "omero": {"channels": said}, "multiscales": [{"axes": axes, "datasets": levels}]}
    pixels = np.random.default_rng(6).integers(0, 200, (2, 30, 40)).astype(np.uint8)
    request = OpenRequest(multiscale(tmp_path / "a.zarr", [pixels], ome, (1, 16, 16)), part=part)
    engine = engines.opened(request)
    changed = ChangedChunks(engine.pyramid.levels[0], np.dtype(np.uint8))
    engine.close()
    changed[np.s_[10:20, 10:20]] = np.array(255, np.uint8)
    whole = pixels[part].copy()
    whole[10:20, 10:20] = 255
    for write in (changed_store.write_changed, edited_store.write_all):
        made = tmp_path / f"{write.__name__}.ome.zarr"
        write(request, changed.changed_boxes(), made, lambda _: None)
        channels = json.loads((made / ".zattrs").read_text(encoding="utf-8"))["omero"]["channels"]
        assert [(one["label"], one["color"], one["window"]) for one in channels] == [
            (said[part]["label"], said[part]["color"], window)
        ]
        array = zarr.open_array(str(made / "0"), mode="r")[:]
        np.testing.assert_array_equal(np.squeeze(array)[:20, :20], whole[:20, :20])
