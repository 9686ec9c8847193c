"""The child waits for questions about pixels, and loads what answers them when the first one comes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from itk_inspector.worker.child.pixel_desk import PixelDesk
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.ends import channel_on
from itk_inspector.worker.wire.pixel_questions import ANSWERS, AskBridge, AskPixel, BridgeRead, PixelRead

CLOSED = """
import os, socket, sys
from itk_inspector.worker.child.pixel_desk import PixelDesk

ours, theirs = socket.socketpair()
desk = PixelDesk(theirs)
ours.close()
end, other = os.pipe()
assert not desk.until_readable(end, 0.1)
os.write(other, b"x")
assert desk.until_readable(end, 10)
assert theirs.fileno() < 0
print([name for name in sys.modules if name.endswith(("pixel_answers", "pixel_questions", "numpy"))])
"""


@pytest.fixture
def asked() -> Iterator[tuple[PixelDesk, Channel]]:
    ours, theirs = socket.socketpair()
    made = PixelDesk(theirs), channel_on(ours, ANSWERS)
    yield made
    made[0].leave()
    made[1].close()


@pytest.fixture
def quiet() -> Iterator[int]:
    """A descriptor on which nothing comes."""
    end, other = os.pipe()
    yield end
    os.close(end)
    os.close(other)


def test_questions_about_an_image_that_nobody_showed_are_answered_by_nothing(
    asked: tuple[PixelDesk, Channel], quiet: int
) -> None:
    desk, channel = asked
    channel.send(AskPixel(1, 7, (0, 0)))
    channel.send(AskBridge(2, 7))

    assert not desk.until_readable(quiet, 0.2)

    assert [message for message, _ in channel.receive()] == [PixelRead(1), BridgeRead(2)]


def test_a_question_is_no_end_of_waiting(asked: tuple[PixelDesk, Channel], quiet: int) -> None:
    desk, channel = asked
    for token in range(3):
        channel.send(AskPixel(token, 7, (0, 0)))
        assert not desk.until_readable(quiet, 0.05)
        assert channel.receive()[0][0] == PixelRead(token)


def test_a_fork_has_nothing_to_answer(asked: tuple[PixelDesk, Channel], quiet: int) -> None:
    desk, channel = asked
    channel.send(AskPixel(1, 7, (0, 0)))
    assert not desk.until_readable(quiet, 0.05)

    desk.leave()

    assert not desk.until_readable(quiet, 0.05)
    assert channel.receive()[0][0] == PixelRead(1)
    with pytest.raises(EOFError):
        channel.receive()


def test_nothing_is_loaded_for_an_end_that_is_closed_unasked() -> None:
    done = subprocess.run([sys.executable, "-c", CLOSED], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
