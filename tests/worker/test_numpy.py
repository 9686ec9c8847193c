"""Arrays that NumPy saved, through the child process, the Python functions and the command line."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector import api
from itk_inspector.cli import main
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Opened, Outcome
from itk_inspector.worker.parent.client import FileClient

Fetch = Callable[..., Outcome]


def opened(outcome: Outcome) -> ImageDocument:
    assert isinstance(outcome, Opened), outcome
    return outcome.document


@pytest.fixture
def ramp(tmp_path: Path) -> Path:
    path = tmp_path / "ramp.npy"
    np.save(path, np.arange(60, dtype=np.int16).reshape(3, 4, 5))
    return path


@pytest.mark.parametrize("dtype", ["bool", "int8", "int64", "uint16", "float16", "float64", "complex64"])
def test_the_file_itself_is_mapped(client: FileClient, fetch: Fetch, tmp_path: Path, dtype: str) -> None:
    array = (np.arange(60).reshape(3, 4, 5) % 2).astype(dtype)
    np.save(tmp_path / "a.npy", array)

    with opened(fetch(client, tmp_path / "a.npy")) as document:
        assert document.info.mapping == "file"
        assert np.array_equal(document.pixels, array)
        found = document.probe(ItkIndex.of(1, 2, 0))
        assert found.array_value == array[0, 2, 1]
        assert found.itk_value is None or found.itk_value == found.array_value or dtype == "complex64"
        copy = document.edit()
        copy.set_pixel(ItkIndex.of(1, 2, 0), 0)
        assert document.pixels[0, 2, 1] == array[0, 2, 1]
    assert np.array_equal(np.load(tmp_path / "a.npy"), array)


def test_fortran_order_comes_through_the_child(client: FileClient, fetch: Fetch, tmp_path: Path) -> None:
    array = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
    np.save(tmp_path / "a.npy", np.asfortranarray(array))

    with opened(fetch(client, tmp_path / "a.npy")) as document:
        assert document.info.mapping == "scratch"
        assert np.array_equal(document.pixels, array)


def test_a_change_on_disk_is_seen(client: FileClient, fetch: Fetch, ramp: Path) -> None:
    with opened(fetch(client, ramp)) as document:
        assert document.disk_state() is DiskState.SAME
        assert document.is_safe
        os.truncate(ramp, 140)
        assert document.disk_state() is DiskState.CHANGED
        assert not document.is_safe


def test_an_array_larger_than_memory_is_mapped(client: FileClient, fetch: Fetch, tmp_path: Path) -> None:
    """400 GB of holes: neither the mapping nor a copy-on-write copy may ask the system to reserve them."""
    path = tmp_path / "giant.npy"
    head = "{'descr': '<i2', 'fortran_order': False, 'shape': (40000, 2500, 2000), }".ljust(117) + "\n"
    path.write_bytes(b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head.encode())
    os.truncate(path, 128 + 400_000_000_000)

    with opened(fetch(client, path)) as document:
        assert document.info.mapping == "file"
        assert document.pixels.shape == (40000, 2500, 2000)
        assert document.pixels[39_999, 2_499, 1_999] == 0
        copy = document.edit()
        copy.set_pixel(ItkIndex.of(1_999, 2_499, 39_999), 7)
        assert copy.pixels[39_999, 2_499, 1_999] == 7
        assert document.pixels[39_999, 2_499, 1_999] == 0


@pytest.mark.parametrize("dtype", ["bool", "int64", "float16", "complex128"])
def test_what_we_save_opens_equal(tmp_path: Path, dtype: str) -> None:
    array = (np.arange(30).reshape(2, 3, 5) % 2).astype(dtype)
    np.save(tmp_path / "a.npy", array)

    with api.open_document(tmp_path / "a.npy") as document:
        copy = document.edit()
        copy.set_pixel(ItkIndex.of(0, 0, 0), 1)
        api.export(copy, tmp_path / "b.npy", like=document)
    with api.open_document(tmp_path / "b.npy", mapped=True) as again:
        array[0, 0, 0] = 1
        assert again.info.mapping == "file"
        assert np.array_equal(again.pixels, array)


def test_every_command_takes_it(ramp: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: Any) -> str:
        assert main.main([str(word) for word in words]) == 0
        return capsys.readouterr().out

    info = json.loads(said("info", ramp, "--json"))
    assert (info["format"], info["shape"], info["size"], info["mapping"]) == ("NumPy", [3, 4, 5], [5, 4, 3], "file")
    assert json.loads(said("probe", ramp, "--at", 1, 2, 0, "--json"))["itk_value"] == 11
    assert "itkSize3 ([5, 4, 3])" in said("bridge", ramp, tmp_path / "bridged.nrrd")
    said("export", ramp, tmp_path / "out.nrrd")
    with api.open_document(tmp_path / "out.nrrd") as document:
        assert np.array_equal(document.pixels, np.load(ramp))
