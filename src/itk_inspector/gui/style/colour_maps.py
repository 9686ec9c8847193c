"""The colour maps there are, as tables of 256 colours."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.display_settings import GREY, LABELS
from itk_inspector.core.display.label_colours import label_colours

_OPAQUE = np.uint32(0xFF000000)
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


@cache
def table(name: str) -> npt.NDArray[np.uint32]:
    """Return the 256 colours of a map as ``0xffRRGGBB``, read-only; of labels those of 0 to 255.

    Parameters
    ----------
    name : str
        One of `GROUPS`.
    """
    made = _made(name)
    made.flags.writeable = False
    return made


def _made(name: str) -> npt.NDArray[np.uint32]:
    number = np.arange(256, dtype=np.uint32)
    if name == GREY:
        return number * np.uint32(0x010101) | _OPAQUE
    if name == LABELS:
        return np.array(label_colours(number))
    import pyqtgraph as pg  # here, because the window appears before pyqtgraph is loaded

    red, green, blue = (c.astype(np.uint32) for c in pg.colormap.get(name).getLookupTable(nPts=256).T[:3])
    return np.asarray(red << np.uint32(16) | green << np.uint32(8) | blue | _OPAQUE)
