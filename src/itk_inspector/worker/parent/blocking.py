"""Opening and saving for callers without an event loop."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.dicom.series import SeriesCatalog
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import CancelledError, UsageError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Exported, Failed, HeaderReady, Opened, Outcome, SeriesFound
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.kept_client import KEPT
from itk_inspector.worker.parent.watchdog import Limits


def open_document(request: OpenRequest, limits: Limits | None = None) -> ImageDocument:
    """Read a file, or the series of a folder, in a child process and wait for it.

    Raises
    ------
    OpenError
        If the file cannot be read; a reader that dies ends here too.
    UsageError
        If the folder holds several series and ``series`` does not name one of them.
    """
    with KEPT.borrowed(limits) as client:
        request = replace(request, is_drawn=False)
        client.open(1, request)
        engine.preload_bridge()  # this process's part of itk, while the child loads its own
        opened = _chosen(client, result(client.wait(1)), request)
        assert isinstance(opened, Opened)
        return opened.document


def read_info(request: OpenRequest, limits: Limits | None = None) -> ImageInfo:
    """Read only the header of a file, or of the series of a folder, in a child process.

    Raises
    ------
    OpenError
        If the file is not an image that ITK knows.
    UsageError
        If the folder holds several series and ``series`` does not name one of them.
    """
    with KEPT.borrowed(limits) as client:
        request = replace(request, header_only=True)
        client.open(1, request)
        ready = _chosen(client, result(client.wait(1)), request)
        assert isinstance(ready, HeaderReady)
        return ready.info


def _chosen(client: FileClient, outcome: Outcome, request: OpenRequest) -> Outcome:
    """Go on to open a series when the outcome lists those of a folder."""
    if not isinstance(outcome, SeriesFound):
        if request.series:
            raise UsageError(f"{request.path.name} is a file; a series is chosen from a folder.")
        return outcome
    client.open(2, request.of_series(outcome.catalog.only(request.series)))
    return result(client.wait(2))


def list_series(request: OpenRequest, limits: Limits | None = None) -> SeriesCatalog:
    """List the DICOM series of a folder in a child process; the request says how it is scanned.

    Raises
    ------
    OpenError
        If neither the folder nor a subfolder holds DICOM images.
    """
    with KEPT.borrowed(limits) as client:
        client.open(1, request)
        found = result(client.wait(1))
        assert isinstance(found, SeriesFound)
        return found.catalog


def write(document: ImageDocument | None, session: EditSession | None, request: ExportRequest) -> Exported:
    """Carry out an export request in a child process and wait for its end.

    Raises
    ------
    ExportError
        If it was not written; the target is as it was before.
    """
    with KEPT.borrowed() as client:
        client.export(1, document, session, request)
        done = result(client.wait(1))
        assert isinstance(done, Exported)
        return done


def result(outcome: Outcome) -> Outcome:
    """Return a good outcome, or raise the error of a failed one."""
    if isinstance(outcome, Failed):
        raise outcome.error
    if isinstance(outcome, Cancelled):
        raise CancelledError(f"{outcome.path.name}: cancelled.")
    return outcome
