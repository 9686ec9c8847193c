"""What is asked for when an image is to be opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from itk_inspector.control.model.open_image import OpenImage


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A file to read, or a folder to look through.

    Parameters
    ----------
    path : pathlib.Path
    read_as : str
        The ITK pixel type asked for, or ``""``.
    files : tuple of pathlib.Path
        The slices of a DICOM series.
    allow_outside : bool
        The header may take its pixels from outside its own folder.
    scans : bool
        List the series of the folder ``path`` instead of reading it.
    uid : str
        With ``scans``: only this series.
    recursive : bool
        With ``scans``: subfolders too.
    replaces : OpenImage, optional
        The image that is read again; the new one takes its place.
    edits : tuple of int or None
        State of its edits when the user agreed to give them up.
    repeats : bool
        Do its edits again on what is read.
    """

    path: Path
    read_as: str = ""
    files: tuple[Path, ...] = ()
    allow_outside: bool = False
    scans: bool = False
    uid: str = ""
    recursive: bool = False
    replaces: OpenImage | None = None
    edits: tuple[int, int] | None = None
    repeats: bool = False
