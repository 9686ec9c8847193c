"""How long a frozen dataclass of ours takes to make, and one of the standard library's.

Run it with ``python tests/benchmarks/data_classes.py [FOLDER]``; nothing is written. Both are made in turn in the same
run, of 1, 5 and 20 fields, and the quickest round of each counts.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

from rows import Row, show

from itk_inspector.core.data_class import dataclass

FIELDS = (1, 5, 20)
CLASSES, ROUNDS = 50, 15
GOAL = 0.5
OBJECTS = 20_000


def took(kind: Callable[..., Any], fields: int) -> float:
    """Return the milliseconds of processor that a class takes."""
    hints = {f"field_{number}": "int" for number in range(fields)}
    forms = [type("Form", (), {"__doc__": "Of numbers.", "__annotations__": hints}) for _ in range(CLASSES)]
    start = time.process_time()
    for form in forms:
        kind(frozen=True, slots=True)(form)
    return (time.process_time() - start) / CLASSES * 1e3


def objects_took(kind: Callable[..., Any], fields: int) -> float:
    """Return the microseconds of processor that it takes to make an object and to compare it."""
    hints = {f"field_{number}": "int" for number in range(fields)}
    made = kind(frozen=True, slots=True)(type("Form", (), {"__doc__": "Of numbers.", "__annotations__": hints}))
    values = range(fields)
    one = made(*values)
    start = time.process_time()
    for _ in range(OBJECTS):
        assert made(*values) == one
    return (time.process_time() - start) / OBJECTS * 1e6


def quickest(figure: Callable[[Callable[..., Any], int], float], fields: int) -> tuple[float, float]:
    """Return the least of several rounds, ours and the standard library's in turn."""
    rounds = [(figure(dataclass, fields), figure(dataclasses.dataclass, fields)) for _ in range(ROUNDS)]
    return min(ours for ours, _ in rounds), min(theirs for _, theirs in rounds)


def main() -> None:
    """Print the rows."""
    rows = []
    for fields in FIELDS:
        ours, theirs = quickest(took, fields)
        figure = f"{ours:.2f} ms, the standard library's {theirs:.2f}: {ours / theirs:.2f} ×"
        what = f"a dataclass of {fields} field{'s' * (fields > 1)} is made"
        rows.append(Row("10e", what, figure, f"≤ {GOAL} ×", ours <= GOAL * theirs))
        ours, theirs = quickest(objects_took, fields)
        figure = f"{ours:.2f} µs, the standard library's {theirs:.2f}: {ours / theirs:.2f} ×"
        rows.append(Row("10e", f"an object of {fields} is made and compared", figure))
    show(rows)


if __name__ == "__main__":
    main()
