"""Every block of an image of more than four axes can be opened, in every format that holds so many."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened, Outcome
from itk_inspector.worker.parent.client import FileClient

SHAPE = (2, 3, 2, 4, 5, 6)
VALUES = np.arange(np.prod(SHAPE), dtype=np.int16).reshape(SHAPE)
COUNT = 6


_tokens = itertools.count(1)


def fetch(client: FileClient, path: Path, **flags: Any) -> Outcome:
    token = next(_tokens)
    client.open(token, OpenRequest(path, **flags))
    return client.wait(token)


def saved(path: Path, order: str = "<") -> Path:
    """Write all six axes in the format of the extension."""
    values = VALUES.astype(f"{order}i2")
    sizes = " ".join(map(str, SHAPE[::-1]))
    if path.suffix == ".npy":
        np.save(path, np.asfortranarray(values) if "fortran" in path.name else values)
    elif path.suffix == ".nrrd":
        head = f"NRRD0004\ntype: short\ndimension: 6\nsizes: {sizes}\nencoding: raw\n"
        head += f"endian: {'little' if order == '<' else 'big'}\n\n"
        path.write_bytes(head.encode() + values.tobytes())
    elif path.suffix == ".mha":
        head = f"NDims = 6\nDimSize = {sizes}\nElementType = MET_SHORT\nBinaryData = True\n"
        head += f"BinaryDataByteOrderMSB = {order == '>'}\nElementDataFile = LOCAL\n"
        path.write_bytes(head.encode() + values.tobytes())
    else:
        kind = nibabel.Nifti2Image if "two" in path.name else nibabel.Nifti1Image
        nibabel.save(kind(values.T, np.eye(4), kind.header_class(endianness=order)), path)
    return path


NAMES = ["a.npy", "fortran.npy", "a.nii", "a.nii.gz", "two.nii", "a.nrrd", "a.mha"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_block_can_be_opened(client: FileClient, tmp_path: Path, name: str, order: str) -> None:
    path = saved(tmp_path / name, order)
    blocks: npt.NDArray[np.int16] = VALUES.reshape(COUNT, *SHAPE[2:])

    for part in range(COUNT):
        outcome = fetch(client, path, part=part)
        assert isinstance(outcome, Opened), outcome
        with outcome.document as document:
            assert np.array_equal(document.pixels, blocks[part])
            assert document.info.part == part
            assert document.info.parts == tuple(f"4-D block {n} of 6" for n in range(1, 7))
            shown = "the first 4-D block of 6" if part == 0 else f"4-D block {part + 1} of 6"
            assert f"6-D: {shown} is shown." in document.info.notes


@pytest.mark.parametrize("part", [2, 5])
def test_an_edited_copy_is_of_the_block(client: FileClient, tmp_path: Path, part: int) -> None:
    outcome = fetch(client, saved(tmp_path / "a.npy"), part=part)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        session = document.edit()
        session.pixels[0, 0, 0, 0] = -1
        assert np.array_equal(session.pixels.reshape(-1)[1:], VALUES.reshape(COUNT, -1)[part][1:])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", [6, 1_000_000])
def test_a_block_that_is_not_there_is_refused(client: FileClient, tmp_path: Path, name: str, part: int) -> None:
    outcome = fetch(client, saved(tmp_path / name), part=part)

    assert isinstance(outcome, Failed)
    assert outcome.error.message == f"{name} has no image number {part}: it holds 6 blocks, counted from 0."


@pytest.mark.parametrize("name", ["a.npy", "a.nii.gz"])
def test_a_file_of_one_image_has_no_second(client: FileClient, tmp_path: Path, name: str) -> None:
    if name == "a.npy":
        np.save(tmp_path / name, VALUES[0, 0])
    else:
        nibabel.save(nibabel.Nifti1Image(VALUES[0, 0].T, np.eye(4)), tmp_path / name)

    outcome = fetch(client, tmp_path / name, part=1)

    assert isinstance(outcome, Failed)
    assert outcome.error.message == f"{name} has no image number 1: it holds one image."


@pytest.mark.parametrize("name", ["a.npy", "a.nii"])
def test_raw_blocks_are_mapped_where_they_lie(client: FileClient, tmp_path: Path, name: str) -> None:
    outcome = fetch(client, saved(tmp_path / name), part=3)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert document.info.mapping == "file"


def many(path: Path, count: int) -> Path:
    np.save(path, np.arange(count * 2, dtype=np.int32).reshape(count, 1, 1, 1, 2))
    return path


def test_very_many_blocks_can_be_opened(client: FileClient, tmp_path: Path) -> None:
    outcome = fetch(client, many(tmp_path / "a.npy", 100_000), part=65_535)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert document.pixels.reshape(-1).tolist() == [131_070, 131_071]


def test_of_more_blocks_only_the_first_can_be_opened(client: FileClient, tmp_path: Path) -> None:
    outcome = fetch(client, many(tmp_path / "a.npy", 100_000), part=65_536)

    assert isinstance(outcome, Failed)
    assert outcome.error.message == "Of the 100,000 blocks of a.npy, only the first 65,536 can be opened."
