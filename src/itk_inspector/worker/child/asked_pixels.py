"""Pixels that will be asked about one by one, in the child."""

from __future__ import annotations

from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.worker.memory.shown_pixels import ShownPixels
from itk_inspector.worker.wire.descriptor import Descriptor
from itk_inspector.worker.wire.pixel_questions import ShowPixels


class AskedPixels:
    """Pixels that lie in a file, or of which the bytes come with each question, and ITK's image on them.

    Parameters
    ----------
    told : ShowPixels
    fds : tuple of int
        Taken over.

    Raises
    ------
    OSError, ValueError
        If the file was cut short meanwhile.
    """

    def __init__(self, told: ShowPixels, fds: tuple[int, ...]) -> None:
        self.shown = ShownPixels(told.info, told.offset, Descriptor(fds[0]) if fds else None)
        self.wrapped = WrappedPixels(self.shown.pixels, told.info)
        _ = self.wrapped.image  # now, and not when it is asked about
