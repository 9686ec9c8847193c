"""HDF5 files that are no images of ITK's are refused by what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.api import open_document
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ImageInfo

_SHORT = b"\x10\x08\0\0\2\0\0\0\0\0\x10\0"
_FLOAT = b"\x11\x20\x1f\0\4\0\0\0\0\0\x20\0"


def opened(path: Path) -> tuple[ImageInfo, npt.NDArray[Any]]:
    """Open in a child: the HDF5 library keeps what it could not read open, and complains of it at its end."""
    with open_document(path) as document:
        return document.info, document.pixels.ravel().copy()


def written(folder: Path, kind: str) -> Path:
    path = folder / "a.h5"
    sitk.WriteImage(sitk.GetImageFromArray(np.arange(120).reshape(6, 5, 4).astype(kind)), str(path))
    return path


def test_a_healthy_file_opens(tmp_path: Path) -> None:
    info, values = opened(written(tmp_path, "i2"))

    assert (info.notes, values.tolist()) == ((), list(range(120)))


@pytest.mark.parametrize(("kind", "message"), [("i2", _SHORT), ("f4", _FLOAT)])
def test_big_endian_numbers_are_told(tmp_path: Path, kind: str, message: bytes) -> None:
    path = written(tmp_path, kind)
    swapped = bytes([message[0], message[1] | 1]) + message[2:]
    path.write_bytes(path.read_bytes().replace(message, swapped))

    with pytest.raises(OpenError, match="its numbers are big-endian, which ITK’s HDF5 reader does not support"):
        opened(path)


def test_a_transform_is_no_image(tmp_path: Path) -> None:
    sitk.WriteTransform(sitk.TranslationTransform(3, (1.0, 2.0, 3.0)), str(tmp_path / "a.h5"))

    with pytest.raises(OpenError, match="it is an HDF5 file with a transform, not an image"):
        opened(tmp_path / "a.h5")


@pytest.mark.parametrize("name", ["a.h5", "a.hdf5"])
def test_a_file_of_something_else_is_refused_by_what_it_is(tmp_path: Path, name: str) -> None:
    written(tmp_path, "i2").rename(tmp_path / name)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes().replace(b"ITKImage", b"anything"))

    with pytest.raises(OpenError, match="it is an HDF5 file, but not one with an image that ITK wrote"):
        opened(tmp_path / name)


def test_what_is_no_hdf5_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_bytes(b"something else, of more than a few bytes" * 20)

    with pytest.raises(OpenError, match="it is not an HDF5 file"):
        opened(tmp_path / "a.h5")
