"""All pixels of images are counted one box after the other, and what was found goes with its document."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.viewing.counted_box import cost_text, why_never
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.outcome import Cancelled, Failed, Progress, Reckoned
from itk_inspector.core.measure.whole_image import ComponentReport, WholeReport

REPORT = WholeReport((ComponentReport("", 20),))
SLICE = ((0, 5), (0, 4), (1, 2))


def opened(desk: Any, name: str = "a.nrrd", **facts: Any) -> OpenImage:
    desk.show(name, (5, 4, 3), **facts)
    image = desk.app.images.current
    assert image is not None
    return image


def deliver(desk: Any) -> None:
    token, _, _ = desk.files.reckoned[-1]
    desk.deliver(Reckoned(token, desk.app.images.all[0].info, REPORT))


def test_a_box_of_all_is_all_and_one_is_counted_after_the_other(desk: Any) -> None:
    image, counts = opened(desk), desk.app.counts
    counts.ask(image, ((0, 5), (0, 4), (0, 3)))
    counts.ask(image)
    counts.ask(image, SLICE)
    assert [request.box for _, request, _ in desk.files.reckoned] == [()]
    assert desk.state.is_counting
    fraction, waiting = counts.fraction(image), counts.fraction(image, SLICE)
    desk.deliver(Progress(desk.files.reckoned[0][0], 0.25))
    assert (fraction(), waiting()) == (0.25, 0.0)
    assert desk.view.last("operating") == ("Counting all 60 bytes of a.nrrd …", 0.25)
    deliver(desk)
    assert counts.of(image).report is REPORT
    assert [request.box for _, request, _ in desk.files.reckoned] == [(), SLICE]
    assert counts.of(image, SLICE) is None
    deliver(desk)
    assert counts.of(image, SLICE).report is REPORT
    assert not desk.state.is_counting
    assert desk.view.last("status") == "Counted 20 bytes of a.nrrd."


def test_what_waits_is_counted_when_the_first_is_given_up(desk: Any) -> None:
    image, counts = opened(desk), desk.app.counts
    counts.ask(image)
    counts.ask(image, SLICE)
    first = desk.files.reckoned[0][0]
    counts.stop(image)
    assert desk.files.cancelled == [first]
    assert not counts.is_asked(image)
    assert desk.files.reckoned[-1][1].box == SLICE
    deliver(desk)
    assert counts.of(image) is None
    assert counts.of(image, SLICE) is not None


def test_a_count_goes_on_for_the_other_one_who_asked(desk: Any) -> None:
    image, counts = opened(desk), desk.app.counts
    counts.ask(image)
    counts.ask(image)
    fraction = counts.fraction(image)
    assert len(desk.files.reckoned) == 1
    counts.let_go(image)
    assert desk.files.cancelled == []
    desk.deliver(Progress(desk.files.reckoned[0][0], 0.25))
    assert fraction() == 0.25
    counts.let_go(image)
    assert desk.files.cancelled == [desk.files.reckoned[0][0]]
    counts.let_go(image)  # nobody asks any more
    assert not counts.is_asked(image)


@pytest.mark.parametrize("fails", [True, False])
def test_without_a_result_nothing_is_known(desk: Any, fails: bool) -> None:
    image, counts = opened(desk), desk.app.counts
    counts.ask(image)
    token = desk.files.reckoned[0][0]
    error = OpenError("Chunks are damaged.")
    desk.deliver(Failed(token, image.info.path, error) if fails else Cancelled(token, image.info.path))
    assert counts.of(image) is None
    assert counts.task is None
    assert (desk.view.all("error") == [(image.info.path, error)]) == fails


def test_cancel_in_the_status_line_gives_it_up(desk: Any) -> None:
    image = opened(desk)
    desk.app.counts.ask(image)
    desk.app.tasks.cancel()
    assert desk.app.counts.task is None
    assert desk.files.cancelled == [desk.files.reckoned[0][0]]


def test_closing_a_tab_forgets_and_ends_what_is_of_it_only(desk: Any) -> None:
    counts, first = desk.app.counts, opened(desk)
    counts.ask(first)
    deliver(desk)
    second = opened(desk, "b.nrrd")
    counts.ask(second)
    counts.ask(second, SLICE)
    assert len(desk.files.reckoned) == 2
    desk.app.tabs.close(1)
    assert len(desk.files.reckoned) == 2
    assert desk.files.cancelled == [desk.files.reckoned[1][0]]
    assert counts.of(first) is not None
    desk.app.tabs.close(0)
    assert counts._found == {}


def test_another_task_has_the_status_line_first(desk: Any) -> None:
    image = opened(desk)
    desk.app.counts.ask(image)
    desk.app.files.open(Path("/data/c.nrrd"))
    desk.view.forget()
    desk.deliver(Progress(desk.files.reckoned[0][0], 0.5))
    assert desk.view.all("operating") == []
    assert desk.app.counts.fraction(image)() == 0.5


def test_complex_numbers_and_arrays_of_scripts_are_not_counted(desk: Any) -> None:
    for facts in ({"dtype": "complex64"}, {"format": "memory"}):
        image = opened(desk, **facts)
        if image.info.is_held or image.info.is_complex:
            desk.app.counts.ask(image)
            assert why_never(image)
    assert desk.files.reckoned == []


def test_files_that_change_while_they_are_counted_make_it_stale(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.zarr"
    path.mkdir()
    (path / "zarr.json").write_text("{}")
    image, counts = opened(desk, "a.zarr", path=path, stamp=FileStamp.of(path)), desk.app.counts
    counts.ask(image)
    deliver(desk)
    assert not counts.of(image).is_stale
    counts.check()
    assert not counts.of(image).is_stale
    os.utime(path / "zarr.json", ns=(1, 1))
    counts.check()
    assert counts.of(image).is_stale
    counts.ask(image)
    (path / "zarr.json").write_text("{ }")
    deliver(desk)
    assert counts.of(image).is_stale


@pytest.mark.parametrize("replaces", [True, False])
def test_a_chunk_that_is_written_into_the_same_store_makes_it_stale(desk: Any, tmp_path: Path, replaces: bool) -> None:
    """By who gives a chunk its name when it is whole, and by who writes into the one that is there."""
    path, chunk = tmp_path / "a.zarr", tmp_path / "a.zarr/0/c/3/1/4"
    chunk.parent.mkdir(parents=True)
    for number in range(100):
        (path / f"0/c/{number}/1").mkdir(parents=True, exist_ok=True)
    chunk.write_bytes(b"before")
    image, counts = opened(desk, "a.zarr", path=path, stamp=FileStamp.of(path)), desk.app.counts
    for folder in (path, path / "0", path / "0/c"):
        os.utime(folder, ns=(1, 1))
    counts.ask(image)
    deliver(desk)
    counts.check()
    assert not counts.of(image).is_stale

    if replaces:
        (tmp_path / "new").write_bytes(b"behind")
        os.replace(tmp_path / "new", chunk)
    os.utime(chunk if not replaces else chunk.parent, ns=(2, 2))

    counts.check()
    assert counts.of(image).is_stale


def test_how_long_the_rest_takes_is_told_as_soon_as_that_can_be_told(desk: Any) -> None:
    image = opened(desk)
    desk.app.counts.ask(image)
    token = desk.files.reckoned[0][0]
    for seconds, fraction, left in ((1.0, 0.1, ""), (10.0, 0.01, ""), (60.0, 0.25, " about 3 min left")):
        desk.now += seconds
        desk.deliver(Progress(token, fraction))
        assert desk.view.last("operating") == (f"Counting all 60 bytes of a.nrrd …{left}", fraction)
        desk.now -= seconds


@pytest.mark.parametrize(
    ("size", "dtype", "text"),
    [
        ((100, 100, 10), "uint8", "all 100 kB"),
        ((100_000, 9_000, 1), "uint8", "all 900 MB"),
        ((100_000, 20_000, 1), "uint8", "all 2 GB, about 20 s"),
        ((100_000, 20_000, 1), "float32", "all 8 GB, about 3 min"),
        ((50_000, 40_000, 100), "uint16", "all 400 GB, about 67 min"),
        ((50_000, 40_000, 1000), "uint16", "all 4 TB, about 11 h"),
    ],
)
def test_what_counting_costs_is_told_before(desk: Any, size: tuple[int, ...], dtype: str, text: str) -> None:
    image = opened(desk)
    facts = replace(image.info, geometry=Geometry.identity(size), dtype=dtype)
    kind = type("Access", (), {"dtype": np.dtype(dtype)})
    assert cost_text(type("Image", (), {"info": facts, "access": kind})) == text
