"""The folders that the XDG base directories, Microsoft and Apple name for a user's programs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from itk_inspector.core.system.user_folders import data_home, state_home

HOMES = [(data_home, "XDG_DATA_HOME", ".local/share"), (state_home, "XDG_STATE_HOME", ".local/state")]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home, of whom no variable says more."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize(("folder", "variable", "usual"), HOMES)
@pytest.mark.parametrize("given", ["", "relative/path"])
def test_the_xdg_base_directories_are_followed(
    home: Path, monkeypatch: pytest.MonkeyPatch, folder: Callable[[], Path], variable: str, usual: str, given: str
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv(variable, given)
    assert folder() == home / usual

    monkeypatch.setenv(variable, str(home / "elsewhere"))
    assert folder() == home / "elsewhere"


@pytest.mark.parametrize(("folder", "variable", "usual"), HOMES)
def test_windows_and_macos_have_folders_of_their_own(
    home: Path, monkeypatch: pytest.MonkeyPatch, folder: Callable[[], Path], variable: str, usual: str
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert folder() == home / "Library" / "Application Support"

    monkeypatch.setattr(sys, "platform", "win32")
    assert folder() == home / "AppData" / "Local"
    monkeypatch.setenv("LOCALAPPDATA", str(home / "roamed"))
    assert folder() == home / "roamed"

    monkeypatch.setenv(variable, str(home / "elsewhere"))
    assert folder() == home / "elsewhere"
