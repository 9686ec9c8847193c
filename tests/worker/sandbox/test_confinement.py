"""What a confined process can no longer do, tried out in one."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from itk_inspector.core.system.backend import IS_PORTABLE, PORTABLE
from itk_inspector.worker.sandbox import confinement, landlock, seccomp
from itk_inspector.worker.sandbox.confinement import Confinement
from native_only import CONFINES

Attempt = Callable[..., str]

HELD = confinement.held()
needs = {
    part: pytest.mark.skipif(
        not getattr(HELD, part), reason=CONFINES if IS_PORTABLE else f"this kernel does not confine {part}"
    )
    for part in ("files", "network", "sockets", "signals")
}

HEAD = """
import os, signal, socket, sys
from pathlib import Path
from itk_inspector.worker.sandbox import confinement
from itk_inspector.worker.sandbox.landlock import Access

confinement.confine(Access(read=(Path(sys.argv[1]),), write=(Path(sys.argv[2]),)))
try:
    done = (lambda: {deed})()
except OSError as e:
    print(type(e).__name__)
else:
    print("done", done)
"""


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """Try something in a process that may read ``mine`` and write ``target``."""
    for name in ("mine", "other", "target"):
        (tmp_path / name).mkdir()
    (tmp_path / "mine" / "a").write_text("image")
    (tmp_path / "mine" / "out").symlink_to(tmp_path / "other" / "b")
    (tmp_path / "other" / "b").write_text("secret")
    (tmp_path / "target" / "old").write_text("old")

    def run(deed: str, *, network: bool = False, begun: str = "None") -> str:
        code = HEAD.replace("{deed}", deed).replace(",)))", f",), network={network}), {begun})")
        words = [sys.executable, "-c", code, "mine", "target"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run


@needs["files"]
@pytest.mark.parametrize(
    ("deed", "answer"),
    [
        ('Path("mine/a").read_text()', "done image"),
        ('sorted(os.listdir("mine"))', "done ['a', 'out']"),
        ('Path("target/old").read_text()', "done old"),
        ('Path("target/new").write_text("x")', "done 1"),
        ('os.rename("target/old", "target/new")', "done None"),
        (
            '(os.mkdir("target/in"), os.rename("target/old", "target/in/old"), os.rmdir("target/in2"))[0]',
            "FileNotFoundError",
        ),
        ('os.unlink("target/old")', "done None"),
        ('os.truncate("target/old", 0)', "done None"),
        ('Path("other/b").read_text()', "PermissionError"),
        ('Path("mine/out").read_text()', "PermissionError"),
        ('os.listdir("other")', "PermissionError"),
        ('Path("/etc/passwd").read_text()', "PermissionError"),
        ('Path("/proc/self/environ").read_bytes()', "PermissionError"),
        ('Path("/proc/self/mem").read_bytes()', "PermissionError"),
        ('Path(f"/proc/{os.getppid()}/environ").read_bytes()', "PermissionError"),
        ('Path("mine/a").write_text("x")', "PermissionError"),
        ('os.truncate("mine/a", 0)', "PermissionError"),
        ('os.unlink("mine/a")', "PermissionError"),
        ('os.mkdir("mine/b")', "PermissionError"),
        ('os.symlink("a", "mine/b")', "PermissionError"),
        ('os.link("mine/a", "target/a")', "OSError"),
        ('os.rename("mine/a", "target/a")', "PermissionError"),
        ('Path("other/c").write_text("x")', "PermissionError"),
        ('os.mkfifo("other/c")', "PermissionError"),
        ('os.open("/tmp", os.O_TMPFILE | os.O_RDWR)', "PermissionError"),
    ],
)
def test_files(attempt: Attempt, deed: str, answer: str) -> None:
    assert attempt(deed) == answer


@needs["network"]
def test_no_connection(attempt: Attempt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), 5).close()

        assert attempt(f'socket.create_connection(("127.0.0.1", {port}), 5)') == "PermissionError"


@needs["network"]
@pytest.mark.skipif(HELD.abi < 4, reason=CONFINES if IS_PORTABLE else "this kernel's Landlock knows no TCP")
def test_no_connection_by_a_socket_of_before(tmp_path: Path) -> None:
    """Landlock alone: the socket was made in time."""
    code = (
        "import socket, sys\nfrom itk_inspector.worker.sandbox.landlock import Access, restrict\n"
        "end = socket.socket()\nrestrict(Access())\n"
        "try:\n    end.connect(('127.0.0.1', int(sys.argv[1])))\nexcept PermissionError:\n    print('refused')\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = [sys.executable, "-c", code, str(server.getsockname()[1])]
        assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == "refused\n"


@needs["sockets"]
@pytest.mark.parametrize(
    "deed",
    [
        "socket.socket(socket.AF_UNIX).connect('local')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "os.execv(sys.executable, [sys.executable, '-c', 'pass'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
    ],
)
def test_no_socket_and_no_program(attempt: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("local")
        server.listen()

        assert attempt(deed) == "PermissionError"


@needs["network"]
@pytest.mark.parametrize("begun", ["None", "confinement.begun()"])
def test_only_who_reads_from_the_network_may_connect(attempt: Attempt, begun: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        deed = f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]})).close()"
        assert attempt(deed, begun=begun) == "PermissionError"
        assert attempt(deed, network=True, begun=begun) == "done None"
    assert attempt("open('other/b').read()", network=True, begun=begun) == "PermissionError"


@needs["signals"]
@pytest.mark.parametrize("number", ["0", "signal.SIGTERM", "signal.SIGKILL"])
def test_no_signal_to_the_parent(attempt: Attempt, number: str) -> None:
    assert attempt(f"os.kill(os.getppid(), {number})") == "PermissionError"
    assert attempt("os.kill(os.getpid(), 0)") == "done None"


def test_each_abi_is_asked_for_what_it_knows() -> None:
    by_abi = [landlock.handled(version) for version in range(1, 8)]

    assert [files.bit_length() for files, _, _ in by_abi] == [13, 14, 15, 15, 16, 16, 16]
    assert [tcp for _, tcp, _ in by_abi] == [0, 0, 0, 3, 3, 3, 3]
    assert [scopes for _, _, scopes in by_abi] == [0, 0, 0, 0, 0, 3, 3]


@needs["files"]
@pytest.mark.parametrize("version", range(1, HELD.abi + 1))
def test_the_kernel_takes_the_rules_of_every_older_abi(version: int) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom itk_inspector.worker.sandbox import landlock\n"
        f"landlock.abi = lambda: {version}\n"
        "landlock.restrict(landlock.Access(read=(Path('/dev/null'), Path('/usr')), write=(Path(sys.argv[1]),)))\n"
        "open('/dev/null').close()\n"
        "try:\n    open('/etc/passwd')\nexcept PermissionError:\n    print('refused')\n"
    )
    words = [sys.executable, "-c", code, "/nowhere"]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == "refused\n"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_leads_to_its_two_ends(machine: str) -> None:
    """Followed by hand, as the kernel does."""
    raw = seccomp.program(machine)
    steps = [struct.unpack_from("=HBBI", raw, at) for at in range(0, len(raw), 8)]
    architecture, column = seccomp._ARCHITECTURES[machine]

    def run(number: int, asked: int) -> int:
        at, value = 0, 0
        while True:
            code, yes, no, operand = steps[at]
            at += 1
            match code:
                case seccomp._LOAD:
                    value = number if operand == 0 else asked
                case seccomp._EQUAL:
                    at += yes if value == operand else no
                case seccomp._AT_LEAST:
                    at += yes if value >= operand else no
                case _:
                    return operand

    refused = {
        both[column]
        for both in (seccomp._REFUSED_TO_UNCONNECTED | seccomp._REFUSED | seccomp._REFUSED_TO_READERS).values()
    }
    for number in range(500):
        assert run(number, architecture) == (seccomp._REFUSE if number in refused else seccomp._ALLOW)
        assert run(number, 0) == seccomp._REFUSE
        assert run(number | 0x40000000, architecture) == seccomp._REFUSE


def test_what_holds_is_a_value_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Confinement(7, files=True, network=True, sockets=True, signals=True)

    assert whole.text == "Landlock ABI 7: files, network, sockets and programs, signals"
    assert Confinement(1, files=True).text == "Landlock ABI 1: files"
    assert "no Landlock" in Confinement().text
    with pytest.raises(FrozenInstanceError):
        whole.abi = 1  # type: ignore[misc]


@pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("variable", [PORTABLE, confinement.OFF])
def test_what_was_forced_is_not_said_of_the_system(variable: str) -> None:
    others = {name: value for name, value in os.environ.items() if name not in (PORTABLE, confinement.OFF)}

    done = subprocess.run(
        [sys.executable, "-m", "itk_inspector", "--version", "--verbose"],
        env={**others, variable: "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert f"none: {variable} is set; headers" in done.stdout


def test_another_system_is_not_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    landlock.abi.cache_clear()
    try:
        assert confinement.held() == Confinement()
    finally:
        monkeypatch.undo()
        landlock.abi.cache_clear()


def test_the_libraries_are_no_more_than_the_programs() -> None:
    code = (
        "from itk_inspector.itkio.engine import engine\nfrom itk_inspector.worker import process\n"
        "from itk_inspector.worker.sandbox import confinement\n"
        "engine.preload()\nprint(*confinement.libraries(), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = [Path(line) for line in done.stdout.splitlines()]

    assert found
    for folder in found:
        assert not Path.home().is_relative_to(folder)
        assert not Path("/tmp").is_relative_to(folder)
        assert folder not in (Path("/etc"), Path("/usr"), Path("/proc"))


def test_a_kernel_that_refuses_after_all_confines_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose own filter forbids the calls."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "refused")

    confinement._tried.cache_clear()
    monkeypatch.setattr(confinement, "IS_PORTABLE", False)
    monkeypatch.setattr(landlock, "abi", lambda: 7)
    monkeypatch.setattr(seccomp, "restrict", refuse)
    try:
        without_filter = confinement.held()
        confinement._tried.cache_clear()
        monkeypatch.setattr(landlock, "restrict", refuse)
        without_rules = confinement.held()
    finally:
        confinement._tried.cache_clear()

    assert not without_rules.files
    assert without_rules.text.startswith("none: Landlock may not be used here; ")
    if HELD.abi >= 6:
        assert without_filter == Confinement(7, files=True, network=True, signals=True)


def test_trying_it_leaves_this_process_free(tmp_path: Path) -> None:
    confinement._tried.cache_clear()

    confinement.held()

    assert Path("/etc/passwd").read_text()
    (tmp_path / "a").write_text("x")
    socket.socket(socket.AF_UNIX).close()


@needs["sockets"]
@pytest.mark.parametrize(
    ("writes", "deed", "answer"),
    [
        (False, 'os.chmod("other", 0o777)', "PermissionError"),
        (False, 'os.chown("other", -1, -1)', "PermissionError"),
        (False, 'os.utime("other", (1, 1))', "PermissionError"),
        (False, 'os.setxattr("other", "user.a", b"x")', "PermissionError"),
        (False, "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)", "PermissionError"),
        (True, 'os.chmod("target", 0o700)', "done None"),
        (True, "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)", "PermissionError"),
    ],
)
def test_rights_and_times_are_changed_by_a_writer_only(tmp_path: Path, writes: bool, deed: str, answer: str) -> None:
    """Landlock does not see these calls."""
    for name in ("mine", "other", "target"):
        (tmp_path / name).mkdir()
    code = HEAD.replace("{deed}", deed)
    if not writes:
        code = code.replace(", write=(Path(sys.argv[2]),)", "")
    words = [sys.executable, "-c", code, "mine", "target"]

    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == answer
