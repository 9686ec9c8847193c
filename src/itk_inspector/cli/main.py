"""The command line."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector import __version__
from itk_inspector.cli import console
from itk_inspector.cli.console import Tell
from itk_inspector.cli.limit_options import add_limit_options, limits_of
from itk_inspector.cli.options import AT_HELP, READ_AS_HELP, add_series, made_parser, position_text, whole_number
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import InspectorError, OpenError, ProbeError, UsageError
from itk_inspector.core.pixels.pixel_types import read_as_name
from itk_inspector.core.text.remote_address import absolute, address_of
from itk_inspector.core.text.visible_text import visible_text

if TYPE_CHECKING:
    from itk_inspector.app.single_instance import Layers

DONE, BAD_USAGE, FILE_ERROR, INTERRUPTED = 0, 2, 3, 130
_SMALLEST, _LARGEST = 100, 10_000
COMMANDS = {
    "info": "info.run",
    "probe": "probe.run",
    "diff": "diff.run",
    "labels": "labels.run",
    "stats": "stats.run",
    "bridge": "bridge.run",
    "export": "export.run",
    "apply": "apply.run",
}
"""Where they are, so that each loads no more than it needs before it has started a child."""

_OVER = (
    ("--overlay", Placing.LABELS, "as labels where its pixels are whole numbers, else as an image"),
    ("--layer", Placing.LAYER, "as an image, half transparent"),
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    if debug:
        import logging  # rarely needed, and slow to load

        logging.basicConfig(level=logging.DEBUG)
    console.prepare()
    tell = partial(_tell, debug=debug)
    try:
        return _done(words, tell)
    except KeyboardInterrupt:
        return INTERRUPTED
    except console.Terminated as e:
        return e.code
    except BrokenPipeError:
        return DONE
    except InspectorError as e:
        return tell(e)


def _tell(error: InspectorError, *, debug: bool) -> int:
    if debug:
        import traceback  # rarely needed

        traceback.print_exception(error)
    advice = f" {error.advice}" if error.advice else ""
    console.complain(visible_text(f"itk-inspector: {error.message}{advice}", lines=isinstance(error, UsageError)))
    return BAD_USAGE if isinstance(error, UsageError | ProbeError) else FILE_ERROR


def _done(words: list[str], tell: Tell) -> int:
    try:
        if words and words[0] in COMMANDS:
            module, _, name = COMMANDS[words[0]].partition(".")
            run = getattr(importlib.import_module(f"itk_inspector.cli.{module}"), name)
            with console.ended_by_signals():
                code: int = run(words[1:], tell)
        else:
            code = _window(words, tell)
    except SystemExit:  # a parser has written its help, or what is wrong
        console.flush()
        raise
    console.flush()
    return code


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the words of the window's command."""
    parser = made_parser("", "Show images: what is really in them, and at which index.")
    parser.epilog = (
        "Other commands: info, probe, diff, labels, stats, bridge, export, apply; each explains itself with --help."
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="image files, or a DICOM folder, to open")
    parser.add_argument("--as", dest="read_as", default="", metavar="TYPE", help=READ_AS_HELP)
    parser.add_argument("--screenshot", type=Path, metavar="OUT.png", help="write a picture of the window and exit")
    parser.add_argument("--at", nargs="+", metavar="X", help=f"go there: {AT_HELP}")
    parser.add_argument("--new-window", action="store_true", help="do not hand the images to a window that is open")
    parser.add_argument(
        "--install-desktop",
        action="store_true",
        help="add the program, its icon and its file types to the desktop, completions and the man page to the shell",
    )
    for name, placing, text in _OVER:
        parser.add_argument(
            name,
            dest="layers",
            action="append",
            default=[],
            type=partial(_placed, placing),
            metavar="PATH",
            help=f"show this one over the image, {text}; may be given several times",
        )
    add_series(parser)
    parser.add_argument(
        "--part", type=whole_number, default=0, metavar="N", help="with --screenshot: which image of it"
    )
    parser.add_argument("--window-size", default="", metavar="WxH", help="with --screenshot: size of the window")
    parser.add_argument("--theme", choices=["system", "light", "dark"], default="system")
    add_limit_options(parser)
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument(
        "--verbose", action="store_true", help="with --version: those of the libraries, and what confines the readers"
    )
    return parser


def _window(words: list[str], tell: Tell) -> int:
    parser = command_parser()
    asked = parser.parse_args(words)
    if asked.version:
        return _print_version(verbose=asked.verbose)
    if asked.install_desktop:
        return _install_desktop()
    if asked.verbose:
        parser.error("--verbose goes with --version")
    if asked.screenshot and len(asked.paths) != 1:
        parser.error("--screenshot takes exactly one image")
    if asked.series and not asked.screenshot:
        parser.error("--series goes with --screenshot; the window asks which series to open")
    if asked.part and not asked.screenshot:
        parser.error("--part goes with --screenshot; in the window: File > Choose image in file")
    if asked.layers and len(asked.paths) != 1:
        parser.error("--overlay and --layer go with exactly one image")
    if asked.at and len(asked.paths) != 1:
        parser.error("--at goes with exactly one image")
    at = position_text(asked.at, parser) if asked.at else ""
    if asked.read_as:
        asked.read_as = read_as_name(asked.read_as)
    if not asked.screenshot:
        return _run(asked, at, tell)
    from itk_inspector.app import scripting  # Qt only where a window is wanted

    size = _window_size(asked.window_size, parser)
    look = {"read_as": asked.read_as, "series": asked.series, "part": asked.part, "theme": asked.theme}
    with console.ended_by_signals():
        scripting.screenshot(
            asked.paths[0], asked.screenshot, at, layers=asked.layers, size=size, limits=limits_of(asked), **look
        )
    return DONE


def _placed(placing: Placing, word: str) -> tuple[Path, Placing]:
    return Path(word), placing


def _print_version(*, verbose: bool) -> int:
    from itk_inspector.app import versions  # rarely asked for

    console.say(*(versions.lines() if verbose else [f"itk-inspector {__version__}"]))
    return DONE


def _install_desktop() -> int:
    from itk_inspector.app import desktop_entry  # rarely asked for
    from itk_inspector.core.system.user_folders import data_home

    console.say(*map(str, desktop_entry.install(data_home())))
    return DONE


def _run(asked: argparse.Namespace, at: str, tell: Tell) -> int:
    paths = [absolute(path) for path in asked.paths]
    layers = tuple((absolute(path), placing) for path, placing in asked.layers)
    missing = [path for path in (*paths, *(path for path, _ in layers)) if _is_missing(path)]
    for path in missing:
        tell(OpenError(f"{path.name} does not exist.", advice="Check the name and the folder."))
    paths = [path for path in paths if path not in missing]
    layers = tuple((path, placing) for path, placing in layers if path not in missing)
    if missing and not paths:
        return FILE_ERROR
    code = _shown(asked, at, paths, layers)
    return code or (FILE_ERROR if missing else DONE)


def _is_missing(path: Path) -> bool:
    """Tell whether there is no such file; what cannot be reached for another reason is told in the window."""
    if address_of(path):
        return False
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _shown(asked: argparse.Namespace, at: str, paths: list[Path], layers: Layers) -> int:
    from itk_inspector.app import single_instance  # nothing of what follows is for --help

    if not asked.new_window and single_instance.hand_over(paths, asked.read_as, at, layers):
        console.say("Opened in the running window (use --new-window for another).")
        return DONE
    from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
    from itk_inspector.worker.parent.launch import launch
    from itk_inspector.worker.sandbox.family import ONE_THREAD, Ahead

    launched = (
        launch(ScratchPolicy.default(), ahead=Ahead.AT_REST) if paths else None
    )  # it loads itk while this process loads Qt
    os.environ.update({**ONE_THREAD, **os.environ})  # before NumPy is loaded
    gc.disable()  # nothing that loading makes is garbage; the window looks for it again when it has settled
    from itk_inspector.app.qt_core import load_qt_core

    load_qt_core()  # before anything else of PySide
    from itk_inspector.gui.shell import display_check

    try:
        display_check.check_display()
    except UsageError:
        if launched is not None:
            launched.end()
        raise
    from itk_inspector.app import program

    return program.run(
        paths, launched, read_as=asked.read_as, at=at, layers=layers, theme=asked.theme, limits=limits_of(asked)
    )


def _window_size(text: str, parser: argparse.ArgumentParser) -> tuple[int, int]:
    if not text:
        return 1200, 800
    try:
        width, height = (int(n) for n in text.lower().split("x"))
    except ValueError:
        parser.error("--window-size looks like 1200x800")
    if not all(_SMALLEST <= length <= _LARGEST for length in (width, height)):
        parser.error(f"--window-size is {_SMALLEST}x{_SMALLEST} to {_LARGEST}x{_LARGEST}")
    return width, height
