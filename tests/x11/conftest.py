"""A private X server with a window manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NEEDED = ("Xvfb", "openbox", "xdotool")


@pytest.fixture(scope="module")
def x_environment() -> Iterator[dict[str, str]]:
    """Environment variables for a program under a private X server of 1400 × 900.

    It ends with the file: tests that come after it in the same process count the children they have.
    """
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        message = f"{', '.join(missing)} not installed"
        if os.environ.get("ITK_INSPECTOR_REQUIRE_X11"):
            pytest.fail(message)
        pytest.skip(message)
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **{k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")},
            "DISPLAY": display,
            "HOME": home,
            "XDG_CONFIG_HOME": str(Path(home) / "config"),
        }
        manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        yield environment
        for process in (manager, server):
            process.terminate()
            process.wait(10)
