"""The commands end well, or in a sentence of their own, whatever stands in the place of the terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.worker.sandbox import family

PROGRAM = [sys.executable, "-m", "itk_inspector"]
ESC = "\x1b]0;owned\x07\x1b[2J\u009b31m\u202e"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A MetaImage of 30 × 20 × 50 numbers."""
    path = tmp_path / "small.mha"
    head = "ObjectType = Image\nNDims = 3\nDimSize = 30 20 50\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
    path.write_bytes(head.encode() + bytes(30000))
    return path


def run(*words: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *map(str, words)], capture_output=True, timeout=60, check=False, **options)


def shell(line: str, *words: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell in which the program and the words are ``"$@"``."""
    command = ["/bin/sh", "-c", line, "sh", *PROGRAM, *map(str, words)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **options)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", [["info"], ["probe", "--at", "1", "2", "3"], ["info", "--json"]], ids=" ".join)
def test_closed_streams(image: Path, closed: str, words: list[str]) -> None:
    done = shell(f'"$@" {closed}', words[0], image, *words[1:])

    assert done.returncode == 0
    assert done.stderr == b""
    assert bool(done.stdout) is (">&-" not in closed.replace("2>&-", ""))


def test_a_failure_with_closed_streams_keeps_its_code(tmp_path: Path) -> None:
    assert shell('"$@" <&- >&- 2>&-', "info", tmp_path / "gone.nii").returncode == 3
    assert shell('"$@" <&- >&- 2>&-', "info", "--nonsense").returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "words",
    [["info"], ["info", "--json"], ["probe", "--at", "1", "2", "3"], ["--version"], ["info", "--help"]],
    ids=" ".join,
)
def test_a_full_disk_takes_no_output(image: Path, words: list[str]) -> None:
    files = [] if words[-1] in ("--version", "--help") else [image]

    done = shell('"$@" >/dev/full', words[0], *files, *words[1:])

    assert done.returncode == 3
    assert done.stderr.decode() == "itk-inspector: The output could not be written: No space left on device.\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_complaints_that_cannot_be_written(tmp_path: Path, unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}  # empty: streams keep back, as they usually do

    failed = shell('"$@" 2>/dev/full', "info", tmp_path / "gone.nii", env=environment)
    misused = shell('"$@" 2>/dev/full', "info", "--nonsense", env=environment)

    assert (failed.returncode, misused.returncode) == (3, 2)


def test_nobody_reads_any_more(image: Path) -> None:
    done = shell('"$@" | true; exec 3>&1; ("$@"; echo $? >&2) | true', "info", image)

    assert done.stderr.decode() in ("0\n", "")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "utf-8"])
def test_terminals_of_other_encodings(image: Path, tmp_path: Path, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}

    done = run("info", image, env=environment)
    failed = run("info", tmp_path / "中.nii", env=environment)

    assert done.returncode == 0
    assert b"30" in done.stdout
    lines = dict(line.split(None, 1) for line in done.stdout.decode(encoding).splitlines() if not line.startswith(" "))
    assert lines["bytes"] == "30,000"
    assert failed.returncode == 3
    assert b"Traceback" not in failed.stderr
    assert ("中.nii" if encoding == "utf-8" else "\\u4e2d.nii") in failed.stderr.decode(encoding)


def test_a_locale_without_unicode(image: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}

    done = run("info", image, env={**environment, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})

    assert (done.returncode, done.stderr) == (0, b"")


def test_text_of_a_file_steers_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / f"a{ESC}.nrrd"
    head = f"NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nencoding: raw\nkey{ESC}:=value{ESC}\n\n"
    path.write_bytes(head.encode() + bytes(6))

    told, listed = run("info", path), run("info", path, "--json")
    refused = run("info", tmp_path / f"gone{ESC}\n.nii")
    wrong = run("probe", path, "--at", "9", "9")

    for said in (told.stdout, listed.stdout, refused.stderr, wrong.stderr):
        assert all(line.isprintable() for line in said.decode().split("\n")), said
    assert b"\\x1b]0;owned\\x07\\x1b[2J\\x9b31m\\u202e" in told.stdout
    assert len(refused.stderr.splitlines()) == 1
    assert ESC in json.dumps(json.loads(listed.stdout), ensure_ascii=False).replace("\\u001b", "\x1b").replace(
        "\\u0007", "\x07"
    )


@pytest.mark.data
def test_the_real_case_steers_no_terminal(shared_data: Path) -> None:
    done = run("info", shared_data / "cases/security/terminal-escape.nrrd")

    assert done.returncode == 0
    assert all(line.isprintable() for line in done.stdout.decode().split("\n"))


IGNORING_HUP = ("/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh")
"""Begins a command line whose program ignores SIGHUP, as after ``nohup``."""


def stopped(words: list[str], sent: signal.Signals, before: Sequence[str] = ()) -> tuple[int, bytes, set[str]]:
    """Start a command, send a signal when its child works, and return code, stderr and what children are left."""
    command = [*before, *PROGRAM, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        listing = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        until = time.monotonic() + 30
        children: set[str] = set()
        while not any(_seconds(int(child)) > 1.0 for child in children):
            assert time.monotonic() < until
            time.sleep(0.02)
            children |= set(listing.read_text().split())
        os.kill(process.pid, sent)
        _, err = process.communicate(timeout=10)
    time.sleep(0.1)
    return process.returncode, err, {child for child in children if Path(f"/proc/{child}").exists()}


def _seconds(pid: int) -> float:
    """Processor time of a child and of what it forked for its task."""
    used = family.usage(pid)
    return 0.0 if used is None else used[0]


@pytest.mark.data
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_a_command_and_its_child(shared_data: Path, sent: signal.Signals, code: int) -> None:
    path = shared_data / "crashers/negative_ndims.mha"

    found = stopped(["info", "--header-limit", "60", str(path)], sent)

    assert found == (code, b"", set())


def test_a_signal_leaves_nothing_half_written(tmp_path: Path) -> None:
    import numpy as np

    source = tmp_path / "in.npy"
    np.save(source, np.random.default_rng(1).integers(0, 30000, (200, 400, 400), dtype=np.int16))
    out = tmp_path / "out"
    out.mkdir()

    with subprocess.Popen([*PROGRAM, "export", str(source), str(out / "a.nrrd")], stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while not list(out.iterdir()):
            assert time.monotonic() < until
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)

    assert (process.returncode, err) == (143, b"")
    assert list(out.iterdir()) == []


@pytest.mark.data
def test_a_signal_that_was_ignored_stays_so(shared_data: Path) -> None:
    path = shared_data / "crashers/negative_ndims.mha"

    code, err, left = stopped(
        ["info", "--header-limit", "3", str(path)],
        signal.SIGHUP,
        IGNORING_HUP,
    )

    assert (code, left) == (3, set())
    assert b"negative_ndims.mha" in err


def test_a_user_without_a_home(image: Path, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_RUNTIME_DIR", "USER", "LOGNAME")}
    code = (
        "import pwd, sys\n"
        "def nobody(uid): raise KeyError(uid)\n"
        "pwd.getpwuid = nobody\n"
        "from itk_inspector.cli import main\nsys.exit(main.main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code]
    options: dict[str, Any] = {"env": environment, "cwd": "/", "capture_output": True, "check": False, "timeout": 60}

    told = subprocess.run([*command, "info", str(image)], **options)
    drawn = subprocess.run([*command, str(image), "--screenshot", str(tmp_path / "a.png")], **options)

    assert (told.returncode, told.stderr) == (0, b"")
    assert (drawn.returncode, drawn.stderr) == (0, b"")
    assert (tmp_path / "a.png").stat().st_size > 1000


@pytest.mark.parametrize("size", ["100000x100000", "0x0", "-5x10", "99x500", "500x10001"])
def test_absurd_window_sizes(image: Path, tmp_path: Path, size: str) -> None:
    done = run(image, "--screenshot", tmp_path / "a.png", f"--window-size={size}")

    assert done.returncode == 2
    assert b"100x100 to 10000x10000" in done.stderr


@pytest.mark.parametrize("dtype", ["(2,", "u1,u1", "2u1", "O", "V", "S3", "{", "int16)", ",", "datetime64"])
def test_dtypes_that_are_none(image: Path, tmp_path: Path, dtype: str) -> None:
    done = run("export", image, tmp_path / "a.nrrd", "--dtype", dtype)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
