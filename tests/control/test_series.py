"""Folders, series, and the way from one slice to its series."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
from itk_inspector.core.display.defaults import first_settings
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import SERIES_UID
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Failed, Opened, Progress, SeriesFound, SliceReady
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


SLICES = tuple(FOLDER / f"{n}.dcm" for n in range(9))


def begin_series(desk: Any) -> int:
    scan(desk, catalog(series("1.2", 9)))
    return int(desk.files.opened[-1][0])


def one_slice(desk: Any, number: int = 4) -> Any:
    return desk.document("head", (5, 4, 1), start=(0, 0, number), data_files=(SLICES[number],))


def volume(desk: Any) -> Any:
    return desk.document("head", (5, 4, 9), data_files=SLICES)


def test_a_slice_is_shown_until_the_volume_takes_its_place(desk: Any) -> None:
    token, part, whole = begin_series(desk), one_slice(desk), volume(desk)

    desk.deliver(SliceReady(token, part))
    assert desk.app.images.current.document is part
    assert desk.app.files.is_loading
    shown = desk.app.images.current
    desk.deliver(Opened(token, whole))

    (image,) = desk.app.images.all
    assert image.document is whole
    assert image.plane == shown.plane
    assert image.plane.position[2] == 4
    assert image.viewports == shown.viewports
    assert part.is_closed
    assert not desk.app.files.is_loading


def test_the_slice_goes_when_reading_fails_or_is_cancelled(desk: Any) -> None:
    for end in (
        lambda token: desk.deliver(Failed(token, FOLDER, OpenError("no"))),
        lambda token: desk.app.tasks.cancel(),
    ):
        token, part = begin_series(desk), one_slice(desk)
        desk.deliver(SliceReady(token, part))

        end(token)

        assert desk.app.images.all == ()
        assert part.is_closed
        assert not desk.app.files.is_loading


def test_closing_the_slice_ends_the_reading(desk: Any) -> None:
    token, part = begin_series(desk), one_slice(desk)
    desk.deliver(SliceReady(token, part))

    desk.app.tabs.close(0)

    assert desk.files.cancelled == [token]
    assert not desk.app.files.is_loading
    assert part.is_closed


def test_a_slice_that_comes_too_late_is_closed(desk: Any) -> None:
    token, part = begin_series(desk), one_slice(desk)
    desk.app.tasks.cancel()

    desk.deliver(SliceReady(token, part))

    assert part.is_closed
    assert desk.app.images.all == ()


def edited_slice(desk: Any) -> tuple[int, Any]:
    token, part = begin_series(desk), one_slice(desk)
    desk.deliver(SliceReady(token, part))
    desk.app.edit.set_editing(True)
    desk.app.edit.set_value("200")
    desk.app.edit.set_pixel("0, 0, 4")
    assert desk.app.images.current.is_modified
    return token, part


@pytest.mark.parametrize("choice", [UnsavedChoice.DISCARD, UnsavedChoice.CANCEL])
def test_edits_of_the_slice_are_asked_about_before_it_goes(desk: Any, choice: UnsavedChoice) -> None:
    (token, part), whole = edited_slice(desk), volume(desk)

    desk.deliver(Opened(token, whole))
    assert not part.is_closed
    desk.view.answer(choice)

    (image,) = desk.app.images.all
    assert image.document is (whole if choice is UnsavedChoice.DISCARD else part)
    assert whole.is_closed is (choice is UnsavedChoice.CANCEL)


def test_a_slice_with_edits_stays_when_no_volume_comes(desk: Any) -> None:
    _, part = edited_slice(desk)

    desk.app.tasks.cancel()

    assert not part.is_closed
    assert desk.app.images.current.document is part


def test_an_image_that_is_read_again_is_not_covered_by_a_slice(desk: Any) -> None:
    desk.deliver(Opened(begin_series(desk), volume(desk)))
    desk.app.files.reload()
    token, part = desk.files.opened[-1][0], one_slice(desk)

    desk.deliver(SliceReady(token, part))

    assert part.is_closed
    assert len(desk.app.images.all) == 1


# one slice first, and what becomes of it -------------------------------------


def first_slice(desk: Any) -> tuple[int, Any]:
    """Open a series of four slices of which the third one is on screen; return the token and the volume to come."""
    scan(desk, catalog(series("1.2", 4)))
    files = series("1.2", 4).files
    token = desk.files.opened[-1][0]
    part = desk.document("head", (5, 4, 1), start=(0, 0, 2), data_files=(files[2],))
    desk.deliver(SliceReady(token, part))
    return token, desk.document("head", (5, 4, 4), data_files=files)


def test_the_volume_is_drawn_by_its_own_values(desk: Any) -> None:
    token, whole = first_slice(desk)
    levels = desk.app.images.current.settings.levels
    desk.deliver(Opened(token, whole))

    shown = desk.app.images.current
    assert shown.settings == first_settings(shown.info, whole.pixels)
    assert shown.settings.levels != levels


def test_levels_that_were_chosen_on_the_slice_stay(desk: Any) -> None:
    token, whole = first_slice(desk)
    desk.app.levels.set_levels(Levels(3.0, 5.0))
    desk.deliver(Opened(token, whole))

    assert desk.app.images.current.settings.levels == Levels(3.0, 5.0)


def test_points_of_the_slice_are_kept_for_the_volume(desk: Any) -> None:
    token, whole = first_slice(desk)
    desk.app.probe.show_index(ItkIndex.of(1, 1, 2))
    desk.app.points.add()
    desk.deliver(Opened(token, whole))

    assert [row.point.index for row in desk.points_panel.rows] == [ItkIndex.of(1, 1, 2)]
    assert desk.app.images.current.content_key in desk.point_store.kept


def test_what_waits_is_read_when_the_slice_is_closed(desk: Any) -> None:
    first_slice(desk)
    desk.app.files.open(Path("/data/other.nrrd"))
    desk.app.tabs.close(0)

    assert desk.files.opened[-1][1] == Path("/data/other.nrrd")
    assert desk.app.files.is_loading


def test_a_slice_whose_volume_is_being_read_is_not_read_again(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token, whole = first_slice(desk)
    asked = len(desk.files.opened)
    monkeypatch.setattr(ImageDocument, "can_be_read_again", True)
    desk.app.files.reload()
    desk.deliver(Opened(token, whole))

    assert len(desk.files.opened) == asked
    assert [image.info.geometry.size for image in desk.app.images.all] == [(5, 4, 4)]
