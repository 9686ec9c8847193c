"""Files that go over a connection by their names: what arrives, until when they are held, and what is refused."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.system.open_files import pread
from itk_inspector.worker.tasks.open import PixelsReply
from itk_inspector.worker.tasks.table import REPLIES
from itk_inspector.worker.wire import loopback, named_files
from itk_inspector.worker.wire.channel import HEAD
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import encode
from itk_inspector.worker.wire.named_channel import NamedChannel

INFO = ImageInfo(Path("/a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 3)))
REPLY = PixelsReply(1, INFO, 24, 0)
NAMES, OPENED = 255, 254


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")


def descriptors() -> set[str]:
    return set(os.listdir("/proc/self/fd"))


@pytest.fixture
def pair() -> Iterator[tuple[NamedChannel, NamedChannel]]:
    ours, theirs = socket.socketpair()
    ends = NamedChannel(ours, REPLIES), NamedChannel(theirs, REPLIES)
    yield ends
    for end in ends:
        end.close()


def test_a_file_arrives_by_its_name(pair: tuple[NamedChannel, NamedChannel], tmp_path: Path) -> None:
    (tmp_path / "ä b.raw").write_bytes(b"pixels")
    fd = named_files.opened(tmp_path / "ä b.raw")

    pair[0].send(REPLY, (fd,))
    os.close(fd)
    [(message, (came,))] = pair[1].receive()

    assert message == REPLY
    assert os.read(came, 9) == b"pixels"
    os.close(came)


@on_linux
def test_scratch_is_held_until_it_is_opened_and_gone_with_the_last_end(
    pair: tuple[NamedChannel, NamedChannel], tmp_path: Path
) -> None:
    fd = named_files.scratch(tmp_path)
    os.write(fd, b"pixels")
    before = descriptors()

    pair[0].send(REPLY, (fd,))
    os.close(fd)
    assert len(descriptors()) == len(before)  # a copy in its place
    [(_, (came,))] = pair[1].receive()
    assert pread(came, 9, 0) == b"pixels"
    assert pair[0].receive() == []  # that it has been opened
    assert len(descriptors()) == len(before)
    os.close(came)

    assert len(descriptors()) == len(before) - 1
    assert not list(tmp_path.iterdir())


def test_single_bytes(pair: tuple[NamedChannel, NamedChannel], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    status = (tmp_path / "a").stat()
    names = json.dumps([(str(tmp_path / "a"), False, status.st_dev, status.st_ino)]).encode()
    body = encode(REPLY)
    received = []

    for byte in HEAD.pack(len(names), NAMES) + names + HEAD.pack(len(body), 1) + body:
        pair[0]._socket.send(bytes([byte]))
        received += pair[1].receive()

    [(message, (came,))] = received
    assert message == REPLY
    assert os.read(came, 9) == b"a"
    os.close(came)


def test_a_file_is_found_while_its_name_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    fd = named_files.opened(tmp_path / "a")
    assert named_files.is_found(fd)

    (tmp_path / "b").replace(tmp_path / "a")
    assert not named_files.is_found(fd)
    (tmp_path / "a").unlink()
    assert not named_files.is_found(fd)

    os.close(fd)


@on_linux
def test_another_file_has_its_name_by_now(pair: tuple[NamedChannel, NamedChannel], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    fd = named_files.opened(tmp_path / "a")
    (tmp_path / "b").write_bytes(b"b")
    (tmp_path / "b").replace(tmp_path / "a")
    before = descriptors()

    pair[0].send(REPLY, (fd,))
    with pytest.raises(OSError, match="another file"):
        pair[1].receive()

    pair[0].close()
    os.close(fd)
    assert len(descriptors()) == len(before) - 2  # the file and the socket


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_in_a_files_place_is_not_waited_for(pair: tuple[NamedChannel, NamedChannel], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    status = (tmp_path / "a").stat()
    names = json.dumps([(str(tmp_path / "a"), False, status.st_dev, status.st_ino)]).encode()
    body = encode(REPLY)

    pair[0]._socket.send(HEAD.pack(len(names), NAMES) + names + HEAD.pack(len(body), 1) + body)

    [(_, (came,))] = pair[1].receive()  # that it is no regular file is found out with the pixels
    os.close(came)


@pytest.mark.parametrize(
    "said",
    [
        HEAD.pack(2, NAMES) + b"{]",
        HEAD.pack(5, NAMES) + b"[[1]]",
        HEAD.pack(17, NAMES) + b'[["/a",true,1,""]',
        HEAD.pack(1 << 21, NAMES),
        HEAD.pack(0, OPENED),
    ],
)
def test_what_makes_no_sense(pair: tuple[NamedChannel, NamedChannel], said: bytes) -> None:
    pair[0]._socket.send(said)

    with pytest.raises(CodecError):
        pair[1].receive()


def test_a_name_that_is_not_there(pair: tuple[NamedChannel, NamedChannel]) -> None:
    names = json.dumps([("/nowhere/at all", False, 1, 1)]).encode()
    pair[0]._socket.send(HEAD.pack(len(names), NAMES) + names)

    with pytest.raises(FileNotFoundError):
        pair[1].receive()


_WAITS = "import sys; sys.stdin.read()"


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-S", "-c", _WAITS], stdin=subprocess.PIPE) as started:
        yield started
        started.kill()


def test_the_door_lets_in_who_knows_the_key(process: subprocess.Popen[bytes]) -> None:
    door = loopback.Door(2)
    strangers = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(2)]
    strangers[0].sendall(bytes(33))
    strangers[1].sendall(door.key + b"\x05")  # a connection that is none
    called: list[socket.socket] = []

    def call() -> None:
        called.extend(loopback.call(door.port, door.key, number) for number in (1, 0))

    thread = threading.Thread(target=call)
    thread.start()
    ends = door.let_in(process)
    thread.join()
    called[0].sendall(b"one")
    called[1].sendall(b"nought")

    assert [end.recv(9) for end in ends] == [b"nought", b"one"]
    assert [stranger.recv(1) for stranger in strangers] == [b"", b""]
    door.close()
    for connection in (*strangers, *called, *ends):
        connection.close()


def test_a_process_that_ended_before_it_called(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    door = loopback.Door(2)

    ends = door.let_in(process)

    assert [end.recv(1) for end in ends] == [b"", b""]
    door.close()
    for end in ends:
        end.close()


def test_the_key_is_told_in_letters() -> None:
    """Read as text on Windows, a byte 26 ends a file, and 13 goes before 10."""
    key = bytes([26, 13, 10, *range(29)])
    said, told = os.pipe()
    loopback.tell_key(told, key)
    loopback.tell_key(told, key)

    letters = os.read(said, 64)

    assert letters.isalnum()
    assert bytes.fromhex(letters.decode()) == key
    assert loopback.read_key(said) == key
    os.close(said)
    os.close(told)
