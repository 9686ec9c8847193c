"""An expression of NumPy's as an operation: told before, and written as lines of a script."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.expression import Expression, parse
from itk_inspector.core.editing.expression_functions import CONSTANTS, FUNCTIONS
from itk_inspector.core.editing.expression_source import Operand, Source
from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import Choice, Parameter, Text
from itk_inspector.core.editing.operations.row import Given, OperationRow, Others
from itk_inspector.core.editing.operations.values import type_choice
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.errors import EditError
from itk_inspector.core.header.image_info import ImageInfo

EXAMPLES = ("where(a > 100, a, 0)", "clip(a, 0, 255)", "a - a % 10", "where(x < y, a, 0)")
_LONGEST_SHOWN = 40
_STORING = {
    Storing.EXACT: "are refused",
    Storing.ROUND: "are rounded; refused where they do not fit",
    Storing.CLIP: "are rounded and clipped",
}


def _parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    return (
        Text("text", "Expression", EXAMPLES[0], EXAMPLES, (*source_of(info, others).names, *FUNCTIONS, *CONSTANTS)),
        type_choice(info),
        Choice("storing", "Values that do not fit", "exact", {how.value: said for how, said in _STORING.items()}),
    )


def _operand(info: ImageInfo) -> Operand:
    """Return an image of which only the kind of its pixels is known."""
    pixels = np.broadcast_to(np.zeros((), info.dtype), info.shape)
    return Operand(pixels, info.geometry, info.geometry.start_index)


def source_of(info: ImageInfo, others: Others) -> Source:
    """Return what the names of an expression stand for, without pixels."""
    return Source(_operand(info), {name: _operand(other) for name, other in others.items()})


def read(info: ImageInfo, given: Given, others: Others) -> tuple[Expression, Source]:
    """Return the expression of an operation, and what it names.

    Raises
    ------
    EditError
        If it is none, or names what is not there.
    """
    source = source_of(info, others)
    return parse(given["text"], source.names), source


def _uses(info: ImageInfo, given: Given, others: Others) -> tuple[str, ...]:
    return tuple(name for name in others if name in read(info, given, others)[0].names)


def _expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    expression, source = read(info, given, others)
    kind, channels = expression.result_kind(source)
    wanted = np.dtype(given["type"])
    if kind.kind == "c" and wanted.kind != "c":
        raise EditError("The result is complex; take its real(…), imag(…) or abs(…).")
    notes = [f"It is computed in {kind.name}."]
    if kind.kind == "f" and wanted.kind in "iub" and given["storing"] == Storing.EXACT.value:
        notes.append("Fractions are refused: choose to round, or a floating-point type.")
    channels = info.channels if "region" in given and channels == 1 else channels
    return replace(Expected.like(info), dtype=given["type"], channels=channels, notes=tuple(notes))


def _text(given: Given) -> str:
    text = " ".join(given["text"].split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _script(given: Given) -> tuple[str, ...]:
    from itk_inspector.core.editing.operations.expression_script import lines  # few look for it

    return lines(given["text"], given["type"], given["storing"])


EXPRESSION = OperationRow(
    names.EXPRESSION,
    parameters=_parameters,
    expected=_expected,
    text=_text,
    script=_script,
    reach=lambda given: (0,) * 16,
    uses=_uses,
)
