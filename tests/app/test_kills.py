"""Whatever ends a window: the next one restores what was edited in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "kill_edits.py"


@pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL")
def test_edits_of_windows_that_are_killed_are_restored() -> None:
    busy = "10"  # seconds: how soon is for the script, on a machine with nothing else to do
    words = [sys.executable, str(SCRIPT), "3", busy]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 wrong" in done.stdout
