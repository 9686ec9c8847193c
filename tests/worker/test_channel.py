"""Messages arrive whole and in order, with their descriptors, however the bytes are split."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from itk_inspector.worker.channel import _HEAD, Channel
from itk_inspector.worker.messages import ErrorReply, OpenTask, encode

Pair = tuple[Channel, socket.socket]


def task(token: int) -> OpenTask:
    return OpenTask(token, Path(f"/images/{token}.nii"), "")


def open_descriptors() -> set[int]:
    return {int(name) for name in os.listdir("/proc/self/fd")}


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A channel and the bare socket at its other end."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    yield channel, theirs
    channel.close()
    theirs.close()


def test_a_message_in_single_bytes(pair: Pair) -> None:
    channel, other = pair
    body = encode(task(7))
    received = []

    for byte in _HEAD.pack(len(body), 0) + body:
        other.send(bytes([byte]))
        received.append(channel.receive())

    assert received[:-1] == [[]] * (len(received) - 1)
    assert received[-1] == [(task(7), ())]


def test_several_messages_in_one_piece(pair: Pair) -> None:
    channel, other = pair
    bodies = [encode(task(token)) for token in (1, 2, 3)]
    whole = b"".join(_HEAD.pack(len(body), 0) + body for body in bodies)

    other.sendall(whole[:-5])
    first = channel.receive()
    other.sendall(whole[-5:])

    assert [message for message, _ in first] == [task(1), task(2)]
    assert [message for message, _ in channel.receive()] == [task(3)]


def test_a_message_larger_than_the_socket_takes(pair: Pair) -> None:
    channel, other = pair
    message = ErrorReply(1, "OpenError", "It failed.", "", "x" * 3_000_000)
    sender = threading.Thread(target=Channel(other).send, args=(message,))
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
    sender = Channel(other)
    sender.send(task(1), (fds[0],))
    sender.send(task(2))
    sender.send(task(3), (fds[1], fds[2]))
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
    message = ErrorReply(1, "OpenError", "It failed.", "", "x" * 1_000_000)
    with (tmp_path / "a").open("rb") as file:
        sender = threading.Thread(target=Channel(other).send, args=(message, (file.fileno(),)))
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
    other.sendall(_HEAD.pack(len(body), 0) + body[:-1])
    other.close()

    assert channel.receive() == []
    with pytest.raises(EOFError):
        channel.receive()


def test_closing_closes_the_descriptors_that_nobody_took(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    (tmp_path / "a").touch()
    with (tmp_path / "a").open() as file:
        socket.send_fds(theirs, [_HEAD.pack(10, 1)], [file.fileno()])
        before = open_descriptors()
        assert channel.receive() == []
        assert len(open_descriptors() - before) == 1

        channel.close()

        assert open_descriptors() - before == set()
    theirs.close()
