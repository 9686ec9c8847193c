"""The terminal, or what stands in its place: closed, full, of another encoding, or gone."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TextIO, TypeAlias

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.text.visible_text import visible_text

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "−": "-", "×": "x", "…": "...", "\u2009": " "}
)
Tell: TypeAlias = Callable[[InspectorError], int]
"""Prints what failed, in a sentence, and returns the exit code that it stands for."""
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Terminated(BaseException):
    """The program was asked to end by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


def prepare() -> None:
    """Give closed standard streams a place to go, and let no character end the program."""
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
    codecs.register_error("itk_inspector", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="itk_inspector")


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write what an encoding lacks in plain letters, or as its number."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(c if c.isascii() else c.encode("ascii", "backslashreplace").decode() for c in lacking), error.end


def say(*lines: str) -> None:
    """Write lines to stdout; nothing in them steers a terminal.

    Raises
    ------
    InspectorError
        If they cannot be written.
    BrokenPipeError
        If nobody reads them any more.
    """
    with _refused():
        for line in lines:
            print(visible_text(line, lines=True))


def flush() -> None:
    """Write what is still kept back; raises as `say` does."""
    with _refused():
        if sys.stdout is not None:
            sys.stdout.flush()


def complain(text: str) -> None:
    """Write to stderr, where that is possible."""
    if sys.stderr is None:
        return
    try:
        print(visible_text(text, lines=True), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _forget(sys.stderr)  # what is kept back would become the exit code 120


def overwrite(text: str) -> None:
    """Write to stderr without going on to the next line, where that is possible; the text is visible already."""
    if sys.stderr is None:
        return
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _forget(sys.stderr)


@contextlib.contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _forget(sys.stdout)
        raise
    except OSError as e:
        _forget(sys.stdout)
        raise InspectorError(f"The output could not be written: {e.strerror}.") from e


def _forget(stream: TextIO) -> None:
    """Let what a stream keeps back go nowhere, or Python would try again at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the program, so that its children end and nothing half-written stays."""
    before = {number: signal.getsignal(number) for number in _ENDING}

    def end(number: int, frame: FrameType | None) -> None:
        for other in _ENDING:
            signal.signal(other, signal.SIG_IGN)
        raise Terminated(number)

    try:
        for number, handler in before.items():
            if handler is signal.SIG_DFL:  # nohup ignores one of them
                signal.signal(number, end)
    except ValueError:  # only the main thread may
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
