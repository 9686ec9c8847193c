"""Every operation: one row each."""

from __future__ import annotations

from itk_inspector.core.editing.operations.expressions import EXPRESSION
from itk_inspector.core.editing.operations.geometry import CROP, EXTRACT, FLIP, PAD, PERMUTE
from itk_inspector.core.editing.operations.labels import COMPONENTS, DISTANCE
from itk_inspector.core.editing.operations.neighbourhoods import MEDIAN, SMOOTH
from itk_inspector.core.editing.operations.resampling import RESAMPLE, RESAMPLE_LIKE
from itk_inspector.core.editing.operations.row import OperationRow
from itk_inspector.core.editing.operations.values import CAST, RESCALE, THRESHOLD
from itk_inspector.core.errors import EditError

ROWS: tuple[OperationRow, ...] = (
    CROP,
    PAD,
    FLIP,
    PERMUTE,
    EXTRACT,
    RESAMPLE,
    RESAMPLE_LIKE,
    EXPRESSION,
    CAST,
    RESCALE,
    THRESHOLD,
    SMOOTH,
    MEDIAN,
    COMPONENTS,
    DISTANCE,
)
_BY_NAME = {row.name: row for row in ROWS}


def row_of(name: str) -> OperationRow:
    """Return the row of an operation.

    Raises
    ------
    EditError
        If there is none of that name.
    """
    if name not in _BY_NAME:
        raise EditError(f"There is no operation called “{name}”.")
    return _BY_NAME[name]
