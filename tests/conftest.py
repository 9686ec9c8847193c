"""Shared fixtures, and guards: nothing that a test makes may outlive it."""

from __future__ import annotations

import gc
import logging
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["window_fixtures"]

# a busy machine is no reason to fail: speed is for tests/benchmarks
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ITK_INSPECTOR_TEST_DATA", REPOSITORY.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real images made by others; the test is skipped where it is absent."""
    if not (SHARED / "MANIFEST.tsv").is_file():
        pytest.skip("the shared real images are not here (set ITK_INSPECTOR_TEST_DATA)")
    return SHARED


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of the samples that come with the program."""
    return REPOSITORY / "resources" / "samples"


def child_processes() -> set[int]:
    """Return the process numbers of this process's children."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        try:
            found |= {int(word) for word in (task / "children").read_text().split()}
        except OSError:
            continue
    return found


def scratch_mappings() -> int:
    """Count this process's copy-on-write mappings of nameless scratch files."""
    with Path("/proc/self/maps").open() as lines:
        return sum(bool(re.search(r"/(#\d+|itk-inspector-\w+) \(deleted\)", line)) for line in lines)


@pytest.fixture(scope="module", autouse=True)
def frozen_past() -> None:
    """What imports and reports made is not searched again by every `gc.collect`; it takes most of a test's time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """No child process, no mapping and no scratch file survives a test."""
    children, scratch = child_processes(), set(Path("/dev/shm").glob("itk-inspector-*"))
    mappings = scratch_mappings()
    yield
    gc.collect()
    until = time.monotonic() + 3.0
    while child_processes() - children and time.monotonic() < until:
        time.sleep(0.01)
    assert not child_processes() - children, "a child process was left behind"
    assert set(Path("/dev/shm").glob("itk-inspector-*")) == scratch, "a scratch file was left behind"
    gc.collect()
    assert scratch_mappings() <= mappings, "a mapping was left behind"


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log that no test asked for fails the run."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, f"unexpected log records: {[r.getMessage() for r in loud]}"
