"""Labels of images in chunks, gone through by dask: judged by NumPy, SciPy and SimpleITK on the whole arrays."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

import itk_inspector as ii
from dask_cluster import cluster
from generated_stores import multiscale
from itk_inspector.cli import main
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.measure import label_sums
from itk_inspector.core.measure.label_sums import LabelSums
from itk_inspector.core.measure.under_label import UnderLabel, UnderLabels, told_of, values_type
from itk_inspector.worker.parent import blocking, whole_labels
from itk_inspector.worker.tasks.measure_labels import MeasureLabelsReply, MeasureLabelsTask
from itk_inspector.worker.wire.codec import CodecError

pytest.importorskip("zarr")
pytest.importorskip("tensorstore")
pytest.importorskip("dask")
pytest.importorskip("distributed")

from itk_inspector.itkio.stores import all_pixels, labels_on_dask, on_dask
from itk_inspector.itkio.stores.given_image import Given

SHAPE = (11, 50, 43)
SCALE, TRANSLATION = (2.0, 0.5, 0.25), (10.0, -20.0, 30.5)
COMMAND = "from itk_inspector.cli.main import main; import sys; sys.exit(main(['labels', *sys.argv[1:]]))"


@pytest.fixture(autouse=True)
def small_images_count_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_labels, "WHOLE", 0)


def blobs(shape: tuple[int, ...] = SHAPE, most: int = 7, dtype: str = "uint32", seed: int = 3) -> np.ndarray:
    """Return labels in areas of 4 pixels each way, of which some are 0."""
    pixels = np.random.default_rng(seed).integers(0, most, [-(-n // 4) for n in shape])
    for axis in range(len(shape)):
        pixels = np.repeat(pixels, 4, axis=axis)
    return pixels[tuple(slice(n) for n in shape)].astype(dtype)


def noise(dtype: str, shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    rng = np.random.default_rng(5)
    if np.dtype(dtype).kind == "f":
        return rng.normal(3, 1000, shape).astype(dtype)
    ends = np.iinfo(dtype)
    return rng.integers(ends.min, ends.max, shape, dtype=dtype, endpoint=True)


def stored(
    path: Path,
    pixels: np.ndarray,
    chunks: tuple[int, ...] = (4, 16, 16),
    scale: tuple[float, ...] = SCALE,
    translation: tuple[float, ...] = TRANSLATION,
) -> Path:
    """Let zarr-python write an OME-Zarr of one level."""
    places = [{"type": "scale", "scale": scale}, {"type": "translation", "translation": translation}]
    axes = [{"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"[-pixels.ndim :]]
    levels = [{"path": "0", "coordinateTransformations": places}]
    ome = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": levels, "name": "labels"}]}
    return multiscale(path, [pixels], ome, chunks)


def one_by_one(deed: Any, joined: Any, batch: Any, told: Any) -> Any:
    return joined([deed(box) for box in batch])


@pytest.fixture
def by_pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., UnderLabels]]:
    """Return what goes through stores in this process, in pieces of a chunk or so."""
    monkeypatch.setattr(on_dask, "_PIECE", 3000)
    monkeypatch.setattr(label_sums, "_BLOCK", 700)

    def found(labels: Path, image: Path | None = None, given: Given | None = None) -> UnderLabels:
        requests = OpenRequest(labels), None if image is None else OpenRequest(image)
        done = labels_on_dask.found_labels(*requests, one_by_one, lambda _: None, on_dask.requested, given)
        table = LabelSums.of_table(
            done.sums.table,
            np.dtype(done.labels.dtype),
            done.info.geometry.dimension,
            None if image is None else values_type(np.dtype(done.info.dtype)),
            done.sums.outside,
        )
        return told_of(table, done.info, is_measured=image is not None)

    yield found
    all_pixels.engine_of.cache_clear()


def check(row: UnderLabel, labels: np.ndarray, values: np.ndarray | None) -> None:
    """Compare what is told of a label with what NumPy computes of all its pixels."""
    mine = labels == row.label
    places = np.argwhere(mine)
    assert row.pixels == len(places)
    assert row.first.components == tuple(places[0][::-1])
    assert row.box.start == tuple(places.min(0))
    assert row.box.shape == tuple(places.max(0) - places.min(0) + 1)
    np.testing.assert_allclose(row.centroid.components, places.mean(0)[::-1], rtol=1e-14)
    told = row.statistics
    if values is None:
        assert (told.count, told.total, told.mean) == (0, None, None)
        return
    under = values[mine]
    finite = under[np.isfinite(under)] if under.dtype.kind == "f" else under
    wide = finite.astype(np.longdouble)
    assert (told.count, told.nan) == (finite.size, int(np.isnan(under.astype(float)).sum()))
    assert told.infinite == under.size - finite.size - told.nan
    assert (told.minimum, told.maximum, told.median) == (finite.min().item(), finite.max().item(), None)
    assert told.mean == pytest.approx(float(wide.mean()), rel=1e-14)
    assert told.deviation == pytest.approx(float(wide.std(ddof=1)), rel=1e-12)
    if values.dtype.kind != "f":
        assert told.total == sum(finite.tolist())


def check_all(found: Any, labels: np.ndarray, values: np.ndarray | None = None) -> None:
    assert [row.label for row in found.rows] == [label for label in np.unique(labels).tolist() if label]
    for row in found.rows:
        check(row, labels, values)


@pytest.mark.parametrize("dtype", ["int16", "uint64", "float32"])
def test_pixels_under_labels_are_told_as_numpy_does(
    tmp_path: Path, by_pieces: Callable[..., UnderLabels], dtype: str
) -> None:
    labels, values = blobs(), noise(dtype)
    if values.dtype.kind == "f":
        values[0, 0, :3] = np.nan, np.inf, -np.inf
    found = by_pieces(stored(tmp_path / "l.zarr", labels), stored(tmp_path / "v.zarr", values, (5, 32, 9)))
    check_all(found, labels, values)
    assert (found.outside, found.is_measured) == (0, True)


@pytest.mark.parametrize("is_labels", [True, False])
@pytest.mark.parametrize("start", [(0, 0, 0), (3, 0, 2)])
def test_one_of_the_two_is_in_memory(
    tmp_path: Path, by_pieces: Callable[..., UnderLabels], is_labels: bool, start: tuple[int, ...]
) -> None:
    """Its file is not there; counted from another start index, it lies where it did."""
    labels, values = blobs(), noise("int16")
    there = stored(tmp_path / "s.zarr", values if is_labels else labels)
    info = blocking.read_info(OpenRequest(there))
    geometry = info.geometry
    origin = tuple(o - s * n for o, s, n in zip(geometry.origin, geometry.spacing, start, strict=True))
    pixels = labels if is_labels else values
    shown = replace(info, dtype=pixels.dtype.name, geometry=replace(geometry, origin=origin, start_index=start))
    given = Given(shown, pixels, is_labels=is_labels)
    paths = (tmp_path / "gone", there) if is_labels else (there, tmp_path / "gone")
    found = by_pieces(*paths, given)
    if is_labels or start == (0, 0, 0):
        check_all(found, labels, values)
    else:
        assert [row.pixels for row in found.rows] == [int((labels == row.label).sum()) for row in found.rows]
        assert [row.statistics.total for row in found.rows] == [
            int(values[labels == row.label].sum(dtype=np.int64)) for row in found.rows
        ]
        first = np.argwhere(labels == found.rows[0].label)[0][::-1] + start
        assert found.rows[0].first.components == tuple(first)
    assert found.outside == 0


def test_places_are_those_of_simpleitk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Sizes, boxes, centroids in space and statistics of an image with scales and translations of its own each way."""
    labels, values = blobs(dtype="uint16"), noise("int16")
    here, there = stored(tmp_path / "l.zarr", labels), stored(tmp_path / "v.zarr", values)
    code = main.main(["labels", str(there), str(here), "--json"])
    told = json.loads(capfd.readouterr().out)
    assert (code, told["unit"], told["outside"]) == (0, "µm", 0)

    images = [SimpleITK.GetImageFromArray(each) for each in (labels, values)]
    for image in images:
        image.SetSpacing(SCALE[::-1])
        image.SetOrigin(TRANSLATION[::-1])
    judge = SimpleITK.LabelIntensityStatisticsImageFilter()
    judge.Execute(*images)
    assert [row["label"] for row in told["labels"]] == list(judge.GetLabels())
    for row in told["labels"]:
        label = row["label"]
        assert (row["pixels"], row["median"]) == (judge.GetNumberOfPixels(label), None)
        assert row["volume"] == pytest.approx(judge.GetPhysicalSize(label))
        assert [*row["box_itk_index"], *row["box_size"]] == list(judge.GetBoundingBox(label))
        assert row["centroid_point"] == pytest.approx(judge.GetCentroid(label))
        inside = images[0].TransformPhysicalPointToContinuousIndex(row["centroid_point"])
        assert row["centroid_itk_index"] == pytest.approx(inside)
        assert (row["min"], row["max"]) == (judge.GetMinimum(label), judge.GetMaximum(label))
        assert row["mean"] == pytest.approx(judge.GetMean(label))
        assert row["sd"] == pytest.approx(judge.GetStandardDeviation(label))


def test_labels_alone_say_where_they_lie(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    labels = blobs(dtype="int8") - np.int8(3)
    path = stored(tmp_path / "l.zarr", labels)
    found = ii.labels(path)
    check_all(found, labels)
    assert not found.is_measured
    part = ii.labels(path, box=[(5, 30), (None, 20), (3, None)])
    assert [row.pixels for row in part.rows] == [
        int((labels[3:, :20, 5:30] == row.label).sum()) for row in part.rows
    ]  # and indices are those of the whole image
    for row in part.rows:
        places = np.argwhere(labels[3:, :20, 5:30] == row.label) + np.array((3, 0, 5))
        np.testing.assert_allclose(row.centroid.components, places.mean(0)[::-1], rtol=1e-14)
        assert row.first.components == tuple(places[0][::-1])

    np.save(tmp_path / "l.npy", labels)
    check_all(ii.labels(tmp_path / "l.npy"), labels)
    assert main.main(["labels", str(path)]) == 0
    out, said = capfd.readouterr()
    lines = out.splitlines()
    titles = ["Label", "Name", "Pixels", "Volume (µm³)", "First index", "Size", "Centroid", "Point"]
    assert re.split("  +", lines[0].strip()) == titles
    assert len(lines) == 1 + len(found.rows)
    assert "6 labels of l.zarr; 0 is left out." in said


def test_chunks_that_were_never_written_are_no_labels(tmp_path: Path, by_pieces: Callable[..., UnderLabels]) -> None:
    zarr = pytest.importorskip("zarr")
    array = zarr.create_array(str(tmp_path / "l.zarr"), shape=(9, 40, 40), chunks=(4, 16, 16), dtype="u8", fill_value=0)
    whole = np.zeros((9, 40, 40), np.uint64)
    whole[5:9, 16:32, 33:39] = 2**63 + 1
    array[4:9, 16:32, 32:40] = whole[4:9, 16:32, 32:40]
    check_all(by_pieces(tmp_path / "l.zarr"), whole)
    values = noise("uint16", (9, 40, 40))
    check_all(
        by_pieces(tmp_path / "l.zarr", stored(tmp_path / "v.zarr", values, (4, 9, 40), (1, 1, 1), (0, 0, 0))),
        whole,
        values,
    )


@pytest.mark.parametrize("most", [1 << 24, 300])
def test_labels_of_another_lattice_are_not_resampled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_pieces: Callable[..., UnderLabels], most: int
) -> None:
    """What is told chunk by chunk is what is told of both images in memory, whose oracle is in core's tests."""
    labels = stored(tmp_path / "l.zarr", blobs((9, 30, 60)), scale=(3.0, 0.7, 0.2), translation=(12.0, -19.0, 30.0))
    values = stored(tmp_path / "v.zarr", noise("int16"))
    monkeypatch.setattr(labels_on_dask, "_MOST_READ", most)
    found = by_pieces(labels, values)
    with ii.open_document(labels) as one, ii.open_document(values) as other:
        whole = ii.labels(one, other)
    assert 0 < found.outside == whole.outside < np.prod(SHAPE)
    assert len(found.rows) == len(whole.rows) == 6
    for row, same in zip(found.rows, whole.rows, strict=True):
        kept = replace(same.statistics, median=None, minimum_at=None, maximum_at=None)
        deviation = pytest.approx(kept.deviation, rel=1e-12)
        assert replace(row, statistics=replace(row.statistics, deviation=None)) == replace(
            same, statistics=replace(kept, deviation=None)
        )
        assert row.statistics.deviation == deviation


def test_what_cannot_be_measured_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_pieces: Callable[..., UnderLabels]
) -> None:
    labels, floats = stored(tmp_path / "l.zarr", blobs()), stored(tmp_path / "f.zarr", noise("float32"))
    with pytest.raises(ii.UsageError, match=r"^f\.zarr has float32 values, labels are whole numbers\.$"):
        by_pieces(floats)
    with pytest.raises(ii.UsageError, match="no level 3"):
        ii.labels(labels, floats, level=3)
    with pytest.raises(ii.UsageError, match="go with a path"), ii.open_document(labels) as document:
        ii.labels(document, floats, scheduler="tcp://127.0.0.1:1")
    monkeypatch.setattr(label_sums, "MOST_LABELS", 5)  # what goes through them here, not in a child
    np.save(tmp_path / "l.npy", blobs())
    with pytest.raises(ii.OpenError, match=r"^l\.npy has more than 5 labels\.$"):
        ii.labels(tmp_path / "l.npy")
    for blocks in (700, 1 << 20):
        monkeypatch.setattr(label_sums, "_BLOCK", blocks)
        with pytest.raises(ii.OpenError, match=r"^l\.zarr has more than 5 labels\.$"):
            by_pieces(labels)


def test_what_a_child_cannot_have_found_is_refused(tmp_path: Path) -> None:
    labels, values = blobs(), noise("float32")
    requests = OpenRequest(stored(tmp_path / "l.zarr", labels)), OpenRequest(stored(tmp_path / "v.zarr", values))
    info, other, found = whole_labels.labels_by_chunks(*requests)
    sums: LabelSums = found.rows._sums  # type: ignore[attr-defined]
    task, good = MeasureLabelsTask(1, *requests), MeasureLabelsReply(1, info, other, len(sums.labels), 0, True)

    def reply(table: np.ndarray, **changes: Any) -> None:
        with (tmp_path / "table").open("wb") as out:
            out.write(table.tobytes())
        with (tmp_path / "table").open("rb") as file:
            task.check(replace(good, **changes), (file.fileno(),))

    table = sums.table
    reply(table)
    at = {"label": 0, "pixels": 1, "first": 2, "low": 3, "high": 6, "sums": 9, "nan": 15, "power": 17, "total": 18}
    for column, value in [
        ("label", 0), ("label", 99), ("pixels", 0), ("pixels", labels.size), ("first", labels.size), ("low", -1),
        ("high", 50), ("sums", -1), ("nan", -1), ("nan", labels.size), ("power", 5000), ("total", -1),
    ]:  # fmt: skip
        bad = table.copy()
        bad[0, at[column]] = value
        with pytest.raises(CodecError):
            reply(bad)
    for changes in ({"outside": -1}, {"outside": labels.size}, {"count": 2**21}, {"is_measured": False}):
        with pytest.raises(CodecError):
            reply(table, **changes)
    with pytest.raises(CodecError):
        reply(table[:-1])


def told(*words: str) -> Any:
    done = subprocess.run([sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_cluster_tells_the_same_also_when_a_worker_dies(tmp_path: Path) -> None:
    shape = (40, 90, 110)
    labels, values = blobs(shape, most=50), noise("float32", shape)
    words = [str(stored(tmp_path / "v.zarr", values)), str(stored(tmp_path / "l.zarr", labels)), "--json"]
    check_all(ii.labels(words[1], words[0]), labels, values)
    with cluster() as (address, pids):
        here = told(*words, "--scheduler", address)
        os.kill(pids[0], signal.SIGKILL)
        assert told(*words, "--scheduler", address) == here
    assert [(row["label"], row["pixels"]) for row in here["labels"]] == [
        (label, count)
        for label, count in zip(*(n.tolist() for n in np.unique(labels, return_counts=True)), strict=True)
        if label
    ]
