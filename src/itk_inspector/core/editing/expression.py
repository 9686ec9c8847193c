"""NumPy expressions of pixels, such as ``where(a > 100, a, 0)``: read as a tree, and computed without ever wrapping.

Whole numbers are computed in 64 bits, fractions in float64 (`exact_numbers`); what has no exact result is refused where
it is used. Values go into the pixel type as they are, or by a rule that was chosen (`storing`).
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.exact_numbers import Mask, Numbers, Value
from itk_inspector.core.editing.expression_functions import CONSTANTS, FUNCTIONS, OPERATORS
from itk_inspector.core.editing.expression_source import Source, blocks
from itk_inspector.core.editing.expression_tree import tree_of
from itk_inspector.core.editing.refusal import Refusal
from itk_inspector.core.editing.storing import Storing, stored
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.indexing import ItkIndex, to_itk
from itk_inspector.core.geometry.regions import Region


@dataclass(frozen=True, slots=True)
class Computed:
    """What was written.

    Parameters
    ----------
    least, most : int or float or None
        Of the finite real values; None where there are none.
    nan, infinite : int
        How many values are NaN, and how many infinite.
    """

    least: int | float | None = None
    most: int | float | None = None
    nan: int = 0
    infinite: int = 0

    def with_block(self, array: Numbers) -> Computed:
        """Return the same with more values."""
        if array.dtype.kind == "c" or not array.size:
            return self
        if array.dtype.kind != "f":
            low, high = array.min().item(), array.max().item()
            return Computed(*self._range(int(low), int(high)), self.nan, self.infinite)
        finite = array[np.isfinite(array)]
        nan = int(np.count_nonzero(np.isnan(array)))
        infinite = array.size - finite.size - nan
        ends = self._range(finite.min().item(), finite.max().item()) if finite.size else (self.least, self.most)
        return Computed(*ends, self.nan + nan, self.infinite + infinite)

    def joined(self, other: Computed) -> Computed:
        """Return what is said of the values of both."""
        has_ends = other.least is not None and other.most is not None
        ends = self._range(other.least, other.most) if has_ends else (self.least, self.most)  # type: ignore[arg-type]
        return Computed(*ends, self.nan + other.nan, self.infinite + other.infinite)

    def _range(self, low: float, high: float) -> tuple[float, float]:
        if self.least is None or self.most is None:
            return low, high
        return min(self.least, low), max(self.most, high)


@dataclass(frozen=True, slots=True)
class Expression:
    """One that was read; `parse` makes it.

    Parameters
    ----------
    text : str
    names : frozenset of str
        What it names, beside functions and constants.
    """

    text: str
    names: frozenset[str]
    _tree: ast.expr = field(repr=False, compare=False)

    def result_dtype(self, types: Mapping[str, npt.DTypeLike]) -> np.dtype[Any]:
        """Return what it is computed in: bool, int64, float64 or complex128; no pixel is looked at.

        Parameters
        ----------
        types : mapping of str to dtype
            Of each name.

        Raises
        ------
        EditError
            If it is not defined for them.
        """
        return self._value({name: np.empty((0, 1), types[name]) for name in self.names}).array.dtype

    def result_kind(self, source: Source) -> tuple[np.dtype[Any], int]:
        """Return what it is computed in, and how many components its result has. Raises as `result_dtype` does."""
        array = self._value({name: source.empty(name) for name in self.names}).array
        return array.dtype, array.shape[-1] if array.ndim else 1

    def evaluate(
        self,
        source: Source,
        out: npt.NDArray[Any],
        *,
        region: Region | None = None,
        storing: Storing = Storing.EXACT,
        told: Callable[[float], None] | None = None,
        go_on: Callable[[], bool] | None = None,
    ) -> Computed | None:
        """Compute all pixels, or those of a box, block by block.

        Parameters
        ----------
        source : Source
        out : numpy.ndarray
            Written in C order; shape of the image, plus a component axis if there are several. After a refusal it may
            be written in part.
        region : Region, optional
            All that is computed and written.
        storing : Storing
        told : callable, optional
            Told how much is done, from 0 to 1.
        go_on : callable, optional
            Asked between blocks.

        Returns
        -------
        Computed or None
            None where it was not to go on.

        Raises
        ------
        EditError
            If a value has no exact result or does not fit the pixel type (how many, and the first of them, are said),
            another image does not cover the box, or components do not go together.
        """
        found = self.attempt(source, out, region=region, storing=storing, told=told, go_on=go_on)
        if isinstance(found, Refusal):
            raise found.error()
        return found

    def attempt(
        self,
        source: Source,
        out: npt.NDArray[Any],
        *,
        region: Region | None = None,
        storing: Storing = Storing.EXACT,
        told: Callable[[float], None] | None = None,
        go_on: Callable[[], bool] | None = None,
    ) -> Computed | Refusal | None:
        """Do what `evaluate` does, but return which values are refused."""
        geometry = source.main.geometry
        rows = out.reshape(*geometry.shape, -1)
        whole = Region((0,) * geometry.dimension, geometry.shape) if region is None else region
        if not whole.lies_in(geometry.shape):
            raise EditError("The region extends beyond the image.")
        if self.result_kind(source)[1] not in (1, rows.shape[-1]):
            raise EditError("The result has several components, the image has not as many.")
        told_of, refused, done = Computed(), list[Refusal](), 0
        for block in blocks(whole):
            if go_on is not None and not go_on():
                return None
            value = self._value({name: source.block(name, block) for name in self.names})
            shape = (*block.shape, rows.shape[-1])
            if (without := _without_result(value, shape, block, source)) is not None:
                return without
            made, bad = stored(value, out.dtype, storing)
            target = rows[block.slices]
            target[...] = made
            if (misfits := _not_held(value.array, bad, shape, block, source, out.dtype)) is not None:
                refused.append(misfits)
            told_of = told_of.with_block(target)
            done += block.pixels
            if told is not None:
                told(done / whole.pixels)
        return functools.reduce(Refusal.joined, refused) if refused else told_of

    def _value(self, given: Mapping[str, Numbers]) -> Value:
        """Compute it; infinities and NaN are results, and are told."""
        try:
            with np.errstate(all="ignore"):
                return _computed(self._tree, {name: Value.of(array) for name, array in given.items()})
        except ValueError as e:
            raise EditError("Images of different numbers of components do not go together.", detail=str(e)) from e


def parse(text: str, names: Collection[str]) -> Expression:
    """Read an expression.

    Parameters
    ----------
    text : str
        In Python's syntax.
    names : collection of str
        What it may name: `expression_source.Source.names`.

    Raises
    ------
    EditError
        If it uses anything else than these names, numbers, and the operators and functions of `expression_functions`,
        if it is too large, or if a part of it that names nothing has no result.
    """
    tree, used = tree_of(text, names)
    return Expression(text.strip(), used, tree)


def _computed(node: ast.expr, given: Mapping[str, Value]) -> Value:
    """Compute a node of a tree that was checked."""
    match node:
        case ast.Constant(value=number):
            return Value.of(number)  # type: ignore[arg-type]  # a number, as was checked
        case ast.Name(id=name):
            return given[name] if name in given else Value.of(CONSTANTS[name])
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)].call(_computed(left, given), _computed(right, given))
        case ast.UnaryOp(op=op, operand=operand):
            return OPERATORS[type(op)].call(_computed(operand, given))
        case ast.BoolOp(op=op, values=values):
            return OPERATORS[type(op)].call(*(_computed(one, given) for one in values))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            terms = [_computed(one, given) for one in (left, *comparators)]
            found = [OPERATORS[type(op)].call(*pair) for op, pair in zip(ops, itertools.pairwise(terms), strict=True)]
            return found[0] if len(found) == 1 else OPERATORS[ast.And].call(*found)
        case ast.IfExp(test=test, body=body, orelse=other):
            return FUNCTIONS["where"].call(*(_computed(one, given) for one in (test, body, other)))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name].call(*(_computed(one, given) for one in arguments))
    raise AssertionError(node)  # not on the list of `expression_tree`


def _without_result(value: Value, shape: tuple[int, ...], block: Region, source: Source) -> Refusal | None:
    """Return where there is no exact result; None where all have one."""
    if value.bad is None or not np.any(value.bad):
        return None
    return Refusal(_first(np.broadcast_to(value.bad, shape), block, source), value.why)


def _not_held(
    values: Numbers, bad: Mask, shape: tuple[int, ...], block: Region, source: Source, dtype: np.dtype[Any]
) -> Refusal | None:
    """Return which values the pixel type does not hold; None where it holds all."""
    if not np.any(bad):
        return None
    spread = np.broadcast_to(bad, shape)
    value = np.broadcast_to(values, shape).reshape(-1)[int(np.argmax(spread))].item()
    return Refusal(_first(spread, block, source), "", int(np.count_nonzero(spread)), str(value), dtype.name)


def _first(bad: Mask, block: Region, source: Source) -> ItkIndex:
    place = np.unravel_index(int(np.argmax(bad)), bad.shape)[:-1]
    array_index = tuple(int(s + n) for s, n in zip(block.start, place, strict=True))
    return to_itk(array_index, source.main.geometry.start_index)
