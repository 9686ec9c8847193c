"""The child's desk for tiles, with a reader that is slow, that fails, and that waits until it is told."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.worker.child.tile_desk import TileDesk, Unwritten
from itk_inspector.worker.memory import tile_ring
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.tile_questions import TILES, WISHES, TileRead, TileWishes, WishedTile

PIXELS = np.arange(40 * 50, dtype=np.int16).reshape(40, 50)
SLOT = 4096


class Reader:
    """Reads when its gate is open; row 30 is broken, row 31 more so."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.began: list[int] = []

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        self.began.append(box.start[1])
        assert self.gate.wait(20)
        if box.start[0] == 30:
            raise OpenError("The server answers 403.\nForbidden.")
        if box.start[0] == 31:
            raise ZeroDivisionError("a surprise")
        return PIXELS[box.slices]  # not contiguous


class Client:
    """The other end."""

    def __init__(self, reader: Reader, slots: int = 8, unwritten: Unwritten | None = None) -> None:
        ours, theirs = socket.socketpair()
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        self.file.truncate(slots * SLOT)
        self.channel = Channel(ours, TILES)
        self._theirs = Channel(theirs, WISHES)
        desk = TileDesk(reader, self._theirs, self.file.fileno(), slots, SLOT, unwritten)
        self.thread = threading.Thread(target=desk.serve)
        self.thread.start()

    def wish(self, *wishes: WishedTile) -> None:
        self.channel.send(TileWishes(wishes))

    def answers(self, count: int) -> dict[int, TileRead]:
        found: dict[int, TileRead] = {}
        while len(found) < count:
            assert self.channel.wait(20)
            found |= {read.number: read for read, _ in self.channel.receive()}
        return found

    def slot(self, number: int, shape: tuple[int, int]) -> npt.NDArray[np.int16]:
        data = os.pread(self.file.fileno(), int(np.prod(shape)) * 2, number * SLOT)
        return np.frombuffer(data, np.int16).reshape(shape)

    def close(self) -> None:
        self.channel.close()
        self.thread.join(20)
        assert not self.thread.is_alive()
        self._theirs.close()
        self.file.close()


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.gate.set()


@pytest.fixture(params=["written", "mapped"])
def client(request: pytest.FixtureRequest, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The desk writes into the file, or, as on Windows, into a mapping of it."""
    if request.param == "mapped":
        monkeypatch.setattr(tile_ring, "sys", SimpleNamespace(platform="win32"))
    made = Client(reader)
    yield made
    reader.gate.set()
    made.close()


def test_a_box_lies_in_its_slot(reader: Reader, client: Client) -> None:
    reader.gate.set()
    client.wish(WishedTile(1, 3, 0, (5, 7), (9, 11)), WishedTile(2, 0, 0, (39, 49), (1, 1)))
    assert client.answers(2) == {1: TileRead(1, is_read=True), 2: TileRead(2, is_read=True)}
    np.testing.assert_array_equal(client.slot(3, (9, 11)), PIXELS[5:14, 7:18])
    np.testing.assert_array_equal(client.slot(0, (1, 1)), [[39 * 50 + 49]])


def test_what_cannot_be_read_is_told_in_a_line_and_the_desk_goes_on(reader: Reader, client: Client) -> None:
    reader.gate.set()
    broken = [WishedTile(n, n, 0, (29 + n, 0), (1, 4)) for n in (1, 2, 3)]
    client.wish(*broken)
    found = client.answers(3)
    assert found[1] == TileRead(1, problem="The server answers 403. Forbidden.")
    assert "a surprise" in found[2].problem
    assert found[3].is_read


@pytest.mark.parametrize(
    "wish",
    [WishedTile(1, 8, 0, (0, 0), (1, 1)), WishedTile(1, 0, 0, (0, 0), (40, 60)), WishedTile(1, -1, 0, (0, 0), (1, 1))],
)
def test_nothing_is_written_outside_its_slot(wish: WishedTile) -> None:
    class Large(Reader):
        def read(self, level: int, box: Region) -> npt.NDArray[Any]:
            return np.ones(box.shape, np.int16)

    client = Client(Large())
    client.wish(wish)
    assert client.answers(1) == {1: TileRead(1, problem="A chunk is larger than it can be.")}
    assert os.pread(client.file.fileno(), 9 * SLOT, 0) == bytes(8 * SLOT)
    client.close()


def test_the_latest_wishes_take_the_place_of_those_that_have_not_begun(reader: Reader, client: Client) -> None:
    busy = [WishedTile(n, n % 8, 0, (0, n), (1, 1)) for n in range(1, 33)]
    client.wish(*busy)
    while len(reader.began) < 32:
        assert client.thread.is_alive()
    late = [WishedTile(n, n % 8, 0, (0, n), (1, 1)) for n in (33, 34, 35)]
    client.wish(*busy, *late)
    client.wish(WishedTile(36, 0, 0, (0, 36), (1, 1)), late[2])
    dropped = client.answers(2)
    assert dropped == {33: TileRead(33), 34: TileRead(34)}
    client.wish(WishedTile(36, 0, 0, (0, 36), (1, 1)), late[2], late[0])  # sent before it was known to be dropped
    reader.gate.set()
    found = client.answers(34)
    assert set(found) == {*range(1, 33), 35, 36}
    assert all(read.is_read for read in found.values())
    assert not client.channel.wait(0)
    assert len(reader.began) == 34


def test_whether_chunks_were_never_written_is_looked_for_until_it_is_known(reader: Reader) -> None:
    looked: list[tuple[int, ...]] = []

    def unwritten(level: int, box: Region, pixels: npt.NDArray[Any]) -> bool | None:
        if (pixels != 0).any():
            return None
        looked.append(box.start)
        return len(looked) == 3

    reader.gate.set()
    client = Client(reader, unwritten=unwritten)
    try:
        for number, box in enumerate([(1, 3), (0, 0), (0, 0), (0, 0), (0, 0)], 1):
            client.wish(WishedTile(number, 0, 0, box, (1, 1)))
            assert client.answers(1) == {number: TileRead(number, is_read=True, is_unwritten=number == 4)}
    finally:
        client.close()
    assert len(looked) == 3
