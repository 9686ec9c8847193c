"""Whatever ends a save, whatever is refused to it: the old image whole, or the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "kill_saves.py"


@pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL and fork")
def test_a_save_that_is_killed_or_refused_anywhere_leaves_old_or_new() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "60"], capture_output=True, text=True, check=False, timeout=600)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 wrong" in done.stdout
