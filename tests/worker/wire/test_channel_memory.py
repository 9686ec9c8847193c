"""What a message takes of memory while it is received."""

from __future__ import annotations

import socket
import threading
import tracemalloc

from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.pixel_questions import ANSWERS, PixelRead


def test_that_an_answer_about_a_pixel_takes_no_more_memory_than_it_is_long() -> None:
    """One is received for each move of the mouse: 256 KiB for each would be fetched from the system, and given back."""
    one, other = socket.socketpair()
    with one, other:
        ours, theirs = Channel(one, ANSWERS), Channel(other, ANSWERS)
        for token in range(3):  # what the codec keeps is made
            theirs.send(PixelRead(token, (token,)))
            ours.receive()
        tracemalloc.start()
        try:
            theirs.send(PixelRead(3, (7,)))
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            ((answer, _),) = ours.receive()
            most = tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()

    assert answer == PixelRead(3, (7,))
    assert most < 1 << 14


def test_that_messages_longer_than_a_piece_come_whole() -> None:
    one, other = socket.socketpair()
    with one, other:
        ours, theirs = Channel(one, ANSWERS), Channel(other, ANSWERS)
        sent = [PixelRead(1, tuple(range(n))) for n in (1, 60_000, 2)]
        sender = threading.Thread(target=lambda: [theirs.send(message) for message in sent])
        sender.start()

        found: list[PixelRead] = []
        while len(found) < len(sent):
            found += [message for message, _ in ours.receive()]
        sender.join()

    assert found == sent
