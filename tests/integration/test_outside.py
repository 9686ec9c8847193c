"""What an image may read besides itself, through a real child: with and without the kernel's help."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import outside_tricks
from itk_inspector.core.errors import OpenError, OutsideError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened, Outcome
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import confinement
from native_only import NO_LANDLOCK
from outside_tricks import META, NAMED, NRRD, REFUSED, SECRET

LANDLOCK = confinement.held().files
needs_landlock = pytest.mark.skipif(not LANDLOCK, reason=NO_LANDLOCK)


@pytest.fixture(scope="module", params=["confined", "unconfined"])
def client(request: pytest.FixtureRequest) -> Iterator[FileClient]:
    if request.param == "confined" and not LANDLOCK:
        pytest.skip(NO_LANDLOCK)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "unconfined":
            patch.setenv(confinement.OFF, "1")
        one = FileClient()
        one.warm_up()
    yield one
    one.close()


_tokens = iter(range(1, 10**6))


def fetch(client: FileClient, path: Path, *, allow_outside: bool = False) -> Outcome:
    token = next(_tokens)
    client.open(token, OpenRequest(path, allow_outside=allow_outside))
    return client.wait(token)


def pixels_of(outcome: Outcome) -> bytes:
    assert isinstance(outcome, Opened), outcome
    with outcome.document as document:
        return document.pixels.tobytes()


@pytest.mark.parametrize("trick", NAMED)
def test_a_file_outside_is_asked_for_and_read_when_allowed(client: FileClient, tmp_path: Path, trick: str) -> None:
    inner, outside = outside_tricks.placed(tmp_path)
    path = NAMED[trick](inner, outside)

    refused = fetch(client, path)
    allowed = fetch(client, path, allow_outside=True)

    assert isinstance(refused, Failed)
    assert isinstance(refused.error, OutsideError)
    assert path.name in refused.error.message
    assert str(tmp_path / "outside.") in refused.error.message
    assert "trust" in refused.error.advice
    assert pixels_of(allowed) in (SECRET, SECRET[:12] * 2, bytes(range(24)))


@pytest.mark.parametrize("allow_outside", [False, True])
def test_a_linked_file_of_the_same_name_is_not_read(client: FileClient, tmp_path: Path, *, allow_outside: bool) -> None:
    path = outside_tricks.gzipped(*outside_tricks.placed(tmp_path))

    assert pixels_of(fetch(client, path, allow_outside=allow_outside)) == bytes(24)


@pytest.mark.parametrize("trick", REFUSED)
def test_what_could_be_read_in_two_ways_is_refused(client: FileClient, tmp_path: Path, trick: str) -> None:
    inner, outside = outside_tricks.placed(tmp_path)
    path = REFUSED[trick](inner, outside)

    for allow_outside in (False, True):
        outcome = fetch(client, path, allow_outside=allow_outside)

        assert isinstance(outcome, Failed)
        assert isinstance(outcome.error, OpenError)
        assert "a." in outcome.error.message


@pytest.mark.parametrize("suffix", [".mhd", ".nhdr"])
@pytest.mark.parametrize("kind", ["fifo", "device", "folder", "socket"])
def test_a_data_file_that_is_no_file_is_refused_at_once(
    client: FileClient, tmp_path: Path, suffix: str, kind: str
) -> None:
    data = tmp_path / "b.raw"
    match kind:
        case "fifo":
            os.mkfifo(data)
        case "folder":
            data.mkdir()
        case "socket":
            import socket

            with socket.socket(socket.AF_UNIX) as end, contextlib.chdir(tmp_path):  # a socket's name is short
                end.bind("b.raw")
        case _:
            data = Path("/dev/zero")
    path = tmp_path / f"a{suffix}"
    path.write_text(f"{META}ElementDataFile = {data}\n" if suffix == ".mhd" else f"{NRRD}data file: {data}\n")
    began = time.monotonic()

    outcome = fetch(client, path, allow_outside=True)

    assert isinstance(outcome, Failed)
    assert "is not a regular file" in outcome.error.message
    assert data.name in outcome.error.message
    assert time.monotonic() - began < 3


def test_what_lies_inside_is_read_unasked(client: FileClient, tmp_path: Path) -> None:
    inside = tmp_path / "sub" / "Müller 1.raw"
    inside.parent.mkdir()
    inside.write_bytes(SECRET)
    (tmp_path / "one.raw").write_bytes(SECRET[:12])
    (tmp_path / "two.raw").write_bytes(SECRET[12:])
    (tmp_path / "n_01.raw").write_bytes(SECRET[:12])
    (tmp_path / "n_02.raw").write_bytes(SECRET[12:])
    headers = {
        "a.mhd": f"{META}ElementDataFile = sub/Müller 1.raw\n",
        "b.mhd": f"{META}ElementDataFile = LIST\none.raw\ntwo.raw\n",
        "c.mhd": f"{META}ElementDataFile = n_%02d.raw 1 2 1\n",
        "d.mhd": f"{META}Comment = \nElementDataFile = {inside}\n",
        "e.mhd": f"{META}ElementDataFile = n_%02d.raw\n",
        "a.nhdr": f"{NRRD}data file: sub/Müller 1.raw\n",
        "b.nhdr": f"{NRRD}data file: LIST\none.raw\ntwo.raw\n",
        "c.nhdr": f"{NRRD}data file: n_%02d.raw 1 2 1\n",
        "d.nhdr": f"{NRRD}key:=a: b\ndata file: ./one.raw\n".replace("sizes: 4 3 2", "sizes: 4 3 1"),
    }
    for name, words in headers.items():
        path = tmp_path / name
        path.write_text(words, encoding="utf-8")

        found = pixels_of(fetch(client, path))

        assert found == (SECRET[:12] if name == "d.nhdr" else SECRET), name


def test_an_image_that_is_a_link_is_the_users_own_choice(client: FileClient, tmp_path: Path) -> None:
    inner, outside = outside_tricks.placed(tmp_path)
    real = outside.with_name("real.mha")
    real.write_bytes(f"{META}ElementDataFile = LOCAL\n".encode() + SECRET)
    (inner / "link.mha").symlink_to(real)

    assert pixels_of(fetch(client, inner / "link.mha")) == SECRET


def test_hdf5_may_name_its_neighbour(client: FileClient, tmp_path: Path) -> None:
    import hdf5_files

    hdf5_files.good(tmp_path / "good.h5")
    path = hdf5_files.linked(tmp_path / "a.h5", "good.h5")

    assert pixels_of(fetch(client, path)) == bytes(range(24))


@pytest.mark.parametrize(
    "name",
    [
        *("security/escape-list.nhdr", "security/escape-crlf.nhdr", "security/h5-external.h5"),
        "sec_list/evil_list.mhd",
    ],
)
def test_the_known_files_are_refused(client: FileClient, shared_data: Path, name: str) -> None:
    path = shared_data / "cases" / name
    if not path.exists():
        pytest.skip("this case is not here")

    outcome = fetch(client, path)

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, OutsideError)


BLIND = """
import os
import sys
import traceback
from pathlib import Path
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio import header, reader
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.files import named_files
from itk_inspector.worker.child import open_image
from itk_inspector.worker.sandbox import confinement
from itk_inspector.worker.tasks.open import OpenTask
import numpy as np

def read(path):
    confinement.confine(open_image.access(OpenTask(1, OpenRequest(path))))
    found = header.read_header(path)
    memory = np.zeros(found.nbytes, dtype=np.uint8)
    reader.read_into(found, memory)
    return memory.tobytes().hex()

engine.preload()
engine.preload_rest()
confinement.libraries()
named_files.data_files = lambda path: ()  # as if our own check had overlooked it
for name in sys.argv[1:]:
    sys.stdout.flush()
    child = os.fork()
    if not child:
        code = 1
        try:
            print(read(Path(name)), flush=True)
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)  # another end would wait a second for the threads of ITK that a fork has not
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""Reads each file in a process of its own; of each it says what was read, and how that process ended."""

ALONE = "a file that names none"
OVERLOOKED = [name for name in (*NAMED, *REFUSED) if "printf" not in name]


@pytest.fixture(scope="module")
def read_blindly(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int]]:
    """What each trick had read, as hexadecimal digits, and with which exit code; first a file that names none."""
    ways = {ALONE: _alone, **NAMED, **REFUSED}
    tricks = (ALONE, *OVERLOOKED)
    paths = [ways[trick](*outside_tricks.placed(tmp_path_factory.mktemp("overlooked"))) for trick in tricks]
    words = [sys.executable, "-c", BLIND, *map(str, paths)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    *found, end = re.split(r"ended (-?\d+)\n", done.stdout)
    assert not end
    return {trick: (found[2 * n].strip(), int(found[2 * n + 1])) for n, trick in enumerate(tricks)}


def _alone(inner: Path, _outside: Path) -> Path:
    path = inner / "a.mha"
    path.write_bytes(f"{META}ElementDataFile = LOCAL\n".encode() + SECRET)
    return path


@needs_landlock
def test_the_kernel_lets_the_file_itself_be_read(read_blindly: dict[str, tuple[str, int]]) -> None:
    assert read_blindly[ALONE] == (SECRET.hex(), 0)


@needs_landlock
@pytest.mark.parametrize("trick", OVERLOOKED)
def test_the_kernel_refuses_what_our_own_check_would_overlook(
    read_blindly: dict[str, tuple[str, int]], trick: str
) -> None:
    digits, code = read_blindly[trick]

    assert SECRET[:12].hex() not in digits
    assert bytes(range(1, 24)).hex() not in digits
    assert code == 1 or set(digits) == {"0"}
