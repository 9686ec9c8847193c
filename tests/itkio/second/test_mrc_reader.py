"""MRC files that ITK misreads or refuses are shown as MRC 2014 defines them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import OpenError
from opened_files import opened

_SIZE = (5, 4, 3)
_TYPES = {0: "i1", 1: "i2", 2: "f4", 6: "u2", 12: "f2"}


def written(folder: Path, values: npt.NDArray[Any], mode: int, order: str = "<", **words: Any) -> Path:
    """Write a file; ``words`` are of the header, by the byte where they stand."""
    head = bytearray(1024)
    struct.pack_into(f"{order}10i", head, 0, *_SIZE, mode, 0, 0, 0, *_SIZE)
    struct.pack_into(f"{order}6f", head, 40, 7.5, 6.0, 6.0, 90, 90, 90)
    struct.pack_into(f"{order}3i3f", head, 64, 1, 2, 3, 0, -1, -1)
    head[208:216] = b"MAP " + (b"DD" if order == "<" else b"\x11\x11") + bytes(2)
    for place, numbers in words.items():
        letter = "f" if isinstance(numbers[0], float) else "i"
        struct.pack_into(f"{order}{len(numbers)}{letter}", head, int(place[1:]), *numbers)
    path = folder / "a.mrc"
    path.write_bytes(bytes(head) + values.astype(values.dtype.newbyteorder(order)).tobytes())
    return path


def ramp(kind: str, first: int = 0) -> npt.NDArray[Any]:
    return np.arange(first, first + 60).astype(kind)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("mode", [1, 2, 6])
def test_healthy_files_get_no_note(tmp_path: Path, mode: int, order: str) -> None:
    info, values = opened(written(tmp_path, ramp(_TYPES[mode]), mode, order))

    assert info.notes == ()
    assert values.tolist() == list(range(60))
    assert info.geometry.spacing == (1.5, 1.5, 2.0)


@pytest.mark.parametrize("order", ["<", ">"])
def test_half_precision_is_read(tmp_path: Path, order: str) -> None:
    info, values = opened(written(tmp_path, ramp("f2"), 12, order))

    assert (info.dtype, info.geometry.size, info.geometry.spacing) == ("float16", _SIZE, (1.5, 1.5, 2.0))
    assert values.tolist() == list(range(60))
    assert "does not read this file; shown as stored" in info.notes[0]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ({"w108": (20140,)}, -60),
        ({"w108": (20141,), "w76": (0.0, 0.0)}, -60),
        ({"w152": (1146047817, 1)}, -60),
        ({"w76": (-60.0, -1.0)}, -60),
        ({"w152": (1146047817, 0)}, 196),
        ({"w108": (20140,), "w76": (196.0, 255.0)}, 196),
    ],
)
def test_bytes_have_the_sign_that_the_header_gives_them(tmp_path: Path, words: dict[str, Any], first: int) -> None:
    info, values = opened(written(tmp_path, ramp("i1", -60), 0, **words))

    assert values.tolist() == list(range(first, first + 60))
    assert not any("does not tell" in note for note in info.notes)


def test_bytes_without_a_word_on_their_sign_are_told(tmp_path: Path) -> None:
    info, _ = opened(written(tmp_path, ramp("i1", -60), 0))

    assert info.notes == ("Bytes of MRC files have a sign since 2014; this file does not tell, and is shown without.",)


def test_a_part_of_a_larger_map_opens(tmp_path: Path) -> None:
    info, values = opened(written(tmp_path, ramp("f4"), 2, w16=(100, 200, 300), w196=(1.0, 2.0, 3.0)))

    assert values.tolist() == list(range(60))
    assert info.geometry.origin == (1.0, 2.0, 3.0)
    assert "begins at (100, 200, 300)" in info.notes[0]


def test_columns_may_lie_along_any_axis(tmp_path: Path) -> None:
    path = written(tmp_path, ramp("f4"), 2, w28=(3, 4, 5), w40=(3.0, 8.0, 20.0), w64=(3, 2, 1), w196=(1.0, 2.0, 3.0))

    info, _ = opened(path)

    assert info.geometry.spacing == (4.0, 2.0, 1.0)
    assert info.geometry.direction == ((0, 0, 1), (0, 1, 0), (1, 0, 0))
    assert info.geometry.origin == (1.0, 2.0, 3.0)
    assert "places this image wrongly" in info.notes[0]


def test_a_cell_without_size_or_samples_has_a_spacing_of_1(tmp_path: Path) -> None:
    info, _ = opened(written(tmp_path, ramp("f4"), 2, w28=(0, 4, 3), w44=(0.0,)))

    assert info.geometry.spacing == (1.0, 1.0, 2.0)
    assert info.notes[0] == "The header gives no cell size in x, y: a spacing of 1 is taken."


@pytest.mark.parametrize(
    ("mode", "said"), [(101, "its mode 101 (4-bit numbers) is not supported"), (7, "its mode 7 is")]
)
def test_other_modes_are_refused_by_their_number(tmp_path: Path, mode: int, said: str) -> None:
    with pytest.raises(OpenError) as caught:
        opened(written(tmp_path, ramp("u1"), mode))

    assert caught.value.message.startswith(f"a.mrc cannot be read: {said}")


def test_a_short_file_that_itk_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match=r"a\.mrc cannot be read: 30 of 60 numbers are there"):
        opened(written(tmp_path, ramp("f2")[:30], 12))
