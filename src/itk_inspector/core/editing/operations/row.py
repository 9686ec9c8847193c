"""What there is to know of an operation before it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import Parameter
from itk_inspector.core.errors import EditError
from itk_inspector.core.header.image_info import ImageInfo

Others: TypeAlias = Mapping[str, ImageInfo]
"""Other images that an operation may use, by name."""
Given: TypeAlias = Mapping[str, Any]
"""All parameters of an operation, each read by its `Parameter`."""


class Group(Enum):
    """Where operations stand in the menu."""

    GEOMETRY = "Geometry"
    VALUES = "Values"
    FILTERS = "Filters"
    LABELS = "Labels"


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation as it is known without ITK.

    Parameters
    ----------
    name : str
        In records.
    label : str
        In menus.
    group : Group
    tip : str
    parameters : callable
        Given the image and the others, returns what can be told.
    expected : callable
        Given image, all parameters and the others, returns what comes out, or raises `EditError`.
    text : callable
        Given all parameters, returns what undo and the journal say.
    script : callable
        Given all parameters, returns lines of Python that do the same with ``itk`` and ``np`` alone. They take and
        leave ``pixels`` (NumPy order), and ``start``, ``origin``, ``spacing`` (lists in ITK order) and ``direction``
        (list of rows); other images are ``others[name]``, tuples of these five.
    keeps_lattice : bool
        Size and placement stay, so that it can be done on a region.
    """

    name: str
    label: str
    group: Group
    tip: str
    parameters: Callable[[ImageInfo, Others], tuple[Parameter, ...]]
    expected: Callable[[ImageInfo, Given, Others], Expected]
    text: Callable[[Given], str]
    script: Callable[[Given], tuple[str, ...]]
    keeps_lattice: bool = False

    def complete(self, info: ImageInfo, parameters: Given, others: Others) -> dict[str, Any]:
        """Return all parameters: those that are given, checked, and the image's own defaults.

        Raises
        ------
        EditError
            If one cannot be, or is none of this operation's.
        """
        rest, found = dict(parameters), {}
        for parameter in self.parameters(info, others):
            default = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
            found[parameter.name] = parameter.read(rest.pop(parameter.name, default))
        if rest:
            raise EditError(f"{self.label} has no parameter “{next(iter(rest))}”.")
        return found

    def settled(self, info: ImageInfo, operation: Operation, others: Others) -> Operation:
        """Return the operation with all its parameters; raises as `complete` does."""
        return Operation(self.name, self.complete(info, operation.parameters, others))
