"""Asking the reading child what ITK reads at a pixel: one trip, and no wait that anybody could feel."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable
from typing import TypeAlias

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.core.pixels.probe import Late
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.pixel_questions import (
    AskBridge,
    AskPixel,
    BridgeRead,
    ForgetPixels,
    PixelRead,
    ShowPixels,
)

_PATIENCE = 0.02
"""Seconds that an answer may take before what is known without it is shown: once, then nobody waits until it comes."""
_AGAIN = 10.0
"""Seconds before another process is started where one has ended before it was ready."""
_MOST_FACTS, _LONGEST_FACT = 16, 400


def _never() -> bool:
    return False


def _is_plain(facts: tuple[BridgeFact, ...]) -> bool:
    """Tell whether facts are as few and as short as they can be, each text a line."""
    texts = [text for fact in facts[: _MOST_FACTS + 1] for text in (fact.label, fact.result, fact.code)]
    return len(facts) <= _MOST_FACTS and all(len(text) <= _LONGEST_FACT and text.isprintable() for text in texts)


Asked: TypeAlias = tuple[int, tuple[int, ...], int, bytes | None]
"""What makes two questions the same: the fields of an `AskPixel` but for its token."""


class ItkLine:
    """One question at a time to the child, whichever process that is by now.

    Who asks goes on with other work, and asks the same again for the answer.
    An answer that comes late is kept for whoever asks the same again, once: pixels may change.

    Parameters
    ----------
    child : Child
    """

    def __init__(self, child: Child) -> None:
        self.news: Callable[[], None] | None = None
        """Called when it is worth while to ask again for what was late."""
        self.lost: Callable[[], None] | None = None
        """Called when the process has ended that was asked about an image."""
        self.waits: Callable[[], bool] = _never
        """Asked before a question is sent: True where it is not worth while yet; then `tell` is called when it is."""
        self._child = child
        self._numbers = itertools.count(1)
        self._tokens = itertools.count(1)
        self._channel: Channel | None = None
        self._shown: set[int] = set()
        self._open: tuple[int, Asked] | None = None
        self._is_late = False
        self._answer: tuple[Asked, PixelRead] | None = None
        self._reports: dict[int, Callable[[tuple[BridgeFact, ...]], None]] = {}
        self._started = 0.0

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when there is an answer; −1 without a child."""
        return self._child.pixels.fileno() if self._child.pixels is not None else -1

    def new_image(self) -> int:
        """Return a number for an image."""
        return next(self._numbers)

    def show(self, shown: ShowPixels, fds: tuple[int, ...]) -> None:
        """Let the child prepare for questions about an image."""
        channel = self._connected()
        if channel is not None and shown.image not in self._shown:
            self._shown.add(shown.image)
            with contextlib.suppress(OSError):  # a dead child is told by its other connection
                channel.send(shown, fds)

    def forget(self, image: int) -> None:
        """Let the child let go of an image."""
        if image in self._shown and self._child.pixels is self._channel and self._channel is not None:
            self._shown.discard(image)
            with contextlib.suppress(OSError):
                self._channel.send(ForgetPixels(image))

    def ask(self, asked: Asked, show: Callable[[], tuple[ShowPixels, tuple[int, ...]]]) -> PixelRead | Late:
        """Return the answer to what was asked before, if it comes in a moment; else ask, or leave it for later.

        Parameters
        ----------
        asked : Asked
        show : callable
            Returns what the child is told of the image before the first question about it.
        """
        channel = self._channel
        if channel is None or channel is not self._child.pixels:
            channel = self._connected()
        if channel is None:
            return Late.LATE
        if self._open is not None:
            self._collect(_PATIENCE if self._child.is_ready and not self._is_late else 0.0)
            self._is_late = self._open is not None
        answer, self._answer = self._answer, None
        if answer is not None and answer[0] == asked:
            return answer[1]
        if self._open is None and not self.waits():
            if asked[0] not in self._shown:
                self.show(*show())
            self._send(channel, asked)
        return Late.LATE

    def ask_bridge(
        self,
        image: int,
        show: Callable[[], tuple[ShowPixels, tuple[int, ...]]],
        told: Callable[[tuple[BridgeFact, ...]], None],
    ) -> None:
        """Ask how ITK and NumPy share an image; what is found out is told later, unless the process ends before."""
        channel = self._connected()
        token = next(self._tokens)
        self._reports[token] = told  # which is lost, and told to be, where there is no process or it has ended
        if channel is None:
            return
        if image not in self._shown:
            self.show(*show())
        with contextlib.suppress(OSError):  # a dead child is told by its other connection
            channel.send(AskBridge(token, image))

    def receive(self) -> None:
        """Take what has arrived."""
        waited = self._open is not None
        if self._connected() is not None:
            self._collect(0.0)
        if waited and self._open is None:
            self.tell()

    def tell(self) -> None:
        """Let what was late be asked for again."""
        if self.news is not None:
            self.news()

    def _connected(self) -> Channel | None:
        """Return the connection to the process that there is now, starting one where there is none."""
        channel = self._child.pixels
        if channel is None and time.monotonic() - self._started > _AGAIN:
            self._started = time.monotonic()
            with contextlib.suppress(InspectorError):
                self._child.start()
            channel = self._child.pixels
        if self._channel is not channel:
            self._channel = channel
            self._shown.clear()
            has_lost, self._reports = bool(self._reports), {}
            self._open = self._answer = None
            self._is_late = False
            if has_lost and self.lost is not None:
                self.lost()
        return self._channel

    def _send(self, channel: Channel, asked: Asked) -> None:
        token = next(self._tokens)
        try:
            channel.send(AskPixel(token, *asked))
        except OSError:  # a dead child is told by its other connection
            return
        self._open, self._is_late = (token, asked), False

    def _collect(self, seconds: float) -> None:
        """Take the answer, if it comes in time; a child that says what makes no sense is ended."""
        channel = self._channel
        if channel is None or not channel.wait(seconds):
            return
        try:
            for answer, _ in channel.receive():
                if isinstance(answer, PixelRead) and self._open is not None and answer.token == self._open[0]:
                    self._answer, self._open = (self._open[1], answer), None
                elif isinstance(answer, BridgeRead) and answer.token in self._reports and _is_plain(answer.facts):
                    self._reports.pop(answer.token)(answer.facts)
                else:
                    raise CodecError("an answer to no question")
        except (CodecError, OSError):
            self.dismiss()
        except EOFError:
            self._open = None

    def dismiss(self) -> None:
        """End a child whose answer makes no sense."""
        self._open = self._answer = None
        self._child.kill()
