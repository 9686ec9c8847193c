"""Why something could not be written, where the disk or the system is the reason."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.core.errors import ExportError, InspectorError
from itk_inspector.core.export.unharmed import UNTOUCHED
from itk_inspector.storage.atomic_write import reason_of


def with_reason(error: InspectorError, target: Path, folder: Path) -> InspectorError:
    """Return an error that names the reason; the same one where the disk is none.

    Parameters
    ----------
    error : InspectorError
    target : pathlib.Path
        As the user named it.
    folder : pathlib.Path
        In which it was to be.
    """
    cause: Exception = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(error, ExportError) and error.errno is not None:
        cause = OSError(error.errno, error.detail)
    reason = reason_of(cause, folder)
    if not reason:
        return error
    sentence = f"{target.name} could not be written{reason}."
    return ExportError(sentence, advice=f"{UNTOUCHED} Free some space, or choose another folder.", detail=error.detail)
