"""Why a file cannot be read: the true reason where it is known, else ITK's own words."""

from __future__ import annotations

import re
from pathlib import Path

from itk_inspector.core.errors import OpenError
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.formats.known_formats import facts_of

_ITK_ERROR = re.compile(r"(?:ITK ERROR:?|ERROR:) (?:\w+\((?:0x)?[0-9a-fA-F]+\): )?(.*)", re.DOTALL)
"""``ITK ERROR: Class(0x…): sentence`` of itk 5, ``ITK ERROR Class(…): sentence`` of itk 6."""
_AT_A_LINE = re.compile(r"\.[ch]xx:\d+:\s*(.*)", re.DOTALL)
_NRRD_CAUSE = re.compile(r"^\s*\[nrrd\] (?:\w+: )?(.+)$", re.MULTILINE)
"""NrrdIO's chain of errors, the cause in its last line."""
_NOTHING_SAID = re.compile(r"^\s*(?:Read|ReadImageInformation): |\s*Reason: Success\.?\s*$")
_LONGEST = 200


class RefusedError(OpenError):
    """ITK does not read a file; another reader may."""


def refused(path: Path, format_name: str, said: str) -> RefusedError:
    """Return what to raise for a file that ITK does not read.

    "Damaged" is said by nobody but the format's own module, which can prove it.

    Parameters
    ----------
    path : pathlib.Path
    format_name : str
        The ImageIO that read it, or ought to; ``""`` when that is not known.
    said : str
        ITK's exception, or ``""`` when no ImageIO took the file.
    """
    reason, advice = facts_of(format_name).why_not(path)
    reason = reason or itk_sentence(said)
    if reason:
        return RefusedError(f"{path.name} cannot be read: {reason.rstrip('.')}.", advice=advice, detail=said)
    if said:
        return RefusedError(f"The header of {path.name} cannot be read.", advice=advice, detail=said)
    return RefusedError(
        f"{path.name} is not an image that ITK can read.",
        advice=advice or "ITK goes by the content and, for .mha .mhd .nrrd .nii .mnc and others, by the extension.",
        detail=said,
    )


def unread(path: Path, format_name: str, said: str) -> RefusedError:
    """Return what to raise for a file whose header ITK has read, and whose pixels it does not read.

    Parameters
    ----------
    path : pathlib.Path
    format_name : str
        The ImageIO.
    said : str
        ITK's exception.
    """
    reason, advice = facts_of(format_name).why_not(path)
    reason = reason or itk_sentence(said)
    ending = f": {reason.rstrip('.')}." if reason else "."
    return RefusedError(f"{path.name} cannot be read{ending}", advice=advice, detail=said)


def itk_sentence(said: str) -> str:
    """Return the sentence in an exception of ITK, without its file, line, class and address; folders are left out."""
    found = _ITK_ERROR.search(said) or _AT_A_LINE.search(said)
    text = found.group(1) if found else ""
    causes = _NRRD_CAUSE.findall(text)
    text = _NOTHING_SAID.sub("", causes[-1] if causes else text)
    words = [_without_folder(word) for word in text.split()]
    sentence = visible_text(" ".join(words))
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST]}…"


def _without_folder(word: str) -> str:
    bare = word.lstrip("\"'(“")
    lead = word[: len(word) - len(bare)]
    return f"{lead}{Path(bare).name}" if bare.startswith(("/", "./", "../")) else word
