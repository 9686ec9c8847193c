"""Files that may be lost while they are open are read, not mapped, and that is said."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.raw import file_system
from itk_inspector.worker.parent.client import FileClient

NOTE = "The pixels are read, not mapped: "


@pytest.fixture
def array(tmp_path: Path) -> Path:
    path = tmp_path / "a.npy"
    np.save(path, np.arange(20, dtype=np.int32).reshape(4, 5))
    return path


@pytest.mark.parametrize("number", [0xEF53, 0x58465342, 0x9123683E, 0x01021994, 0x794C7630])
def test_local_file_systems_are_mapped(array: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(file_system, "_file_system", lambda path: number)

    assert read_header(array).info.mapping == "file"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (0x6969, "nfs"),
        (0xFF534D42, "cifs"),
        (0x65735546, "fuse"),
        (0x4D44, "fat"),
        (0x9660, "iso9660"),
        (0x1234, "0x1234"),
    ],
)
def test_other_file_systems_are_read_and_said(
    array: Path, monkeypatch: pytest.MonkeyPatch, number: int, name: str
) -> None:
    monkeypatch.setattr(file_system, "_file_system", lambda path: number)

    header = read_header(array)

    assert header.info.mapping == "scratch"
    assert f"{NOTE}it lies on a file system that may be lost ({name})." in header.info.notes


def test_the_system_tells_the_kind_of_a_file_system() -> None:
    assert file_system.why_not_mapped(Path("/dev/shm")) == ""
    assert file_system.why_not_mapped(Path("/proc/self/status")) != ""
    assert file_system.why_not_mapped(Path("/nowhere")) == ""


def test_rows_are_compared_without_mapping_the_file(array: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems cannot map: `mmap` answers ENODEV there."""

    def no_map(*_: object, **__: object) -> None:
        raise OSError(19, "No such device")

    monkeypatch.setattr(np, "memmap", no_map)
    header = read_header(array)
    assert header.place is not None

    assert raw_check.matches_reader(header, header.place)


@pytest.fixture
def loop_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in a file, which the system shows as one that can be taken away."""
    image, folder = tmp_path / "disk.img", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(16 << 20)
    steps = (["mkfs.ext4", "-q", str(image)], ["mount", "-o", "loop", str(image), str(folder)])
    try:
        is_there = os.geteuid() == 0 and not any(
            subprocess.run(step, capture_output=True, check=False).returncode for step in steps
        )
    except FileNotFoundError:
        is_there = False
    if not is_there:
        pytest.skip("a file system in a file cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_can_be_taken_out_is_read(loop_disk: Path) -> None:
    path = loop_disk / "a.npy"
    pixels = np.arange(20, dtype=np.int32).reshape(4, 5)
    np.save(path, pixels)
    client = FileClient()
    client.open(1, OpenRequest(path))

    outcome = client.wait(1)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert document.info.mapping == "scratch"
        assert f"{NOTE}it lies on a removable disk." in document.info.notes
        assert np.array_equal(document.pixels, pixels)
    client.close()
