"""The parts of the documentation that the code knows. Run ``python tests/docs_tables.py`` to write them anew."""

from __future__ import annotations

import ast
import os
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from itk_inspector.core.editing.expression_functions import FUNCTIONS
from itk_inspector.core.export import format_table
from itk_inspector.core.header import read_formats

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "itk_inspector"


def lattice() -> tuple[str, ...]:
    """Return the order of the folders, from the source of the test that enforces it."""
    tree = ast.parse((REPOSITORY / "tests" / "test_architecture.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LATTICE":
            return tuple(ast.literal_eval(node.value))
    raise LookupError("no LATTICE in tests/test_architecture.py")


def lattice_table() -> str:
    """Return the folders from the ground up, each with the first line of its docstring."""
    rows = ["| folder | what it holds |", "|---|---|"]
    for name in lattice():
        path = SOURCE.joinpath(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        rows.append(f"| `{name}` | {text.partition(chr(10))[0].replace('``', '`')} |")
    return "\n".join(rows)


def functions_list() -> str:
    """Return the names of what expressions may call."""
    return textwrap.fill(", ".join(f"`{name}`" for name in FUNCTIONS) + ".", 150, break_long_words=False)


def shortcuts_table() -> str:
    """Return the table of shortcuts; Qt's standard keys need an application."""
    from itk_inspector.app.qt_application import application
    from itk_inspector.gui.shell import shortcuts

    application()
    return shortcuts.shortcuts_table()


TABLES: dict[str, tuple[str, Callable[[], str]]] = {
    "read formats": ("docs/formats.md", read_formats.markdown_table),
    "second readers": ("docs/formats.md", read_formats.second_table),
    "formats": ("docs/formats.md", format_table.markdown_table),
    "lattice": ("docs/architecture.md", lattice_table),
    "functions": ("docs/manual.md", functions_list),
    "shortcuts": ("docs/manual.md", shortcuts_table),
}
"""Name in the markers, the file that it stands in, and what makes it."""


def marked(text: str, name: str) -> re.Match[str]:
    """Return the match of a table between its markers: group 1 is what stands there."""
    found = re.search(rf"<!-- {name}: written by [\w/.]+ -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    assert found is not None, f"no markers for {name}"
    return found


def write() -> None:
    """Write every table between its markers."""
    for name, (file, table) in TABLES.items():
        path = REPOSITORY / file
        text = path.read_text(encoding="utf-8")
        start, end = marked(text, name).span(1)
        path.write_text(f"{text[:start]}\n{table()}\n\n{text[end:]}", encoding="utf-8")


if __name__ == "__main__":
    write()
