"""Hold what is shown of a folder of known images against the table that says what is right, row by row.

Run it with ``python tests/case_report.py FOLDER``; FOLDER holds ``MANIFEST.tsv`` and the files. Each row ends as
*right* (values and placement are those of the table), *told* (they are not, or the table states none, and notes say
why), *refused*, or *silent*, which is a fault.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from itk_inspector.api import open_document
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.document import ImageDocument

_VALUE = re.compile(r"\(([\d, ]+)\)=([^;]+)")


@dataclass(frozen=True, slots=True)
class Case:
    """One row: a file, and what is known of it; None where nothing is."""

    name: str
    size: tuple[int, ...] | None
    spacing: tuple[float, ...] | None
    origin: tuple[float, ...] | None
    direction: Any
    values: tuple[tuple[tuple[int, ...], Any], ...]
    expected: str


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a case: ``right``, ``told``, ``refused`` or ``silent``, what is wrong, and what was said."""

    outcome: str
    wrong: tuple[str, ...]
    said: tuple[str, ...]


def cases(folder: Path) -> Iterator[Case]:
    """Yield the rows of a table."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            yield Case(
                row["file"],
                _listed(row["size_xyz"]),
                _listed(row["spacing"]),
                _listed(row["origin"]),
                _literal("((1,0,0),(0,1,0),(0,0,1))" if row["direction"] == "identity" else row["direction"]),
                tuple(_values(row["values (ITK index)=value"])),
                row["expected"],
            )


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError):
        return None


def _listed(text: str) -> tuple[Any, ...] | None:
    found = _literal(text)
    return tuple(found) if isinstance(found, list | tuple) else None


def _values(text: str) -> Iterator[tuple[tuple[int, ...], Any]]:
    for index, value in _VALUE.findall(text):
        number = float(value) if value.strip() in ("nan", "inf", "-inf") else _literal(value)
        if number is not None:
            yield tuple(int(n) for n in index.split(",")), number


def path_of(folder: Path, case: Case) -> Path:
    """Return the file or folder of a case."""
    path = folder / case.name
    return path / "DICOMDIR" if (path / "DICOMDIR").is_file() else path


def look(folder: Path, case: Case) -> Found:
    """Open a case, and hold what is shown against its row."""
    try:
        with open_document(path_of(folder, case)) as document:
            wrong = tuple(_wrong(document, case))
            said = document.info.notes
    except InspectorError as e:
        return Found("refused", (), tuple(filter(None, (e.message, e.advice))))
    is_known = bool(case.values) and not wrong
    return Found("right" if is_known else "told" if said else "silent", wrong, said)


def _wrong(document: ImageDocument, case: Case) -> Iterator[str]:
    geometry = document.geometry
    if case.size is not None and _without_ones(case.size) != _without_ones(geometry.size):
        yield f"size {list(geometry.size)}, not {list(case.size)}"
        return
    for name, given in (("spacing", case.spacing), ("origin", case.origin)):
        shown = getattr(geometry, name)
        if given is not None and not np.allclose(shown[: len(given)], given[: len(shown)], rtol=1e-5, atol=1e-5):
            yield f"{name} {list(shown)}, not {list(given)}"
    is_stated = case.direction is not None and len(case.direction) == geometry.dimension
    if is_stated and not np.allclose(geometry.direction, case.direction, atol=1e-4):
        yield f"direction {geometry.direction}"
    for index, value in case.values:
        padded = (*index, *(0,) * (geometry.dimension - len(index)))
        try:
            shown = document.pixels[tuple(reversed(padded))]
        except IndexError:
            yield f"no pixel {index}"
            continue
        if not np.allclose(np.asarray(shown, float), np.asarray(value, float), rtol=1e-6, equal_nan=True):
            yield f"{index} is {shown}, not {value}"


def _without_ones(size: tuple[int, ...]) -> tuple[int, ...]:
    while len(size) > 1 and size[-1] == 1:
        size = size[:-1]
    return size


def main() -> int:
    """Print every row, and count the outcomes."""
    folder = Path(sys.argv[1])
    silent = 0
    for case in cases(folder):
        found = look(folder, case)
        silent += found.outcome == "silent"
        print(f"{found.outcome:8}{case.name}")
        for line in (*(f"! {wrong}" for wrong in found.wrong), *found.said):
            print(f"          {line}")
        if found.outcome != "right":
            print(f"          expected: {case.expected}")
    print(f"{silent} shown otherwise than the table says, without a word")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
