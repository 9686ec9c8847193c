"""A typed path, and the folder of a user who has none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.text.typed_path import home_folder, is_folder, parse_path

FOLDER = Path("/data/images")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a HOME and without an entry."""
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)

    def refuse(_: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", classmethod(refuse))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/tmp/x.nrrd", "/tmp/x.nrrd"),
        ("  /tmp/x y.nrrd  ", "/tmp/x y.nrrd"),
        ("x.nrrd", "/data/images/x.nrrd"),
        ("sub/x.nrrd", "/data/images/sub/x.nrrd"),
        ("../x.nrrd", "/data/images/../x.nrrd"),
        ("~/x.nrrd", "/home/someone/x.nrrd"),
        ("~", "/home/someone"),
        ("~tmp.nrrd", "/data/images/~tmp.nrrd"),
        ("~nobody-of-this-name/x.nrrd", "/data/images/~nobody-of-this-name/x.nrrd"),
        ("a~b.nrrd", "/data/images/a~b.nrrd"),
        ("é中.nrrd", "/data/images/é中.nrrd"),
    ],
)
def test_paths(home: None, text: str, path: str) -> None:
    assert parse_path(text, FOLDER) == Path(path)


def test_a_user_is_looked_up() -> None:
    assert parse_path("~root/x.nrrd", FOLDER) == Path(os.path.expanduser("~root"), "x.nrrd")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a file name"),
        ("   ", "Type a file name"),
        ("a\0b.nrrd", "NUL"),
        ("x" * 300 + ".nrrd", "305 bytes of at most 255"),
        ("/tmp/" + "é" * 128, "256 bytes"),
        ("y" * 300 + "/x.nrrd", "300 bytes"),
        ("\ud800.nrrd", "characters that no file name can have"),
    ],
)
def test_what_can_be_no_file_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_path(text, FOLDER)


def test_without_a_home_a_tilde_is_refused(homeless: None) -> None:
    with pytest.raises(UsageError, match="no home folder"):
        parse_path("~/x.nrrd", FOLDER)


def test_without_a_home_there_is_still_a_folder(
    homeless: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert home_folder() == tmp_path

    def gone() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", gone)
    assert home_folder() == Path("/")


def test_looking_for_a_folder_never_raises(tmp_path: Path) -> None:
    wanted = [is_folder(p) for p in (tmp_path, tmp_path / "no", Path("/" + "x" * 300), Path("/x" * 3000))]

    assert wanted == [True, False, False, False]
