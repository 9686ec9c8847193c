"""Images and arrays of other libraries: each library itself is the judge of values and places."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import itk
import nibabel
import numpy as np
import pytest
import SimpleITK
from PIL import Image

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.itkio.interop.taking import taken

TURNED = (0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)
VALUES = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)


def address(array: Any) -> int:
    return int(np.asarray(array).__array_interface__["data"][0])


def value(document: ImageDocument, *index: int) -> Any:
    found = document.probe(ItkIndex(index))
    assert found.itk_value == found.array_value
    return found.array_value


def sitk_image() -> Any:
    image = SimpleITK.GetImageFromArray(VALUES)
    image.SetSpacing((0.5, 2.0, 3.0))
    image.SetOrigin((1.0, -2.0, 7.0))
    image.SetDirection(TURNED)
    return image


def test_a_simpleitk_image_is_viewed_where_it_lies() -> None:
    image = sitk_image()

    made = taken(image).document

    assert address(made.pixels) == address(SimpleITK.GetArrayViewFromImage(image))
    for index in np.ndindex(4, 3, 2):
        assert value(made, *index) == image.GetPixel(index)
        assert made.geometry.point_of(ItkIndex(index)).components == pytest.approx(
            image.TransformIndexToPhysicalPoint(index), abs=0, rel=1e-15
        )
    assert made.info.space.is_by_convention
    assert not made.info.notes


def test_a_simpleitk_image_outlives_its_name() -> None:
    made = taken(sitk_image()).document

    assert np.array_equal(made.pixels, VALUES)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_simpleitk_vectors_are_numbers_not_colours(count: int) -> None:
    array = np.arange(3 * 4 * count, dtype=np.uint8).reshape(3, 4, count)
    made = taken(SimpleITK.GetImageFromArray(array, isVector=True)).document

    assert (made.info.channels, made.info.pixel_type) == (count, "vector")
    assert tuple(value(made, 2, 1)) == tuple(array[1, 2])


def test_simpleitk_label_maps_are_refused() -> None:
    labels = SimpleITK.LabelImageToLabelMap(SimpleITK.Cast(sitk_image(), SimpleITK.sitkUInt8))

    with pytest.raises(UsageError, match="runs, not pixels"):
        taken(labels)


@pytest.mark.parametrize("flip", [False, True])
def test_a_nibabel_image_lies_in_lps(flip: bool) -> None:
    affine = np.array([[0.5, 0.0, 0.0, 10.0], [0.0, 0.0, 2.0, -20.0], [0.0, -3.0, 0.0, 30.0], [0.0, 0.0, 0.0, 1.0]])
    if flip:
        affine[0] *= -1
    stored = np.asfortranarray(VALUES.T)
    image = nibabel.Nifti1Image(stored, affine)

    made = taken(image).document

    assert address(made.pixels) == address(stored)
    for index in np.ndindex(4, 3, 2):
        ras = affine @ (*index, 1.0)
        assert made.geometry.point_of(ItkIndex(index)).components == pytest.approx((-ras[0], -ras[1], ras[2]))
        assert value(made, *index) == stored[index]


def test_a_scaled_nibabel_image_has_nibabels_values(tmp_path: Any) -> None:
    image = nibabel.Nifti1Image(VALUES.T.astype(np.int16), np.eye(4))
    image.header.set_slope_inter(0.5, 3.0)
    nibabel.save(image, tmp_path / "a.nii")

    loaded = nibabel.load(tmp_path / "a.nii")
    made = taken(loaded).document

    assert value(made, 3, 2, 1) == loaded.get_fdata()[3, 2, 1]


def test_an_xarray_of_itk_comes_back_to_its_place() -> None:
    xarray = pytest.importorskip("xarray", reason="needs xarray")
    image = itk.image_from_array(VALUES)
    image.SetSpacing([0.5, 2.0, 3.0])
    image.SetOrigin([1.0, -2.0, 7.0])
    image.SetDirection(np.array(TURNED).reshape(3, 3))
    held = itk.xarray_from_image(image)
    assert isinstance(held, xarray.DataArray)

    for each in (held, held.transpose("x", "z", "y")):
        made = taken(each).document
        for index in ((0, 0, 0), (3, 2, 1), (1, 0, 1)):
            point = image.TransformIndexToPhysicalPoint(index)
            assert made.geometry.point_of(ItkIndex(index)).components == pytest.approx(tuple(point), rel=1e-12)
            assert value(made, *index) == image.GetPixel(index)
    assert address(taken(held).document.pixels) == address(held.data)


def test_xarray_dims_and_steps_that_itk_would_misread_are_refused() -> None:
    xarray = pytest.importorskip("xarray", reason="needs xarray")
    with pytest.raises(UsageError, match="dims of this DataArray are a, b"):
        taken(xarray.DataArray(np.zeros((3, 4)), dims=("a", "b")))
    uneven = xarray.DataArray(np.zeros((3, 4)), dims=("y", "x"), coords={"x": [0.0, 1.0, 2.0, 5.0]})
    with pytest.raises(UsageError, match="even steps"):
        taken(uneven)


def test_a_vtk_image_has_its_extent_and_direction() -> None:
    vtk = pytest.importorskip("vtkmodules.vtkCommonDataModel", reason="needs vtk")
    support = pytest.importorskip("vtkmodules.util.numpy_support", reason="needs vtk")
    image = vtk.vtkImageData()
    image.SetExtent(10, 13, 20, 22, 5, 6)
    image.SetSpacing(0.5, 2.0, 3.0)
    image.SetOrigin(1.0, -2.0, 7.0)
    image.SetDirectionMatrix(TURNED)
    flat = VALUES.ravel()
    image.GetPointData().SetScalars(support.numpy_to_vtk(flat))

    made = taken(image).document

    assert address(made.pixels) == address(flat)
    for index in ((10, 20, 5), (13, 22, 6), (11, 20, 6)):
        point = [0.0] * 3
        image.TransformIndexToPhysicalPoint(index, point)
        assert made.geometry.point_of(ItkIndex(index)).components == pytest.approx(tuple(point))
        assert value(made, *index) == image.GetScalarComponentAsDouble(*index, 0)
    assert not made.info.space.is_by_convention


@pytest.mark.parametrize("mode", ["1", "L", "I;16", "I", "F", "RGB", "RGBA", "CMYK", "YCbCr", "LA", "P"])
def test_pillow_images_of_every_mode(mode: str) -> None:
    image = Image.new(mode, (4, 3))
    image.putpixel((2, 1), {1: 1, 2: (9, 8), 3: (9, 8, 7), 4: (9, 8, 7, 6)}[len(image.getbands())])

    made = taken(image).document

    given = image.getpixel((2, 1))
    found = value(made, 2, 1)
    expected = tuple(given) if isinstance(given, tuple) else given
    assert (tuple(found) if isinstance(given, tuple) else found) == (expected if mode != "1" else bool(expected))
    assert made.info.pixel_type == {"RGB": "rgb", "RGBA": "rgba"}.get(
        mode, "vector" if expected != given or isinstance(given, tuple) else "scalar"
    )
    assert any("Copied" in note for note in made.info.notes)


def test_a_jax_array_is_lent() -> None:
    jax = pytest.importorskip("jax.numpy", reason="needs jax")
    made = taken(jax.asarray(VALUES)).document

    assert np.array_equal(made.pixels, VALUES)


class Tensor:
    """Speaks DLPack as a tensor does."""

    def __init__(self, array: np.ndarray[Any, Any], device: int = 1, *, fails: bool = False) -> None:
        self.array, self.device, self.fails = array, device, fails
        self.shape, self.dtype = array.shape, array.dtype

    def __dlpack__(self, **kwargs: Any) -> Any:
        if self.fails:
            raise BufferError("no")
        return self.array.__dlpack__(**kwargs)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.device, 0

    def cpu(self) -> Tensor:
        return Tensor(self.array.copy())


def test_a_tensor_in_memory_is_lent_and_one_elsewhere_is_copied_and_said() -> None:
    array = VALUES.copy()

    here, there = taken(Tensor(array)), taken(Tensor(array, device=2))

    assert address(here.document.pixels) == address(array)
    assert here.note == ""
    assert address(there.document.pixels) != address(array)
    assert there.note == "Copied: the array lies on the GPU."
    assert np.array_equal(there.document.pixels, array)


def test_what_lends_nothing_is_refused_in_a_sentence() -> None:
    with pytest.raises(UsageError, match=r"Pixels of type .* cannot be taken|cannot be shown"):
        taken(Tensor(VALUES, fails=True))


def test_dask_and_zarr_arrays_of_moderate_size() -> None:
    dask = pytest.importorskip("dask.array", reason="needs dask")
    config = pytest.importorskip("dask.config")
    with config.set(scheduler="synchronous"):
        made = taken(dask.from_array(VALUES, chunks=2))

    assert np.array_equal(made.document.pixels, VALUES)
    assert "Copied" in made.note
    with pytest.raises(UsageError, match="more than half of the memory"):
        taken(dask.zeros((1 << 20, 1 << 20, 8)))


def test_a_filter_is_updated_and_one_that_fails_says_so() -> None:
    source = itk.image_from_array(VALUES)
    median = itk.MedianImageFilter.New(source, Radius=0)

    assert np.array_equal(taken(median).document.pixels, VALUES)

    reader = itk.ImageFileReader[itk.Image[itk.F, 2]].New(FileName="nowhere.mha")
    with pytest.raises(UsageError, match="pipeline of this"):
        taken(reader)


def test_a_meta_tensor_is_placed_by_its_affine() -> None:
    class MetaTensor(Tensor):
        __module__ = "monai.data"
        affine = np.array([[0.5, 0, 0, 10], [0, 2, 0, -20], [0, 0, 3, 30], [0, 0, 0, 1]], float)
        meta: dict[str, Any] = {}  # noqa: RUF012

    made = taken(MetaTensor(np.ascontiguousarray(VALUES.T)[np.newaxis])).document

    assert value(made, 3, 2, 1) == VALUES[1, 2, 3]
    assert made.geometry.point_of(ItkIndex((3, 2, 1))).components == (-11.5, 16.0, 33.0)


def test_no_library_is_loaded_by_looking() -> None:
    code = (
        "import sys, numpy as np\n"
        "from itk_inspector.itkio.interop.taking import taken\n"
        "taken(np.zeros((3, 4)))\n"
        "print({'SimpleITK', 'xarray', 'vtkmodules', 'PIL', 'nibabel', 'torch', 'dask', 'itk'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
