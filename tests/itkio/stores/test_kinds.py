"""Which folders are stores, by what they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.text.remote_address import address_of
from itk_inspector.itkio.stores.kinds import Kind, folder_of, is_store, kind_of_folder


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("zarr.json", {"zarr_format": 3, "node_type": "group"}, Kind.ZARR3),
        (".zarray", {"zarr_format": 2}, Kind.ZARR2),
        (".zgroup", {"zarr_format": 2}, Kind.ZARR2),
        (".zattrs", {"multiscales": []}, Kind.ZARR2),
        ("attributes.json", {"n5": "4.0.0"}, Kind.N5),
        ("attributes.json", {"dimensions": [3, 4]}, Kind.N5),
        ("info", {"type": "image", "scales": []}, Kind.PRECOMPUTED),
        ("info", {"@type": "neuroglancer_multiscale_volume", "scales": []}, Kind.PRECOMPUTED),
        ("zarr.json", {"zarr_format": 4}, None),
        (".zattrs", {"colour": "red"}, None),
        ("attributes.json", {"colour": "red"}, None),
        ("info", {"type": "annotation"}, None),
        ("info", [1, 2], None),
        ("notes.json", {"zarr_format": 3}, None),
    ],
)
def test_folders(tmp_path: Path, name: str, content: Any, kind: Kind | None) -> None:
    (tmp_path / name).write_text(json.dumps(content))
    assert kind_of_folder(tmp_path) is kind
    assert is_store(tmp_path) is (kind is not None)


def test_a_file_that_is_no_json_makes_no_store(tmp_path: Path) -> None:
    (tmp_path / "info").write_bytes(b"\xff\xfe not JSON")
    (tmp_path / "zarr.json").mkdir()
    assert not is_store(tmp_path)
    assert not is_store(tmp_path / "nothing")


def test_the_file_that_describes_a_store_stands_for_it(tmp_path: Path) -> None:
    (tmp_path / "zarr.json").write_text('{"zarr_format": 3, "node_type": "array"}')
    assert folder_of(tmp_path / "zarr.json") == tmp_path
    assert is_store(tmp_path / "zarr.json")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("http://host:80/a/b.zarr", "http://host:80/a/b.zarr"),
        ("https://host/a", "https://host/a"),
        ("s3://bucket/a", "s3://bucket/a"),
        ("/data/http:/a", ""),
        ("a.zarr", ""),
        ("C:/a.zarr", ""),
    ],
)
def test_addresses_survive_being_paths(path: str, address: str) -> None:
    assert address_of(Path(path)) == address
