"""How a benchmark prints its figures: one row each, with the goal and what the figure leaves out."""

from __future__ import annotations

import compileall
import math
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from own_data import use_own_data_folder

use_own_data_folder()  # each script has its rows from here

# an installed program has its bytecode; a confined child may not write any, and compiles what it loads each time
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
compileall.compile_dir(Path(__file__).resolve().parents[2] / "src" / "itk_inspector", quiet=2)

_VERDICTS: dict[bool | None, str] = {True: "reached", False: "MISSED", None: "-"}


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure.

    Parameters
    ----------
    number : str
        What it belongs to, such as ``5`` or ``13b``; rows are sorted by it when several scripts run.
    what : str
        What a user meets.
    figure : str
        As measured, with its unit, the reference's figure and their ratio.
    goal : str
        What is to be reached, or nothing for information.
    ok : bool or None
        Whether it was reached; None for information.
    leaves_out : str
        What the figure does not count.
    """

    number: str
    what: str
    figure: str
    goal: str = ""
    ok: bool | None = None
    leaves_out: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Number, what, figure, goal, verdict and what is left out, as text."""
        return self.number, self.what, self.figure, self.goal or "-", _VERDICTS[self.ok], self.leaves_out or "-"

    @property
    def place(self) -> tuple[float, str]:
        """Where it stands in a table: 5, 5b, 13; what has no number comes last."""
        digits = re.match(r"\d+", self.number)
        return float(digits[0]) if digits else math.inf, self.number


def show(rows: Iterable[Row]) -> None:
    """Print one line a row, its cells between tabs."""
    for row in rows:
        print("\t".join(row.cells), flush=True)


def read(text: str) -> list[Row]:
    """Return the rows among the lines that a script has printed."""
    known = {verdict: ok for ok, verdict in _VERDICTS.items()}
    lines = [line.split("\t") for line in text.splitlines()]
    found = [cells for cells in lines if len(cells) == 6 and cells[4] in known]
    return [
        Row(number, what, figure, _given(goal), known[verdict], _given(leaves_out))
        for number, what, figure, goal, verdict, leaves_out in found
    ]


def _given(cell: str) -> str:
    return "" if cell == "-" else cell
