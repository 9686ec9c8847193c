"""Which libraries read an image as it is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.read_by import Library, why_not


def info(**changes: Any) -> ImageInfo:
    plain = ImageInfo(Path("/data/a.nii"), "NiftiImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 3, 2)),
                      stamp=FileStamp.of(Path(__file__)))  # fmt: skip
    return replace(plain, **changes)


def reasons(**changes: Any) -> dict[Library, str]:
    return {each: why_not(info(**changes), each) for each in Library}


def test_all_read_a_plain_nifti_file() -> None:
    assert not any(reasons().values())


def test_whoever_has_an_image_in_memory_has_it() -> None:
    assert not any(reasons(format="memory", stamp=None, dtype="int8").values())


@pytest.mark.parametrize("changes", [{"is_truncated": True}, {"parts": ("one", "two")}])
def test_what_nobody_else_reads_alike(changes: dict[str, Any]) -> None:
    assert all(reasons(**changes).values())


def test_nibabel_reads_nifti_only() -> None:
    assert why_not(info(format="MetaImageIO"), Library.NIBABEL) == "Code for nibabel is written for NIfTI files only."


def test_only_numpy_reads_what_numpy_wrote() -> None:
    told = reasons(format="NumPy", dtype="int8")
    assert [each for each, reason in told.items() if not reason] == [Library.NUMPY]
    assert told[Library.ITK] == "itk does not read files that NumPy wrote."


def test_itk_has_no_signed_bytes() -> None:
    told = reasons(dtype="int8", component_type="char")
    assert told[Library.ITK] == "itk has no image of 3 axes with int8 in Python."
    assert not told[Library.NUMPY]  # the bits are there
    assert not told[Library.SIMPLEITK]


def test_types_that_are_not_wrapped() -> None:
    told = reasons(format="NrrdImageIO", dtype="uint32", components=2, pixel_type="vector")
    assert told[Library.NUMPY] == "itk has no image of 3 axes with 2 × uint32 in Python."
    assert not told[Library.SIMPLEITK]


def test_a_type_that_was_asked_for_is_itk_s_own() -> None:
    told = reasons(read_as="UC", dtype="uint8")
    assert [each for each, reason in told.items() if not reason] == [Library.NUMPY, Library.ITK]


@pytest.mark.parametrize("intent", ["1005", "1006"])
def test_vectors_that_itk_turns(intent: str) -> None:
    changes = {"components": 3, "dtype": "float32", "pixel_type": "vector", "metadata": {"intent_code": intent}}
    assert intent in why_not(info(**changes), Library.NIBABEL)
    assert not why_not(info(**{**changes, "components": 1}), Library.NIBABEL)
