"""An expression with the type of its results, for pixels that are computed box by box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.expression_source import PIXELS
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.errors import EditError
from itk_inspector.core.text.visible_text import visible_text


@dataclass(frozen=True, slots=True)
class Formula:
    """What each pixel becomes.

    Parameters
    ----------
    text : str
        An expression.
    dtype : str
        NumPy name of the type that values are stored in; ``""`` for that of the image.
    storing : Storing
        What becomes of values that this type does not hold.
    """

    text: str = PIXELS
    dtype: str = ""
    storing: Storing = Storing.EXACT

    @property
    def parameters(self) -> dict[str, str]:
        """As those of an operation."""
        return {"text": self.text, "storing": self.storing.value} | ({"type": self.dtype} if self.dtype else {})


def formulas_of(records: Sequence[Mapping[str, Any]]) -> tuple[Formula, ...]:
    """Return the steps of a journal as formulas, each of the results of the one before.

    Raises
    ------
    EditError
        With the number and the label of the first step that is none.
    """
    return tuple(_formula(record, number) for number, record in enumerate(records, 1))


def _formula(record: Mapping[str, Any], number: int) -> Formula:
    sentence = f"Step {number}, “{visible_text(str(record.get('label', '')))}”, cannot be repeated."
    try:
        operation = Operation.from_record(record["operation"]) if "operation" in record else None
        if operation is None or operation.name != names.EXPRESSION.name or "region" in operation.parameters:
            raise EditError(
                f"{sentence} Into a new store only expressions of all pixels are.",
                advice="Apply the journal to a part of the image, into another format.",
            )
        given = operation.parameters
        return Formula(given["text"], given.get("type", ""), Storing(given.get("storing", Storing.EXACT.value)))
    except (LookupError, TypeError, ValueError) as e:
        raise EditError(f"{sentence} Its record is damaged.", detail=repr(e)) from e
