"""Keeps what scripts do out of the data folder of whoever runs them, and what is kept there out of their figures."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile


def use_own_data_folder() -> None:
    """Use a new, empty data folder until this process ends; children take it over."""
    folder = tempfile.mkdtemp(prefix="itk-inspector-data-")
    owner = os.getpid()
    os.environ["XDG_DATA_HOME"] = folder
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
