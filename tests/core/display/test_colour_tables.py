"""The colour maps there are."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyqtgraph as pg
import pytest

from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.colour_map_names import GREY, GROUPS, LABELS
from itk_inspector.core.display.defaults import CYCLIC
from itk_inspector.core.display.label_colours import label_colours
from itk_inspector.core.display.pixel_marks import ABOVE_MARK, BELOW_MARK, NAN_MARK

NAMES = [name for _, maps in GROUPS for name, _ in maps]


def channels(colours: np.ndarray) -> np.ndarray:
    return np.stack([colours >> np.uint32(shift) & np.uint32(255) for shift in (16, 8, 0)], axis=-1).astype(int)


@pytest.mark.parametrize("name", NAMES)
def test_every_map_has_256_opaque_colours(name: str) -> None:
    table = colour_tables.table(name)

    assert (table.shape, table.dtype) == ((256,), np.uint32)
    assert (table >> np.uint32(24) == 255).all()
    assert not table.flags.writeable


def test_names_are_unique_and_the_defaults_are_there() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert {GREY, LABELS, CYCLIC} <= set(NAMES)


def test_grey_is_the_tone_itself() -> None:
    assert np.array_equal(channels(colour_tables.table(GREY)), np.repeat(np.arange(256)[:, None], 3, axis=1))


@pytest.mark.parametrize("name", sorted({*NAMES} - {GREY, LABELS}))
def test_maps_are_those_of_pyqtgraph(name: str) -> None:
    expected = pg.colormap.get(name).getLookupTable(nPts=256)[:, :3]

    assert np.array_equal(channels(colour_tables.table(name)), expected)


@pytest.mark.parametrize("name", dict(GROUPS[2][1]))
def test_cyclic_maps_end_where_they_begin(name: str) -> None:
    ends = channels(colour_tables.table(name))[[0, -1]]

    assert np.abs(ends[0] - ends[1]).max() <= 4


def test_no_pyqtgraph_is_loaded_for_them() -> None:
    code = (
        "import sys; from itk_inspector.core.display.colour_tables import table; "
        "import itk_inspector.gui.panels.level_controls; table('viridis'); print('pyqtgraph' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


@pytest.mark.parametrize("mark", [NAN_MARK, BELOW_MARK, ABOVE_MARK])
@pytest.mark.parametrize("name", NAMES)
def test_no_map_comes_near_a_mark(name: str, mark: np.uint32) -> None:
    colours = label_colours(np.arange(512)) if name == LABELS else colour_tables.table(name)
    away = channels(colours) - channels(np.array([mark]))

    assert np.sqrt(np.square(away).sum(axis=1)).min() > 60.0
