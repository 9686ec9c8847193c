"""One call from Python to a child for what files say, and what every call does with its outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from itk_inspector.core.errors import CancelledError, UsageError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Failed, HeaderReady, Outcome, SeriesFound

if TYPE_CHECKING:  # no header waits for it to be loaded
    from itk_inspector.core.dicom.series import SeriesCatalog


class Client(Protocol):
    """Has a child read, one task at a time."""

    def open(self, token: int, request: OpenRequest) -> None:
        """Begin to read a file or a series, or to look through a folder."""
        ...

    def wait(self, token: int) -> Outcome:
        """Wait for the end of it."""
        ...


def read_info(client: Client, request: OpenRequest) -> ImageInfo:
    """Return the header."""
    request = replace(request, header_only=True)
    client.open(1, request)
    ready = chosen(client, result(client.wait(1)), request)
    assert isinstance(ready, HeaderReady)
    return ready.info


def list_series(client: Client, request: OpenRequest) -> SeriesCatalog:
    """Return the series of a folder."""
    client.open(1, request)
    found = result(client.wait(1))
    assert isinstance(found, SeriesFound)
    return found.catalog


def chosen(client: Client, outcome: Outcome, request: OpenRequest) -> Outcome:
    """Go on to open a series when the outcome lists those of a folder."""
    if not isinstance(outcome, SeriesFound):
        if request.series:
            raise UsageError(f"{request.path.name} is a file; a series is chosen from a folder.")
        return outcome
    client.open(2, request.of_series(outcome.catalog.only(request.series)))
    return result(client.wait(2))


def result(outcome: Outcome) -> Outcome:
    """Return a good outcome, or raise the error of a failed one."""
    if isinstance(outcome, Failed):
        raise outcome.error
    if isinstance(outcome, Cancelled):
        raise CancelledError(f"{outcome.path.name}: cancelled.")
    return outcome
