"""Facts and warnings."""

from __future__ import annotations

import ast

import pytest

from house import MODULES
from itk_inspector.core.header import note_kinds
from itk_inspector.core.header.note_kinds import is_warning


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [
        node.value
        for name, path in MODULES.items()
        if name.startswith(("itkio", "worker"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("fact", note_kinds._FACTS)
def test_every_fact_is_said_somewhere(texts: list[str], fact: str) -> None:
    assert any(text.startswith(fact.removesuffix(" ")) for text in texts)


@pytest.mark.parametrize(
    "note",
    [
        "Rescaled by ITK: value = stored × 1 − 1024.",
        "MONOCHROME1, inverted by ITK: value = 255 − stored.",
        "Read as unsigned char (UC); stored as 3 × uint8 (rgb).",
        "Slice 3 of 7, counted from 0; the others are still being read.",
    ],
)
def test_what_the_file_asks_for_is_a_fact(note: str) -> None:
    assert not is_warning(note)


@pytest.mark.parametrize(
    "note",
    [
        "ITK 5.4 reads this file wrongly: something; shown as stored.",
        "2 slices are missing between slice 3 and slice 4, counted from 0.",
        "Something that nobody has said yet.",
    ],
)
def test_all_else_is_a_warning(note: str) -> None:
    assert is_warning(note)
