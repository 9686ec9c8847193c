"""Write the shell completions and the man page from the command line's own parsers.

Run from the repository's root, with the `test` extra installed: ``python resources/make_shell_files.py``.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

import shtab

from itk_inspector.cli import main

FOLDER = Path(__file__).resolve().parent
COMPLETIONS = {"bash": "itk-inspector.bash", "zsh": "_itk-inspector", "fish": "itk-inspector.fish"}
EXIT_CODES = (
    ("0", "Done; of diff: all images are the same."),
    ("1", "Of diff: one differs from the first."),
    ("2", "Bad usage, or a position that is not in the image."),
    ("3", "A file could not be read or written; also when only one of several could not."),
    ("130", "Interrupted."),
)


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command; that of the window is called ``""``."""
    found = {"": main.command_parser()}
    for name, where in main.COMMANDS.items():
        module = importlib.import_module(f"itk_inspector.cli.{where.partition('.')[0]}")
        found[name] = module.command_parser()
    return found


def completion(shell: str) -> str:
    """Return the completion script of a shell."""
    whole = argparse.ArgumentParser("itk-inspector")
    commands = whole.add_subparsers()
    top, *others = parsers().items()
    for action in top[1]._actions:
        if action.option_strings and "--help" not in action.option_strings:
            whole._add_action(_completed(action))
    for name, parser in others:
        command = commands.add_parser(name, help=parser.description)
        for action in parser._actions:
            if "--help" not in action.option_strings:
                command._add_action(_completed(action))
    paths = next(action for action in top[1]._actions if action.dest == "paths")
    whole._add_action(_completed(paths))
    return str(shtab.complete(whole, shell))


def _completed(action: argparse.Action) -> argparse.Action:
    if action.type is Path or action.metavar in ("PATH", "CSV", "OTHER"):
        action.complete = shtab.FILE  # type: ignore[attr-defined]
    return action


def man_page() -> str:
    """Return the man page, in the macros of man(7)."""
    lines = [
        '.TH ITK-INSPECTOR 1 "" "ITK Inspector" "User Commands"',
        ".SH NAME",
        r"itk-inspector \- see what is really in an image, and at which index",
        ".SH SYNOPSIS",
    ]
    found = parsers()
    for parser in found.values():
        lines += [".PP", _escaped(" ".join(parser.format_usage().removeprefix("usage: ").split()))]
    for name, parser in found.items():
        lines += [f".SH {('itk-inspector ' + name).strip().upper()}", _escaped(str(parser.description))]
        for action in parser._actions:
            lines += [".TP", _escaped(_head(action)), _escaped(str(action.help or "").replace("%%", "%"))]
    lines.append(".SH EXIT STATUS")
    for code, text in EXIT_CODES:
        lines += [".TP", code, text]
    return "\n".join(lines) + "\n"


def _head(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.choices:
        value = "{" + ",".join(map(str, action.choices)) + "}"
    if not action.option_strings:
        return value
    takes = action.nargs != 0
    return ", ".join(f"{name} {value}" if takes else name for name in action.option_strings)


def _escaped(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped


def files() -> dict[Path, str]:
    """Return every file with what belongs into it."""
    made = {FOLDER / "completions" / name: completion(shell) for shell, name in COMPLETIONS.items()}
    return {**made, FOLDER / "man" / "itk-inspector.1": man_page()}


if __name__ == "__main__":
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")
