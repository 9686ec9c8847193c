"""What tensorstore says where it cannot read, as a sentence."""

from __future__ import annotations

import re
from types import MappingProxyType

from itk_inspector.core.errors import ChunkError, OpenError

_CODE = re.compile(r"([A-Z_]+): ")
_NAMES = re.compile(r'"(?:[^"\\]|\\.)*"|\w+://\S+')
_NOTES = re.compile(r" \[\w+='.*", re.DOTALL)
_DENIED = "may not be read: access is denied", "Check the permissions, or the address."
_UNREACHABLE = "could not be reached", "Check the network and the address."
_DAMAGED = "could not be decoded: they are damaged", "Get the file again."
_CREDENTIALS = (
    "may not be read: the credentials that were found cannot be used",
    "Check the file of credentials, and GOOGLE_APPLICATION_CREDENTIALS.",
)
_REASONS = MappingProxyType(
    {
        "PERMISSION_DENIED": _DENIED,
        "UNAUTHENTICATED": _DENIED,
        "NOT_FOUND": ("could not be found", "Check the name, or the address."),
        "ABORTED": _UNREACHABLE,  # after all attempts
        "UNAVAILABLE": _UNREACHABLE,
        "DEADLINE_EXCEEDED": _UNREACHABLE,
        "DATA_LOSS": _DAMAGED,
    }
)


def failure(subject: str, said: str, *, is_part: bool) -> OpenError:
    """Return what to raise for what tensorstore said.

    Its text begins with the name of a code of ``absl::StatusCode``, which is the reason. Numbers and words that
    follow are none: names of files, ports, positions of bytes, and in its notes what a server answered.

    Parameters
    ----------
    subject : str
        What was read.
    said : str
    is_part : bool
        It is chunks, not what describes them.
    """
    code = _CODE.match(said)
    name = code[1] if code else ""
    plain = _NOTES.sub("", _NAMES.sub("", said))
    if "credentials file" in plain:
        reason: tuple[str, str] | None = _CREDENTIALS
    elif is_part and name == "FAILED_PRECONDITION":  # what any codec says of bytes that are not its own
        reason = _DAMAGED
    else:
        reason = _REASONS.get(name)
    if reason is not None:
        sentence, advice = reason
        return ChunkError(f"{subject} {sentence}.", advice=advice, detail=said)
    if is_part:
        return ChunkError(f"{subject} could not be read.", advice="They may be damaged.", detail=said)
    return OpenError(f"{subject} could not be read.", detail=said)
