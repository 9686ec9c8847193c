"""Other programs are found when they are asked for, started without a shell, and their failure is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from itk_inspector.app import other_programs
from itk_inspector.app.composition import Composition
from itk_inspector.app.other_programs import InstalledPrograms, command_of
from itk_inspector.core.code.programs import PROGRAMS, Place, Program
from window_driver import WindowDriver

ODD = '-it\'s "a" ; touch broken `touch broken` $(touch broken)\n.nii'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An otherwise empty world, with one folder of programs."""
    commands = tmp_path / "commands"
    commands.mkdir()
    monkeypatch.setenv("PATH", str(commands))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("FSLDIR", raising=False)
    monkeypatch.delenv("FREESURFER_HOME", raising=False)
    monkeypatch.setattr(other_programs.importlib.util, "find_spec", lambda name: None)
    yield commands
    for process in other_programs._started:
        process.wait(10)


SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "oblique-volume.nrrd"


def fake(folder: Path, name: str, code: int = 0, says: str = "") -> Path:
    """Write a program that writes down how it was called, and says something on stderr."""
    told = folder / f"{name}.json"
    program = folder / name
    program.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        f"with open({str(told)!r} + '.new', 'w') as file: json.dump([sys.argv, os.getsid(0), os.getpid()], file)\n"
        f"os.rename({str(told)!r} + '.new', {str(told)!r})\nsys.stderr.write({says!r})\nsys.exit({code})\n"
    )
    program.chmod(0o755)
    return told


def one(name: str) -> Program:
    return next(program for program in PROGRAMS if program.name == name)


def test_what_is_installed_is_found_when_it_is_asked_for(folder: Path, qapp: QApplication) -> None:
    programs = InstalledPrograms(qapp)
    before = programs.found()
    fake(folder, "fsleyes")
    fake(folder, "itksnap")

    assert before == []
    assert [program.name for program in programs.found()] == ["ITK-SNAP", "FSLeyes"]


def test_what_lies_elsewhere_is_found(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Slicer-5.6", "Slicer-5.8"):
        (tmp_path / name).mkdir()
        fake(tmp_path / name, "Slicer")
    monkeypatch.setenv("FSLDIR", str(folder))
    (folder / "bin").mkdir()
    fake(folder / "bin", "fsleyes")

    assert command_of(one("3D Slicer")) == [str(tmp_path / "Slicer-5.8" / "Slicer")]
    assert command_of(one("FSLeyes")) == [str(folder / "bin" / "fsleyes")]


def test_a_folder_of_that_name_is_no_program(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "Slicer-5" / "Slicer").mkdir(parents=True)

    assert command_of(one("3D Slicer")) == []


def test_a_module_is_run_by_our_interpreter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_programs.importlib.util, "find_spec", lambda name: object())

    assert command_of(one("napari")) == [sys.executable, "-m", "napari"]
    assert command_of(one("FSLeyes")) == []


def test_arguments_go_as_they_are_and_no_shell_reads_them(
    folder: Path, tmp_path: Path, driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = fake(folder, "fsleyes")
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    arguments = one("FSLeyes").arguments(Place(str(tmp_path / ODD), (3, 2, 1), (0.0, 0.0, 0.0)))

    assert InstalledPrograms(driver.window).start(one("FSLeyes"), arguments, said.append)
    driver.wait(told.exists)
    argv, session, number = json.loads(told.read_text())
    assert argv == [str(folder / "fsleyes"), "--voxelLoc", "3", "2", "1", str(tmp_path / ODD)]
    assert session == number  # of its own: it outlives our terminal
    assert not (tmp_path / "broken").exists()
    assert said == []


def test_one_that_fails_is_told(folder: Path, driver: WindowDriver) -> None:
    fake(folder, "itksnap", code=3)
    said: list[str] = []
    programs = InstalledPrograms(driver.window)

    assert programs.start(one("ITK-SNAP"), ["-g", "/a"], said.append)
    driver.wait(lambda: bool(said))
    assert said == ["ITK-SNAP ended at once (exit code 3): it may not read this file."]
    assert not programs._timer.isActive()  # nothing is left to watch


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("Traceback …\nModuleNotFoundError: No module named 'wx'\n\n  \n", "ModuleNotFoundError: No module named 'wx'"),
        ("x" * 100_000 + "\n" + "y" * 300, "y" * 160 + "…"),
        ("\x1b[31mno such file\u202e\x1b[0m", "\\x1b[31mno such file\\u202e\\x1b[0m"),
        ("\n \n", "it may not read this file."),
    ],
)
def test_the_last_line_of_one_that_fails_is_told(folder: Path, driver: WindowDriver, says: str, told: str) -> None:
    fake(folder, "fsleyes", code=2, says=says)
    said: list[str] = []

    assert InstalledPrograms(driver.window).start(one("FSLeyes"), ["/a"], said.append)
    driver.wait(lambda: bool(said))
    assert said == [f"FSLeyes ended at once (exit code 2): {told}"]


def test_one_that_ends_well_is_not_told(folder: Path, driver: WindowDriver) -> None:
    fake(folder, "fsleyes", says="just a warning\n")
    said: list[str] = []
    programs = InstalledPrograms(driver.window)

    assert programs.start(one("FSLeyes"), ["/a"], said.append)
    driver.wait(lambda: not programs._timer.isActive())
    assert said == []


def test_one_that_goes_on_may_say_what_it_likes_when_nobody_listens(folder: Path, tmp_path: Path) -> None:
    """A program outlives the window: a closed pipe would end it at its next word."""
    begun, done = tmp_path / "begun", tmp_path / "done"
    program = folder / "fsleyes"
    program.write_text(
        f"#!{sys.executable}\nimport os, pathlib, select, signal, sys\nsignal.signal(signal.SIGPIPE, signal.SIG_DFL)\n"
        f"watched = os.pidfd_open(os.getppid())\npathlib.Path({str(begun)!r}).touch()\n"
        f"select.select([watched], [], [], 60)\n"
        f"os.write(2, b'still here' * 100_000)\npathlib.Path({str(done)!r}).touch()\n"
    )
    program.chmod(0o755)
    code = (
        "from pathlib import Path\nfrom PySide6.QtCore import QCoreApplication\n"
        "from itk_inspector.app.other_programs import PROGRAMS, InstalledPrograms\nqt = QCoreApplication([])\n"
        "program = next(p for p in PROGRAMS if p.name == 'FSLeyes')\n"
        f"assert InstalledPrograms(qt).start(program, ['/a'], print)\nwhile not Path({str(begun)!r}).exists(): pass\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    until = time.monotonic() + 30
    while not done.exists() and time.monotonic() < until:
        os.sched_yield()
    assert done.exists()


def test_one_that_cannot_be_run_is_told(folder: Path, qapp: QApplication) -> None:
    (folder / "fsleyes").write_text("#!/nowhere/at/all\n")
    (folder / "fsleyes").chmod(0o755)
    said: list[str] = []

    assert not InstalledPrograms(qapp).start(one("FSLeyes"), [], said.append)
    assert not InstalledPrograms(qapp).start(one("ITK-SNAP"), [], said.append)
    assert said == [
        "FSLeyes could not be started: No such file or directory.",
        "ITK-SNAP could not be started: ITK-SNAP is not installed.",
    ]


def test_the_menu_offers_them_for_a_file(folder: Path, composition: Composition, driver: WindowDriver) -> None:
    told = fake(folder, "fsleyes")
    driver.open(SAMPLE)
    composition.complete()
    menu = driver.window.menus.open_in  # type: ignore[attr-defined]
    menu.look()
    (action,) = menu.actions()
    assert action.text() == "FSLeyes"
    assert action.isEnabled()

    action.trigger()
    driver.wait(told.exists)
    assert json.loads(told.read_text())[0][-1] == str(SAMPLE)
    assert driver.label("statusMessage") == f"Opening {SAMPLE.name} in FSLeyes."


def test_the_menu_says_that_nothing_is_installed(folder: Path, driver: WindowDriver) -> None:
    menu = driver.window.menus.open_in  # type: ignore[attr-defined]
    menu.look()

    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        ("No other viewer is installed", False)
    ]


def test_nobody_looks_for_programs_before_the_menu_is_opened(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    driver.open(SAMPLE)
    monkeypatch.setattr(InstalledPrograms, "found", lambda self: looked.append(self) or [])
    driver.click(3, 3)
    driver.rest()
    assert looked == []

    driver.window.menus.open_in.aboutToShow.emit()  # type: ignore[attr-defined]
    assert len(looked) == 1


def test_the_module_of_processes_is_asked_for_no_shell() -> None:
    source = Path(other_programs.__file__).read_text()

    assert "shell=" not in source
    assert "os.system" not in source
