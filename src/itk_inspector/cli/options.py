"""What the parsers of all commands share."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from itk_inspector.cli import console
from itk_inspector.cli.limit_options import add_limit_options
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.pixel_types import READ_AS, read_as_name
from itk_inspector.core.probing.order import SEARCHES, Sought
from itk_inspector.core.text.typed_numbers import read_real, read_whole

AT_HELP = (
    "ITK index X Y [Z [T]], or in quotes what Go to takes: '[3, 7, 12]' for NumPy, 'p: -12.5 30 4', max, 'label 7'"
)
BOX_HELP = "read this part of an image in chunks: ITK index ranges of its level, one an axis: X0:X1 Y0:Y1 [Z0:Z1]"
SCHEDULER_HELP = "have a dask cluster do it: tcp://host:8786; its workers read, and write"
READ_AS_HELP = f"read as this ITK pixel type ({', '.join(READ_AS)}), like itk.imread's second argument"


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


def add_reading(parser: argparse.ArgumentParser, read_as: str = "") -> None:
    """Add the options that say how an image is read: the pixel type, the series, every flag and number of a request."""
    add_series(parser)
    usually = f"; {read_as} by default" if read_as else ""
    parser.add_argument("--as", dest="read_as", default=read_as, metavar="TYPE", help=f"{READ_AS_HELP}{usually}")
    for flag in _flags():
        name, text = f"--{flag.metadata.get('option', flag.name).replace('_', '-')}", flag.metadata["help"]
        if isinstance(flag.default, bool):
            parser.add_argument(name, dest=_kept(flag), action="store_true", help=text)
        else:
            parser.add_argument(name, dest=_kept(flag), type=whole_number, default=flag.default, metavar="N", help=text)
    parser.add_argument("--box", nargs="+", default=(), type=index_range, metavar="FIRST:LAST+1", help=BOX_HELP)
    add_limit_options(parser)


def request_of(path: Path, asked: argparse.Namespace) -> OpenRequest:
    """Return what the parsed options ask for; pixels are mapped where they lie."""
    flags = {flag.name: getattr(asked, _kept(flag)) for flag in _flags()}
    return OpenRequest(path, read_as_name(asked.read_as), series=asked.series, box=tuple(asked.box), **flags)


def _flags() -> list[Field[Any]]:
    return [one for one in fields(OpenRequest) if "help" in one.metadata]


def _kept(flag: Field[Any]) -> str:
    """Return what the parsed option is kept as."""
    return str(flag.metadata.get("option", flag.name)).replace("-", "_")


def index_range(word: str) -> tuple[int | None, int | None]:
    """Read a range of indices such as ``3:10``, of which either end may be left out; a type for argparse."""
    first, colon, last = word.partition(":")
    try:
        found = tuple(read_whole(end) if end else None for end in (first, last))
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e
    if not colon:
        raise argparse.ArgumentTypeError(f"“{word}” is not a range such as 3:10")
    return found[0], found[1]


def whole_number(word: str) -> int:
    """Read a whole number of plain digits; a type for argparse."""
    try:
        return read_whole(word)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def position_text(words: list[str], parser: argparse.ArgumentParser) -> str:
    """Return the words of a position as one text; bare ones that mean nothing in any image are refused at once."""
    whole = " ".join(words)
    is_named = any(mark in whole for mark in "([:=")
    bare = whole.replace(",", " ").split()
    if not is_named and not {word.casefold() for word in bare[:1]} & {*SEARCHES, Sought.LABEL.value}:
        for word in bare:
            try:
                read_whole(word)
            except ValueError as e:
                parser.error(f"argument --at: {e}")
    return whole


def real_number(word: str) -> float:
    """Read a decimal number of plain digits; a type for argparse."""
    try:
        return read_real(word)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e
