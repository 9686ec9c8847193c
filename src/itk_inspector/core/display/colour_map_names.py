"""The colour maps there are, by name."""

from __future__ import annotations

GREY = "grey"
LABELS = "labels"
"""Gives each integer a colour of its own."""
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "even steps",
        (
            (GREY, "grey"),
            ("viridis", "viridis"),
            ("magma", "magma"),
            ("inferno", "inferno"),
            ("plasma", "plasma"),
            ("cividis", "cividis"),
            ("CET-L3", "heat (CET-L3)"),
            ("CET-L8", "blue to yellow (CET-L8)"),
            ("CET-L16", "black to white, colours (CET-L16)"),
            ("CET-L17", "white to blue (CET-L17)"),
            ("CET-CBL1", "colour-blind safe (CET-CBL1)"),
        ),
    ),
    (
        "two directions",
        (
            ("CET-D1", "blue, white, red (CET-D1)"),
            ("CET-D4", "blue, black, red (CET-D4)"),
            ("CET-D9", "blue to red, soft (CET-D9)"),
            ("CET-CBD1", "colour-blind safe (CET-CBD1)"),
        ),
    ),
    (
        "angles",
        (
            ("CET-C1", "cyclic (CET-C1)"),
            ("CET-C2", "cyclic, rainbow (CET-C2)"),
            ("CET-C5", "cyclic, grey (CET-C5)"),
            ("CET-CBC1", "cyclic, colour-blind safe (CET-CBC1)"),
        ),
    ),
    ("regions", ((LABELS, "labels"),)),
)
"""Groups of (name, label). The maps named CET are Peter Kovesi's (arXiv:1509.03700), as pyqtgraph ships them."""
NAMES = frozenset(name for _, maps in GROUPS for name, _ in maps)
