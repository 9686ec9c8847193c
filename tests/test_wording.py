"""How the texts of the window, the command line and the documents sound."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from house import MODULES, SOURCE
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.core import errors

REPOSITORY = SOURCE.parent.parent
DOCUMENTS = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]
DOCUMENTS += sorted((REPOSITORY / "docs").glob("*.md")) + sorted((REPOSITORY / "resources" / "help").glob("*.md"))
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
NOT_SAID = {
    "Save copy": "Save as",
    "Hold probe": "Freeze readout",
    "Copy probe": "Copy values",
    "Move the image": "Pan",
    "One to one": "Actual size",
    "Quad view": "Three planes",
    "same numbers, other pixel": "if you wrote",
    "both read the same": "same value",
    "physical units": "no unit stated",
    "the file’s own keys": "metadata",
    "metadata keys": "metadata entries",
    "Save nevertheless": "Save anyway",
    "would be changed": "does not fit",
    "reaches outside": "extends beyond",
    "sign of life": "does not respond",
    "as asked": "Read as",
    "Passed over": "Skipped",
    "from a stranger": "untrusted",
    "is no index": "is not an index",
    "is needed, not": "Expected …, got …",
    "belong into": "belongs in",
    "a giant claim": "a header that claims too much",
}
"""What the program used to say, and what it says now."""
REASONS = {"itkio.dicom.dicom_header"}
"""Modules whose errors become a part of another sentence."""


@cache
def texts() -> tuple[tuple[str, int, str], ...]:
    """All texts of the source but its docstrings: module, line, text; what is filled in stands as ``{}``."""
    found = []
    for name, path in MODULES.items():
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        passed = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        passed |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                found.append((name, node.lineno, text_of(node)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
                found.append((name, node.lineno, node.value))
    return tuple(found)


def text_of(node: ast.expr) -> str:
    """Return a text with ``{}`` for what is filled in; empty for what is no text."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_the_walk_sees_texts() -> None:
    said = {text for _, _, text in texts()}

    assert len(said) > 1000
    assert {"Open an image first.", "{} does not fit: bool holds 0 or 1."} <= said


@pytest.mark.parametrize("phrase", NOT_SAID)
def test_what_was_put_better_stays_so(phrase: str) -> None:
    said = [f"{name}:{line}: {text}" for name, line, text in texts() if phrase in text]
    said += [path.name for path in DOCUMENTS if phrase in path.read_text(encoding="utf-8")]

    assert not said, f"say “{NOT_SAID[phrase]}”"


def test_every_error_is_a_sentence_and_so_is_its_advice() -> None:
    wrong = []
    for name in MODULES.keys() - REASONS:
        for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in ERRORS:
                continue
            given = [*node.args[:1], *(word.value for word in node.keywords if word.arg in ("message", "advice"))]
            for text in map(text_of, given):
                if text and not re.search(r"([.?!]|\{\})$", text.rstrip()):
                    wrong.append(f"{name}:{node.lineno}: {text}")

    assert not wrong


_NAMES = ("Python", "ITK", "Inspector", "RAS", "LPS", "HU", "CT", "DICOM", "NumPy", "NaN", "MB", "GB")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_entries_are_in_sentence_case_without_a_full_stop(action: object) -> None:
    text = action.name  # type: ignore[attr-defined]  # an `Action`
    later = [word for word in text.split()[1:] if word[:1].isupper() and word not in _NAMES]

    assert text[:1].isupper() or text.split()[0] in ("itk", "nibabel")  # as these libraries are written
    assert not text.endswith(".")
    assert not later


def test_buttons_have_no_full_stop() -> None:
    wrong = []
    for path in sorted((SOURCE / "gui").rglob("*.py")):
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2]
            if named in ("QPushButton", "QCheckBox", "QToolButton", "QRadioButton", "addButton"):
                wrong += [f"{path.name}:{node.lineno}" for arg in node.args if text_of(arg).endswith(".")]

    assert not wrong
