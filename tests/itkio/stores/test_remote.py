"""Stores in buckets: a server of our own answers as S3 does, on the loopback interface."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from generated_buckets import served_as_s3
from generated_stores import plain_zarr
from itk_inspector.core.errors import ChunkError, OpenError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.remote_address import absolute, address_of, has_secret

pytest.importorskip("tensorstore", reason="tensorstore reads stores")

from itk_inspector.itkio.stores.remote import credentials, kvstore_of
from itk_inspector.itkio.stores.tensorstore_engine import TensorstoreEngine

VALUES = np.arange(40 * 50, dtype=np.uint16).reshape(40, 50)
NAMES = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID",
         "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")  # fmt: skip


@pytest.fixture
def buckets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "scans").mkdir()
    made = plain_zarr(tmp_path / "scans" / "a.zarr", VALUES, chunks=(16, 16), fill_value=9)
    made[...] = VALUES
    return tmp_path


def test_a_public_bucket(buckets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served_as_s3(buckets) as asked:
        monkeypatch.setenv("AWS_ENDPOINT_URL", asked.address)
        engine = TensorstoreEngine(Path("s3://scans/a.zarr"))
        assert np.array_equal(engine.read(0, Region((5, 6), (30, 40))), VALUES[5:35, 6:46])
        assert engine.pyramid.info.name == "a.zarr"
        engine.close()
    assert asked.keys == {""}


def test_a_key_of_the_environment_signs_and_is_said_nowhere(buckets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served_as_s3(buckets) as asked:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", asked.address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "verysecret")
        engine = TensorstoreEngine(Path("s3://scans/a.zarr"))
        assert np.array_equal(engine.read(0, engine.pyramid.levels[0].whole), VALUES)
        assert "AKIDEXAMPLE" not in repr(engine.pyramid)
        engine.close()
    assert asked.keys
    assert all("Credential=AKIDEXAMPLE/" in key for key in asked.keys)


def test_chunks_that_were_never_written_are_counted_by_a_list(buckets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (buckets / "scans" / "a.zarr" / "c" / "1" / "1").unlink()
    with served_as_s3(buckets) as asked:
        monkeypatch.setenv("AWS_ENDPOINT_URL", asked.address)
        engine = TensorstoreEngine(Path("s3://scans/a.zarr"))
        assert engine.missing(0, engine.pyramid.levels[0].whole) == 1
        assert (engine.read(0, Region((16, 16), (16, 16))) == 9).all()
        engine.close()


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        ({"zarr.json": 403}, "access is denied"),
        ({"a.zarr": 404}, "No image in chunks was found at a.zarr"),
        ({"a.zarr": 0}, "did not come in 4 seconds"),
    ],
)
def test_what_a_bucket_refuses_is_told(
    buckets: Path, monkeypatch: pytest.MonkeyPatch, refused: dict[str, int], words: str
) -> None:
    with served_as_s3(buckets, refused) as asked:
        monkeypatch.setenv("AWS_ENDPOINT_URL", asked.address)
        with pytest.raises(ChunkError, match=words):
            TensorstoreEngine(Path("s3://scans/a.zarr"))


def test_a_chunk_that_is_refused_is_told(buckets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served_as_s3(buckets, {"c/0/0": 403}) as asked:
        monkeypatch.setenv("AWS_ENDPOINT_URL", asked.address)
        engine = TensorstoreEngine(Path("s3://scans/a.zarr"))
        with pytest.raises(ChunkError, match="access is denied"):
            engine.read(0, Region((0, 0), (4, 4)))
        assert np.array_equal(engine.read(0, Region((16, 0), (4, 4))), VALUES[16:20, :4])
        engine.close()


def test_where_tensorstore_is_sent() -> None:
    key = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-west-1"}
    spec = kvstore_of(Path("s3://scans/in/a.zarr"), "0", key)
    assert spec == {
        "driver": "s3",
        "bucket": "scans",
        "path": "in/a.zarr/0/",
        "aws_region": "eu-west-1",
        "aws_credentials": {"type": "environment"},
    }
    assert kvstore_of(Path("s3://scans"), "", {})["path"] == ""
    assert kvstore_of(Path("https://host/a.zarr"), "0", key) == "https://host/a.zarr/0/"
    assert kvstore_of(Path("gs://scans/a.zarr"), "", key) == "gs://scans/a.zarr/"
    assert kvstore_of(Path("/data/a#b.zarr"), "0", key) == {"driver": "file", "path": "/data/a#b.zarr/0/"}


@pytest.mark.parametrize(
    "name", ["%41", "a%2Fb", "50% done", "a#b", "a?b", "a|b", "a|zip:", "a b", "é", "~", "C:", "a\nb"]
)
@pytest.mark.parametrize("is_folder", [False, True])
def test_what_means_something_in_an_address_is_a_name_on_disk(tmp_path: Path, name: str, is_folder: bool) -> None:
    """Beside stores that the same letters lead to in an address."""
    for other in ("A.zarr", "a.zarr", "a/b.zarr", "A/a.zarr", "a/b/a.zarr"):
        plain_zarr(tmp_path / other, VALUES, chunks=(16, 16))[...] = 0
    path = tmp_path / name / "a.zarr" if is_folder else tmp_path / f"{name}.zarr"
    plain_zarr(path, VALUES, chunks=(16, 16))[...] = VALUES

    engine = TensorstoreEngine(path)

    assert np.array_equal(engine.read(0, engine.pyramid.levels[0].whole), VALUES)
    engine.close()


@pytest.mark.skipif(os.sep == "\\", reason="a separator there")
@pytest.mark.parametrize(("name", "why"), [("a\\b", "holds a backslash"), ("a\udcff", "is not UTF-8")])
def test_a_path_that_tensorstore_takes_for_another_is_refused(tmp_path: Path, name: str, why: str) -> None:
    plain_zarr(tmp_path / "a" / "b.zarr", VALUES, chunks=(16, 16))[...] = 0

    for path in (tmp_path / f"{name}.zarr", tmp_path / name / "a.zarr"):
        with pytest.raises(OpenError, match=f"cannot be reached: its path {why}"):
            TensorstoreEngine(path)


@pytest.mark.parametrize("address", ["https://me:word@host/a.zarr", "https://host/a.zarr?X-Amz-Signature=abc"])
def test_a_password_in_an_address_is_neither_used_nor_repeated(address: str) -> None:
    assert has_secret(address)
    with pytest.raises(OpenError) as refused:
        TensorstoreEngine(Path(address))
    told = f"{refused.value.message} {refused.value.advice} {refused.value.detail}"
    assert "word@" not in told
    assert "abc" not in told


def test_an_address_stays_as_it_is() -> None:
    for address in ("https://host/a.zarr", "s3://scans/a.zarr", "gs://scans/a.zarr"):
        assert address_of(absolute(Path(address))) == address
        assert not has_secret(address)
    assert absolute(Path("a.zarr")) == Path.cwd() / "a.zarr"


def test_where_credentials_lie(tmp_path: Path) -> None:
    key, login = tmp_path / "key.json", tmp_path / ".config" / "gcloud" / "application_default_credentials.json"
    login.parent.mkdir(parents=True)
    bucket, named = Path("gs://scans/a.zarr"), {"GOOGLE_APPLICATION_CREDENTIALS": str(key), "HOME": str(tmp_path)}
    assert credentials(bucket, named) == ()
    key.write_text("{}")
    login.write_text("{}")
    assert credentials(bucket, named) == (key,)
    assert credentials(bucket, {"HOME": str(tmp_path)}) == (login,)
    assert credentials(bucket, {"HOME": "/", "CLOUDSDK_CONFIG": str(login.parent)}) == (login,)
    for other in ("s3://scans/a.zarr", "https://host/a.zarr", "a.zarr"):
        assert credentials(Path(other), named) == ()
