"""Qt's core, loaded without the import hook that PySide brings."""

from __future__ import annotations

import builtins


def load_qt_core() -> None:
    """Load Qt's core, and go on importing as Python does.

    PySide puts a function of its own in the place of ``builtins.__import__``. It reads the source text of each module
    that is imported, to know whether that one may switch on a feature of PySide's (``from __feature__ import
    snake_case``). Nothing of ours does, and the reading takes a tenth of the time to the first picture.

    For a process that is the program's alone: a script that opens a window may want features.
    """
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401  # loaded for what it does

    builtins.__import__ = plain
