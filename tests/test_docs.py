"""The documents say what is so: their tables, examples, menu entries, keys, paths and links."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

import docs_tables
from itk_inspector import Limits
from itk_inspector.api.opening import MAPPED_ABOVE
from itk_inspector.cli import main
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.control.tools.registry import TOOLS
from itk_inspector.core.chunked import budget
from itk_inspector.core.editing.journal import JOURNAL_BUDGET
from itk_inspector.core.editing.journal_file import journal_text
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.names import NAMES
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.undo_budget import UNDO_BUDGET
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.storage.recovery import OLDEST
from itk_inspector.worker.memory.private_copy import COPIED_AT_MOST

REPOSITORY = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted((REPOSITORY / "docs").glob("*.md"))
HELP = sorted((REPOSITORY / "resources" / "help").glob("*.md"))
PAPER = [*DOCUMENTS, REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]
SUBMENUS = {
    "File › Open recent",
    "File › Open in",
    "Edit › Copy as code",
    "Edit › Regions and values",
    "Edit › Undo memory",
    "View › Other plane",
    "View › Compare",
    "Window › Link tabs",
}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(path), re.DOTALL | re.MULTILINE)


def prose(path: Path) -> str:
    """Return the text without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text_of(path), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", sorted(docs_tables.TABLES))
def test_a_table_is_the_one_in_the_code(qapp: QApplication, name: str) -> None:
    file, table = docs_tables.TABLES[name]

    found = docs_tables.marked(text_of(REPOSITORY / file), name)[1]

    assert found.strip("\n") == table(), "write it anew with: python tests/docs_tables.py"


# examples ---------------------------------------------------------------------


def examples(language: str) -> list[Any]:
    """Return every block of a language in docs/, as parameters of a test."""
    found = [(path, number, code) for path in DOCUMENTS for number, code in enumerate(blocks(path, language))]
    return [pytest.param(path, code, id=f"{path.stem}-{number}") for path, number, code in found]


@pytest.mark.parametrize(("path", "code"), examples("python"))
def test_python_example(path: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)

    exec(compile(code.replace("/tmp/", f"{tmp_path}/"), path.name, "exec"), {})


def test_python_example_of_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = [code for path in HELP for code in blocks(path, "python")]
    shutil.copy(REPOSITORY / "resources" / "samples" / "oblique-volume.nrrd", tmp_path / "head.nrrd")
    monkeypatch.chdir(tmp_path)

    exec(compile(code, "help", "exec"), {})

    assert (tmp_path / "edited.nrrd").stat().st_size > 0


@pytest.mark.parametrize(("path", "code"), examples("console"))
def test_console_example(
    path: Path, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)
    for journal in blocks(path, "json"):
        (tmp_path / "edits.json").write_text(journal, encoding="utf-8")
    command, _, expected = code.replace("/tmp/", f"{tmp_path}/").partition("\n")

    assert main.main(shlex.split(command.removeprefix("$ itk-inspector "))) == 0
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(("path", "code"), examples("sh"))
def test_commands_of_an_example_are_done(
    path: Path, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)

    for command in code.replace("/tmp/", f"{tmp_path}/").splitlines():
        program, *words = shlex.split(command, comments=True)
        assert program == "itk-inspector"
        assert main.main(words) == 0, command


# menu entries and keys --------------------------------------------------------


@pytest.mark.parametrize("path", [*PAPER, *HELP], ids=names([*PAPER, *HELP]))
def test_menu_entries_named_are_there(path: Path) -> None:
    known = {f"{row.menu}/{row.text}".replace("&", "").replace("/", " › ") for row in ACTIONS} | SUBMENUS

    named = set(re.findall(r"\*((?:File|Edit|View|Go|Measure|Operations|Window|Help) › [^*\n]+)\*", text_of(path)))

    assert named <= known


def test_menu_entries_are_found() -> None:
    assert "*File › Open folder…*" in text_of(REPOSITORY / "docs" / "manual.md")
    assert "*File › Open sample image*" in text_of(HELP[0])


@pytest.mark.parametrize("path", [*DOCUMENTS, *HELP], ids=names([*DOCUMENTS, *HELP]))
def test_keys_named_are_bound(qapp: QApplication, path: Path) -> None:
    bound = set(re.findall(r"`(\S+)`", docs_tables.shortcuts_table())) | {"Ctrl+F", "Ctrl+wheel", "Alt+click"}
    bound |= {"F2", "Ctrl+Up", "Ctrl+Down", "Ctrl+V"}  # in the list of layers, and in the table of the values around
    bound |= {"Shift+Enter"}  # in the console
    text = prose(path)

    named = set(re.findall(r"(?:(?:Ctrl|Alt|Shift)\+)+\w+|\bF\d\d?\b", text))
    named |= {key.strip("*()") for key in re.findall(r"\*\*(?:[A-Z0-9]|PgUp|PgDown|Space|Esc)\*\*|\([A-Z]\)", text)}

    assert named <= bound


def test_every_tool_and_operation_is_in_a_table_of_the_manual() -> None:
    manual = text_of(REPOSITORY / "docs" / "manual.md")
    tools, operations = (manual.split(f"\n## {name}\n")[1].split("\n## ")[0] for name in ("Edit a copy", "Operations"))
    named = {name for text in (tools, operations) for row in re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
             for name in row.split(", ")}  # fmt: skip

    assert {tool.text.replace("&", "") for tool in TOOLS if tool.needs_copy} <= named
    assert {one.title for one in NAMES} <= named


# paths and links --------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """Return the names of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "path", [*PAPER, REPOSITORY / "CHANGELOG.md"], ids=names([*PAPER, REPOSITORY / "CHANGELOG.md"])
)
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("path", PAPER, ids=names(PAPER))
def test_files_named_are_there(path: Path) -> None:
    for name in re.findall(r"`([\w./-]+/[\w./-]*)`", prose(path)):
        places = (REPOSITORY, REPOSITORY / "src" / "itk_inspector", path.parent)
        first = name.split("/")[0]
        if name != "tests/output/" and first in {p.name for place in places for p in place.iterdir()}:
            assert any((place / name).exists() for place in places), name


# decisions and figures --------------------------------------------------------


def test_every_decision_has_its_four_parts_and_a_script() -> None:
    records = text_of(REPOSITORY / "docs" / "decisions.md").split("\n## ")[1:]

    assert len(records) > 8
    for record in records:
        parts = re.findall(r"^- \*\*(.*?)\.\*\* \S", record, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequence", "Measured by"], record
        assert re.search(r"`tests/[\w/]+\.py`", record.split("Measured by")[1]), record


def test_limits_of_the_manual_are_those_of_the_program() -> None:
    manual = text_of(REPOSITORY / "docs" / "manual.md")

    assert f"{Limits().header:.0f} s before the header, {Limits().silence:.0f} s in the pixels" in manual
    assert f"copies pixels of up to {MAPPED_ABOVE >> 20} MiB" in manual
    assert f"the history holds {UNDO_BUDGET // 10**6} MB" in manual
    assert f"else up to {COPIED_AT_MOST >> 20} MiB are\ncopied" in manual
    assert f"What is left is kept for\n{OLDEST / 86_400:.0f} days" in manual
    assert f"The records of all steps may take {JOURNAL_BUDGET >> 20} MiB" in manual


def test_bounds_of_stores_are_those_of_the_program() -> None:
    scale = text_of(REPOSITORY / "docs" / "scale.md")

    assert f"{budget.TILES >> 20} MiB of tiles" in scale
    assert f"{budget.CHUNKS >> 20} MiB of chunks" in scale
    assert f"at most {budget.BUDGET >> 20} MiB + 64 MiB" in scale
    for name in ("manual", "architecture"):
        assert f"{budget.WHOLE >> 20} MiB" in text_of(REPOSITORY / "docs" / f"{name}.md")


def test_every_key_of_a_journal_is_told() -> None:
    geometry = Geometry.identity((4, 3, 2))
    session = EditSession(np.zeros(geometry.shape, np.float32), geometry)
    session.set_pixel(ItkIndex((1, 1, 1)), "nan")
    session.fill(Region((0, 0, 0), (1, 2, 2)), "2")
    session.paint(np.array([1, 2, 5]), "3")
    session.end_stroke()
    session.restore(np.array([1, 2]), np.zeros(geometry.shape, np.float32))
    session.end_stroke()
    operation = Operation("cast", {"type": "uint8"}).record()
    session.apply_version(np.zeros(geometry.shape, np.uint8), geometry, "cast to uint8", operation=operation)
    saved = json.loads(journal_text(session.history.journal.entries, None))

    told = set(re.findall(r"`(\w+)`", text_of(REPOSITORY / "docs" / "journal.md")))
    keys = set().union(*saved["steps"], *(part for step in saved["steps"] for part in step.get("parts", ())), operation)

    assert {step["kind"] for step in saved["steps"]} == {"pixels", "box", "stroke", "version"} <= told
    assert keys <= told
