"""Draws the pictures that pages of docs/ ask for: ``python tests/site_pictures.py FOLDER``; `make docs` does.

A page asks by a comment, ``<!-- picture: NAME; what is to be seen -->``, with a name of `pictures.STATES`. So the site
has pictures of the program as it is, and the repository holds none of them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pictures

DOCS = Path(__file__).resolve().parent.parent / "docs"


def asked(folder: Path) -> list[str]:
    """Return the names of the pictures that the pages of a folder ask for."""
    found = (re.findall(r"<!-- picture: (\S+);", page.read_text(encoding="utf-8")) for page in folder.glob("*.md"))
    return sorted({name for names in found for name in names})


def main() -> None:
    """Draw each of them, in light colours."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    pictures.application()
    for name in asked(DOCS):
        pictures.picture(out, name, "light", "small", pictures.STATES[name])


if __name__ == "__main__":
    main()
