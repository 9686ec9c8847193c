"""Lists and patterns of files: what is not there is not made up."""

from __future__ import annotations

from pathlib import Path

import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.files.named_files import data_files
from itk_inspector.itkio.header import read_header

HEAD = "ObjectType = Image\nNDims = 3\nDimSize = 3 2 4\nElementType = MET_UCHAR\nElementDataFile = "


def written(folder: Path, last: str, files: int = 4) -> Path:
    """A header with this last line, beside slices of their number."""
    for number in range(files):
        (folder / f"s{number}.raw").write_bytes(bytes([number] * 6))
    (folder / "a.mhd").write_text(HEAD + last)
    return folder / "a.mhd"


def listed(count: int) -> str:
    return "".join(f"s{number}.raw\n" for number in range(count))


@pytest.mark.parametrize(
    "last", ["LIST\n" + listed(4), "LIST 2\n" + listed(4), "s%d.raw 0 3 1\n", "LIST\n" + listed(5)]
)
def test_as_many_files_as_slices_are_read(tmp_path: Path, last: str) -> None:
    path = written(tmp_path, last, 5)

    assert read_header(path).info.shape == (4, 2, 3)
    assert sitk.GetArrayFromImage(sitk.ReadImage(str(path)))[:, 0, 0].tolist() == [0, 1, 2, 3]
    assert len(data_files(path)) >= 4


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("LIST\n" + listed(3), "names 3 files of pixels for 4 slices"),
        ("LIST 1\n" + listed(4), "names 4 files of pixels for 8 slices"),
        ("s%d.raw 0 2 1\n", "names 3 files of pixels for 4 slices"),
        ("LIST\n", "names 0 files"),
        ("LIST 3\n" + listed(4), "each file of its list would hold the whole image"),
    ],
)
def test_fewer_files_than_slices_are_refused(tmp_path: Path, last: str, said: str) -> None:
    with pytest.raises(OpenError, match=said):
        read_header(written(tmp_path, last))
