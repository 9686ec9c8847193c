"""One call from Python to a child: what is asked, and the answer that is waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Exported, LabelsFound, Opened, Operated, Reckoned
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.header_calls import chosen, result

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.editing.operation import Operation
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.export.store_request import StoreRequest
    from itk_inspector.core.measure.whole_image import Wanted


def open_document(
    client: FileClient, request: OpenRequest, meanwhile: Callable[[], object] | None = None
) -> ImageDocument:
    """Return the image; ``meanwhile`` is called while the child reads."""
    request = replace(request, is_drawn=False)
    client.open(1, request)
    if meanwhile is not None:
        meanwhile()
    opened = chosen(client, result(client.wait(1)), request)
    assert isinstance(opened, Opened)
    return opened.document


def write(
    client: FileClient, document: ImageDocument | None, session: EditSession | None, request: ExportRequest
) -> Exported:
    """Write an image, and return what was written."""
    client.export(1, document, session, request)
    done = result(client.wait(1))
    assert isinstance(done, Exported)
    return done


def operate(client: FileClient, document: ImageDocument, session: EditSession, operation: Operation) -> Operated:
    """Do an operation on an edited copy, and return its result."""
    client.operate(1, document, session, operation)
    done = result(client.wait(1))
    assert isinstance(done, Operated)
    return done


def reckon(
    client: FileClient, request: OpenRequest, wanted: Wanted, told: Callable[[float | None], None] = lambda _: None
) -> Reckoned:
    """Go through all pixels of an image in chunks, and return what was found."""
    client.reckon(1, request, wanted)
    done = result(client.wait(1, told))
    assert isinstance(done, Reckoned)
    return done


def measure_labels(
    client: FileClient, labels: OpenRequest, image: OpenRequest | None, told: Callable[[float | None], None]
) -> LabelsFound:
    """Go through all labels of an image in chunks, and return what was found."""
    client.measure_labels(1, labels, image)
    done = result(client.wait(1, told))
    assert isinstance(done, LabelsFound)
    return done


def write_store(
    client: FileClient, request: OpenRequest, what: StoreRequest, told: Callable[[float | None], None]
) -> Exported:
    """Write an image in chunks into a new store, and return what was written."""
    from itk_inspector.worker.parent.store_writing import new_store  # few calls need it

    client.compute(new_store(1, request.absolute(), what, client.limits))
    done = result(client.wait(1, told))
    assert isinstance(done, Exported)
    return done
