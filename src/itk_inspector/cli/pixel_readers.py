"""What the commands read single pixels with: a child, and ITK's part of this process; both are begun early."""

from __future__ import annotations

import sys

from itk_inspector.itkio.engine import engine, wrapper_modules
from itk_inspector.worker.early import EARLY
from itk_inspector.worker.parent.kept_client import KEPT


def use_early_child() -> None:
    """Let the first image be read by the child that was forked when the program started, if there is one."""
    KEPT.started_before = EARLY.taken


def load_itk() -> None:
    """Load what ITK reads single pixels with; in the program itself, where no script needs all of itk, no more."""
    if EARLY.is_program and "itk" not in sys.modules:
        wrapper_modules.use()
    engine.preload_bridge()
