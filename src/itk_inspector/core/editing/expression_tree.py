"""Texts of expressions, read as trees of which every node is on a list; nothing of them is ever run by Python."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection

from itk_inspector.core.editing.exact_numbers import LEAST, MOST
from itk_inspector.core.editing.expression_functions import CONSTANTS, FUNCTIONS, OPERATORS
from itk_inspector.core.errors import EditError

MOST_LETTERS = 2000
"""Of a text."""
MOST_NODES = 300
"""Of a tree, operators and names counted alike."""
MOST_LEVELS = 40
"""From the root of a tree to a leaf: as many intermediate results may be held at once."""


def tree_of(text: str, names: Collection[str]) -> tuple[ast.expr, frozenset[str]]:
    """Read a text in Python's syntax.

    Parameters
    ----------
    text : str
    names : collection of str
        What it may name, beside functions and constants.

    Returns
    -------
    ast.expr
        Nothing but numbers, these names, and the operators and functions of `expression_functions`.
    frozenset of str
        The names that occur.

    Raises
    ------
    EditError
        If it is no such expression, or too large.
    """
    if not text.strip():
        raise EditError("Enter an expression, such as where(a > 100, a, 0).")
    if len(text) > MOST_LETTERS:
        raise EditError(f"The expression is longer than {MOST_LETTERS:,} letters.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what looks odd to Python: the list decides
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as e:
        said = e.msg if isinstance(e, SyntaxError) and e.msg else "it cannot be read"
        raise EditError(f"Not a valid expression: {said}.") from e
    check = _Check(names)
    check.node(tree, 1)
    return tree, frozenset(check.used)


class _Check:
    """Goes through a tree and refuses what is not on the list."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._count = 0
        self.used: set[str] = set()

    def node(self, node: ast.expr, level: int) -> None:
        self._count += 1
        if self._count > MOST_NODES or level > MOST_LEVELS:
            raise EditError("The expression is too large.", advice="Do it in several steps.")
        inner: list[ast.expr] = []
        operators: list[ast.AST] = []
        match node:
            case ast.Constant():
                _number(node.value)
            case ast.Name(id=name):
                self._name(name)
            case ast.BinOp(left=left, op=op, right=right):
                inner, operators = [left, right], [op]
            case ast.UnaryOp(op=op, operand=operand):
                inner, operators = [operand], [op]
            case ast.BoolOp(op=op, values=values):
                inner, operators = values, [op]
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                inner, operators = [left, *comparators], list(ops)
            case ast.IfExp(test=test, body=body, orelse=other):
                inner = [test, body, other]
            case ast.Call():
                inner = _arguments(node)
            case _:
                raise EditError(_refusal(node))
        for operator in operators:
            if type(operator) not in OPERATORS:
                raise EditError(f"The operator “{type(operator).__name__}” cannot be used.")
        for one in inner:
            self.node(one, level + 1)

    def _name(self, name: str) -> None:
        if name in self._names:
            self.used.add(name)
        elif name in FUNCTIONS:
            raise EditError(f"“{name}” is a function: write {name}(…).")
        elif name not in CONSTANTS:
            raise EditError(f"There is no “{name}” here.", advice=f"There are {', '.join(sorted(self._names))}.")


def _number(value: object) -> None:
    if not isinstance(value, bool | int | float | complex):
        raise EditError("Only numbers can be computed with.")
    if type(value) is int and not LEAST <= value <= MOST:
        raise EditError("A whole number is beyond 64 bits.", advice="Write it with a point: 1e20.")


def _arguments(node: ast.Call) -> list[ast.expr]:
    """Return what a function on the list is called with."""
    if not isinstance(node.func, ast.Name):
        raise EditError(_refusal(node.func))
    name, count = node.func.id, len(node.args)
    function = FUNCTIONS.get(name)
    if function is None:
        raise EditError(f"There is no function “{name}”.", advice=f"There are {', '.join(sorted(FUNCTIONS))}.")
    if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        raise EditError(f"“{name}” takes its arguments by place only.")
    if not function.least <= count <= function.most:
        several = f"{function.least} to {function.most}" if function.most > function.least else f"{function.least}"
        raise EditError(f"“{name}” takes {several} arguments, not {count}.")
    return node.args


def _refusal(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name):
            return f"No dots: write {name}(…), not np.{name}(…)." if name in FUNCTIONS else "Dots cannot be used."
        case ast.Subscript():
            return "Square brackets cannot be used."
        case ast.Tuple() | ast.List() | ast.Set() | ast.Dict():
            return "An expression gives one number for each pixel, not several."
    return "Only numbers, names, operators and functions can be used."
