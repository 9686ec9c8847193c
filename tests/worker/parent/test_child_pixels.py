"""What ITK reads, asked of the child: judged by NumPy's own arithmetic, in a process that needs no itk for it."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import SHARING, WRITING, BridgeFact
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened, Outcome
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.core.pixels.probe import Late
from itk_inspector.core.pixels.values import Value, same, value_at
from itk_inspector.worker.memory.mapping import Mapping
from itk_inspector.worker.memory.shown_pixels import ShownPixels
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.child_pixels import ChildPixels
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.launch import Launched
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.descriptor import Descriptor
from itk_inspector.worker.wire.messages import Ready
from itk_inspector.worker.wire.pixel_questions import QUESTIONS, AskPixel, BridgeRead, PixelRead, ShowPixels
from leak_guards import held_by
from sleeping_process import sleeping

SIZES = {2: (7, 5), 3: (6, 5, 3), 4: (5, 4, 3, 2)}
Pixels = npt.NDArray[Any]


@pytest.fixture(scope="module")
def asking() -> Iterator[FileClient]:
    """A client whose child answers what ITK reads."""
    made = FileClient(itk_in_child=True)
    made.warm_up()
    yield made
    made.close()


def line_of(client: FileClient) -> ItkLine:
    assert client.line is not None
    return client.line


def answer(read: ChildPixels, index: ItkIndex, watchdog: float = 20.0) -> Value | None:
    """Ask until there is an answer."""
    until = time.monotonic() + watchdog
    while isinstance(found := read.value(index), Late):
        assert time.monotonic() < until, "no answer"
        time.sleep(0.001)
    return found


def numbers(dtype: str, shape: tuple[int, ...]) -> Pixels:
    """Return pixels of a type that are all different bits, the extremes and NaN among them."""
    kind = np.dtype(dtype)
    count = int(np.prod(shape))
    if kind.kind == "b":
        return (np.arange(count) % 3 == 0).reshape(shape)
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        some = [int(limits.max), int(limits.min), int(limits.max) - 1, int(limits.max) // 2 + 1]
        return np.array([some[n] if n < 4 else n % 120 for n in range(count)], dtype=kind).reshape(shape)
    parts = np.random.default_rng(7).normal(size=(count, 2)).astype("float64")
    values = parts[:, 0] + 1j * parts[:, 1] if kind.kind == "c" else parts[:, 0]
    pixels = values.astype(kind)
    pixels[:3] = np.array([np.nan, np.inf, -0.0]).astype(kind)
    return pixels.reshape(shape)


def info_of(pixels: Pixels, geometry: Geometry, pixel_type: str = "scalar") -> ImageInfo:
    channels = pixels.shape[-1] if pixels.ndim > geometry.dimension else 1
    components = channels * (2 if pixels.dtype.kind == "c" else 1)
    dtype = pixels.dtype.name
    return ImageInfo(Path("a.mha"), "MetaImageIO", pixel_type, COMPONENT_TYPES[dtype], components, dtype, geometry)


def stored(pixels: Pixels, offset: int = 4096) -> Mapping:
    """Return a mapping of a file that holds pixels behind other bytes."""
    fd, name = tempfile.mkstemp()
    os.unlink(name)
    os.pwrite(fd, b"\xa5" * offset, 0)
    os.pwrite(fd, pixels.tobytes(), offset)
    return Mapping(fd, pixels.nbytes, offset)


def geometry_of(size: tuple[int, ...]) -> Geometry:
    plain = Geometry.identity(size)
    start = tuple(range(-2, len(size) - 2))
    return Geometry(size, start, plain.origin, plain.spacing, plain.direction)


def differing(read: ChildPixels, pixels: Pixels, geometry: Geometry) -> list[tuple[ItkIndex, Any, Any]]:
    """Return where ITK reads something else than NumPy."""
    wrong = []
    for position in np.ndindex(*geometry.size):
        index = ItkIndex(tuple(n + s for n, s in zip(position, geometry.start_index, strict=True)))
        expected = value_at(pixels, to_array(index, geometry.start_index))
        found = answer(read, index)
        if not same(found, expected) or type(found) is not type(expected):
            wrong.append((index, found, expected))
    return wrong


KINDS = [
    *((dtype, 1, "scalar", dimension) for dtype in COMPONENT_TYPES for dimension in (2, 3)),
    ("uint64", 1, "scalar", 4),
    ("complex128", 1, "complex", 4),
    ("uint8", 3, "rgb", 3),
    ("uint8", 4, "rgba", 2),
    ("float32", 5, "vector", 4),
    ("int16", 2, "vector", 3),
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_itk_in_the_child_reads_what_numpy_reads(asking: FileClient, kind: tuple[str, int, str, int]) -> None:
    """From the file, and of a copy in this process's memory."""
    dtype, channels, pixel_type, dimension = kind
    geometry = geometry_of(SIZES[dimension])
    pixels = numbers(dtype, geometry.shape + ((channels,) if channels > 1 else ()))
    info = info_of(pixels, geometry, pixel_type)
    store = stored(pixels)

    of_file = ChildPixels(line_of(asking), store.pixels(dtype, pixels.shape), info, store=store)
    of_copy = ChildPixels(line_of(asking), pixels, info)

    assert differing(of_file, pixels, geometry) == []
    assert differing(of_copy, pixels, geometry) == []
    store.close()


def test_a_copy_is_read_as_it_is_now(asking: FileClient) -> None:
    pixels = np.arange(20, dtype=np.int16).reshape(4, 5)
    read = ChildPixels(line_of(asking), pixels, info_of(pixels, Geometry.identity((5, 4))))
    before = answer(read, ItkIndex.of(3, 2))

    pixels[2, 3] = -7

    assert (before, answer(read, ItkIndex.of(3, 2))) == (13, -7)


def test_pixels_between_two_places_are_told(asking: FileClient) -> None:
    """ITK's pointer must lie where a value of the type may."""
    pixels = numbers("float64", (5, 7))
    store = stored(pixels, 4099)
    info = info_of(pixels, Geometry.identity((7, 5)))
    raw = np.frombuffer(os.pread(store.fd, pixels.nbytes, 4099), np.float64).reshape(5, 7)

    assert differing(ChildPixels(line_of(asking), raw, info, store=store), pixels, info.geometry) == []
    store.close()


class Turned(ChildPixels):
    """Tells the child of an image that is as wide as these pixels are high."""

    def _show(self) -> tuple[ShowPixels, tuple[int, ...]]:
        shown, fds = super()._show()
        turned = Geometry.identity(self._info.geometry.size[::-1])
        return replace(shown, info=replace(shown.info, geometry=turned)), fds


def test_itks_own_arithmetic_is_asked(asking: FileClient) -> None:
    """Bytes that ITK's index does not lead to are not what ITK reads."""
    pixels = np.arange(1, 36, dtype=np.uint8).reshape(5, 7)
    read = Turned(line_of(asking), pixels, info_of(pixels, Geometry.identity((7, 5))))

    assert answer(read, ItkIndex.of(3, 2)) == 2 * 5 + 3 + 1 != int(pixels[2, 3])


def test_what_no_itk_type_fits_is_not_asked(asking: FileClient) -> None:
    pixels = np.zeros((4, 5, 3), np.uint64)

    assert (
        ChildPixels(line_of(asking), pixels, info_of(pixels, Geometry.identity((5, 4)))).value(ItkIndex.of(0, 0))
        is None
    )


def test_a_closed_image_is_let_go(asking: FileClient, tmp_path: Path) -> None:
    pixels = numbers("int16", (64, 64, 64))
    store = stored(pixels)
    inode = os.fstat(store.fd).st_ino
    read = ChildPixels(line_of(asking), pixels, info_of(pixels, Geometry.identity((64, 64, 64))), store=store)
    answer(read, ItkIndex.of(0, 0, 0))
    maps = Path(f"/proc/{asking.children[0].pid}/maps")
    assert f" {inode} " in maps.read_text()

    store.close()
    del read
    gc.collect()

    until = time.monotonic() + 20
    while f" {inode} " in maps.read_text():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_it_is_answered_while_a_fork_is_at_work(small_image: Path, tmp_path: Path) -> None:
    client = FileClient(itk_in_child=True)
    client.open(1, OpenRequest(small_image))
    opened = client.wait(1)
    assert isinstance(opened, Opened)
    big = tmp_path / "big.mha"
    head = "ObjectType = Image\nNDims = 3\nCompressedData = True\nDimSize = 512 512 512\nElementType = MET_USHORT\n"
    packed = zlib.compress(bytes(2 * 512**3), 1)
    big.write_bytes(f"{head}CompressedDataSize = {len(packed)}\nElementDataFile = LOCAL\n".encode() + packed)
    pid = client.children[0].pid
    client.open(2, OpenRequest(big))
    header: list[Outcome] = []
    while not header:  # then the fork has let go of what is not its own, and decodes
        assert client.children[0].wait(20.0)
        header = client.receive(client.children[0])
    children = Path(f"/proc/{pid}/task/{pid}/children")
    fork = children.read_text().split()
    os.kill(int(fork[0]), signal.SIGSTOP)

    found = [answer(opened.document.itk_pixels, ItkIndex.of(x, 1)) for x in range(3)]  # type: ignore[arg-type]

    assert found == [4, 5, 6]
    assert children.read_text().split() == fork
    maps = Path(f"/proc/{fork[0]}/maps").read_text()
    assert "small.mha" not in maps
    assert sum("socket:" in name for name in held_by(int(fork[0]))) == 1  # that of the answers is not the fork's
    os.kill(int(fork[0]), signal.SIGCONT)
    second = client.wait(2)
    assert isinstance(second, Opened)
    second.document.close()
    opened.document.close()
    client.close()


def test_a_new_child_is_told_the_image_anew() -> None:
    asking = FileClient(itk_in_child=True)
    pixels = numbers("int32", (5, 7))
    store = stored(pixels)
    read = ChildPixels(line_of(asking), pixels, info_of(pixels, Geometry.identity((7, 5))), store=store)
    child = asking.children[0]
    before, pid = answer(read, ItkIndex.of(4, 3)), child.pid
    assert pid is not None

    os.kill(pid, signal.SIGKILL)
    while child.pid == pid:
        assert child.wait(20.0)
        asking.receive(child)

    assert before == answer(read, ItkIndex.of(4, 3)) == int(pixels[3, 4])
    store.close()
    asking.close()


def test_a_file_that_was_cut_short_ends_no_child(asking: FileClient) -> None:
    pixels = numbers("int16", (200, 300))
    store = stored(pixels)
    read = ChildPixels(line_of(asking), pixels, info_of(pixels, Geometry.identity((300, 200))), store=store)
    pid = asking.children[0].pid
    answer(read, ItkIndex.of(0, 0))

    os.ftruncate(os.open(f"/proc/self/fd/{store.fd}", os.O_RDWR), 5000)

    for _ in range(20):
        assert read.value(ItkIndex.of(299, 199)) is Late.LATE
        time.sleep(0.005)
    assert asking.children[0].pid == pid
    assert asking.children[0].is_alive
    store.close()


class FakeEnd:
    """The other end of both connections of a child whose process only sleeps."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        pixels, self.socket = socket.socketpair()
        self.process = sleeping(theirs, self.socket)
        self.main = Channel(theirs, {})
        self.channel = Channel(self.socket, QUESTIONS)
        launched = Launched(self.process, ours, tempfile.TemporaryFile(), pixels)  # noqa: SIM115
        self.child = Child(FileClient()._policy)
        self.child.adopt(launched)
        self.main.send(Ready())
        self.child.receive()
        self.line = ItkLine(self.child)

    def questions(self) -> list[Any]:
        return [question for question, _ in self.channel.receive()]

    def close(self) -> None:
        self.child.end()
        self.channel.close()
        self.main.close()


@pytest.fixture
def fake() -> Iterator[FakeEnd]:
    made = FakeEnd()
    yield made
    made.close()


def some(line: ItkLine, dtype: str = "int16", channels: int = 1) -> ChildPixels:
    pixels = np.zeros((4, 5, channels) if channels > 1 else (4, 5), dtype)
    kind = "vector" if channels > 1 else "scalar"
    return ChildPixels(line, pixels, info_of(pixels, Geometry.identity((5, 4)), kind))


def test_one_question_is_on_the_way_at_a_time(fake: FakeEnd) -> None:
    read = some(fake.line)

    for x in range(5):
        assert read.value(ItkIndex.of(x, 0)) is Late.LATE

    shown, asked = fake.questions()
    assert isinstance(shown, ShowPixels)
    assert isinstance(asked, AskPixel)
    assert asked.index == (0, 0)
    fake.channel.send(PixelRead(asked.token, (0,)))
    assert read.value(ItkIndex.of(4, 0)) is Late.LATE
    [asked] = fake.questions()
    assert asked.index == (4, 0)
    fake.channel.send(PixelRead(asked.token, (9,)))
    assert read.value(ItkIndex.of(4, 0)) == 9


def test_a_question_that_waits_is_not_sent(fake: FakeEnd) -> None:
    read, is_early = some(fake.line), True
    fake.line.waits = lambda: is_early
    assert read.value(ItkIndex.of(1, 0)) is Late.LATE
    assert [type(question) for question in fake.questions()] == [ShowPixels]

    is_early = False
    assert read.value(ItkIndex.of(2, 0)) is Late.LATE
    assert [question.index for question in fake.questions()] == [(2, 0)]


def test_news_are_told_and_a_late_answer_serves_once(fake: FakeEnd) -> None:
    read, told = some(fake.line), []
    fake.line.news = lambda: told.append(read.value(ItkIndex.of(1, 1)))
    read.value(ItkIndex.of(1, 1))
    fake.line.receive()
    assert told == []

    fake.channel.send(PixelRead(fake.questions()[1].token, (5,)))
    fake.line.receive()

    assert told == [5]
    assert read.value(ItkIndex.of(1, 1)) is Late.LATE


ODD: dict[str, tuple[str, int, Callable[[int], Any]]] = {
    "another question's": ("int16", 1, lambda token: PixelRead(token + 1, (1,))),
    "too large": ("int16", 1, lambda token: PixelRead(token, (40000,))),
    "negative": ("uint8", 1, lambda token: PixelRead(token, (-1,))),
    "a fraction": ("int16", 1, lambda token: PixelRead(token, reals=(1.5,))),
    "no float of 32 bits": ("float32", 1, lambda token: PixelRead(token, reals=(0.1,))),
    "beyond float": ("float32", 1, lambda token: PixelRead(token, reals=(1e300,))),
    "an integer of a float": ("float32", 1, lambda token: PixelRead(token, (1,))),
    "two numbers": ("int16", 1, lambda token: PixelRead(token, (1, 2))),
    "too few": ("int16", 3, lambda token: PixelRead(token, (1, 2))),
    "both kinds": ("int16", 1, lambda token: PixelRead(token, (1,), (1.0,))),
    "a question": ("int16", 1, lambda token: AskPixel(token, 1, (0, 0))),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_an_odd_answer_ends_the_child(fake: FakeEnd, odd: tuple[str, int, Callable[[int], Any]]) -> None:
    dtype, channels, make = odd
    read = some(fake.line, dtype, channels)
    read.value(ItkIndex.of(0, 0))

    fake.channel.send(make(fake.questions()[1].token))

    assert read.value(ItkIndex.of(0, 0)) is Late.LATE
    assert fake.process.wait(20.0) == -signal.SIGKILL


def test_an_answer_to_no_question_ends_the_child(fake: FakeEnd) -> None:
    some(fake.line).value(ItkIndex.of(0, 0))
    token = fake.questions()[1].token
    fake.channel.send(PixelRead(token, (0,)))
    fake.line.receive()

    fake.channel.send(PixelRead(token, (0,)))
    fake.line.receive()

    assert fake.process.wait(20.0) == -signal.SIGKILL


def test_a_child_that_says_nothing_holds_nobody_up(fake: FakeEnd) -> None:
    """One moment of patience, not one for every look."""
    read = some(fake.line)
    read.value(ItkIndex.of(0, 0))
    read.value(ItkIndex.of(0, 0))
    waits: list[float] = []
    plain = Channel.wait

    def counted(channel: Channel, seconds: float) -> bool:
        waits.append(seconds)
        return plain(channel, seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Channel, "wait", counted)
        for _ in range(50):
            assert read.value(ItkIndex.of(0, 0)) is Late.LATE

    assert waits
    assert sum(waits) == 0.0


def test_told_bytes_take_the_place_of_those_before() -> None:
    """So that a long look at a large copy takes no memory."""
    pixels = np.zeros((64, 4096), np.uint8)
    shown = ShownPixels(info_of(pixels, Geometry.identity((4096, 64))), 0, None)

    for row in range(64):
        shown.tell(row * 4096 + 100, b"\x07" * 200)

    assert int(shown.pixels.astype(np.int64).sum()) == 7 * 200


def test_a_descriptor_is_closed_with_the_pixels() -> None:
    fd = os.memfd_create("pixels")
    os.ftruncate(fd, 20)
    pixels = np.zeros((4, 5), np.uint8)
    shown = ShownPixels(info_of(pixels, Geometry.identity((5, 4))), 0, Descriptor(os.dup(fd)))
    assert shown.is_safe

    shown.leave()

    assert not shown.is_safe
    os.close(fd)


def test_that_a_fork_keeps_no_descriptor_of_them() -> None:
    fd = os.memfd_create("these pixels")
    os.ftruncate(fd, 20)
    shown = ShownPixels(info_of(np.zeros((4, 5), np.uint8), Geometry.identity((5, 4))), 0, Descriptor(fd))
    os.pwrite(fd, b"\7" * 20, 0)

    if (pid := os.fork()) == 0:
        shown.leave()
        names = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
        os._exit(any("these pixels" in os.readlink(name) for name in names if os.path.islink(name)))

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert int(shown.pixels.sum()) == 140


def test_no_itk_here(small_image: Path) -> None:
    """In a fresh interpreter, of a file and of its copy."""
    code = f"""
import sys, time
from pathlib import Path
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.parent.client import FileClient
client = FileClient(itk_in_child=True)
client.open(1, OpenRequest(Path({str(small_image)!r})))
document = client.wait(1).document
copy = document.edit()
copy.set_pixel(ItkIndex.of(2, 1), 99)
def read(pixels):
    while not isinstance(found := pixels.value(ItkIndex.of(2, 1)), int):
        time.sleep(0.001)
    return found
print(read(document.itk_pixels), read(client.itk_pixels(copy.view, document.info, document)))
print([name for name in sys.modules if name.split(".")[0] == "itk"])
print(document.image.GetPixel([2, 1]))
client.close()
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split("\n")[:3] == ["6 99", "[]", "6"]


# how ITK and NumPy share the image ----------------------------------------------


def reported(read: ChildPixels, line: ItkLine) -> dict[str, str]:
    """Ask for the report, and wait for it."""
    told: list[tuple[BridgeFact, ...]] = []
    read.report(told.append)
    until = time.monotonic() + 30.0
    while not told:
        assert time.monotonic() < until, "no answer"
        line.receive()
        time.sleep(0.001)
    return {fact.label: fact.result for fact in told[0]}


def test_the_child_reports_what_itk_and_numpy_share(asking: FileClient) -> None:
    pixels = numbers("int16", (3, 4, 5))
    store = stored(pixels)
    seen = store.pixels("int16", pixels.shape)
    read = ChildPixels(line_of(asking), seen, info_of(pixels, geometry_of((5, 4, 3))), store=store)

    found = reported(read, line_of(asking))

    assert list(found.values()) == [
        "itkSize3 ([5, 4, 3])", "(3, 4, 5)", "(3, 4, 5)", "itkSize3 ([5, 4, 3])", "6", "8", "yes", "no", "no",
    ]  # fmt: skip


def test_pixels_that_are_not_aligned_are_reported_as_a_copy(asking: FileClient) -> None:
    pixels = numbers("int16", (4, 5))
    store = stored(pixels, offset=4097)
    seen = store.pixels("int16", pixels.shape)
    read = ChildPixels(line_of(asking), seen, info_of(pixels, geometry_of((5, 4))), store=store)

    found = reported(read, line_of(asking))

    assert found[SHARING].startswith("no: ")
    assert found[WRITING] == "no"


def test_a_report_that_is_lost_with_the_child_is_told(fake: FakeEnd) -> None:
    lost: list[str] = []
    fake.line.lost = lambda: lost.append("lost")
    some(fake.line).report(lambda _: None)

    fake.process.kill()
    fake.process.wait(20.0)
    fake.child.end()
    fake.line.receive()

    assert lost == ["lost"]


def test_a_report_that_nobody_asked_for_ends_the_child(fake: FakeEnd) -> None:
    some(fake.line).value(ItkIndex.of(0, 0))
    fake.channel.send(BridgeRead(fake.questions()[1].token))

    fake.line.receive()

    assert fake.process.wait(20.0) == -signal.SIGKILL


@pytest.mark.parametrize(
    "facts",
    [
        (BridgeFact("label:", "1", "call()"),) * 17,
        (BridgeFact("label:", "1" * 401, "call()"),),
        (BridgeFact("label:", "1\nITK image size: 7", "call()"),),
        (BridgeFact("\u202elabel:", "1", "call()"),),
    ],
)
def test_a_report_that_no_image_has_ends_the_child(fake: FakeEnd, facts: tuple[BridgeFact, ...]) -> None:
    told: list[object] = []
    some(fake.line).report(told.append)
    fake.channel.send(BridgeRead(fake.questions()[1].token, facts))

    fake.line.receive()

    assert fake.process.wait(20.0) == -signal.SIGKILL
    assert not told


def test_a_report_for_which_there_was_no_process_is_told_to_be_lost(
    fake: FakeEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[str] = []
    fake.line.lost = lambda: lost.append("lost")
    pixels = fake.child.pixels
    with monkeypatch.context() as patched:
        patched.setattr(Child, "pixels", None)
        patched.setattr(fake.child, "start", lambda: None)
        some(fake.line).report(lambda _: None)
    assert not lost
    assert fake.child.pixels is pixels

    fake.line.receive()

    assert lost == ["lost"]
