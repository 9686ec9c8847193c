"""Puts pictures of the window into the site, where a page asks for one (`tests/site_pictures.py` draws them).

mkdocs.yml names this file as a hook. A picture that was not drawn is a warning: ``mkdocs build --strict`` fails.
"""

from __future__ import annotations

import html
import logging
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

_DRAWN = Path(__file__).resolve().parents[2] / "build" / "pictures"
_ASKED = re.compile(r"<!-- picture: (\S+); (.*?) -->")
_SUFFIX = "-light-small.png"
_log = logging.getLogger("mkdocs.hooks.pictures")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what was drawn to the files of the site."""
    for path in sorted(_DRAWN.glob(f"*{_SUFFIX}")):
        files.append(File.generated(config, f"pictures/{path.name}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, files: Files, **_: object) -> str:
    """Turn each comment that asks for a picture into the picture."""

    def image(found: re.Match[str]) -> str:
        name, shown = found.groups()
        place = f"pictures/{name}{_SUFFIX}"
        if files.get_file_from_path(place) is None:
            _log.warning("The picture %s was not drawn: python tests/site_pictures.py build/pictures", name)
        return f"![{html.escape(shown)}]({place})"

    return _ASKED.sub(image, markdown)
