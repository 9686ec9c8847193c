"""Folders, series, and the way from one slice to its series."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import SERIES_UID
from itk_inspector.core.image.outcome import Failed, Opened, Progress, SeriesFound
from itk_inspector.core.pixels.rescale import Rescale

FOLDER = Path("/data/head")


def series(uid: str = "1.2", count: int = 2, *problems: str) -> DicomSeries:
    files = tuple(FOLDER / f"{n}.dcm" for n in range(count))
    return DicomSeries(uid, "Doe", "head", "MR", 1, (5, 4, count), (1.0, 1.0, 2.0), "axial", files, problems)


def catalog(*listed: DicomSeries, subfolders: tuple[str, ...] = ()) -> SeriesCatalog:
    return SeriesCatalog(FOLDER, listed, 0, subfolders)


def scan(desk: Any, found: SeriesCatalog, read_as: str = "") -> None:
    desk.app.files.open(FOLDER, read_as)
    desk.deliver(SeriesFound(desk.files.opened[-1][0], found))


def test_the_only_series_without_problems_is_opened(desk: Any) -> None:
    scan(desk, catalog(series()), "F")

    token, path, read_as = desk.files.opened[-1]
    assert (path, read_as) == (FOLDER, "F")
    assert desk.files.series[-1] == (FOLDER / "0.dcm", FOLDER / "1.dcm")
    assert desk.app.files.is_loading
    assert desk.view.all("ask_series") == []
    desk.deliver(Opened(token, desk.document("head")))
    assert not desk.app.files.is_loading
    assert desk.app.images.current is not None


def test_a_series_of_one_file_is_opened_as_that_file(desk: Any) -> None:
    scan(desk, catalog(series("1.2", 1)))

    assert desk.files.opened[-1][1] == FOLDER / "0.dcm"
    assert desk.files.series[-1] == ()


@pytest.mark.parametrize(
    "found",
    [
        catalog(series(), series("1.3")),
        catalog(series("1.2", 2, "1 slice is missing.")),
        catalog(series(), subfolders=("more",)),
        catalog(subfolders=("more",)),
    ],
    ids=["two", "problem", "subfolders", "only subfolders"],
)
def test_else_the_user_is_asked_first(desk: Any, found: SeriesCatalog) -> None:
    scan(desk, found)

    assert desk.view.last("ask_series") == found
    assert len(desk.files.opened) == 1
    assert not desk.app.files.is_loading
    assert desk.view.last("loading") == (None, None)


def test_the_chosen_series_is_opened(desk: Any) -> None:
    scan(desk, catalog(series(), series("1.3", 3)))

    desk.view.choose(series("1.3", 3))

    assert len(desk.files.series[-1]) == 3
    assert desk.app.files.is_loading


def test_subfolders_are_looked_through_when_asked(desk: Any) -> None:
    scan(desk, catalog(subfolders=("more",)))

    desk.view.deeper()

    token, folder, uid, recursive = desk.files.scanned[-1]
    assert (folder, uid, recursive) == (FOLDER, "", True)
    desk.deliver(SeriesFound(token, catalog(series())))
    assert len(desk.files.series[-1]) == 2


def test_progress_of_a_scan_is_shown(desk: Any) -> None:
    desk.app.files.open(FOLDER)
    token = desk.files.opened[-1][0]

    desk.deliver(Progress(token, 0.25))

    assert desk.view.last("loading") == (FOLDER, 0.25)


def test_a_scan_can_be_cancelled(desk: Any) -> None:
    desk.app.files.open(FOLDER)
    token = desk.files.opened[-1][0]

    desk.app.tasks.cancel()
    desk.deliver(SeriesFound(token, catalog(series())))

    assert desk.files.cancelled == [token]
    assert len(desk.files.opened) == 1


def test_a_folder_without_images_is_told(desk: Any) -> None:
    desk.app.files.open(FOLDER)

    desk.deliver(Failed(desk.files.opened[-1][0], FOLDER, OpenError("head holds no DICOM images.")))

    assert desk.view.last("error")[0] == FOLDER
    assert not desk.app.files.is_loading


def test_one_slice_offers_its_series(desk: Any) -> None:
    desk.show("a.dcm", (5, 4, 1), has_sibling_slices=True, metadata={SERIES_UID: "1.2"})
    assert desk.state.offers_series

    desk.app.files.open_whole_series()

    token, folder, uid, recursive = desk.files.scanned[-1]
    assert (folder, uid, recursive) == (Path("/data"), "1.2", False)
    desk.deliver(SeriesFound(token, catalog(series())))
    assert desk.app.files.is_loading


def test_other_images_offer_none(desk: Any) -> None:
    desk.show()

    desk.app.files.open_whole_series()

    assert not desk.state.offers_series
    assert desk.files.scanned == []


def test_a_series_that_is_opened_loses_no_edits(desk: Any) -> None:
    desk.modify()
    desk.app.files.open(FOLDER)

    desk.deliver(SeriesFound(desk.files.opened[-1][0], catalog(series())))

    assert desk.view.question is None
    assert desk.app.files.is_loading


@pytest.fixture
def rescaled(desk: Any) -> Callable[..., Any]:
    """Show an image whose values are stored numbers − 10."""

    def show() -> Any:
        desk.show("a.dcm", dtype="int16", rescale=(Rescale(1.0, -10.0, 0, 255),))
        desk.app.probe.hover(1.0, 0.0)
        return desk

    return show


def test_stored_number_is_probed(rescaled: Callable[..., Any]) -> None:
    found = rescaled().found

    assert found.array_value == 1
    assert found.stored == 11


def test_the_edited_copy_has_no_stored_numbers(rescaled: Callable[..., Any]) -> None:
    desk = rescaled()

    desk.app.edit.set_editing(True)

    assert desk.found.array_value == 1
    assert desk.found.stored is None


def test_each_slice_has_its_own_rescale(desk: Any) -> None:
    desk.show("a.dcm", (5, 4, 2), dtype="float64", rescale=(None, Rescale(0.5, 0.0, 0, 255)))
    desk.app.view.step_slice(1)
    desk.app.probe.hover(1.0, 0.0)
    assert desk.found.array_value == 21.0
    assert desk.found.stored == 42

    desk.app.view.step_slice(-1)

    assert desk.found.array_value == 1.0
    assert desk.found.stored is None
