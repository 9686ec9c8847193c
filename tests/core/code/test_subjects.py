"""Code for what is in no file, for copies, and for start indices; code for files is run in `tests/integration`."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.code.reading import path_text, reading_lines
from itk_inspector.core.code.subjects import geometry_code, pixel_code, region_code
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.geometry_rows import ras_affine
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.read_by import Library
from itk_inspector.core.pixels.probe import probe

PIXELS = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
GEOMETRY = Geometry((4, 3, 2), (10, -20, 30), (1.0, 2.0, 3.0), (0.5, 2.0, 4.0),
                    ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))  # fmt: skip
INDEX = ItkIndex((13, -18, 31))
BOX = Region((1, 0, 2), (1, 3, 2))


class NoItk:
    image = None

    def value(self, index: ItkIndex) -> None:
        return None


class TheirImage:
    """An image that counts from 0, or from the start index."""

    def __init__(self, start: tuple[int, ...]) -> None:
        self.start = start
        self.dataobj = PIXELS.T

    def GetPixel(self, index: list[int]) -> int:
        assert all(i >= s for i, s in zip(index, self.start, strict=True))
        return int(PIXELS.T[tuple(i - s for i, s in zip(index, self.start, strict=True))])

    def __getitem__(self, key: tuple[slice, ...]) -> Any:
        return PIXELS.T[key]


def info(path: str = "seen", **changes: Any) -> ImageInfo:
    plain = ImageInfo(Path(path), "memory", "scalar", "short", 1, "int16", GEOMETRY)
    return replace(plain, **changes)


def of_file(path: str, **changes: Any) -> ImageInfo:
    return info(path, **{"format": "NrrdImageIO", "stamp": FileStamp.of(Path(__file__)), **changes})


FOUND = probe(INDEX, GEOMETRY, PIXELS, NoItk())
HAS: dict[Library, dict[str, Any]] = {
    Library.NUMPY: {"array": PIXELS},
    Library.ITK: {"image": TheirImage(GEOMETRY.start_index)},
    Library.SIMPLEITK: {"image": TheirImage((0, 0, 0))},
    Library.NIBABEL: {"image": TheirImage((0, 0, 0))},
}


@pytest.mark.parametrize("library", Library)
def test_a_pixel_of_an_image_in_memory_has_the_name_that_the_comment_tells(library: Library) -> None:
    code = pixel_code(FOUND, info(), library)
    name = next(iter(HAS[library]))
    assert code.startswith(f"# {name}: ")
    assert code.endswith("  # 23\n")
    assert eval(code.split("\n")[-2], dict(HAS[library])) == 23


@pytest.mark.parametrize("library", [Library.NUMPY, Library.SIMPLEITK, Library.NIBABEL])
def test_a_region_counts_from_0_where_the_library_does(library: Library) -> None:
    names = dict(HAS[library])
    exec(region_code(BOX, info(), library), names)
    taken = names["region"] if library is Library.NUMPY else np.asarray(names["region"]).T
    assert np.array_equal(taken, PIXELS[BOX.slices])


def test_a_region_of_itk_counts_from_the_start_index() -> None:
    given: dict[str, Any] = {}

    class Box:
        def SetIndex(self, index: list[int]) -> None:
            given["index"] = index

        def SetSize(self, size: list[int]) -> None:
            given["size"] = size

    def taken(image: object, region_of_interest: Box) -> str:
        return "taken"

    itk = SimpleNamespace(ImageRegion={3: Box}, region_of_interest_image_filter=taken)
    names: dict[str, Any] = {"itk": itk, "image": None}
    exec(region_code(BOX, info(), Library.ITK), names)
    assert given == {"index": [12, -20, 31], "size": [2, 3, 1]}
    assert names["region"] == "taken"


def test_a_region_of_colours_is_taken_by_numpy() -> None:
    colours = info(pixel_type="rgb", components=3, dtype="uint8")
    assert region_code(BOX, colours, Library.ITK).endswith("array_view_from_image(image)[1:2, 0:3, 2:4]\n")


def test_itk_s_geometry_has_the_start_index_and_others_the_first_pixel() -> None:
    told = geometry_code(info(), Library.ITK)
    assert "region.SetIndex([10, -20, 30])" in told
    assert "image.SetOrigin([1.0, 2.0, 3.0])" in told
    assert told.startswith("import itk\nimport numpy as np\n")
    first = list(GEOMETRY.point_of(ItkIndex(GEOMETRY.start_index)).components)
    assert f"image.SetOrigin({first})" in geometry_code(info(), Library.SIMPLEITK)
    assert "SetIndex" not in geometry_code(info(geometry=Geometry.identity((4, 3, 2))), Library.ITK)


def test_nibabel_s_geometry_is_in_ras() -> None:
    names: dict[str, Any] = {}
    exec(geometry_code(info(), Library.NIBABEL), names)
    x, y, z = GEOMETRY.point_of(INDEX).components
    assert (names["affine"] @ [3, 2, 1, 1]).tolist() == [-x, -y, z, 1.0]


@pytest.mark.parametrize("size", [(4, 3), (4, 3, 2, 5)])
def test_ras_has_three_axes(size: tuple[int, ...]) -> None:
    affine = np.array(ras_affine(Geometry.identity(size)))
    assert affine.tolist() == np.diag([-1.0, -1.0, 1.0, 1.0]).tolist()


def test_an_edited_copy_is_in_no_file() -> None:
    for library in Library:
        (line,) = reading_lines(of_file("/data/a.nrrd"), library, is_edited=True)
        assert line.endswith("of the edited copy, which is in no file yet")
    assert "import itk\n" not in geometry_code(of_file("/data/a.nrrd"), Library.SIMPLEITK, is_edited=True)


@pytest.mark.parametrize("name", ["a'b", 'a"b', "a\nb", "a\\nb", "ü", "\udcff", "'" * 3, "{x}", "-a", "# a"])
def test_paths_are_quoted(name: str) -> None:
    text = path_text(of_file(f"/data/{name}"))
    assert ast.literal_eval(text) == f"/data/{name}"
    assert text.isascii()
    assert text.isprintable()


@pytest.mark.parametrize("name", ["a'b", "a\nb", "\udcff"])
def test_names_in_memory_end_no_comment(name: str) -> None:
    code = pixel_code(FOUND, info(name), Library.NUMPY)
    assert code.count("\n") == 2
    code.encode()


def test_a_series_is_read_slice_by_slice() -> None:
    files = (Path("/d/2.dcm"), Path("/d/1.dcm"))
    series = of_file("/d", format="GDCMImageIO", data_files=files)
    assert ast.literal_eval(path_text(series)) == ["/d/2.dcm", "/d/1.dcm"]


def test_a_type_that_itk_does_not_wrap_is_seen_by_its_bits() -> None:
    assert reading_lines(of_file("/a.nrrd", dtype="int8"), Library.NUMPY)[-1] == "array = array.view('int8')"
    pairs = of_file("/a.nrrd", dtype="complex64", components=2, pixel_type="complex")
    assert reading_lines(pairs, Library.NUMPY)[-2:] == ["array = array.view('complex64')", "array = array[..., 0]"]


def test_files_of_numpy() -> None:
    plain = of_file("/a.npy", format="NumPy")
    assert reading_lines(plain, Library.NUMPY)[2:] == ["array = np.load('/a.npy', mmap_mode=\"r\")"]
    row = replace(plain, geometry=Geometry.identity((4, 1)))
    block = replace(plain, notes=("6-D: the first 4-D block of 2 is shown.",))
    for each in (row, block):
        names: dict[str, Any] = {"array": np.arange(48).reshape(-1, *each.shape)}
        exec(reading_lines(each, Library.NUMPY)[-1], names)
        assert names["array"].tolist() == np.arange(np.prod(each.shape)).reshape(each.shape).tolist()


def test_nibabel_s_further_axes() -> None:
    vectors = of_file("/a.nii", format="NiftiImageIO", pixel_type="vector", components=3, dtype="float32")
    assert "dataobj[3, 2, 1, 0].astype('float32')" in pixel_code(FOUND, vectors, Library.NIBABEL)
    slices = of_file("/a.nii", format="NiftiImageIO", metadata={"dim[0]": "5"})
    assert "dataobj[3, 2, 1, 0, 0].astype('int16')" in pixel_code(FOUND, slices, Library.NIBABEL)
    colours = of_file("/a.nii", format="NiftiImageIO", pixel_type="rgb", components=3, dtype="uint8")
    assert "dataobj[3, 2, 1]  #" in pixel_code(FOUND, colours, Library.NIBABEL)
