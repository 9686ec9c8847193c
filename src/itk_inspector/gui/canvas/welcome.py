"""What an empty window says: how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from itk_inspector.gui.style.plain_text import rich
from itk_inspector.gui.style.theme import Theme

RECENT = "recent:"
"""What the links to files begin with; the number of the file follows."""
_MOST, _LONGEST = 6, 44
_BEGIN = (
    ("open", "Open…", "Ctrl+O"),
    ("openFolder", "Open DICOM folder…", "Ctrl+Shift+O"),
)
_SAMPLES = (
    ("sample", "Head phantom", "2-D"),
    ("sampleVolume", "Oblique volume", "3-D"),
    ("tryIt", "The 3 × 3 array 1 … 9", "ITK reads 6 at [2, 1], NumPy 8"),
)


def welcome(theme: Theme, recent: Sequence[Path]) -> str:
    """Return rich text with links: ids of actions, and `RECENT` with a number.

    Parameters
    ----------
    theme : Theme
    recent : sequence of pathlib.Path
        Files opened lately, newest first; nobody looks whether they are still there.
    """
    files = [(f"{RECENT}{n}", rich(path.name), rich(_folder(path))) for n, path in enumerate(recent[:_MOST])]
    parts = [("Open an image", _BEGIN), ("Recent", files), ("Samples", _SAMPLES)]
    rows = "".join(_part(theme, heading, links) for heading, links in parts if links)
    return (
        f'<table align="center" cellspacing="0" cellpadding="3">{rows}'
        f'<tr><td colspan="2" style="color: {theme.muted}; padding-top: 14px;">Or drop files on the window.</td></tr>'
        "</table>"
    )


def _part(theme: Theme, heading: str, links: Sequence[tuple[str, str, str]]) -> str:
    rows = [
        f'<tr><td style="padding-right: 24px;"><a href="{link}" style="color: {theme.accent};">{text}</a></td>'
        f'<td style="color: {theme.muted};">{beside}</td></tr>'
        for link, text, beside in links
    ]
    size = "16pt" if heading == "Open an image" else "11pt"
    return (
        f'<tr><td colspan="2" style="font-size: {size}; color: {theme.text}; padding-top: 14px;">{heading}</td></tr>'
        + "".join(rows)
    )


def _folder(path: Path) -> str:
    """Return the folder of a file as people write it; a long one without its middle."""
    folder = path.parent
    try:
        text = str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):  # elsewhere, or nobody's home
        text = str(folder)
    keep = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[: keep - 1]}…{text[-keep:]}"
