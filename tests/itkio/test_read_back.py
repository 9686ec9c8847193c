"""What was written is read back piece by piece: all of it, by ITK's reader, in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import itk
import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.itkio import read_back, settled_pixels
from itk_inspector.itkio.engine import bare_objects, engine
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.second.second_reader import Piece

SHAPES = [(5, 7), (300, 7), (2, 3000), (6, 5, 7), (3, 40, 30), (2, 3, 5, 7), (1, 1)]


def saved(path: Path, shape: tuple[int, ...], *, components: bool = False) -> npt.NDArray[Any]:
    """Write random pixels with ITK alone."""
    rng = np.random.default_rng(3)
    pixels = rng.integers(-999, 999, (*shape, 3) if components else shape, dtype=np.int16)
    pixels = pixels.astype(np.float32) if components else pixels
    itk.imwrite(itk.image_from_array(pixels, is_vector=components), str(path), compression=False)
    return pixels


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_back, "_PIECE", 500)
    monkeypatch.setattr(read_back, "_LEAST", 0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("suffix", [".mha", ".mhd"])
@pytest.mark.parametrize("components", [False, True])
def test_every_byte_is_read_once_and_in_order(
    tmp_path: Path, shape: tuple[int, ...], suffix: str, components: bool
) -> None:
    path = tmp_path / f"a{suffix}"
    pixels = saved(path, shape, components=components)
    header = read_header(path)

    pieces = [(at, piece.copy()) for at, piece in read_back._pieces(header, *read_back._cut(header))]

    assert [at for at, _ in pieces] == [sum(p.size for _, p in pieces[:n]) for n in range(len(pieces))]
    assert b"".join(piece.tobytes() for _, piece in pieces) == pixels.tobytes()
    assert max(piece.size for _, piece in pieces) <= max(500, shape[-1] * pixels.itemsize * (3 if components else 1))
    assert read_back.gives_back(header, pixels) == (header.place is not None)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float64"])
def test_nifti_is_read_back_in_pieces_too(tmp_path: Path, shape: tuple[int, ...], dtype: str) -> None:
    path = tmp_path / "a.nii"
    pixels = np.random.default_rng(4).integers(0, 99, shape).astype(dtype)
    itk.imwrite(itk.image_from_array(pixels), str(path))
    header = read_header(path)
    cut, step = read_back._cut(header)

    pieces = [(at, piece.copy()) for at, piece in read_back._pieces(header, cut, step)]

    assert [at for at, _ in pieces] == [sum(p.size for _, p in pieces[:n]) for n in range(len(pieces))]
    assert b"".join(piece.tobytes() for _, piece in pieces) == pixels.tobytes()
    assert cut < 2 or step == 1
    assert read_back.gives_back(header, pixels)
    assert not read_back.gives_back(header, pixels + np.ones_like(pixels))


@pytest.mark.parametrize(("index", "size"), [((0, 0, 2), (7, 5, 1)), ((0, 3, 1), (7, 1, 1)), ((0, 1, 5), (7, 3, 1))])
def test_itk_reads_only_the_region_of_a_nifti_file(
    tmp_path: Path, index: tuple[int, ...], size: tuple[int, ...]
) -> None:
    """It says that it cannot stream; what it puts behind a piece would be another's memory."""
    pixels = np.random.default_rng(5).integers(1, 99, (6, 5, 7), dtype=np.int16)
    itk.imwrite(itk.image_from_array(pixels), str(tmp_path / "a.nii"))
    io = read_header(tmp_path / "a.nii").io
    memory = np.zeros(pixels.nbytes, dtype=np.uint8)
    region = engine.io_region(list(size))
    for axis, first in enumerate(index):
        region.SetIndex(axis, first)
    io.SetIORegion(region)

    io.Read(bare_objects.pointer_to(memory))

    wanted = pixels[tuple(slice(i, i + n) for i, n in zip(reversed(index), reversed(size), strict=True))]
    assert not io.CanStreamRead()
    assert memory[: wanted.nbytes].tobytes() == wanted.tobytes()
    assert not memory[wanted.nbytes :].any()


def test_nan_in_nifti_is_not_given_back(tmp_path: Path) -> None:
    """ITK reads it as 0."""
    pixels = np.ones((6, 5, 7), dtype=np.float32)
    itk.imwrite(itk.image_from_array(pixels), str(tmp_path / "a.nii"))
    assert read_back.gives_back(read_header(tmp_path / "a.nii"), pixels)
    pixels[3, 2, 1] = np.nan

    itk.imwrite(itk.image_from_array(pixels), str(tmp_path / "a.nii"))

    assert not read_back.gives_back(read_header(tmp_path / "a.nii"), pixels)


@pytest.mark.parametrize(("axes", "is_told"), [((6, 127, 128), False), ((6, 128, 128), True), ((900, 128), True)])
def test_nifti_of_small_slices_is_read_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, axes: tuple[int, ...], is_told: bool
) -> None:
    """Its file is opened for each of them."""
    monkeypatch.setattr(read_back, "_LEAST", 1 << 15)
    monkeypatch.setattr(read_back, "_PIECE", 1 << 16)
    pixels = np.ones(axes, dtype=np.int16)
    itk.imwrite(itk.image_from_array(pixels), str(tmp_path / "a.nii"))

    assert read_back.gives_back(read_header(tmp_path / "a.nii"), pixels) is is_told


@pytest.mark.parametrize("at", [0, 1, 499, 500, 777, 1199])
def test_one_other_bit_anywhere_is_noticed(tmp_path: Path, at: int) -> None:
    pixels = saved(tmp_path / "a.mhd", (6, 10, 10))
    header = read_header(tmp_path / "a.mhd")
    assert header.place is not None
    assert read_back.gives_back(header, pixels)
    with (tmp_path / "a.raw").open("r+b") as file:
        file.seek(header.place.offset + at)
        byte = file.read(1)[0]
        file.seek(header.place.offset + at)
        file.write(bytes([byte ^ 1]))

    assert not read_back.gives_back(header, pixels)


def test_a_file_that_ends_early_is_noticed(tmp_path: Path) -> None:
    pixels = saved(tmp_path / "a.mhd", (6, 10, 10))
    header = read_header(tmp_path / "a.mhd")
    with (tmp_path / "a.raw").open("r+b") as file:
        file.truncate((tmp_path / "a.raw").stat().st_size - 1)

    assert not read_back.gives_back(header, pixels)


@pytest.mark.parametrize("suffix", [".nrrd", ".nii.gz", ".png", ".tif"])
def test_what_itk_reads_in_one_go_cannot_be_told(tmp_path: Path, suffix: str) -> None:
    pixels = np.arange(70, dtype=np.uint8).reshape(7, 10)
    itk.imwrite(itk.image_from_array(pixels), str(tmp_path / f"a{suffix}"), compression=False)

    assert not read_back.gives_back(read_header(tmp_path / f"a{suffix}"), pixels)


def test_pixels_of_another_size_or_type_are_not_given_back(tmp_path: Path) -> None:
    pixels = saved(tmp_path / "a.mhd", (6, 10))
    header = read_header(tmp_path / "a.mhd")

    assert not read_back.gives_back(header, pixels[:5])
    assert not read_back.gives_back(header, pixels.view(np.uint16))


class Contradicting:
    """A second reader that sees another first value."""

    name = "another"

    def pieces(self) -> Iterator[Piece]:
        yield Piece(0, np.array([12345], dtype=np.int16))

    def vouches_for(self, _: npt.NDArray[np.uint8]) -> bool:
        return False


def test_the_second_reader_is_asked_too(tmp_path: Path) -> None:
    pixels = saved(tmp_path / "a.mhd", (6, 10))
    header: Any = replace(read_header(tmp_path / "a.mhd"), second=Contradicting())  # type: ignore[arg-type]

    assert settled_pixels.contradicts(header, pixels.reshape(-1).view(np.uint8))
    assert not read_back.gives_back(header, pixels)
