"""The operators and functions that an expression may use, and no others."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing import exact_numbers as exact
from itk_inspector.core.editing.exact_numbers import Value, as_float, common, marked, need_real, need_whole, truth


@dataclass(frozen=True, slots=True)
class Function:
    """What may be called.

    Parameters
    ----------
    call : callable
        From as many `Value` as it is given to one.
    least, most : int
        How many.
    """

    call: Callable[..., Value]
    least: int = 1
    most: int = 1


def _real(name: str, function: Callable[..., Any]) -> Callable[..., Value]:
    """Return a function of fractions, which NumPy computes; complex numbers are refused."""

    def call(*values: Value) -> Value:
        need_real(name, *values)
        given = common(*values, least="float64")
        return marked(function(*(one.array for one in given)), None, "", *given)

    return call


def _analytic(function: Callable[..., Any]) -> Callable[..., Value]:
    """Return a function of fractions or complex numbers."""

    def call(*values: Value) -> Value:
        given = common(*values, least="float64")
        return marked(function(*(one.array for one in given)), None, "", *given)

    return call


def _rounded(name: str, function: Callable[..., Any]) -> Callable[..., Value]:
    """Return a rounding; whole numbers stay what they are."""

    def call(value: Value) -> Value:
        need_real(name, value)
        return value if value.kind in "bi" else marked(function(value.array), None, "", value)

    return call


def _extreme(name: str, function: Callable[..., Any]) -> Callable[..., Value]:
    def call(*values: Value) -> Value:
        need_real(name, *values)
        given = common(*values)
        made = given[0].array
        for one in given[1:]:
            made = function(made, one.array)
        return marked(made, None, "", *given)

    return call


def _clip(value: Value, low: Value, high: Value) -> Value:
    need_real("clip", value, low, high)
    return FUNCTIONS["minimum"].call(FUNCTIONS["maximum"].call(value, low), high)


def _told(function: Callable[..., Any]) -> Callable[..., Value]:
    """Return a question about numbers."""
    return lambda value: marked(function(value.array), None, "", value)


def _compared(name: str, function: Callable[..., Any], *, orders: bool = True) -> Callable[..., Value]:
    def call(a: Value, b: Value) -> Value:
        if orders:
            need_real(name, a, b)
        a, b = common(a, b)
        return marked(function(a.array, b.array), None, "", a, b)

    return call


def _logical(function: Callable[..., Any]) -> Callable[..., Value]:
    def call(*values: Value) -> Value:
        given = [truth(one) for one in values]
        made = given[0].array
        for one in given[1:]:
            made = function(made, one.array)
        return marked(made, None, "", *given)

    return call


def _bitwise(name: str, function: Callable[..., Any]) -> Callable[..., Value]:
    def call(a: Value, b: Value) -> Value:
        need_whole(name, a, b)
        a, b = common(a, b)
        return marked(function(a.array, b.array), None, "", a, b)

    return call


def _not(value: Value) -> Value:
    return marked(np.logical_not(truth(value).array), None, "", value)


def _invert(value: Value) -> Value:
    need_whole("~", value)
    return marked(np.invert(value.array), None, "", value)


def _sign(value: Value) -> Value:
    need_real("sign", value)
    (value,) = common(value, least="int64")
    return marked(np.sign(value.array), None, "", value)


def _part(function: Callable[..., Any]) -> Callable[..., Value]:
    """Return a part of a complex number; a real one is its own real part."""

    def call(value: Value) -> Value:
        (value,) = common(value, least="int64")
        return marked(function(value.array), None, "", value)

    return call


def _is_in(value: Value, *others: Value) -> Value:
    return FUNCTIONS["logical_or"].call(*(OPERATORS[ast.Eq].call(value, other) for other in others), Value.of(False))


OPERATORS: Mapping[type[ast.AST], Function] = MappingProxyType(
    {
        ast.Add: Function(exact.add),
        ast.Sub: Function(exact.subtract),
        ast.Mult: Function(exact.multiply),
        ast.Div: Function(exact.divide),
        ast.FloorDiv: Function(exact.floor_divide),
        ast.Mod: Function(exact.remainder),
        ast.Pow: Function(exact.power),
        ast.LShift: Function(exact.shift_left),
        ast.RShift: Function(exact.shift_right),
        ast.BitAnd: Function(_bitwise("&", np.bitwise_and)),
        ast.BitOr: Function(_bitwise("|", np.bitwise_or)),
        ast.BitXor: Function(_bitwise("^", np.bitwise_xor)),
        ast.USub: Function(exact.negative),
        ast.UAdd: Function(lambda value: value),
        ast.Invert: Function(_invert),
        ast.Not: Function(_not),
        ast.And: Function(_logical(np.logical_and)),
        ast.Or: Function(_logical(np.logical_or)),
        ast.Eq: Function(_compared("==", np.equal, orders=False)),
        ast.NotEq: Function(_compared("!=", np.not_equal, orders=False)),
        ast.Lt: Function(_compared("<", np.less)),
        ast.LtE: Function(_compared("<=", np.less_equal)),
        ast.Gt: Function(_compared(">", np.greater)),
        ast.GtE: Function(_compared(">=", np.greater_equal)),
    }
)
"""Operators, by the nodes of Python's syntax tree."""

_MANY = 16
_REAL = {
    name: Function(_real(name, getattr(np, name)), count, count)
    for name, count in {
        **dict.fromkeys(("cbrt", "exp2", "expm1", "log1p", "degrees", "radians"), 1),
        **dict.fromkeys(("arctan2", "hypot", "fmod"), 2),
    }.items()
}
_ANALYTIC = {
    name: Function(_analytic(getattr(np, name)))
    for name in (
        *("sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "arcsin", "arccos", "arctan"),
        *("sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"),
    )
}
FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        **_REAL,
        **_ANALYTIC,
        "where": Function(exact.choose, 3, 3),
        "minimum": Function(_extreme("minimum", np.minimum), 2, _MANY),
        "maximum": Function(_extreme("maximum", np.maximum), 2, _MANY),
        "min": Function(_extreme("min", np.minimum), 2, _MANY),
        "max": Function(_extreme("max", np.maximum), 2, _MANY),
        "clip": Function(_clip, 3, 3),
        "abs": Function(exact.absolute),
        "absolute": Function(exact.absolute),
        "sign": Function(_sign),
        "square": Function(lambda value: exact.multiply(value, value)),
        "mod": Function(exact.remainder, 2, 2),
        "remainder": Function(exact.remainder, 2, 2),
        "power": Function(exact.power, 2, 2),
        "floor_divide": Function(exact.floor_divide, 2, 2),
        "round": Function(_rounded("round", np.rint)),
        "rint": Function(_rounded("rint", np.rint)),
        "floor": Function(_rounded("floor", np.floor)),
        "ceil": Function(_rounded("ceil", np.ceil)),
        "trunc": Function(_rounded("trunc", np.trunc)),
        "isnan": Function(_told(np.isnan)),
        "isinf": Function(_told(np.isinf)),
        "isfinite": Function(_told(np.isfinite)),
        "isin": Function(_is_in, 2, _MANY),
        "logical_and": Function(_logical(np.logical_and), 2, _MANY),
        "logical_or": Function(_logical(np.logical_or), 2, _MANY),
        "logical_xor": Function(_logical(np.logical_xor), 2, 2),
        "logical_not": Function(_not),
        "bitwise_and": Function(_bitwise("bitwise_and", np.bitwise_and), 2, 2),
        "bitwise_or": Function(_bitwise("bitwise_or", np.bitwise_or), 2, 2),
        "bitwise_xor": Function(_bitwise("bitwise_xor", np.bitwise_xor), 2, 2),
        "real": Function(_part(np.real)),
        "imag": Function(_part(np.imag)),
        "conj": Function(_part(np.conj)),
        "angle": Function(_analytic(np.angle)),
        "float": Function(as_float),
        "int": Function(exact.whole),
        "bool": Function(truth),
    }
)
"""Functions, by the names that NumPy or Python has for them."""
CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": np.pi, "nan": np.nan, "inf": np.inf})
"""Numbers that have a name."""
