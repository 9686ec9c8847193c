"""Shared fixtures, and guards: nothing that a test makes may outlive it."""

from __future__ import annotations

import gc
import locale
import logging
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import generated_images
import reach  # before all that asks which way is gone
from data_folders import KINDS_OF_DATA, REPOSITORY, SHARED
from itk_inspector.core.system.backend import IS_PORTABLE
from leak_guards import MAPPINGS_BEFORE, nothing_left
from native_only import why_not
from warm_template import CLONE

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["window_fixtures"]

# a busy machine is no reason to fail: speed is for tests/benchmarks
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


PLAIN = {"core", "control", "storage", "itkio", "test_architecture.py", "test_house.py", "test_readme.py"}
"""Folders and files whose tests make neither processes nor windows, or next to none."""

STARTS = (
    "control/",
    "core/",
    "kernels/",
    "notebook/",
    "storage/",
    "worker/child/",
    "worker/parent/test_kept_client.py",
    "worker/parent/test_launch.py",
    "worker/sandbox/",
    "worker/test_early.py",
    "worker/test_every_system.py",
    "worker/test_odd_messages.py",
    "x11/",
)
"""Folders and files whose tests start children as the program does, for that is what they look at, or start none."""
FORKS = sys.platform == "linux" and platform.machine() in CLONE and not IS_PORTABLE
"""Children of the other tests are forked."""

LONGEST = ("x11/", "notebook/test_in_jupyterlab.py")
"""Files that take up to a minute: at the end, one processor would wait for them and the others have nothing to do."""


def heed_signals() -> None:
    """Heed what a shell has commands in the background ignore, and ``nohup``: programs of the tests inherit it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGHUP", "SIGQUIT"):  # Windows has neither
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def pytest_configure() -> None:
    """Begin as from a terminal."""
    heed_signals()


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what windows remember of images, and of edits, apart from the user's."""
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def generated_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of small files of every format, laid out like the shared real images."""
    return generated_images.write_all(tmp_path_factory.mktemp("generated"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of `make test-portable`."""
    parser.addoption("--asking", action="store_true", help="leave out tests that come out alike on both ways")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what is not asked for."""
    tests = REPOSITORY / "tests"
    if not config.getoption("--asking") or not collection_path.is_relative_to(tests):
        return None
    return reach.is_same_on_both(collection_path.relative_to(tests).as_posix()) or None


def place_of(item: pytest.Item) -> str:
    """Return the path of a test's file in ``tests``."""
    return item.path.relative_to(REPOSITORY / "tests").as_posix()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; leave out what the portable way has not, where it is forced."""
    items.sort(key=lambda item: not place_of(item).startswith(LONGEST))
    if not IS_PORTABLE:
        return
    for item in items:
        why = why_not(place_of(item), item.name)
        if why is not None:
            item.add_marker(pytest.mark.skip(reason=f"the portable way: {why}"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each kind of data to the tests that read them; what goes by rows of a manifest is told which by its row."""
    if "shared_data" in metafunc.fixturenames and "manifest_row" not in metafunc.fixturenames:
        metafunc.parametrize("shared_data", KINDS_OF_DATA, indirect=True)


@pytest.fixture
def shared_data(request: pytest.FixtureRequest) -> Path:
    """Folder of images of all kinds: once of generated ones, and once of real ones made by others where they are."""
    if request.param == "generated":
        found = request.getfixturevalue("generated_data")
        assert isinstance(found, Path)
        return found
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
def own_locale() -> Iterator[None]:
    """Give back the locale: a reader of VTK files leaves the whole process in that of C, without UTF-8."""
    before = locale.setlocale(locale.LC_ALL)
    yield
    locale.setlocale(locale.LC_ALL, before)


@pytest.fixture(scope="module", autouse=True)
def forked_children(request: pytest.FixtureRequest) -> Iterator[None]:
    """Children are forked from one that has loaded everything, where it is not their start that is tested."""
    place = request.path.relative_to(REPOSITORY / "tests").as_posix()
    if place.startswith(STARTS) or not FORKS:
        yield
        return
    import warm_children  # most tests of plain values start no child

    warm_children.TEMPLATE.expect()
    with warm_children.started_by(warm_children.forked):
        yield


@pytest.fixture(scope="session", autouse=True)
def template() -> Iterator[None]:
    """End what they were forked from."""
    yield
    if "warm_children" in sys.modules:
        sys.modules["warm_children"].TEMPLATE.end()


@pytest.fixture
def users_locale() -> Iterator[str]:
    """Have one that is not C's, and return its name."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
    except locale.Error:
        pytest.skip("there is no such locale here")
    yield locale.setlocale(locale.LC_ALL)
    locale.setlocale(locale.LC_ALL, before)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> None:
    """What is made for several tests may be mapped: not left behind by the first of them."""
    if fixturedef.scope != "function":
        MAPPINGS_BEFORE.forget()


@pytest.fixture(scope="module", autouse=True)
def nothing_left_behind_by_a_file() -> Iterator[None]:
    """No child process, thread, window, mapping and no scratch file survives the tests of a file."""
    with nothing_left(lets_go=True):
        yield


@pytest.fixture(scope="module", autouse=True)
def asks_or_is_known_not_to(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that `make test-portable` leaves out never ask which way is gone."""
    with reach.nobody_asks(request.path.relative_to(REPOSITORY / "tests").as_posix()):
        yield


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nor a single test, where such things are made; looking for them takes longer than most tests of plain values."""
    if request.path.relative_to(REPOSITORY / "tests").parts[0] in PLAIN:
        yield
        return
    modules = len(sys.modules)
    with nothing_left(lets_go=False):
        yield
    if len(sys.modules) > modules + 100:  # itk was loaded: `frozen_past`
        gc.freeze()


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log that no test asked for fails the run."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, f"unexpected log records: {[r.getMessage() for r in loud]}"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
