"""Last steps of saves that are done one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from itk_inspector.storage import folder_lock
from itk_inspector.storage.folder_lock import one_at_a_time

COUNTS = """
import sys
from pathlib import Path
from itk_inspector.storage import folder_lock
if sys.argv[2] == "file":
    folder_lock.has_folder_locks = lambda: False
count = Path(sys.argv[1]).parent / "count"
for _ in range(200):
    with folder_lock.one_at_a_time(Path(sys.argv[1])):
        count.write_text(str(int(count.read_text()) + 1))
"""


@pytest.mark.parametrize("way", ["folder", "file"])
def test_nobody_else_is_between_reading_and_writing(tmp_path: Path, way: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "count").write_text("0")

    both = [subprocess.Popen([sys.executable, "-c", COUNTS, str(folder), way]) for _ in range(3)]

    assert [one.wait(60) for one in both] == [0, 0, 0]
    assert (tmp_path / "count").read_text() == "600"
    assert list(folder.iterdir()) == []


def test_a_lock_that_never_ends_is_not_waited_for_without_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "_PATIENCE", 0.05)
    done = []
    with one_at_a_time(tmp_path), one_at_a_time(tmp_path):
        done.append(True)

    assert done
    assert list(tmp_path.iterdir()) == []


def test_what_an_ended_save_had_locked_is_taken_over_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "has_folder_locks", lambda: False)
    (tmp_path / folder_lock.LOCK).touch()

    with one_at_a_time(tmp_path):
        during = [path.name for path in tmp_path.iterdir()]

    assert during == [folder_lock.LOCK]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_locked_stops_nobody(tmp_path: Path) -> None:
    done = []
    with one_at_a_time(tmp_path / "gone"):
        done.append(True)

    assert done
