"""Operations through a real child: the result is a document, and nothing of the image is changed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.errors import EditError, InspectorError, SpaceError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Failed, Operated
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.itkio import from_memory
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import family

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


def test_what_came_of_it_is_told(operator: FileClient, document: ImageDocument) -> None:
    outcome = operated(operator, document, None, name="threshold", lower=5, upper=10)
    assert outcome.notes == ("6 of 24 pixels are inside.",)
    outcome.document.close()


def test_one_at_a_time_beside_others(operator: FileClient, document: ImageDocument) -> None:
    operator.operate(1, document, None, Operation("flip"))
    with pytest.raises(InspectorError, match="under way"):
        operator.operate(2, document, None, Operation("flip"))

    outcome = operator.wait(1)

    assert isinstance(outcome, Operated)
    outcome.document.close()


def test_another_image_is_given_as_it_is_edited(operator: FileClient, document: ImageDocument) -> None:
    with from_memory.document(PIXELS * 2) as other:
        session, copied = document.edit(), other.edit()
        session.set_pixel(ItkIndex((1, 0, 0)), 50)
        copied.set_pixel(ItkIndex((0, 0, 0)), 7)
        operation = Operation("expression", {"text": "a + ct", "type": "int32"})
        operator.operate(1, document, session, operation, {"ct": (other, copied)})
        outcome = operator.wait(1)
    assert isinstance(outcome, Operated)
    with outcome.document as result:
        wanted = PIXELS.astype(np.int32) * 3
        wanted[0, 0, :2] = 7, 52
        assert result.pixels.tolist() == wanted.tolist()


def test_the_images_of_a_task_are_few(operator: FileClient, document: ImageDocument) -> None:
    many = {f"layer{n}": (document, None) for n in range(5)}
    with pytest.raises(EditError, match="4 other images, not 5"):
        operator.operate(1, document, None, Operation("flip"), many)


@pytest.mark.parametrize(("dtype", "channels"), [("uint8", 3), ("complex64", 1), ("int64", 1), ("float32", 5)])
def test_types_that_itk_wraps_no_filter_for_are_moved(operator: FileClient, dtype: str, channels: int) -> None:
    shape = (3, 4, channels) if channels > 1 else (3, 4)
    pixels = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
    with from_memory.document(pixels, geometry=Geometry.identity((4, 3))) as some:
        outcome = operated(operator, some, None, axes=[0])
        with outcome.document as result:
            assert result.pixels.tolist() == pixels[:, ::-1].tolist()
            assert (result.info.pixel_type, result.info.itk_type) == (some.info.pixel_type, some.info.itk_type)


def test_a_filter_that_crashes_is_told(own_client: FileClient, document: ImageDocument) -> None:
    with from_memory.document(np.zeros((80, 80, 80), np.int16)) as large:
        own_client.operate(1, large, None, Operation("median", {"radius": [12, 12, 12]}))
        child = own_client.children[2]
        assert child.pid is not None
        until = time.monotonic() + 20
        at_work = {child.pid} if IS_PORTABLE else set()  # which forks nobody
        while not at_work and time.monotonic() < until:
            child.wait(0.01)
            at_work = set(family.members(child.pid)) - {child.pid}
        for pid in at_work:
            os.kill(pid, signal.SIGSEGV)
        outcome = own_client.wait(1)

    assert isinstance(outcome, Failed)
    assert "Median of array could not be done" in outcome.error.message
    assert "SIGSEGV" in outcome.error.detail
    operated(own_client, document, None).document.close()


def test_what_takes_too_much_memory_is_refused(operator: FileClient) -> None:
    with from_memory.document(np.zeros((4, 4), np.uint8)) as small:
        wide = {"before": [2**20, 0], "after": [0, 2**20]}
        operator.operate(1, small, None, Operation("pad", wide))
        outcome = operator.wait(1)
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, SpaceError)


def test_a_process_that_ends_is_told(own_client: FileClient, document: ImageDocument) -> None:
    own_client.operate(1, document, None, Operation("flip"))
    own_client.children[2].kill()

    outcome = own_client.wait(1)

    assert isinstance(outcome, Failed)
    assert outcome.error.message == "Flip of array could not be done: the process that did it ended."
    with operated(own_client, document, None).document as result:
        assert result.pixels[0, 0].tolist() == [3, 2, 1, 0]
