"""How a benchmark prints its figures: one row each, with the goal and what the figure leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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


def show(rows: Iterable[Row]) -> None:
    """Print one line a row, with tabs between number, what, figure, goal, verdict and what it leaves out."""
    for row in rows:
        verdict = {True: "reached", False: "MISSED", None: "-"}[row.ok]
        cells = (row.number, row.what, row.figure, row.goal or "-", verdict, row.leaves_out or "-")
        print("\t".join(cells), flush=True)
