"""A server on the loopback interface that is gone, with all connections, when it is not needed any more."""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = False  # they are waited for

    def __init__(self, handler: Callable[..., Any]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.connections: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.append(request)  # before its thread, which may begin later than the end
        super().process_request(request, client_address)


@contextlib.contextmanager
def serving(handler: Callable[..., Any], over: threading.Event) -> Iterator[str]:
    """Let a handler answer; give the address. ``over`` is set at the end: for answers that never come."""
    server = _Server(handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        for connection in server.connections:  # which clients keep open for the next request
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        server.server_close()  # joins the threads of all requests
