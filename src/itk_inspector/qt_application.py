"""The one ``QApplication`` of the process."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if "propagateSizeHints" in text:  # what the offscreen platform says to every window
        return
    import logging  # rarely needed, and slow to load

    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(kind, logging.WARNING)
    logging.getLogger("itk_inspector.qt").log(level, text)


def application() -> QApplication:
    """Return the application, made with our settings if there is none yet."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(_log_qt)
    made = QApplication(sys.argv[:1])
    # a fast stroke must go through every point that the pointer went through; X11's plugin has just switched it on
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    made.setApplicationName("ITK Inspector")
    made.setDesktopFileName("itk-inspector")
    made.setStyle("Fusion")
    return made
