"""A child process that says what it is told to say; needs no package, and loads in a moment.

Run with the descriptor of its socket and a file of JSON: a list of what to send, each with the bytes in hexadecimal,
and the kinds of descriptors that go along; by their names, if it is told so.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
import tempfile
import time


def descriptor(kind: str) -> int:
    if kind == "pipe":
        return os.pipe()[0]
    if kind == "socket":
        return socket.socketpair()[0].detach()
    if kind == "folder":
        return os.open(tempfile.gettempdir(), os.O_RDONLY)
    if kind == "device":
        return os.open("/dev/zero", os.O_RDWR)
    fd, name = tempfile.mkstemp()
    if kind in ("write only", "name only"):
        os.close(fd)
        fd = os.open(name, os.O_WRONLY if kind == "write only" else os.O_PATH)
        os.truncate(name, 12)
    else:
        os.ftruncate(fd, int(kind))
    os.unlink(name)
    return fd


def named(fds: list[int]) -> bytes:
    """Return what goes before a message where files are named."""
    found = ((fd, os.fstat(fd)) for fd in fds)
    rows = [[f"/proc/{os.getpid()}/fd/{fd}", True, status.st_dev, status.st_ino] for fd, status in found]
    body = json.dumps(rows).encode()
    return struct.pack("<IB", len(body), 255) + body


def main() -> None:
    connection = socket.socket(fileno=int(sys.argv[1]))
    with open(sys.argv[2]) as file:
        sentences = json.load(file)
    connection.send(bytes.fromhex(sentences[0][0]))  # that it is ready
    connection.recv(1 << 16)  # a task
    for words, kinds in sentences[1:]:
        data, fds = bytes.fromhex(words), [descriptor(kind) for kind in kinds]
        if fds and "by name" in sys.argv:
            data, fds = named(fds) + data, []
        sent = socket.send_fds(connection, [data], fds) if fds else 0
        connection.sendall(data[sent:])
    if "leaves" in sys.argv:
        return
    time.sleep(60)


if __name__ == "__main__":
    main()
