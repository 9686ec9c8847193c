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

from itk_inspector.itkio import read_back, second_opinion
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


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("suffix", [".mha", ".mhd"])
@pytest.mark.parametrize("components", [False, True])
def test_every_byte_is_read_once_and_in_order(
    tmp_path: Path, shape: tuple[int, ...], suffix: str, components: bool
) -> None:
    path = tmp_path / f"a{suffix}"
    pixels = saved(path, shape, components=components)
    header = read_header(path)

    pieces = [(at, piece.copy()) for at, piece in read_back._pieces(header)]

    assert [at for at, _ in pieces] == [sum(p.size for _, p in pieces[:n]) for n in range(len(pieces))]
    assert b"".join(piece.tobytes() for _, piece in pieces) == pixels.tobytes()
    assert max(piece.size for _, piece in pieces) <= max(500, shape[-1] * pixels.itemsize * (3 if components else 1))
    assert read_back.gives_back(header, pixels) == (header.place is not None)


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


@pytest.mark.parametrize("suffix", [".nrrd", ".nii", ".png", ".tif"])
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

    assert second_opinion.contradicts(header, pixels.reshape(-1).view(np.uint8))
    assert not read_back.gives_back(header, pixels)
