"""What ``itk-inspector info`` loads in its two processes: neither waits for NumPy, nor for anything about pixels."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from itk_inspector.worker.early import BOTH

CHILD = """
import json, socket, sys
from pathlib import Path
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.engine import wrapper_modules
from itk_inspector.worker import process
from itk_inspector.worker.sandbox.family import Ahead
from itk_inspector.worker.tasks.header import HeaderReply, HeaderTask
from itk_inspector.worker.wire.ends import channel_on

seen = []

def work(task, desk):
    real(task, desk)
    seen.extend(sys.modules)

ours, theirs = socket.socketpair()
parent = channel_on(ours, {"HeaderTask": HeaderTask})
parent.send(HeaderTask(1, OpenRequest(Path(sys.argv[1]))))
ours.shutdown(socket.SHUT_WR)
# no fork takes along what is loaded
process.apart.serve = lambda task, fds, policy, access, work, *rest, **how: work(lambda: policy)
from itk_inspector.worker.child import read_header
real, read_header.run = read_header.run, work
process.main(theirs, socket.socketpair()[0], ["", "/tmp", "0"])
print(json.dumps(seen))
"""
PARENT = """
import json, sys
from itk_inspector.cli.main import main

main(["info", sys.argv[1]])
print(json.dumps(list(sys.modules)))
"""
NEEDLESS = ("numpy", "nibabel", "pydicom", "tifffile", "_hashlib")
"""Libraries that a header of the commonest formats needs nothing of."""
NEVER = (
    "itk_inspector.core.display.defaults",
    "itk_inspector.core.editing",
    "itk_inspector.core.geometry.orientation",
    "itk_inspector.core.geometry.planes",
    "itk_inspector.core.pixels.probe",
    "itk_inspector.worker.memory.mapping",
)
ASKED = "itk_inspector.worker.wire.pixel_questions"
"""What the child loads when somebody asks about a pixel; its parent has it to begin with."""


def image(path: Path) -> Path:
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(np.arange(60, dtype=np.int16).reshape(3, 4, 5)), path)
    return path


@pytest.fixture(params=["a.mha", "a.nii", "a.nii.gz", "a.nrrd"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return image(tmp_path / request.param)


def test_the_command_loads_nothing_about_pixels(path: Path) -> None:
    words = [sys.executable, "-X", "importtime", "-m", "itk_inspector", "info", "--json", str(path)]

    done = subprocess.run(words, capture_output=True, text=True, check=True)

    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert json.loads(done.stdout)["size"] == [5, 4, 3]
    assert "itk_inspector.worker.parent.lane" in loaded
    assert not [name for name in loaded if name.partition(".")[0] in NEEDLESS or name.startswith(NEVER)]


def test_the_child_loads_nothing_about_pixels(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True)

    loaded = set(json.loads(done.stdout))
    assert {"itk_inspector.itkio.header", "itk._itkImageFileReaderPython"} <= loaded
    assert ASKED not in loaded
    assert not [name for name in loaded if name.startswith("itk.") and not name.startswith("itk._")]  # classes
    assert not [name for name in loaded if name.partition(".")[0] in NEEDLESS or name.startswith(NEVER)]


@pytest.mark.parametrize("code", [PARENT, CHILD], ids=["parent", "child"])
def test_what_is_loaded_for_both_before_the_fork_each_would_load_alone(code: str, tmp_path: Path) -> None:
    path = image(tmp_path / "a.mha")

    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)

    assert {f"itk_inspector.{name}" for name in BOTH} <= set(json.loads(done.stdout.splitlines()[-1]))
