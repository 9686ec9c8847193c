"""What is kept of images, such as their points: one small file an image, in the user's data folder."""

from __future__ import annotations

import os
from pathlib import Path

from itk_inspector.core.system.user_folders import data_home
from itk_inspector.storage.atomic_write import Consent, write_bytes

_MOST = 16 * 1024 * 1024


class PointStore:
    """Texts of one kind under the keys of images.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Made when something is first kept; the user's data folder by default.
    kind : str
        Name of their folder there.
    """

    def __init__(self, folder: Path | None = None, kind: str = "points") -> None:
        self._folder = folder
        self._kind = kind

    def _place(self) -> Path:
        return self._folder if self._folder is not None else data_home() / "itk-inspector" / self._kind

    def has_any(self, prefix: str) -> bool:
        """Tell whether something is kept under a key that begins so; no pixel needs to be read where it is not."""
        try:
            return any(name.startswith(prefix) for name in os.listdir(self._place()))
        except (OSError, RuntimeError):  # no folder yet, or no home
            return False

    def load(self, key: str) -> str:
        """Return what is kept under a key; ``""`` where there is nothing that can be read."""
        try:
            path = self._place() / f"{key}.json"
            return path.read_text(encoding="utf-8") if path.stat().st_size <= _MOST else ""
        except (OSError, RuntimeError, ValueError):
            return ""

    def save(self, key: str, text: str) -> None:
        """Keep a text under a key; an empty one is forgotten.

        Raises
        ------
        ExportError
            If it cannot be kept; what was there before is untouched.
        OSError, RuntimeError
            If there is no folder for it.
        """
        folder = self._place()
        path = folder / f"{key}.json"
        if text:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_bytes(path, text.encode("utf-8"), Consent(overwrite=True))
        else:
            path.unlink(missing_ok=True)
