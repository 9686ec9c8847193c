"""The errors a person may meet; each message is one sentence that can be shown as it stands."""

from __future__ import annotations

import errno


class InspectorError(Exception):
    """Base of all errors raised on purpose.

    Parameters
    ----------
    message : str
        One sentence for the user: what failed, and with which file.
    advice : str, optional
        What the user can do about it.
    detail : str, optional
        Technical text for the folded part of a dialog or the log.
    """

    def __init__(self, message: str, *, advice: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.detail = detail


class OpenError(InspectorError):
    """An image could not be opened."""


class SpaceError(OpenError):
    """There is not enough room for the pixels."""


class OutsideError(OpenError):
    """A header takes its pixels from outside its own folder, and nobody has allowed it."""


class UnwrappedError(OpenError):
    """The itk of this Python has no image class for the pixels of a file."""


class LabelTableError(OpenError):
    """A file or a header holds no label table that can be read."""


class ChunkError(OpenError):
    """A chunk of an image cannot be had: not there, not allowed, not in time, or damaged."""


class ReaderDiedError(OpenError):
    """The child process ended while it worked on a file."""


class CancelledError(InspectorError):
    """The user ended the task."""


class PixelsGoneError(InspectorError):
    """Pixels cannot be read any more: their file was cut short, or their memory was given back."""


class NotWholeError(PixelsGoneError):
    """An image is read in parts: its pixels are never all in memory."""


class ProbeError(InspectorError):
    """An index or point lies outside the image, or has the wrong number of axes."""


class EditError(InspectorError):
    """A value or region cannot be written into the copy."""


class ExportError(InspectorError):
    """An image could not be written.

    Attributes
    ----------
    errno : int or None
        What the system said; it goes with the error from one process to another, which its cause does not.
    """

    errno: int | None = None


class UnreadableError(ExportError):
    """What was written could not be read back."""


class ImageWarning(UserWarning):
    """There is something to know about an image that was read: a note, as the window shows it."""


class UsageError(InspectorError):
    """The arguments do not fit together."""


_ADVICE = {
    errno.EMFILE: "This program holds as many files open as it may; close some images.",
    errno.ENFILE: "The system holds as many files open as it can; close other programs.",
    errno.ENOMEM: "Memory ran out; close other programs.",
    errno.EAGAIN: "No more processes may be started; close other programs.",
    errno.ENOSPC: "The disk is full; free some space.",
    errno.EDQUOT: "Your share of the disk is full; free some space.",
}


def of_system(error: OSError, sentence: str) -> InspectorError:
    """Return what to raise when the system refuses: want of descriptors, memory or room is a `SpaceError`.

    Parameters
    ----------
    error : OSError
    sentence : str
        What failed, with which file; without a full stop.
    """
    advice = _ADVICE.get(error.errno or 0)
    if advice is not None:
        return SpaceError(f"{sentence}.", advice=advice, detail=str(error))
    if error.errno in (errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE):
        return OpenError(f"{sentence}: the disk reports an error.", advice="Is it still connected?", detail=str(error))
    return InspectorError(f"{sentence}.", advice=f"The system says: {error.strerror or error}.", detail=str(error))
