"""Images in buckets, read by a real, confined child, and laid over others on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from generated_buckets import Asked, served_as_gcs, served_as_s3
from generated_stores import let_go_of_zarr, plain_zarr
from itk_inspector.api.opening import open_document
from itk_inspector.cli.main import main
from itk_inspector.core.errors import ChunkError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.open_request import OpenRequest

pytest.importorskip("tensorstore", reason="tensorstore reads stores")

VALUES = np.arange(40 * 50, dtype=np.uint16).reshape(40, 50)


@pytest.fixture(autouse=True)
def no_threads_of_zarr(nothing_left_behind: None) -> Iterator[None]:
    yield
    let_go_of_zarr()


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    write_stores(tmp_path)
    with served_as_s3(tmp_path, {"forbidden": 403}) as asked:
        monkeypatch.setenv("AWS_ENDPOINT_URL", asked.address)
        yield asked


@pytest.fixture
def google_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    monkeypatch.setenv("GCE_METADATA_ROOT", "127.0.0.1:9")  # nobody answers there, nor has to be looked for
    write_stores(tmp_path)
    with served_as_gcs(tmp_path, {"forbidden": 403}) as asked:
        monkeypatch.setenv("TENSORSTORE_GCS_HTTP_URL", asked.address)
        yield asked


def write_stores(folder: Path) -> None:
    (folder / "scans").mkdir()
    plain_zarr(folder / "scans" / "a.zarr", VALUES, chunks=(16, 16))
    plain_zarr(folder / "scans" / "b.zarr", VALUES + 1, chunks=(16, 16))


def test_all_of_it_and_a_part(bucket: Asked) -> None:
    with open_document("s3://scans/a.zarr") as document:
        assert np.array_equal(document.pixels, VALUES)
        again = OpenRequest.again(document.info).absolute()
        assert str(again.path) == "s3:/scans/a.zarr"
        assert document.can_be_read_again
    with open_document("s3://scans/a.zarr", box=((20, 30), (7, 9))) as document:
        assert np.array_equal(document.pixels, VALUES[7:9, 20:30])
        assert document.probe(ItkIndex.of(25, 8)).array_value == VALUES[8, 25]
    with pytest.raises(ChunkError, match="access is denied"):
        open_document("s3://scans/forbidden.zarr")


def test_one_over_the_other_on_the_command_line(bucket: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["probe", "--json", "--at", "7", "9", "--overlay", "s3://scans/b.zarr", "--", "s3://scans/a.zarr"]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert str(int(VALUES[9, 7])) in json.dumps(told)
    assert told["layers"][0]["array_value"] == int(VALUES[9, 7]) + 1


def test_a_bucket_of_google(google_bucket: Asked) -> None:
    with open_document("gs://scans/a.zarr") as document:
        assert np.array_equal(document.pixels, VALUES)
        assert str(OpenRequest.again(document.info).absolute().path) == "gs:/scans/a.zarr"
    with open_document("gs://scans/a.zarr", box=((20, 30), (7, 9))) as document:
        assert document.probe(ItkIndex.of(25, 8)).array_value == VALUES[8, 25]
    with pytest.raises(ChunkError, match="access is denied"):
        open_document("gs://scans/forbidden.zarr")
    with pytest.raises(ChunkError, match="No image in chunks was found"):
        open_document("gs://scans/other.zarr")
    assert google_bucket.keys == {""}


def test_chunks_that_are_not_in_a_bucket_of_google_are_told(google_bucket: Asked, tmp_path: Path) -> None:
    (tmp_path / "scans" / "a.zarr" / "c" / "1" / "1").unlink()
    with open_document("gs://scans/a.zarr") as document:
        assert (document.pixels[16:32, 16:32] == 0).all()
        assert "1 chunk was never written: the pixels there are the fill value 0." in document.info.notes


@pytest.mark.parametrize("place", ["variable", "login"])
def test_credentials_for_a_bucket_of_google_are_used(
    google_bucket: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "variable":
        file = tmp_path / "key.json"
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    else:
        file = tmp_path / "gcloud" / "application_default_credentials.json"
        file.parent.mkdir()
    file.write_text('{"type": "no such type"}')
    with pytest.raises(ChunkError, match="the credentials that were found cannot be used"):
        open_document("gs://scans/a.zarr")
