"""Messages arrive whole and in order, with their descriptors, however the bytes are split."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.storage.atomic_write import Consent
from itk_inspector.worker.tasks.export import ExportTask
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply
from itk_inspector.worker.tasks.table import REPLIES, TASKS
from itk_inspector.worker.wire.channel import HEAD, LARGEST, MOST_VALUES, Channel
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ErrorReply, encode
from itk_inspector.worker.wire.pixel_source import PixelSource

Pair = tuple[Channel, socket.socket]

KINDS = {**TASKS, **REPLIES}


def task(token: int) -> OpenTask:
    return OpenTask(token, OpenRequest(Path(f"/images/{token}.nii")))


INFO = ImageInfo(Path("/a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 3)))


def pixels(token: int) -> PixelsReply:
    return PixelsReply(token, INFO, 24, 0)


def export(token: int) -> ExportTask:
    source = PixelSource(24, 0, has_changes=True)
    return ExportTask(token, INFO, source, ExportRequest(Path("/b.nrrd")), Path("/b.nrrd"), Path("/.b"), Consent())


def open_descriptors() -> set[int]:
    return {int(name) for name in os.listdir("/proc/self/fd")}


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A channel and the bare socket at its other end."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours, KINDS)
    yield channel, theirs
    channel.close()
    theirs.close()


def test_a_message_in_single_bytes(pair: Pair) -> None:
    channel, other = pair
    body = encode(task(7))
    received = []

    for byte in HEAD.pack(len(body), 0) + body:
        other.send(bytes([byte]))
        received.append(channel.receive())

    assert received[:-1] == [[]] * (len(received) - 1)
    assert received[-1] == [(task(7), ())]


def test_several_messages_in_one_piece(pair: Pair) -> None:
    channel, other = pair
    bodies = [encode(task(token)) for token in (1, 2, 3)]
    whole = b"".join(HEAD.pack(len(body), 0) + body for body in bodies)

    other.sendall(whole[:-5])
    first = channel.receive()
    other.sendall(whole[-5:])

    assert [message for message, _ in first] == [task(1), task(2)]
    assert [message for message, _ in channel.receive()] == [task(3)]


def test_a_message_larger_than_the_socket_takes(pair: Pair) -> None:
    channel, other = pair
    message = ErrorReply(1, "OpenError", "It failed.", "", "x" * 3_000_000)
    sender = threading.Thread(target=Channel(other, KINDS).send, args=(message,))
    sender.start()

    received: list[object] = []
    while not received:
        received = [found for found, _ in channel.receive()]
    sender.join()

    assert received == [message]


def test_descriptors_come_with_their_message(pair: Pair, tmp_path: Path) -> None:
    channel, other = pair
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name)
    fds = [os.open(tmp_path / name, os.O_RDONLY) for name in ("a", "b", "c")]
    sender = Channel(other, KINDS)
    sender.send(pixels(1), (fds[0],))
    sender.send(task(2))
    sender.send(export(3), (fds[1], fds[2]))
    for fd in fds:
        os.close(fd)

    received = []
    while len(received) < 3:
        received += channel.receive()

    contents = {message.token: [os.read(fd, 9) for fd in taken] for message, taken in received}
    for _, taken in received:
        for fd in taken:
            os.close(fd)
    assert contents == {1: [b"a"], 2: [], 3: [b"b", b"c"]}


def test_descriptors_of_a_large_message(pair: Pair, tmp_path: Path) -> None:
    channel, other = pair
    (tmp_path / "a").write_text("a")
    message = replace(pixels(1), info=replace(INFO, notes=("x" * 1_000_000,)))
    with (tmp_path / "a").open("rb") as file:
        sender = threading.Thread(target=Channel(other, KINDS).send, args=(message, (file.fileno(),)))
        sender.start()
        received: list[tuple[object, tuple[int, ...]]] = []
        while not received:
            received = channel.receive()
        sender.join()

    [(found, (fd,))] = received
    assert found == message
    assert os.read(fd, 9) == b"a"
    os.close(fd)


def test_the_other_end_has_gone(pair: Pair) -> None:
    channel, other = pair
    other.close()

    with pytest.raises(EOFError):
        channel.receive()
    with pytest.raises(OSError, match="Broken pipe"):
        channel.send(task(1))


def test_the_other_end_has_gone_in_the_middle_of_a_message(pair: Pair) -> None:
    channel, other = pair
    body = encode(task(7))
    other.sendall(HEAD.pack(len(body), 0) + body[:-1])
    other.close()

    assert channel.receive() == []
    with pytest.raises(EOFError):
        channel.receive()


def test_closing_closes_the_descriptors_that_nobody_took(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ours, KINDS)
    (tmp_path / "a").touch()
    with (tmp_path / "a").open() as file:
        socket.send_fds(theirs, [HEAD.pack(10, 1)], [file.fileno()])
        before = open_descriptors()
        assert channel.receive() == []
        assert len(open_descriptors() - before) == 1

        channel.close()

        assert open_descriptors() - before == set()
    theirs.close()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Callable[[int], list[int]]]:
    """Open any number of files."""
    made: list[int] = []

    def opened(count: int) -> list[int]:
        (tmp_path / "a").write_text("a")
        made.extend(os.open(tmp_path / "a", os.O_RDONLY) for _ in range(count))
        return made[-count:]

    yield opened
    for fd in made:
        os.close(fd)


def test_descriptors_are_not_inherited_by_programs_started_later(pair: Pair, files: Callable[[int], list[int]]) -> None:
    channel, other = pair
    Channel(other, KINDS).send(pixels(1), tuple(files(1)))

    [(_, (fd,))] = channel.receive()

    assert not os.get_inheritable(fd)
    os.close(fd)


@pytest.mark.parametrize("count", [0, 2, 4])
def test_a_wrong_number_of_descriptors_is_refused_and_none_stays_open(
    pair: Pair, files: Callable[[int], list[int]], count: int
) -> None:
    channel, other = pair
    fds, body = files(max(1, count))[:count], encode(pixels(1))
    before = open_descriptors()
    frame = HEAD.pack(len(body), count) + body
    socket.send_fds(other, [frame], fds) if fds else other.send(frame)

    with pytest.raises(CodecError):
        channel.receive()
    channel.close()

    assert open_descriptors() < before


def test_more_descriptors_than_are_ever_sent_are_refused(pair: Pair, files: Callable[[int], list[int]]) -> None:
    channel, other = pair
    fds = files(20)
    before = open_descriptors()
    socket.send_fds(other, [b"x"], fds)

    with pytest.raises(CodecError):
        channel.receive()
    channel.close()

    assert open_descriptors() < before


@pytest.mark.parametrize(("message", "belonging"), [(task(1), 0), (pixels(1), 1)], ids=["none", "one of two"])
def test_descriptors_that_belong_to_no_message_are_refused(
    pair: Pair, files: Callable[[int], list[int]], message: Any, belonging: int
) -> None:
    channel, other = pair
    body, fds = encode(message), files(2)
    before = open_descriptors()
    socket.send_fds(other, [HEAD.pack(len(body), belonging) + body], fds)

    with pytest.raises(CodecError, match="without a message"):
        channel.receive()
    channel.close()

    assert open_descriptors() < before


def test_a_message_that_claims_to_be_huge_is_refused_at_once(pair: Pair) -> None:
    channel, other = pair
    other.send(HEAD.pack(LARGEST + 1, 0))

    with pytest.raises(CodecError):
        channel.receive()
    with pytest.raises(CodecError):
        channel.send(ErrorReply(1, "OpenError", "It failed.", "", "x" * LARGEST))


def received_after(pair: Pair, frame: bytes) -> list[Any]:
    """Send many bytes to a channel, and receive until a message is whole."""
    channel, other = pair
    sender = threading.Thread(target=other.sendall, args=(frame,))
    sender.start()
    try:
        while not (found := channel.receive()):
            pass
        return found
    finally:
        sender.join()


def test_the_shortest_message_of_too_many_values_is_refused_before_it_is_read(pair: Pair) -> None:
    commas = b"," * (MOST_VALUES + 1)

    with pytest.raises(CodecError, match="4,000,001 values"):
        received_after(pair, HEAD.pack(len(commas), 0) + commas)


def test_a_message_of_as_many_values_as_may_be_is_read(pair: Pair) -> None:
    commas = b"," * MOST_VALUES

    with pytest.raises(CodecError, match="JSONDecodeError"):
        received_after(pair, HEAD.pack(len(commas), 0) + commas)


def test_a_message_of_too_many_values_is_not_sent(pair: Pair) -> None:
    channel, other = pair

    other.close()  # what is sent fails in another way

    with pytest.raises(CodecError, match="values"):
        channel.send(ErrorReply(1, "OpenError", "," * (MOST_VALUES + 1), "", ""))


def test_want_of_descriptors_is_no_fault_of_the_sender(pair: Pair, files: Callable[[int], list[int]]) -> None:
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")
    channel, other = pair
    Channel(other, KINDS).send(pixels(1), tuple(files(1)))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = os.dup(0)
    os.close(highest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            channel.receive()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_more_than_a_thousand_descriptors(files: Callable[[int], list[int]]) -> None:
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    try:
        files(1100)
        ours, theirs = socket.socketpair()
        channel = Channel(ours, KINDS)

        assert not channel.wait(0)
        Channel(theirs, KINDS).send(task(1))

        assert channel.wait(5)
        assert channel.receive() == [(task(1), ())]
        channel.close()
        theirs.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class NoMemory(socket.socket):
    """Sends what its buffer takes, and has no memory for the rest."""

    def send(self, data: Any, flags: int = 0, /) -> int:
        return super().send(data, flags | socket.MSG_DONTWAIT)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))


def test_what_is_half_said_is_not_gone_on_with() -> None:
    """Other words would be taken for the rest, and the answer for nonsense."""
    ours, theirs = socket.socketpair()
    sender, receiver = Channel(NoMemory(fileno=ours.detach()), KINDS), Channel(theirs, KINDS)
    with pytest.raises(OSError, match=os.strerror(errno.ENOBUFS)):
        sender.send(ErrorReply(1, "OpenError", "x" * 10_000_000, "", ""))

    with pytest.raises(BrokenPipeError):
        sender.send(ErrorReply(1, "SpaceError", "There is no memory.", "", ""))

    received: list[Any] = []
    with pytest.raises(EOFError):
        received.extend(one for messages in iter(receiver.receive, None) for one in messages)
    assert received == []
    sender.close()
    receiver.close()
