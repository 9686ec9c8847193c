"""Which of the two ways is gone: this system's own calls, or those that every system has."""

from __future__ import annotations

import os
import sys

PORTABLE = "ITK_INSPECTOR_PORTABLE"
"""Set in the environment to anything but 0, the calls that every system has are used on this one too."""

IS_PORTABLE = sys.platform == "win32" or os.environ.get(PORTABLE, "") not in ("", "0")
"""Chosen once, at the start: descriptors travel by name, on loopback; nothing forks, confines, or bounds memory.

Where a system lacks something that both ways use if it is there, it is asked for that and not for its name.
"""
