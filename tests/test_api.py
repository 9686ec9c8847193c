"""What a script gets: the public names, without a window toolkit and without ceremony."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

import itk_inspector
from itk_inspector import (
    EditError,
    ExportError,
    InspectorError,
    ItkIndex,
    OpenError,
    PhysicalPoint,
    ProbeError,
    export,
    open_document,
)
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry

OBLIQUE = "images/nii/nibabel__anatomical.nii"
EXAMPLE = "images/png/itkgit__BrainProtonDensitySliceBorder20.png"


@pytest.fixture
def ramp(tmp_path: Path) -> Path:
    """A 4 × 3 image of int16 with the value 10 y + x."""
    pixels = (10 * np.arange(3)[:, None] + np.arange(4)).astype(np.int16)
    path = tmp_path / "ramp.mha"
    path.write_bytes(
        b"ObjectType = Image\nNDims = 2\nDimSize = 4 3\nElementSpacing = 0.5 2\nOffset = 1 2\n"
        b"ElementType = MET_SHORT\nElementDataFile = LOCAL\n" + pixels.tobytes()
    )
    return path


def test_every_public_name_is_there() -> None:
    for name in itk_inspector.__all__:
        assert getattr(itk_inspector, name) is not None
    assert set(itk_inspector.__all__) <= set(dir(itk_inspector))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = itk_inspector.nonsense


def test_from_opening_to_export(ramp: Path, tmp_path: Path) -> None:
    before = ramp.read_bytes()
    with open_document(ramp) as document:
        assert document.pixels.tolist() == [[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]]
        assert type(document.image).__name__ == "itkImageSS2"
        assert document.geometry.point_of(ItkIndex.of(2, 1)) == PhysicalPoint.of(2.0, 4.0)
        found = document.probe(ItkIndex.of(3, 1))
        assert (found.itk_value, found.array_value, tuple(found.array_index)) == (13, 13, (1, 3))

        session = document.edit()
        session.set_pixel(ItkIndex.of(0, 2), -7)
        session.pixels[0, 0] = 5
        assert session.undo()
        assert session.pixels[2, 0] == 20
        assert session.redo()
        done = export(session, tmp_path / "edited.nrrd", like=document)

    assert done.path == tmp_path / "edited.nrrd"
    assert done.verified
    with open_document(str(done.path)) as edited:
        assert edited.pixels.tolist() == [[5, 1, 2, 3], [10, 11, 12, 13], [-7, 21, 22, 23]]
        assert edited.geometry.spacing == (0.5, 2.0)
        assert edited.geometry.origin == (1.0, 2.0)
    assert ramp.read_bytes() == before


def test_pixels_outlive_the_document(ramp: Path) -> None:
    document = open_document(ramp)
    pixels = document.pixels
    row = document.pixels[2]

    document.close()
    document.close()
    del document
    gc.collect()

    assert pixels[1, 3] == 13
    assert row.tolist() == [20, 21, 22, 23]


def test_a_closed_document_says_so(ramp: Path) -> None:
    document = open_document(ramp)
    document.close()

    for use in (
        lambda: document.pixels,
        lambda: document.image,
        document.edit,
        lambda: document.probe(ItkIndex.of(0, 0)),
    ):
        with pytest.raises(InspectorError, match=r"ramp\.mha is closed"):
            use()


def test_the_image_goes_into_itks_filters_without_a_copy(ramp: Path) -> None:
    import itk

    with open_document(ramp) as document:
        view = itk.array_view_from_image(document.image)
        assert np.shares_memory(view, document.pixels)
        assert itk.size(document.image)[0] == 4
        shifted = itk.array_from_image(itk.shift_scale_image_filter(document.image, shift=1.0, scale=2.0))

        assert shifted.tolist() == (2 * (document.pixels + 1)).tolist()
        assert document.pixels[0, 0] == 0


@pytest.mark.data
@pytest.mark.parametrize("name", ["name", "type"])
def test_read_as_takes_the_name_or_the_itk_type(shared_data: Path, name: str) -> None:
    import itk

    wanted: Any = "UC" if name == "name" else itk.UC
    expected = itk.array_from_image(itk.imread(str(shared_data / EXAMPLE), itk.UC))

    with open_document(shared_data / EXAMPLE, pixel_type=wanted) as document:
        assert np.array_equal(document.pixels, expected)
        assert document.info.read_as == "UC"
        assert any("Read as" in note for note in document.info.notes)


@pytest.mark.parametrize("wanted", ["uint8", "XX", 7, float])
def test_an_unknown_pixel_type_is_refused(ramp: Path, wanted: Any) -> None:
    with pytest.raises(UsageError, match="is not a pixel type to read as; choose one of UC"):
        open_document(ramp, pixel_type=wanted)


def test_errors_are_ours_and_hold_a_sentence(ramp: Path, tmp_path: Path) -> None:
    with pytest.raises(OpenError, match=r"gone\.nii does not exist"):
        open_document(tmp_path / "gone.nii")
    with open_document(ramp) as document:
        with pytest.raises(ProbeError, match="lies outside the image"):
            document.probe(ItkIndex.of(4, 0))
        with pytest.raises(EditError, match="does not fit"):
            document.edit().set_pixel(ItkIndex.of(0, 0), 40_000)
        with pytest.raises(ExportError, match=r"a\.png was not written"):
            export(document, tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("is_closed", [True, False])
def test_an_edit_session_knows_its_own_image(ramp: Path, tmp_path: Path, mapped: bool, is_closed: bool) -> None:
    with open_document(ramp, mapped=mapped) as document:
        session = document.edit()
        session.set_pixel(ItkIndex.of(0, 0), 77)
        if not is_closed:
            export(session, tmp_path / "a.nrrd")
    if is_closed:
        export(session, tmp_path / "a.nrrd")

    judge = sitk.ReadImage(str(tmp_path / "a.nrrd"))
    assert np.array_equal(sitk.GetArrayFromImage(judge), session.view)
    assert judge.GetOrigin() == session.geometry.origin


@pytest.mark.parametrize("shape", [(5, 7), (2, 2)])
def test_a_foreign_like_is_refused(ramp: Path, tmp_path: Path, shape: tuple[int, int]) -> None:
    np.save(tmp_path / "other.npy", np.full(shape, 100, np.uint8))
    with open_document(ramp) as document, open_document(tmp_path / "other.npy") as other:
        session = document.edit()

        with pytest.raises(UsageError, match=r"edited copy of .*, not of other\.npy"):
            export(session, tmp_path / "a.nrrd", like=other)

    assert not (tmp_path / "a.nrrd").exists()


def test_a_copy_of_another_size_is_saved_as_it_is_now(ramp: Path, tmp_path: Path) -> None:
    with open_document(ramp) as document:
        session = document.edit()
        part = replace(document.geometry, size=(3, 3), start_index=(1, 0))
        session.apply_version(session.view[:, 1:], part, "crop")
        session.set_pixel(ItkIndex.of(1, 0), 77)

    export(session, tmp_path / "part.nrrd")

    judge = sitk.ReadImage(str(tmp_path / "part.nrrd"))
    assert sitk.GetArrayFromImage(judge).tolist() == [[77, 2, 3], [11, 12, 13], [21, 22, 23]]
    assert (judge.GetOrigin(), judge.GetSpacing()) == ((1.5, 2.0), (0.5, 2.0))


def test_a_session_without_a_document_needs_like(tmp_path: Path) -> None:
    session = EditSession(np.zeros((2, 3), np.uint8), Geometry.identity((3, 2)))

    with pytest.raises(UsageError, match="like="):
        export(session, tmp_path / "a.nrrd")


def test_a_stroke_that_was_not_ended_is_exported_as_it_is_seen(ramp: Path, tmp_path: Path) -> None:
    with open_document(ramp, mapped=True) as document:
        session = document.edit()
        session.paint(np.array([0, 1, 2]), 9)

        export(session, tmp_path / "a.nrrd")

    assert np.array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / "a.nrrd"))), session.view)
    assert session.view.reshape(-1)[:3].tolist() == [9, 9, 9]


@pytest.mark.parametrize(
    "destroy",
    [
        "np.save(path, document.pixels[1:])",
        "open(path, 'wb').write(document.pixels.tobytes()[::-1])",
        "open(path, 'w')",
    ],
)
def test_saving_over_the_source_with_another_library_takes_no_pixel_away(tmp_path: Path, destroy: str) -> None:
    """``open(…, "w")`` cuts a file, and with it a mapping of it, before a byte is written."""
    text = f"""
        import sys, numpy as np, itk_inspector as ii
        path = sys.argv[1]
        array = np.arange(60_000, dtype=np.uint16).reshape(200, 300)
        np.save(path, array)
        document = ii.open_document(path)
        {destroy}
        assert document.info.mapping == "scratch"
        assert np.array_equal(document.pixels, array), "pixels are gone"
    """
    done = script(text, tmp_path / "a.npy", folder=tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("mapped", [True, False, None])
def test_pixels_that_are_the_file_are_named_as_such(tmp_path: Path, mapped: bool | None) -> None:
    np.save(tmp_path / "a.npy", np.zeros((3, 4)))
    with open_document(tmp_path / "a.npy", mapped=mapped) as document:
        assert document.info.mapping == ("file" if mapped else "scratch")
        assert not document.pixels.flags.writeable


def test_documents_that_were_not_closed_give_everything_back(ramp: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(5):
        assert open_document(ramp).pixels[0, 0] == open_document(ramp, mapped=True).edit().view[0, 0]
    gc.collect()

    assert len(os.listdir("/proc/self/fd")) == before


def test_a_filter_may_outlive_the_document(ramp: Path, tmp_path: Path) -> None:
    text = """
        import gc, sys, itk, itk_inspector as ii
        with ii.open_document(sys.argv[1]) as document:
            flipped = itk.FlipImageFilter.New(document.image)
            other = itk.FlipImageFilter.New(ii.open_document(sys.argv[1], mapped=True).image)
        del document
        gc.collect()
        flipped.Update()
        other.Update()
        same = itk.array_from_image(flipped.GetOutput()) == itk.array_from_image(other.GetOutput())
        print("whole" if same.all() else "not")
    """
    done = script(text, ramp, folder=tmp_path)

    assert (done.returncode, done.stdout.strip()) == (0, "whole"), done.stderr


def test_arrays_and_itk_images_are_exported_too(ramp: Path, tmp_path: Path) -> None:
    import itk

    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    image = itk.image_from_array(array)
    image.SetSpacing([3.0, 4.0])

    export(array, tmp_path / "array.nrrd")
    export(image, tmp_path / "image.nrrd")
    with open_document(ramp) as document:
        export(document.pixels * 2, tmp_path / "like.nrrd", like=document)

    sitk = pytest.importorskip("SimpleITK")
    back = {name: sitk.ReadImage(str(tmp_path / f"{name}.nrrd")) for name in ("array", "image", "like")}
    assert np.array_equal(sitk.GetArrayFromImage(back["array"]), array)
    assert np.array_equal(sitk.GetArrayFromImage(back["image"]), array)
    assert back["image"].GetSpacing() == (3.0, 4.0)
    assert back["like"].GetPixel(3, 2) == 46
    assert back["like"].GetOrigin() == (1.0, 2.0)


@pytest.mark.parametrize("what", ["document", "session", "array"])
def test_the_source_needs_a_yes_of_its_own(ramp: Path, what: str) -> None:
    before = ramp.read_bytes()
    with open_document(ramp) as document:
        source: Any = {"document": document, "session": document.edit(), "array": document.pixels + 1}[what]

        with pytest.raises(ExportError, match="file that was opened"):
            export(source, ramp, like=document, overwrite=True)
        assert ramp.read_bytes() == before

        export(source, ramp, like=document, overwrite_source=True, compress=False)
        assert document.pixels[2, 3] == 23  # the open document is its own mapping, not the file

    assert ramp.read_bytes() != before


def test_an_array_that_does_not_fit_is_refused(ramp: Path, tmp_path: Path) -> None:
    with open_document(ramp) as document, pytest.raises(UsageError, match="does not fit"):
        export(document.pixels[1:], tmp_path / "a.nrrd", like=document)


def test_an_array_is_written_where_the_script_says(tmp_path: Path) -> None:
    array = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    turned = [[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]

    export(array, tmp_path / "a.nrrd", spacing=(0.5, 0.25, 2.0), origin=(1.0, -2.0, 3.0), direction=turned)
    export(array[..., :3].astype(np.uint8), tmp_path / "b.nrrd", colour=True)

    back = sitk.ReadImage(str(tmp_path / "a.nrrd"))
    assert np.array_equal(sitk.GetArrayFromImage(back), array)
    assert (back.GetSpacing(), back.GetOrigin()) == ((0.5, 0.25, 2.0), (1.0, -2.0, 3.0))
    assert back.GetDirection() == tuple(np.ravel(turned))
    coloured = sitk.ReadImage(str(tmp_path / "b.nrrd"))
    assert (coloured.GetSize(), coloured.GetNumberOfComponentsPerPixel()) == ((3, 2), 3)


@pytest.mark.parametrize("as_shown", [False, True])
def test_what_has_a_place_is_given_no_other(ramp: Path, tmp_path: Path, as_shown: bool) -> None:
    import itk

    out = tmp_path / "a.png"
    with open_document(ramp) as document:
        sources: list[Any] = [ramp, document, document.edit(), itk.image_from_array(np.zeros((3, 4), np.uint8))]
        for source in sources:
            with pytest.raises(UsageError, match="says where its pixels lie"):
                export(source, out, spacing=(1.0, 2.0), as_shown=as_shown)
        with pytest.raises(UsageError, match="do not go with like="):
            export(document.pixels, out, like=document, spacing=(1.0, 2.0), as_shown=as_shown)
    assert not out.exists()


def script(text: str, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "script.py"
    path.write_text(textwrap.dedent(text))
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    return subprocess.run(
        [sys.executable, str(path), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment,
    )


def test_a_plain_script_needs_no_main_guard_and_no_qt(ramp: Path, tmp_path: Path) -> None:
    """Nothing of the script runs twice; neither process loads the window toolkit."""
    done = script(
        """
        import sys
        print("start")
        import itk_inspector
        assert "itk" not in sys.modules
        document = itk_inspector.open_document(sys.argv[1])
        session = document.edit()
        session.set_pixel(itk_inspector.ItkIndex.of(1, 2), 5)
        itk_inspector.export(session, "out.nrrd", like=document)
        print(document.probe(itk_inspector.ItkIndex.of(1, 2)).itk_value, session.view[2, 1])
        document.close()
        print(sorted(name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph")))
        """,
        ramp,
        folder=tmp_path,
    )

    assert done.stderr == ""
    assert done.stdout.splitlines() == ["start", "21 5", "[]"]
    assert done.returncode == 0


def test_a_script_named_like_one_of_our_modules_does_no_harm(ramp: Path, tmp_path: Path) -> None:
    """The child must not import what lies in the script's folder."""
    for name in ("numpy.py", "struct.py", "writer.py"):
        (tmp_path / name).write_text("raise SystemExit('imported by mistake')\n")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = folder / "script.py"
    path.write_text(
        "import sys, itk_inspector\nwith itk_inspector.open_document(sys.argv[1]) as d: print(d.pixels.sum())\n"
    )

    done = subprocess.run(
        [sys.executable, str(path), str(ramp)], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "138\n", "")


def test_an_uncaught_error_ends_the_script_and_its_child(tmp_path: Path) -> None:
    done = script(
        """
        import itk_inspector
        itk_inspector.open_document("missing.nii")
        """,
        folder=tmp_path,
    )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("OpenError: missing.nii does not exist.")


def test_writing_a_masked_array_says_that_the_mask_is_left_out(tmp_path: Path) -> None:
    masked = np.ma.MaskedArray(np.arange(12, dtype=np.int16).reshape(3, 4), mask=[[True, False, False, False]] * 3)

    done = export(masked, tmp_path / "x.nrrd")

    assert any("3 pixels are masked" in note for note in done.notes)


@pytest.mark.parametrize("path", [None, 5, 5.0, object()])
def test_what_is_no_path_is_refused_in_a_sentence(path: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Expected a path, got"):
        open_document(path)
    with pytest.raises(UsageError, match="Expected a path, got"):
        export(np.zeros((2, 3)), path)


def test_a_path_may_be_bytes(ramp: Path) -> None:
    with open_document(os.fsencode(ramp)) as document:  # type: ignore[arg-type]  # as `open` takes it
        assert document.pixels[2, 3] == 23


def test_a_name_with_nul_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="could not be written"):
        export(np.zeros((2, 3)), f"{tmp_path}/a\0b.nrrd")


def test_the_metadata_of_an_itk_image_is_written_too(tmp_path: Path) -> None:
    import itk

    image = itk.image_from_array(np.zeros((3, 4), np.uint8))
    image["scanner"] = "abc"

    export(image, tmp_path / "with.nrrd")
    export(image, tmp_path / "without.nrrd", metadata=False)

    assert sitk.ReadImage(str(tmp_path / "with.nrrd")).GetMetaData("scanner") == "abc"
    assert not sitk.ReadImage(str(tmp_path / "without.nrrd")).HasMetaDataKey("scanner")


def test_a_part_of_a_file_in_another_type(tmp_path: Path) -> None:
    array = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
    source = tmp_path / "a.nrrd"
    export(array, source)

    export(source, tmp_path / "slice.nrrd", slices={"z": 1}, cast="uint8")
    export(str(source), tmp_path / "part.nrrd", region=((1, 2, 0), (3, 2, 2)))
    with open_document(source) as document:
        session = document.edit()
        session.set_pixel(ItkIndex.of(0, 0, 2), 99)
        export(session, tmp_path / "edited.nrrd", slices={"z": 2})

    one, part, edited = (sitk.ReadImage(str(tmp_path / f"{name}.nrrd")) for name in ("slice", "part", "edited"))
    assert np.array_equal(sitk.GetArrayFromImage(one), array[1:2].astype(np.uint8))
    assert (one.GetPixelIDTypeAsString(), one.GetOrigin()) == ("8-bit unsigned integer", (0.0, 0.0, 1.0))
    assert np.array_equal(sitk.GetArrayFromImage(part), array[:2, 2:4, 1:4])
    assert part.GetOrigin() == (1.0, 2.0, 0.0)
    assert edited.GetPixel(0, 0, 0) == 99


def test_a_part_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="z = 9 is not in the image"):
        export(np.zeros((3, 4, 5)), tmp_path / "a.nrrd", slices={"z": 9})
    assert list(tmp_path.iterdir()) == []
