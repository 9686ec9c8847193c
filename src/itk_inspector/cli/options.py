"""What the parsers of all commands share."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any

from itk_inspector.cli import console
from itk_inspector.core.text.typed_numbers import read_real, read_whole

READ_AS_HELP = "read as this ITK pixel type (UC, US, SS, UI, SI, ULL, F, D), like itk.imread's second argument"


class _Parser(argparse.ArgumentParser):
    """A parser whose words go the way of all others: argparse itself loses them in silence."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if file is not None and file is sys.stdout:
            console.say(message.removesuffix("\n"))
        elif message:
            console.complain(message.removesuffix("\n"))


def made_parser(command: str, description: str) -> argparse.ArgumentParser:
    """Return the parser of a command; ``""`` is the window."""
    parser = _Parser(f"itk-inspector {command}".strip(), description=description, allow_abbrev=False)
    parser._negative_number_matcher = re.compile(r"-(\d|\.\d)")  # argparse takes -1e-05 and -5:3 for options
    return parser


def add_series(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses a series."""
    parser.add_argument("--series", default="", metavar="UID", help="which DICOM series of a folder")


def add_allow_outside(parser: argparse.ArgumentParser) -> None:
    """Add the option that lets a header reach outside its folder."""
    parser.add_argument(
        "--allow-outside",
        action="store_true",
        help="let a detached header take its pixels from outside its own folder",
    )


def whole_number(word: str) -> int:
    """Read a whole number of plain digits; a type for argparse."""
    try:
        return read_whole(word)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def real_number(word: str) -> float:
    """Read a decimal number of plain digits; a type for argparse."""
    try:
        return read_real(word)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e
