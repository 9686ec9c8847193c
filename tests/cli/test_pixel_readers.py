"""The commands that read single pixels by ITK load of it what that takes, and read the same as with all of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from itk_inspector.cli import main

RNG = np.random.default_rng(7)
IMAGES = {
    "volume.mha": SimpleITK.GetImageFromArray(RNG.integers(-900, 900, (3, 4, 5), dtype=np.int16)),
    "reals.nii.gz": SimpleITK.GetImageFromArray(RNG.normal(size=(3, 4, 5))),
    "colours.png": SimpleITK.GetImageFromArray(RNG.integers(0, 255, (4, 5, 3), dtype=np.uint8), isVector=True),
    "vectors.nrrd": SimpleITK.GetImageFromArray(RNG.normal(size=(3, 4, 5, 3)).astype(np.float32), isVector=True),
    "complex.mha": SimpleITK.GetImageFromArray(RNG.normal(size=(4, 5)) + 2j),
    "slices in time.nrrd": SimpleITK.GetImageFromArray(RNG.integers(0, 9, (2, 3, 4, 5), np.uint8), isVector=False),
}


@pytest.fixture(params=IMAGES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    SimpleITK.WriteImage(IMAGES[request.param], tmp_path / request.param)
    return tmp_path / request.param


def ran(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the program; tell what it loads, on its standard error."""
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "itk_inspector", *words], capture_output=True, text=True
    )


def parts(value: object) -> object:
    """Return a value as JSON has it: real and imaginary part of a complex number."""
    return [value.real, value.imag] if isinstance(value, complex) else value


def test_a_probe_loads_no_more_of_itk(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["1"] * IMAGES[path.name].GetDimension()
    words = ["probe", "--json", str(path), "--at", *at]

    alone = ran(*words)

    loaded = {line.rpartition("|")[2].strip() for line in alone.stderr.splitlines()}
    assert "itk._itkPyBufferPython" in loaded
    assert not loaded & {"itk.support.base", "itk.support.extras", "distributed"}
    told = json.loads(alone.stdout)
    assert np.array_equal(told["itk_value"], parts(SimpleITK.ReadImage(path)[[1] * len(at)]))
    assert main.main(words) == 0
    assert json.loads(capsys.readouterr().out) == told
