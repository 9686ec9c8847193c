"""The parent's handle on one child process."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from typing import Any

from itk_inspector.itkio.files.file_names import remove_links
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.launch import Launched, launch
from itk_inspector.worker.parent.watchdog import Signs
from itk_inspector.worker.sandbox import family
from itk_inspector.worker.sandbox.family import Ahead
from itk_inspector.worker.tasks.table import REPLIES
from itk_inspector.worker.wire import named_files
from itk_inspector.worker.wire.channel import Channel, is_readable
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.ends import channel_on, second_end
from itk_inspector.worker.wire.messages import Ready, Task
from itk_inspector.worker.wire.pixel_questions import ANSWERS
from itk_inspector.worker.wire.tile_questions import TILES


class Child:
    """Starts, watches and ends a child process.

    Parameters
    ----------
    policy : ScratchPolicy
        Where the child may put pixels.
    on_change : callable, optional
        Called with this object after the process was started or ended, so that
        an event loop can watch `fileno`.
    ahead : Ahead
        When it makes the process of the next task ready.
    """

    def __init__(
        self, policy: ScratchPolicy, on_change: Callable[[Child], None] | None = None, *, ahead: Ahead = Ahead.NEVER
    ) -> None:
        self._policy = policy
        self._ahead = ahead
        self.on_change = on_change
        self._process: family.Process | None = None
        self._channel: Channel | None = None
        self._pixels: Channel | None = None
        self._stderr: Any = None
        self.is_ready = False

    @property
    def is_running(self) -> bool:
        """Tell whether a process was started and not ended."""
        return self._process is not None

    @property
    def is_alive(self) -> bool:
        """Tell whether a process was started and has not ended by itself."""
        return self._process is not None and self._process.poll() is None

    @property
    def pixels(self) -> Channel | None:
        """The connection on which single pixels are asked about; another object for every process."""
        return self._pixels

    @property
    def pid(self) -> int | None:
        """The process number."""
        return self._process.pid if self._process else None

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the child says something; −1 without a child."""
        return self._channel.fileno() if self._channel else -1

    def start(self) -> None:
        """Start the process, if there is none; it loads itk at once.

        Raises
        ------
        InspectorError
            If the system does not let it start.
        """
        if self._process is not None:
            return
        self.adopt(launch(self._policy, ahead=self._ahead))

    def adopt(self, launched: Launched) -> None:
        """Take over a process that was launched before this object was made."""
        self._process, self._stderr = launched.process, launched.stderr_text
        self._channel = channel_on(launched.connection, REPLIES)
        self._pixels = channel_on(launched.pixels, ANSWERS) if launched.pixels is not None else None
        self.is_ready = False
        if self.on_change:
            self.on_change(self)

    def handed_over(self) -> Child:
        """Return a child that has this one's process from now on; this one has none."""
        other = Child(self._policy)
        other._process, other._stderr, other.is_ready = self._process, self._stderr, self.is_ready
        other._channel, other._pixels = self._channel, self._pixels
        self._process = self._channel = self._pixels = None
        self.is_ready = False
        if self.on_change:
            self.on_change(self)
        return other

    def send(self, task: Task, fds: tuple[int, ...] = ()) -> None:
        """Send a task, starting the process first if there is none.

        Raises
        ------
        InspectorError
            If the system does not let it start.
        """
        self.start()
        assert self._channel is not None
        with contextlib.suppress(OSError):  # a dead child is told by `receive`
            self._channel.send(task, fds)

    def send_no_more(self) -> None:
        """Tell the process that nothing else comes: what it has been sent, it may do itself, and end with it."""
        assert self._channel is not None
        self._channel.send_no_more()

    def receive(self) -> list[tuple[Any, tuple[int, ...]]]:
        """Return the messages that have arrived.

        Raises
        ------
        EOFError
            If the process is gone; ask `last_words`, then `end`.
        CodecError
            If it says what makes no sense; `end` it.
        OSError
            If this process cannot take the descriptors that came; `end` it.
        """
        assert self._channel is not None
        messages = self._channel.receive()
        readies = sum(isinstance(message, Ready) for message, _ in messages)
        if readies > (0 if self.is_ready else 1):
            for fd in (fd for _, fds in messages for fd in fds):
                os.close(fd)
            raise CodecError("ready twice")
        self.is_ready = self.is_ready or bool(readies)
        return [(message, fds) for message, fds in messages if not isinstance(message, Ready)]

    def tile_channel(self, fds: tuple[int, ...]) -> Channel:
        """Return the connection on which parts of an image are asked for; ``fds`` came for it, and stay the caller's.

        Raises
        ------
        CodecError
            If there is none.
        """
        assert self._channel is not None
        return second_end(self._channel, fds, TILES)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until there is something to receive; False when the time is up."""
        return is_readable(self.fileno(), timeout)

    def consumed(self) -> int | None:
        """Return how many bytes the process has read so far, where the system tells."""
        counts = None if self.pid is None else family.io_counts(self.pid)
        return None if counts is None else counts["rchar"]

    def signs_of_life(self) -> Signs | None:
        """Return what the process has used so far, for `Watchdog`; None where the system does not tell."""
        used = None if self.pid is None else family.usage(self.pid)
        if self.pid is None or used is None:
            return None
        counts = family.io_counts(self.pid) or {"rchar": 0, "wchar": 0}
        return Signs(used[0], counts["rchar"] + counts["wchar"], used[1])

    def kill(self) -> None:
        """End the process, and leave it to `receive` to find that out."""
        if self._process is not None:
            self._process.kill()

    def last_words(self) -> tuple[str, str]:
        """Return what ended the process, and what was written to its stderr."""
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2.0)
        code = self._process.returncode
        cause = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
        self._stderr.seek(0)
        return cause, self._stderr.read()[-4000:].decode("utf-8", "replace")

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        process, self._process = self._process, None
        channel, self._channel = self._channel, None
        pixels, self._pixels = self._pixels, None
        if process is None or channel is None:
            return
        self.is_ready = False
        if self.on_change:
            self.on_change(self)
        for pid in family.end(process, channel.fileno()):
            remove_links(pid)
            named_files.remove_left(pid, self._policy.disk)
        _close(channel, pixels)
        self._stderr.close()

    def abandon(self) -> None:
        """Close this end without ending the process, which belongs to the process that this one was forked from."""
        process, self._process = self._process, None
        channel, self._channel = self._channel, None
        pixels, self._pixels = self._pixels, None
        if process is None or channel is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        process.returncode = 0  # nobody here waits for it, or warns that nobody did
        _close(channel, pixels)
        self._stderr.close()


def _close(*channels: Channel | None) -> None:
    for channel in channels:
        if channel is not None:
            channel.close()
