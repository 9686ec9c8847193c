"""What a script may do in the application's thread only."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QThread

from itk_inspector.core.errors import UsageError


def require_application_thread(what: str) -> None:
    """Refuse what windows bear in no other thread than the application's, which need not be Python's main one.

    Raises
    ------
    UsageError
    """
    application = QCoreApplication.instance()
    if application is not None and application.thread() != QThread.currentThread():
        raise UsageError(f"{what} in the application's thread.", advice="Call it there.")
