"""Parts of images in chunks as ordinary documents, read by a real, confined child; zarr-python judges."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from generated_stores import VALUES, let_go_of_zarr, ome_zarr, plain_zarr, served
from itk_inspector.api.opening import open_document, read_info
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.errors import ChunkError, OpenError, SpaceError, UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.read_by import Library, why_not
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened
from itk_inspector.worker.child import read_store
from itk_inspector.worker.parent.client import FileClient

pytest.importorskip("tensorstore", reason="tensorstore reads stores")


@pytest.fixture(autouse=True)
def no_threads_of_zarr(nothing_left_behind: None) -> Iterator[None]:
    yield
    let_go_of_zarr()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ome_zarr(tmp_path_factory.mktemp("store"), "0.5")


def test_all_of_it_by_default(store: Path) -> None:
    with open_document(store) as document:
        assert np.array_equal(document.pixels, VALUES)
        assert document.info.format == "OME-Zarr 0.5"
        assert [level.size for level in document.info.levels] == [(60, 50, 40), (30, 25, 20), (15, 12, 10)]
        assert document.image.GetPixel((5, 7, 9)) == VALUES[9, 7, 5]


def test_the_header_alone(store: Path) -> None:
    info = read_info(store, level=1)
    assert info.geometry.size == (30, 25, 20)
    assert info.geometry.origin == (30.125, 20.25, 11.0)
    assert info.level == 1


def test_a_part_keeps_the_indices_and_points_of_the_level(store: Path) -> None:
    with open_document(store, box=((10, 20), None, (3, None))) as document:
        assert np.array_equal(document.pixels, VALUES[3:, :, 10:20])
        image = document.image
        assert tuple(image.GetLargestPossibleRegion().GetIndex()) == (10, 0, 3)
        assert image.GetPixel((12, 7, 9)) == VALUES[9, 7, 12]
        point = image.TransformIndexToPhysicalPoint((12, 7, 9))
        assert tuple(point) == (30.0 + 12 * 0.25, 20.0 + 7 * 0.5, 10.0 + 9 * 2.0)
        found = document.probe(ItkIndex.of(12, 7, 9))
        assert found.agree
        assert found.array_value == VALUES[9, 7, 12]


def test_a_part_of_a_coarser_level(store: Path) -> None:
    zarr = pytest.importorskip("zarr", reason="zarr-python judges")
    group = zarr.open_group(str(store), mode="r")
    judged = group[group.attrs["ome"]["multiscales"][0]["datasets"][2]["path"]][...]
    with open_document(store, level=2, box=((2, 9), (1, 5), (0, 10))) as document:
        assert np.array_equal(document.pixels, judged[:, 1:5, 2:9])
        assert document.geometry.start_index == (2, 1, 0)
        assert document.geometry.origin == (30.375, 20.75, 13.0)
        assert any("Level 2 of 3" in note for note in document.info.notes)


def test_what_the_file_describes_stands_for_its_folder(store: Path) -> None:
    with open_document(store / "zarr.json") as document:
        assert np.array_equal(document.pixels, VALUES)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"level": 3}, "has no level 3: its levels are 0 to 2"),
        ({"level": -1}, "counted from 0"),
        ({"box": ((0, 4), (0, 4))}, "has 3 axes"),
        ({"box": ((0, 61), None, None)}, "not in the image"),
        ({"box": ((4, 4), None, None)}, "not in the image"),
        ({"box": 7}, "named like"),
    ],
)
def test_what_is_not_there_is_said(store: Path, options: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        open_document(store, **options)


def test_a_level_of_an_image_that_has_none(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((3, 4)))
    with pytest.raises(OpenError, match="not stored in levels and chunks"):
        open_document(tmp_path / "a.npy", level=1)


def test_chunks_that_were_never_written_are_said(tmp_path: Path) -> None:
    zarr = pytest.importorskip("zarr", reason="zarr-python writes the store")
    made = zarr.create_array(str(tmp_path / "a.zarr"), shape=(8, 40), chunks=(4, 10), dtype="int16", fill_value=-7)
    made[:, :20] = 3
    with open_document(tmp_path / "a.zarr") as document:
        assert np.array_equal(document.pixels, made[...])
        assert "4 chunks were never written: the pixels there are the fill value -7." in document.info.notes
    with open_document(tmp_path / "a.zarr", box=((0, 20), None)) as document:
        assert not any("never written" in note for note in document.info.notes)


def test_what_does_not_fit_says_which_level_does(tmp_path: Path) -> None:
    """A petabyte of which nothing was ever written, with one level of a few pixels."""
    zarr = pytest.importorskip("zarr", reason="zarr-python writes the store")
    scale = [{"path": str(n), "coordinateTransformations": [{"type": "scale", "scale": [2.0**n] * 3}]} for n in (0, 1)]
    axes = [{"name": name, "type": "space"} for name in "zyx"]
    group = zarr.create_group(
        str(tmp_path / "a.zarr"),
        attributes={"ome": {"version": "0.5", "multiscales": [{"axes": axes, "datasets": scale}]}},
    )
    group.create_array("0", shape=(100_000,) * 3, chunks=(64,) * 3, dtype="uint8")
    group.create_array("1", shape=(50, 50, 50), chunks=(64,) * 3, dtype="uint8")
    assert read_info(tmp_path / "a.zarr").bytes == 10**15
    with pytest.raises(SpaceError, match="needs") as refused:
        open_document(tmp_path / "a.zarr")
    assert "--pyramid-level 1" in refused.value.advice
    with open_document(tmp_path / "a.zarr", box=((99_990, 100_000),) * 3) as document:
        assert document.pixels.shape == (10, 10, 10)


def test_a_damaged_chunk_is_told(tmp_path: Path) -> None:
    plain_zarr(tmp_path / "a.zarr", VALUES, chunks=(20, 25, 30))
    (tmp_path / "a.zarr" / "c" / "0" / "0" / "0").write_bytes(b"no chunk")
    with pytest.raises(ChunkError, match=r"chunks of level 0 of a\.zarr could not be decoded"):
        open_document(tmp_path / "a.zarr")
    with open_document(tmp_path / "a.zarr", box=((30, 60), None, None)) as document:
        assert np.array_equal(document.pixels, VALUES[:, :, 30:])


def test_over_a_network(store: Path) -> None:
    with served(store.parent, delay=0.01) as address, open_document(f"{address}/{store.name}", level=1) as document:
        assert document.info.geometry.size == (30, 25, 20)
        assert document.info.name == store.name


def test_a_store_in_the_network_that_is_refused(store: Path) -> None:
    with (
        served(store.parent, refused={store.name: 403}) as address,
        pytest.raises(ChunkError, match="access is denied"),
    ):
        open_document(f"{address}/{store.name}")


def test_a_store_on_disk_may_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    """Its child is confined to the folder: a level that is a link to elsewhere is not followed."""
    plain_zarr(tmp_path / "elsewhere", VALUES, chunks=(20, 25, 30))
    scale = [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 1, 1]}]}]
    axes = [{"name": name, "type": "space"} for name in "zyx"]
    said = {"ome": {"version": "0.5", "multiscales": [{"axes": axes, "datasets": scale}]}}
    (tmp_path / "a.zarr").mkdir()
    (tmp_path / "a.zarr" / "zarr.json").write_text(
        json.dumps({"zarr_format": 3, "node_type": "group", "attributes": said})
    )
    (tmp_path / "a.zarr" / "0").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(OpenError):
        open_document(tmp_path / "a.zarr")


def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    plain_zarr(tmp_path / "a.zarr", VALUES, chunks=(20, 25, 30))
    (tmp_path / "a.zarr" / "c").chmod(0)
    with pytest.raises(ChunkError, match="access is denied"):
        open_document(tmp_path / "a.zarr")


def test_no_code_is_offered_that_would_not_read_it(store: Path) -> None:
    info = read_info(store)
    assert all("does not read images in chunks" in why_not(info, library) for library in Library)


@pytest.mark.parametrize(
    ("shape", "chunks", "box"),
    [
        ((100, 90, 80), (16, 16, 16), Region((0, 0, 0), (100, 90, 80))),
        ((100, 90, 80), (16, 16, 16), Region((5, 7, 9), (60, 80, 70))),
        ((3, 1000, 1000), (1, 128, 128), Region((1, 100, 130), (2, 800, 513))),
        ((7, 5), (7, 5), Region((6, 4), (1, 1))),
    ],
)
@pytest.mark.parametrize("most", [1, 5000, 10**6, 1 << 26])
def test_pieces_fill_the_box_once_each_chunk_in_one_of_them(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, ...], chunks: tuple[int, ...], box: Region, most: int
) -> None:
    monkeypatch.setattr(read_store, "_PIECE", most)
    level = Level(Geometry.identity(shape[::-1]), chunks)
    counts = np.zeros(shape, dtype=np.uint8)
    seen: set[tuple[int, ...]] = set()
    for piece in read_store.pieces(level, box, 1):
        counts[piece.slices] += 1
        places = set(level.places(piece))
        assert len(places) == 1 or piece.pixels <= most
        assert not places & seen
        seen |= places
    assert counts[box.slices].min() == 1
    assert counts.sum(dtype=int) == box.pixels


def test_the_way_of_the_window_a_folder_that_is_a_store_is_no_folder_of_slices(
    store: Path, own_client: FileClient
) -> None:
    own_client.open(1, OpenRequest(store, level=1))
    outcome = own_client.wait(1)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert document.look is not None
        assert document.pixels.shape == (20, 25, 30)
        assert document.info.box == ()  # all of the level
