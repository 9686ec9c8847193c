"""Images that are read in parts by a thread of this process: slow, broken or dead when a test says so."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.tiled_document import TiledDocument
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.worker.child.read_in_parts import sampled_look
from itk_inspector.worker.child.tile_desk import TileDesk
from itk_inspector.worker.memory.tile_ring import slots_for
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.store_line import StoreLine
from itk_inspector.worker.parent.tile_probe import TileProbe
from itk_inspector.worker.tasks.open import OpenTask, StoreReply
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.tile_questions import TILES, WISHES

EYE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def levels_of(arrays: list[npt.NDArray[Any]], chunks: tuple[int, ...], spacing: float = 0.5) -> tuple[Level, ...]:
    """Return levels that halve each other, each pixel in the middle of those that it stands for."""
    made = []
    for n, array in enumerate(arrays):
        size = array.shape[:3][::-1]
        origin = tuple(10.0 * axis + spacing * (2**n - 1) / 2 for axis in range(3))
        made.append(Level(Geometry(size, (0, 0, 0), origin, (spacing * 2**n,) * 3, EYE), chunks))
    return tuple(made)


def halved(full: npt.NDArray[Any], count: int) -> list[npt.NDArray[Any]]:
    """Return levels of other values than those of the finest: each says by its hundreds which it is."""
    made = [full]
    for _ in range(count - 1):
        made.append(made[-1][::2, ::2, ::2] + np.asarray(100, full.dtype))
    return [np.ascontiguousarray(one) for one in made]


def by_points(
    levels: tuple[Level, ...], arrays: list[npt.NDArray[Any]], level: int, plane: Plane, rows: Any, columns: Any
) -> npt.NDArray[Any]:
    """Take each pixel of a level by the physical point of its level-0 index, one number at a time."""
    fine, coarse = levels[0].geometry, levels[level].geometry

    def there(axis: int, index: int) -> int:
        point = fine.origin[axis] + fine.spacing[axis] * index
        continuous = (point - coarse.origin[axis]) / coarse.spacing[axis]
        return min(max(int(np.floor(continuous + 0.5)), 0), coarse.size[axis] - 1)

    index: list[Any] = [there(axis, at) for axis, at in enumerate(plane.position)]
    index[plane.vertical] = np.array([there(plane.vertical, row) for row in rows])
    index[plane.horizontal] = np.array([there(plane.horizontal, column) for column in columns])
    down, along = np.meshgrid(index[plane.vertical], index[plane.horizontal], indexing="ij")
    index[plane.vertical], index[plane.horizontal] = down, along
    return np.asarray(arrays[level][tuple(np.broadcast_to(i, down.shape) for i in reversed(index))])


@dataclass
class Engine:
    """Reads from arrays."""

    arrays: list[npt.NDArray[Any]]
    levels: tuple[Level, ...]
    delay: float = 0.0
    fails: set[int] = field(default_factory=set)
    gate: threading.Event = field(default_factory=threading.Event)
    reads: int = 0

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        self.reads += 1
        assert self.gate.wait(30)
        time.sleep(self.delay)
        if level in self.fails:
            raise OpenError("The server answers 404 for a chunk.")
        return self.arrays[level][box.slices]


class ThreadChild:
    """What `StoreLine` needs of a child; the work is done in a thread."""

    pid = None

    def __init__(self, engine: Engine, info: ImageInfo) -> None:
        self.engine, self.info = engine, info
        self.starts = 0
        self._speaks, self._hears = socket.socketpair()
        self._messages: list[tuple[Any, tuple[int, ...]]] = []
        self._work: tuple[threading.Thread, socket.socket, Any] | None = None

    def begin(self) -> tuple[StoreReply, tuple[int, int]]:
        """Start the thread; return what it says first."""
        self.starts += 1
        slots, each = slots_for(self.info, self.engine.levels)
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `end`
        os.ftruncate(file.fileno(), slots * each)
        ours, theirs = socket.socketpair()
        desk = TileDesk(self.engine, Channel(ours, WISHES), file.fileno(), slots, each)
        thread = threading.Thread(target=desk.serve)
        thread.start()
        self._work = thread, ours, file
        opened = self.engine.gate.is_set()
        self.engine.gate.set()
        look = sampled_look(self.info, self.engine.levels, self.engine.read)
        if not opened:
            self.engine.gate.clear()
        return StoreReply(0, self.info, self.engine.levels, slots, each, look), (os.dup(file.fileno()), theirs.detach())

    def die(self) -> None:
        """End as a process ends that crashes."""
        assert self._work is not None
        self._work[1].shutdown(socket.SHUT_RDWR)

    # as `StoreLine` sees it

    @property
    def is_running(self) -> bool:
        return self._work is not None

    def fileno(self) -> int:
        return self._hears.fileno()

    def last_words(self) -> tuple[str, str]:
        return "SIGSEGV", ""

    def send(self, task: OpenTask) -> None:
        self._messages = [self.begin()]
        self._speaks.send(b"!")

    def tile_channel(self, fds: tuple[int, ...]) -> Channel:
        return Channel(socket.socket(fileno=os.dup(fds[0])), TILES)

    def receive(self) -> list[tuple[Any, tuple[int, ...]]]:
        self._hears.recv(1)
        messages, self._messages = self._messages, []
        return messages

    def end(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            thread, connection, file = work
            opened = self.engine.gate.is_set()
            self.engine.gate.set()
            connection.shutdown(socket.SHUT_RDWR)
            thread.join(30)
            assert not thread.is_alive()
            if not opened:
                self.engine.gate.clear()
            connection.close()
            file.close()

    def close(self) -> None:
        self.end()
        self._speaks.close()
        self._hears.close()


class TiledImage:
    """A document that is read in parts."""

    def __init__(self, engine: Engine, line: ItkLine | None = None, name: str = "scan.zarr") -> None:
        array = engine.arrays[0]
        components = array.shape[3] if array.ndim == 4 else 1
        kinds = {"uint16": "unsigned_short", "uint8": "unsigned_char", "int32": "int"}
        info = ImageInfo(
            Path("/nowhere") / name,
            "OME-Zarr 0.5",
            "scalar" if components == 1 else "rgb",
            kinds[array.dtype.name],
            components,
            array.dtype.name,
            engine.levels[0].geometry,
        )
        chosen = itk_type_of(info)
        info = ImageInfo(**{n: getattr(info, n) for n in info.__slots__} | {"itk_type": chosen.name if chosen else ""})
        self.engine, self.info = engine, info
        self.child = ThreadChild(engine, info)
        reply, fds = self.child.begin()
        task = OpenTask(0, OpenRequest(info.path), in_parts=True)
        self.line = StoreLine(task, reply, fds, self.child)  # type: ignore[arg-type]  # as far as it is asked
        for fd in fds:
            os.close(fd)
        probe = TileProbe(info, self.line, line)
        self.document = TiledDocument(info, self.line.tiles, probe, self.line, reply.look)

    def close(self) -> None:
        self.document.close()
        self.child.close()


def engine(
    shape: tuple[int, int, int] = (20, 1100, 1300), *, count: int = 4, chunks: tuple[int, ...] = (8, 96, 128)
) -> Engine:
    """Return one of unsigned shorts, open."""
    z, y, x = np.indices(shape, np.uint32, sparse=True)
    full = ((z * 1009 + y * 31 + x * 7) % 4093).astype(np.uint16)
    arrays = halved(full, count)
    made = Engine(arrays, levels_of(arrays, chunks))
    made.gate.set()
    return made
