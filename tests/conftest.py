"""Shared fixtures, and guards: nothing that a test makes may outlive it."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from leak_guards import nothing_left

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["window_fixtures"]

# a busy machine is no reason to fail: speed is for tests/benchmarks
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ITK_INSPECTOR_TEST_DATA", REPOSITORY.parent / "shared" / "data"))

PLAIN = {"core", "control", "storage", "itkio", "test_architecture.py", "test_house.py", "test_readme.py"}
"""Folders and files whose tests make neither processes nor windows, or next to none."""


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


@pytest.fixture(scope="module", autouse=True)
def frozen_past() -> None:
    """What imports and reports made is not searched again by every `gc.collect`; it takes most of a test's time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def nothing_left_behind_by_a_file() -> Iterator[None]:
    """No child process, thread, window, mapping and no scratch file survives the tests of a file."""
    with nothing_left():
        yield


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nor a single test, where such things are made; looking for them takes longer than most tests of plain values."""
    if request.path.relative_to(REPOSITORY / "tests").parts[0] in PLAIN:
        yield
        return
    with nothing_left():
        yield


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log that no test asked for fails the run."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, f"unexpected log records: {[r.getMessage() for r in loud]}"
