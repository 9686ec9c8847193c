"""Opening and saving for callers without an event loop.

A child is started, or the kept one is taken, before NumPy and what speaks to a child is loaded in this process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from itk_inspector.worker.parent.kept_client import KEPT

if TYPE_CHECKING:
    from itk_inspector.core.dicom.series import SeriesCatalog
    from itk_inspector.core.editing.operation import Operation
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.export.store_request import StoreRequest
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.image.outcome import Exported, LabelsFound, Operated, Reckoned
    from itk_inspector.core.measure.whole_image import Wanted
    from itk_inspector.worker.parent.watchdog import Limits


def open_document(
    request: OpenRequest, limits: Limits | None = None, *, meanwhile: Callable[[], object] | None = None
) -> ImageDocument:
    """Read a file, or the series of a folder, in a child process and wait for it.

    Parameters
    ----------
    request : OpenRequest
    limits : Limits, optional
        When reading counts as hung.
    meanwhile : callable, optional
        Called while the child reads.

    Raises
    ------
    OpenError
        If the file cannot be read; a reader that dies ends here too.
    UsageError
        If the folder holds several series and ``series`` does not name one of them.
    """
    with KEPT.borrowed(limits) as client:
        from itk_inspector.worker.parent import calls  # now that the child loads its own

        return calls.open_document(client, request, meanwhile)


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
        from itk_inspector.worker.parent import header_calls  # now that the child loads its own

        return header_calls.read_info(client, request)


def list_series(request: OpenRequest, limits: Limits | None = None) -> SeriesCatalog:
    """List the DICOM series of a folder in a child process; the request says how it is scanned.

    Raises
    ------
    OpenError
        If neither the folder nor a subfolder holds DICOM images.
    """
    with KEPT.borrowed(limits) as client:
        from itk_inspector.worker.parent import header_calls  # now that the child loads its own

        return header_calls.list_series(client, request)


def operate(document: ImageDocument, session: EditSession, operation: Operation) -> Operated:
    """Have an operation done on an edited copy in a child process and wait for its result.

    Raises
    ------
    EditError
        If it cannot be done on this image.
    """
    with KEPT.borrowed() as client:
        from itk_inspector.worker.parent import calls  # now that the child loads its own

        return calls.operate(client, document, session, operation)


def reckon(
    request: OpenRequest,
    wanted: Wanted,
    limits: Limits | None = None,
    told: Callable[[float | None], None] = lambda _: None,
) -> Reckoned:
    """Go through all pixels of an image in chunks in a child process, and wait for what was found.

    Raises
    ------
    OpenError
        If it cannot be read, or dask is not installed.
    UsageError
        If it has no such level or box, or its numbers have no order.
    """
    with KEPT.borrowed(limits) as client:
        from itk_inspector.worker.parent import calls  # now that the child loads its own

        return calls.reckon(client, request, wanted, told)


def measure_labels(
    labels: OpenRequest,
    image: OpenRequest | None = None,
    limits: Limits | None = None,
    told: Callable[[float | None], None] = lambda _: None,
) -> LabelsFound:
    """Go through all labels of an image in chunks, or what lies under them, in a child process, and wait for its end.

    Raises
    ------
    OpenError
        If one of the images cannot be read, or has too many labels, or dask is not installed.
    UsageError
        If one has no such level or box, or is no image of labels, or cannot be measured.
    """
    with KEPT.borrowed(limits) as client:
        from itk_inspector.worker.parent import calls  # now that the child loads its own

        return calls.measure_labels(client, labels, image, told)


def write_store(
    request: OpenRequest,
    what: StoreRequest,
    limits: Limits | None = None,
    told: Callable[[float | None], None] = lambda _: None,
) -> Exported:
    """Write an image in chunks into a new store in a child process, and wait for its end.

    Raises
    ------
    InspectorError
        If it was not written; the target is as it was before.
    """
    with KEPT.borrowed(limits) as client:
        from itk_inspector.worker.parent import calls  # now that the child loads its own

        return calls.write_store(client, request, what, told)


def write(document: ImageDocument | None, session: EditSession | None, request: ExportRequest) -> Exported:
    """Carry out an export request in a child process and wait for its end.

    Raises
    ------
    ExportError
        If it was not written; the target is as it was before.
    """
    with KEPT.borrowed() as client:
        from itk_inspector.worker.parent import calls  # now that the child loads its own

        return calls.write(client, document, session, request)
