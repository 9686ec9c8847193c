"""When a silent child counts as hung."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.errors import ReaderDiedError
from itk_inspector.core.outcome import Failed
from itk_inspector.worker.client import FileClient
from itk_inspector.worker.patience import Limits, Patience


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize(("seconds", "over"), [(9.9, False), (10.1, True)])
def test_a_header_has_its_limit(clock: Clock, seconds: float, over: bool) -> None:
    patience = Patience(Limits(), clock)

    clock.now = seconds
    patience.saw(5)

    assert patience.is_over is over


def test_a_header_that_goes_on_reading_is_hung_all_the_same(clock: Clock) -> None:
    patience = Patience(Limits(), clock)

    for second in range(12):
        clock.now = second
        patience.saw(second)

    assert patience.is_over


def test_pixels_may_take_long_while_something_changes(clock: Clock) -> None:
    patience = Patience(Limits(), clock)
    patience.header_came()

    for second in range(0, 300, 20):
        clock.now = second
        patience.saw(second)

    assert not patience.is_over


def test_pixels_without_a_sign_are_hung(clock: Clock) -> None:
    patience = Patience(Limits(), clock)
    patience.header_came()
    patience.saw(7)

    clock.now = 31.0
    patience.saw(7)

    assert patience.is_over


def test_forgiving_begins_anew(clock: Clock) -> None:
    patience = Patience(Limits(), clock)
    clock.now = 11.0

    patience.forgive()

    assert not patience.is_over


def test_unknown_signs_never_accuse(clock: Clock) -> None:
    patience = Patience(Limits(), clock)
    clock.now = 100.0

    patience.saw(None)

    assert not patience.is_over


def test_a_hanging_header_ends_by_itself_without_a_window(shared_data: Path) -> None:
    client = FileClient(limits=Limits(header=0.5))
    try:
        client.open(1, shared_data / "crashers" / "negative_ndims.mha")
        outcome = client.wait(1)
    finally:
        client.close()

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ReaderDiedError)
    assert "negative_ndims.mha" in outcome.error.message
