"""Journals as JSON files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.editing import journal_file
from itk_inspector.core.editing.journal_file import journal_text, read_journal
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo

INFO = ImageInfo(
    path=Path("/images/brain.nrrd"),
    format="NrrdImageIO",
    pixel_type="scalar",
    component_type="float",
    components=1,
    dtype="float32",
    geometry=replace(Geometry.identity((4, 3, 2)), origin=(0.1, -2.0, 1e300), start_index=(1, 0, -5)),
)


def session() -> EditSession:
    return EditSession(np.zeros((2, 3, 4), np.float32), INFO.geometry)


def edited() -> EditSession:
    made = session()
    made.set_pixel(ItkIndex.of(1, 0, -5), "nan")
    made.fill(Region((0, 0, 0), (2, 3, 1)), 0.1)
    made.paint(np.arange(0, 24, 2), "-inf")
    made.end_stroke()
    made.set_pixel(ItkIndex.of(2, 1, -4), 5)
    made.undo()
    return made


def test_a_journal_is_read_and_repeated_as_it_was_written() -> None:
    done = edited()
    text = journal_text(done.history.journal.entries, INFO)
    saved = read_journal(text.encode())
    again = session()
    replay = Replay(again, saved.records)

    assert replay.next() is None
    assert replay.count == 3
    assert again.view.tobytes() == done.view.tobytes()
    assert saved.image == "/images/brain.nrrd, 4 × 3 × 2 float32"


def test_the_form_of_the_file() -> None:
    told = json.loads(journal_text(edited().history.journal.entries, INFO))

    assert (told["format"], told["version"]) == ("itk-inspector-journal", 1)
    assert told["image"]["origin"] == [0.1, -2.0, 1e300]
    assert told["image"]["start_index"] == [1, 0, -5]
    assert "read_as" not in told["image"]
    first = told["steps"][0]
    assert (first["kind"], first["old"], first["new"], first["value"]) == ("pixels", "0.0", "NaN", "nan")
    assert first["time"].endswith("+00:00")


def test_how_the_image_was_read_is_written_where_it_matters() -> None:
    told = json.loads(journal_text((), replace(INFO, read_as="F", parts=("a", "b"), part=1)))

    assert (told["image"]["read_as"], told["image"]["part"], told["steps"]) == ("F", 1, [])
    assert json.loads(journal_text((), None))["image"] == {}


GOOD = {"format": "itk-inspector-journal", "version": 1, "image": {}, "steps": [{"kind": "box", "label": "fill"}]}


def bad(**more: Any) -> bytes:
    return json.dumps(GOOD | more).encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "cannot be read as JSON"),
        (b"\xff\xfe", "cannot be read as JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "cannot be read as JSON"),
        (b'{"a": NaN}', "cannot be read as JSON"),
        (b'{"a": -Infinity}', "cannot be read as JSON"),
        (b'{"a": 1e999}', "cannot be read as JSON"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "cannot be read as JSON"),
        (b'{"format": "x", "format": "itk-inspector-journal"}', "cannot be read as JSON"),
        (b"7", "no journal of edits"),
        (b'{"format": 1}', "no journal of edits"),
        (bad(version=2), "another version"),
        (bad(version=True), "another version"),
        (bad(version=1.0), "another version"),
        (bad(steps={}), "no list of steps"),
        (bad(steps=[7]), "step 1 cannot be read"),
        (bad(steps=[*GOOD["steps"], {"kind": "box"}]), "step 2 cannot be read"),  # type: ignore[misc]  # a list
        (bad(steps=[{"kind": "dance", "label": ""}]), "step 1 cannot be read"),
        (bad(steps=[{"kind": [], "label": ""}]), "step 1 cannot be read"),
        (bad(steps=[{"kind": "box", "label": "x" * 501}]), "step 1 cannot be read"),
    ],
)
def test_what_is_no_journal_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(EditError, match=sentence):
        read_journal(data)


def test_files_beyond_all_measure_are_refused_before_they_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_file, "_MOST_VALUES", 30)
    read_journal(bad())
    with pytest.raises(EditError, match="more values"):
        read_journal(b"[" * 31)
    monkeypatch.setattr(journal_file, "MOST_BYTES", 30)
    with pytest.raises(EditError, match="too large"):
        read_journal(b" " * 31)


@pytest.mark.parametrize("image", [7, {"path": 7, "size": [], "dtype": ""}, {"path": "x", "size": 7, "dtype": "u1"}])
def test_an_image_that_is_not_told_of_does_no_harm(image: Any) -> None:
    assert read_journal(bad(image=image)).image == ""
