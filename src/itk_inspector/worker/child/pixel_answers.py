"""What ITK reads at single pixels, in the child."""

from __future__ import annotations

import contextlib
import socket

from itk_inspector.worker.child.asked_pixels import AskedPixels
from itk_inspector.worker.wire.ends import channel_on
from itk_inspector.worker.wire.pixel_questions import (
    QUESTIONS,
    AskBridge,
    AskPixel,
    BridgeRead,
    ForgetPixels,
    PixelRead,
    ShowPixels,
)


class PixelAnswers:
    """Answers questions about pixels; parses no file, and believes its parent.

    Parameters
    ----------
    connection : socket.socket
        On which the questions come.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._channel = channel_on(connection, QUESTIONS)
        self._images: dict[int, AskedPixels] = {}

    def answer(self) -> None:
        """Answer what has come.

        Raises
        ------
        EOFError, OSError
            If nobody asks any more, or there are too many descriptors.
        """
        for question, fds in self._channel.receive():
            match question:
                case AskPixel():
                    self._channel.send(self._read(question))
                case ShowPixels():
                    self._show(question, fds)
                case ForgetPixels():
                    self._images.pop(question.image, None)
                case AskBridge():
                    self._channel.send(self._report(question))

    def close(self) -> None:
        """Answer no more; the pixels stay."""
        self._channel.close()

    def leave(self) -> None:
        """Let go of the pixels too: in a fork, which has nothing to answer."""
        for image in self._images.values():
            image.shown.leave()

    def _show(self, told: ShowPixels, fds: tuple[int, ...]) -> None:
        with contextlib.suppress(OSError, ValueError):  # cut short meanwhile; each question is answered by nothing
            self._images[told.image] = AskedPixels(told, fds)

    def _read(self, asked: AskPixel) -> PixelRead:
        found = self._images.get(asked.image)
        if found is None or not found.shown.is_safe:
            return PixelRead(asked.token)
        if asked.patch is not None:
            found.shown.tell(asked.at, asked.patch)
        numbers = found.wrapped.numbers(asked.index)
        if isinstance(numbers[0], float):
            return PixelRead(asked.token, reals=tuple(map(float, numbers)))
        return PixelRead(asked.token, integers=tuple(map(int, numbers)))

    def _report(self, asked: AskBridge) -> BridgeRead:
        from itk_inspector.itkio import interface_report  # the idle child does not need it

        found = self._images.get(asked.image)
        if found is None or not found.shown.is_safe or found.wrapped.image is None:
            return BridgeRead(asked.token)
        shown = found.shown
        return BridgeRead(asked.token, interface_report.facts(found.wrapped.image, shown.pixels, shown.info))
