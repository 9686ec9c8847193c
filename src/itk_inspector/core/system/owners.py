"""Whose a file is."""

from __future__ import annotations

import os
import stat
import sys


def is_own(status: os.stat_result) -> bool:
    """Tell whether a file is this user's; Windows keeps that elsewhere, and a user's folders closed to others."""
    return sys.platform == "win32" or status.st_uid == os.getuid()


def is_private(status: os.stat_result) -> bool:
    """Tell whether a file is this user's, and nobody else may do anything with it."""
    return is_own(status) and (sys.platform == "win32" or not stat.S_IMODE(status.st_mode) & 0o077)
