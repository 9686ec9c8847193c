"""The plugin in the real napari, with a window of ours beside that of napari; skipped where napari is not installed.

It needs OpenGL: ``xvfb-run -a python -m pytest tests/napari_plugin`` where there is no display.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("napari_session.py")


@pytest.mark.skipif(importlib.util.find_spec("napari") is None, reason="napari is not installed")
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="napari draws with OpenGL: it needs a display")
@pytest.mark.parametrize("part", ["sent_and_back", "read", "refused", "manifest"])
def test_in_napari(part: str, tmp_path: Path) -> None:
    world = {**os.environ, "QT_QPA_PLATFORM": "xcb", "NAPARI_CONFIG": str(tmp_path / "settings.yaml"),
             "XDG_CONFIG_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(SCRIPT), part], env=world, text=True, capture_output=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert f"{part}: done" in done.stdout
