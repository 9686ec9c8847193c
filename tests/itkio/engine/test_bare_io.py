"""What stands in for the classes of ITK's readers says what the classes say, and leaves nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

BARE = """
import gc, json, sys
from pathlib import Path
from itk_inspector.itkio.engine import bare_io, engine, wrapper_modules
from itk_inspector.itkio.engine.metadata_values import value_of
wrapper_modules.use()
engine.preload()
path = Path(sys.argv[1])
io = engine.own_io("".join(path.suffixes))
assert isinstance(io, bare_io.BareIO) and io.CanReadFile(str(path))
io.SetFileName(str(path))
io.ReadImageInformation()
keys = io.GetMetaDataDictionary()
axes = range(io.GetNumberOfDimensions())
print(json.dumps({
    "size": [io.GetDimensions(axis) for axis in axes],
    "spacing": [io.GetSpacing(axis) for axis in axes],
    "type": io.GetComponentTypeAsString(io.GetComponentType()),
    "keys": {key: str(value_of(keys, key)) for key in keys.GetKeys()},
    "classes": [name for name in sys.modules if name.startswith("itk.") and not name.startswith("itk._")],
}))
del keys, io
gc.collect()
"""
FRAME = """NRRD0004
type: int16
dimension: 3
space: left-posterior-superior
sizes: 2 2 2
space directions: (0.5,0,0) (0,2,0) (0,0,3)
encoding: ascii
measurement frame: (0.5,0,0) (0,1,0) (0,0,1)
name:=a text

1 2 3 4 5 6 7 8
"""


def written(path: Path) -> Path:
    if path.suffix == ".nrrd":
        path.write_text(FRAME)
        return path
    image = SimpleITK.GetImageFromArray(np.arange(8, dtype=np.int16).reshape(2, 2, 2))
    image.SetSpacing((0.5, 2.0, 3.0))
    SimpleITK.WriteImage(image, path)
    return path


def by_classes(path: Path) -> dict[str, str]:
    """Return the metadata as all of itk's Python, loaded in the usual way, gives it."""
    import itk

    reader = itk.ImageFileReader.New(FileName=str(path))
    reader.UpdateOutputInformation()
    found: Any = reader.GetImageIO().GetMetaDataDictionary()
    return {key: str(found[key]) for key in found.GetKeys() if not key.startswith("ITK_original_")}  # not the file's


@pytest.mark.parametrize("name", ["a.mha", "a.nii", "a.nii.gz", "a.nrrd"])
def test_a_reader_without_its_class_says_the_same(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / name)

    done = subprocess.run([sys.executable, "-c", BARE, str(path)], capture_output=True, text=True, check=True)

    told = json.loads(done.stdout)
    assert done.stderr == ""  # where SWIG complains of what nobody has deleted
    assert told["size"] == [2, 2, 2]
    assert told["spacing"] == [0.5, 2.0, 3.0]
    assert told["type"] == "short"
    assert told["classes"] == []
    assert told["keys"] == by_classes(path)
