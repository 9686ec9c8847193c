"""Stores that others wrote, read through tensorstore and compared with what was written, or with zarr-python."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest

from generated_stores import (
    VALUES,
    changed_json,
    multiscale,
    ome_zarr,
    plain_zarr,
    served,
    spec_of,
    written_by_tensorstore,
)
from itk_inspector.core.errors import ChunkError, OpenError
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.geometry.regions import Region

pytest.importorskip("tensorstore", reason="tensorstore reads stores")

from itk_inspector.itkio.stores.tensorstore_engine import TensorstoreEngine
from itk_inspector.itkio.stores.tensorstore_failure import failure

SMALL = np.arange(10 * 20 * 30, dtype=np.int64).astype(np.uint8).reshape(10, 20, 30)


@pytest.fixture
def opened() -> Iterator[Callable[..., TensorstoreEngine]]:
    engines = []

    def opened(path: Path | str, *arguments: Any, **options: Any) -> TensorstoreEngine:
        engines.append(TensorstoreEngine(Path(path), *arguments, **options))
        return engines[-1]

    yield opened
    for engine in engines:
        engine.close()


Open = Callable[..., TensorstoreEngine]


@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_ome_zarr_of_another_writer(tmp_path: Path, opened: Open, version: str) -> None:
    zarr = pytest.importorskip("zarr", reason="zarr-python judges")
    path = ome_zarr(tmp_path, version)
    engine = opened(path)
    pyramid = engine.pyramid
    assert pyramid.info.format == f"OME-Zarr {version}"
    assert (pyramid.axes, pyramid.info.space.unit, pyramid.dtype) == (("z", "y", "x"), "µm", np.dtype("uint16"))
    group = zarr.open_group(str(path), mode="r")
    attributes = group.attrs["ome"] if version == "0.5" else group.attrs
    for number, data in enumerate(attributes["multiscales"][0]["datasets"]):
        scale, translation = (one[one["type"]] for one in data["coordinateTransformations"])
        judged = group[data["path"]]
        level = pyramid.levels[number]
        assert level.shape == judged.shape
        assert level.chunks == judged.chunks
        assert level.geometry.spacing == tuple(scale[::-1])
        assert level.geometry.origin == tuple(translation[::-1])
        box = Region(tuple(n // 4 for n in level.shape), tuple(n // 2 for n in level.shape))
        assert np.array_equal(engine.read(number, box), judged[box.slices])
    assert np.array_equal(engine.read(0, pyramid.levels[0].whole), VALUES)


def test_points_of_levels_agree(tmp_path: Path, opened: Open) -> None:
    """A pixel of level 1 is the mean of 2 × 2 × 2 of level 0: it lies between them, half a step on."""
    fine, coarse = (level.geometry for level in opened(ome_zarr(tmp_path, "0.5")).pyramid.levels[:2])
    for x, y, z in ((0, 0, 0), (3, 5, 7), (29, 24, 19)):
        between = fine.point_of(ContinuousIndex.of(2 * x + 0.5, 2 * y + 0.5, 2 * z + 0.5))
        assert coarse.point_of(ItkIndex.of(x, y, z)).components == pytest.approx(between.components, abs=1e-12)


def test_transformations_of_the_whole_come_after_those_of_a_level(tmp_path: Path, opened: Open) -> None:
    ome = {
        "version": "0.5",
        "multiscales": [
            {
                "axes": [{"name": n, "type": "space"} for n in "yx"],
                "coordinateTransformations": [
                    {"type": "scale", "scale": [10, 100]},
                    {"type": "translation", "translation": [1, 2]},
                ],
                "datasets": [
                    {
                        "path": "0",
                        "coordinateTransformations": [
                            {"type": "scale", "scale": [2, 3]},
                            {"type": "translation", "translation": [5, 7]},
                        ],
                    }
                ],
            }
        ],
    }
    path = multiscale(tmp_path / "a.zarr", [SMALL[0]], ome, (8, 8))
    geometry = opened(path).pyramid.levels[0].geometry
    row, col = 4, 6
    expected = ((col * 3 + 7) * 100 + 2, (row * 2 + 5) * 10 + 1)
    assert geometry.point_of(ItkIndex.of(col, row)).components == expected


def test_channels_are_images_of_their_own_and_time_is_an_axis(tmp_path: Path, opened: Open) -> None:
    values = np.arange(2 * 3 * 4 * 5 * 6, dtype=np.int32).reshape(2, 3, 4, 5, 6)
    ome = {
        "version": "0.5",
        "omero": {
            "channels": [
                {"label": "DAPI", "color": "0000ff", "window": {"min": 0, "max": 65535, "start": 10.5, "end": 1500}},
                {"label": "GFP", "color": "green", "window": {"start": "a"}},
                {"color": "FF0000"},
            ]
        },
        "multiscales": [
            {
                "axes": [
                    {"name": "t", "type": "time", "unit": "second"},
                    {"name": "c", "type": "channel"},
                    *({"name": n, "type": "space", "unit": "nanometer"} for n in "zyx"),
                ],
                "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [9, 1, 4, 3, 2]}]}],
            }
        ],
    }
    engine = opened(multiscale(tmp_path / "a.zarr", [values], ome, (1, 1, 2, 5, 6)), 1)
    info = engine.pyramid.info
    assert info.parts == ("c = 0 (DAPI, #0000FF, 10.5 to 1500)", "c = 1 (GFP)", "c = 2 (#FF0000)")
    assert info.geometry.spacing == (2.0, 3.0, 4.0, 9.0)
    assert info.space.unit == "nm"
    assert np.array_equal(engine.read(0, Region((1, 0, 0, 0), (1, 4, 5, 6))), values[1:, 1])
    with pytest.raises(OpenError, match="has no image number 3: it holds 3 images"):
        opened(tmp_path / "a.zarr", 3)


@pytest.mark.parametrize("zarr_format", [2, 3])
def test_plain_arrays(tmp_path: Path, opened: Open, zarr_format: int) -> None:
    values = np.linspace(-1, 1, 7 * 8 * 9, dtype=np.float32).reshape(7, 8, 9)
    plain_zarr(tmp_path / "a.zarr", values, chunks=(3, 4, 5), zarr_format=zarr_format)
    engine = opened(tmp_path / "a.zarr")
    assert engine.pyramid.info.format == f"Zarr {zarr_format}"
    assert engine.pyramid.levels[0].chunks == (3, 4, 5)
    assert np.array_equal(engine.read(0, Region((1, 2, 3), (5, 5, 5))), values[1:6, 2:7, 3:8])


def test_chunks_of_a_sharded_array_are_those_inside_the_shards(tmp_path: Path, opened: Open) -> None:
    values = SMALL.astype(np.int16)
    plain_zarr(tmp_path / "a.zarr", values, shards=(10, 20, 20), chunks=(5, 5, 10))
    engine = opened(tmp_path / "a.zarr")
    assert engine.pyramid.levels[0].chunks == (5, 5, 10)
    assert np.array_equal(engine.read(0, engine.pyramid.levels[0].whole), values)


def test_chunks_that_were_never_written_have_the_fill_value(tmp_path: Path, opened: Open) -> None:
    zarr = pytest.importorskip("zarr", reason="zarr-python writes the store")
    made = zarr.create_array(str(tmp_path / "a.zarr"), shape=(8, 40), chunks=(4, 10), dtype="int16", fill_value=-7)
    made[:, :20] = 3
    engine = opened(tmp_path / "a.zarr")
    whole = engine.pyramid.levels[0].whole
    assert engine.pyramid.fill == -7
    assert engine.missing(0, whole) == 4
    assert engine.missing(0, Region((0, 0), (8, 20))) == 0
    assert np.array_equal(engine.read(0, whole), made[...])


def test_n5_has_its_first_axis_as_the_fastest(tmp_path: Path, opened: Open) -> None:
    metadata = {
        "dimensions": [30, 20, 10],
        "blockSize": [8, 9, 10],
        "dataType": "uint8",
        "compression": {"type": "gzip"},
        "axes": ["x", "y", "z"],
        "units": ["nm", "nm", "nm"],
        "resolution": [4, 5, 40],
    }
    written_by_tensorstore(spec_of("n5", tmp_path / "a.n5", metadata=metadata), SMALL.T)
    engine = opened(tmp_path / "a.n5")
    geometry = engine.pyramid.info.geometry
    assert (geometry.size, geometry.spacing) == ((30, 20, 10), (4.0, 5.0, 40.0))
    assert (engine.pyramid.info.format, engine.pyramid.levels[0].chunks) == ("N5", (10, 9, 8))
    assert np.array_equal(engine.read(0, engine.pyramid.levels[0].whole), SMALL)


def test_levels_of_n5_are_placed_by_their_factors(tmp_path: Path, opened: Open) -> None:
    base = {"blockSize": [8, 8, 8], "dataType": "uint8", "compression": {"type": "raw"}}
    for number, factor in enumerate((1, 2)):
        values = SMALL[::factor, ::factor, ::factor]
        metadata = {**base, "dimensions": list(values.shape[::-1])}
        written_by_tensorstore(spec_of("n5", tmp_path / "a.n5" / f"s{number}", metadata=metadata), values.T)
        own = {"pixelResolution": {"dimensions": [4, 5, 40], "unit": "nm"}, "downsamplingFactors": [factor] * 3}
        changed_json(tmp_path / "a.n5" / f"s{number}" / "attributes.json", lambda said, own=own: said.update(own))
    (tmp_path / "a.n5" / "attributes.json").write_text(json.dumps({"n5": "4.0.0"}))
    fine, coarse = opened(tmp_path / "a.n5").pyramid.levels
    assert coarse.geometry.spacing == (8.0, 10.0, 80.0)
    assert coarse.geometry.origin == (2.0, 2.5, 20.0)
    assert fine.geometry.origin == (0.0, 0.0, 0.0)


def test_precomputed_volumes_begin_at_their_voxel_offset(tmp_path: Path, opened: Open) -> None:
    """In Neuroglancer's space a voxel reaches from its index to the next: its centre lies half a voxel on."""
    written_by_tensorstore(
        spec_of(
            "neuroglancer_precomputed",
            tmp_path / "a",
            multiscale_metadata={"type": "image", "data_type": "uint8", "num_channels": 1},
            scale_metadata={
                "size": [30, 20, 10],
                "voxel_offset": [5, 6, 7],
                "encoding": "raw",
                "chunk_size": [8, 8, 8],
                "resolution": [4, 5, 40],
            },
        ),
        SMALL.T[..., None],
    )
    engine = opened(tmp_path / "a")
    geometry = engine.pyramid.info.geometry
    assert (geometry.size, geometry.start_index) == ((30, 20, 10), (5, 6, 7))
    assert geometry.point_of(ItkIndex.of(5, 6, 7)).components == (5.5 * 4, 6.5 * 5, 7.5 * 40)
    assert np.array_equal(engine.read(0, Region((1, 2, 3), (4, 5, 6))), SMALL[1:5, 2:7, 3:9])


def test_odd_metadata_are_told(tmp_path: Path, opened: Open) -> None:
    path = ome_zarr(tmp_path, "0.5")

    def move(said: Any) -> None:
        said["attributes"]["ome"]["multiscales"][0]["datasets"][1]["coordinateTransformations"] = [
            {"type": "scale", "scale": [4, 1, 0.5]},
            {"type": "translation", "translation": [500, 20, 30]},
        ]

    changed_json(path / "zarr.json", move)
    assert any("Level 1 begins at" in note for note in opened(path).pyramid.info.notes)


@pytest.mark.parametrize("wrong", [[{"type": "scale", "scale": [1, 2]}], [{"type": "rotation"}], [{"scale": 3}], 7])
def test_metadata_without_sense_are_refused(tmp_path: Path, opened: Open, wrong: Any) -> None:
    path = ome_zarr(tmp_path, "0.4")
    mend = {"coordinateTransformations": wrong}
    changed_json(path / ".zattrs", lambda said: said["multiscales"][0]["datasets"][0].update(mend))
    with pytest.raises(OpenError, match="metadata that make no sense"):
        opened(path)


def test_a_scale_of_zero_is_refused(tmp_path: Path, opened: Open) -> None:
    path = ome_zarr(tmp_path, "0.4")
    mend = {"coordinateTransformations": [{"type": "scale", "scale": [1, 0, 1]}]}
    changed_json(path / ".zattrs", lambda said: said["multiscales"][0]["datasets"][0].update(mend))
    with pytest.raises(OpenError, match="placement without meaning"):
        opened(path)


def test_a_group_without_an_image_says_so(tmp_path: Path, opened: Open) -> None:
    zarr = pytest.importorskip("zarr", reason="zarr-python writes the store")
    zarr.create_group(str(tmp_path / "a.zarr"), attributes={"ome": {"plate": {}, "version": "0.5"}})
    with pytest.raises(OpenError, match="a Zarr group with a plate"):
        opened(tmp_path / "a.zarr")


def test_a_damaged_chunk_is_told_and_the_others_are_read(tmp_path: Path, opened: Open) -> None:
    path = ome_zarr(tmp_path, "0.5")
    engine = opened(path)
    data = json.loads((path / "zarr.json").read_bytes())["attributes"]["ome"]["multiscales"][0]["datasets"][0]["path"]
    (path / data / "c" / "0" / "0" / "0").write_bytes(b"no chunk at all")
    with pytest.raises(ChunkError, match=r"chunks of level 0 of ome-0.5.zarr could not be decoded"):
        engine.read(0, Region((0, 0, 0), (4, 4, 4)))
    box = Region((16, 16, 16), (4, 4, 4))
    assert np.array_equal(engine.read(0, box), VALUES[box.slices])


@pytest.mark.parametrize(
    "name", ["scan404.zarr", "connect 403.zarr", "the credentials file.zarr", 'a "credentials file.zarr']
)
def test_what_a_store_is_called_is_no_reason(tmp_path: Path, opened: Open, name: str) -> None:
    made = plain_zarr(tmp_path / name, VALUES, chunks=(16, 16, 16))
    made[...] = VALUES
    (tmp_path / name / "c" / "0" / "0" / "0").write_bytes(b"no chunk at all")
    with served(tmp_path) as address:
        for place in (tmp_path / name, f"{address}/{quote(name)}"):
            engine = opened(place)
            with pytest.raises(ChunkError, match="could not be decoded: they are damaged"):
                engine.read(0, Region((0, 0, 0), (4, 4, 4)))


def test_over_a_network(tmp_path: Path, opened: Open) -> None:
    path = ome_zarr(tmp_path, "0.5")
    with served(tmp_path, delay=0.01) as address:
        engine = opened(f"{address}/{path.name}")
        box = Region((3, 5, 7), (20, 20, 20))
        assert np.array_equal(engine.read(0, box), VALUES[box.slices])
        assert engine.pyramid.info.name == path.name


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "access is denied"), (404, "could not be found|No image in chunks"), (503, "could not be reached")],
)
def test_a_server_that_refuses(tmp_path: Path, opened: Open, status: int, words: str) -> None:
    path = ome_zarr(tmp_path, "0.5")
    with served(tmp_path, refused={path.name: status}) as address, pytest.raises(OpenError, match=words):
        opened(f"{address}/{path.name}")


def test_chunks_that_are_forbidden_are_no_pixels(tmp_path: Path, opened: Open) -> None:
    path = ome_zarr(tmp_path, "0.5")
    with served(tmp_path, refused={"/c/0/0/0": 403}) as address:
        engine = opened(f"{address}/{path.name}")
        with pytest.raises(ChunkError, match=r"chunks of level 0 .* access is denied"):
            engine.read(0, Region((0, 0, 0), (4, 4, 4)))


def test_chunks_that_do_not_come_are_given_up(tmp_path: Path, opened: Open) -> None:
    path = ome_zarr(tmp_path, "0.5")
    with served(tmp_path, refused={"/c/0/0/0": 0}) as address:
        engine = opened(f"{address}/{path.name}", time_out=1.0)
        with pytest.raises(ChunkError, match="did not come in 1 seconds"):
            engine.read(0, Region((0, 0, 0), (4, 4, 4)))


@pytest.mark.parametrize("port", [1, 14031, 24044], ids=str)
def test_nobody_there(opened: Open, port: int) -> None:
    with pytest.raises(ChunkError, match="could not be reached"):
        opened(f"http://127.0.0.1:{port}/a.zarr")


@pytest.mark.parametrize("codec", ["none", "crc32c", "gzip", "zstd", "blosc", "shard"])
@pytest.mark.parametrize("length", [401, 404, 0])
def test_where_a_chunk_ends_is_no_reason(tmp_path: Path, opened: Open, codec: str, length: int) -> None:
    from zarr import codecs

    compressors = {
        "crc32c": codecs.Crc32cCodec,
        "gzip": codecs.GzipCodec,
        "zstd": codecs.ZstdCodec,
        "blosc": codecs.BloscCodec,
    }
    options = {"compressors": [compressors[codec]()] if codec in compressors else None, "chunks": (16, 16, 16)}
    plain_zarr(tmp_path / "a.zarr", VALUES, **options | ({"shards": (32, 32, 32)} if codec == "shard" else {}))
    chunk = tmp_path / "a.zarr" / "c" / "0" / "0" / "0"
    chunk.write_bytes(chunk.read_bytes()[:length])
    with pytest.raises(ChunkError, match="could not be decoded: they are damaged"):
        opened(tmp_path / "a.zarr").read(0, Region((0, 0, 0), (16, 16, 16)))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ABORTED: Error reading a: All 3 retry attempts failed: Too Many Requests", "could not be reached"),
        ("PERMISSION_DENIED: Error reading a: Forbidden [HTTP code 403]", "access is denied"),
        ("UNAUTHENTICATED: no key", "access is denied"),
        ("DATA_LOSS: Error reading a: Digest mismatch", "damaged"),
        ("UNKNOWN: Error reading a: Unavailable For Legal Reasons [HTTP code 451]", "could not be read"),
        ("Error reading a: Bad Request [HTTP code 400]", "could not be read"),
        ('Error reading "a \\" 404": no', "could not be read"),
    ],
)
def test_the_reason_is_the_code(said: str, words: str) -> None:
    answered = " [http_response_body='<p>PERMISSION_DENIED: no credentials file, 404, truncated</p>'] [curl_code='7']"
    for text in (said, said + answered):
        found = failure("The chunks", text, is_part=True)
        assert isinstance(found, ChunkError)
        assert words in found.message
        assert found.detail == text
        assert ("damaged" in found.advice) == (words == "could not be read")
