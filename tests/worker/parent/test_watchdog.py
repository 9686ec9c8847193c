"""When a child that comes to no end counts as hung."""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.errors import ReaderDiedError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened, Progress
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.watchdog import Limits, Signs, Watchdog

MB = 1_000_000
NONE = Signs(0.0, 0, 0)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def lived(watchdog: Watchdog, clock: Clock, signs: Signs, *, a_second: Signs, most: float = 5000.0) -> float:
    """Let a process go on at an even rate, and return when it counts as hung; or how long it was watched."""
    while clock.now < most and not watchdog.has_expired:
        clock.now += 0.5
        signs = Signs(
            signs.processor + a_second.processor / 2,
            signs.moved + a_second.moved // 2,
            signs.resident + a_second.resident // 2,
        )
        watchdog.heartbeat(signs)
    return clock.now


@pytest.mark.parametrize(("seconds", "over"), [(9.9, False), (10.1, True)])
def test_a_header_without_a_sign_has_its_limit(clock: Clock, seconds: float, over: bool) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    watchdog.heartbeat(NONE)

    clock.now = seconds
    watchdog.heartbeat(NONE)

    assert watchdog.has_expired is over
    assert "did not respond for 10 s" in watchdog.complaint or not over


def test_a_limit_below_a_second_is_not_told_as_none(clock: Clock) -> None:
    watchdog = Watchdog(Limits(header=0.3), clock=clock)
    watchdog.heartbeat(NONE)

    clock.now = 0.32
    watchdog.heartbeat(NONE)

    assert watchdog.complaint == "did not respond for 0.3 s"


def test_a_header_that_is_read_for_long_is_waited_for(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), 500 * MB, clock)

    assert lived(watchdog, clock, NONE, a_second=Signs(0.2, 2 * MB, 0), most=240) == 240


def test_a_busy_machine_is_no_fault_of_the_file(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)

    assert lived(watchdog, clock, NONE, a_second=Signs(0.05, 0, 0), most=180) == 180


def test_a_header_that_only_uses_the_processor_ends(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)

    assert lived(watchdog, clock, NONE, a_second=Signs(1.0, 0, 0)) == pytest.approx(10, abs=1.5)
    assert "used 10 s of processor time without an end" in watchdog.complaint


def test_a_large_file_may_use_the_processor_for_longer(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), 20 * MB, clock)

    assert lived(watchdog, clock, NONE, a_second=Signs(1.0, 0, 0)) == pytest.approx(50, abs=1.5)


def test_no_size_justifies_an_endless_loop(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), 10**12, clock)

    assert lived(watchdog, clock, NONE, a_second=Signs(1.0, 0, 0)) < 200


def test_reading_the_same_again_and_again_ends(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), MB, clock)

    assert lived(watchdog, clock, NONE, a_second=Signs(1.0, 900 * MB, 0)) < 20


def test_memory_that_is_filled_counts_and_memory_that_is_filled_again_does_not(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    assert lived(watchdog, clock, NONE, a_second=Signs(1.0, 0, MB), most=100) == 100

    signs = Signs(100.0, 0, 0)
    while clock.now < 1000 and not watchdog.has_expired:
        clock.now += 0.5
        signs = replace(signs, processor=signs.processor + 0.5, resident=50 * MB if signs.resident == 0 else 0)
        watchdog.heartbeat(signs)

    assert clock.now < 120


def test_a_header_that_grows_and_grows_ends(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)

    assert lived(watchdog, clock, NONE, a_second=Signs(1.0, 0, 100_000)) == pytest.approx(300, abs=2)
    assert "used 300 s of processor time" in watchdog.complaint


def test_pixels_may_take_long_while_something_changes(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    watchdog.header_came(MB)

    for second in range(0, 300, 20):
        clock.now = second
        watchdog.heartbeat(Signs(0.0, second, 0))

    assert not watchdog.has_expired


def test_pixels_without_a_sign_are_hung(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    watchdog.heartbeat(NONE)
    watchdog.header_came()
    watchdog.heartbeat(NONE)

    clock.now = 31.0
    watchdog.heartbeat(NONE)

    assert watchdog.has_expired


def test_pixels_that_are_decoded_for_ever_end(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    watchdog.heartbeat(NONE)
    watchdog.header_came(100 * MB)

    assert lived(watchdog, clock, NONE, a_second=Signs(2.0, 0, 0)) == pytest.approx(40, abs=2)


def test_each_file_of_many_has_its_own_time(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    watchdog.header_came()
    signs = NONE

    for _ in range(10):
        signs = replace(signs, processor=signs.processor + 25)
        clock.now += 25
        watchdog.heartbeat(signs)
        assert not watchdog.has_expired
        watchdog.goes_on(MB)


def test_forgiving_begins_anew(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    lived(watchdog, clock, NONE, a_second=Signs(1.0, 0, 0))

    watchdog.extend()

    assert not watchdog.has_expired


@pytest.mark.parametrize(("seconds", "over"), [(29.9, False), (30.1, True)])
def test_a_child_without_a_sign_while_it_loads_has_its_limit(clock: Clock, seconds: float, over: bool) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    watchdog.loads(NONE)

    clock.now = seconds
    watchdog.loads(NONE)

    assert watchdog.has_expired is over


def test_whatever_a_child_does_while_it_loads_it_is_waited_for(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    for busy in (Signs(1.0, 0, 0), Signs(2.0, 0, 0), Signs(2.0, 1, 0), Signs(2.0, 1, 1), Signs(2.0, 1, 0)):
        watchdog.loads(busy)
        clock.now += 29.0
        assert not watchdog.has_expired


def test_what_a_child_loaded_does_not_count_against_its_file(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    watchdog.loads(NONE)
    clock.now = 100.0

    watchdog.heartbeat(Signs(100.0, 500 * MB, 500 * MB))

    assert not watchdog.has_expired
    clock.now = 109.9
    watchdog.heartbeat(Signs(100.0, 500 * MB, 500 * MB))
    assert not watchdog.has_expired
    clock.now = 110.1
    assert watchdog.has_expired


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process is stopped there")
@pytest.mark.parametrize("header_only", [False, True])
def test_a_child_that_is_stopped_while_it_loads_is_ended(small_image: Path, header_only: bool) -> None:
    client = FileClient(limits=Limits(silence=0.5))
    try:
        client.warm_up()
        stopped = client.children[0].pid
        assert stopped is not None
        os.kill(stopped, signal.SIGSTOP)
        client.open(1, OpenRequest(small_image, header_only=header_only))
        outcome = client.wait(1)
        client.limits = Limits()
        client.open(2, OpenRequest(small_image, header_only=header_only))
        after = client.wait(2)
    finally:
        client.close()

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ReaderDiedError)
    said = outcome.error.message
    assert re.fullmatch(
        r"small\.mha could not be read: the process that loads ITK did not respond for (0\.\d|\d) s\.", said
    )
    assert not isinstance(after, Failed)
    if isinstance(after, Opened):
        after.document.close()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process is stopped there")
def test_that_it_is_stopped_is_told_while_the_window_waits(small_image: Path) -> None:
    client = FileClient(limits=Limits(silence=1.0))
    try:
        client.warm_up()
        pid = client.children[0].pid
        assert pid is not None  # 0 would be all processes of the tests
        os.kill(pid, signal.SIGSTOP)
        client.open(1, OpenRequest(small_image))
        until = time.monotonic() + 20
        while not any(isinstance(one, Progress) and one.is_stalled for one in client.progress()):
            assert time.monotonic() < until
        client.extend(1)
        os.kill(pid, signal.SIGCONT)
        outcome = client.wait(1)
    finally:
        client.close()

    assert isinstance(outcome, Opened)
    outcome.document.close()


def test_unknown_signs_never_accuse(clock: Clock) -> None:
    watchdog = Watchdog(Limits(), clock=clock)
    clock.now = 100.0

    watchdog.heartbeat(None)

    assert not watchdog.has_expired


@pytest.mark.data
def test_a_hanging_header_ends_by_itself_without_a_window(shared_data: Path) -> None:
    client = FileClient(limits=Limits(header=0.5))
    try:
        client.open(1, OpenRequest(shared_data / "crashers" / "negative_ndims.mha"))
        outcome = client.wait(1)
    finally:
        client.close()

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ReaderDiedError)
    assert "negative_ndims.mha" in outcome.error.message
