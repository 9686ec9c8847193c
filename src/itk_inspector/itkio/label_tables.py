"""Where the label table of an image is: in its own header, or in a file beside it."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.header.companions import label_files
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import LARGEST_FILE, LabelTable
from itk_inspector.core.system.open_files import CLOEXEC, NONBLOCK
from itk_inspector.itkio.files import named_files

_OF_NIFTI = "label table in the NIfTI header"
_WITHOUT_EXTENSIONS = ("348", "352", "540", "544")
"""Where the pixels lie in a file whose header has no extensions."""
_OF_BIDS = "_dseg.tsv"
_ANY_TEXT = (".txt", ".tsv")
"""Extensions of files that need not be label tables: nothing is said of one that is none."""


def with_labels(info: ImageInfo) -> ImageInfo:
    """Return what a header says together with its label table; nothing is opened for an image of other values.

    Labels are whole numbers. In floats they are looked for only where the header itself may have a table, as those of
    Connectome Workbench.

    Parameters
    ----------
    info : ImageInfo
        Of a file.
    """
    named = with_segments(info)
    is_stored = info.takes_labels and not info.read_as
    if named.labels is not None or not is_stored or info.format == "GDCMImageIO":
        return named
    notes = []
    for find in (_in_nifti, _beside) if info.has_label_values else (_in_nifti,):
        try:
            labels = find(info)
        except LabelTableError as e:
            notes.append(e.message)
            continue
        if labels is not None:
            return _noted(replace(info, labels=labels, notes=(*info.notes, *notes)))
    return replace(info, notes=(*info.notes, *notes)) if notes else info


def with_segments(info: ImageInfo) -> ImageInfo:
    """Return what is said of an image together with the segments that its own keys state; no file is opened."""
    if not any(key.startswith("Segment") for key in info.metadata):
        return info
    from itk_inspector.core.labels.segments import segment_table  # few files need a reader of label tables

    segments = segment_table(info.metadata)
    named = info if segments is None else replace(info, labels=segments)
    return _noted(named) if segments is not None and named.has_label_values else info


def read_label_file(path: Path) -> LabelTable:
    """Read the label table in a file.

    Raises
    ------
    LabelTableError
        If it holds none, or cannot be read.
    """
    from itk_inspector.core.labels.label_file import read_label_table  # few files need a reader of label tables

    try:
        fd = os.open(path, os.O_RDONLY | CLOEXEC | NONBLOCK)
        with open(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise LabelTableError(f"{path.name} is not a regular file.")
            data = file.read(LARGEST_FILE + 1)
    except OSError as e:
        raise LabelTableError(f"{path.name} could not be read.", advice=e.strerror or "", detail=str(e)) from e
    return read_label_table(data, path.name)


def _noted(info: ImageInfo) -> ImageInfo:
    """Return a header with what was left out of its label table among its notes."""
    assert info.labels is not None
    said = [f"{info.labels.source[0].upper()}{info.labels.source[1:]}: {note}" for note in info.labels.notes]
    return replace(info, notes=(*info.notes, *said)) if said else info


def _in_nifti(info: ImageInfo) -> LabelTable | None:
    if info.format != "NiftiImageIO" or info.metadata.get("vox_offset", "").strip() in _WITHOUT_EXTENSIONS:
        return None
    from itk_inspector.core.labels.label_xml import table_of_xml  # few files need a reader of label tables
    from itk_inspector.itkio.second.nifti_extensions import label_xml

    data = label_xml(info.path)
    if data is None:
        return None
    try:
        return table_of_xml(data, _OF_NIFTI, is_in_header=True)
    except LabelTableError as e:
        raise LabelTableError(f"The {_OF_NIFTI} cannot be read: {e.message[0].lower()}{e.message[1:]}") from e


def _beside(info: ImageInfo) -> LabelTable | None:
    """Return the table in the first file of a fixed name that holds one."""
    complaint: LabelTableError | None = None
    for file in label_files(info.path):
        if not file.is_file() or not named_files.lies_inside(file, info.path):
            continue
        try:
            return read_label_file(file)
        except LabelTableError as e:
            is_meant = file.suffix not in _ANY_TEXT or file.name.endswith(_OF_BIDS)
            complaint = complaint or (e if is_meant else None)
    if complaint is not None:
        raise complaint
    return None
