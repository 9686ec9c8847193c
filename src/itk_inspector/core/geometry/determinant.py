"""The determinant of a small matrix."""

from __future__ import annotations


def determinant(rows: tuple[tuple[float, ...], ...]) -> float:
    """Return the determinant of a square matrix of rows, by elimination with the largest pivot of each column."""
    work = [list(row) for row in rows]
    found = 1.0
    for at in range(len(work)):
        largest = max(range(at, len(work)), key=lambda row: abs(work[row][at]))
        pivot = work[largest][at]
        if pivot == 0.0:
            return 0.0
        if largest != at:
            work[at], work[largest] = work[largest], work[at]
            found = -found
        found *= pivot
        for below in work[at + 1 :]:
            factor = below[at] / pivot
            for column in range(at + 1, len(work)):
                below[column] -= factor * work[at][column]
    return found
