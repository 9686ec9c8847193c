"""The one ``QApplication`` of the process."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from itk_inspector.core.errors import UsageError


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
        If there is one that can show no window.
    """
    existing = QCoreApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if existing is not None:
        kind = type(existing).__name__
        raise UsageError(
            f"This process has a {kind} already, which can show no window.", advice="Make a QApplication instead."
        )
    qInstallMessageHandler(_log_qt)
    made = QApplication(sys.argv[:1])
    # a fast stroke must go through every point that the pointer went through; X11's plugin has just switched it on
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    made.setApplicationName("ITK Inspector")
    made.setDesktopFileName("itk-inspector")
    made.setStyle("Fusion")
    return made
