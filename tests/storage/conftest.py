"""Folders with something in them that must survive."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A target that exists already."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    return target
