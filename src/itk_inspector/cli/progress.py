"""How far a command is, on one line of the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from itk_inspector.cli.console import overwrite
from itk_inspector.core.text.visible_text import visible_text


@contextmanager
def on_terminal(doing: str) -> Iterator[Callable[[float | None], None]]:
    """Yield what takes the part that is done, and shows it; it is gone at the end.

    Nothing is shown where stderr is no terminal.

    Parameters
    ----------
    doing : str
        What is being done, such as ``Writing a.zarr``.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    shown = ""

    def tell(done: float | None) -> None:
        nonlocal shown
        line = visible_text(f"{doing} … {100 * done:.0f} %" if done is not None else f"{doing} …")
        if line != shown:
            overwrite(f"\r{line.ljust(len(shown))}")
            shown = line

    try:
        yield tell
    finally:
        if shown:
            overwrite(f"\r{' ' * len(shown)}\r")
