"""Images in chunks written into new stores: judged by zarr-python, ngff-zarr and plain arithmetic."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

import itk_inspector as ii
from dask_cluster import cluster
from generated_stores import VALUES, multiscale, ome_zarr, plain_zarr, served
from itk_inspector.core.chunked.budget import BUDGET, CHUNKS
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.new_image import NewImage, new_chunks, with_coarser
from itk_inspector.core.chunked.stored_axis import StoredAxis
from itk_inspector.core.editing.formula import Formula
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.errors import OpenError
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.parent import blocking

zarr = pytest.importorskip("zarr")
pytest.importorskip("tensorstore")
pytest.importorskip("dask")
pytest.importorskip("distributed")

from itk_inspector.itkio.stores import new_ome_zarr, rewriting  # noqa: E402 - needs them
from itk_inspector.itkio.stores.ome_zarr import MARK  # noqa: E402 - the same
from itk_inspector.itkio.stores.store_plan import planned  # noqa: E402 - the same

EXPORT = "from itk_inspector.cli.main import main; import sys; sys.exit(main(['export', *sys.argv[1:]]))"
SCALES = {"scale": [2.0, 0.5, 0.25], "translation": [10.0, 20.0, 30.0]}


def placed(path: Path, level: int) -> tuple[list[float], list[float]]:
    """Return scale and translation as the store's own text has them."""
    (image,) = json.loads((path / ".zattrs").read_text())["multiscales"]
    scale, translation = image["datasets"][level]["coordinateTransformations"]
    assert (scale["type"], translation["type"]) == ("scale", "translation")
    return scale["scale"], translation["translation"]


def arrays(path: Path) -> list[Any]:
    group = zarr.open_group(str(path), mode="r")
    return [group[str(number)] for number in range(len(list(group)))]


def one_level(folder: Path, pixels: np.ndarray, chunks: tuple[int, ...] = (7, 32, 32), **options: Any) -> Path:
    path = folder / "a.zarr"
    plain_zarr(path, pixels, chunks=chunks, dimension_names=list("tzyx"[-pixels.ndim :]), **options)
    return path


def labels(shape: tuple[int, ...], dtype: str = "uint16") -> np.ndarray:
    return np.random.default_rng(3).integers(0, 200, shape).astype(dtype)


def left(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def export(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", EXPORT, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def test_all_levels_come_with_their_scales_units_and_pixels(tmp_path: Path) -> None:
    source = ome_zarr(tmp_path, "0.5")
    done = ii.export(source, tmp_path / "b.ome.zarr")
    assert done.verified
    before, after = zarr.open_group(str(source), mode="r"), arrays(done.path)
    said = before.attrs["ome"]["multiscales"][0]["datasets"]
    assert len(after) == len(said) == 3
    for number, (array, level) in enumerate(zip(after, said, strict=True)):
        np.testing.assert_array_equal(array[:], before[level["path"]][:])
        wanted = {each["type"]: each[each["type"]] for each in level["coordinateTransformations"]}
        assert placed(done.path, number) == (wanted["scale"], wanted["translation"])
    (image,) = json.loads((done.path / ".zattrs").read_text())["multiscales"]
    assert image["version"] == "0.4"
    assert image["axes"] == [{"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"]
    assert (after[0].dtype, after[0].metadata.zarr_format) == (VALUES.dtype, 2)
    assert done.bytes == sum(each.stat().st_size for each in done.path.rglob("*") if each.is_file())


def test_ngff_zarr_reads_a_part_at_its_place(tmp_path: Path) -> None:
    ngff_zarr = pytest.importorskip("ngff_zarr")
    done = ii.export(ome_zarr(tmp_path, "0.4"), tmp_path / "b.zarr", region=((5, 6, 7), (31, 20, 9)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries that it uses
        image = ngff_zarr.from_ngff_zarr(str(done.path)).images[0]
        pixels = np.asarray(image.data.compute(scheduler="synchronous"))
    np.testing.assert_array_equal(pixels, VALUES[7:16, 6:26, 5:36])
    assert image.scale == {"z": 2.0, "y": 0.5, "x": 0.25}
    assert image.translation == {"z": 10.0 + 7 * 2.0, "y": 20.0 + 6 * 0.5, "x": 30.0 + 5 * 0.25}
    assert image.axes_units == dict.fromkeys("zyx", "micrometer")


def test_a_coarser_level_is_a_new_store_of_its_own(tmp_path: Path) -> None:
    source = ome_zarr(tmp_path, "0.4")
    done = ii.export(source, tmp_path / "b.zarr", pyramid_level=1, slices={"z": range(2, 9)})
    (array,) = arrays(done.path)
    coarse = zarr.open_group(str(source), mode="r")["scale1/image"]
    np.testing.assert_array_equal(array[:], coarse[2:9])
    datasets = json.loads((source / ".zattrs").read_text())["multiscales"][0]["datasets"]
    said = {each["type"]: each[each["type"]] for each in datasets[1]["coordinateTransformations"]}
    scale, translation = placed(done.path, 0)
    assert scale == said["scale"]
    assert translation == [said["translation"][0] + 2 * scale[0], *said["translation"][1:]]


def test_coarser_levels_are_each_second_pixel_and_labels_stay_labels(tmp_path: Path) -> None:
    pixels = labels((3, 2100, 1300))
    source = multiscale(tmp_path / "a.zarr", [pixels], _ome(), (3, 256, 256))
    done = ii.export(source, tmp_path / "b.zarr")
    found = arrays(done.path)
    steps = [(1, 1, 1), (1, 2, 2), (1, 4, 4)]
    assert len(found) == len(steps)
    for number, (array, step) in enumerate(zip(found, steps, strict=True)):
        np.testing.assert_array_equal(array[:], pixels[tuple(slice(None, None, each) for each in step)])
        scale = [a * b for a, b in zip(SCALES["scale"], step, strict=True)]
        assert placed(done.path, number) == (scale, SCALES["translation"])


def test_an_axis_that_runs_backwards_stays_so(tmp_path: Path) -> None:
    pixels = labels((20, 30, 40))
    source = multiscale(tmp_path / "a.zarr", [pixels], _ome(scale=[-2.0, 0.5, 0.25]), (8, 16, 16))
    done = ii.export(source, tmp_path / "b.zarr", slices={"z": range(3, 9)})
    np.testing.assert_array_equal(arrays(done.path)[0][:], pixels[3:9])
    assert placed(done.path, 0) == ([-2.0, 0.5, 0.25], [10.0 - 2.0 * 3, 20.0, 30.0])


def _ome(**placing: list[float]) -> dict[str, Any]:
    transforms = [{"type": kind, kind: numbers} for kind, numbers in (SCALES | placing).items()]
    axes = [{"name": name, "type": "space"} for name in "zyx"]
    datasets = [{"path": "0", "coordinateTransformations": transforms}]
    return {"version": "0.5", "multiscales": [{"axes": axes, "datasets": datasets}]}


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint64", "float32", "float64", "complex64"])
def test_each_type_keeps_each_bit(tmp_path: Path, dtype: str) -> None:
    pixels = labels((9, 70, 50)).astype(dtype)
    if pixels.dtype.kind == "f":
        pixels[:, :, 0], pixels[0, 0, :3] = -0.0, (np.nan, np.inf, -np.inf)
    if dtype == "uint64":
        pixels[0] += np.uint64(2**64 - 300)
    (array,) = arrays(ii.export(one_level(tmp_path, pixels), tmp_path / "b.zarr").path)
    assert array.dtype == pixels.dtype
    assert array[:].tobytes() == pixels.tobytes()


@pytest.mark.parametrize(("dtype", "fill"), [("u2", 9), ("f4", float("nan")), ("f8", -1.5)])
def test_chunks_that_were_never_written_stay_so(tmp_path: Path, dtype: str, fill: float) -> None:
    source = tmp_path / "a.zarr"
    array = zarr.create_array(str(source), shape=(8, 300, 300), chunks=(4, 128, 128), dtype=dtype, fill_value=fill)
    array[:4, :128, :128] = 1
    done = ii.export(source, tmp_path / "b.zarr", compress=False)
    (found,) = arrays(done.path)
    assert np.array_equal(found.fill_value, fill, equal_nan=True)
    np.testing.assert_array_equal(found[:], array[:])
    chunks = [each for each in (done.path / "0").rglob("*") if each.is_file() and each.name != ".zarray"]
    assert [str(each.relative_to(done.path / "0")) for each in chunks] == ["0/0/0"]
    assert chunks[0].stat().st_size == 4 * 128 * 128 * np.dtype(dtype).itemsize


def test_times_keep_their_axis(tmp_path: Path) -> None:
    pixels = labels((3, 4, 40, 50))
    axes = [{"name": "t", "type": "time", "unit": "second"}]
    axes += [{"name": name, "type": "space", "unit": "nanometer"} for name in "zyx"]
    transforms = [{"type": "scale", "scale": [0.5, 3.0, 2.0, 2.0]}]
    ome = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": [{"path": "0"}]}]}
    ome["multiscales"][0]["datasets"][0]["coordinateTransformations"] = transforms  # type: ignore[index]
    source = multiscale(tmp_path / "a.zarr", [pixels], ome, (1, 4, 40, 50))
    done = ii.export(source, tmp_path / "b.zarr", slices={"t": range(1, 3)})
    (array,) = arrays(done.path)
    np.testing.assert_array_equal(array[:], pixels[1:])
    assert json.loads((done.path / ".zattrs").read_text())["multiscales"][0]["axes"] == axes
    assert placed(done.path, 0) == ([0.5, 3.0, 2.0, 2.0], [0.5, 0.0, 0.0, 0.0])


def test_colours_of_a_pyramidal_tiff_become_a_channel_axis(tmp_path: Path) -> None:
    pixels = labels((600, 500, 3), "uint8")
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(pixels, tile=(128, 128), subifds=1, photometric="rgb")
        file.write(pixels[1::2, ::2], tile=(128, 128), subfiletype=1, photometric="rgb")
    found = arrays(ii.export(tmp_path / "a.tif", tmp_path / "b.zarr").path)
    for array, wanted in zip(found, (pixels, pixels[1::2, ::2]), strict=True):
        np.testing.assert_array_equal(np.moveaxis(array[:], 0, -1), wanted)
    axes = json.loads((tmp_path / "b.zarr/.zattrs").read_text())["multiscales"][0]["axes"]
    assert [(axis["name"], axis["type"]) for axis in axes] == [("c", "channel"), ("y", "space"), ("x", "space")]
    (green,) = arrays(ii.export(tmp_path / "a.tif", tmp_path / "g.zarr", component=1, slices={"x": range(9, 60)}).path)
    np.testing.assert_array_equal(green[:], pixels[:, 9:60, 1])


@pytest.mark.parametrize("axes", ["czyx", "tczyx", "vzyx"])
def test_all_channels_are_written(tmp_path: Path, axes: str) -> None:
    shape = tuple({"t": 2, "c": 3, "v": 3, "z": 4, "y": 40, "x": 50}[axis] for axis in axes)
    pixels = labels(shape)
    plain_zarr(tmp_path / "a.zarr", pixels, chunks=shape, dimension_names=list(axes))
    done = ii.export(tmp_path / "a.zarr", tmp_path / "b.zarr", slices={"x": range(7, 50)})
    (array,) = arrays(done.path)
    np.testing.assert_array_equal(array[:], pixels[..., 7:])
    assert done.notes == ()
    (image,) = json.loads((done.path / ".zattrs").read_text())["multiscales"]
    assert [axis["name"] for axis in image["axes"]] == list(axes)
    channel = axes.index("v" if "v" in axes else "c")
    assert array.chunks[channel] == 1
    mean = ii.export(tmp_path / "a.zarr", tmp_path / "m.zarr", expression="(a0 + a1 + a2) // 3", convert="round:uint8")
    wanted = pixels.sum(axis=channel, dtype=np.int64) // 3
    np.testing.assert_array_equal(arrays(mean.path)[0][:], wanted)


def test_what_is_said_of_channels_is_kept(tmp_path: Path) -> None:
    """By ngff-zarr's reading of the new store: all of them, one, and none of what was computed."""
    ngff_zarr = pytest.importorskip("ngff_zarr")
    window = {"min": 0.0, "max": 255.0, "start": 3.0, "end": 60.5}
    said = [
        {"label": name, "color": colour, "window": window} for name, colour in (("DAPI", "0000FF"), ("µ", "00FF00"))
    ]
    axes = [{"name": "c", "type": "channel"}, *({"name": name, "type": "space"} for name in "yx")]
    scale = {"type": "scale", "scale": [1, 2, 3]}
    levels = [{"path": "0", "coordinateTransformations": [scale]}]
    ome = {"version": "0.5", "omero": {"channels": said}, "multiscales": [{"axes": axes, "datasets": levels}]}
    source = multiscale(tmp_path / "a.zarr", [labels((2, 30, 40), "uint8")], ome, (1, 16, 16))

    def read(path: Path) -> list[tuple[str, str, float, float, float, float]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of libraries that it uses
            found = ngff_zarr.from_ngff_zarr(str(path)).metadata.omero
        return [
            (one.label, one.color, one.window.min, one.window.max, one.window.start, one.window.end)
            for one in (found.channels if found else ())
        ]

    both = [("DAPI", "0000FF", 0.0, 255.0, 3.0, 60.5), ("µ", "00FF00", 0.0, 255.0, 3.0, 60.5)]
    assert read(ii.export(source, tmp_path / "b.zarr", slices={"x": range(3, 30)}).path) == both
    assert read(ii.export(source, tmp_path / "c.zarr", part=1).path) == both[1:]
    done = ii.export(source, tmp_path / "d.zarr", expression="a0 + a1", cast="uint16")
    assert (read(done.path), done.notes[0]) == ([], "What is said of channels is not kept with computed values.")
    assert ii.read_info(tmp_path / "c.zarr").notes == ("Channel: µ, #00FF00, 3 to 60.5.",)
    assert ii.read_info(tmp_path / "b.zarr").parts[0] == "c = 0 (DAPI, #0000FF, 3 to 60.5)"


def test_all_channels_of_a_tiff_are_written(tmp_path: Path) -> None:
    pixels = labels((3, 300, 260))
    with tifffile.TiffWriter(tmp_path / "a.ome.tif", ome=True) as file:
        file.write(pixels, tile=(128, 128), photometric="minisblack", metadata={"axes": "CYX"}, subifds=1)
        file.write(pixels[:, ::2, ::2], tile=(128, 128), photometric="minisblack", subfiletype=1)
    fine, coarse = arrays(ii.export(tmp_path / "a.ome.tif", tmp_path / "b.zarr").path)
    np.testing.assert_array_equal(fine[:], pixels)
    np.testing.assert_array_equal(coarse[:], pixels[:, ::2, ::2])


def test_a_part_of_a_store_in_the_network_is_written_here(tmp_path: Path) -> None:
    ome_zarr(tmp_path, "0.4")
    with served(tmp_path) as address:
        done = ii.export(f"{address}/ome-0.4.zarr", tmp_path / "b.zarr", slices={"z": range(3, 11)})
    np.testing.assert_array_equal(arrays(done.path)[0][:], VALUES[3:11])


def test_a_document_is_written_as_it_was_opened(tmp_path: Path) -> None:
    with ii.open_document(ome_zarr(tmp_path, "0.4"), level=1, box=[(3, 20), None, (2, 15)]) as document:
        done = ii.export(document, tmp_path / "b.zarr", slices={"z": range(4, 9)})
        np.testing.assert_array_equal(arrays(done.path)[0][:], document.pixels[2:7])
        found = ii.read_info(done.path).geometry
        assert found.origin == document.geometry.point_of(ii.ItkIndex.of(3, 0, 4)).components
    with pytest.raises(ii.ExportError, match="cannot write"):
        ii.export(labels((9, 70, 50)), tmp_path / "c.zarr")


def test_images_along_two_more_axes_are_refused(tmp_path: Path) -> None:
    pixels = labels((2, 3, 40, 50))
    plain_zarr(tmp_path / "a.zarr", pixels, chunks=pixels.shape, dimension_names=["c", "s", "y", "x"])
    with pytest.raises(ii.ExportError, match="6 images along more axes"):
        ii.export(tmp_path / "a.zarr", tmp_path / "b.zarr")
    done = export(tmp_path / "a.zarr", tmp_path / "b.zarr", "--part", "4")
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(arrays(tmp_path / "b.zarr")[0][:], pixels[1, 1])


def test_one_channel_of_several_is_written_and_said(tmp_path: Path) -> None:
    pixels = labels((3, 4, 40, 50))
    plain_zarr(tmp_path / "a.zarr", pixels, chunks=(1, 4, 40, 50), dimension_names=list("czyx"))
    done = ii.export(tmp_path / "a.zarr", tmp_path / "b.zarr", part=2)
    (array,) = arrays(done.path)
    np.testing.assert_array_equal(array[:], pixels[2])
    assert done.notes == ("Image 2 of 3 is written: c = 2.",)


# ------------------------------------------------------------------ nothing is lost, nothing is left


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    source = one_level(tmp_path, labels((9, 70, 50)))
    (tmp_path / "b.zarr").mkdir()
    (tmp_path / "b.zarr/mine").touch()
    for target in (source, tmp_path / "b.zarr"):
        with pytest.raises(ii.ExportError, match=f"{target.name} exists"):
            ii.export(source, target, overwrite=True)
    assert left(tmp_path) == ["a.zarr", "b.zarr"]
    assert left(tmp_path / "b.zarr") == ["mine"]


def test_a_damaged_chunk_leaves_nothing(tmp_path: Path) -> None:
    source = one_level(tmp_path, labels((9, 700, 500)))
    chunks = [each for each in source.rglob("*") if each.is_file() and each.name != "zarr.json"]
    max(chunks, key=os.path.getsize).write_bytes(b"no chunk")
    with pytest.raises(ii.OpenError, match="are damaged"):
        ii.export(source, tmp_path / "b.zarr")
    assert left(tmp_path) == ["a.zarr"]


def test_a_box_outside_and_options_of_other_formats_are_refused(tmp_path: Path) -> None:
    source = one_level(tmp_path, labels((9, 70, 50)))
    with pytest.raises(ii.UsageError, match="x = 40:60 is not in the image"):
        ii.export(source, tmp_path / "b.zarr", slices={"x": range(40, 60)})
    with pytest.raises(ii.UsageError, match="do not go with a new store"):
        ii.export(source, tmp_path / "b.zarr", squeeze=True)
    with pytest.raises(ii.UsageError, match="box by box"):
        ii.export(source, tmp_path / "b.zarr", convert="narrowest")
    np.save(tmp_path / "a.npy", labels((9, 70, 50)))
    with pytest.raises(ii.ExportError, match=r"b\.zarr was not written: a\.npy is not stored"):
        ii.export(tmp_path / "a.npy", tmp_path / "b.zarr")
    assert left(tmp_path) == ["a.npy", "a.zarr"]


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, full_disk: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 60_000, (40, 100, 100)).astype(np.uint16)
    with pytest.raises(ii.ExportError, match=r"b\.zarr could not be written: the disk of .* is full"):
        ii.export(one_level(tmp_path, noise), full_disk / "b.zarr")
    assert left(full_disk) == []


def test_that_a_box_failed_is_told_when_none_of_its_chunks_is_under_way(tmp_path: Path) -> None:
    """What came afterwards would make the folder anew that was removed meanwhile."""
    image = _image((2048, 2048), "uint16", (256, 256))
    new_ome_zarr.create(tmp_path / "b.zarr", image)
    (tmp_path / "b.zarr/0/0").write_bytes(b"in the way of the first row")
    store = new_ome_zarr.NewOmeZarr(tmp_path / "b.zarr", image)
    noise = np.random.default_rng(1).integers(0, 60_000, (2048, 2048)).astype("uint16")

    with pytest.raises(ii.ExportError, match="could not be written"):
        store.write(0, Region((0, 0), (2048, 2048)), noise)

    for row in range(1, 8):
        assert left(tmp_path / f"b.zarr/0/{row}") == list("01234567")


@pytest.mark.skipif(os.sep == "\\", reason="a separator there")
@pytest.mark.parametrize("name", ["a\\b.zarr", "a\\b/c.zarr"])
def test_a_store_is_not_written_where_nobody_looks_for_it(tmp_path: Path, name: str) -> None:
    """To tensorstore a backslash ends the name of a folder: its chunks were written into another one."""
    folder = tmp_path / name
    folder.parent.mkdir(exist_ok=True)

    with pytest.raises(OpenError, match="its path holds a backslash"):
        new_ome_zarr.create(folder, _image((40, 50), "uint8"))

    assert not (tmp_path / "a").exists()


def test_other_bits_read_back_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = _image((40, 50), "uint8")
    new_ome_zarr.create(tmp_path / "b.zarr", image)
    store = new_ome_zarr.NewOmeZarr(tmp_path / "b.zarr", image)
    chunk = tmp_path / "b.zarr/0/0/0"

    def damaged(found: np.ndarray, wanted: np.ndarray) -> bool:
        assert chunk.stat().st_size
        return same(found ^ 1, wanted)

    same = new_ome_zarr._is_same
    store.write(0, Region((0, 0), (40, 50)), labels((40, 50), "uint8"))
    monkeypatch.setattr(new_ome_zarr, "_is_same", damaged)
    with pytest.raises(ii.ExportError, match="differs from what was written"):
        store.write(0, Region((0, 0), (40, 50)), labels((40, 50), "uint8"))


def _image(shape: tuple[int, ...], dtype: str, chunks: tuple[int, ...] | None = None) -> NewImage:
    level = Level(Geometry.identity(shape[::-1]), chunks or shape)
    axes = tuple(StoredAxis(name) for name in "zyx"[-len(shape) :])
    return NewImage("b.zarr", with_coarser((level,), axes), axes, dtype)


def one_by_one(
    deed: Callable[[Region], Any],
    joined: Callable[[Sequence[Any]], Any],
    batch: Sequence[Region],
    told: Callable[[int], None],
) -> Any:
    """Do it here, without a thread."""
    parts = []
    for number, box in enumerate(batch, start=1):
        parts.append(deed(box))
        told(number)
    return joined(parts)


def test_boxes_of_any_source_are_written(tmp_path: Path) -> None:
    """Whoever has pixels, or some that changed, has them written by the same function."""
    image = _image((1100, 90), "int32", (200, 90))
    asked: list[Region] = []

    def rows(number: int, box: Region) -> np.ndarray:
        assert number == 0
        asked.append(box)
        return np.arange(box.start[0], box.start[0] + box.shape[0], dtype=np.int32)[:, None].repeat(90, axis=1)

    new_ome_zarr.create(tmp_path / "b.zarr", image)
    told: list[float] = []
    rewriting.fill(tmp_path / "b.zarr", image, rows, one_by_one, told.append)
    fine, coarse = arrays(tmp_path / "b.zarr")
    np.testing.assert_array_equal(fine[:], np.arange(1100)[:, None].repeat(90, axis=1))
    np.testing.assert_array_equal(coarse[:], fine[::2, ::2])
    assert sum(box.pixels for box in asked) == 1100 * 90
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize("shape", [(10, 10), (64, 256, 256), (5, 64, 1000, 1000), (40_000, 40_000)])
def test_boxes_in_memory_stay_within_the_budget(shape: tuple[int, ...]) -> None:
    for dtype in ("uint8", "float64"):
        itemsize = np.dtype(dtype).itemsize
        for stored in (shape, (1,) * len(shape), tuple(min(n, 64) for n in shape)):
            chunks = new_chunks(shape, stored, itemsize)
            largest = max(rewriting._PIECE, int(np.prod(chunks)) * itemsize)
            threads = rewriting.threads_for(_image(shape[-3:], dtype, chunks[-3:]))
            assert threads == 1 or threads * largest * rewriting._COPIES <= BUDGET - CHUNKS
            assert int(np.prod(chunks)) * itemsize <= 1 << 26


MEMORY = """
import sys
from pathlib import Path
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import rewriting
from itk_inspector.worker.memory import freed

def private():
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) << 10

freed.keep_little()
before = private()
target = Path(sys.argv[2])
rewriting.write_here(OpenRequest(Path(sys.argv[1])), StoreRequest(target), target, "a run", lambda _: None)
print(private() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells how much memory a process had at most")
def test_memory_stays_within_the_budget_however_large_it_is(tmp_path: Path) -> None:
    source = tmp_path / "a.zarr"
    array = zarr.create_array(str(source), shape=(256, 1024, 1024), chunks=(32, 256, 256), dtype="u2")
    array[:] = 7
    command = [sys.executable, "-c", MEMORY, str(source), str(tmp_path / "b.zarr")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert arrays(tmp_path / "b.zarr")[0].nbytes == 1 << 29
    assert int(done.stdout) <= BUDGET


# ------------------------------------------------------------------ values that are computed


def test_an_expression_is_computed_as_on_any_image(tmp_path: Path) -> None:
    pixels = labels((20, 300, 200), "int16")
    source = one_level(tmp_path, pixels)
    done = ii.export(
        source, tmp_path / "b.zarr", expression="where(a > x, a * 2, z)", slices={"x": range(50, 190)}, cast="int32"
    )
    (array,) = arrays(done.path)
    z, _, x = np.indices(pixels.shape)
    wanted = np.where(pixels > x, pixels.astype(np.int64) * 2, z)[..., 50:190]
    np.testing.assert_array_equal(array[:], wanted)
    assert array.dtype == np.int32
    assert done.notes == (f"Values from {wanted.min()} to {wanted.max()}.",)


def test_points_are_those_of_the_part(tmp_path: Path) -> None:
    pixels = labels((4, 40, 50), "float64")
    source = multiscale(tmp_path / "a.zarr", [pixels], _ome(), (2, 16, 16))
    done = ii.export(source, tmp_path / "b.zarr", expression="px + 1000 * pz", region=((5, 6, 1), (20, 30, 3)))
    z, _, x = np.indices(pixels.shape)
    wanted = (30.0 + 0.25 * x) + 1000 * (10.0 + 2.0 * z)
    np.testing.assert_array_equal(arrays(done.path)[0][:], wanted[1:, 6:36, 5:25])


@pytest.mark.parametrize(
    ("expression", "options"),
    [("a * 300", {}), ("a / 3", {}), ("100 // (a - 17)", {}), ("a * 300.5", {"convert": "round:uint16"})],
)
def test_refused_values_are_those_of_an_ordinary_image(
    tmp_path: Path, expression: str, options: dict[str, str]
) -> None:
    pixels = np.full((30, 400, 500), 1, np.uint16)
    for place in ((17, 20, 30), (17, 20, 31), (3, 399, 2)):
        pixels[place] = 17 if "//" in expression else 260
    source = one_level(tmp_path, pixels, (7, 128, 128))
    with pytest.raises(ii.EditError) as refused:
        ii.export(source, tmp_path / "b.zarr", expression=expression, **options)
    np.save(tmp_path / "a.npy", pixels)
    asked = {"text": expression, "storing": "round" if options else "exact"}
    with ii.open_document(tmp_path / "a.npy") as document, pytest.raises(ii.EditError) as ordinary:
        blocking.operate(document, document.edit(), Operation("expression", asked))
    assert refused.value.message == ordinary.value.message
    assert left(tmp_path) == ["a.npy", "a.zarr"]


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [("percentile(a, 5)", "no function “percentile”"), ("a[0]", "Square brackets"), ("b + 1", "no “b” here")],
)
def test_what_needs_more_than_a_pixel_is_refused(tmp_path: Path, expression: str, sentence: str) -> None:
    source = one_level(tmp_path, labels((4, 20, 20)))
    with pytest.raises(ii.EditError, match=sentence.replace("[", r"\[")):
        ii.export(source, tmp_path / "b.zarr", expression=expression)
    assert left(tmp_path) == ["a.zarr"]


def test_large_pixels_that_become_small_ones_take_no_more_memory(tmp_path: Path) -> None:
    pixels = np.zeros((4, 20, 20), np.float64)
    what = StoreRequest(tmp_path / "b.zarr", formulas=(Formula("a > 3", "uint8"),))
    image = planned(OpenRequest(one_level(tmp_path, pixels)), what, "a run").image
    assert (image.dtype, image.pixel_bytes) == ("uint8", 8)


def test_values_are_converted_as_asked(tmp_path: Path) -> None:
    pixels = np.linspace(-20, 300, 4 * 20 * 20, dtype=np.float32).reshape(4, 20, 20)
    source = one_level(tmp_path, pixels)
    (array,) = arrays(ii.export(source, tmp_path / "b.zarr", convert="clip:uint8").path)
    np.testing.assert_array_equal(array[:], np.clip(np.rint(pixels), 0, 255).astype(np.uint8))
    with pytest.raises(ii.EditError, match="do not fit uint8"):
        ii.export(source, tmp_path / "c.zarr", cast="uint8")


# ------------------------------------------------------------------ the command


def test_the_command_tells_what_the_function_does(tmp_path: Path) -> None:
    source = one_level(tmp_path, labels((9, 70, 50)))
    done = export(source, tmp_path / "b.zarr", "--crop", "3:20", ":", "2:", "--expression", "a + 1", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert report["verified"]
    np.testing.assert_array_equal(arrays(tmp_path / "b.zarr")[0][:], labels((9, 70, 50))[2:, :, 3:20] + 1)
    again = export(source, tmp_path / "b.zarr", "--yes")
    assert (again.returncode, len(again.stderr.splitlines())) == (3, 1)


def step(text: str, **more: Any) -> dict[str, Any]:
    """Return a step of a journal, as the window records an expression."""
    operation = {"name": "expression", "parameters": {"text": text, **more}}
    return {"kind": "version", "label": text, "operation": operation}


def apply(folder: Path, steps: list[dict[str, Any]], *more: str) -> subprocess.CompletedProcess[str]:
    journal = {"format": "itk-inspector-journal", "version": 1, "steps": steps}
    (folder / "j.json").write_text(json.dumps(journal))
    command = [sys.executable, "-c", EXPORT.replace("export", "apply"), "j.json", "a.zarr", "b.zarr", "--json", *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)


def test_a_journal_of_expressions_is_repeated_on_a_store(tmp_path: Path) -> None:
    pixels = labels((9, 70, 50), "uint8")
    one_level(tmp_path, pixels)
    done = apply(tmp_path, [step("a * 100", type="int32"), step("where(a > 9999, a + x, 0) / 2", type="float32")])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"] == 2
    wide = pixels.astype(np.int64) * 100
    wanted = np.where(wide > 9999, wide + np.arange(50), 0) / 2
    np.testing.assert_array_equal(arrays(tmp_path / "b.zarr")[0][:], wanted.astype(np.float32))


def test_other_steps_of_a_journal_are_refused(tmp_path: Path) -> None:
    one_level(tmp_path, labels((9, 70, 50), "uint8"))
    box = {"kind": "box", "label": "fill", "shape": [9, 70, 50], "dtype": "uint8", "value": 1}
    box |= {"start": [0, 0, 0], "extent": [1, 2, 2]}
    region = {"start": [0, 0, 0], "extent": [1, 2, 2]}
    for other in (
        box,
        step("a + 1", region=region),
        step("a") | {"operation": {"name": "threshold", "parameters": {}}},
    ):
        done = apply(tmp_path, [step("a"), other])
        assert done.returncode == 3
        assert f"Step 2, “{other['label']}”, cannot be repeated." in done.stderr
    assert left(tmp_path) == ["a.zarr", "j.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of another kind")
@pytest.mark.parametrize("command", ["export", "stats"])
def test_a_terminal_shows_how_far_it_is_and_keeps_nothing_of_it(tmp_path: Path, command: str) -> None:
    source = one_level(tmp_path, labels((64, 512, 512)), (8, 64, 64))
    words = [str(source), *([str(tmp_path / "b.zarr")] if command == "export" else [])]
    master, terminal = os.openpty()
    try:
        call = [sys.executable, "-c", EXPORT.replace("export", command), *words]
        process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=terminal, text=True)
        os.close(terminal)
        said = b"".join(iter(lambda: _read(master), b"")).decode()
        assert process.communicate(timeout=60)[0]
    finally:
        os.close(master)
    assert process.returncode == 0
    doing = "Writing b.zarr" if command == "export" else "Going through a.zarr"
    shown = [line.rstrip() for line in said.split("\r") if line.strip()]
    assert shown
    assert all(line.startswith(f"{doing} …") for line in shown)
    percents = [int(line.split()[-2]) for line in shown if line.endswith("%")]
    assert percents == sorted(percents)
    assert len(percents) > 1
    assert said.endswith(f"\r{' ' * max(map(len, shown))}\r")
    assert "\n" not in said


def _read(master: int) -> bytes:
    try:
        return os.read(master, 4096)
    except OSError:  # so Linux says that nobody writes any more
        return b""


def until(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Look again and again, while the process lives."""
    looking = threading.Event()
    while not is_so():
        assert process.poll() is None, process.communicate()
        looking.wait(0.005)


def begun(folder: Path) -> bool:
    """Tell whether chunks are being written in a private folder."""
    return any(next(each.glob("b.zarr/0/*/*/*"), None) is not None for each in folder.glob(".itk-inspector-save-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_interrupted_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    source = one_level(tmp_path, labels((192, 512, 512)), (4, 64, 64))  # 3,072 files
    command = [sys.executable, "-c", EXPORT, str(source), str(tmp_path / "b.zarr")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: begun(tmp_path), process)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + number, "")
    assert left(tmp_path) == ["a.zarr"]


# ------------------------------------------------------------------ a scheduler and two workers


def test_a_cluster_writes_the_same_also_when_a_worker_dies(tmp_path: Path) -> None:
    pixels = labels((40, 300, 200), "int16")
    source = one_level(tmp_path, pixels, (8, 64, 64))
    words = ("--expression", "a * 2 + z", "--crop", "10:190", ":", ":")
    z = np.arange(40, dtype=np.int64)[:, None, None]
    with cluster() as (address, pids):
        for name in ("b.zarr", "c.zarr"):
            done = export(source, tmp_path / name, *words, "--scheduler", address, "--json")
            assert done.returncode == 0, done.stderr
            np.testing.assert_array_equal(arrays(tmp_path / name)[0][:], (pixels * np.int64(2) + z)[..., 10:190])
            if name == "b.zarr":
                os.kill(pids[0], signal.SIGKILL)
        refused = export(source, tmp_path / "d.zarr", "--expression", "a * 1000", "--scheduler", address)
        assert refused.returncode == 3
        assert "do not fit int16: the first is" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1, refused.stderr
    assert left(tmp_path) == ["a.zarr", "b.zarr", "c.zarr"]


def test_a_cluster_repeats_a_journal_also_when_a_worker_dies(tmp_path: Path) -> None:
    pixels = labels((40, 300, 200), "uint8")
    one_level(tmp_path, pixels, (8, 64, 64))
    steps = [step("a * 100", type="int32"), step("where(a > 9999, a + x, 0) / 2", type="float32")]
    wide = pixels.astype(np.int64) * 100
    wanted = (np.where(wide > 9999, wide + np.arange(200), 0) / 2).astype(np.float32)
    with cluster() as (address, pids):
        for lives in (True, False):
            done = apply(tmp_path, steps, "--scheduler", address)
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)["steps"] == 2
            np.testing.assert_array_equal(arrays(tmp_path / "b.zarr")[0][:], wanted)
            shutil.rmtree(tmp_path / "b.zarr")
            if lives:
                os.kill(pids[0], signal.SIGKILL)
        refused = apply(tmp_path, [step("a * 2"), step("a + 200")], "--scheduler", address)
    assert refused.returncode == 3
    assert "do not fit uint8: the first is" in refused.stderr
    assert left(tmp_path) == ["a.zarr", "j.json"]


def test_a_full_disk_is_told_by_a_cluster(tmp_path: Path, full_disk: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 60_000, (40, 100, 100)).astype(np.uint16)
    source = one_level(tmp_path, noise)
    with cluster() as (address, _):
        done = export(source, full_disk / "b.zarr", "--scheduler", address)
    assert done.returncode == 3
    assert done.stderr.startswith("itk-inspector: b.zarr could not be written: the disk of "), done.stderr
    assert left(full_disk) == []


def test_what_is_interrupted_on_a_cluster_leaves_nothing(tmp_path: Path) -> None:
    source = one_level(tmp_path, labels((192, 512, 512)), (4, 64, 64))
    with cluster() as (address, _):
        command = [sys.executable, "-c", EXPORT, str(source), str(tmp_path / "b.zarr"), "--scheduler", address]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until(lambda: begun(tmp_path), process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (130, "")
    assert left(tmp_path) == ["a.zarr"]  # the workers have ended, and with them what they still wrote


def test_a_worker_that_sees_no_folder_says_so(tmp_path: Path) -> None:
    image = _image((40, 50), "uint8")
    with pytest.raises(ii.ExportError, match="its folder is not there") as refused:
        rewriting.fill(tmp_path / "b.zarr", image, lambda *_: labels((40, 50), "uint8"), one_by_one, lambda _: None)
    assert "under the same name" in refused.value.advice
    assert left(tmp_path) == []


def test_what_comes_late_removes_itself(tmp_path: Path) -> None:
    """A worker may still write when what it works for was given up, and its folder removed."""
    image = _image((40, 50), "uint8")
    folder = tmp_path / "private/b.zarr"
    folder.parent.mkdir()
    new_ome_zarr.create(folder, image)

    def given_up(number: int, box: Region) -> np.ndarray:
        (folder / MARK).unlink()
        shutil.rmtree(folder.parent)
        return labels(box.shape, "uint8")

    with contextlib.suppress(ii.ExportError):
        rewriting.fill(folder, image, given_up, one_by_one, lambda _: None)
    assert left(tmp_path) == []
