"""Writing a small file so that a failure leaves the old one as it was."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from itk_inspector.core.errors import ExportError


def write_bytes(path: Path, data: bytes) -> None:
    """Write to a temporary name in the same folder, then put it in place in one step.

    Raises
    ------
    ExportError
        If the file could not be written; what was there before is untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as e:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise ExportError(
            f"{path.name} could not be written.", advice="Check the folder and its free space.", detail=str(e)
        ) from e
