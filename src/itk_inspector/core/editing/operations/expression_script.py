"""An expression as lines of plain NumPy, which give the same bits."""

from __future__ import annotations

import ast
import functools
import itertools
import math
from collections.abc import Callable, Mapping

from itk_inspector.core.editing.expression_functions import CONSTANTS
from itk_inspector.core.editing.expression_source import INDICES, PIXELS, POINTS
from itk_inspector.core.errors import EditError

_MOST_AXES = 4
_OWN = {*INDICES, *POINTS, *CONSTANTS}
_ARITHMETIC: Mapping[type[ast.operator], str] = {
    ast.Add: "{} + {}",
    ast.Sub: "{} - {}",
    ast.Mult: "{} * {}",
    ast.Div: "np.true_divide({}, {})",
    ast.FloorDiv: "np.floor_divide({}, {})",
    ast.Mod: "np.remainder({}, {})",
    ast.LShift: "np.left_shift({}, {})",
    ast.RShift: "np.right_shift({}, {})",
}
_BITS: Mapping[type[ast.operator], str] = {ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^"}
_COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_TRUTHS = ("isnan", "isinf", "isfinite", "logical_not")
_AS_NUMBERS = {"sign": "np.sign", "square": "np.square", "real": "np.real", "imag": "np.imag", "conj": "np.conj"}
_AS_NUMBERS |= {"mod": "np.remainder", "remainder": "np.remainder", "floor_divide": "np.floor_divide"}
_AS_THEY_ARE = {"abs": "np.abs", "absolute": "np.abs", "where": "np.where"}
_AS_THEY_ARE |= dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor", "logical_xor", *_TRUTHS), "np.{}")
_NESTED = {"minimum": "np.minimum", "maximum": "np.maximum", "min": "np.minimum", "max": "np.maximum"}
_NESTED |= {"logical_and": "np.logical_and", "logical_or": "np.logical_or"}
_ROUNDED = {"round": "np.rint", "rint": "np.rint", "floor": "np.floor", "ceil": "np.ceil", "trunc": "np.trunc"}
_MADE = {"float": "fraction({})", "int": "np.trunc(number({})).astype(np.int64)", "bool": "np.not_equal({}, 0)"}


def lines(text: str, dtype: str, storing: str) -> tuple[str, ...]:
    """Return lines as `OperationRow.script` does, for an expression that was found to be one.

    Raises
    ------
    EditError
        If it uses other images, which a script has not.
    """
    tree = ast.parse(text.strip(), mode="eval").body
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    given = [f"# {line}" for line in text.strip().splitlines()]
    given += ["a = widened(pixels.reshape(*pixels.shape[: len(start)], -1))"]
    for name in sorted(used - called - {PIXELS} - CONSTANTS.keys()):
        given.append(_definition(name))
    return (
        *given,
        'with np.errstate(all="ignore"):',
        f"    values = np.asarray({_written(tree)})",
        f'pixels = stored(values, a, "{dtype}", "{storing}").reshape(*pixels.shape[: len(start)], -1)',
        "pixels = pixels[..., 0] if pixels.shape[-1] == 1 else pixels",
    )


def _definition(name: str) -> str:
    if name in INDICES:
        return f"{name} = indices({INDICES.index(name)}, pixels, start)"
    if name in POINTS:
        return f"{name} = points({POINTS.index(name)}, pixels, start, origin, spacing, direction)"
    if name.startswith(PIXELS) and name[1:].isdigit():
        return f"{name} = a[..., {name[1:]} : {int(name[1:]) + 1}]"
    raise EditError(f"A script cannot be written: the expression uses another image, “{name}”.")


def _written(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=complex() as value):
            return f"complex(0, {_real(value.imag)})"
        case ast.Constant(value=float() as value):
            return _real(value)
        case ast.Constant(value=value):
            return repr(value)
        case ast.Name(id=name):
            return f"np.{name}" if name in CONSTANTS else name
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"power({_written(left)}, {_written(right)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BITS:
            return f"({_written(left)} {_BITS[type(op)]} {_written(right)})"
        case ast.BinOp(left=left, op=op, right=right):
            made = _ARITHMETIC[type(op)].format(_number(left), _number(right))
            return f"({made})" if isinstance(op, ast.Add | ast.Sub | ast.Mult) else made
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"(-{_number(operand)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"np.logical_not({_written(operand)})"
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return f"np.invert({_written(operand)})"
        case ast.UnaryOp(operand=operand):
            return _written(operand)
        case ast.BoolOp(op=op, values=values):
            return _nested("np.logical_and" if isinstance(op, ast.And) else "np.logical_or", values)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            pairs = zip(itertools.pairwise((left, *comparators)), ops, strict=True)
            terms = [f"({_written(one)} {_COMPARED[type(op)]} {_written(other)})" for (one, other), op in pairs]
            return functools.reduce(lambda one, other: f"np.logical_and({one}, {other})", terms)
        case ast.IfExp(test=test, body=body, orelse=other):
            return f"np.where({_written(test)}, {_written(body)}, {_written(other)})"
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _called(name, arguments)
    raise AssertionError(node)  # not on the list of `expression_tree`


def _real(value: float) -> str:
    return "np.inf" if math.isinf(value) else repr(value)  # such as 1e999


def _number(node: ast.expr) -> str:
    """Write an operand of arithmetic; truth values count as 0 and 1."""
    match node:
        case ast.Constant(value=value):
            is_number = not isinstance(value, bool)
        case ast.BinOp(op=op):
            is_number = type(op) not in _BITS
        case _:
            is_number = isinstance(node, ast.Name) and node.id in _OWN
    return _written(node) if is_number else f"number({_written(node)})"


def _nested(function: str, arguments: list[ast.expr]) -> str:
    return functools.reduce(lambda one, other: f"{function}({one}, {other})", map(_written, arguments))


def _called(name: str, arguments: list[ast.expr]) -> str:
    plain: Callable[[], str] = lambda: ", ".join(map(_written, arguments))  # noqa: E731  # not all need it
    if name in _NESTED:
        return _nested(_NESTED[name], arguments)
    if name == "clip":
        value, low, high = map(_written, arguments)
        return f"np.minimum(np.maximum({value}, {low}), {high})"
    if name == "power":
        return f"power({plain()})"
    if name == "isin":
        value = _written(arguments[0])
        equal = [f"({value} == {_written(one)})" for one in arguments[1:]]
        return functools.reduce(lambda one, other: f"np.logical_or({one}, {other})", equal)
    if name in _ROUNDED:
        return f"whole_part({_ROUNDED[name]}, {plain()})"
    if name in _MADE:
        return _MADE[name].format(plain())
    if name in _AS_NUMBERS:
        return f"{_AS_NUMBERS[name]}({', '.join(map(_number, arguments))})"
    if name in _AS_THEY_ARE:
        return f"{_AS_THEY_ARE[name].format(name)}({plain()})"
    return f"np.{name}({', '.join(f'fraction({_written(one)})' for one in arguments)})"
