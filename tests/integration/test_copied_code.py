"""Copied code runs as pasted, in a fresh interpreter with the real libraries, and gives what the window shows."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import itk
import nibabel
import numpy as np
import pydicom
import pytest

import itk_inspector as ii
from dicom_files import AXIAL, SAGITTAL, normal, oblique, write_series
from itk_inspector.core.code.subjects import geometry_code, pixel_code, region_code
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.geometry_rows import ras_affine
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.read_by import Library, why_not

OBLIQUE = [[0.8, -0.6, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, -1.0]]

RUN = """
import ast, json, sys
import numpy as np

def plain(value):
    kind = type(value).__module__.split(".")[0]
    if "Image" in type(value).__name__:
        if kind == "itk":
            import itk
            value = itk.array_from_image(value)
        else:
            import SimpleITK
            value = SimpleITK.GetArrayFromImage(value)
    if kind == "itk" and hasattr(value, "GetSize") and not isinstance(value, np.ndarray):
        value = [value[i] for i in range(value.GetSize())]
    if kind == "itk" and hasattr(value, "GetRed"):
        value = [value.GetRed(), value.GetGreen(), value.GetBlue()]
    array = np.asarray(value)
    if array.dtype.names:
        array = np.stack([array[n] for n in array.dtype.names], -1)
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag], -1)
    return array.tolist()

told = []
for code in json.load(sys.stdin):
    names = {}
    *lines, last = ast.parse(code).body
    exec(compile(ast.Module(lines, []), "code", "exec"), names)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), "code", "eval"), names)
    else:
        exec(compile(ast.Module([last], []), "code", "exec"), names)
        value = names["region"]
    told.append(plain(value))
print(json.dumps(told))
"""


def run(codes: list[str]) -> list[Any]:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", RUN], input=json.dumps(codes), text=True,
                          capture_output=True, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told: list[Any] = json.loads(done.stdout)
    return told


def numbers(value: Any) -> Any:
    array = np.asarray(value)
    return np.stack([array.real, array.imag], -1) if array.dtype.kind == "c" else array


def written(pixels: Any, path: Path, **more: Any) -> Path:
    image = itk.image_from_array(np.ascontiguousarray(pixels), **more)
    axes = image.GetImageDimension()
    image.SetSpacing([0.7, 1.1, 2.5, 3.0][:axes])
    image.SetOrigin([-12.25, 7.5, 1e-3, 5.0][:axes])
    direction = np.eye(axes)
    if axes >= 3:
        direction[:3, :3] = OBLIQUE
    image.SetDirection(itk.matrix_from_array(direction))
    itk.imwrite(image, str(path))
    return path


def grey(dtype: str, shape: tuple[int, ...] = (3, 4, 5)) -> Any:
    return (np.arange(np.prod(shape)).reshape(shape) * 3 - 20).astype(dtype)


def scaled(folder: Path) -> Path:
    image = nibabel.Nifti1Image(grey("int16").T, np.diag([-2.0, 1.5, 3.0, 1.0]))
    image.header.set_slope_inter(0.1, -3.7)
    path = folder / "scaled.nii.gz"
    nibabel.save(image, path)
    return path


def numpy_file(folder: Path, dtype: str, order: str = "C") -> Path:
    path = folder / "a.npy"
    np.save(path, np.asarray(grey("int16").astype(dtype), order=order))  # type: ignore[call-overload]  # a word
    return path


DISTANCES = (0.0, 2.5, 5.0, 7.5)
FIRST = (-10.0, 20.0, -30.0)


def series(folder: Path, distances: tuple[float, ...] = DISTANCES, **more: Any) -> Path:
    write_series(folder / "series", distances, origin=FIRST, **more)
    return folder / "series"


FILES: dict[str, Callable[[Path], Path]] = {
    "int16": lambda f: written(grey("int16"), f / "a.nrrd"),
    "quoted": lambda f: written(grey("int16"), f / 'it\'s "ü"\n\\n.nrrd'),
    "compressed": lambda f: written(grey("float32"), f / "a.nii.gz"),
    "plane": lambda f: written(grey("uint8", (4, 5)), f / "a.png"),
    "flat NIfTI": lambda f: written(grey("float32", (4, 5)), f / "a.nii"),
    "one slice": lambda f: written(grey("int16", (1, 4, 5)), f / "a.nii"),
    "4-D": lambda f: written(grey("int16", (2, 3, 4, 5)), f / "a.nii"),
    "RGB": lambda f: written(grey("uint8", (4, 5, 3)), f / "a.png", is_vector=True),
    "RGB NIfTI": lambda f: written(grey("uint8", (3, 4, 5, 3)), f / "a.nii", is_vector=True),
    "vector": lambda f: written(grey("float32", (3, 4, 5, 2)), f / "a.nrrd", is_vector=True),
    "vector NIfTI": lambda f: written(grey("float32", (3, 4, 5, 4)), f / "a.nii", is_vector=True),
    "scaled": scaled,
    "series": lambda f: series(f),
    "series, whose slices are in another order than their names": lambda f: series(f, names=("c", "a", "d", "b")),
    "series, oblique": lambda f: series(f, orientation=oblique(25.0)),
    "series, backwards": lambda f: series(f, distances=(7.5, 5.0, 2.5, 0.0), orientation=SAGITTAL),
    "series, rescaled": lambda f: series(f, RescaleSlope="2.5", RescaleIntercept="-1024"),
    "npy": lambda f: numpy_file(f, "int64"),
    "npy, Fortran": lambda f: numpy_file(f, ">f4", "F"),
}


ENDS = {
    Library.NUMPY: "[list(shape), list(spacing), list(origin), direction.tolist()]",
    Library.ITK: "[list(image.GetSpacing()), list(image.GetOrigin()), np.asarray(image.GetDirection()).tolist()]",
    Library.SIMPLEITK: "[list(image.GetSpacing()), list(image.GetOrigin()), list(image.GetDirection())]",
    Library.NIBABEL: "affine.tolist()",
}
STATED_WITHOUT_A_FILE = (Library.NUMPY, Library.NIBABEL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the window shows of a file, and what the copied code has given."""

    info: ImageInfo
    pixel: Any
    region: Any
    pixels: dict[Library, Any]
    regions: dict[Library, Any]
    geometries: dict[Library, Any]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """Run all code in one interpreter: loading itk takes seconds."""
    codes: list[str] = []
    kept: list[tuple[str, ImageInfo, Any, Any, list[Library], list[Library]]] = []
    for number, (name, make) in enumerate(FILES.items()):
        with ii.open_document(make(tmp_path_factory.mktemp(f"file{number}"))) as document:
            info, shape = document.info, document.info.geometry.shape
            able = [each for each in Library if not why_not(info, each)]
            stating = [each for each in Library if each in able or each in STATED_WITHOUT_A_FILE]
            last = zip(info.geometry.start_index, info.geometry.size, strict=True)
            found = document.probe(ItkIndex(tuple(s + n - 1 for s, n in last)))
            box = Region(tuple(n // 2 for n in shape), tuple(n - n // 2 for n in shape))
            kept.append((name, info, found.array_value, numbers(document.pixels[box.slices]).copy(), able, stating))
            codes += [pixel_code(found, info, each) for each in able]
            codes += [region_code(box, info, each) for each in able]
            codes += [f"{geometry_code(info, each)}repr({ENDS[each]})\n" for each in stating]
    results = iter(run(codes))
    return {
        name: Shown(
            info,
            pixel,
            region,
            {each: next(results) for each in able},
            {each: next(results) for each in able},
            {each: ast.literal_eval(next(results)) for each in stating},
        )
        for name, info, pixel, region, able, stating in kept
    }


@pytest.mark.parametrize("name", FILES)
def test_libraries_read_what_they_can(name: str, shown: dict[str, Shown]) -> None:
    told = {library.value for library in shown[name].pixels}
    if name.startswith("npy"):
        assert told == {"NumPy"}
    else:
        assert told == {"NumPy", "itk", "SimpleITK"} | ({"nibabel"} if ".nii" in shown[name].info.path.name else set())


@pytest.mark.parametrize("name", FILES)
def test_a_pixel_is_that_of_the_window(name: str, shown: dict[str, Shown]) -> None:
    expected = np.squeeze(numbers(shown[name].pixel))
    for library, value in shown[name].pixels.items():
        assert np.array_equal(np.squeeze(value), expected), library


@pytest.mark.parametrize("name", FILES)
def test_a_region_is_that_of_the_window(name: str, shown: dict[str, Shown]) -> None:
    expected, axes = shown[name].region, shown[name].info.geometry.dimension
    for library, value in shown[name].regions.items():
        taken = np.asarray(value)
        if library is Library.NIBABEL:  # x first
            taken = taken.reshape(*expected.shape[:axes][::-1], *expected.shape[axes:])
            taken = np.moveaxis(taken, range(axes), range(axes)[::-1])
        assert np.array_equal(taken, expected), library


@pytest.mark.parametrize("name", FILES)
def test_geometry_is_stated_to_the_last_digit(name: str, shown: dict[str, Shown]) -> None:
    info, told = shown[name].info, shown[name].geometries
    geometry = info.geometry
    direction = [list(row) for row in geometry.direction]
    placed = [list(geometry.spacing), list(geometry.origin)]
    assert told[Library.NUMPY][:2] == [list(info.shape), list(geometry.spacing[::-1])]
    assert told[Library.NIBABEL] == [list(row) for row in ras_affine(geometry)]
    if Library.ITK in told:
        assert told[Library.ITK] == [*placed, direction]
        assert told[Library.SIMPLEITK] == [*placed, [number for row in direction for number in row]]


@pytest.mark.parametrize(
    ("orientation", "names", "distances"),
    [
        (AXIAL, (), DISTANCES),
        (oblique(25.0), ("c", "a", "d", "b"), DISTANCES),
        (SAGITTAL, (), tuple(reversed(DISTANCES))),
    ],
)
def test_a_series_comes_as_its_files_say(
    tmp_path: Path, orientation: tuple[float, ...], names: tuple[str, ...], distances: tuple[float, ...]
) -> None:
    """Pixels, a region and the geometry that the libraries read themselves, judged by pydicom and plain arithmetic."""
    files = write_series(tmp_path / "series", distances, orientation, names=names, origin=FIRST)
    by_distance = [file for _, file in sorted(zip(distances, files, strict=True))]
    pixels = np.stack([pydicom.dcmread(file).pixel_array for file in by_distance])
    with ii.open_document(tmp_path / "series") as document:
        info = document.info
        box = Region((1, 1, 2), (2, 3, 2))
        readers = (Library.ITK, Library.SIMPLEITK)
        regions = [region_code(box, info, each) for each in (Library.NUMPY, *readers)]
        probes = [pixel_code(document.probe(ItkIndex.of(4, 3, 2)), info, each) for each in (Library.NUMPY, *readers)]
    read = ["\n".join(code.splitlines()[:-1]) for code in probes[1:]]  # without stating anything
    places = [f"{code}\nrepr([*image.GetSpacing(), *image.GetOrigin()])\n" for code in read]
    turns = [f"{read[0]}\nimport numpy\nrepr(numpy.asarray(image.GetDirection()).ravel().tolist())\n",
             f"{read[1]}\nrepr(list(image.GetDirection()))\n"]  # fmt: skip

    told = run([*regions, *probes, *places, *turns])

    for region in told[:3]:
        assert np.array_equal(region, pixels[1:3, 1:4, 2:4])
    assert told[3:6] == [pixels[2, 3, 4]] * 3
    axes = np.stack([orientation[:3], orientation[3:], normal(orientation)], axis=1)
    for place, turn in zip(told[6:8], told[8:10], strict=True):
        assert np.allclose(ast.literal_eval(place), [0.6, 0.8, 2.5, *FIRST], atol=1e-6)
        assert np.allclose(ast.literal_eval(turn), axes.ravel(), atol=1e-6)


def test_nibabel_places_the_pixels_alike(tmp_path: Path) -> None:
    """In RAS: nibabel has it from the file's own matrix."""
    with ii.open_document(FILES["compressed"](tmp_path)) as document:
        theirs = nibabel.load(document.info.path).affine
        assert np.allclose(ras_affine(document.geometry), theirs, atol=1e-5)  # the file holds 32 bits
