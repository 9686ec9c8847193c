"""Opening and saving for callers without an event loop."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.core.dicom.series import SeriesCatalog
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import CancelledError, UsageError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Cancelled, Exported, Failed, HeaderReady, Opened, Outcome, SeriesFound
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.watchdog import Limits


def open_document(
    path: Path,
    read_as: str = "",
    series: str = "",
    *,
    allow_outside: bool = False,
    limits: Limits | None = None,
    copied_up_to: int = 0,
) -> ImageDocument:
    """Read a file, or the series of a folder, in a child process and wait for it.

    Pixels that lie in a file as they lie in memory are copied up to ``copied_up_to`` bytes, else mapped.

    Raises
    ------
    OpenError
        If the file cannot be read; a reader that dies ends here too.
    UsageError
        If the folder holds several series and ``series`` does not name one of them.
    """
    client = FileClient(limits=limits)
    try:
        client.open(1, path, read_as, allow_outside=allow_outside, copied_up_to=copied_up_to)
        engine.preload_bridge()  # this process's part of itk, while the child loads its own
        opened = _chosen(client, result(client.wait(1)), path, read_as, series)
        assert isinstance(opened, Opened)
        return opened.document
    finally:
        client.close()


def read_info(
    path: Path, read_as: str = "", series: str = "", *, allow_outside: bool = False, limits: Limits | None = None
) -> ImageInfo:
    """Read only the header of a file, or of the series of a folder, in a child process.

    Raises
    ------
    OpenError
        If the file is not an image that ITK knows.
    UsageError
        If the folder holds several series and ``series`` does not name one of them.
    """
    client = FileClient(limits=limits)
    try:
        client.open(1, path, read_as, header_only=True, allow_outside=allow_outside)
        ready = _chosen(client, result(client.wait(1)), path, read_as, series, header_only=True)
        assert isinstance(ready, HeaderReady)
        return ready.info
    finally:
        client.close()


def _chosen(
    client: FileClient, outcome: Outcome, path: Path, read_as: str, series: str, *, header_only: bool = False
) -> Outcome:
    """Go on to open a series when the outcome lists those of a folder."""
    if not isinstance(outcome, SeriesFound):
        if series:
            raise UsageError(f"{path.name} is a file; a series is chosen from a folder.")
        return outcome
    chosen = outcome.catalog.only(series)
    files = chosen.files if len(chosen.files) > 1 else ()
    client.open(2, chosen.folder if files else chosen.files[0], read_as, header_only=header_only, files=files)
    return result(client.wait(2))


def list_series(folder: Path, *, recursive: bool = False, limits: Limits | None = None) -> SeriesCatalog:
    """List the DICOM series of a folder in a child process.

    Raises
    ------
    OpenError
        If neither the folder nor a subfolder holds DICOM images.
    """
    client = FileClient(limits=limits)
    try:
        client.scan(1, folder, recursive=recursive)
        found = result(client.wait(1))
        assert isinstance(found, SeriesFound)
        return found.catalog
    finally:
        client.close()


def write(document: ImageDocument | None, session: EditSession | None, request: ExportRequest) -> Exported:
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


def result(outcome: Outcome) -> Outcome:
    """Return a good outcome, or raise the error of a failed one."""
    if isinstance(outcome, Failed):
        raise outcome.error
    if isinstance(outcome, Cancelled):
        raise CancelledError(f"{outcome.path.name}: cancelled.")
    return outcome
