"""The cheap way of loading itk gives the very same classes as the usual one."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.write_formats import WRITE_FORMATS
from itk_inspector.core.header.read_formats import READ_FORMATS
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import READ_AS
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.files.file_names import image_io_for


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("name", READ_AS)
def test_scalar_classes_are_those_that_itk_gives_later(name: str, dimension: int) -> None:
    import itk

    image = itk.Image[getattr(itk, name), dimension]

    assert image is getattr(engine.images(), f"itkImage{name}{dimension}")
    assert itk.ImageFileReader[image] is getattr(engine.readers(), f"itkImageFileReaderI{name}{dimension}")
    assert itk.ImageFileWriter[image] is getattr(engine.writers(), f"itkImageFileWriterI{name}{dimension}")
    assert itk.PyBuffer[image] is getattr(engine.buffers(), f"itkPyBufferI{name}{dimension}")


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("name", ["UC", "US", "SS", "F", "D"])
def test_vector_classes_are_those_that_itk_gives_later(name: str, dimension: int) -> None:
    import itk

    image = itk.VectorImage[getattr(itk, name), dimension]

    assert itk.ImageFileWriter[image] is getattr(engine.writers(), f"itkImageFileWriterVI{name}{dimension}")
    assert itk.PyBuffer[image] is getattr(engine.buffers(), f"itkPyBufferVI{name}{dimension}")


@pytest.mark.parametrize("dimension", [2, 3, 4])
def test_colour_classes_are_those_that_itk_gives_later(dimension: int) -> None:
    import itk

    for word, pixel in (("RGB", itk.RGBPixel[itk.UC]), ("RGBA", itk.RGBAPixel[itk.UC])):
        assert itk.PyBuffer[itk.Image[pixel, dimension]] is getattr(
            engine.buffers(), f"itkPyBufferI{word}UC{dimension}"
        )


def test_every_type_that_we_may_choose_is_wrapped() -> None:
    dtypes = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "bool")
    dtypes += ("float16", "float32", "float64", "complex64", "complex128")
    chosen = set()
    for dtype, components, colour, dimension in product(dtypes, range(1, 6), ("scalar", "rgb", "rgba"), (2, 3, 4)):
        found = itk_type_for(dtype, components, colour, dimension)
        if found is not None:
            chosen.add(found.suffix)

    missing = [s for s in chosen if not hasattr(engine.buffers(), f"itkPyBuffer{s}")]
    missing += [s for s in chosen if not hasattr(engine.writers(), f"itkImageFileWriter{s}")]

    assert len(chosen) == 3 * (8 + 5 + 2)
    assert not missing


@pytest.mark.parametrize("suffix", [s for row in WRITE_FORMATS if row.writer is Writer.ITK for s in row.suffixes])
def test_a_factory_is_registered_for_every_format_we_write(suffix: str, tmp_path: Path) -> None:
    io = engine.image_io().CreateImageIO(str(tmp_path / f"image{suffix}"), 1)  # 1: write mode

    assert io is not None


@pytest.mark.parametrize("suffix", [".mha", ".mhd", ".nii", ".nii.gz", ".nrrd"])
def test_the_reader_by_name_is_the_one_that_itk_chooses(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"image{suffix}"
    sitk.WriteImage(sitk.Image(4, 3, 2, sitk.sitkInt16), str(path))

    own = engine.own_io(suffix)

    assert own.CanReadFile(str(path))
    assert own.GetNameOfClass() == engine.image_io().CreateImageIO(str(path), 0).GetNameOfClass()


def test_content_counts_more_than_the_name(tmp_path: Path) -> None:
    png = tmp_path / "image.png"
    sitk.WriteImage(sitk.Image(4, 3, sitk.sitkUInt8), str(png))
    path = png.rename(tmp_path / "image.nrrd")

    found = image_io_for(path)

    assert found is not None
    assert found.GetNameOfClass() == "PNGImageIO"


def test_one_reader_is_enough_for_a_common_format(tmp_path: Path) -> None:
    path = tmp_path / "image.mha"
    sitk.WriteImage(sitk.Image(4, 3, 2, sitk.sitkInt16), str(path))
    code = (
        "import sys; from pathlib import Path\n"
        "from itk_inspector.itkio.engine import engine; from itk_inspector.itkio.header import read_header\n"
        f"engine.preload(); read_header(Path({str(path)!r}))\n"
        "print([m for m in sys.modules if m.endswith('ImageIOPython')])"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "itkMetaImageIOPython" in out
    assert "itkGDCMImageIOPython" not in out


def test_no_image_io_for_an_unknown_suffix(tmp_path: Path) -> None:
    assert engine.image_io().CreateImageIO(str(tmp_path / "image.xyz"), 1) is None


def test_no_fewer_factories_than_itk_registers_itself() -> None:
    ask = "import itk; print(len(itk.ObjectFactoryBase.GetRegisteredFactories()))"
    usual = f"import itk; itk.ImageFileReader; {ask}"
    ours = f"from itk_inspector.itkio.engine import engine; engine.image_io(); {ask}"

    counts = [
        int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for code in (usual, ours)
    ]

    assert 15 <= counts[0] <= counts[1]


def test_matrix_has_rows_and_columns_in_place() -> None:
    made = engine.matrix(((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 10.0)))

    rows: Any = [[made.GetVnlMatrix().get(i, j) for j in range(3)] for i in range(3)]
    assert np.array_equal(rows, [[1, 2, 3], [4, 5, 6], [7, 8, 10]])


def test_io_region_covers_all_axes_from_zero() -> None:
    region = engine.io_region([5, 4, 3])

    assert [region.GetSize(axis) for axis in range(3)] == [5, 4, 3]
    assert [region.GetIndex(axis) for axis in range(3)] == [0, 0, 0]


def test_text_metadata_holds_its_text() -> None:
    assert engine.text_metadata("µm").GetMetaDataObjectValue() == "µm"


def test_every_imageio_of_the_wheel_is_in_the_table_of_what_can_be_opened() -> None:
    import itk

    found = {m.name.removeprefix("itk").removesuffix("Python") for m in pkgutil.iter_modules(itk.__path__)}
    wheel = {name for name in found if name.endswith("ImageIO")} - {"RawImageIO", "IPLCommonImageIO"}  # nobody's files

    listed = {name for row in READ_FORMATS for name in row.image_io.split()}

    assert listed == wheel | {"NumPy"}


def test_a_save_loads_nothing_that_could_be_loaded_before_it() -> None:
    """Each save is a fork of a process that has loaded what writing needs."""
    code = (
        "import sys, numpy as np; from itk_inspector.itkio.engine import engine; engine.preload_rest(); "
        "from itk_inspector.itkio import bridge, from_memory; "
        "from itk_inspector.itkio.engine.pixel_types import itk_type_of; "
        "document = from_memory.document(np.zeros((3, 4), np.int16)); before = set(sys.modules); "
        "bridge.wrap(document.pixels, itk_type_of(document.info), document.geometry); "
        "print(sorted(set(sys.modules) - before))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_readers_of_other_packages_are_asked_last(tmp_path: Path) -> None:
    """One of them that claims every file, as that of itk-ioscanco does, gets none that ITK reads."""
    (tmp_path / "itkAaaImageIOPython.py").write_text(
        "from itk.ITKIOImageBaseBasePython import itkImageIOFactory as asked\n"
        "class itkAaaImageIOFactory:\n"
        "    @staticmethod\n"
        "    def RegisterOneFactory():\n"
        "        from itk.ITKCommonBasePython import itkCommonEnums\n"
        "        import sys\n"
        "        found = asked.CreateImageIO(sys.argv[2], itkCommonEnums.IOFileMode_ReadMode)\n"
        "        print(found and found.GetNameOfClass())\n"
    )
    image = tmp_path / "image.vtk"  # ITK's last reader by name
    sitk.WriteImage(sitk.Image(3, 4, sitk.sitkUInt8), image)
    code = (
        "import sys, itkConfig; itkConfig.DefaultFactoryLoading = False\n"
        "import itk; itk.__path__.insert(0, sys.argv[1])\n"
        "from itk_inspector.itkio.engine import engine; engine.image_io()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(image)], capture_output=True, text=True, check=False
    )

    assert done.stdout.split() == ["VTKImageIO"], done.stderr
