"""The inverse of a matrix to the last digit of ITK's, so that a tie between two pixels falls as it does in ITK.

``itk::ImageBase`` inverts direction · spacing by ``vnl_matrix_inverse``: a singular value decomposition by LINPACK's
``dsvdc`` (Dongarra, Moler, Bunch, Stewart: LINPACK Users' Guide, SIAM 1979, chapter 11), then V · 1/W · Uᵀ. Any other
way to the same numbers differs in the last digit, which decides half-way points. Each sum here has its order there.
Columns are lists.
"""

from __future__ import annotations

import math
from dataclasses import field
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass

Column: TypeAlias = "list[float]"

_MOST_STEPS = 30


def inverse(rows: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    """Return the inverse of a square matrix of rows, as ITK has it; of a singular one what ITK has instead."""
    n = len(rows)
    work = _Decomposition([list(column) for column in zip(*rows, strict=True)])
    work.reduce()
    work.accumulate()
    work.iterate()
    inverted = [1.0 / abs(value) if value else 0.0 for value in work.s]
    scaled = [[work.v[k][i] * inverted[k] for k in range(n)] for i in range(n)]
    return tuple(tuple(_dot(row, [work.u[k][j] for k in range(n)]) for j in range(n)) for row in scaled)


@dataclass(slots=True)
class _Decomposition:
    """Columns of the matrix that is worked on, singular values, the diagonal above them, and both sides' vectors."""

    x: list[Column]
    s: Column = field(init=False)
    e: Column = field(init=False)
    u: list[Column] = field(init=False)
    v: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.x)
        self.s, self.e = [0.0] * n, [0.0] * n
        self.u, self.v = [[0.0] * n for _ in range(n)], [[0.0] * n for _ in range(n)]

    def reduce(self) -> None:
        """Reduce to two diagonals by Householder's reflections."""
        x, s, e, n = self.x, self.s, self.e, len(self.x)
        for k in range(n - 1):
            s[k] = _reflection(x[k], k)
            for j in range(k + 1, n):
                if s[k] != 0.0:
                    _reflect(x[k], x[j], k)
                e[j] = x[j][k]
            self.u[k][k:] = x[k][k:]
            if k < n - 2:
                e[k] = _reflection(e, k + 1)
                self._reflect_rows(k)
                self.v[k][k + 1 :] = e[k + 1 :]
        s[n - 1] = x[n - 1][n - 1]
        if n > 1:
            e[n - 2] = x[n - 1][n - 2]
        e[n - 1] = 0.0

    def _reflect_rows(self, k: int) -> None:
        x, e, n = self.x, self.e, len(self.x)
        if e[k] == 0.0:
            return
        sums = [0.0] * n
        for j in range(k + 1, n):
            _add(sums, x[j], e[j], k + 1)
        for j in range(k + 1, n):
            _add(x[j], sums, _ratio(-e[j], e[k + 1]), k + 1)

    def accumulate(self) -> None:
        """Make the vectors of both sides from the reflections."""
        n = len(self.x)
        self.u[n - 1] = _unit(n, n - 1)
        for k in range(n - 2, -1, -1):
            u = self.u[k]
            if self.s[k] == 0.0:
                self.u[k] = _unit(n, k)
                continue
            for j in range(k + 1, n):
                _reflect(u, self.u[j], k)
            self.u[k] = [0.0] * k + [1.0 - u[k], *(-value for value in u[k + 1 :])]
        for k in range(n - 1, -1, -1):
            if k < n - 2 and self.e[k] != 0.0:
                for j in range(k + 1, n):
                    _reflect(self.v[k], self.v[j], k + 1)
            self.v[k] = _unit(n, k)

    def iterate(self) -> None:
        """Make the upper diagonal vanish, from the last singular value to the first."""
        last, steps = len(self.x) - 1, 0
        while last >= 0 and steps < _MOST_STEPS:
            first = self._after_negligible(last)
            if first == last:
                self._order(last)
                last, steps = last - 1, 0
                continue
            zero = self._negligible_value(first, last)
            if zero == last:
                self._deflate(first, last)
            elif zero is not None:
                self._split(zero, last)
            else:
                self._step(first, last)
                steps += 1

    def _after_negligible(self, last: int) -> int:
        """Return where the block begins that ends at ``last``: after an entry above the diagonal that is negligible."""
        for k in range(last - 1, -1, -1):
            size = abs(self.s[k]) + abs(self.s[k + 1])
            if size + abs(self.e[k]) == size:
                self.e[k] = 0.0
                return k + 1
        return 0

    def _negligible_value(self, first: int, last: int) -> int | None:
        for k in range(last, first - 1, -1):
            size = abs(self.e[k]) if k != last else 0.0
            size += abs(self.e[k - 1]) if k != first else 0.0
            if size + abs(self.s[k]) == size:
                self.s[k] = 0.0
                return k
        return None

    def _deflate(self, first: int, last: int) -> None:
        s, e = self.s, self.e
        f, e[last - 1] = e[last - 1], 0.0
        for k in range(last - 1, first - 1, -1):
            s[k], c, d = _rotation(s[k], f)
            if k != first:
                f, e[k - 1] = -d * e[k - 1], c * e[k - 1]
            _rotate(self.v[k], self.v[last], c, d)

    def _split(self, zero: int, last: int) -> None:
        s, e = self.s, self.e
        f, e[zero] = e[zero], 0.0
        for k in range(zero + 1, last + 1):
            s[k], c, d = _rotation(s[k], f)
            f, e[k] = -d * e[k], c * e[k]
            _rotate(self.u[k], self.u[zero], c, d)

    def _step(self, first: int, last: int) -> None:
        """Do one QR step."""
        s, e = self.s, self.e
        f, g = self._shifted(first, last)
        for k in range(first, last):
            f, c, d = _rotation(f, g)
            if k != first:
                e[k - 1] = f
            f, e[k] = c * s[k] + d * e[k], c * e[k] - d * s[k]
            g, s[k + 1] = d * s[k + 1], c * s[k + 1]
            _rotate(self.v[k], self.v[k + 1], c, d)
            s[k], c, d = _rotation(f, g)
            f, s[k + 1] = c * e[k] + d * s[k + 1], -d * e[k] + c * s[k + 1]
            g, e[k + 1] = d * e[k + 1], c * e[k + 1]
            _rotate(self.u[k], self.u[k + 1], c, d)
        e[last - 1] = f

    def _shifted(self, first: int, last: int) -> tuple[float, float]:
        s, e = self.s, self.e
        scale = max(map(abs, (s[last], s[last - 1], e[last - 1], s[first], e[first])))
        sm, below, above, sl, el = (v / scale for v in (s[last], s[last - 1], e[last - 1], s[first], e[first]))
        b = ((below + sm) * (below - sm) + above * above) / 2.0
        c = (sm * above) * (sm * above)
        shift = 0.0
        if b != 0.0 or c != 0.0:
            shift = _ratio(c, b + math.copysign(math.sqrt(b * b + c), b if b < 0.0 else 1.0))
        return (sl + sm) * (sl - sm) + shift, sl * el

    def _order(self, k: int) -> None:
        """Make a singular value positive, and put it where it belongs."""
        s, u, v = self.s, self.u, self.v
        if s[k] < 0.0:
            s[k] = -s[k]
            v[k] = [-value for value in v[k]]
        while k < len(s) - 1 and s[k] < s[k + 1]:
            s[k], s[k + 1] = s[k + 1], s[k]
            u[k], u[k + 1] = u[k + 1], u[k]
            v[k], v[k + 1] = v[k + 1], v[k]
            k += 1


def _unit(n: int, k: int) -> Column:
    return [1.0 if i == k else 0.0 for i in range(n)]


def _dot(left: Column, right: Column) -> float:
    total = 0.0
    for a, b in zip(left, right, strict=True):
        total += a * b
    return total


def _add(column: Column, other: Column, factor: float, start: int) -> None:
    for i in range(start, len(column)):
        column[i] += factor * other[i]


def _reflection(column: Column, start: int) -> float:
    """Turn the end of a column into a reflection, and return the entry that it makes of it."""
    size = _norm(column[start:])
    if size == 0.0:
        return -0.0
    size = math.copysign(size, column[start]) if column[start] != 0.0 else size
    factor = 1.0 / size
    for i in range(start, len(column)):
        column[i] *= factor
    column[start] = 1.0 + column[start]
    return -size


def _reflect(reflection: Column, column: Column, start: int) -> None:
    _add(column, reflection, _ratio(-_dot(reflection[start:], column[start:]), reflection[start]), start)


def _norm(values: Column) -> float:
    """Return the Euclidean norm without overflow, as BLAS sums it."""
    if len(values) == 1:
        return abs(values[0])
    scale, total = 0.0, 1.0
    for size in map(abs, values):
        if size > scale:
            total, scale = 1.0 + total * ((scale / size) * (scale / size)), size
        elif size != 0.0:
            total += _ratio(size, scale) * _ratio(size, scale)
    return scale * math.sqrt(total)


def _rotation(a: float, b: float) -> tuple[float, float, float]:
    """Return length, cosine and sine of the rotation that turns (a, b) into (length, 0)."""
    scale = abs(a) + abs(b)
    if scale == 0.0:
        return 0.0, 1.0, 0.0
    length = scale * math.sqrt((a / scale) * (a / scale) + (b / scale) * (b / scale))
    length = math.copysign(1.0, a if abs(a) > abs(b) else b) * length
    return length, _ratio(a, length), _ratio(b, length)


def _rotate(left: Column, right: Column, c: float, d: float) -> None:
    for i, (a, b) in enumerate(zip(left, right, strict=True)):
        left[i], right[i] = c * a + d * b, c * b - d * a


def _ratio(value: float, by: float) -> float:
    """Divide as IEEE 754, and so LINPACK, does: of numbers near the smallest, a divisor may have vanished."""
    if by:
        return value / by
    return math.nan if not value or math.isnan(value) else math.copysign(math.inf, value) * math.copysign(1.0, by)
