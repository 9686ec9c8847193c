"""Which of Python's bindings of Qt a process uses: two of them share Qt's libraries, and the second one may end it."""

from __future__ import annotations

import os
import sys

from itk_inspector.core.errors import UsageError

_OTHERS = ("PyQt6", "PyQt5", "PySide2")


def check_binding() -> None:
    """Find out whether PySide6 can be used here, before it is loaded.

    Raises
    ------
    UsageError
        If another binding is in use.
    """
    plots = sys.modules.get("pyqtgraph.Qt")
    other = next((name for name in _OTHERS if f"{name}.QtCore" in sys.modules), "")
    if other and (not _has_application() or (plots is not None and other == plots.QT_LIB)):
        raise UsageError(
            f"This process uses {other}, and a window needs PySide6: Python cannot use both at once.",
            advice="Show the image in another process, or use PySide6 in this one.",
        )
    if plots is None:  # it takes PyQt6 where that was merely looked for
        os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"


def _has_application() -> bool:
    core = sys.modules.get("PySide6.QtCore")
    return core is not None and core.QCoreApplication.instance() is not None
