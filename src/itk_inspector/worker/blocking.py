"""Opening and saving for callers without an event loop."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.core.document import ImageDocument, ImageInfo
from itk_inspector.core.editing import EditSession
from itk_inspector.core.export import ExportRequest
from itk_inspector.core.outcome import Exported, HeaderReady, Opened
from itk_inspector.itkio import engine
from itk_inspector.worker.client import FileClient, result


def open_document(path: Path, read_as: str = "") -> ImageDocument:
    """Read a file in a child process and wait for it.

    Raises
    ------
    OpenError
        If the file cannot be read; a reader that dies ends here too.
    """
    client = FileClient()
    try:
        client.open(1, path, read_as)
        engine.preload_bridge()  # this process's part of itk, while the child loads its own
        opened = result(client.wait(1))
        assert isinstance(opened, Opened)
        return opened.document
    finally:
        client.close()


def read_info(path: Path, read_as: str = "") -> ImageInfo:
    """Read only the header of a file in a child process.

    Raises
    ------
    OpenError
        If the file is not an image that ITK knows.
    """
    client = FileClient()
    try:
        client.open(1, path, read_as, header_only=True)
        ready = result(client.wait(1))
        assert isinstance(ready, HeaderReady)
        return ready.info
    finally:
        client.close()


def write(document: ImageDocument, session: EditSession | None, request: ExportRequest) -> Exported:
    """Carry out an export request in a child process and wait for its end.

    Raises
    ------
    ExportError
        If it was not written; the target is as it was before.
    """
    client = FileClient()
    try:
        client.export(1, document, session, request)
        done = result(client.wait(1))
        assert isinstance(done, Exported)
        return done
    finally:
        client.close()
