"""Runs a part of the tests on other versions of Python and of what the program is built on, and prints a table.

``python packaging/matrix.py --python 3.11 3.13 --with "itk==5.4.7 numpy==2.0.*" --with pyqtgraph==0.14.* --tests
tests/core`` runs every Python with every ``--with``, which is installed over the newest versions that the program
allows; versions that it does not allow, such as those of ``--with itk==6.0b2``, too. Environments are kept in
``--folder``, so a second run takes no installation; what the tests say is written there as they go.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_TOLD = ("itk", "numpy", "PySide6-Essentials", "pyqtgraph")
_VERSIONS = f"""
import platform
from importlib.metadata import version
print(platform.python_version(), *map(version, {_TOLD!r}))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one combination.

    Parameters
    ----------
    versions : tuple of str
        Of Python, and of what the table names.
    outcome : str
        The last line of pytest, or why there is none.
    is_green : bool
    """

    versions: tuple[str, ...]
    outcome: str
    is_green: bool


def main() -> int:
    """Run every combination; the exit code is 1 unless all are green."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", nargs="+", default=["3.11", "3.12", "3.13", "3.14"], help="versions or paths")
    parser.add_argument("--with", dest="sets", action="append", metavar="REQUIREMENTS", help="installed over the rest")
    parser.add_argument("--tests", nargs="+", default=["tests/core", "tests/itkio", "tests/worker"])
    parser.add_argument("--folder", type=Path, default=Path("build", "matrix"))
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds for the tests of one combination")
    asked = parser.parse_args()
    runs = [_run(python, wanted, asked) for python, wanted in product(asked.python, asked.sets or [""])]
    print(table(runs))
    return 0 if all(run.is_green for run in runs) else 1


def table(runs: list[Run]) -> str:
    """Return the outcome as a Markdown table."""
    head = "| " + " | ".join(("Python", *_TOLD, "tests")) + " |"
    rows = ["| " + " | ".join((*run.versions, run.outcome)) + " |" for run in runs]
    return "\n".join([head, "|" + "---|" * (len(_TOLD) + 2), *rows])


def _run(python: str, wanted: str, asked: argparse.Namespace) -> Run:
    program = shutil.which(python) or shutil.which(f"python{python}")
    unknown = (python, *("" for _ in _TOLD))
    if program is None:
        return Run(unknown, "no such Python here", is_green=False)
    which = hashlib.sha256(wanted.encode()).hexdigest()[:8]  # no names: tests look for those of packages in paths
    folder = (asked.folder / re.sub(r"[^\w.]+", "-", f"{python}-{which}").strip("-")).absolute()
    own = str(folder / "bin" / "python")
    try:
        _made(program, folder, own, wanted)
    except subprocess.CalledProcessError as e:
        return Run(unknown, f"not installed: {e.stderr.strip().splitlines()[-1]}", is_green=False)
    versions = subprocess.run([own, "-c", _VERSIONS], capture_output=True, text=True, check=True).stdout.split()
    words = [own, "-u", "-m", "pytest", "--quiet", "-p", "no:cacheprovider", *asked.tests]
    outcome, is_green = outcome_of(words, folder / "tests.txt", asked.timeout)
    return Run(tuple(versions), outcome, is_green)


def outcome_of(words: list[str], told: Path, timeout: float) -> tuple[str, bool]:
    """Run tests, which write what they say into a file as they go, and return the last line and whether all passed."""
    late = ""
    with told.open("w", encoding="utf-8") as file:
        try:
            code = subprocess.call(words, cwd=_ROOT, stdout=file, stderr=subprocess.STDOUT, timeout=timeout)
        except subprocess.TimeoutExpired:
            code, late = 1, f"not done after {timeout:.0f} s: "
    lines = told.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return late + (lines or ["nothing said"])[-1], code == 0


def _made(program: str, folder: Path, own: str, wanted: str) -> None:
    ready = folder / "ready"
    if ready.exists():
        return
    _quietly(program, "-m", "venv", "--clear", str(folder))
    _quietly(own, "-m", "pip", "install", "--quiet", "--editable", f"{_ROOT}[test]")
    if wanted:
        _quietly(own, "-m", "pip", "install", "--quiet", *wanted.split())
    ready.touch()


def _quietly(*words: str) -> None:
    subprocess.run(words, capture_output=True, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main())
