"""A file that is only looked at on the way never hides the others, whatever it does to the child."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import cast

import pytest

from dicom_files import write_bomb, write_series
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened, SeriesFound
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.reading import Reading
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.sandbox import family
from itk_inspector.worker.tasks.header import HeaderReply
from itk_inspector.worker.tasks.open import OpenTask
from itk_inspector.worker.tasks.scan import ScanTask
from itk_inspector.worker.wire.messages import ProgressReply


def rest_of(task: OpenTask | ScanTask, path: Path | None) -> OpenTask | ScanTask | None:
    """What is asked of a fresh child when one ended that had just said which file it looks at."""
    rest = looking(task, path).without_culprit()
    return rest.task if rest is not None else None


def looking(task: OpenTask | ScanTask, path: Path | None) -> Reading:
    """A task whose child has just said which file it looks at."""
    reading = Reading(task, Limits())
    reading.heard(ProgressReply(1, 0.5, path))
    return reading


class Consuming:
    """A child that has read ten bytes more each time that it is looked at."""

    is_ready = True

    def __init__(self) -> None:
        self.looks = 0

    def consumed(self) -> int:
        self.looks += 1
        return 10 * self.looks


@pytest.mark.parametrize(("is_drawn", "looks", "fraction"), [(True, 1, 0.25), (False, 0, None)])
def test_how_far_it_is_is_known_where_somebody_waits_for_a_picture(
    is_drawn: bool, looks: int, fraction: float | None
) -> None:
    info = ImageInfo(Path("/images/a"), "MetaImageIO", "scalar", "unsigned_char", 1, "uint8", Geometry.identity((4, 3)))
    reading, child = Reading(OpenTask(1, OpenRequest(info.path, is_drawn=is_drawn)), Limits()), Consuming()

    reading.answer(HeaderReply(1, info, 40), (), cast(Child, child))

    assert child.looks == looks
    assert reading.fraction(cast(Child, child)) == fraction


def test_a_scan_goes_on_without_the_file_that_ended_it() -> None:
    folder, bad = Path("/images"), Path("/images/bad")

    rest = rest_of(ScanTask(1, OpenRequest(folder)), bad)

    assert rest == ScanTask(1, OpenRequest(folder), skips=(bad,))
    assert isinstance(rest, ScanTask)
    assert rest_of(rest, Path("/images/worse")) == ScanTask(1, OpenRequest(folder), skips=(bad, Path("/images/worse")))


def test_a_scan_that_ended_in_its_pictures_goes_on_without() -> None:
    rest = rest_of(ScanTask(1, OpenRequest(Path("/images"))), None)

    assert rest == ScanTask(1, OpenRequest(Path("/images")), thumbnails=False)
    assert rest_of(rest, None) is None


def test_a_scan_is_given_up_after_many_files() -> None:
    task = ScanTask(1, OpenRequest(Path("/images")), skips=tuple(Path(f"/images/{n}") for n in range(32)))

    assert rest_of(task, Path("/images/bad")) is None


def test_an_image_is_read_without_its_neighbours_when_one_of_them_ended_the_child() -> None:
    task = OpenTask(1, OpenRequest(Path("/images/a")))

    rest = rest_of(task, Path("/images/b"))

    assert rest == OpenTask(1, OpenRequest(Path("/images/a")), neighbours=False)
    assert isinstance(rest, OpenTask)
    assert rest_of(rest, Path("/images/b")) is None
    assert rest_of(task, None) is None


@pytest.mark.parametrize("sent", [signal.SIGSEGV, signal.SIGSTOP])
def test_a_fresh_child_goes_on_after_a_file_that_ends_or_stops_one(tmp_path: Path, sent: signal.Signals) -> None:
    write_series(tmp_path, tuple(range(300)))
    client = FileClient(limits=Limits(silence=1.0))
    client.open(1, OpenRequest(tmp_path))
    child = client.children[0]
    pid, outcomes = child.pid, []
    assert pid is not None
    while (job := client._reading.job) is not None and job._looks_at is None:
        child.wait(20)
        outcomes += client.receive(child)
    for member in reversed(family.members(pid)):
        os.kill(member, sent)

    found = client.wait(1)
    client.close()

    assert outcomes == []
    assert isinstance(found, SeriesFound)
    assert len(found.catalog.obstacles) == 1
    assert "ended ITK’s reader" in found.catalog.obstacles[0]
    assert found.catalog.series[0].size == (5, 4, 299)


def test_a_bomb_in_a_folder_is_named(own_client: FileClient, tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1, 2))
    write_bomb(tmp_path / "0-bomb.dcm")

    own_client.open(101, OpenRequest(tmp_path))
    found = own_client.wait(101)

    assert isinstance(found, SeriesFound)
    assert found.catalog.series[0].size == (5, 4, 3)
    assert found.catalog.obstacles[0].startswith("0-bomb.dcm: ")


def test_a_bomb_beside_an_image_does_it_no_harm(own_client: FileClient, tmp_path: Path) -> None:
    write_series(tmp_path, (0, 1), names=("0-a.dcm", "2-a.dcm"))
    write_bomb(tmp_path / "1-bomb.dcm")

    own_client.open(102, OpenRequest(tmp_path / "0-a.dcm"))
    opened = own_client.wait(102)

    assert isinstance(opened, Opened)
    assert opened.document.info.has_sibling_slices
    opened.document.close()


def test_a_bomb_alone_is_refused(own_client: FileClient, tmp_path: Path) -> None:
    own_client.open(103, OpenRequest(write_bomb(tmp_path / "bomb.dcm")))

    assert isinstance(own_client.wait(103), Failed)


def test_a_circle_beside_an_image_does_it_no_harm(client: FileClient, tmp_path: Path) -> None:
    first, *_ = write_series(tmp_path, (0, 1))
    (tmp_path / "1-circle").symlink_to("1-circle")
    (tmp_path / os.fsdecode(b"1-\xff")).write_bytes(b"x")

    client.open(104, OpenRequest(first))
    opened = client.wait(104)

    assert isinstance(opened, Opened)
    assert opened.document.info.has_sibling_slices
    opened.document.close()
