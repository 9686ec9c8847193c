"""The colour maps there are, as tables of 256 colours."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
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
    steps = _steps(name)
    at = np.linspace(0.0, 1.0, len(steps))
    red, green, blue = (np.interp(np.linspace(0.0, 1.0, 256), at, channel).astype(np.uint32) for channel in steps.T)
    return np.asarray(red << np.uint32(16) | green << np.uint32(8) | blue | _OPAQUE)


def _steps(name: str) -> npt.NDArray[np.float64]:
    """Return the colours ``[step, channel]`` that pyqtgraph ships of a map, 0 to 255.

    They are read from its file, where they are shares of one: to load pyqtgraph would stop the window.
    """
    found = find_spec("pyqtgraph")
    assert found is not None
    assert found.origin is not None
    text = (Path(found.origin).parent / "colors" / "maps" / f"{name}.csv").read_text(encoding="utf-8")
    rows = (line.partition(";")[0].strip() for line in text.splitlines())
    return np.array([[int(255 * float(share) + 0.5) for share in row.split(",")[:3]] for row in rows if row], float)
