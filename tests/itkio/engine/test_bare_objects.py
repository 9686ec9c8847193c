"""The functions behind the classes do what the classes do, and load none of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.itkio.engine import bare_objects, engine
from itk_inspector.itkio.engine.bare_objects import Placement

HEADS = {
    "plain": "NDims = 2\nDimSize = 3 2\n",
    "negative": "NDims = 2\nDimSize = 3 2\nElementSpacing = -0.5 2\nOffset = 7 -1\n",
    "turned": "NDims = 3\nDimSize = 3 2 2\nTransformMatrix = 0 1 0 -1 0 0 0 0 1\nElementSpacing = 1 2 3\n",
    "time": "NDims = 4\nDimSize = 3 2 2 2\nOffset = 1 2 3 4\n",
    "line": "NDims = 1\nDimSize = 12\n",
    "five": "NDims = 5\nDimSize = 2 2 2 1 1\n",
}


def read_io(tmp_path: Path, head: str) -> Any:
    path = tmp_path / "image.mha"
    text = f"ObjectType = Image\n{head}ElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
    path.write_bytes(text.encode() + bytes(range(48)))
    io = engine.made(engine.meta_io())
    io.SetFileName(str(path))
    io.ReadImageInformation()
    return io


def by_classes(io: Any, dimension: int) -> Placement:
    reader = engine.made(getattr(engine.readers(), f"itkImageFileReaderIUC{dimension}"))
    reader.SetFileName(io.GetFileName())
    reader.SetImageIO(io)
    reader.UpdateOutputInformation()
    image, axes = reader.GetOutput(), range(dimension)
    direction = image.GetDirection().GetVnlMatrix()
    return (
        tuple(int(image.GetLargestPossibleRegion().GetIndex()[axis]) for axis in axes),
        tuple(float(image.GetOrigin()[axis]) for axis in axes),
        tuple(float(image.GetSpacing()[axis]) for axis in axes),
        tuple(tuple(float(direction.get(row, axis)) for axis in axes) for row in axes),
    )


@pytest.mark.parametrize("name", HEADS)
def test_the_reader_places_an_image_alike(name: str, tmp_path: Path) -> None:
    io = read_io(tmp_path, HEADS[name])
    dimension = min(max(io.GetNumberOfDimensions(), 2), 4)

    assert bare_objects.placement(io, dimension) == by_classes(io, dimension)


def test_what_the_reader_refuses_is_refused(tmp_path: Path) -> None:
    io = read_io(tmp_path, "NDims = 2\nDimSize = 3 2\nTransformMatrix = 1 0 1 0\n")

    with pytest.raises(RuntimeError, match="direction"):
        bare_objects.placement(io, 2)


def test_a_reader_fills_the_memory_that_is_pointed_to(tmp_path: Path) -> None:
    io, memory = read_io(tmp_path, HEADS["plain"]), np.zeros(6, dtype=np.uint8)

    io.SetIORegion(engine.io_region([3, 2]))
    io.Read(bare_objects.pointer_to(memory))

    assert memory.tolist() == [0, 1, 2, 3, 4, 5]


def test_no_class_of_an_image_is_loaded_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "image.mha"
    read_io(tmp_path, HEADS["negative"])
    code = (
        "import sys; from pathlib import Path\n"
        "from itk_inspector.itkio.engine import bare_objects, engine, wrapper_modules; wrapper_modules.use()\n"
        "from itk_inspector.itkio import raw_check; from itk_inspector.itkio.header import read_header\n"
        f"engine.preload(); header = read_header(Path({str(path)!r}))\n"
        "assert raw_check.matches_reader(header, header.place)\n"
        "kinds = ('Image', 'ImageSource', 'ImageFileReader', 'PyBuffer')\n"
        "print([kind for kind in kinds if f'itk.itk{kind}Python' in sys.modules])"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")  # SWIG complains of what is not deleted
