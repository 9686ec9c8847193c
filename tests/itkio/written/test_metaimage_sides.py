"""MetaImage files name the sides of the patient, whatever the installed ITK writes; SimpleITK is the judge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.header import read_header

PIXELS = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
_OPPOSITE = str.maketrans("LRPASI", "RLAPIS")
_TURNS = [np.eye(3), np.array([[0, 0, -1], [1, 0, 0], [0, -1, 0.0]])]
_TURNS += [np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0] for seed in range(6)]


def turned(turn: Any) -> Geometry:
    return replace(Geometry.identity((5, 4, 3)), direction=tuple(map(tuple, turn.tolist())))


def sides(turn: Any) -> str:
    """Name the sides that the axes come from; SimpleITK names those that they lead to."""
    towards = sitk.DICOMOrientImageFilter.GetOrientationFromDirectionCosines(turn.ravel().tolist())
    return str(towards).translate(_OPPOSITE)


@pytest.mark.parametrize("name", ["a.mha", "a.mhd"])
@pytest.mark.parametrize("turn", _TURNS)
def test_what_is_written_names_the_sides(save: Any, tmp_path: Path, turn: Any, name: str) -> None:
    info = from_memory.document(PIXELS, geometry=turned(turn)).info

    save(PIXELS, info, tmp_path / name, compress=name.endswith("mha"))

    assert f"\nAnatomicalOrientation = {sides(turn)}\n".encode() in (tmp_path / name).read_bytes()
    assert read_header(tmp_path / name).info.space.is_patient
    assert np.array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / name))), PIXELS)


@pytest.mark.parametrize("turn", _TURNS)
def test_sides_that_itk_leaves_open_are_put_in(tmp_path: Path, turn: Any) -> None:
    head = "ObjectType = Image\nNDims = 3\nAnatomicalOrientation = {}\nDimSize = 5 4 3\nElementDataFile = LOCAL\n"
    path = tmp_path / "a.mha"
    path.write_bytes(head.format("???").encode() + PIXELS.tobytes())

    facts_of("MetaImageIO").finish(path, turned(turn))

    assert path.read_bytes() == head.format(sides(turn)).encode() + PIXELS.tobytes()


@pytest.mark.parametrize(("sides", "axes"), [("??", 2), ("????", 4), ("RAI", 3)])
def test_other_headers_stay(tmp_path: Path, sides: str, axes: int) -> None:
    path = tmp_path / "a.mha"
    path.write_text(f"NDims = {axes}\nAnatomicalOrientation = {sides}\nElementDataFile = LOCAL\n")
    before = path.read_bytes()

    facts_of("MetaImageIO").finish(path, Geometry.identity((5, 4, 3, 2)[:axes]))

    assert path.read_bytes() == before
