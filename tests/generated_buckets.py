"""Servers that answer as S3 and as Google Cloud Storage do, as far as a reader needs it: objects, lists of them."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from local_server import serving


class _Handler(http.server.BaseHTTPRequestHandler):
    """Paths are ``/bucket/key``; a bucket is a folder."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, folder: Path, asked: Asked) -> None:
        self.folder, self.asked = folder, asked
        super().__init__(*arguments)  # type: ignore[arg-type]  # as the server calls it

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.asked.keys.add(self.headers.get("Authorization", ""))
        place = urlsplit(self.path)
        path = unquote(place.path).lstrip("/")
        if self._refuses(path):
            return
        query = parse_qs(place.query)
        if "list-type" in query:
            self._list(path.rstrip("/"), query.get("prefix", [""])[0])
            return
        file = self.folder / path
        if file.is_file():
            self._say(200, file.read_bytes())
        else:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def _list(self, bucket: str, prefix: str) -> None:
        root = self.folder / bucket
        keys = sorted(str(file.relative_to(root)) for file in root.rglob("*") if file.is_file())
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>" for key in keys if key.startswith(prefix)
        )
        xmlns = "http://s3.amazonaws.com/doc/2006-03-01/"
        head = f"<Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><IsTruncated>false</IsTruncated>"
        self._say(200, f'<ListBucketResult xmlns="{xmlns}">{head}{rows}</ListBucketResult>'.encode())

    def _refuses(self, path: str) -> bool:
        """Refuse a path that is to be refused, or never answer."""
        for part, status in self.asked.refused.items():
            if part in path:
                if status:
                    self._say(status, b"<Error><Code>AccessDenied</Code></Error>")
                else:
                    self.asked.over.wait(30)
                    self.close_connection = True
                return True
        return False

    def _say(self, status: int, content: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", f'"{hash(content) & 0xFFFFFFFF:08x}"')
            self.send_header("x-amz-bucket-region", "eu-west-1")
            self.send_header("x-goog-generation", "1")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)


class _GoogleHandler(_Handler):
    """Paths are those of Google's JSON API: ``/storage/v1/b/bucket/o/key``, the key quoted as one part."""

    def do_GET(self) -> None:
        self.asked.keys.add(self.headers.get("Authorization", ""))
        place = urlsplit(self.path)
        bucket, _, key = place.path.removeprefix("/storage/v1/b/").partition("/o")
        root, query, name = self.folder / bucket, parse_qs(place.query), unquote(key.lstrip("/"))
        if self._refuses(f"{bucket}/{name}"):
            return
        if not name:
            prefix = query.get("prefix", [""])[0]
            names = sorted(str(file.relative_to(root)) for file in root.rglob("*") if file.is_file())
            listed = [self._told(root, name) for name in names if name.startswith(prefix)]
            self._say(200, json.dumps({"kind": "storage#objects", "items": listed}).encode())
        elif not (root / name).is_file():
            self._say(404, b"{}")
        elif query.get("alt") == ["media"]:
            self._say(200, (root / name).read_bytes())
        else:
            self._say(200, json.dumps(self._told(root, name)).encode())

    @staticmethod
    def _told(root: Path, name: str) -> dict[str, str]:
        made = "2026-01-01T00:00:00.000Z"
        length = str((root / name).stat().st_size)
        return {"kind": "storage#object", "name": name, "bucket": root.name, "generation": "1", "metageneration": "1",
                "timeCreated": made, "updated": made, "size": length}  # fmt: skip


class Asked:
    """What a server is asked, and what it refuses: parts of paths, and with which status; 0 is no answer."""

    def __init__(self, refused: dict[str, int]) -> None:
        self.refused = refused
        self.address = ""
        self.keys: set[str] = set()
        self.over = threading.Event()


def served_as_s3(folder: Path, refused: dict[str, int] | None = None) -> contextlib.AbstractContextManager[Asked]:
    """Serve the folders in a folder as buckets of S3 on the loopback interface."""
    return _served(_Handler, folder, refused)


def served_as_gcs(folder: Path, refused: dict[str, int] | None = None) -> contextlib.AbstractContextManager[Asked]:
    """Serve the folders in a folder as buckets of Google's on the loopback interface."""
    return _served(_GoogleHandler, folder, refused)


@contextlib.contextmanager
def _served(handler: type[_Handler], folder: Path, refused: dict[str, int] | None) -> Iterator[Asked]:
    asked = Asked(refused or {})
    with serving(functools.partial(handler, folder=folder, asked=asked), asked.over) as asked.address:
        yield asked
