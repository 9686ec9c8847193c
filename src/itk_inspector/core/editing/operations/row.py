"""What there is to know of an operation before it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.names import OperationName
from itk_inspector.core.editing.operations.parameter import Parameter
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo

Others: TypeAlias = Mapping[str, ImageInfo]
"""Other images that an operation may use, by name."""
Given: TypeAlias = Mapping[str, Any]
"""All parameters of an operation, each read by its `Parameter`."""


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation as it is known without ITK.

    Parameters
    ----------
    names : OperationName
    parameters : callable
        Given the image and the others, returns what can be told.
    expected : callable
        Given image, all parameters and the others, returns what comes out, or raises `EditError`.
    text : callable
        Given all parameters, returns what undo and the journal say.
    script : callable
        Given all parameters, returns lines of Python that do the same with ``itk``, ``math``, ``np`` and
        `script.PRELUDE` alone. They take and leave ``pixels`` (NumPy order), and ``start``, ``origin``, ``spacing``
        (lists in ITK order) and ``direction`` (a list of rows).
    reach : callable, optional
        Given all parameters, returns how far around a pixel the operation looks, along each axis in ITK's order, or
        ``()`` where it looks at all. Given where size and placement stay, so that it can be done on a region.
    uses : callable
        Given image, all parameters and the others, returns which of the others it looks at.
    """

    names: OperationName
    parameters: Callable[[ImageInfo, Others], tuple[Parameter, ...]]
    expected: Callable[[ImageInfo, Given, Others], Expected]
    text: Callable[[Given], str]
    script: Callable[[Given], tuple[str, ...]]
    reach: Callable[[Given], tuple[int, ...]] | None = None
    uses: Callable[[ImageInfo, Given, Others], tuple[str, ...]] = lambda info, given, others: ()

    def complete(self, info: ImageInfo, parameters: Given, others: Others) -> dict[str, Any]:
        """Return all parameters: those that are given, checked, and the image's own defaults.

        Raises
        ------
        EditError
            If one cannot be, or is none of this operation's.
        """
        rest = dict(parameters)
        found: dict[str, Any] = {}
        if self.reach is not None and rest.get("region") is not None:
            found["region"] = region_record(region_of(rest, info))
        if self.reach is not None:
            rest.pop("region", None)
        for parameter in self.parameters(info, others):
            default = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
            found[parameter.name] = parameter.read(rest.pop(parameter.name, default))
        if rest:
            raise EditError(f"{self.title} has no parameter “{next(iter(rest))}”.")
        return found

    def outcome(self, info: ImageInfo, given: Given, others: Others) -> Expected:
        """Return what comes out; raises as ``expected`` does."""
        expected = self.expected(info, given, others)
        if "region" in given and (expected.dtype, expected.channels) != (info.dtype, info.channels):
            raise EditError(f"{self.title} of a region: the pixel type cannot change there.")
        return expected

    def said(self, given: Given) -> str:
        """Return what undo and the journal say."""
        return f"{self.text(given)}{' in a region' if 'region' in given else ''}"

    def lines(self, given: Given) -> tuple[str, ...]:
        """Return the script's lines, also for a region: its pixels are those of the same on a box around it."""
        if "region" not in given or self.reach is None:
            return self.script(given)
        start, extent = given["region"]["start"], given["region"]["extent"]
        reach = list(self.reach(given))[::-1]
        inside = (
            ["pixels, middle = whole, box"]
            if not reach
            else [
                f"low = [max(0, s - r) for s, r in zip({start}, {reach})]",
                f"high = [min(n, s + e + r) for s, e, r, n in zip({start}, {extent}, {reach}, whole.shape)]",
                "pixels = whole[tuple(slice(a, b) for a, b in zip(low, high))]",
                "begin, start = start, [s + o for s, o in zip(start, low[: len(start)][::-1])]",
                f"middle = tuple(slice(s - a, s - a + e) for s, e, a in zip({start}, {extent}, low))",
            ]
        )
        box = f"box = tuple(slice(s, s + e) for s, e in zip({start}, {extent}))"
        last = ["start = begin"] if reach else []
        last += ["whole = whole.copy()", "whole[box] = pixels[middle]", "pixels = whole"]
        return ("whole = pixels", box, *inside, *self.script(given), *last)

    @property
    def name(self) -> str:
        """What it is called in records."""
        return self.names.name

    @property
    def title(self) -> str:
        """What it is called in a sentence."""
        return self.names.title

    def settled(self, info: ImageInfo, operation: Operation, others: Others) -> Operation:
        """Return the operation with all its parameters; raises as `complete` does."""
        return Operation(self.name, self.complete(info, operation.parameters, others))


def region_of(given: Given, info: ImageInfo) -> Region:
    """Return the region of an operation, all of the image where none is given.

    Raises
    ------
    EditError
        If it is damaged, or reaches outside.
    """
    shape = info.geometry.shape
    if given.get("region") is None:
        return Region((0,) * len(shape), shape)
    try:
        start, extent = (tuple(given["region"][name]) for name in ("start", "extent"))
    except (LookupError, TypeError) as e:
        raise EditError("The region of an operation is damaged.", detail=repr(e)) from e
    if any(type(n) is not int for n in (*start, *extent)) or not Region(start, extent).lies_in(shape):
        raise EditError("The region extends beyond the image.")
    return Region(start, extent)


def region_record(region: Region) -> dict[str, Any]:
    """Return a region as plain data."""
    return {"start": list(region.start), "extent": list(region.shape)}
