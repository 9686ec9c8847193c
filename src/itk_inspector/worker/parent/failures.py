"""The sentences about a child that came to no good end."""

from __future__ import annotations

from itk_inspector.core.errors import InspectorError, ReaderDiedError, of_system
from itk_inspector.core.export.unharmed import UNTOUCHED

_CRASHES = frozenset({"SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL", "SIGTRAP"})
"""What ends a process through its own doing. A reader does so on whole files too: it proves no damage."""


def died(name: str, cause: str, said: str, *, was_ready: bool, writing: bool) -> ReaderDiedError:
    """Return the error about a child that ended while it worked on the file ``name``.

    Parameters
    ----------
    name : str
    cause : str
        A signal's name, or the exit code in words.
    said : str
        What was written to its stderr.
    was_ready : bool
        It had loaded itk: before that the file is not to blame.
    writing : bool
    """
    part, deed = ("writer", "written") if writing else ("reader", "read")
    if not was_ready:
        last = said.strip().rpartition("\n")[2]
        advice = f"Python says: {last}" if last else "Try again; if it happens again, install itk anew."
        advice = f"{UNTOUCHED} {advice}" if writing else advice
        sentence = f"{name} could not be {deed}: ITK could not be loaded ({cause})."
        return ReaderDiedError(sentence, advice=advice, detail=said)
    advice = "Nothing else is affected."
    if writing:
        advice = f"{UNTOUCHED} Choose another format."
    if cause in _CRASHES:
        sentence = f"{name} could not be {deed}: ITK’s {part} crashed on it ({cause})."
        return ReaderDiedError(sentence, advice=advice, detail=said)
    if cause == "SIGKILL":
        advice = "It was ended from outside, perhaps because memory ran out. Try again."
        advice = f"{UNTOUCHED} {advice}" if writing else advice
    return ReaderDiedError(f"{name} could not be {deed}: ITK’s {part} ended ({cause}).", advice=advice, detail=said)


def hung(name: str, complaint: str, *, loading: bool = False, writing: bool = False) -> ReaderDiedError:
    """Return the error about a child that came to no end; ``loading``, it has not yet looked at the file."""
    if loading:
        deed, advice = ("written", f"{UNTOUCHED} Try again.") if writing else ("read", "Try again.")
        return ReaderDiedError(f"{name} could not be {deed}: the process that loads ITK {complaint}.", advice=advice)
    if writing:
        advice = f"{UNTOUCHED} Its folder may be on a disk that is no longer connected."
        return ReaderDiedError(f"{name} could not be written: ITK’s writer {complaint}.", advice=advice)
    advice = "If it is only large, allow more time (--header-limit, --silence-limit)."
    return ReaderDiedError(f"{name} could not be read: ITK’s reader {complaint}.", advice=advice)


def dismissed(name: str, reason: Exception, *, writing: bool) -> InspectorError:
    """Return the error about a child that was ended because its answer was nonsense, or could not be taken."""
    part, deed = ("writer", "written") if writing else ("reader", "read")
    if isinstance(reason, OSError):
        return of_system(reason, f"{name} could not be {deed}")
    error = ReaderDiedError(
        f"{name} could not be {deed}: ITK’s {part} gave an answer without sense, and was ended.",
        advice="Try again." if writing else "Nothing else is affected.",
        detail="\n".join([str(reason), *getattr(reason, "__notes__", ())]),
    )
    error.__cause__ = reason  # which --debug shows
    return error
