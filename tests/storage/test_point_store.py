"""Points between runs: one file an image, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from itk_inspector.storage.point_store import PointStore

KEY = "7x6x5-1xint16-0123"


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    store = PointStore(tmp_path / "deep" / "points")
    assert not store.has_any("7x6")
    assert store.load(KEY) == ""
    store.save(KEY, "ünï")
    assert PointStore(tmp_path / "deep" / "points").load(KEY) == "ünï"
    assert store.has_any("7x6x5-1xint16-")
    assert not store.has_any("7x6x5-1xint8-")
    assert (tmp_path / "deep" / "points").stat().st_mode & 0o777 == 0o700
    store.save(KEY, "other")
    assert store.load(KEY) == "other"
    assert os.listdir(tmp_path / "deep" / "points") == [f"{KEY}.json"]


def test_an_empty_text_is_forgotten(tmp_path: Path) -> None:
    store = PointStore(tmp_path)
    store.save(KEY, "x")
    store.save(KEY, "")
    store.save(KEY, "")
    assert os.listdir(tmp_path) == []


def test_what_cannot_be_read_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PointStore(tmp_path)
    (tmp_path / f"{KEY}.json").write_bytes(b"\xff\xfe")
    assert store.load(KEY) == ""
    (tmp_path / "folder.json").mkdir()
    assert store.load("folder") == ""


def test_other_kinds_have_a_folder_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    PointStore(kind="display").save("1", "{}")

    assert (tmp_path / "itk-inspector" / "display" / "1.json").exists()
    assert PointStore().load("1") == ""
