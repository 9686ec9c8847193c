"""All pixels of an image in chunks, gone through by dask: judged by NumPy on the whole array."""

from __future__ import annotations

import json
import math
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

import itk_inspector as ii
from dask_cluster import cluster
from generated_stores import spec_of, written_by_tensorstore
from itk_inspector.cli.main import main
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape, Through
from itk_inspector.core.measure.whole_image import ComponentReport, Wanted
from itk_inspector.core.probing.value_counts import added_labels, count_values
from itk_inspector.itkio.stores.line_values import line_values
from itk_inspector.worker.child import reckon_store
from itk_inspector.worker.parent import whole_image as parent_whole_image
from itk_inspector.worker.tasks.reckon import ReckonReply, ReckonTask
from itk_inspector.worker.wire.codec import CodecError

zarr = pytest.importorskip("zarr")
pytest.importorskip("tensorstore")
pytest.importorskip("dask")
pytest.importorskip("distributed")

from itk_inspector.itkio.stores import all_pixels, on_dask  # noqa: E402 - an extra

STATISTICS = "from itk_inspector.cli.main import main; import sys; sys.exit(main(['stats', *sys.argv[1:]]))"


def noise(dtype: str, shape: tuple[int, ...] = (20, 90, 70)) -> np.ndarray:
    rng = np.random.default_rng(5)
    if np.dtype(dtype).kind == "f":
        return rng.normal(3, 1000, shape).astype(dtype)
    ends = np.iinfo(dtype)
    return rng.integers(max(ends.min, -40), min(ends.max, 50), shape, dtype=dtype)


def stored(folder: Path, pixels: np.ndarray, chunks: tuple[int, ...] = (7, 32, 32), *, overwrite: bool = False) -> Path:
    path = folder / "a.zarr"
    array = zarr.create_array(str(path), shape=pixels.shape, chunks=chunks, dtype=pixels.dtype, overwrite=overwrite)
    array[:] = pixels
    return path


def check(found: ComponentReport, pixels: np.ndarray, start: tuple[int, ...] = ()) -> None:
    """Compare what is told with what NumPy computes from all values, in twice the precision."""
    values = pixels.reshape(-1)
    numbers = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    wide = numbers.astype(np.longdouble)
    assert (found.count, found.nan) == (numbers.size, int(np.isnan(values.astype(float)).sum()))
    assert found.infinite == values.size - numbers.size - found.nan
    assert (found.minimum, found.maximum) == (numbers.min().item(), numbers.max().item())
    assert found.mean == pytest.approx(float(wide.mean()), rel=1e-14)
    assert found.deviation == pytest.approx(float(wide.std(ddof=1)), rel=1e-12)
    assert found.median == float(np.median(numbers.astype(np.float64)))
    for place, value in ((found.minimum_at, numbers.min()), (found.maximum_at, numbers.max())):
        first = np.argwhere(pixels == value)[0][::-1]
        assert place == ItkIndex(tuple(int(n) + s for n, s in zip(first, start or [0] * first.size, strict=True)))
    if values.dtype.kind != "f":
        assert found.total == sum(values.tolist())
        assert found.values == tuple(
            zip(*(each.tolist() for each in np.unique(values, return_counts=True)), strict=True)
        )


def one_by_one(deed: Any, joined: Any, batch: Any, told: Any) -> Any:
    """Go through pieces as `on_dask.in_threads` does, without leaving threads behind."""
    return joined([deed(box) for box in batch])


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "uint64", "float32", "float64"])
def test_each_type_is_told_as_numpy_does(tmp_path: Path, dtype: str) -> None:
    pixels = noise(dtype)
    if pixels.dtype.kind == "f":
        pixels[0, 0, :3] = np.nan, np.inf, -np.inf
    (found,) = ii.statistics(stored(tmp_path, pixels), median=True, values=True)
    check(found, pixels)


@pytest.mark.parametrize("chunks", [(4, 16, 16), (1, 64, 64), (8, 3, 64)])
@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32"])
def test_of_many_extremes_the_first_in_numpys_order_is_told(
    tmp_path: Path, dtype: str, chunks: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.full((8, 64, 64), 7, dtype)
    pixels[3, 40, 2], pixels[3, 2, 40], pixels[5, 0, 0] = 1, 1, 1
    pixels[6, 63, 1], pixels[6, 62, 63], pixels[7, 0, 0] = 9, 9, 9
    if pixels.dtype.kind == "f":
        pixels[0, :, :] = np.nan
        pixels[3, 2, :40] = -np.inf
    monkeypatch.setattr(on_dask, "_PIECE", 1000)
    monkeypatch.setattr(all_pixels, "_BLOCK", 100)
    request = OpenRequest(stored(tmp_path, pixels, chunks))
    _, found = on_dask.reports_of(request, Wanted(), one_by_one, lambda _: None, on_dask.requested)
    (told,) = found.components
    assert (told.minimum_at, told.maximum_at) == (ItkIndex((40, 2, 3)), ItkIndex((63, 62, 6)))


def test_without_a_finite_value_there_is_no_place(tmp_path: Path) -> None:
    (found,) = ii.statistics(stored(tmp_path, np.full((4, 32, 32), np.nan, np.float32)))
    assert (found.minimum_at, found.maximum_at) == (None, None)


def test_the_command_tells_places_in_both_orders(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pixels = np.full((8, 64, 64), 7, np.uint16)
    pixels[3, 40, 2], pixels[6, 1, 60] = 1, 9
    words = ["stats", str(stored(tmp_path, pixels)), "--box", "1:", ":", "2:"]
    assert main(words) == 0
    lines = dict(line.split(maxsplit=1) for line in capfd.readouterr().out.splitlines()[:7])
    assert lines["min"] == "1 at ITK (2, 40, 3), NumPy [1, 40, 1]"
    assert lines["max"] == "9 at ITK (60, 1, 6), NumPy [4, 1, 59]"
    assert main([*words, "--json"]) == 0
    (told,) = json.loads(capfd.readouterr().out)["components"]
    assert (told["min_itk_index"], told["max_array_index"]) == ([2, 40, 3], [4, 1, 59])


def test_a_sum_of_more_than_64_bits_is_exact(tmp_path: Path) -> None:
    pixels = np.full((4, 64, 64), 2**64 - 5, np.uint64)
    (found,) = ii.statistics(stored(tmp_path, pixels))
    assert found.total == (2**64 - 5) * pixels.size
    assert found.median is None
    assert not found.values


def test_a_box_and_a_level_are_what_is_counted(tmp_path: Path) -> None:
    pixels = noise("int16")
    path = stored(tmp_path, pixels)
    (found,) = ii.statistics(path, box=[(3, 61), (None, 40), (5, None)])
    check(found, pixels[5:, :40, 3:61], start=(3, 0, 5))
    with pytest.raises(ii.UsageError, match="no level 1"):
        ii.statistics(path, level=1)


def test_chunks_that_were_never_written_count_as_the_fill_value(tmp_path: Path) -> None:
    path = tmp_path / "a.zarr"
    array = zarr.create_array(str(path), shape=(8, 64, 64), chunks=(4, 32, 32), dtype="u2", fill_value=9)
    array[:4, :32, :32] = 1
    (found,) = ii.statistics(path)
    assert found.values == ((1, 4 * 32 * 32), (9, 8 * 64 * 64 - 4 * 32 * 32))


def test_a_damaged_chunk_is_told_and_nothing_is_counted(tmp_path: Path) -> None:
    path = stored(tmp_path, noise("int16"))
    chunk = max((each for each in path.rglob("*") if each.is_file() and each.name != "zarr.json"), key=os.path.getsize)
    chunk.write_bytes(b"no chunk")
    with pytest.raises(ii.OpenError, match="are damaged"):
        ii.statistics(path)


def test_levels_of_a_pyramidal_tiff_are_counted(tmp_path: Path) -> None:
    pixels = noise("int16", (600, 500))
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(pixels, tile=(128, 128), subifds=1)
        file.write(pixels[::2, ::2], tile=(128, 128), subfiletype=1)
    for level, stored_pixels in enumerate((pixels, pixels[::2, ::2])):
        (found,) = ii.statistics(tmp_path / "a.tif", level=level)
        check(found, stored_pixels)


def test_an_ordinary_image_is_told_alike(tmp_path: Path) -> None:
    pixels = noise("int16")
    np.save(tmp_path / "a.npy", pixels)
    (found,) = ii.statistics(tmp_path / "a.npy")
    check(found, pixels)
    with ii.open_document(tmp_path / "a.npy") as document:
        assert ii.statistics(document) == (found,)
        with pytest.raises(ii.UsageError, match="go with a path"):
            ii.statistics(document, level=1)


def test_each_component_is_told(tmp_path: Path) -> None:
    pixels = noise("uint8", (40, 50, 3))
    Image.fromarray(pixels).save(tmp_path / "a.png")
    found = ii.statistics(tmp_path / "a.png")
    assert len(found) == 3
    for number, each in enumerate(found):
        check(each, pixels[..., number])


def test_complex_numbers_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones((4, 5), np.complex64))
    with pytest.raises(ii.UsageError, match="no order"):
        ii.statistics(tmp_path / "a.npy")


def test_a_histogram_of_a_store_is_numpys(tmp_path: Path) -> None:
    pixels = noise("float32")
    pixels[0, 0, :4] = np.nan, np.inf, -np.inf, np.inf
    (found,) = ii.statistics(stored(tmp_path, pixels), histogram=7)
    made = found.histogram
    assert made is not None
    counts, edges = np.histogram(pixels[np.isfinite(pixels)].astype(float), bins=7)
    assert made.counts == tuple(counts.tolist())
    np.testing.assert_allclose(made.edges, edges, rtol=1e-12)
    assert (made.nan, made.positive_infinite, made.negative_infinite) == (1, 2, 1)


def test_what_stands_out_of_a_slide_is_what_is_counted_in_memory(tmp_path: Path) -> None:
    pixels = noise("uint8", (200, 300, 3))
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, tile=(16, 16), subifds=1, photometric="rgb")
        file.write(pixels[::2, ::2], tile=(16, 16), subfiletype=1, photometric="rgb")
    info, found = parent_whole_image.statistics_of_file(OpenRequest(path), Wanted(outstanding=True))
    assert info.channels == 3
    assert found.outstanding is not None
    assert found.colours is not None
    assert found.outstanding.rows(pixels.dtype, 64) == count_values(pixels, has_components=True)
    np.testing.assert_array_equal(found.colours.counts, np.histogram(pixels, bins=found.colours.edges)[0])


def test_what_a_child_cannot_have_found_is_refused(tmp_path: Path) -> None:
    pixels = noise("uint8")
    info, found = parent_whole_image.statistics_of_file(
        OpenRequest(stored(tmp_path, pixels)), Wanted(outstanding=True, histogram=4)
    )
    task = ReckonTask(1, OpenRequest(tmp_path), Wanted(outstanding=True, histogram=4))
    good = ReckonReply.of(1, info, found)
    task.check(good, ())
    assert good.found == found
    histogram = found.components[0].histogram
    assert found.outstanding is not None
    assert histogram is not None
    wrong_bins = replace(histogram, counts=(1,))
    for bad in (
        replace(found, outstanding=None),
        replace(found, outstanding=replace(found.outstanding, nan=pixels.size + 1)),
        replace(found, outstanding=replace(found.outstanding, labels=({1: 2},))),
        replace(found, components=(replace(found.components[0], histogram=wrong_bins),)),
        replace(found, components=(replace(found.components[0], count=3),)),
        replace(found, components=(replace(found.components[0], minimum_at=None),)),
        replace(found, components=(replace(found.components[0], maximum_at=ItkIndex((999, 0, 0))),)),
        replace(found, components=(replace(found.components[0], maximum_at=ItkIndex((0, 0))),)),
    ):
        with pytest.raises(CodecError):
            task.check(ReckonReply.of(1, info, bad), ())
    for text in ("[", "[1, 2, 3, 4]", '[[0, 0, 0], [1, "a"], [1, 1], []]', "[[0, 0], [1, 1], [1, 1], []]"):
        with pytest.raises(CodecError, match="no statistics"):
            task.check(replace(good, outstanding=text), ())


def test_without_dask_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reckon_store.importlib.util, "find_spec", lambda name: None)
    desk: Any = None
    with pytest.raises(ii.OpenError, match="dask, which is not installed") as told:
        reckon_store.run(ReckonTask(1, OpenRequest(stored(tmp_path, noise("uint8"))), Wanted()), desk)
    assert told.value.advice == "Install itk-inspector[cluster]."


def test_a_report_goes_through_its_text() -> None:
    report = ComponentReport("x", 3, 0, 1, 2**80, 1.5, None, 0.1, -1, 2.5, ((1, 2),), None, ItkIndex((4, 5)))
    assert ComponentReport.of_text(report.text) == report
    for text in ('["x"]', "{}", report.text.replace("1.5", '"a"'), report.text.replace("[1, 2]", "[1, 2.5]")):
        with pytest.raises(ValueError, match="no "):
            ComponentReport.of_text(text)


# ------------------------------------------------------------------ a scheduler and two workers


def stats(*words: str, check_code: bool = True) -> Any:
    done = subprocess.run([sys.executable, "-c", STATISTICS, *words], capture_output=True, text=True, timeout=120)
    if not check_code:
        return done
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_cluster_tells_the_same_also_when_a_worker_dies(tmp_path: Path) -> None:
    pixels = noise("float32", (60, 200, 210))
    path = stored(tmp_path, pixels, (8, 64, 64))
    words = (str(path), "--median", "--histogram", "9", "--json")
    here = stats(*words)
    assert here["components"][0]["max_array_index"] == np.argwhere(pixels == pixels.max())[0].tolist()
    with cluster() as (address, pids):
        assert stats(*words, "--scheduler", address) == here
        os.kill(pids[0], signal.SIGKILL)
        assert stats(*words, "--scheduler", address) == here
        changed = pixels + np.float32(1)
        zarr.open_array(str(path), mode="r+")[:] = changed
        assert stats(*words, "--scheduler", address)["components"][0]["min"] == float(changed.min())
        stored(tmp_path, changed[:30], (8, 64, 64), overwrite=True)
        assert stats(*words, "--scheduler", address)["size"] == [210, 200, 30]
        gone = stats(str(tmp_path / "b.zarr"), "--scheduler", address, check_code=False)
        assert gone.returncode == 3
        assert "b.zarr" in gone.stderr


def test_no_scheduler_is_one_sentence(tmp_path: Path) -> None:
    path = stored(tmp_path, noise("int16"))
    done = stats(str(path), "--scheduler", "tcp://127.0.0.1:1", check_code=False)
    assert done.returncode == 3
    assert done.stderr.startswith("itk-inspector: No scheduler answers at tcp://127.0.0.1:1."), done.stderr
    assert len(done.stderr.splitlines()) == 1


CANCELLED = """
import sys
from pathlib import Path
from itk_inspector.core.errors import CancelledError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.measure.whole_image import Wanted
from itk_inspector.itkio.stores import on_dask
try:
    on_dask.on_cluster(OpenRequest(Path(sys.argv[1])), Wanted(median=True), sys.argv[2], go_on=lambda: False)
except CancelledError:
    print("cancelled")
"""


def test_work_on_a_cluster_is_cancelled(tmp_path: Path) -> None:
    path = stored(tmp_path, noise("float32", (60, 200, 210)), (8, 64, 64))
    with cluster() as (address, _):
        words = [sys.executable, "-c", CANCELLED, str(path), address]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.stdout == "cancelled\n", done.stderr


def test_counts_that_are_joined_again_stay_as_they_were() -> None:
    one, other = {1: 2}, {1: 1, 3: 4}
    for _ in range(2):
        assert added_labels(one, other, 4) == {1: 3, 3: 4}


def test_what_is_found_of_an_open_image_is_joined_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large image has thousands of blocks, and each of its counts takes half a megabyte."""
    monkeypatch.setattr(parent_whole_image, "_BLOCK", 10)
    held: list[int] = []
    most = 0

    def found(block: np.ndarray, _: Any) -> list[int]:
        nonlocal most
        held.append(0)
        most = max(most, len(held))
        return [int(block.sum())]

    def joined(one: list[int], other: list[int]) -> list[int]:
        held.pop()
        return [one[0] + other[0]]

    assert parent_whole_image._Through(np.arange(1000), 1)(found, joined) == [499_500]
    assert most <= 2
    assert parent_whole_image._Through(np.zeros(0), 1)(found, joined) is None


# ------------------------------------------------------------------ regions


def ellipse(box: tuple[tuple[int, int], tuple[int, int]], shape: tuple[int, int]) -> np.ndarray:
    """Return which pixels of a plane have their centres in the ellipse that fills a box, by its equation."""
    (left, right), (top, bottom) = box
    y, x = np.mgrid[: shape[0], : shape[1]]
    across, down = (2 * x - left - right) / (right - left + 1), (2 * y - top - bottom) / (bottom - top + 1)
    return across**2 + down**2 <= 1


def triangle(shape: tuple[int, int]) -> np.ndarray:
    """Return which pixels of a plane lie in the triangle (5, 3), (60, 3), (5, 80)."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    return (x >= 5) & (y >= 3) & (77 * (x - 5) + 55 * (y - 3) <= 77 * 55)


REGIONS = {
    ShapeKind.ELLIPSE: (((5, 3, 4), (60, 80, 4)), ellipse(((5, 60), (3, 80)), (90, 70))),
    ShapeKind.POLYGON: (((5, 3, 4), (60, 3, 4), (5, 80, 4)), triangle((90, 70))),
}


@pytest.mark.parametrize("through", [None, Through(2, 2, 11)])
@pytest.mark.parametrize("kind", REGIONS)
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_a_region_is_told_as_numpy_does(
    tmp_path: Path, dtype: str, kind: ShapeKind, through: Through | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_dask, "_PIECE", 3000)
    monkeypatch.setattr(all_pixels, "_BLOCK", 500)
    pixels = noise(dtype)
    corners, plane = REGIONS[kind]
    nodes = tuple(map(ItkIndex, corners))
    first, last = (4, 4) if through is None else (through.first, through.last)
    outline = Shape(0, kind, nodes, (0, 1), through)
    request = OpenRequest(stored(tmp_path, pixels), box=((5, 61), (3, 81), (first, last + 1)))
    assert pickle.loads(pickle.dumps(outline)) == outline
    info, found = on_dask.reports_of(
        request, Wanted(median=True, histogram=9), one_by_one, lambda _: None, on_dask.requested, outline
    )
    mask = np.zeros(pixels.shape, bool)
    mask[first : last + 1] = plane
    inside = pixels[mask]
    (told,) = found.components
    assert (told.count, told.minimum, told.maximum) == (inside.size, inside.min().item(), inside.max().item())
    assert told.total == pytest.approx(inside.sum(dtype=np.float64), rel=1e-12)
    assert told.deviation == pytest.approx(inside.std(ddof=1, dtype=np.longdouble), rel=1e-12)
    assert told.median == float(np.median(inside.astype(np.float64)))
    for place, value in ((told.minimum_at, inside.min()), (told.maximum_at, inside.max())):
        assert place == ItkIndex(tuple(map(int, np.argwhere(mask & (pixels == value))[0][::-1])))
    made = told.histogram
    assert made is not None
    np.testing.assert_array_equal(made.counts, np.histogram(inside, bins=made.edges)[0])
    task = ReckonTask(1, request, Wanted(median=True, histogram=9), outline)
    task.check(ReckonReply.of(1, info, found), ())
    whole = replace(found, components=(replace(told, count=10**9),))
    with pytest.raises(CodecError):
        task.check(ReckonReply.of(1, info, whole), ())


def test_chunks_outside_a_region_are_not_read(tmp_path: Path) -> None:
    pixels = noise("uint8", (1, 90, 70))
    path = stored(tmp_path, pixels, (1, 32, 32))
    for name in ("2/2", "1/2", "2/1"):  # of the corner beyond the longest side
        (path / "c" / "0" / name).write_bytes(b"no chunk")
    outline = Shape(0, ShapeKind.POLYGON, (ItkIndex((0, 0, 0)), ItkIndex((60, 0, 0)), ItkIndex((0, 60, 0))), (0, 1))
    request = OpenRequest(path, box=((0, 61), (0, 61), (0, 1)))
    source = all_pixels.AllPixels(
        request, Region((0, 0, 0), (1, 61, 61)), "run", 1, outline, Geometry.identity((61, 61, 1))
    )
    ((block, _),) = source.blocks(Region((0, 40, 40), (1, 21, 21)))
    assert block.shape == (0, 1)
    blocks = pickle.loads(pickle.dumps(source)).blocks(Region((0, 0, 0), (1, 32, 32)))
    y, x = np.mgrid[:32, :32]
    np.testing.assert_array_equal(next(blocks)[0][:, 0], pixels[0, :32, :32][x + y <= 60])
    all_pixels.engine_of.cache_clear()


def test_places_are_counted_from_the_start_index_of_the_file(tmp_path: Path) -> None:
    pixels = noise("uint16", (10, 20, 30))
    offset = (5, 6, 7)
    scale = {"size": [30, 20, 10], "voxel_offset": offset, "encoding": "raw", "chunk_size": [8, 8, 8]}
    spec = spec_of(
        "neuroglancer_precomputed",
        tmp_path / "a",
        multiscale_metadata={"type": "image", "data_type": "uint16", "num_channels": 1},
        scale_metadata={**scale, "resolution": [4, 5, 40]},
    )
    written_by_tensorstore(spec, pixels.T[..., None])
    (found,) = ii.statistics(tmp_path / "a")
    check(found, pixels, start=offset)
    (found,) = ii.statistics(tmp_path / "a", box=[(8, 20), (6, 16), (9, 17)])
    check(found, pixels[2:10, 0:10, 3:15], start=(8, 6, 9))
    outline = Shape(0, ShapeKind.ELLIPSE, (ItkIndex((8, 6, 9)), ItkIndex((19, 15, 9))), (0, 1))
    request = OpenRequest(tmp_path / "a", box=((8, 20), (6, 16), (9, 10)))
    _, report = on_dask.reports_of(request, Wanted(), one_by_one, lambda _: None, on_dask.requested, outline)
    inside = ellipse(((3, 14), (0, 9)), (20, 30))
    (told,) = report.components
    assert told.count == int(inside.sum())
    assert told.total == int(pixels[2][inside].sum())
    y, x = np.argwhere(inside & (pixels[2] == pixels[2][inside].max()))[0]
    assert told.maximum_at == ItkIndex((int(x) + 5, int(y) + 6, 9))
    all_pixels.engine_of.cache_clear()


@pytest.mark.parametrize("components", [1, 3])
@pytest.mark.parametrize("ends", [((2, 3, 4), (60, 40, 4)), ((60, 3, 4), (2, 3, 4)), ((9, 80, 4), (9, 80, 4))])
def test_values_along_a_line_are_those_of_numpy_and_of_its_chunks_alone(
    tmp_path: Path, ends: tuple[tuple[int, ...], tuple[int, ...]], components: int
) -> None:
    pixels = noise("int16") if components == 1 else noise("uint8", (20, 90, 70, 3))
    if components == 1:
        path = stored(tmp_path, pixels)
        touched = {(y // 32, x // 32) for x, y, _ in places_between(*ends)}
        for y, x in set(np.ndindex(3, 3)) - touched:
            (path / "c" / "0" / str(y) / str(x)).write_bytes(b"no chunk")
    else:
        path = tmp_path / "a.tif"
        with tifffile.TiffWriter(path) as file:
            file.write(pixels[4], tile=(16, 16), photometric="rgb", subifds=1)
            file.write(pixels[4, ::2, ::2], tile=(16, 16), photometric="rgb", subfiletype=1)
        ends = ends[0][:2], ends[1][:2]
    nodes = tuple(map(ItkIndex, ends))
    line = Shape(0, ShapeKind.LINE, nodes, (0, 1))
    box = tuple((min(pair), max(pair) + 1) for pair in zip(*ends, strict=True))
    request = OpenRequest(path, box=box)
    done: list[float] = []
    info, values = line_values(request, line, done.append)
    where = [place[::-1] for place in places_between(*ends)]
    wanted = np.array([pixels[place] if components == 1 else pixels[4][place] for place in where])
    np.testing.assert_array_equal(np.frombuffer(values, info.dtype), wanted.reshape(-1))
    assert done[-1] == 1.0
    task = ReckonTask(1, request, Wanted(), line)
    task.check(ReckonReply(1, info, (), samples=values), ())
    for bad in (values[:-1], b""):
        with pytest.raises(CodecError, match="another line"):
            task.check(ReckonReply(1, info, (), samples=bad), ())


def places_between(first: tuple[int, ...], last: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the pixels on the way, one for each step along its longest axis; half-way the higher index."""
    steps = max(abs(b - a) for a, b in zip(first, last, strict=True))
    ways = [(Fraction(a), Fraction(b - a, max(1, steps))) for a, b in zip(first, last, strict=True)]
    return [tuple(math.floor(a + n * step + Fraction(1, 2)) for a, step in ways) for n in range(steps + 1)]
