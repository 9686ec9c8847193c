"""Whether a window can be opened at all: Qt would end the process instead of saying so."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path
from typing import Any

import PySide6

from itk_inspector.core.errors import UsageError

_ADVICE = "For a picture without a display: itk-inspector PATH --screenshot OUT.png"


def check_display() -> None:
    """Find out whether Qt could open a window.

    Raises
    ------
    UsageError
        If there is no display, or Qt's plugin for it cannot be loaded.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if not sys.platform.startswith("linux") or chosen not in ("", "xcb"):
        return
    if not chosen and os.environ.get("WAYLAND_DISPLAY"):
        return
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise UsageError("There is no display to open a window on.", advice=_ADVICE)
    if not _answers(display):
        raise UsageError(f"The display {display} does not answer.", advice=_ADVICE)
    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as e:
        missing = str(e).split(":")[0]
        raise UsageError(
            f"Qt needs the system library {missing} to open a window.",
            advice="On Debian and Ubuntu: apt install libxcb-cursor0 libxkbcommon-x11-0 libegl1. " + _ADVICE,
        ) from e


def _answers(display: str) -> bool:
    host, _, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return False
    if sys.platform == "win32":
        return False
    path = f"/tmp/.X11-unix/X{number}"
    places: list[tuple[int, Any]] = [(socket.AF_UNIX, path), (socket.AF_UNIX, "\0" + path)]
    if host and host != "unix":
        places = [(socket.AF_INET, (host, 6000 + int(number)))]
    for family, address in places:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(2.0)
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False
