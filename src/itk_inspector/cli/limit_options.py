"""The command-line options that say when a reader counts as hung."""

from __future__ import annotations

import argparse
import math

from itk_inspector.worker.parent.watchdog import Limits


def add_limit_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--header-limit`` and ``--silence-limit``."""
    usual = Limits()
    for option, usually, what in (
        ("--header-limit", usual.header, "until the header is read"),
        ("--silence-limit", usual.silence, "without a response while the pixels are read"),
    ):
        words = f"seconds {what} after which the reader counts as hung; {usually:g} by default"
        parser.add_argument(option, type=_seconds, default=usually, metavar="SECONDS", help=words)


def limits_of(asked: argparse.Namespace) -> Limits:
    """Return what the parsed options say."""
    return Limits(asked.header_limit, asked.silence_limit)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of seconds above 0")
    return seconds
