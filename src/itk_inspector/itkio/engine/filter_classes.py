"""ITK's filters by their wrapper modules, without the package's own start."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

from itk_inspector.itkio.engine import engine

_MOST_THREADS = 4


def preload(names: tuple[str, ...]) -> None:
    """Load the modules of filters, so that no fork has to."""
    for name in names:
        importlib.import_module(f"itk.itk{name}Python")
    importlib.import_module("itk.itkPyCommandPython")


def made(name: str, suffix: str) -> Any:
    """Return a new object of a class, such as ``MedianImageFilter`` of ``IF3IF3``."""
    module = importlib.import_module(f"itk.itk{name}Python")
    return engine.made(getattr(module, f"itk{name}{suffix}"))


def limit_threads() -> None:
    """Let filters start no more threads than this process may run on, and four at the most."""
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    base = importlib.import_module("itk.ITKCommonBasePython").itkMultiThreaderBase
    base.SetGlobalDefaultNumberOfThreads(min(_MOST_THREADS, free))
    base.SetGlobalMaximumNumberOfThreads(max(_MOST_THREADS, free))


def tell_progress(running: Any, told: Callable[[float], None]) -> None:
    """Call a function with the part that a filter has done, as it goes on."""
    base = importlib.import_module("itk.ITKCommonBasePython")
    command = engine.made(importlib.import_module("itk.itkPyCommandPython").itkPyCommand)
    command.SetCommandCallable(lambda: told(min(1.0, max(0.0, float(running.GetProgress())))))
    base._ITKCommonBasePython.itkObject_AddObserver(running, base.itkProgressEvent(), command)
