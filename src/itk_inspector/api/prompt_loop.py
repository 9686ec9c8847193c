"""Qt's event loop at the prompt of IPython and in Jupyter's kernels, which run it only when they are told to."""

from __future__ import annotations

import sys
from typing import Any

_WITHOUT_LOOP = {None, "", "inline", "agg", "ipympl", "nbagg", "notebook", "webagg", "widget"}
"""What IPython calls a loop and is none: pictures in the notebook."""
_TIMER = "itkInspectorLeavesLoop"
_LEAVES_AFTER = 100  # ms
_told: set[str] = set()


def run_at_prompt() -> None:
    """Have IPython run Qt's event loop while it waits for input; Python's own prompt runs it by itself.

    Said once on stderr where that fails, as the window would stand still.
    """
    ipython = sys.modules.get("IPython")
    shell: Any = None if ipython is None else ipython.get_ipython()
    if shell is None or getattr(shell, "simple_prompt", False):  # that one is Python's own
        return
    running = getattr(shell, "active_eventloop", None)
    if running in _WITHOUT_LOOP:
        try:
            shell.enable_gui("qt")
        except Exception as e:  # whatever goes wrong in IPython, the window is there
            _say(f"IPython could not switch on Qt’s event loop ({type(e).__name__}: {e})")
            return
    elif not str(running).startswith("qt"):
        _say(f"IPython runs the event loop of {running!r}")
        return
    _let_kernel_answer(getattr(shell, "kernel", None))


def _let_kernel_answer(kernel: Any) -> None:
    """Have a kernel leave Qt's loop now and then.

    It leaves it when a request comes, but overlooks one that came in the millisecond before it entered it (ipykernel
    7.4), as the next cell of *Run all* does: it would answer no more.
    """
    loop = getattr(getattr(kernel, "app", None), "qt_event_loop", None)
    if loop is None:
        return
    from PySide6.QtCore import QTimer  # there is a window

    if loop.findChild(QTimer, _TIMER) is None:
        timer = QTimer(loop)
        timer.setObjectName(_TIMER)
        timer.timeout.connect(loop.quit)
        timer.start(_LEAVES_AFTER)


def _say(why: str) -> None:
    if why not in _told:
        _told.add(why)
        sys.stderr.write(f"{why}: the window stands still at the prompt. Use block=True, or %gui qt.\n")
