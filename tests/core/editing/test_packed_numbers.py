"""Many numbers and the bytes of pixels as short texts."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.packed_numbers import FEW, packed, packed_pixels, unpacked, unpacked_pixels

WHOLE = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(st.one_of(st.integers(-9, 9), st.integers(0, 2**40), WHOLE), max_size=50))
def test_numbers_come_back_as_they_were(numbers: list[int]) -> None:
    written = json.loads(json.dumps(packed(np.array(numbers, dtype=np.int64))))

    assert isinstance(written, list) == (len(numbers) <= FEW)
    assert unpacked(written, len(numbers)).tolist() == numbers


def test_many_neighbours_take_hardly_any_room() -> None:
    assert len(packed(np.arange(0, 5_000_000, 50, dtype=np.int64))) < 1000


def packed_bytes(data: bytes, kind: str = "i1") -> str:
    return f"{kind}:{base64.b64encode(zlib.compress(data)).decode()}"


@pytest.mark.parametrize(
    "damage",
    [
        packed_bytes(bytes(41)),  # one more than there may be
        packed_bytes(bytes(1 << 24)),
        packed_bytes(bytes(7), "i2"),
        packed_bytes(bytes(8), "f8"),
        packed_bytes(bytes(8), "O"),
        packed_bytes(bytes(8))[:-4],
        packed_bytes(bytes(8)) + "AAAA",
        "i1:é",
        "i1:A",
        "",
        ":",
        [0] * 41,
        [0.5],
        [True],
        ["1"],
        [2**63],
        {"0": 1},
        None,
        7,
    ],
)
def test_damaged_numbers_are_refused(damage: Any) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)):
        unpacked(damage, 40)


def test_what_is_read_is_bounded_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Unpacking:
        eof, unused_data = True, b""

        def decompress(self, data: bytes, most: int) -> bytes:
            asked.append(most)
            return bytes(8)

    monkeypatch.setattr(zlib, "decompressobj", Unpacking)

    unpacked(packed_bytes(bytes(1 << 20), "i4"), 3)

    assert asked == [13]


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int64", "float32", "float64", "complex64", ">i4"])
@pytest.mark.parametrize("components", [(), (3,)])
def test_pixels_come_back_bit_by_bit(dtype: str, components: tuple[int, ...]) -> None:
    bits = np.random.default_rng(5).integers(0, 256, 480, dtype=np.uint8)
    pixels = (bits % 2 if dtype == "bool" else bits).view(dtype)
    pixels = pixels.reshape(-1, *components)

    again = unpacked_pixels(packed_pixels(pixels), len(pixels), pixels[0, ...])

    assert (again.dtype, again.shape, again.tobytes()) == (pixels.dtype, pixels.shape, pixels.tobytes())


@pytest.mark.parametrize("count", [3, 5])
def test_too_few_or_too_many_pixels_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=r"numbers|value a pixel"):
        unpacked_pixels(packed_pixels(np.arange(4.0)), count, np.array(0.0))


def test_a_truth_value_is_0_or_1() -> None:
    with pytest.raises(ValueError, match="truth"):
        unpacked_pixels(packed_pixels(np.array([0, 2], np.uint8)), 2, np.array(False))


def test_pixels_are_a_text() -> None:
    with pytest.raises(TypeError):
        unpacked_pixels([1, 2], 2, np.array(0, np.uint8))  # type: ignore[arg-type]  # as from a damaged file
