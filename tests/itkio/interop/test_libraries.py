"""Images of other libraries, judged by these libraries."""

from __future__ import annotations

import itertools
import subprocess
import sys
from typing import Any

import itk
import numpy as np
import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.itkio.interop.taking import taken

OBLIQUE = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])


def corners(geometry: Geometry) -> list[tuple[int, ...]]:
    ends = [(start, start + n - 1) for start, n in zip(geometry.start_index, geometry.size, strict=True)]
    return list(itertools.product(*ends))


def points(geometry: Geometry) -> list[tuple[float, ...]]:
    return [geometry.point_of(ItkIndex(index)).components for index in corners(geometry)]


# ------------------------------------------------------------------ SimpleITK


@pytest.mark.parametrize("kind", ["sitkInt16", "sitkVectorUInt8", "sitkComplexFloat32", "sitkUInt64"])
def test_an_image_of_simpleitk_is_viewed_where_it_lies(kind: str) -> None:
    sitk = pytest.importorskip("SimpleITK")
    image = sitk.Image([4, 3, 2], getattr(sitk, kind))
    image.SetSpacing([0.5, 0.25, 2.0])
    image.SetOrigin([10.0, -20.0, 3.5])
    image.SetDirection(OBLIQUE.ravel().tolist())

    made = taken(image).document

    assert made.pixels.ctypes.data == sitk.GetArrayViewFromImage(image).ctypes.data
    assert points(made.geometry) == [image.TransformIndexToPhysicalPoint(index) for index in corners(made.geometry)]
    assert made.info.notes == ()
    assert made.info.has_letters


def test_a_value_of_simpleitk_is_at_its_index() -> None:
    sitk = pytest.importorskip("SimpleITK")
    image = sitk.Image([4, 3, 2], sitk.sitkInt16)
    image[3, 1, 0] = -77

    assert taken(image).document.probe(ItkIndex((3, 1, 0))).array_value == -77


def test_a_label_map_of_simpleitk_is_refused_and_ends_nothing() -> None:
    sitk = pytest.importorskip("SimpleITK")

    with pytest.raises(UsageError, match="runs, not pixels"):
        taken(sitk.Image([4, 3], sitk.sitkLabelUInt8))


# ------------------------------------------------------------------ VTK


@pytest.mark.parametrize(("kind", "dtype"), [("SHORT", "i2"), ("UNSIGNED_CHAR", "u1"), ("DOUBLE", "f8")])
def test_image_data_of_vtk_is_viewed_where_it_lies(kind: str, dtype: str) -> None:
    vtk = pytest.importorskip("vtk")
    from vtkmodules.util.numpy_support import vtk_to_numpy

    image = vtk.vtkImageData()
    image.SetExtent(2, 5, -1, 1, 7, 8)
    image.SetSpacing(0.5, 0.25, 2.0)
    image.SetOrigin(10.0, -20.0, 3.5)
    image.SetDirectionMatrix(*OBLIQUE.ravel())
    image.AllocateScalars(getattr(vtk, f"VTK_{kind}"), 1)
    seen = vtk_to_numpy(image.GetPointData().GetScalars())
    seen[:] = np.arange(24)

    made = taken(image).document

    assert made.info.dtype == np.dtype(dtype).name
    assert made.pixels.ctypes.data == seen.ctypes.data
    for index in corners(made.geometry):
        expected = [0.0, 0.0, 0.0]
        image.TransformIndexToPhysicalPoint(index, expected)
        assert made.geometry.point_of(ItkIndex(index)).components == pytest.approx(expected, abs=1e-12)
        assert made.probe(ItkIndex(index)).array_value == image.GetScalarComponentAsDouble(*index, 0)


def test_what_makes_image_data_is_updated_and_colours_are_colours() -> None:
    vtk = pytest.importorskip("vtk")
    source = vtk.vtkImageCanvasSource2D()
    source.SetExtent(0, 4, 0, 3, 0, 0)
    source.SetNumberOfScalarComponents(3)
    source.SetScalarTypeToUnsignedChar()

    made = taken(source).document

    assert (made.geometry.size, made.info.pixel_type) == ((5, 4, 1), "rgb")


def test_image_data_without_an_array_is_refused() -> None:
    vtk = pytest.importorskip("vtk")
    bits = vtk.vtkImageData()
    bits.SetDimensions(4, 3, 1)
    bits.AllocateScalars(vtk.VTK_BIT, 1)

    for wrong in (vtk.vtkImageData(), bits, vtk.vtkSphereSource()):
        with pytest.raises(UsageError, match=r"scalars|no vtkImageData"):
            taken(wrong)


# ------------------------------------------------------------------ xarray


def an_itk_image(kind: Any, size: tuple[int, ...]) -> Any:
    image = itk.image_from_array(np.arange(np.prod(size), dtype=kind).reshape(size[::-1]))
    image.SetSpacing([0.5, 0.25, 2.0][: len(size)])
    image.SetOrigin([10.0, -20.0, 3.5][: len(size)])
    if len(size) == 3:
        image.SetDirection(itk.matrix_from_array(OBLIQUE))
    return image


@pytest.mark.parametrize("size", [(4, 3), (4, 3, 2)])
def test_what_itk_made_for_xarray_lies_where_the_image_did(size: tuple[int, ...]) -> None:
    pytest.importorskip("xarray")
    image = an_itk_image(np.int16, size)
    array = itk.xarray_from_image(image)

    made = taken(array).document

    assert made.pixels.ctypes.data == array.values.ctypes.data
    for index, point in zip(corners(made.geometry), points(made.geometry), strict=True):
        assert point == pytest.approx(tuple(image.TransformIndexToPhysicalPoint(index)), abs=1e-12)


def test_dims_in_another_order_and_components_are_put_in_order() -> None:
    xarray = pytest.importorskip("xarray")
    values = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(3, 4, 3, 2)
    array = xarray.DataArray(values, dims=("c", "x", "y", "z"), coords={"x": [0.0, 0.5, 1.0, 1.5]})

    made = taken(array).document

    expected = itk.image_from_xarray(array.assign_coords(y=[0, 1, 2], z=[0, 1]))
    assert np.array_equal(made.pixels, itk.array_view_from_image(expected))
    assert (made.geometry.spacing, made.info.channels) == ((0.5, 1.0, 1.0), 3)
    assert any("copied once" in note for note in made.info.notes)


def test_coordinates_that_run_down_turn_the_axis() -> None:
    xarray = pytest.importorskip("xarray")
    array = xarray.DataArray(np.zeros((3, 4)), dims=("y", "x"), coords={"y": [5.0, 3.0, 1.0], "x": [1, 2, 3, 4]})

    geometry = taken(array).document.geometry

    assert [geometry.point_of(ItkIndex((i, j))).components for i, j in ((0, 0), (3, 2))] == [(1.0, 5.0), (4.0, 1.0)]


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([0.0, 1.0, 3.0], "even steps"),
        ([0.0, 1.0, 2.0001], "even steps"),
        ([2.0] * 3, "even steps"),
        ([0.0, np.nan, 2.0], "no finite numbers"),
        (["a", "b", "c"], "no finite numbers"),
    ],
)
def test_coordinates_that_are_no_lattice_are_refused(places: list[Any], said: str) -> None:
    xarray = pytest.importorskip("xarray")

    with pytest.raises(UsageError, match=said):
        taken(xarray.DataArray(np.zeros((3, 4)), dims=("y", "x"), coords={"y": places}))


@pytest.mark.parametrize("direction", [np.eye(3), np.zeros((2, 2))])
def test_a_direction_that_is_none_is_refused(direction: Any) -> None:
    xarray = pytest.importorskip("xarray")

    with pytest.raises(UsageError, match="attribute direction"):
        taken(xarray.DataArray(np.zeros((3, 4)), dims=("y", "x"), attrs={"direction": direction}))


def test_a_data_set_is_refused_and_a_lazy_array_is_told() -> None:
    xarray = pytest.importorskip("xarray")
    dask = pytest.importorskip("dask")
    pytest.importorskip("dask.array")
    array = xarray.DataArray(np.arange(12).reshape(3, 4), dims=("y", "x"))

    with pytest.raises(UsageError, match="holds several arrays"):
        taken(array.to_dataset(name="a"))
    lazy = array.chunk(2)
    with dask.config.set(scheduler="synchronous"):
        made = taken(lazy)
    assert "computed" in made.note
    assert lazy.chunks is not None
    assert np.array_equal(made.document.pixels, array)


# ------------------------------------------------------------------ nibabel


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(4, 3, 2), (4, 3, 2, 5)])
def test_an_image_of_nibabel_lies_where_its_affine_says(shape: tuple[int, ...], order: Any) -> None:
    nibabel = pytest.importorskip("nibabel")
    matrix = np.eye(4)
    matrix[:3, :3] = OBLIQUE @ np.diag([0.5, 0.25, 2.0]) + [[0, 0.05, 0], [0, 0, 0], [0, 0, 0]]
    matrix[:3, 3] = 10.0, -20.0, 3.5
    values = np.asarray(np.arange(np.prod(shape)).reshape(shape), np.int16, order=order)
    image = nibabel.Nifti1Image(values, matrix)

    made = taken(image).document

    assert np.array_equal(made.pixels, values.T)
    assert np.shares_memory(made.pixels, values) == (order == "F")
    for index, point in zip(corners(made.geometry), points(made.geometry), strict=True):
        right, anterior, superior = nibabel.affines.apply_affine(image.affine, index[:3])
        assert point[:3] == pytest.approx((-right, -anterior, superior), abs=1e-12)
    assert made.info.has_letters


def test_a_file_of_nibabel_is_read_scaled_and_not_kept_in_the_callers_image(tmp_path: Any) -> None:
    nibabel = pytest.importorskip("nibabel")
    image = nibabel.Nifti1Image(np.arange(24, dtype=np.int16).reshape(4, 3, 2), np.eye(4))
    image.header.set_slope_inter(0.5, 10)
    nibabel.save(image, tmp_path / "a.nii.gz")
    opened = nibabel.load(tmp_path / "a.nii.gz")

    made = taken(opened)

    assert np.array_equal(made.document.pixels, opened.get_fdata(caching="unchanged").T)
    assert not opened.in_memory
    assert "nibabel has read" in made.note


def test_an_affine_that_cannot_be_inverted_is_told() -> None:
    nibabel = pytest.importorskip("nibabel")

    made = taken(nibabel.spatialimages.SpatialImage(np.zeros((4, 3, 2)), np.diag([1.0, 0.0, 1.0, 1.0])))

    assert "cannot be inverted" in made.note
    assert made.document.geometry == Geometry.identity((4, 3, 2))


def test_colours_of_nibabel_are_components() -> None:
    nibabel = pytest.importorskip("nibabel")
    values = np.zeros((4, 3, 2), [("R", "u1"), ("G", "u1"), ("B", "u1")])
    values["G"][3, 1, 0] = 9

    made = taken(nibabel.Nifti1Image(values, np.eye(4))).document

    assert made.info.pixel_type == "rgb"
    assert made.probe(ItkIndex((3, 1, 0))).array_value == (0, 9, 0)


def test_vectors_of_nibabel_are_components_at_their_index(tmp_path: Any) -> None:
    nibabel = pytest.importorskip("nibabel")
    values = np.arange(4 * 3 * 2 * 3, dtype=np.float32).reshape(4, 3, 2, 1, 3)
    image = nibabel.Nifti1Image(values, np.diag([0.5, 0.25, 2.0, 1.0]))
    image.header.set_intent("vector")
    nibabel.save(image, tmp_path / "a.nii")

    for given in (image, nibabel.load(tmp_path / "a.nii")):
        made = taken(given).document

        assert (made.geometry.size, made.info.components) == ((4, 3, 2), 3)
        assert made.probe(ItkIndex((3, 1, 0))).array_value == tuple(values[3, 1, 0, 0].tolist())
        assert made.geometry.spacing == (0.5, 0.25, 2.0)


# ------------------------------------------------------------------ PIL


@pytest.mark.parametrize("mode", ["1", "L", "P", "I", "F", "I;16", "RGB", "RGBA", "CMYK", "YCbCr", "LA", "HSV"])
def test_a_picture_has_the_numbers_that_pil_stores(mode: str) -> None:
    image = pytest.importorskip("PIL.Image")
    picture = image.new(mode, (4, 3))

    made = taken(picture).document

    assert made.geometry.size == (4, 3)
    assert np.array_equal(made.pixels, np.asarray(picture))
    assert made.info.is_colour == (mode in ("RGB", "RGBA"))
    assert any("Pillow" in note for note in made.info.notes)
    assert any("palette" in note for note in made.info.notes) == (mode == "P")


# ------------------------------------------------------------------ chunks


def test_an_array_of_dask_is_computed_and_it_is_said() -> None:
    dask = pytest.importorskip("dask")
    array = pytest.importorskip("dask.array")
    values = np.arange(12).reshape(3, 4)

    with dask.config.set(scheduler="synchronous"):
        made = taken(array.from_array(values, chunks=2))

    assert np.array_equal(made.document.pixels, values)
    assert made.note == "Copied: dask has computed it."


def test_an_array_of_zarr_is_read_and_it_is_said() -> None:
    pytest.importorskip("zarr")
    code = (
        "import numpy as np, zarr; from itk_inspector.itkio.interop.taking import taken;"
        "made = taken(zarr.array(np.arange(12).reshape(3, 4), chunks=(2, 2)));"
        "print(made.document.pixels[2, 3], made.note)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # threads stay

    assert done.stdout == "11 Copied: zarr has read its chunks.\n"


@pytest.mark.parametrize("dtype", ["<i2", ">f4", "<c8"])
def test_a_data_set_of_h5py_is_read_and_the_file_may_be_closed(tmp_path: Any, dtype: str) -> None:
    h5py = pytest.importorskip("h5py", reason="needs h5py")
    values = np.arange(24).reshape(2, 3, 4).astype(dtype)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        made = taken(file.create_dataset("a", data=values, chunks=(1, 2, 2)))

    assert np.array_equal(made.document.pixels, values)
    assert made.document.probe(ItkIndex((3, 1, 0))).array_value == values[0, 1, 3]
    assert made.note.startswith("Copied: h5py has read its chunks.")


def test_an_array_of_tensorstore_is_read_and_it_is_said() -> None:
    pytest.importorskip("tensorstore", reason="needs tensorstore")
    code = (
        "import numpy as np, tensorstore; from itk_inspector.itkio.interop.taking import taken;"
        "values = np.arange(12, dtype='u2').reshape(3, 4);"
        "made = taken(tensorstore.array(values));"
        "print(made.document.pixels.tolist() == values.tolist(), made.document.info.dtype, made.note)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # threads stay

    assert done.stdout == "True uint16 Copied: tensorstore has read it.\n"


def test_what_is_too_large_says_what_to_do_and_its_part_is_taken(tmp_path: Any) -> None:
    h5py = pytest.importorskip("h5py", reason="needs h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        huge = file.create_dataset("a", (10**5, 10**5, 10**3), "f8", chunks=(1, 8, 8), fillvalue=3)

        with pytest.raises(UsageError, match="more than half of the memory") as refused:
            taken(huge)
        assert "Slice it" in refused.value.advice
        assert np.array_equal(taken(huge[0, :4, :5]).document.pixels, np.full((4, 5), 3.0))


def test_what_is_larger_than_memory_is_refused_before_it_is_computed() -> None:
    dask = pytest.importorskip("dask.array")

    with pytest.raises(UsageError, match="more than half of the memory"):
        taken(dask.zeros((10**5, 10**5, 10**3)))
    array = dask.from_array(np.arange(12).reshape(3, 4), chunks=2)
    with pytest.raises(UsageError, match="not known"):
        taken(array[array[:, 0] > 1])
    with pytest.raises(UsageError, match="more than half of the memory"):
        taken(np.broadcast_to(np.float64(1), (10**5, 10**5, 10**3)))


# ------------------------------------------------------------------ MONAI, of which there is a stand-in


class MetaTensor:
    """Has what a MetaTensor has."""

    __module__ = "monai.data.meta_tensor"

    def __init__(self, array: Any, affine: Any, **meta: Any) -> None:
        self.array, self.affine, self.meta = array, affine, meta

    def as_tensor(self) -> Any:
        return self.array


@pytest.mark.parametrize("shape", [(1, 4, 3, 2), (5, 4, 3, 2), (4, 3, 2), (1, 4, 3), (2, 4, 3)])
def test_a_meta_tensor_lies_where_its_affine_says(shape: tuple[int, ...]) -> None:
    values = np.arange(np.prod(shape)).reshape(shape)
    matrix = np.eye(4)
    matrix[:3, :3] = OBLIQUE @ np.diag([0.5, 0.25, 2.0])
    matrix[:3, 3] = 10.0, -20.0, 3.5
    is_volume = shape == (4, 3, 2)
    source = MetaTensor(values, matrix, spatial_shape=shape if is_volume else shape[1:])

    made = taken(source).document

    size = shape if is_volume else shape[1:]
    assert made.geometry.size == size
    for index in corners(made.geometry):
        x, y, *_ = (matrix @ [*index, *([0] * (3 - len(size))), 1])[:3]
        assert made.geometry.point_of(ItkIndex(index)).components[:2] == pytest.approx((-x, -y), abs=1e-12)
        there = values[index] if is_volume else values[(slice(None), *index)]
        assert np.array_equal(made.pixels[index[::-1]], np.squeeze(there))


def test_a_meta_tensor_in_lps_is_not_turned_and_a_batch_is_refused() -> None:
    matrix = np.diag([2.0, 3.0, 4.0, 1.0])

    made = taken(MetaTensor(np.zeros((1, 4, 3, 2)), matrix, space="SpaceKeys.LPS")).document

    assert made.geometry.point_of(ItkIndex((1, 1, 1))).components == (2.0, 3.0, 4.0)
    with pytest.raises(UsageError, match="got 5 axes"):
        taken(MetaTensor(np.zeros((1, 1, 4, 3, 2)), matrix))
