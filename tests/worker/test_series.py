"""Folders and series through a real child process."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import RLELossless

from dicom_files import write_series
from itk_inspector.core.errors import OpenError, UsageError
from itk_inspector.core.export.consents import is_source
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import (
    Cancelled,
    Failed,
    HeaderReady,
    Opened,
    Outcome,
    Progress,
    SeriesFound,
    SliceReady,
)
from itk_inspector.worker.child.side_by_side import processes
from itk_inspector.worker.parent import blocking
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.sandbox import family


def found_in(client: FileClient, folder: Path, token: int = 1) -> SeriesFound:
    client.open(token, OpenRequest(folder))
    found = client.wait(token)
    assert isinstance(found, SeriesFound)
    return found


def test_a_folder_is_scanned_and_its_series_opened(client: FileClient, tmp_path: Path) -> None:
    write_series(tmp_path, (4, 2, 0))
    catalog = found_in(client, tmp_path).catalog
    (series,) = catalog.series
    assert not client.is_busy

    client.open(2, OpenRequest(series.folder, files=series.files))
    opened = client.wait(2)

    assert isinstance(opened, Opened)
    with opened.document as document:
        assert document.info.path == tmp_path
        assert document.info.data_files == series.files
        assert document.pixels[:, 0, 0].tolist() == [200, 100, 0]
        assert document.pixels.shape == (3, 4, 5)
        assert document.image.GetPixel([0, 0, 2]) == 0
        assert tuple(document.image.GetSpacing()) == pytest.approx((0.6, 0.8, 2.0))
        assert is_source(document.info, series.files[1])
    assert not is_source(document.info, tmp_path / "other.nrrd")


def test_header_of_a_series_is_known_before_its_pixels(client: FileClient, tmp_path: Path) -> None:
    files = tuple(write_series(tmp_path, (0, 2)))
    client.open(3, OpenRequest(tmp_path, files=files))
    outcomes = []
    while not any(isinstance(o, Opened) for o in outcomes):
        client.children[0].wait(10)
        outcomes += client.receive(client.children[0])

    assert isinstance(outcomes[0], HeaderReady)
    assert outcomes[0].info.geometry.size == (5, 4, 2)
    outcomes[-1].document.close()  # type: ignore[union-attr]  # the Opened one


def test_progress_of_a_scan_is_what_the_child_says(client: FileClient, tmp_path: Path) -> None:
    write_series(tmp_path, tuple(range(40)))
    write_series(tmp_path, (0, 1), uid="1.2.3.4.2")  # to choose from, with pictures
    client.open(4, OpenRequest(tmp_path))
    seen = client.progress()
    outcomes: list[Outcome] = []
    while not outcomes:
        assert client.children[0].wait(20)
        outcomes = client.receive(client.children[0])
        seen += client.progress()

    fractions = [one.fraction for one in seen if isinstance(one, Progress) and one.fraction is not None]
    assert fractions[0] == 0.0
    assert fractions == sorted(fractions)
    assert fractions[-1] > 0.5


def test_a_folder_without_images(client: FileClient, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    client.open(5, OpenRequest(tmp_path))

    failed = client.wait(5)

    assert isinstance(failed, Failed)
    assert isinstance(failed.error, OpenError)
    assert failed.path == tmp_path


def test_one_slice_knows_of_its_siblings(client: FileClient, tmp_path: Path) -> None:
    first, _ = write_series(tmp_path, (0, 2))
    client.open(6, OpenRequest(first))
    opened = client.wait(6)

    assert isinstance(opened, Opened)
    with opened.document as document:
        assert document.info.has_sibling_slices


def test_a_child_that_dies_of_a_thumbnail_lists_the_folder_without(own_client: FileClient, tmp_path: Path) -> None:
    write_series(tmp_path, (0, 2))
    own_client.open(1, OpenRequest(tmp_path))
    pid = own_client.children[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    found = own_client.wait(1)

    assert isinstance(found, SeriesFound)
    assert found.catalog.series[0].thumbnail is None


def test_a_child_that_dies_twice_is_told(own_client: FileClient, tmp_path: Path) -> None:
    write_series(tmp_path, (0, 2))
    own_client.open(1, OpenRequest(tmp_path))
    for _ in range(2):
        pid = own_client.children[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        outcomes: list[Outcome] = []
        while not outcomes and own_client.children[0].pid == pid:  # it may have said first that it is ready
            outcomes = own_client.receive(own_client.children[0])

    assert isinstance(outcomes[0], Failed)
    assert tmp_path.name in outcomes[0].error.message
    assert not own_client.is_busy


def test_a_scan_is_cancelled_at_once(own_client: FileClient, tmp_path: Path) -> None:
    write_series(tmp_path, (0, 2))
    own_client.open(1, OpenRequest(tmp_path))

    assert own_client.cancel(1) == [Cancelled(1, tmp_path)]
    assert len(found_in(own_client, tmp_path, 2).catalog.series) == 1


def test_blocking_open_of_the_only_series(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 2), RescaleSlope="2", RescaleIntercept="0")

    with blocking.open_document(OpenRequest(tmp_path)) as document:
        assert document.pixels[1, 0, 0] == 200
        np.testing.assert_array_equal(document.pixels[1].ravel()[:3], [200, 202, 204])
    assert blocking.read_info(OpenRequest(tmp_path)).geometry.size == (5, 4, 2)


def test_blocking_open_names_the_series_to_choose_from(tmp_path: Path) -> None:
    write_series(tmp_path, (0, 2))
    write_series(tmp_path, (0, 2, 4), uid="1.2.3.4.2")

    with pytest.raises(UsageError, match=r"1\.2\.3\.4\.2"):
        blocking.open_document(OpenRequest(tmp_path))
    with blocking.open_document(OpenRequest(tmp_path, series="1.2.3.4.2")) as document:
        assert document.pixels.shape == (3, 4, 5)


def test_a_series_of_a_file_is_refused(tmp_path: Path) -> None:
    (path,) = write_series(tmp_path, (0,))

    with pytest.raises(UsageError, match="is a file"):
        blocking.read_info(OpenRequest(path, series="1"))


def test_a_saved_series_has_its_geometry(tmp_path: Path) -> None:
    import SimpleITK  # an independent judge

    files = write_series(tmp_path / "in", (0, 3, 6))
    target = tmp_path / "out.nrrd"

    with blocking.open_document(OpenRequest(tmp_path / "in")) as document:
        blocking.write(document, None, ExportRequest(target))

    wanted, written = SimpleITK.ReadImage([str(path) for path in files]), SimpleITK.ReadImage(str(target))
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(written), SimpleITK.GetArrayFromImage(wanted))
    assert written.GetSpacing() == pytest.approx(wanted.GetSpacing())
    assert written.GetOrigin() == pytest.approx(wanted.GetOrigin())


def test_many_headers_may_take_longer_than_one(tmp_path: Path) -> None:
    files = tuple(write_series(tmp_path, (0, 2)))
    client = FileClient(limits=Limits(header=0.0))
    try:
        found_in(client, tmp_path)
        client.open(2, OpenRequest(tmp_path, files=files))
        opened = client.wait(2)
        assert isinstance(opened, Opened)
        opened.document.close()
    finally:
        client.close()


def test_of_a_slow_series_one_slice_comes_first(client: FileClient, tmp_path: Path) -> None:
    files = tuple(write_slow_series(tmp_path, 120))
    client.open(1, OpenRequest(tmp_path, files=files))
    outcomes: list[Outcome] = []
    while not any(isinstance(one, Opened | Failed) for one in outcomes):
        client.children[0].wait(10)
        outcomes += client.receive(client.children[0])

    header, ready, opened = outcomes
    assert isinstance(header, HeaderReady)
    assert isinstance(ready, SliceReady)
    assert isinstance(opened, Opened)
    with ready.document as part, opened.document as whole:
        number = part.geometry.start_index[2]
        assert number == 59
        assert part.pixels.shape == (1, *whole.pixels.shape[1:])
        np.testing.assert_array_equal(part.pixels[0], whole.pixels[number])
        index = ItkIndex((7, 3, number))
        assert part.probe(index).itk_value == whole.probe(index).itk_value
        assert part.geometry.point_of(index) == whole.geometry.point_of(index)
        assert part.info.data_files == (files[number],)
        assert part.info.notes[0] == "Slice 59 of 120, counted from 0; the others are still being read."
        assert part.info.notes[0] not in whole.info.notes


def test_who_waits_for_the_volume_gets_it_alone(client: FileClient, tmp_path: Path) -> None:
    client.open(1, OpenRequest(tmp_path, files=tuple(write_slow_series(tmp_path, 120))))

    opened = client.wait(1)

    assert isinstance(opened, Opened)
    opened.document.close()


def write_slow_series(folder: Path, count: int) -> list[Path]:
    """Write compressed slices that take some milliseconds each."""
    files = write_series(folder, tuple(range(count)), shape=(512, 512))
    made = pydicom.dcmread(files[0])
    made.PixelData = np.random.default_rng(3).integers(-999, 999, (512, 512), np.int16).tobytes()
    made.compress(RLELossless)
    packed = made.PixelData
    for path in files:
        one = pydicom.dcmread(path)
        one.file_meta.TransferSyntaxUID = RLELossless
        one.add_new(0x7FE00010, "OB", packed)
        one["PixelData"].is_undefined_length = True
        one.save_as(path, enforce_file_format=True)
    return files


def test_all_processes_that_read_a_series_end_when_it_is_cancelled(own_client: FileClient, tmp_path: Path) -> None:
    own_client.open(1, OpenRequest(tmp_path, files=tuple(write_slow_series(tmp_path, 400))))
    while not any(isinstance(one, SliceReady) for one in own_client.receive(own_client.children[0])):
        own_client.children[0].wait(10)
    pid = own_client.children[0].pid
    assert pid is not None
    until = time.monotonic() + 1
    while len(family.members(pid)) < 1 + processes() and time.monotonic() < until:
        time.sleep(0.005)
    readers = family.members(pid)
    assert len(readers) >= processes()  # one more where the task has a fork of its own

    own_client.cancel(1)

    until = time.monotonic() + 5
    while any(is_running(one) for one in readers) and time.monotonic() < until:
        time.sleep(0.005)
    assert not any(is_running(one) for one in readers)


def is_running(pid: int) -> bool:
    """Tell whether a process is there, and more than a note of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="latin-1").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
