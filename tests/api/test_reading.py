"""`imread` gives what ``itk.imread`` gives, and never takes its caller along."""

from __future__ import annotations

import gc
import shutil
import warnings
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest

import itk_inspector as ii
from itk_inspector.worker.parent.kept_client import KEPT

BOOKKEEPING = {"ITK_InputFilterName", "ITK_original_spacing", "ITK_original_direction"}
"""Keys of ITK's own that no file holds."""
DIFFERENT = {"itk5__GrayAlpha.png": "ITK's Python reads the grey alone"}
"""Where the check gives another image than ITK without a word, and why."""


def differences(one: Any, other: Any) -> list[str]:
    """Name what differs of two ITK images."""
    a, b = itk.array_view_from_image(one), itk.array_view_from_image(other)
    found = [] if type(one) is type(other) else ["type"]
    found += [] if (a.shape, a.dtype, a.tobytes()) == (b.shape, b.dtype, b.tobytes()) else ["pixels"]
    found += [n for n in ("Origin", "Spacing") if list(getattr(one, f"Get{n}")()) != list(getattr(other, f"Get{n}")())]
    matrices = [itk.array_from_matrix(each.GetDirection()) for each in (one, other)]
    found += [] if np.array_equal(*matrices) else ["Direction"]
    found += [] if one.GetLargestPossibleRegion() == other.GetLargestPossibleRegion() else ["region"]
    keys = [set(each.GetMetaDataDictionary().GetKeys()) - BOOKKEEPING for each in (one, other)]
    return found if keys[1] <= keys[0] or keys[0] <= keys[1] else [*found, "metadata"]


def read(path: Any, *arguments: Any, **named: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ii.ImageWarning)
        return ii.imread(path, *arguments, **named)


@pytest.mark.data
def test_it_is_what_itk_reads(shared_data: Path) -> None:
    compared = 0
    for path in sorted((shared_data / "images").rglob("*.*")):
        if not path.is_file() or path.stat().st_size > 3_000_000 or path.name in DIFFERENT:
            continue
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", ii.ImageWarning)
            try:
                theirs = itk.imread(str(path))
                itk.array_view_from_image(theirs)
                ours = ii.imread(path)
            except (RuntimeError, KeyError, TypeError, AttributeError, ii.OpenError):
                continue
        assert differences(theirs, ours) == [] or said, path.name  # where ITK is wrong, that is said
        compared += differences(theirs, ours) == []
    assert compared > 15


@pytest.fixture
def volume() -> Path:
    return Path(__file__).resolve().parents[2] / "resources" / "samples" / "oblique-volume.nrrd"


@pytest.fixture
def slices(tmp_path: Path) -> list[str]:
    """Three PNG files of 4 × 3 pixels."""
    paths = [str(tmp_path / f"slice{z}.png") for z in range(3)]
    for z, path in enumerate(paths):
        itk.imwrite(itk.image_from_array(np.full((3, 4), 10 * z, np.uint8) + np.arange(4, dtype=np.uint8)), path)
    return paths


def test_it_owns_its_memory_and_can_be_written(volume: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(volume, tmp_path / "a.nrrd"))
    before = path.read_bytes()
    image, other = ii.imread(path), ii.imread(path)
    kept = itk.array_from_image(image)
    image.SetPixel([0, 0, 0], 77)
    path.write_bytes(b"gone")
    KEPT.let_go()
    gc.collect()

    assert image.GetPixel([0, 0, 0]) == 77
    assert itk.array_view_from_image(image).ravel()[1:].tolist() == kept.ravel()[1:].tolist()
    assert np.array_equal(itk.array_view_from_image(other), kept)
    assert before != b"gone"
    smoothed = itk.median_image_filter(image, radius=1)
    del image
    assert smoothed.GetLargestPossibleRegion().GetSize() == other.GetLargestPossibleRegion().GetSize()


@pytest.mark.parametrize("wanted", ["UC", itk.UC, itk.F])
def test_a_pixel_type_is_converted_to(slices: list[str], wanted: Any) -> None:
    theirs = itk.imread(slices[1], getattr(itk, wanted) if isinstance(wanted, str) else wanted)

    assert differences(theirs, read(slices[1], wanted)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_files_is_stacked(slices: list[str], count: int) -> None:
    assert differences(itk.imread(slices[:count]), ii.imread(slices[:count])) == []
    assert differences(itk.imread(slices[:count], itk.F), read(tuple(slices[:count]), itk.F)) == []


def test_a_list_of_slices_with_places_is_stacked_by_them(tmp_path: Path) -> None:
    paths = []
    for z in range(3):
        image = itk.image_from_array(np.full((1, 3, 4), z, np.int16))
        image.SetOrigin([1.0, 2.0, 2.5 * z])
        image.SetSpacing([0.5, 0.5, 2.0])
        paths.append(str(tmp_path / f"{z}.mha"))
        itk.imwrite(image, paths[-1])

    assert differences(itk.imread(paths), ii.imread(paths)) == []
    assert differences(itk.imread(paths[:1]), ii.imread(paths[:1])) == []


def test_slices_that_do_not_fit_are_refused(slices: list[str], volume: Path) -> None:
    with pytest.raises(ii.OpenError, match="another size or pixel type"):
        ii.imread([slices[0], volume])
    with pytest.raises(ii.UsageError, match="no file"):
        ii.imread([])


@pytest.mark.data
def test_a_folder_is_its_series(shared_data: Path) -> None:
    folder = next(path.parent for path in sorted((shared_data / "images" / "dicom_dir").rglob("*.dcm")))
    if len(ii.list_series(folder).series) > 1:
        pytest.skip("several series")

    found = differences(itk.imread(str(folder)), read(folder, series_uid=-1))
    assert set(found) <= {"metadata"}  # of which slice: that differs
    with pytest.raises(ii.UsageError, match="no number 7"):
        ii.imread(folder, series_uid=7)


def test_notes_are_warnings_that_lead_to_the_caller(slices: list[str]) -> None:
    with pytest.warns(ii.ImageWarning, match="Read as float32") as said:
        ii.imread(slices[0], itk.F)

    assert [each.filename for each in said] == [__file__]
    assert issubclass(ii.ImageWarning, UserWarning)


def test_pixels_that_itk_does_not_wrap_are_refused_or_converted(tmp_path: Path) -> None:
    path = tmp_path / "signed.mha"
    path.write_bytes(
        b"ObjectType = Image\nNDims = 2\nDimSize = 3 1\nElementType = MET_CHAR\nElementDataFile = LOCAL\n"
        + bytes([0xFD, 0, 3])
    )

    with pytest.raises(ii.OpenError, match="itk has no 2-D image of int8"):
        ii.imread(path)
    image = read(path, itk.F, fallback_only=True)
    assert itk.array_from_image(image).tolist() == [[-3, 0, 3]]
    with pytest.raises(ii.UsageError, match="pixel_type"):
        ii.imread(path, fallback_only=True)


def test_what_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    for wrong in ("missing.nii", "a.png"):
        with pytest.raises(ii.OpenError):
            ii.imread(tmp_path / wrong)
    with pytest.raises(ii.UsageError, match="imageio"):
        ii.imread(tmp_path / "a.png", imageio=itk.PNGImageIO.New())  # type: ignore[arg-type]  # that is the point


def test_a_reader_that_dies_is_an_error_of_ours(volume: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import signal

    from itk_inspector.worker.parent.client import FileClient

    wait = FileClient.wait

    def killing(client: FileClient, token: int) -> Any:
        pid = client.children[0].pid
        assert pid is not None  # 0 would be all processes of the tests
        os.kill(pid, signal.SIGKILL)
        return wait(client, token)

    monkeypatch.setattr(FileClient, "wait", killing)
    KEPT.let_go()  # one that is ready may have answered before it is killed
    with pytest.raises(ii.OpenError):
        ii.imread(volume)
    monkeypatch.undo()

    assert differences(itk.imread(str(volume)), ii.imread(volume)) == []
