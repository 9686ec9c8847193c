"""Headers of text: what is found must not depend on how much of the file is read at first."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.itkio.second import text_header
from itk_inspector.itkio.second.text_header import fields_of, meta_fields, texts_of

HEAD = b"ObjectType = Image\nComment = a: b\n# = no\nDimSize = 3 4\r\nElementDataFile = LOCAL\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.mha"


@pytest.mark.parametrize("usual", [1, 2, 19, 40, len(HEAD) - 1, len(HEAD), 1 << 13])
@pytest.mark.parametrize("pixels", [b"", b"\n", b"Late = 1\n\n" * 3000])
def test_that_the_first_look_may_end_anywhere(
    path: Path, pixels: bytes, usual: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(HEAD + pixels)
    monkeypatch.setattr(text_header, "_USUAL", usual)

    fields, after = meta_fields(path)

    assert fields == {"objecttype": "Image", "comment": "a: b", "dimsize": "3 4", "elementdatafile": "LOCAL"}
    assert after == len(HEAD)
    texts = texts_of(path, "elementdatafile")
    assert texts == {"ObjectType": "Image", "Comment": "a: b", "#": "no", "DimSize": "3 4"}


def test_that_a_header_of_many_lines_is_read_to_its_end(path: Path) -> None:
    lines = b"".join(b"Key%d = %d\n" % (n, n) for n in range(20000))
    path.write_bytes(lines + b"ElementDataFile = LOCAL\n")

    fields, after = meta_fields(path)

    assert len(fields) == 20001
    assert after == path.stat().st_size


@pytest.mark.parametrize("text", [b"", b"a: 1", b"a: 1\n", b"a: 1\n" * 5000])
def test_that_a_header_without_an_end_is_all_of_the_file(path: Path, text: bytes) -> None:
    path.write_bytes(text)

    fields, after = fields_of(path, "")

    assert fields == ({"a": "1"} if text else {})
    assert after == len(text)


def test_that_nothing_is_looked_for_past_a_megabyte(path: Path) -> None:
    path.write_bytes(b"Comment = " + b"x" * (1 << 20) + b"\nElementDataFile = LOCAL\n")

    fields, after = meta_fields(path)

    assert set(fields) == {"comment"}
    assert after == 1 << 20


def test_that_little_of_the_pixels_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(HEAD + bytes(1 << 21))
    read: list[int] = []

    class Counted:
        def __init__(self, file: object) -> None:
            self.file = file

        def __enter__(self) -> Counted:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def read(self, count: int) -> bytes:
            read.append(count)
            return self.file.read(count)

    real = Path.open
    monkeypatch.setattr(Path, "open", lambda self, mode: Counted(real(self, mode)))

    meta_fields(path)
    texts_of(path, "elementdatafile")

    assert sum(read) <= 1 << 15
