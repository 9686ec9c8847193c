"""The pages of help: Markdown files of ``resources/help``, with the tables that the code knows."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.export import format_table
from itk_inspector.core.header import read_formats
from itk_inspector.gui.shell.shortcuts import shortcuts_table
from itk_inspector.gui.style.resources import resources_root

_TABLES = {
    "<!-- shortcuts -->": shortcuts_table,
    "<!-- read formats -->": read_formats.markdown_table,
    "<!-- write formats -->": format_table.markdown_table,
}


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page.

    Parameters
    ----------
    name : str
        The file's name without its number and extension; links and actions use it.
    title : str
        The first heading.
    markdown : str
        The text, tables filled in.
    """

    name: str
    title: str
    markdown: str


def help_pages() -> tuple[HelpPage, ...]:
    """Return all pages, in the order of the numbers in their file names."""
    made = []
    for path in sorted((resources_root() / "help").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for marker, table in _TABLES.items():
            text = text.replace(marker, table())
        title = text.partition("\n")[0].removeprefix("# ")
        made.append(HelpPage(path.stem.partition("-")[2], title, text))
    return tuple(made)
