"""One of several images in a file, by a second reader that knows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import itk
import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import OpenError, UsageError
from itk_inspector.core.header.header_text import info_lines, part_lines
from itk_inspector.core.image.json_report import info_dict
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio import second_opinion
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

IMAGES = (np.arange(20, dtype=np.uint8).reshape(4, 5), np.arange(6, dtype=np.float32).reshape(2, 3) / 4)
NAMES = ("5 × 4 uint8", "3 × 2 float32")


class TwoImages:
    """Holds two images; the first is what ITK reads, too."""

    name = "two 1.0"

    def __init__(self, part: int) -> None:
        if part >= len(IMAGES):
            raise SecondReaderError(f"there is no image number {part}")
        self._pixels = IMAGES[part]
        self.stored = StoredImage(self._pixels.shape[::-1], self._pixels.dtype.name, parts=NAMES)

    def pieces(self) -> Iterator[Piece]:
        yield Piece(0, self._pixels.reshape(-1))

    def vouches_for(self, memory: npt.NDArray[np.uint8]) -> bool:
        return False

    def read_into(self, memory: npt.NDArray[np.uint8]) -> None:
        memory[:] = self._pixels.reshape(-1).view(np.uint8)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(second_opinion, "second_reader", lambda name, request: TwoImages(request.part))
    itk.imwrite(itk.image_from_array(IMAGES[0]), str(tmp_path / "a.nrrd"))
    return tmp_path / "a.nrrd"


@pytest.mark.parametrize("part", [0, 1])
def test_each_is_read(path: Path, part: int) -> None:
    header = read_requested(OpenRequest(path, part=part))
    memory = np.empty(header.nbytes, dtype=np.uint8)
    info = read_settled(header, memory)[0].info

    assert (info.parts, info.part, info.part_name) == (NAMES, part, NAMES[part])
    assert np.array_equal(memory.view(info.dtype).reshape(info.shape), IMAGES[part])
    assert info.name == f"a.nrrd ({part + 1} of 2)"


def test_text_and_json_list_them_by_the_numbers_that_they_are_asked_for_with(path: Path) -> None:
    info = read_requested(OpenRequest(path, part=1)).info

    assert dict(info_lines(info))["image"] == "2 of 2 in this file: 3 × 2 float32"
    assert part_lines(info) == [("part 0", "5 × 4 uint8"), ("part 1", "3 × 2 float32 (this one)")]
    assert (info_dict(info)["parts"], info_dict(info)["part"]) == (list(NAMES), 1)


def test_one_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(OpenError, match=r"a\.nrrd has no image number 2"):
        read_requested(OpenRequest(path, part=2))


@pytest.mark.parametrize("name", ["a.nrrd", "a.npy", "a.png"])
def test_a_file_of_one_image_has_no_second(tmp_path: Path, name: str) -> None:
    if name.endswith(".npy"):
        np.save(tmp_path / name, IMAGES[0])
    else:
        itk.imwrite(itk.image_from_array(IMAGES[0]), str(tmp_path / name))

    info = read_requested(OpenRequest(tmp_path / name)).info
    assert (info.parts, part_lines(info), info.name) == ((), [], name)
    with pytest.raises(OpenError, match=f"{name} has no image number 1: it holds one image."):
        read_requested(OpenRequest(tmp_path / name, part=1))


def test_they_are_counted_from_0() -> None:
    with pytest.raises(UsageError, match="counted from 0"):
        OpenRequest(Path("a.tif"), part=-1)
