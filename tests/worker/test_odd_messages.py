"""A child that says what makes no sense is ended, in a sentence, and nothing is raised, believed or left open."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import traceback
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import FolderScan, OpenRequest
from itk_inspector.core.image.outcome import Failed, HeaderReady, Opened, Outcome
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.itkio import from_memory
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.launch import Launched
from itk_inspector.worker.tasks.export import ExportReply
from itk_inspector.worker.tasks.header import HeaderReply
from itk_inspector.worker.tasks.open import PixelsReply
from itk_inspector.worker.wire.channel import HEAD, LARGEST, MOST_VALUES
from itk_inspector.worker.wire.messages import Begun, ErrorReply, ProgressReply, Ready, encode

FILE, FOLDER = Path("/images/a.mha"), Path("/images")
INFO = ImageInfo(
    FILE, "MetaImageIO", "scalar", "unsigned_char", 1, "uint8", Geometry.identity((4, 3)), itk_type="Image[UC,2]"
)
HOW = ("by name",) if IS_PORTABLE else ()
STAND_IN = Path(__file__).with_name("odd_child.py")


@dataclass(frozen=True)
class Said:
    """Bytes on the socket, and the kinds of descriptors that go along."""

    data: bytes
    fds: tuple[str, ...] = ()


def framed(body: bytes, *fds: str, count: int | None = None, size: int | None = None) -> Said:
    head = HEAD.pack(len(body) if size is None else size, len(fds) if count is None else count)
    return Said(head + body, fds)


def message(value: Any, *fds: str) -> Said:
    return framed(encode(value), *fds)


def words(kind: str, *values: Any) -> Said:
    """A message of a known kind with any values; NaN and infinities too."""
    return framed(json.dumps([kind, list(values)]).encode())


def header(**changes: Any) -> Said:
    return message(HeaderReply(1, replace(INFO, **changes), None))


def placed(**changes: Any) -> Said:
    return header(geometry=replace(INFO.geometry, **changes))


def with_field(at: tuple[int, ...], value: Any) -> Said:
    """The honest header with another value at one place of its JSON."""
    whole = json.loads(encode(HeaderReply(1, INFO, None)))
    inside = whole
    for step in at[:-1]:
        inside = inside[step]
    inside[at[-1]] = value
    return framed(json.dumps(whole).encode())


BEGUN, HEADER = message(Begun(1)), message(HeaderReply(1, INFO, None))
PIXELS = PixelsReply(1, INFO, 12, 0)

ODD: dict[str, list[Said]] = {
    # what is no message
    "no JSON": [framed(b"{")],
    "half of it": [framed(encode(Begun(1))[:-2])],
    "nothing": [framed(b"")],
    "invalid UTF-8": [framed(b'["Begun",[1]]\xff')],
    "UTF-16": [framed('["Begun",["1"]]'.encode("utf-16"))],
    "a pickle": [framed(pickle.dumps(Ready()))],
    "deep nesting": [framed(b"[" * 200_000 + b"]" * 200_000)],
    "deep nesting inside": [framed(b'["Begun",' + b"[" * 50_000 + b"]" * 50_000 + b"]")],
    "a number alone": [framed(b"1")],
    "an object": [framed(b'{"Begun": [1]}')],
    "three parts": [framed(b'["Begun",[1],[2]]')],
    "very many values": [framed(b"[" + b"0," * (MOST_VALUES + 1) + b"0]")],
    # kinds
    "an unknown kind": [words("Attack", 1)],
    "a kind of Python's": [words("dict", 1)],
    "a kind that is a number": [framed(b"[1,[1]]")],
    "a kind that is a list": [framed(b'[["Begun"],[1]]')],
    "a task instead of a reply": [words("ExportTask", 1)],
    # fields
    "no fields": [words("HeaderReply")],
    "a field too few": [words("ProgressReply", 1, 0.5)],
    "a field too many": [words("Begun", 1, 2)],
    "fields by name": [framed(b'["Begun",{"token":1}]')],
    "a text for a number": [words("Begun", "1")],
    "a truth for a number": [words("Begun", True)],
    "a fraction for a token": [words("Begun", 1.0)],
    "nothing for a number": [words("Begun", None)],
    "a number of 100 digits": [words("HeaderReply", 1, json.loads(encode(HeaderReply(1, INFO, 1)))[1][1], 10**100)],
    "a number of 5000 digits": [framed(b'["Begun",[' + b"9" * 5000 + b"]]")],
    "a path with NUL": [with_field((1, 1, 0), "/images/\0")],
    "metadata that are a list": [with_field((1, 1, 9), ["a"])],
    # sizes
    "NaN for a size": [with_field((1, 1, 6, 0), [float("nan"), 3])],
    "infinite size": [with_field((1, 1, 6, 0), [float("inf"), 3])],
    "a size of a half": [with_field((1, 1, 6, 0), [4.5, 3])],
    "negative sizes": [placed(size=(-4, -3))],
    "no size at all": [placed(size=(0, 3))],
    "a size of 2**64": [with_field((1, 1, 6, 0), [2**64, 3])],
    "more bytes than there are": [placed(size=(2**40, 2**40))],
    "a start beyond all indices": [placed(start_index=(2**63, 0))],
    "spacing NaN": [placed(spacing=(float("nan"), 1.0))],
    "negative spacing": [placed(spacing=(-1.0, 1.0))],
    "an infinite origin": [placed(origin=(float("inf"), 0.0))],
    "negative components": [header(components=-1)],
    "a dtype that is code": [header(dtype="O8,(2,")],
    "a negative length": [message(HeaderReply(1, INFO, -1))],
    "progress NaN": [message(ProgressReply(1, float("nan")))],
    "progress beyond all": [message(ProgressReply(1, 2.0))],
    # length
    "a length of 4 GB": [framed(b"", size=2**32 - 1)],
    "a byte too long": [framed(b"", size=LARGEST + 1)],
    "a length of 4 GB after honest words": [BEGUN, HEADER, framed(b"[", size=2**32 - 1)],
    # descriptors
    "too many descriptors": [BEGUN, HEADER, message(PIXELS, *["12"] * 6)],
    "two descriptors": [BEGUN, HEADER, message(PIXELS, "12", "12")],
    "no descriptor": [BEGUN, HEADER, message(PIXELS)],
    "a descriptor promised": [BEGUN, HEADER, framed(encode(PIXELS), count=1)],
    "200 descriptors promised": [BEGUN, HEADER, framed(encode(PIXELS), "12", count=200)],
    "a descriptor with a header": [BEGUN, message(HeaderReply(1, INFO, None), "12")],
    "a pipe": [BEGUN, HEADER, message(PIXELS, "pipe")],
    "a socket": [BEGUN, HEADER, message(PIXELS, "socket")],
    "a folder": [BEGUN, HEADER, message(PIXELS, "folder")],
    "a device": [BEGUN, HEADER, message(PIXELS, "device")],
    "a short file": [BEGUN, HEADER, message(PIXELS, "11")],
    "an empty file": [BEGUN, HEADER, message(PIXELS, "0")],
    "a file behind its offset": [BEGUN, HEADER, message(replace(PIXELS, offset=1), "12")],
    "a negative offset": [BEGUN, HEADER, message(replace(PIXELS, offset=-4096), "12")],
    "negative bytes": [BEGUN, HEADER, message(replace(PIXELS, nbytes=-12), "12")],
    "a file that cannot be read": [BEGUN, HEADER, message(PIXELS, "write only")],
    "a file that is not open": [BEGUN, HEADER, message(PIXELS, "name only")],
    # order, and who is meant
    "a reply for another token": [message(HeaderReply(2, INFO, None))],
    "an error for another token": [message(ErrorReply(2, "OpenError", "It failed.", "", ""))],
    "another file": [header(path=Path("/etc/passwd"))],
    "ready twice": [message(Ready())],
    "begun twice": [BEGUN, BEGUN],
    "pixels before the header": [BEGUN, message(PIXELS, "12")],
    "two headers": [BEGUN, HEADER, HEADER],
    "pixels of another shape": [
        BEGUN,
        HEADER,
        message(replace(PIXELS, info=replace(INFO, geometry=Geometry.identity((3, 4)))), "12"),
    ],
    "an export": [message(ExportReply(1, FILE, 1, True, ()))],
    "series": [words("SeriesReply", 1, ["/images", [], 0, [], []])],
    "an error of no kind": [message(ErrorReply(1, "SystemExit", "It failed.", "", ""))],
    "an error that is a function": [message(ErrorReply(1, "of_system", "It failed.", "", ""))],
}
READ = "a.mha could not be read: ITK’s reader gave an answer without sense, and was ended."
Begin = Callable[..., Launched]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """Start a child that says what it is told; no other is started when it is ended."""
    connections: list[socket.socket] = []

    def begin(said: list[Said], *more: str) -> Launched:
        told = tmp_path / "told.json"
        told.write_text(json.dumps([[one.data.hex(), one.fds] for one in (message(Ready()), *said)]))
        ours, theirs = socket.socketpair()
        connections.append(ours)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-S", "-E", str(STAND_IN), str(theirs.fileno()), str(told), *more, *HOW],
                pass_fds=(theirs.fileno(),),
            )
        monkeypatch.setattr(sys, "executable", "")
        return Launched(process, ours, tempfile.TemporaryFile())

    yield begin
    for connection in connections:
        connection.close()


def answer(client: FileClient, child: Any) -> list[Outcome]:
    """Return every outcome until the task has ended; what a wait would drop too."""
    outcomes: list[Outcome] = []
    while client.is_busy:
        assert child.wait(20.0)
        outcomes += client.receive(child)
    return outcomes


def descriptors() -> set[str]:
    return set(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("said", ODD.values(), ids=ODD.keys())
def test_an_odd_message_ends_the_child_and_is_told(stand_in: Begin, said: list[Said]) -> None:
    before = descriptors()
    launched = stand_in(said)
    client = FileClient(launched=launched)

    client.open(1, OpenRequest(FILE))
    outcomes = answer(client, client.children[0])

    assert all(isinstance(one, HeaderReady) for one in outcomes[:-1])
    [failed] = outcomes[-1:]
    assert isinstance(failed, Failed)
    assert (failed.token, failed.path, failed.error.message) == (1, FILE, READ)
    assert launched.process.poll() is not None
    assert not client.children[0].is_running
    client.close()
    assert descriptors() == before


@pytest.mark.parametrize(
    ("said", "reason", "what"),
    [
        ([BEGUN, BEGUN], "begun twice", "The message was Begun(token=1)"),
        ([header(path=Path("/etc/passwd"))], "another file", "The message was HeaderReply(token=1, info=ImageInfo("),
        ([words("Begun", "1")], "str instead of int", 'It came in 16 bytes that begin with b\'["Begun", ["1"]]\''),
    ],
    ids=["out of turn", "what cannot be", "no message"],
)
def test_what_was_odd_is_kept_for_whoever_looks_for_the_fault(
    stand_in: Begin, said: list[Said], reason: str, what: str
) -> None:
    client = FileClient(launched=stand_in(said))

    client.open(1, OpenRequest(FILE))
    [failed] = answer(client, client.children[0])
    client.close()

    assert isinstance(failed, Failed)
    assert failed.error.detail.startswith(f"{reason}\n{what}")
    shown = "".join(traceback.format_exception(failed.error))
    assert reason in shown
    assert what in shown


def test_honest_messages_are_taken(stand_in: Begin) -> None:
    client = FileClient(launched=stand_in([BEGUN, HEADER, message(PIXELS, "12")]))

    client.open(1, OpenRequest(FILE))
    ready, opened = answer(client, client.children[0])
    client.close()

    assert isinstance(ready, HeaderReady)
    assert isinstance(opened, Opened)
    with opened.document as document:
        assert document.pixels.tolist() == [[0] * 4] * 3


def test_honest_messages_in_single_bytes_are_taken(stand_in: Begin) -> None:
    bytewise = [Said(bytes([one])) for one in BEGUN.data + HEADER.data]
    client = FileClient(launched=stand_in([*bytewise, message(PIXELS, "12")]))

    client.open(1, OpenRequest(FILE))
    outcomes = answer(client, client.children[0])
    client.close()

    assert [type(one) for one in outcomes] == [HeaderReady, Opened]
    assert isinstance(outcomes[1], Opened)
    outcomes[1].document.close()


def test_a_child_that_leaves_in_the_middle_of_a_message_is_told_as_ended(stand_in: Begin) -> None:
    client = FileClient(launched=stand_in([BEGUN, Said(HEADER.data[:-1])], "leaves"))

    client.open(1, OpenRequest(FILE))
    [failed] = answer(client, client.children[0])
    client.close()

    assert isinstance(failed, Failed)
    assert "ended (exit code 0)" in failed.error.message


def test_words_after_the_last_answer_end_the_child_without_a_word(stand_in: Begin) -> None:
    client = FileClient(launched=stand_in([message(ErrorReply(1, "OpenError", "It failed.", "", "")), HEADER]))

    client.open(1, OpenRequest(FILE))
    child = client.children[0]
    outcomes = answer(client, child)
    while child.is_running:
        assert child.wait(20.0)
        outcomes += client.receive(child)
    client.close()

    assert [type(one) for one in outcomes] == [Failed]
    assert isinstance(outcomes[0], Failed)
    assert outcomes[0].error.message == "It failed."


def test_a_claimed_length_takes_no_memory(stand_in: Begin) -> None:
    client = FileClient(launched=stand_in([framed(b"", size=2**32 - 1)]))
    client.open(1, OpenRequest(FILE))

    tracemalloc.start()
    [failed] = answer(client, client.children[0])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    client.close()

    assert isinstance(failed, Failed)
    assert most < 4_000_000


@pytest.mark.parametrize(
    "said",
    [
        words("SeriesReply", 1, ["/etc", [], 0, [], []]),
        words("SeriesReply", 1, ["/images", [], -1, [], []]),
        words("SeriesReply", 1, "/images"),
        HEADER,
        message(PIXELS, "12"),
    ],
    ids=["another folder", "fewer than none", "a folder alone", "a header", "pixels"],
)
def test_an_odd_answer_to_a_scan_ends_the_child(stand_in: Begin, said: Said) -> None:
    client = FileClient(launched=stand_in([BEGUN, said]))

    client.open(1, OpenRequest(FOLDER, scan=FolderScan()))
    [failed] = answer(client, client.children[0])
    client.close()

    assert isinstance(failed, Failed)
    assert "answer without sense" in failed.error.message


@pytest.mark.parametrize(
    "said",
    [
        message(ExportReply(1, FILE, 1, True, ())),
        message(ExportReply(2, Path("TARGET"), 1, True, ())),
        message(ExportReply(1, Path("TARGET"), -1, True, ())),
        words("ExportReply", 1, "TARGET", 1, 1, []),
        HEADER,
        message(PIXELS, "12"),
        framed(b"", size=2**32 - 1),
    ],
    ids=["another file", "another token", "negative bytes", "a number for a truth", "a header", "pixels", "4 GB"],
)
def test_an_odd_answer_to_an_export_ends_the_writer(stand_in: Begin, said: Said, tmp_path: Path) -> None:
    target = tmp_path / "out.nrrd"
    body = said.data[HEAD.size :].replace(b"TARGET", str(target).encode())
    odd = said if body == said.data[HEAD.size :] else framed(body)
    client = FileClient()
    client.children[1].adopt(stand_in([BEGUN, odd]))

    with from_memory.document(np.zeros((3, 4), "uint8")) as document:
        client.export(1, document, None, ExportRequest(target))
        [failed] = answer(client, client.children[1])
    client.close()

    assert isinstance(failed, Failed)
    assert failed.error.message == (
        "out.nrrd could not be written: ITK’s writer gave an answer without sense, and was ended."
    )
    assert not target.exists()
    assert list(tmp_path.glob(".*")) == []
