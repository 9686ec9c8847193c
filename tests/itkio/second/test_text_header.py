"""Text headers before pixels: read to their end, and not far beyond."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.header import remembered
from itk_inspector.itkio.second.text_header import fields_of, meta_fields, texts_of

HEADER = b"NDims = 3\r\nName: a = b\n# none = 1\nDimSize = 2 3 4\nElementDataFile = LOCAL\n"


def bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split("rchar:")[1].split()[0])


def test_the_pixels_behind_a_header_are_not_read(tmp_path: Path) -> None:
    """Each of the places that ask for a field of it reads it anew."""
    path = tmp_path / "a.mha"
    path.write_bytes(HEADER + bytes(2_000_000))
    before = bytes_read()

    fields, after = meta_fields(path)
    texts_of(path, "elementdatafile")

    assert bytes_read() - before < 100_000
    assert fields == {"ndims": "3", "name": "a = b", "dimsize": "2 3 4", "elementdatafile": "LOCAL"}
    assert after == len(HEADER)


def test_a_header_without_an_end_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.mha"
    path.write_bytes(b"a = 1\n" + b"x" * (3 << 20))

    assert meta_fields(path) == ({"a": "1"}, 1 << 20)


@pytest.mark.parametrize(("text", "after"), [(b"a = 1\n\nb = 2\n", 7), (b"a = 1\r\n\r\nb = 2", 9), (b"a = 1", 5)])
def test_an_empty_line_may_be_the_end(tmp_path: Path, text: bytes, after: int) -> None:
    (tmp_path / "a").write_bytes(text)

    assert fields_of(tmp_path / "a", "") == ({"a": "1"}, after)


@given(st.lists(st.sampled_from([b"a = 1", b"b: 2", b"", b"\r", b"c", b"\xff = \xfe", b"end = x"])), st.booleans())
def test_every_line_is_taken_as_it_stands(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ends: bool
) -> None:
    text = b"\n".join(lines) + b"\n" * ends
    path = tmp_path_factory.getbasetemp() / "lines"
    path.write_bytes(text)
    remembered.forget()  # as after each task
    expected, after = {}, len(text)
    whole = text.split(b"\n")
    for at, line in enumerate(whole):
        shown = line.decode("utf-8", "surrogateescape").rstrip("\r")
        for separator in "=:":
            if separator in shown:
                key, _, value = shown.partition(separator)
                expected[key.strip().casefold()] = value.strip()
                break
        if shown.startswith("end"):
            after = len(b"\n".join(whole[: at + 1])) + 1
            break

    assert fields_of(path, "end") == (expected, after)


def test_a_header_is_read_once_in_a_task_and_again_in_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mha"
    path.write_bytes(b"ObjectType = Image\nElementDataFile = LOCAL\n")
    first, _ = meta_fields(path)
    path.write_bytes(b"ObjectType = Other\nElementDataFile = LOCAL\n")

    assert meta_fields(path)[0] is first
    remembered.forget()
    assert meta_fields(path)[0]["objecttype"] == "Other"
