"""A child starts whatever surrounds the program, or the reason is told and the file is not blamed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from itk_inspector.core.errors import InspectorError, ReaderDiedError, SpaceError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened, Outcome
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.launch import launch

INFO = [sys.executable, "-m", "itk_inspector", "info"]


def run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*INFO, *map(str, words)], capture_output=True, text=True, timeout=60, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("closed", ["<&-", "<&- 2>&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams(small_image: Path, closed: str, tmp_path: Path) -> None:
    code = (
        "import sys; from itk_inspector import open_document\n"
        f"with open_document({str(small_image)!r}) as d: total = int(d.pixels.sum())\n"
        f"open({str(tmp_path / 'out')!r}, 'w').write(str(total))"
    )

    subprocess.run(["/bin/sh", "-c", f'"$0" -c "$1" {closed}', sys.executable, code], timeout=60, check=False)

    assert (tmp_path / "out").read_text() == "21"


def test_modules_beside_the_packages_do_not_stand_before_the_standard_library(
    small_image: Path, tmp_path: Path
) -> None:
    # what a backport in site-packages does to a child whose PYTHONPATH names site-packages
    for name in ("pathlib", "selectors", "dataclasses"):
        (tmp_path / f"{name}.py").write_text(f"raise ImportError('the wrong {name}')")
    code = (
        "import sys, pathlib, os\n"
        f"os.environ['PYTHONPATH'] = {str(tmp_path)!r}\n"
        "from itk_inspector import open_document\n"
        f"with open_document({str(small_image)!r}) as d: print(d.pixels.sum())"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout.strip(), done.stderr) == ("21", "")


def test_the_users_own_folders_are_looked_through(small_image: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("")
    code = (
        "import sys\nfrom itk_inspector.worker.parent import launch\n"
        "from itk_inspector.worker.memory import scratch_policy\n"
        "launched = launch.launch(scratch_policy.ScratchPolicy.default())\n"
        "environment = ''\n"
        "while not environment:\n"  # the kernel tells it a moment after the program has begun
        "    environment = open(f'/proc/{launched.process.pid}/environ').read()\n"
        "launched.end()\n"
        "print('\\0PYTHONPATH=' in environment, 'ITK_INSPECTOR_PYTHONPATH=/somewhere' in environment)"
    )
    environment = {**os.environ, "PYTHONPATH": "/somewhere"}

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, env=environment
    )

    assert done.stdout.split() == ["False", "True"]


def test_a_package_that_only_pythonpath_leads_to(small_image: Path, tmp_path: Path) -> None:
    source = Path(sys.modules["itk_inspector"].__file__ or "").resolve().parents[1]
    other = tmp_path / "other"
    other.mkdir()
    (other / "itk_inspector").symlink_to(source / "itk_inspector")
    code = (
        f"from itk_inspector import open_document, api\nwith open_document({str(small_image)!r}) as d:"
        " print(d.pixels.sum(), api.__file__)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "PYTHONPATH": str(other)}, cwd=tmp_path,
    )  # fmt: skip

    assert done.stdout.split() == ["21", str(other / "itk_inspector" / "api" / "__init__.py")]


def test_a_python_that_does_not_know_itself(small_image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    client = FileClient()
    client.warm_up()

    client.open(1, OpenRequest(small_image))
    outcome = client.wait(1)
    client.close()

    assert isinstance(outcome, Failed)
    assert "does not know its own program" in outcome.error.message


def test_a_python_that_is_not_there(small_image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(InspectorError, match="cannot be started") as caught:
        launch(ScratchPolicy.default())

    assert "No such file" in caught.value.advice


def test_a_child_that_cannot_load_itk_does_not_blame_the_file(
    small_image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\necho 'ImportError: libITK.so is broken' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    client = FileClient()

    client.open(1, OpenRequest(small_image))
    outcome = client.wait(1)
    client.close()

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ReaderDiedError)
    assert "small.mha could not be read: ITK could not be loaded (exit code 1)." in outcome.error.message
    assert "libITK.so is broken" in outcome.error.advice
    assert "damaged" not in outcome.error.message + outcome.error.advice


@pytest.fixture
def few_descriptors() -> Callable[[int], None]:
    """Let this process open so many descriptors more."""
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")

    def limit(more: int) -> None:
        highest = max(int(name) for name in os.listdir("/proc/self/fd")) + 1
        free = [fd for fd in range(highest) if not os.path.exists(f"/proc/self/fd/{fd}")]
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest + more - len(free), hard))

    return limit


@pytest.mark.parametrize("more", [0, 1, 2, 3, 4, 5, 6, 8])
def test_want_of_descriptors_ends_in_a_sentence(
    small_image: Path, few_descriptors: Callable[[int], None], more: int
) -> None:
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    before = set(os.listdir("/proc/self/fd"))
    client = FileClient()
    few_descriptors(more)
    try:
        client.open(1, OpenRequest(small_image))
        outcome = client.wait(1)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    client.close()

    assert isinstance(outcome, Failed | Opened)
    if isinstance(outcome, Opened):
        outcome.document.close()
    else:
        assert isinstance(outcome.error, SpaceError), outcome.error.detail
        assert "close some images" in outcome.error.advice
    assert set(os.listdir("/proc/self/fd")) == before


def test_with_more_than_a_thousand_descriptors(
    small_image: Path, fetch: Callable[..., Outcome], tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    fds = [os.open(small_image, os.O_RDONLY) for _ in range(1100)]
    client = FileClient()
    try:
        outcome = fetch(client, small_image)
        assert isinstance(outcome, Opened)
        assert outcome.document.pixels.tolist() == [[1, 2, 3], [4, 5, 6]]
        outcome.document.close()
    finally:
        client.close()
        for fd in fds:
            os.close(fd)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_program_started_later_inherits_no_pixels(
    small_image: Path, own_client: FileClient, fetch: Callable[..., Outcome]
) -> None:
    outcome = fetch(own_client, small_image)
    assert isinstance(outcome, Opened)
    with outcome.document as document:
        assert not os.get_inheritable(document.store.fd)  # type: ignore[attr-defined]  # a Mapping
        held = subprocess.run(["/bin/ls", "-l", "/proc/self/fd"], close_fds=False, capture_output=True, check=True)

    assert b"small.mha" not in held.stdout


def test_the_child_is_asked_in_vain_only_once(small_image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    changes: list[Child] = []
    client = FileClient(on_change=changes.append)
    client.open(1, OpenRequest(small_image))

    assert [type(outcome) for outcome in client.progress()] == [Failed]
    assert client.progress() == []
    assert changes == []
    client.close()


def test_a_child_opens_a_bounded_number_of_files(
    client: FileClient, fetch: Callable[..., Outcome], small_image: Path
) -> None:
    outcome = fetch(client, small_image)
    assert isinstance(outcome, Opened)
    outcome.document.close()

    limits = Path(f"/proc/{client.children[0].pid}/limits").read_text()

    [line] = [line for line in limits.splitlines() if line.startswith("Max open files")]
    assert int(line.split()[3]) <= 512
