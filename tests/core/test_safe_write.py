"""Writing without harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from itk_inspector.core.errors import ExportError
from itk_inspector.core.safe_write import write_bytes


def test_new_file_holds_the_bytes_and_nothing_is_left(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.png", b"new")

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.png": b"new"}


def test_old_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"old")

    write_bytes(tmp_path / "a.png", b"new")

    assert (tmp_path / "a.png").read_bytes() == b"new"


def test_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"^a\.png could not be written\.$"):
        write_bytes(tmp_path / "nowhere" / "a.png", b"new")


def test_failure_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError):
        write_bytes(tmp_path / "a.png", b"new")

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.png": b"old"}
