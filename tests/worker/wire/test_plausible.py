"""Whatever a child says that makes no sense ends the child, in a sentence, and leaves nothing open."""

from __future__ import annotations

import json
import os
import pickle
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog, Thumbnail
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings, Scope
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import FolderScan, OpenRequest
from itk_inspector.core.image.outcome import Failed, HeaderReady, Opened, Outcome, SeriesFound, SliceReady
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.launch import Launched
from itk_inspector.worker.tasks.export import ExportReply
from itk_inspector.worker.tasks.header import HeaderReply
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply, SliceReply
from itk_inspector.worker.tasks.plausible_image import check_look
from itk_inspector.worker.tasks.scan import ScanTask, SeriesReply
from itk_inspector.worker.tasks.table import TASKS
from itk_inspector.worker.wire.channel import HEAD, Channel
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import Begun, ErrorReply, ProgressReply, Ready, encode
from itk_inspector.worker.wire.named_files import name_of
from sleeping_process import sleeping

NAMES = 255  # in place of a number of descriptors
FILE = Path("/images/a.mha")
INFO = ImageInfo(
    FILE, "MetaImageIO", "scalar", "unsigned_char", 1, "uint8", Geometry.identity((4, 3)), itk_type="Image[UC,2]"
)
SERIES = DicomSeries(
    "1.2", "", "", "MR", 3, (5, 4, 2), (0.5, 0.5, 2.0), "axial", (Path("/images/a"),), (), Thumbnail((1, 2), b"ab")
)


class FakeChild:
    """The other end of a client's socket; the process behind it only sleeps."""

    def __init__(self) -> None:
        ours, self.socket = socket.socketpair()
        process = sleeping(self.socket)
        self.launched = Launched(process, ours, tempfile.TemporaryFile())  # noqa: SIM115
        self.channel = Channel(self.socket, TASKS)

    def says(self, *data: bytes, fds: tuple[int, ...] = (), count: int | None = None) -> None:
        body = b"".join(data)
        frame = HEAD.pack(len(body), len(fds) if count is None else count) + body
        if IS_PORTABLE and fds:
            names = json.dumps([astuple(name_of(fd)) for fd in fds]).encode()
            frame, fds = HEAD.pack(len(names), NAMES) + names + frame, ()
        socket.send_fds(self.socket, [frame], list(fds)) if fds else self.socket.send(frame)


@pytest.fixture
def fake() -> Iterator[FakeChild]:
    made = FakeChild()
    yield made
    made.channel.close()


@pytest.fixture
def client(fake: FakeChild, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileClient]:
    """A client whose reader is the fake; no other is started when it is ended."""
    made = FileClient(launched=fake.launched)
    monkeypatch.setattr(sys, "executable", "")
    fake.channel.send(Ready())
    yield made
    made.close()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Callable[[int], int]]:
    """Open a file of so many bytes."""
    fds = []

    def opened(size: int) -> int:
        (tmp_path / "data").write_bytes(bytes(size))
        fds.append(os.open(tmp_path / "data", os.O_RDWR))
        return fds[-1]

    yield opened
    for fd in fds:
        os.close(fd)


def answer(client: FileClient, task: Any = FILE) -> list[Outcome]:
    """Give a task, and return what becomes of what was said before."""
    if task is FILE:
        client.open(1, OpenRequest(FILE))
    else:
        client.open(1, OpenRequest(Path("/images"), scan=FolderScan()))
    outcomes: list[Outcome] = []
    while not outcomes and client.is_busy:
        assert client.children[0].wait(5.0)
        outcomes = client.receive(client.children[0])
    return outcomes


def placed(**changes: Any) -> ImageInfo:
    return replace(INFO, geometry=replace(INFO.geometry, **changes))


def header(info: ImageInfo) -> bytes:
    return encode(HeaderReply(1, info, None))


def test_an_honest_answer_is_taken(client: FileClient, fake: FakeChild, data: Callable[[int], int]) -> None:
    fake.says(encode(Begun(1)))
    fake.says(header(INFO))
    fake.says(encode(PixelsReply(1, INFO, 12, 0)), fds=(data(12),))

    found = answer(client)
    if not any(isinstance(one, Opened) for one in found):
        found += client.receive(client.children[0])

    assert [type(one) for one in found] == [HeaderReady, Opened]
    assert isinstance(found[1], Opened)
    found[1].document.close()


ODD = {
    "pickle": pickle.dumps(Ready()),
    "no JSON": b"\x80\xff",
    "nothing": b"",
    "a task": encode(OpenTask(1, OpenRequest(FILE))),
    "another token": encode(ErrorReply(2, "OpenError", "It failed.", "", "")),
    "no error": encode(ErrorReply(1, "annotations", "It failed.", "", "")),
    "no error of ours": encode(ErrorReply(1, "errno", "It failed.", "", "")),
    "an export": encode(ExportReply(1, FILE, 1, True, ())),
    "series": encode(SeriesReply(1, SeriesCatalog(FILE, (SERIES,)))),
    "progress without end": encode(ProgressReply(1, float("inf"))),
    "progress that is none": encode(ProgressReply(1, float("nan"))),
    "another file": header(replace(INFO, path=Path("/etc/passwd"))),
    "a dtype object": header(replace(INFO, dtype="object")),
    "a dtype that is code": header(replace(INFO, dtype="(2,")),
    "a dtype of records": header(replace(INFO, dtype="u1,u1")),
    "a mapping of its own": header(replace(INFO, mapping="elsewhere")),
    "no axis": header(placed(size=(), start_index=(), origin=(), spacing=(), direction=())),
    "too many axes": header(replace(INFO, geometry=Geometry.identity((1,) * 40))),
    "no pixels": header(placed(size=(0, 3))),
    "negative size": header(placed(size=(-4, -3))),
    "lengths that differ": header(placed(start_index=(0,))),
    "spacing that is none": header(placed(spacing=(float("nan"), 1.0))),
    "no direction": header(placed(direction=((1.0, 0.0), (1.0, 0.0)))),
    "impossible size": header(placed(size=(2**40, 2**40))),
    "no components": header(replace(INFO, components=0)),
    "half a complex number": header(replace(INFO, dtype="complex64", components=3)),
    "another type": header(replace(INFO, itk_type="Image[F,3]")),
    "a rescale without sense": header(replace(INFO, rescale=(Rescale(0.0, 1.0, 0, 1),))),
    "too many rescales": header(replace(INFO, rescale=(Rescale(2.0, 1.0, 0, 1),) * 2)),
    "a negative length": encode(HeaderReply(1, INFO, -1)),
}


@pytest.mark.parametrize("said", ODD.values(), ids=ODD.keys())
def test_a_child_that_says_what_makes_no_sense_is_ended(client: FileClient, fake: FakeChild, said: bytes) -> None:
    fake.says(said)
    before = set(os.listdir("/proc/self/fd"))

    [outcome] = answer(client)

    assert isinstance(outcome, Failed)
    assert outcome.error.message == "a.mha could not be read: ITK’s reader gave an answer without sense, and was ended."
    assert not client.children[0].is_running
    assert not client.is_busy
    assert set(os.listdir("/proc/self/fd")) < before


CATALOGS = {
    "another folder": SeriesCatalog(Path("/"), (SERIES,)),
    "files elsewhere": SeriesCatalog(Path("/images"), (replace(SERIES, files=(Path("/etc/passwd"),)),)),
    "files upwards": SeriesCatalog(Path("/images"), (replace(SERIES, files=(Path("/images/../a/b"),)),)),
    "no files": SeriesCatalog(Path("/images"), (replace(SERIES, files=()),)),
    "no size": SeriesCatalog(Path("/images"), (replace(SERIES, size=(0, 1, 1)),)),
    "a short picture": SeriesCatalog(Path("/images"), (replace(SERIES, thumbnail=Thumbnail((2, 2), b"abc")),)),
    "a large picture": SeriesCatalog(Path("/images"), (replace(SERIES, thumbnail=Thumbnail((1, 4000), bytes(4000))),)),
    "a picture of lines": SeriesCatalog(Path("/images"), (replace(SERIES, thumbnail=Thumbnail((2,), b"ab")),)),
    "fewer than none": SeriesCatalog(Path("/images"), (SERIES,), -1),
}


@pytest.mark.parametrize("catalog", CATALOGS.values(), ids=CATALOGS.keys())
def test_series_that_cannot_be_are_refused(client: FileClient, fake: FakeChild, catalog: SeriesCatalog) -> None:
    fake.says(encode(SeriesReply(1, catalog)))

    [outcome] = answer(client, ScanTask)

    assert isinstance(outcome, Failed)
    assert "without sense" in outcome.error.message


def test_series_that_can_be_are_taken(client: FileClient, fake: FakeChild) -> None:
    fake.says(encode(SeriesReply(1, SeriesCatalog(Path("/images"), (SERIES,)))))

    [outcome] = answer(client, ScanTask)

    assert isinstance(outcome, SeriesFound)


def no_file() -> int:
    ours, theirs = socket.socketpair()
    theirs.close()
    return ours.detach()


@pytest.mark.parametrize(
    ("reply", "size"),
    [
        (PixelsReply(1, INFO, 12, 0), 11),
        (PixelsReply(1, INFO, 11, 0), 12),
        (PixelsReply(1, INFO, 12, 0, -1), 12),
        (PixelsReply(1, INFO, 12, 0, 1), 12),
        (PixelsReply(1, INFO, 2**62, 0), 12),
        (PixelsReply(1, INFO, -12, 0), 12),
        (PixelsReply(1, INFO, 12, 0), None),
    ],
    ids=["a file cut short", "too few", "before the file", "beyond it", "huge", "negative", "a socket"],
)
def test_pixels_that_are_not_there_are_refused(
    client: FileClient, fake: FakeChild, data: Callable[[int], int], reply: PixelsReply, size: int | None
) -> None:
    fd = data(size) if size is not None else no_file()
    fake.says(encode(reply), fds=(fd,))
    if size is None:
        os.close(fd)
    before = set(os.listdir("/proc/self/fd"))

    [outcome] = answer(client)

    assert isinstance(outcome, Failed)
    assert set(os.listdir("/proc/self/fd")) < before


PLAIN = DisplaySettings(Levels(0.0, 9.0))


def test_a_look_that_can_be_is_taken(client: FileClient, fake: FakeChild, data: Callable[[int], int]) -> None:
    look = FirstLook(replace(PLAIN, is_automatic=True), is_hounsfield=True)
    fake.says(encode(HeaderReply(1, INFO, None)))
    assert isinstance(answer(client)[0], HeaderReady)
    fake.says(encode(PixelsReply(1, INFO, 12, 0, 0, look)), fds=(data(12),))
    client.children[0].wait(5.0)

    [outcome] = client.receive(client.children[0])

    assert isinstance(outcome, Opened)
    assert outcome.document.look == look
    outcome.document.close()


@pytest.mark.parametrize(
    "settings",
    [
        replace(PLAIN, levels=Levels(3.0, 3.0)),
        replace(PLAIN, levels=Levels(float("nan"), 3.0)),
        replace(PLAIN, levels=Levels(0.0, float("inf"))),
        replace(PLAIN, component=ComponentChoice(ComponentMode.PHASE)),
        replace(PLAIN, component=ComponentChoice(ComponentMode.COMPONENT, 7)),
        replace(PLAIN, colour_map="../../etc/passwd"),
        replace(PLAIN, is_inverted=True),
        replace(PLAIN, scope=Scope.VOLUME),
        replace(PLAIN, percentiles=(float("nan"), 1e9)),
    ],
)
def test_a_look_that_cannot_be_is_refused(settings: DisplaySettings) -> None:
    with pytest.raises(CodecError):
        check_look(INFO, FirstLook(settings, is_hounsfield=False))


def test_pixels_that_nobody_asked_for_are_refused(
    client: FileClient, fake: FakeChild, data: Callable[[int], int]
) -> None:
    fake.says(encode(PixelsReply(1, INFO, 12, 0)), fds=(data(12),))

    [outcome] = answer(client, ScanTask)

    assert isinstance(outcome, Failed)


def test_words_to_no_question_end_the_child(client: FileClient, fake: FakeChild, data: Callable[[int], int]) -> None:
    fake.says(encode(PixelsReply(1, INFO, 12, 0)), fds=(data(12),))
    before = set(os.listdir("/proc/self/fd"))

    while client.children[0].is_running:
        assert client.children[0].wait(5.0)
        assert client.receive(client.children[0]) == []

    assert set(os.listdir("/proc/self/fd")) < before


VOLUME = replace(
    INFO,
    path=Path("/images"),
    geometry=Geometry.identity((4, 3, 5)),
    itk_type="Image[UC,3]",
)
SLICE = replace(VOLUME, geometry=replace(Geometry.identity((4, 3, 1)), start_index=(0, 0, 2)))
SERIES_TASK = OpenRequest(Path("/images"), files=(Path("/images/a"), Path("/images/b")))


def said_of_a_series(client: FileClient, request: OpenRequest = SERIES_TASK) -> list[Outcome]:
    client.open(1, request)
    outcomes: list[Outcome] = []
    while client.is_busy and not any(isinstance(one, SliceReady) for one in outcomes):
        assert client.children[0].wait(5.0)
        outcomes += client.receive(client.children[0])
    return outcomes


def test_a_slice_of_a_series_is_taken(client: FileClient, fake: FakeChild, data: Callable[[int], int]) -> None:
    fake.says(encode(Begun(1)))
    fake.says(header(VOLUME))
    fake.says(encode(SliceReply(1, SLICE, 12, 24)), fds=(data(60),))

    ready = said_of_a_series(client)[-1]

    assert isinstance(ready, SliceReady)
    assert ready.document.pixels.shape == (1, 3, 4)
    assert ready.document.geometry.start_index == (0, 0, 2)
    ready.document.close()


@pytest.mark.parametrize(
    ("info", "nbytes", "offset"),
    [
        (replace(SLICE, geometry=replace(SLICE.geometry, start_index=(0, 0, 5))), 12, 24),
        (replace(SLICE, geometry=replace(SLICE.geometry, start_index=(0, 0, -1))), 12, 24),
        (replace(SLICE, geometry=replace(SLICE.geometry, start_index=(1, 0, 2))), 12, 24),
        (replace(SLICE, geometry=Geometry.identity((4, 4, 1))), 16, 24),
        (replace(SLICE, geometry=Geometry.identity((4, 3)), itk_type="Image[UC,2]"), 12, 24),
        (replace(SLICE, dtype="int8", itk_type="Image[SC,3]"), 12, 24),
        (SLICE, 12, 49),
        (SLICE, 11, 24),
        (replace(SLICE, path=Path("/else")), 12, 24),
    ],
    ids=["behind the last", "before the first", "aside", "larger", "flat", "other type", "short", "few", "elsewhere"],
)
def test_slices_that_cannot_be_are_refused(
    client: FileClient, fake: FakeChild, data: Callable[[int], int], info: ImageInfo, nbytes: int, offset: int
) -> None:
    fake.says(encode(Begun(1)))
    fake.says(header(VOLUME))
    fake.says(encode(SliceReply(1, info, nbytes, offset)), fds=(data(60),))

    assert isinstance(said_of_a_series(client)[-1], Failed)


def test_slices_out_of_turn_are_refused(client: FileClient, fake: FakeChild, data: Callable[[int], int]) -> None:
    fake.says(encode(Begun(1)))
    fake.says(encode(SliceReply(1, SLICE, 12, 24)), fds=(data(60),))

    assert isinstance(said_of_a_series(client)[-1], Failed)


def test_a_second_slice_is_refused(client: FileClient, fake: FakeChild, data: Callable[[int], int]) -> None:
    fake.says(encode(Begun(1)))
    fake.says(header(VOLUME))
    for _ in range(2):
        fake.says(encode(SliceReply(1, SLICE, 12, 24)), fds=(data(60),))
    client.open(1, SERIES_TASK)

    outcome = client.wait(1)

    assert isinstance(outcome, Failed)


def test_a_slice_of_a_single_file_is_refused(client: FileClient, fake: FakeChild, data: Callable[[int], int]) -> None:
    fake.says(encode(Begun(1)))
    fake.says(header(INFO))
    fake.says(encode(SliceReply(1, INFO, 12, 0)), fds=(data(60),))

    assert isinstance(said_of_a_series(client, OpenRequest(FILE))[-1], Failed)
