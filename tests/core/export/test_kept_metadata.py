"""Which metadata a format can hold, said before and after a save."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.export.kept_metadata import not_holdable, not_kept, writable
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import format_for


def row(suffix: str) -> WriteFormat:
    found = format_for(Path(f"a{suffix}"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("suffix", "key", "value", "holds"),
    [
        (".mha", "Name of it", "x", False),
        (".mha", "Spacing=", "x", False),
        (".mha", "DimSize", "9", False),
        (".mha", "offset", "9", False),
        (".mha", "k" * 256, "x", False),
        (".mha", "Patient", "v" * 30_001, False),
        (".mha", "Patient", "Ирина", True),
        (".nrrd", "# remark", "x", False),
        (".nrrd", "a: b", "x", False),
        (".nrrd", "a:=b", "x", False),
        (".nrrd", "a:", "x", False),
        (".nrrd", "0010|0010", "山田^太郎", True),
        (".h5", "a/b", "x", False),
        (".h5", ".", "x", False),
        (".h5", "a b", "x", True),
        (".nrrd", "a", "two\nlines", False),
        (".nrrd", "a", "   ", False),
        (".nrrd", "", "x", False),
        (".nrrd", "a", "\udc91", False),
    ],
)
def test_each_format_has_its_rule(suffix: str, key: str, value: str, holds: bool) -> None:
    metadata = {key: value, "kept": "1"}

    written, told = writable(metadata, row(suffix)), not_holdable(metadata, row(suffix))

    assert written == (metadata if holds else {"kept": "1"})
    assert told.startswith("1 metadata entry is not kept by") is not holds


def test_what_itk_makes_up_itself_is_not_missed() -> None:
    made_up = {"ITK_x": "1", "NRRD_space": "y", "Modality": "MET_MOD_UNKNOWN"}

    assert (writable(made_up, row(".nrrd")), not_holdable(made_up, row(".nrrd")), not_kept(made_up, {})) == ({}, "", "")


def test_only_the_first_of_many_are_named() -> None:
    metadata = {f"a/{n}": "x" for n in range(5)}

    assert not_holdable(metadata, row(".h5")) == "5 of 5 metadata entries are not kept by HDF5: a/0, a/1, a/2, …."


def test_what_did_not_come_back_is_named() -> None:
    assert not_kept({"a": "1", "b": " 2 "}, {"a": "1", "b": "2"}) == ""
    assert not_kept({"a": "1", "b": "2"}, {"a": "1"}) == "1 metadata entry was not kept: b."
    assert not_kept({"a": "1", "b": "2"}, {}) == "2 of 2 metadata entries were not kept: a, b."
