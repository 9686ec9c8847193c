"""Addresses where paths are expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.text.remote_address import absolute, address_of


@pytest.mark.parametrize("address", ["http://host/a.zarr", "https://host:80/a/b.zarr", "s3://bucket/a", "gs://b/a"])
def test_an_address_survives_that_a_path_keeps_one_slash_of_it(address: str) -> None:
    assert address_of(Path(address)) == address
    assert address_of(absolute(Path(address))) == address


@pytest.mark.parametrize("name", ["a.zarr", "http", "http:/", "ftp:/host/a", "folder/http:/host"])
def test_everything_else_is_a_path_of_this_machine(name: str) -> None:
    assert address_of(Path(name)) == ""
    assert absolute(Path(name)) == Path.cwd() / name
