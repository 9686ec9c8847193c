"""What the second readers load, and what they leave."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("modules", "libraries"),
    [
        (["nifti_reader"], []),
        (["tifffile_reader"], ["tifffile"]),
        (["nibabel_header"], ["nibabel"]),
        (["pydicom_reader", "nibabel_header"], ["nibabel", "pydicom"]),
        (["nibabel_header", "pydicom_reader"], ["nibabel", "pydicom"]),
    ],
)
def test_each_loads_its_own_library_only(modules: list[str], libraries: list[str]) -> None:
    """And pydicom, and what it goes without, can be loaded afterwards."""
    script = (
        "import importlib.util, sys\n"
        "needless = ('PIL', 'requests', 'tqdm')\n"
        "from itk_inspector.itkio.second import readers\n"
        "for name in sys.argv[1:]:\n"
        "    readers.module(name)\n"
        "print(*(name for name in ('nibabel', 'pydicom', 'tifffile', *needless) if name in sys.modules))\n"
        "import pydicom\n"
        "for name in needless:\n"
        "    if importlib.util.find_spec(name):\n"
        "        importlib.import_module(name)\n"
    )

    said = subprocess.run([sys.executable, "-c", script, *modules], capture_output=True, text=True, check=True)

    assert said.stdout.split() == libraries
