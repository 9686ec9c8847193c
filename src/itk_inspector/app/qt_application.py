"""The one ``QApplication`` of the process."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from itk_inspector.core.errors import UsageError

_PROCESS = "itkInspectorProcess"
"""The property of an application that tells in which process it was first met; a fork has another number."""


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if "propagateSizeHints" in text:  # what the offscreen platform says to every window
        return
    import logging  # rarely needed, and slow to load

    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(kind, logging.WARNING)
    logging.getLogger("itk_inspector.qt").log(level, text)


def application() -> QApplication:
    """Return the application, made with our settings if there is none yet.

    Raises
    ------
    UsageError
        If there is one that can show no window, or that is the process's that this one was forked from.
    """
    existing = QCoreApplication.instance()
    if existing is not None and existing.property(_PROCESS) not in (None, os.getpid()):
        raise UsageError(
            "This process was forked from one with a QApplication, which only that one can use.",
            advice="Open the window there, or start the process with the method 'spawn'.",
        )
    if isinstance(existing, QApplication):
        existing.setProperty(_PROCESS, os.getpid())
        return existing
    if existing is not None:
        kind = type(existing).__name__
        raise UsageError(
            f"This process has a {kind} already, which can show no window.", advice="Make a QApplication instead."
        )
    qInstallMessageHandler(_log_qt)
    made = QApplication(sys.argv[:1])
    made.setProperty(_PROCESS, os.getpid())
    # a fast stroke must go through every point that the pointer went through; X11's plugin has just switched it on
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    made.setApplicationName("ITK Inspector")
    made.setDesktopFileName("itk-inspector")
    made.setStyle("Fusion")
    return made
