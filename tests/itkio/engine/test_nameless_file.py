"""A file for ITK alone: read by the name that is told, and gone afterwards."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from itk_inspector.itkio.engine.nameless_file import nameless_file


def test_what_is_written_is_read_by_its_name() -> None:
    with nameless_file() as (fd, path):
        os.write(fd, b"pixels")
        read = path.read_bytes()

    assert read == b"pixels"


def test_nothing_is_left_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(RuntimeError, match="refused"), nameless_file() as (fd, _):
        raise RuntimeError("refused")

    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)
