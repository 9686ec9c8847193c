"""Arithmetic on pixels that never wraps: what has no exact whole number is marked, and refused where it is used.

Four types are computed in: bool, int64, float64 and complex128. Whole numbers of every width are computed as int64,
fractions as float64, so that float32 and float16 values are widened exactly.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import EditError

Numbers: TypeAlias = npt.NDArray[Any]
Mask: TypeAlias = npt.NDArray[np.bool_]

LEAST, MOST = -(2**63), 2**63 - 1
"""Whole numbers that are computed with."""
_EXACT = 2**53
"""Whole numbers up to which float64 holds every one."""
_TYPES = ("bool", "int64", "float64", "complex128")
BEYOND = "The result is a whole number beyond 64 bits"
INEXACT = "A whole number beyond 2^53 is mixed with fractions, which float64 cannot hold exactly"
BY_ZERO = "A whole number is divided by zero"


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """Numbers of one of the four types, and which of them are none.

    Parameters
    ----------
    array : numpy.ndarray
    bad : numpy.ndarray or None
        Broadcasts with ``array``: where it holds no result.
    why : str
        The reason, as the beginning of a sentence.
    """

    array: Numbers
    bad: Mask | None = None
    why: str = ""

    @property
    def kind(self) -> str:
        """``b``, ``i``, ``f`` or ``c``."""
        return self.array.dtype.kind

    @classmethod
    def of(cls, array: npt.ArrayLike) -> Value:
        """Return stored pixels, or a number, as they are computed with."""
        given = np.asarray(array)
        match given.dtype.kind:
            case "b":
                return cls(given)
            case "i":
                return cls(given.astype(np.int64, copy=False))
            case "u":
                bad = given > MOST if given.dtype.itemsize == 8 else None
                return marked(given.astype(np.int64), bad, "A value lies beyond the whole numbers of 64 bits")
            case "f":
                return cls(given.astype(np.float64, copy=False))
            case "c":
                return cls(given.astype(np.complex128, copy=False))
        raise EditError(f"Values of the type {given.dtype} cannot be computed with.")


def marked(array: Any, bad: Any, why: str, *operands: Value) -> Value:
    """Return a result that is none where ``bad``, and where one of its operands is none."""
    masks = [(np.asarray(bad), why)] if bad is not None and np.any(bad) else []
    masks += [(one.bad, one.why) for one in operands if one.bad is not None]
    if not masks:
        return Value(np.asarray(array))
    whole = masks[0][0]
    for mask, _ in masks[1:]:
        whole = whole | mask
    return Value(np.asarray(array), whole, masks[0][1])


def as_float(value: Value) -> Value:
    """Return real numbers as float64; whole ones that it does not hold are marked."""
    if value.kind in "fc":
        return value
    array = value.array
    made = np.asarray(array, np.float64)
    if value.kind == "b" or not np.any(large := (array > _EXACT) | (array < -_EXACT)):
        return marked(made, None, "", value)
    inside = large & (made < 2.0**63)
    bad = large & ~inside
    bad = bad | (inside & (np.where(inside, made, 0.0).astype(np.int64) != array))
    return marked(made, bad, INEXACT, value)


def common(*values: Value, least: str = "bool") -> tuple[Value, ...]:
    """Return all in the narrowest of the four types that holds them, and not a narrower one than ``least``."""
    rank = max(*("bifc".index(one.kind) for one in values), _TYPES.index(least))
    if rank < 2:
        dtype = _TYPES[rank]
        return tuple(Value(one.array.astype(dtype, copy=False), one.bad, one.why) for one in values)
    real = [as_float(one) for one in values]
    if rank == 2:
        return tuple(real)
    return tuple(Value(one.array.astype(np.complex128, copy=False), one.bad, one.why) for one in real)


def need_real(name: str, *values: Value) -> None:
    """Refuse complex numbers.

    Raises
    ------
    EditError
        If there are some.
    """
    if any(one.kind == "c" for one in values):
        raise EditError(f"“{name}” is not defined for complex numbers.")


def need_whole(name: str, *values: Value) -> None:
    """Refuse fractions.

    Raises
    ------
    EditError
        If there are some.
    """
    if any(one.kind not in "bi" for one in values):
        raise EditError(f"“{name}” is defined for whole numbers only.", advice="int(…) makes them whole.")


def add(a: Value, b: Value) -> Value:
    """Return the sum."""
    a, b = common(a, b, least="int64")
    total = np.add(a.array, b.array)
    bad = ((a.array ^ total) & (b.array ^ total)) < 0 if a.kind == "i" else None
    return marked(total, bad, BEYOND, a, b)


def subtract(a: Value, b: Value) -> Value:
    """Return the difference."""
    a, b = common(a, b, least="int64")
    rest = np.subtract(a.array, b.array)
    bad = ((a.array ^ b.array) & (a.array ^ rest)) < 0 if a.kind == "i" else None
    return marked(rest, bad, BEYOND, a, b)


def multiply(a: Value, b: Value) -> Value:
    """Return the product."""
    a, b = common(a, b, least="int64")
    product = np.multiply(a.array, b.array)
    bad = None
    if a.kind == "i" and _largest(a.array) * _largest(b.array) > MOST:
        x, y = np.broadcast_arrays(a.array, b.array)
        divisor = np.where(x == 0, 1, x)
        bad = ((x == -1) & (y == LEAST)) | ((x != 0) & (x != -1) & (product // divisor != y))
    return marked(product, bad, BEYOND, a, b)


def _largest(array: Numbers) -> int:
    return max(abs(int(array.min())), abs(int(array.max()))) if array.size else 0


def negative(a: Value) -> Value:
    """Return it with the other sign."""
    return subtract(Value(np.asarray(0)), a) if a.kind in "bi" else marked(np.negative(a.array), None, "", a)


def absolute(a: Value) -> Value:
    """Return the magnitude."""
    if a.kind == "b":
        return a
    bad = a.array == LEAST if a.kind == "i" else None
    return marked(np.abs(a.array), bad, BEYOND, a)


def divide(a: Value, b: Value) -> Value:
    """Return the quotient as a fraction; by zero it is infinite or NaN."""
    a, b = common(a, b, least="float64")
    return marked(np.true_divide(a.array, b.array), None, "", a, b)


def floor_divide(a: Value, b: Value) -> Value:
    """Return the quotient, rounded down."""
    need_real("//", a, b)
    a, b = common(a, b, least="int64")
    if a.kind == "f":
        return marked(np.floor_divide(a.array, b.array), None, "", a, b)
    divisor = np.where(b.array == 0, 1, b.array)
    is_last = (a.array == LEAST) & (b.array == -1)
    made = np.floor_divide(np.where(is_last, 0, a.array), divisor)
    return marked(made, is_last, BEYOND, marked(made, b.array == 0, BY_ZERO, a, b))


def remainder(a: Value, b: Value) -> Value:
    """Return what is left of `floor_divide`, with the sign of the divisor."""
    need_real("%", a, b)
    a, b = common(a, b, least="int64")
    if a.kind == "f":
        return marked(np.remainder(a.array, b.array), None, "", a, b)
    divisor = np.where((b.array == 0) | (b.array == -1), 1, b.array)  # by −1 nothing is left, either
    return marked(np.remainder(a.array, divisor), b.array == 0, BY_ZERO, a, b)


def power(a: Value, b: Value) -> Value:
    """Return the power; of whole numbers, the exponent is one number.

    Raises
    ------
    EditError
        If the exponent of whole numbers differs from pixel to pixel.
    """
    if a.kind in "fc" or b.kind in "fc":
        a, b = common(a, b, least="float64")
        return marked(np.power(a.array, b.array), None, "", a, b)
    if b.array.ndim:
        raise EditError("The exponent of whole numbers has to be one number.", advice="Write float(a) ** b.")
    exponent = int(b.array)
    if exponent < 0:
        a, b = common(a, b, least="float64")
        return marked(np.power(a.array, b.array), None, "", a, b)
    (base,) = common(a, least="int64")
    if exponent > 64:
        is_small = (base.array >= -1) & (base.array <= 1)
        small = np.where(is_small, base.array, 0)
        odd = small if exponent % 2 else np.abs(small)
        return marked(odd, ~is_small, BEYOND, base, b)
    made = Value(np.ones_like(base.array))
    for bit in f"{exponent:b}":
        made = multiply(made, made)
        made = multiply(made, base) if bit == "1" else made
    return marked(made.array, None, "", made, base, b)


def shift_left(a: Value, b: Value) -> Value:
    """Return it times a power of two."""
    need_whole("<<", a, b)
    a, b = common(a, b, least="int64")
    count = np.clip(b.array, 0, 63)
    made = np.left_shift(a.array, count)
    return marked(made, (b.array != count) | (np.right_shift(made, count) != a.array), BEYOND, a, b)


def shift_right(a: Value, b: Value) -> Value:
    """Return it divided by a power of two, rounded down."""
    need_whole(">>", a, b)
    a, b = common(a, b, least="int64")
    count = np.clip(b.array, 0, 63)
    return marked(np.right_shift(a.array, count), b.array < 0, "A shift is negative", a, b)


def truth(a: Value) -> Value:
    """Tell where it is not zero."""
    return a if a.kind == "b" else marked(a.array != 0, None, "", a)


def choose(condition: Value, a: Value, b: Value) -> Value:
    """Return ``a`` where the condition holds, else ``b``; what is not chosen may be no result."""
    chosen = truth(condition)
    a, b = common(a, b)
    made = np.where(chosen.array, a.array, b.array)
    bad, why = None, a.why or b.why
    if a.bad is not None or b.bad is not None:
        none = np.False_
        bad = np.where(chosen.array, none if a.bad is None else a.bad, none if b.bad is None else b.bad)
        why = why if a.bad is not None and np.any(bad & chosen.array) else b.why or why
    return marked(made, bad, why, chosen)


def whole(a: Value) -> Value:
    """Return the whole part; NaN, infinities and what is beyond 64 bits have none."""
    need_real("int", a)
    if a.kind in "bi":
        return common(a, least="int64")[0]
    held = (a.array >= -(2.0**63)) & (a.array < 2.0**63)
    made = np.trunc(np.where(held, a.array, 0.0)).astype(np.int64)
    return marked(made, ~held, "NaN, an infinity or a number beyond 64 bits has no whole number", a)
