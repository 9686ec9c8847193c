"""Changed chunks read again with the store that they were saved of: judged by zarr-python and plain arithmetic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import itk_inspector as ii
from dask_cluster import cluster
from generated_stores import changed_json, plain_zarr
from itk_inspector.cli import main
from itk_inspector.core.chunked.changed_chunks import ChangedBox, ChangedChunks
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.memory.changed_boxes import write_boxes
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.tasks.read_changes import ReadChangesReply, ReadChangesTask
from itk_inspector.worker.wire.codec import CodecError

zarr = pytest.importorskip("zarr")
pytest.importorskip("tensorstore")
pytest.importorskip("dask")

from itk_inspector.itkio.stores import changed_store, engines  # noqa: E402 - extras
from itk_inspector.itkio.stores.changes_note import request_for, saved_changes  # noqa: E402 - the same
from itk_inspector.itkio.stores.saved_changes import changed_boxes  # noqa: E402 - the same

SHAPE, CHUNKS = (9, 40, 50), (4, 16, 20)
BOXES = (np.s_[3:5, 15:17, 18:23], np.s_[8:9, 39:40, 49:50])


def source(path: Path, dtype: str = "int16", axes: str = "zyx") -> np.ndarray:
    shape = tuple({"c": 2}.get(axis, 0) for axis in axes[:-3]) + SHAPE
    pixels = np.random.default_rng(7).integers(0, 90, shape).astype(dtype)
    chunks = (1,) * (len(shape) - 3) + CHUNKS
    plain_zarr(path, pixels, chunks=chunks, dimension_names=list(axes))
    return pixels


def saved(path: Path, folder: Path, part: int = 0, value: float = 100) -> Path:
    """Save some changes of a store."""
    request = OpenRequest(path, part=part)
    with closing(engines.opened(request)) as engine:
        changed = ChangedChunks(engine.pyramid.levels[0], engine.pyramid.dtype)
        for box in BOXES:
            changed[box] = np.array(value, engine.pyramid.dtype)
    made = folder / "changes.ome.zarr"
    changed_store.write_changed(request, changed.changed_boxes(), made, lambda _: None)
    return made


def read(changes: Path, path: Path) -> list[ChangedBox]:
    note = saved_changes(changes)
    request = request_for(note, OpenRequest(path))
    with closing(engines.opened(OpenRequest(changes))) as one, closing(engines.opened(request)) as other:
        return list(changed_boxes(note, one, other))


@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_what_was_changed_is_found_again(tmp_path: Path, dtype: str) -> None:
    pixels = source(tmp_path / "a.zarr", dtype)
    changes = saved(tmp_path / "a.zarr", tmp_path, value=np.nan if dtype == "float32" else 100)
    found = np.zeros(SHAPE, bool)
    for each in read(changes, tmp_path / "a.zarr"):
        found[each.box.slices] |= each.is_changed
        pixels[each.box.slices][each.is_changed] = each.values[each.is_changed]
    wanted = np.zeros(SHAPE, bool)
    for box in BOXES:
        wanted[box] = True
    np.testing.assert_array_equal(found, wanted)
    assert (np.isnan(pixels[wanted]) if dtype == "float32" else pixels[wanted] == 100).all()


def test_apply_writes_the_edited_image(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pixels = source(tmp_path / "a.zarr", axes="czyx")
    changes = saved(tmp_path / "a.zarr", tmp_path, part=1)
    words = ["apply", str(changes), str(tmp_path / "a.zarr")]
    assert main.main([*words, str(tmp_path / "b.zarr"), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["steps"], told["recorded_on"], told["verified"]) == (1, "a.zarr", True)
    edited = pixels[1].copy()
    for box in BOXES:
        edited[box] = 100
    np.testing.assert_array_equal(zarr.open_array(str(tmp_path / "b.zarr" / "0"), mode="r")[:], edited)

    assert main.main([*words, str(tmp_path / "b.nrrd")]) == 2
    assert "name OUTPUT.zarr" in capfd.readouterr().err
    assert main.main(["apply", str(tmp_path / "a.zarr"), str(tmp_path / "a.zarr"), str(tmp_path / "c.zarr")]) == 3
    assert "a.zarr holds no changed chunks" in capfd.readouterr().err
    assert main.main([*words, str(tmp_path / "c.zarr"), "--box", "0:9", "0:9", "0:9"]) == 2
    assert "leave --box and --pyramid-level out" in capfd.readouterr().err
    zarr.open_array(str(tmp_path / "a.zarr"), mode="r+")[1, :4, :16, :20] = 7
    assert main.main([*words, str(tmp_path / "c.zarr")]) == 3
    assert "more pixels differ than the 21 that were changed" in capfd.readouterr().err
    assert not (tmp_path / "c.zarr").exists()


def apply(folder: Path, output: str, address: str) -> subprocess.CompletedProcess[str]:
    run = "import sys; from itk_inspector.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = ["apply", "changes.ome.zarr", "a.zarr", output, "--scheduler", address]
    return subprocess.run([sys.executable, "-c", run, *words], capture_output=True, text=True, timeout=120, cwd=folder)


def test_a_cluster_writes_the_edited_image(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    edited = source(tmp_path / "a.zarr")
    saved(tmp_path / "a.zarr", tmp_path)
    for box in BOXES:
        edited[box] = 100
    with cluster() as (address, _):
        done = apply(tmp_path, "b.zarr", address)
        assert done.returncode == 0, done.stderr
        zarr.open_array(str(tmp_path / "a.zarr"), mode="r+")[:4, :16, :20] = 7
        refused = apply(tmp_path, "c.zarr", address)
    np.testing.assert_array_equal(zarr.open_array(str(tmp_path / "b.zarr" / "0"), mode="r")[:], edited)
    assert refused.returncode == 3
    assert "more pixels differ than the 21 that were changed" in refused.stderr
    gone = apply(tmp_path, "c.zarr", address)
    assert gone.returncode == 3
    assert f"No scheduler answers at {address}" in gone.stderr
    assert sorted(os.listdir(tmp_path)) == ["a.zarr", "b.zarr", "changes.ome.zarr"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda told: told["changed_chunks"].pop("chunks"), "does not say in order which chunks were changed"),
        (lambda told: told["changed_chunks"].update(pixels="many"), "does not say in order which chunks were changed"),
        (lambda told: told["changed_chunks"].update(chunks=[[0, -1, 0]]), "does not say in order which chunks"),
        (lambda told: told["changed_chunks"].update(chunks=[[0, 9, 0]]), "names chunks that it cannot hold"),
        (lambda told: told.pop("changed_chunks"), "holds no changed chunks"),
        (
            lambda told: told["multiscales"][0]["datasets"][0]["coordinateTransformations"][0].update(scale=[1, 1, 2]),
            "does not belong to a.zarr: it lies at another place",
        ),
    ],
)
def test_a_store_that_makes_no_sense_is_told(tmp_path: Path, change: Callable[[Any], None], sentence: str) -> None:
    source(tmp_path / "a.zarr")
    changes = saved(tmp_path / "a.zarr", tmp_path)
    changed_json(changes / ".zattrs", change)
    with pytest.raises(ii.OpenError, match=sentence):
        read(changes, tmp_path / "a.zarr")


def test_another_image_and_damage_are_told(tmp_path: Path) -> None:
    source(tmp_path / "a.zarr")
    changes = saved(tmp_path / "a.zarr", tmp_path)
    source(tmp_path / "b.zarr", "uint16")
    with pytest.raises(ii.OpenError, match=r"50 × 40 × 9 int16 and 50 × 40 × 9 uint16 differ"):
        read(changes, tmp_path / "b.zarr")
    with pytest.raises(ii.UsageError, match="changes of image 0, not 1"):
        request_for(saved_changes(changes), OpenRequest(tmp_path / "a.zarr", part=1))
    chunk = max(
        (each for each in (changes / "0").rglob("*") if each.is_file() and each.name.isdigit()), key=os.path.getsize
    )
    chunk.write_bytes(b"no chunk")
    with pytest.raises(ii.OpenError, match="are damaged"):
        read(changes, tmp_path / "a.zarr")
    (changes / ".zattrs").write_text("[")
    with pytest.raises(ii.OpenError, match="holds no changed chunks that can be read"):
        saved_changes(changes)


def test_changes_that_a_child_cannot_have_read_are_refused(tmp_path: Path) -> None:
    source(tmp_path / "a.zarr")
    boxes = read(saved(tmp_path / "a.zarr", tmp_path), tmp_path / "a.zarr")
    with closing(engines.opened(OpenRequest(tmp_path / "a.zarr"))) as engine:
        info = engine.pyramid.info
    task = ReadChangesTask(1, OpenRequest(tmp_path / "a.zarr"), info, tmp_path / "changes.ome.zarr")
    fd = write_boxes(boxes, ScratchPolicy(tmp_path, tmp_path), "a.zarr")
    try:
        size = os.fstat(fd).st_size
        task.check(ReadChangesReply(1, len(boxes), size), (fd,))
        for reply in (ReadChangesReply(1, len(boxes) + 1, size), ReadChangesReply(1, -1, size)):
            with pytest.raises(CodecError):
                task.check(reply, (fd,))
        with pytest.raises(CodecError):
            task.check(ReadChangesReply(1, len(boxes), size + 1), (fd,))
        os.pwrite(fd, np.array([99], "<i8").tobytes(), 0)
        with pytest.raises(CodecError):
            task.check(ReadChangesReply(1, len(boxes), size), (fd,))
    finally:
        os.close(fd)
