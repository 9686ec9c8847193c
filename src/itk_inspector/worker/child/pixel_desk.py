"""Where the child answers what ITK reads at single pixels: between its tasks, and while a fork is at work on one."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from itk_inspector.core.system.waiting import Watch
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.pixel_questions import (
    AskBridge,
    AskPixel,
    BridgeRead,
    ForgetPixels,
    PixelRead,
    ShowPixels,
)

if TYPE_CHECKING:
    from itk_inspector.worker.child.asked_pixels import AskedPixels


class PixelDesk:
    """Answers questions about pixels; parses no file, and believes its parent.

    Parameters
    ----------
    channel : Channel
        On which the questions come.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._is_open = True
        self._images: dict[int, AskedPixels] = {}

    def until_readable(self, fd: int, quiet: float | None = None, beside: tuple[int, ...] = ()) -> bool:
        """Answer until another descriptor, or one beside it, becomes readable; False when nothing came for so long."""
        own = self._channel.fileno()
        others = (fd, *beside)
        watch = Watch((*others, own) if self._is_open else others)
        while found := watch.readable(quiet):
            if found != [own]:
                return True
            self._answer()
            if not self._is_open:
                watch = Watch(others)
        return False

    def leave(self) -> None:
        """Let go of everything: in a fork, which has nothing to answer."""
        self._is_open = False
        self._channel.close()
        for image in self._images.values():
            image.shown.leave()

    def _answer(self) -> None:
        try:
            questions = self._channel.receive()
            for question, fds in questions:
                match question:
                    case AskPixel():
                        self._channel.send(self._read(question))
                    case ShowPixels():
                        self._show(question, fds)
                    case ForgetPixels():
                        self._images.pop(question.image, None)
                    case AskBridge():
                        self._channel.send(self._report(question))
        except (EOFError, OSError):  # nobody asks any more, or there are too many descriptors
            self._is_open = False
            self._channel.close()

    def _show(self, told: ShowPixels, fds: tuple[int, ...]) -> None:
        from itk_inspector.worker.child.asked_pixels import AskedPixels  # no header waits for it

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

    def until_ended(self, pid: int) -> int:
        """Answer until a child process has ended; return its status."""
        if sys.platform != "linux":
            return os.waitpid(pid, 0)[1]
        try:
            ended = os.pidfd_open(pid)
        except OSError:  # forbidden
            return os.waitpid(pid, 0)[1]
        try:
            self.until_readable(ended)
        finally:
            os.close(ended)
        return os.waitpid(pid, 0)[1]
