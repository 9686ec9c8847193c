"""What a script may do in the main thread only."""

from __future__ import annotations

import threading

from itk_inspector.core.errors import UsageError


def require_main_thread(what: str) -> None:
    """Refuse what windows bear in no other thread.

    Raises
    ------
    UsageError
    """
    if threading.current_thread() is not threading.main_thread():
        raise UsageError(f"{what} in the main thread.", advice="Call it there.")
