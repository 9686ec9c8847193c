"""Questions about single pixels cross the border as bytes, and mean the same on both sides."""

from __future__ import annotations

import math
import struct
from typing import Any

import pytest

from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import decode, encode
from itk_inspector.worker.wire.pixel_questions import ANSWERS, QUESTIONS, AskPixel, PixelRead

KINDS = QUESTIONS | ANSWERS


@pytest.mark.parametrize(
    "message",
    [
        AskPixel(1, 2, (3, 4, 5)),
        AskPixel(2**62, 2**31, (-(2**63), 2**63 - 1)),
        AskPixel(1, 2**40, (3,)),
        AskPixel(1, 2, (3, 4), 7, b"\x01[\xff"),
        PixelRead(1),
        PixelRead(2**40, (-(2**63), 0, 2**63 - 1)),
        PixelRead(1, (2**64 - 1,)),
        PixelRead(1, reals=(0.1, -0.0, 5e-324, 1.7976931348623157e308, math.inf)),
        PixelRead(1, tuple(range(5000))),
        PixelRead(1, (1,), (1.0,)),
    ],
    ids=repr,
)
def test_questions_and_answers_come_through_as_they_were(message: Any) -> None:
    came = decode(encode(message), KINDS)

    assert repr(came) == repr(message)  # which tells -0.0 from 0.0, and 1 from 1.0
    assert came == message


def test_what_a_moving_pointer_asks_is_small() -> None:
    assert encode(AskPixel(7, 1, (3, 4))) == struct.pack("<BQI2q", 1, 7, 1, 3, 4)
    assert encode(PixelRead(7, (5,))) == struct.pack("<BQcq", 2, 7, b"q", 5)
    assert encode(PixelRead(7, reals=(0.5,))) == struct.pack("<BQcd", 2, 7, b"d", 0.5)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"\x01",
        b"\x02",
        b"\x08" + bytes(40),
        encode(AskPixel(1, 2, (3,)))[:-1],
        encode(AskPixel(1, 2, (3,))) + b"\x00",
        encode(PixelRead(1, (3,)))[:-1],
        encode(PixelRead(1))[:-1],
        struct.pack("<BQcq", 2, 7, b"Q", 5),
        struct.pack("<BQcq", 2, 7, b"\xff", 5),
        struct.pack("<BQc", 2, 7, b"q") + bytes(8 * 5000),
    ],
    ids=lambda data: repr(data[:40]),
)
def test_bytes_that_are_no_question_are_refused(data: bytes) -> None:
    with pytest.raises(CodecError):
        decode(data, KINDS)


def test_a_question_is_no_answer() -> None:
    with pytest.raises(CodecError):
        decode(encode(AskPixel(1, 2, (3,))), ANSWERS)
    with pytest.raises(CodecError):
        decode(encode(PixelRead(1, (3,))), QUESTIONS)
