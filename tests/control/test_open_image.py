"""One image as it is looked at: the guarded way to its pixels is kept as long as these are the same, and no longer."""

from __future__ import annotations

import weakref

import pytest
from tests.control.conftest import FakeItk, FakeStore, make_document

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.live_image import MemoryState
from itk_inspector.core.labels.label_table import Label, LabelTable


def looked_at(document: ImageDocument) -> OpenImage:
    """An image whose pixel at (1, 1) was probed."""
    image = OpenImage(document)
    image.pointer = 1.0, 1.0
    assert image.look() is not None
    return image


def test_the_way_is_the_same_at_each_look() -> None:
    image = looked_at(make_document())

    assert image.access is image.access


def test_it_is_asked_at_each_look_whether_the_pixels_are_there() -> None:
    document = make_document()
    image = looked_at(document)
    assert isinstance(document.store, FakeStore)
    document.store.is_cut = True

    assert image.look() is None
    with pytest.raises(PixelsGoneError):
        image.access.all()


def test_no_look_reads_what_another_document_lent_and_closed() -> None:
    lender = make_document()
    image = looked_at(lender.lent())
    lender.close()

    assert image.look() is None


def test_an_image_that_was_made_anew_has_a_way_of_its_own() -> None:
    image = looked_at(make_document())
    other = make_document(start=(1, 1))

    image.renew(other)

    found = image.look()
    assert found is not None
    assert found.array_value == other.access.pixel(ItkIndex.of(1, 1)) == 0


def test_a_copy_has_its_own_way_and_the_original_is_seen_again_after_it() -> None:
    image = looked_at(make_document())
    image.session = image.document.edit()
    image.session.set_pixel(ItkIndex.of(1, 1), "99")

    assert image.access.pixel(ItkIndex.of(1, 1)) == 99
    image.session = None
    assert image.access.pixel(ItkIndex.of(1, 1)) == 6


def test_a_closed_image_holds_no_pixels() -> None:
    document = make_document()
    pixels, store = weakref.ref(document.pixels), document.store
    image = looked_at(document)

    image.close()
    del store.pixels  # type: ignore[attr-defined]  # the fake's

    assert pixels() is None
    with pytest.raises(PixelsGoneError):
        _ = image.access


def test_of_pixels_that_are_gone_nothing_is_taken_from_itk() -> None:
    document = make_document()
    assert isinstance(document.store, FakeStore)
    assert isinstance(document.itk_pixels, FakeItk)
    document.itk_pixels.is_late = True
    image = looked_at(document)
    document.itk_pixels.is_late = False
    document.store.is_cut = True

    assert not image.settle()
    document.store.is_cut = False
    assert image.settle()


def test_a_value_is_named_where_nothing_was_rescaled() -> None:
    image = looked_at(make_document(labels=LabelTable((Label(6, "spleen"),), "here")))

    assert image.probe is not None
    assert image.probe.label_names == ("spleen",)


class Lent:
    """An image in somebody else's memory."""

    def __init__(self, document: ImageDocument) -> None:
        self._document = document

    def state(self) -> MemoryState:
        return MemoryState("here", self._document.geometry, 1)

    def document(self) -> ImageDocument:
        return self._document


def test_pixels_that_others_may_change_are_never_taken_as_probed() -> None:
    own = make_document()
    live = ImageDocument(own.info, own.pixels, own.itk_pixels, own.store, live=Lent(own))

    assert looked_at(own).is_probed
    assert not looked_at(live).is_probed
