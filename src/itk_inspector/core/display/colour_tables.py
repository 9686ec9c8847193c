"""The colour maps there are, as tables of 256 colours."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.colour_map_names import GREY, LABELS
from itk_inspector.core.display.label_colours import label_colours

_OPAQUE = np.uint32(0xFF000000)


@cache
def table(name: str) -> npt.NDArray[np.uint32]:
    """Return the 256 colours of a map as ``0xffRRGGBB``, read-only; of labels those of 0 to 255.

    Parameters
    ----------
    name : str
        One of `colour_map_names.GROUPS`.
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
    stored = np.loadtxt(_file(name), delimiter=",", comments=";")
    red, green, blue = np.floor(255.0 * stored + 0.5).astype(np.uint32).T
    return np.asarray(red << np.uint32(16) | green << np.uint32(8) | blue | _OPAQUE)


def _file(name: str) -> Path:
    """Return the file in which pyqtgraph keeps a map; pyqtgraph is not imported, because that loads Qt."""
    found = importlib.util.find_spec("pyqtgraph")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("colors") / "maps" / f"{name}.csv"
