"""Operations through a real child: the result is a document, and nothing of the image is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Failed, Operated
from itk_inspector.itkio import from_memory
from itk_inspector.worker.parent.client import FileClient

PIXELS = np.arange(24, dtype=np.int16).reshape(2, 3, 4)


@pytest.fixture
def document() -> Iterator[ImageDocument]:
    with from_memory.document(PIXELS) as made:
        yield made


@pytest.fixture(scope="module")
def operator() -> Iterator[FileClient]:
    """A client whose operating child lives through the whole module."""
    shared = FileClient()
    with from_memory.document(PIXELS) as some:
        operated(shared, some, None).document.close()
    yield shared
    shared.close()


def operated(client: FileClient, *image: Any, **parameters: Any) -> Operated:
    client.operate(1, *image, Operation(parameters.pop("name", "flip"), parameters))
    outcome = client.wait(1)
    assert isinstance(outcome, Operated), outcome
    return outcome


def test_the_result_is_a_document_in_scratch(operator: FileClient, document: ImageDocument) -> None:
    outcome = operated(operator, document, None, axes=[0, 2])

    with outcome.document as result:
        assert result.pixels.tolist() == PIXELS[::-1, :, ::-1].tolist()
        assert result.info.mapping == "scratch"
        assert not result.info.is_on_disk
        assert result.geometry.origin == (3.0, 0.0, 1.0)
        assert result.probe(ItkIndex((0, 0, 0))).itk_value == 15
        assert outcome.operation == Operation("flip", {"axes": [0, 2], "space": "keep"})
    assert document.pixels.tolist() == PIXELS.tolist()


def test_the_result_is_the_next_version_of_the_copy(operator: FileClient, document: ImageDocument) -> None:
    session = document.edit()
    session.set_pixel(ItkIndex((0, 0, 0)), 99)

    with operated(operator, document, session, axes=[0], space="mirror").document as result:
        copied = result.edit()
        session.apply_version(copied.view, result.geometry, "flip x")

    assert session.view[0, 0].tolist() == [3, 2, 1, 99]
    session.undo()
    assert session.view[0, 0].tolist() == [99, 1, 2, 3]


def test_what_cannot_be_done_is_refused_before(operator: FileClient, document: ImageDocument) -> None:
    with pytest.raises(EditError, match="no operation called"):
        operator.operate(1, document, None, Operation("bend"))
    with pytest.raises(EditError, match="0 to 2"):
        operator.operate(1, document, None, Operation("flip", {"axes": [3]}))
    with pytest.raises(EditError, match="no parameter"):
        operator.operate(1, document, None, Operation("flip", {"axis": 0}))


def test_one_at_a_time_beside_others(operator: FileClient, document: ImageDocument) -> None:
    operator.operate(1, document, None, Operation("flip"))
    with pytest.raises(InspectorError, match="under way"):
        operator.operate(2, document, None, Operation("flip"))

    outcome = operator.wait(1)

    assert isinstance(outcome, Operated)
    outcome.document.close()


def test_a_process_that_ends_is_told(own_client: FileClient, document: ImageDocument) -> None:
    own_client.operate(1, document, None, Operation("flip"))
    own_client.children[2].kill()

    outcome = own_client.wait(1)

    assert isinstance(outcome, Failed)
    assert outcome.error.message == "Flip of array could not be done: the process that did it ended."
    with operated(own_client, document, None).document as result:
        assert result.pixels[0, 0].tolist() == [3, 2, 1, 0]
