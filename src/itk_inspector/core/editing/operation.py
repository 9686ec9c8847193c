"""An operation on a whole copy: what is done, by which parameters; who does it is another's work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Self

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.steps import Record
from itk_inspector.core.errors import EditError

_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Operation:
    """What is to be done to an image.

    Parameters
    ----------
    name : str
        Of a row in `core.editing.operations.table`.
    parameters : mapping of str to plain data
        Texts, numbers, truth values, None, lists of them and mappings from texts to them. Axes are ITK's.
        ``region``, where one is given, is ``{"start": [...], "extent": [...]}`` in NumPy order.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def record(self) -> Record:
        """Return it as plain data, as JSON holds it."""
        return {"name": self.name, "parameters": _plain(self.parameters)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Read what `record` made, also after it was written as JSON and read again.

        Raises
        ------
        EditError
            If the record is damaged.
        """
        try:
            name, parameters = record["name"], record["parameters"]
            if type(name) is not str or not isinstance(parameters, Mapping):
                raise TypeError(f"no operation: {name!r}")
            return cls(name, _plain(parameters))
        except (LookupError, TypeError) as e:
            raise EditError("The record of an operation is damaged.", detail=repr(e)) from e


def _plain(value: Any, depth: int = 0) -> Any:
    """Return a copy of plain data, sequences as lists.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    if depth > _DEEPEST:
        raise TypeError("nested too deeply")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, Mapping) and all(type(key) is str for key in value):
        return {key: _plain(one, depth + 1) for key, one in value.items()}
    raise TypeError(f"no plain data: {value!r:.80}")
