"""Tasks in processes of their own, forked from the child and confined: nothing that worked before may be missing."""

from __future__ import annotations

import hashlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest

from dicom_files import write_series
from fuzz_readers import SUFFIXES, good_files
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import WRITE_FORMATS
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Exported, Failed, Opened, Outcome, Progress, SeriesFound
from itk_inspector.itkio import from_memory
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import confinement, family
from itk_inspector.worker.sandbox.family import ONE_THREAD
from native_only import NO_LANDLOCK

Fetch = Callable[..., Outcome]

pytestmark = pytest.mark.skipif(not confinement.held().files, reason=NO_LANDLOCK)


@pytest.fixture(scope="module")
def free() -> Iterator[FileClient]:
    """A client whose children are not confined: for comparison."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(confinement.OFF, "1")
        one = FileClient()
        one.warm_up()
    yield one
    one.close()


def told(outcome: Outcome) -> tuple[object, ...]:
    """Return all that an outcome says of the image."""
    assert isinstance(outcome, Opened), outcome
    with outcome.document as document:
        info = document.info
        pixels = hashlib.sha256(np.ascontiguousarray(document.pixels).tobytes()).hexdigest()
        return info.format, info.geometry, info.dtype, info.metadata, info.notes, info.mapping, info.data_files, pixels


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "it never came to pass"
        time.sleep(0.005)


@pytest.fixture(scope="module")
def goods(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One image of each format."""
    return dict(zip(SUFFIXES, good_files(tmp_path_factory.mktemp("good")), strict=True))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_opens_as_it_does_unconfined(
    client: FileClient, free: FileClient, fetch: Fetch, goods: dict[str, Path], suffix: str
) -> None:
    assert told(fetch(client, goods[suffix])) == told(fetch(free, goods[suffix]))


@pytest.mark.parametrize("suffix", [".mha", ".nrrd", ".nii", ".nii.gz", ".hdr", ".gipl", ".png", ".tif", ".jp2"])
def test_a_name_in_capitals_opens_and_leaves_no_link(
    client: FileClient, fetch: Fetch, goods: dict[str, Path], tmp_path: Path, suffix: str
) -> None:
    good = goods[suffix]
    path = tmp_path / f"good{suffix.upper()}"
    shutil.copy(good, path)
    if suffix == ".hdr":
        shutil.copy(good.with_suffix(".img"), path.with_suffix(".IMG"))
    before = set(Path(tempfile.gettempdir()).glob("itk-inspector-links-*"))

    assert told(fetch(client, path))[-1] == told(fetch(client, good))[-1]
    wait_until(lambda: set(Path(tempfile.gettempdir()).glob("itk-inspector-links-*")) <= before)


@pytest.mark.data
def test_the_shared_images_open_as_they_do_unconfined(
    client: FileClient, free: FileClient, fetch: Fetch, shared_data: Path
) -> None:
    """One of each folder, and every small case."""
    some = [next(iter(sorted(folder.iterdir()))) for folder in sorted((shared_data / "images").iterdir())]
    cases = [
        path for path in sorted((shared_data / "cases").iterdir()) if path.suffix in (".dcm", ".tif", ".nii", ".mnc")
    ]
    for path in (*some, *cases):
        if not path.is_file():
            continue
        confined, unconfined = fetch(client, path), fetch(free, path)
        if isinstance(unconfined, Opened):
            assert told(confined) == told(unconfined), path
        else:
            assert isinstance(confined, Failed), path
            assert isinstance(unconfined, Failed), path
            assert confined.error.message == unconfined.error.message


@pytest.mark.parametrize("row", [row for row in WRITE_FORMATS if row.scalars], ids=lambda row: row.name)
def test_every_format_is_written(own_client: FileClient, tmp_path: Path, row: WriteFormat) -> None:
    pixels = np.arange(3 * 20 * 30, dtype=np.uint8).reshape(3, 20, 30)
    suffix, dimensions = row.suffixes[0], row.dimensions
    document = from_memory.document(pixels if 3 in dimensions else pixels[0])
    own_client.export(1, document, None, ExportRequest(tmp_path / f"a{suffix}", allow_loss=True))

    outcome = own_client.wait(1)

    assert isinstance(outcome, Exported), outcome
    assert outcome.verified
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"a"}


def test_a_dicom_series_is_written_with_the_originals_patient(own_client: FileClient, tmp_path: Path) -> None:
    """The confined process may read the one file that is asked for patient and study."""
    write_series(tmp_path / "original", (0.0, 2.5, 5.0), PatientID="A-7")
    own_client.open(1, OpenRequest(tmp_path / "original"))
    found = own_client.wait(1)
    assert isinstance(found, SeriesFound)
    own_client.open(2, OpenRequest(tmp_path / "original").of_series(found.catalog.only("")))
    opened = own_client.wait(2)
    assert isinstance(opened, Opened)

    with opened.document as document:
        own_client.export(3, document, None, ExportRequest(tmp_path / "out", dicom=DicomOptions()))
        outcome = own_client.wait(3)

    assert isinstance(outcome, Exported), outcome
    written = [pydicom.dcmread(path) for path in sorted((tmp_path / "out").iterdir())]
    assert [one.PatientID for one in written] == ["A-7"] * 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["original", "out"]


def test_a_series_that_is_cancelled_leaves_nothing(own_client: FileClient, tmp_path: Path) -> None:
    pixels = np.zeros((3000, 8, 8), dtype=np.uint8)
    own_client.export(1, from_memory.document(pixels), None, ExportRequest(tmp_path / "out", dicom=DicomOptions()))

    def is_under_way() -> bool:
        for child in own_client.children:
            if child.is_alive and select.select([child.fileno()], [], [], 0)[0]:
                own_client.receive(child)
        return any(isinstance(one, Progress) and bool(one.fraction) for one in own_client.progress())

    wait_until(is_under_way)

    assert [type(one) for one in own_client.cancel(1)] == [Cancelled]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_links_to_slices_is_a_series(client: FileClient, tmp_path: Path) -> None:
    real, links = tmp_path / "real", tmp_path / "links"
    real.mkdir()
    links.mkdir()
    for file in write_series(real, (0, 2, 4)):
        (links / file.name).symlink_to(file)

    client.open(900_001, OpenRequest(links))
    found = client.wait(900_001)
    assert isinstance(found, SeriesFound)
    (series,) = found.catalog.series
    client.open(900_002, OpenRequest(series.folder, files=series.files))
    opened = client.wait(900_002)

    assert isinstance(opened, Opened)
    with opened.document as document:
        assert document.pixels.shape == (3, 4, 5)


def test_a_folder_outside_is_not_one_of_a_file(client: FileClient, fetch: Fetch, small_image: Path) -> None:
    """A file, then one of another folder, then the first again: each child serves them all."""
    other = small_image.parent / "other" / "b.mha"
    other.parent.mkdir()
    shutil.copy(small_image, other)
    pids = set()
    for path in (small_image, other) * 3:
        told(fetch(client, path))
        pids.add(client.children[0].pid)

    assert len(pids) == 1


def test_the_child_itself_never_reads_an_image(client: FileClient, fetch: Fetch, small_image: Path) -> None:
    """It keeps one thread, so that it can be forked, and holds no more than before."""
    told(fetch(client, small_image))
    pid = client.children[0].pid
    assert pid is not None
    wait_until(lambda: family.members(pid) == (pid,))

    assert len(os.listdir(f"/proc/{pid}/task")) == 1
    assert "Seccomp:\t0" in Path(f"/proc/{pid}/status").read_text()


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    """A file that ITK reads for ever."""
    path = tmp_path / "hanging.mha"
    path.write_text("ObjectType = Image\nNDims = -1\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n")
    return path


def at_work(client: FileClient, path: Path) -> tuple[int, ...]:
    """Begin to read a file that hangs; return the child and its fork."""
    client.open(1, OpenRequest(path))
    pid = client.children[0].pid
    assert pid is not None
    wait_until(lambda: len(family.members(pid)) == 2)
    wait_until(lambda: "Seccomp:\t2" in Path(f"/proc/{family.members(pid)[1]}/status").read_text())
    return family.members(pid)


def is_gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
    except OSError:
        return True


def test_cancelling_ends_both(own_client: FileClient, hanging: Path, still_works: Callable[[FileClient], None]) -> None:
    members = at_work(own_client, hanging)

    assert own_client.cancel(1) == [Cancelled(1, hanging)]
    assert all(is_gone(pid) for pid in members)
    still_works(own_client)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_whichever_dies_both_are_gone_and_the_file_is_named(
    own_client: FileClient, hanging: Path, still_works: Callable[[FileClient], None], which: int, number: signal.Signals
) -> None:
    members = at_work(own_client, hanging)
    os.kill(members[which], number)

    outcome = own_client.wait(1)

    assert isinstance(outcome, Failed)
    deed = "ended" if number is signal.SIGKILL else "crashed on it"
    assert f"hanging.mha could not be read: ITK’s reader {deed} ({number.name})." == outcome.error.message
    wait_until(lambda: all(is_gone(pid) for pid in members))
    still_works(own_client)


def test_a_stopped_fork_is_ended_too(own_client: FileClient, hanging: Path) -> None:
    members = at_work(own_client, hanging)
    os.kill(members[1], signal.SIGSTOP)

    own_client.cancel(1)

    assert all(is_gone(pid) for pid in members)


def test_both_end_with_the_program(hanging: Path) -> None:
    code = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from itk_inspector.core.image.open_request import OpenRequest\n"
        "from itk_inspector.worker.sandbox import family\nfrom itk_inspector.worker.parent.client import FileClient\n"
        "client = FileClient()\nclient.open(1, OpenRequest(Path(sys.argv[1])))\n"
        "while len(family.members(client.children[0].pid)) < 2: time.sleep(0.01)\n"
        "print(*family.members(client.children[0].pid), flush=True)\nos._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(hanging)], capture_output=True, text=True, check=True)

    pids = [int(word) for word in done.stdout.split()]

    assert len(pids) == 2
    wait_until(lambda: all(is_gone(pid) for pid in pids))


def test_what_the_fork_reads_and_computes_is_told(own_client: FileClient, hanging: Path) -> None:
    child = own_client.children[0]
    members = at_work(own_client, hanging)
    seconds = (family.usage(members[0]) or (0.0, 0))[0]

    wait_until(lambda: (family.usage(members[0]) or (0.0, 0))[0] > seconds + 0.2)

    assert (child.consumed() or 0) > 0
    assert family.usage(2**22 + 1) is None
    assert family.io_counts(2**22 + 1) is None


FAILING = """
import os, sys
from pathlib import Path
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.child import open_image
from itk_inspector.worker.sandbox import apart, confinement, family, landlock
from itk_inspector.worker.tasks.open import OpenTask
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy

told = open(os.dup(1), "w")  # a fork prints to a file of its own

def work(prepare):
    {work}

task = OpenTask(1, OpenRequest(Path(sys.argv[1])))
apart.serve(task, (), ScratchPolicy.default(), lambda: open_image.access(task), work)
print("served", flush=True)
"""


LAST = """
pid = os.getpid()
confinement.held()
for _ in range({looks}):  # the thread that tried the rules goes
    if family.has_one_thread():
        break

def work(prepare):
    prepare()
    try:
        open("/etc/hostname").read()
    except PermissionError:
        print(os.getpid() == pid, open(sys.argv[1], "rb").read(4), file=told, flush=True)

apart.serve(task, (), ScratchPolicy.default(), lambda: open_image.access(task), work, is_last=True)
"""


def test_the_last_task_is_done_without_a_fork_and_confined_all_the_same(small_image: Path) -> None:
    before = FAILING.replace("{work}", "pass").partition("apart.serve")[0]

    done = subprocess.run(
        [sys.executable, "-c", before + LAST.replace("{looks}", "100_000"), str(small_image)],
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"True {small_image.read_bytes()[:4]!r}\n"


def test_with_another_thread_the_last_task_is_done_in_a_fork(small_image: Path) -> None:
    before = FAILING.replace("{work}", "pass").partition("apart.serve")[0]
    thread = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()\n"

    done = subprocess.run(
        [sys.executable, "-c", thread + before + LAST.replace("{looks}", "0"), str(small_image)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("False ")


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("prepare(); os.kill(os.getpid(), 11)", -11),
        ("prepare(); os._exit(7)", 7),
        ("prepare(); raise BrokenPipeError", 1),
        ("prepare()", 0),
    ],
)
def test_the_child_ends_as_its_fork_did(small_image: Path, work: str, code: int) -> None:
    words = [sys.executable, "-c", FAILING.replace("{work}", work), str(small_image)]

    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert done.stdout == ("served\n" if code == 0 else "")


def test_scratch_is_reserved_though_no_folder_may_be_written_to(small_image: Path) -> None:
    work = (
        "from itk_inspector.worker.memory.scratch_file import reserve_scratch, map_writable; policy = prepare(); "
        "fd = reserve_scratch(5000, policy, 'a'); map_writable(fd, 5000)[:] = 1; "
        "print(os.fstat(fd).st_size, file=told, flush=True)"
    )
    words = [sys.executable, "-c", FAILING.replace("{work}", work), str(small_image)]

    done = subprocess.run(words, capture_output=True, text=True, check=True)

    assert done.stdout == "5000\nserved\n"


@pytest.mark.parametrize(("end", "is_told"), [("pass", False), ("os.kill(os.getpid(), 11)", True)])
def test_what_a_fork_printed_is_told_when_it_died(small_image: Path, end: str, is_told: bool) -> None:
    """And by no other process: two forks of one child never print to the same file."""
    work = f"prepare(); os.write(1, b'one'); os.write(2, b'other'); {end}"
    words = [sys.executable, "-c", FAILING.replace("{work}", work), str(small_image)]

    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert done.stderr == ("oneother" if is_told else "")


def test_the_end_waits_for_the_fork_and_no_longer() -> None:
    """The fork of a task that has just been answered may be on its way out: then nobody follows it."""
    code = "import os, sys; os.fork() or sys.stdin.read(); print(flush=True); os.wait(); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        watchdog = 60.0
        begun = time.monotonic()

        pids = family.end(process, -1, watchdog)

        assert time.monotonic() - begun < watchdog
    assert len(pids) == 2
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
