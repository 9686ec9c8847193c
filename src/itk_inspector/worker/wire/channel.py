"""Whole messages, with file descriptors, over a local socket."""

from __future__ import annotations

import array
import contextlib
import errno
import os
import socket
import struct
import sys
from collections import deque
from collections.abc import Mapping
from typing import Any

from itk_inspector.core.system.waiting import Watch, readable
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import decode, encode, takes_descriptors

HEAD = struct.Struct("<IB")
MOST_FDS = 16
_PIECE = 1 << 18
_MOST_SHOWN = 400
_FD_BYTES = array.array("i").itemsize
_CLOEXEC: int = getattr(socket, "MSG_CMSG_CLOEXEC", 0)  # Linux's alone
_IS_CUT = int(getattr(socket, "MSG_CTRUNC", 0))  # the flags of Python are slow to ask
if sys.platform == "win32":
    _FDS_SPACE = 0
else:
    _FDS_SPACE = socket.CMSG_SPACE(MOST_FDS * _FD_BYTES)
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest message."""
MOST_VALUES = 4_000_000
"""Numbers, texts and lists in one."""


def is_readable(fd: int, seconds: float | None = None) -> bool:
    """Wait until something arrives; False when the time is up."""
    return bool(readable((fd,), seconds))


class Channel:
    """One end of the connection.

    Parameters
    ----------
    connection : socket.socket
        A connected stream socket of the local kind.
    kinds : mapping of str to type
        What may arrive.
    """

    def __init__(self, connection: socket.socket, kinds: Mapping[str, type]) -> None:
        self._socket = connection
        self._kinds = kinds
        self._buffer = bytearray()
        self._fds: deque[int] = deque()
        self._watch: Watch | None = None
        self._piece = memoryview(bytearray(_PIECE))  # once: to make it takes longer than to receive a message

    def fileno(self) -> int:
        """Return the socket's descriptor, to wait on."""
        return self._socket.fileno()

    def turn_to(self, kinds: Mapping[str, type]) -> None:
        """Take other messages from now on."""
        self._kinds = kinds

    def wait(self, seconds: float) -> bool:
        """Wait until something arrives; False when the time is up."""
        if self._watch is None:
            self._watch = Watch((self.fileno(),))
        return bool(self._watch.readable(seconds))

    def send(self, message: Any, fds: tuple[int, ...] = ()) -> None:
        """Send a message and copies of open descriptors.

        Raises
        ------
        CodecError
            If the message is too large, or holds too much; nothing was sent.
        OSError
            If the other end is gone, or the system has no memory for it: what is half said ends the connection.
        """
        frame = self._framed(message, len(fds))
        sent = _sent_with(self._socket, frame, fds) if fds else self._socket.send(frame)
        if sent < len(frame):
            self._send_rest(memoryview(frame)[sent:])

    def send_no_more(self) -> None:
        """Let the other end know that nothing else comes."""
        with contextlib.suppress(OSError):  # it is gone
            self._socket.shutdown(socket.SHUT_WR)

    @property
    def is_at_end(self) -> bool:
        """Tell whether all has been received, and the other end has said that nothing else comes."""
        if self._buffer or not self.wait(0):
            return False
        try:
            return not self._socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    @staticmethod
    def _framed(message: Any, count: int) -> bytes:
        body = encode(message)
        size = len(body)
        if size > LARGEST:
            raise CodecError(f"a message of {size:,} bytes")
        if size > MOST_VALUES:  # fewer bytes are no more values
            _refuse_many(body)
        return HEAD.pack(size, count) + body

    def _send_rest(self, rest: memoryview) -> None:
        """Send what did not go at once; where that fails, nothing more: it would be taken for what is missing."""
        try:
            self._socket.sendall(rest)
        except OSError:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_WR)
            raise

    def receive(self) -> list[tuple[Any, tuple[int, ...]]]:
        """Read what has arrived, waiting for the first byte, and return the complete messages.

        Raises
        ------
        EOFError
            If the other end is gone.
        OSError
            If this process cannot take the descriptors that came.
        CodecError
            If what arrived makes no sense. Nothing more can be received after these: close the channel.
        """
        try:
            count = self._arrived()
        except ConnectionError as e:
            raise EOFError from e
        if not count:
            raise EOFError
        self._buffer += self._piece[:count]
        messages: list[tuple[Any, tuple[int, ...]]] = []
        try:
            while self._buffer and (found := self._next()) is not None:
                messages.append(found)
            if self._fds and not self._buffer:
                raise CodecError("descriptors without a message")
        except (CodecError, OSError):
            for _, taken in messages:
                for fd in taken:
                    os.close(fd)
            raise
        return messages

    def _arrived(self) -> int:
        """Receive into `_piece`, and return how many bytes came; descriptors are put aside."""
        if sys.platform == "win32":
            raise NotImplementedError
        count, extra, flags, _ = self._socket.recvmsg_into([self._piece], _FDS_SPACE, _CLOEXEC)
        is_cut = bool(flags & _IS_CUT)
        if extra or is_cut:
            self._put_aside(_descriptors(extra), is_cut)
        return count

    def _put_aside(self, fds: list[int], is_cut: bool) -> None:
        """Keep descriptors that came until their message is whole; refuse them if there are too many."""
        self._fds.extend(fds)
        if is_cut and len(fds) < MOST_FDS:
            raise OSError(errno.EMFILE, "Too many open files")
        if is_cut or len(self._fds) > MOST_FDS:
            raise CodecError("too many descriptors")

    def _next(self) -> tuple[Any, tuple[int, ...]] | None:
        """Take the first message out of the buffer; None when it is not whole."""
        held = len(self._buffer)
        if held < HEAD.size:
            return None
        size, count = HEAD.unpack_from(self._buffer)
        if size > LARGEST:
            raise CodecError(f"a message of {size:,} bytes")
        end = HEAD.size + size
        if held < end:
            return None
        body = bytes(self._buffer[HEAD.size : end])
        if size > MOST_VALUES:  # fewer bytes are no more values
            _refuse_many(body)
        try:
            message = decode(body, self._kinds)
        except CodecError as e:
            e.add_note(f"It came in {size:,} bytes that begin with {body[:_MOST_SHOWN]!r}")
            raise
        del self._buffer[:end]
        if count > len(self._fds) or not takes_descriptors(message, count):
            raise CodecError(f"{count} descriptors with a {type(message).__name__}")
        return message, tuple([self._fds.popleft() for _ in range(count)]) if count else ()

    def close(self) -> None:
        """Close the socket and every descriptor that nobody took."""
        self._socket.close()
        self._watch = None  # another file may get the number
        while self._fds:
            os.close(self._fds.popleft())


def _refuse_many(body: bytes) -> None:
    """Refuse a message of so many values that they would take many times its own memory."""
    if (count := body.count(b",")) > MOST_VALUES:
        raise CodecError(f"a message of {count:,} values")


def _sent_with(connection: socket.socket, frame: bytes, fds: tuple[int, ...]) -> int:
    if sys.platform == "win32":
        raise NotImplementedError
    return socket.send_fds(connection, [frame], list(fds))


def _descriptors(extra: list[tuple[int, int, bytes]]) -> list[int]:
    """Return the descriptors that came beside bytes; none of them is inherited."""
    if sys.platform == "win32":
        raise NotImplementedError
    fds = array.array("i")
    for level, kind, content in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
    if not _CLOEXEC:
        for fd in fds:
            os.set_inheritable(fd, False)
    return list(fds)
