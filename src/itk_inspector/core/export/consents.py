"""What a person has to agree to before a file is written: asked by the dialog, the command line and the Python API."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.export.header_fields import missed
from itk_inspector.core.export.kept_metadata import holdable
from itk_inspector.core.export.preflight import ExportRequest, Finding, Severity, check
from itk_inspector.core.export.unharmed import LEFT
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo


class ConsentKind(Enum):
    """What is agreed to."""

    LOSS = "loss"
    REPLACE = "replace"
    REPLACE_OPEN = "replace-open"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class ConsentNeeded:
    """One thing to agree to.

    Parameters
    ----------
    kind : ConsentKind
    question : str
        Beside a box to tick.
    is_given : bool
        The request holds it.
    refusal : str
        Why nothing is written without it; empty where the file is written either way.
    advice : str
    """

    kind: ConsentKind
    question: str
    is_given: bool
    refusal: str = ""
    advice: str = ""

    @property
    def is_missing(self) -> bool:
        """Tell whether nothing is written before it is given."""
        return bool(self.refusal) and not self.is_given


def consents_needed(info: ImageInfo, request: ExportRequest, found: tuple[Finding, ...]) -> tuple[ConsentNeeded, ...]:
    """List what must be agreed to, the loss before the file that is replaced.

    Parameters
    ----------
    info : ImageInfo
        Of the image that is to be written.
    request : ExportRequest
    found : tuple of Finding
        From `core.export.preflight.check`.
    """
    if any(f.severity is Severity.REFUSED for f in found):
        return ()
    target, name = request.target, request.target.name
    needed = []
    losses = [f.text for f in found if f.severity is Severity.LOSS]
    if losses:
        advice = "Agree to the loss, or choose a format that keeps everything, such as .nrrd."
        refusal = f"{name} was not written: {' '.join(losses)}"
        question = "Save anyway"
        needed.append(ConsentNeeded(ConsentKind.LOSS, question, request.allow_loss, refusal, advice))
    if os.path.exists(target) and not os.path.isdir(target):
        needed.append(_replacing(info, request))
    row = request.row
    if row is not None and (info.metadata if row.keeps_metadata else holdable(missed(info.metadata, info.format), row)):
        question = "Include metadata (may contain patient data)"
        needed.append(ConsentNeeded(ConsentKind.METADATA, question, request.metadata))
    return tuple(needed)


def _replacing(info: ImageInfo, request: ExportRequest) -> ConsentNeeded:
    target, name = request.target, request.target.name
    if not is_open_here(info, request):
        refusal, given = f"{name} exists; {LEFT}.", request.overwrite
        return ConsentNeeded(ConsentKind.REPLACE, "Replace the existing file", given, refusal, "Agree to replace it.")
    whose = _which(info, target)
    advice = "Choose another name, or agree to overwrite the source file."
    question, refusal = f"Overwrite {whose}", f"{name} is {whose}; {LEFT}."
    return ConsentNeeded(ConsentKind.REPLACE_OPEN, question, request.overwrite_source, refusal, advice)


def is_agreed_to(info: ImageInfo, request: ExportRequest) -> bool:
    """Tell whether a request may go ahead without another question."""
    found, row = check(info, request), request.row
    if row is None or row.is_folder:  # which is never replaced
        return False
    if any(f.severity is Severity.REFUSED for f in found) or not os.path.isdir(request.target.parent):
        return False
    return not any(consent.is_missing for consent in consents_needed(info, request, found))


def permit(info: ImageInfo, request: ExportRequest) -> tuple[Finding, ...]:
    """Return the findings when the request may go ahead.

    Raises
    ------
    ExportError
        If the format refuses the image, a loss was not agreed to, or a file
        would be overwritten without the yes that it needs.
    UsageError
        If the target's folder does not exist.
    """
    found = check(info, request)
    target = request.target
    refused = [f.text for f in found if f.severity is Severity.REFUSED]
    if refused:
        raise ExportError(f"{target.name} was not written: {' '.join(refused)}")
    row = request.row
    is_folder = row is not None and row.is_folder
    if os.path.isdir(target) and not is_folder:
        raise UsageError(f"{target} is a folder; name a file.")
    if is_folder and os.path.lexists(target) and not (os.path.isdir(target) and not os.listdir(target)):
        raise ExportError(f"{target.name} exists; {LEFT}.", advice="Choose a new folder, or an empty one.")
    if not os.path.isdir(target.parent):
        raise UsageError(f"The folder {target.parent} does not exist.")
    for consent in consents_needed(info, request, found):
        if consent.is_missing:
            raise ExportError(consent.refusal, advice=consent.advice)
    return found


def _which(info: ImageInfo, target: Path) -> str:
    if info.path.is_absolute() and os.path.exists(info.path) and target.samefile(info.path):
        return "the file that was opened"
    return "a file of the image that was opened" if is_source(info, target) else "a file of another image that is open"


def is_source(info: ImageInfo, target: Path) -> bool:
    """Tell whether a path leads to a file that the image was opened from, by what it is and not by its name."""
    if not info.is_on_disk or not os.path.exists(target):
        return False
    here = FileStamp.of(target)
    return any(here.is_same_file(one) for one in info.own_files)


def is_open_here(info: ImageInfo, request: ExportRequest) -> bool:
    """Tell whether writing would replace a file of this or of another image that is open."""
    target = request.target
    if not os.path.exists(target):
        return False
    here = FileStamp.of(target)
    return is_source(info, target) or any(here.is_same_file(stamp) for stamp in request.protected)
