"""Errors carry a sentence, and can be caught by kind."""

from __future__ import annotations

import errno
import pickle

import pytest

from itk_inspector.core import errors
from itk_inspector.core.errors import InspectorError, of_system

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, InspectorError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_shows_its_sentence_as_it_stands(kind: type[InspectorError]) -> None:
    error = kind("a.nrrd is empty.", advice="Copy it again.", detail="0 bytes")

    assert (str(error), error.message, error.advice, error.detail) == (
        "a.nrrd is empty.",
        "a.nrrd is empty.",
        "Copy it again.",
        "0 bytes",
    )


def test_advice_and_detail_are_empty_unless_given() -> None:
    error = InspectorError("No.")

    assert (error.advice, error.detail) == ("", "")


@pytest.mark.parametrize("kind", [errors.SpaceError, errors.ReaderDiedError])
def test_what_stops_an_image_from_opening_is_an_open_error(kind: type[InspectorError]) -> None:
    assert issubclass(kind, errors.OpenError)


def test_cancelling_is_not_an_open_error() -> None:
    assert not issubclass(errors.CancelledError, errors.OpenError)


def test_an_error_survives_pickling_for_scripts_with_process_pools() -> None:
    back = pickle.loads(pickle.dumps(errors.OpenError("a.nrrd is empty.", advice="Copy it again.")))

    assert (str(back), back.advice) == ("a.nrrd is empty.", "Copy it again.")


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE])
def test_a_device_that_fails_is_told_as_such(number: int) -> None:
    told = of_system(OSError(number, "no"), "a.npy could not be read")

    assert told.message == "a.npy could not be read: the disk reports an error."
    assert told.advice == "Is it still connected?"
