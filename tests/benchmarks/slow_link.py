"""A server of a folder behind a link: each answer comes late by the latency, and all share the bandwidth.

``with served(folder, latency, bandwidth) as link`` runs it in a process of its own. A new connection waits once more,
for TCP's handshake. What it was asked for, and what it sent, is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote

_PIECE = 1 << 14
_COUNTS = "/counts"


@dataclass(frozen=True, slots=True)
class Counts:
    """What went over a link: answers, those of them that there is no such file, bytes of files, and connections."""

    answers: int
    absent: int
    nbytes: int
    connections: int

    def since(self, before: Counts) -> Counts:
        """Return what was added."""
        return Counts(
            self.answers - before.answers,
            self.absent - before.absent,
            self.nbytes - before.nbytes,
            self.connections - before.connections,
        )


@dataclass(frozen=True, slots=True)
class Link:
    """The near end.

    Parameters
    ----------
    address : str
        Of the folder.
    """

    address: str

    def counts(self) -> Counts:
        """Return what has gone over it so far; the question itself is not counted."""
        with urllib.request.urlopen(f"{self.address}{_COUNTS}") as answer:
            return Counts(**json.load(answer))


@contextlib.contextmanager
def served(folder: Path, latency: float, bandwidth: float = 0.0) -> Iterator[Link]:
    """Serve a folder.

    Parameters
    ----------
    folder : Path
    latency : float
        Seconds from a question to the first byte of its answer.
    bandwidth : float
        Bytes a second; 0 is as fast as the machine.
    """
    command = [sys.executable, __file__, str(folder), str(latency), str(bandwidth)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield Link(f"http://127.0.0.1:{int(server.stdout.readline())}")
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


class _Server:
    def __init__(self, folder: Path, latency: float, bandwidth: float) -> None:
        self._folder, self._latency, self._bandwidth = folder.resolve(), latency, bandwidth
        self._free = 0.0
        self._answers = self._absent = self._nbytes = self._connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer on one connection until it is closed."""
        is_new = True
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = unquote(head[0].split()[1]).partition("?")[0]
                if path == _COUNTS:
                    await self._tell(writer)
                    continue
                await asyncio.sleep(self._latency * (2 if is_new else 1))
                self._connections += is_new
                is_new = False
                await self._answer(writer, path, head)
        writer.close()

    async def _tell(self, writer: asyncio.StreamWriter) -> None:
        counts = Counts(self._answers, self._absent, self._nbytes, self._connections)
        body = json.dumps({name: getattr(counts, name) for name in Counts.__slots__}).encode()
        writer.write(_head("200 OK", len(body)) + body)
        await writer.drain()

    async def _answer(self, writer: asyncio.StreamWriter, path: str, head: list[str]) -> None:
        self._answers += 1
        file = (self._folder / path.lstrip("/")).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            self._absent += 1
            writer.write(_head("404 Not Found", 0))
            await writer.drain()
            return
        body, status = file.read_bytes(), "200 OK"
        asked = next((line for line in head if line.casefold().startswith("range: bytes=")), "")
        if asked:
            first, last = asked.partition("=")[2].split("-")
            start = int(first) if first else len(body) - int(last)
            stop = min(len(body), int(last) + 1) if first and last else len(body)
            status = f"206 Partial Content\r\nContent-Range: bytes {start}-{stop - 1}/{len(body)}"
            body = body[start:stop]
        self._nbytes += len(body)
        writer.write(_head(status, len(body)))
        for at in range(0, len(body), _PIECE):
            piece = body[at : at + _PIECE]
            await self._wait_for_turn(len(piece))
            writer.write(piece)
            await writer.drain()

    async def _wait_for_turn(self, nbytes: int) -> None:
        """Wait until the link has room for some bytes: those that were handed in before go before."""
        if not self._bandwidth:
            return
        now = asyncio.get_running_loop().time()
        self._free = max(self._free, now) + nbytes / self._bandwidth
        await asyncio.sleep(self._free - now)


def _head(status: str, length: int) -> bytes:
    said = f"HTTP/1.1 {status}\r\nDate: {formatdate(usegmt=True)}\r\nContent-Length: {length}\r\n\r\n"
    return said.encode("latin-1")


async def _run(folder: Path, latency: float, bandwidth: float) -> None:
    server = await asyncio.start_server(_Server(folder, latency, bandwidth).serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
