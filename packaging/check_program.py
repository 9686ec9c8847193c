"""Whether an installed program works, as a user starts it: headers, pixels, a window, saving, and what is refused.

``python packaging/check_program.py PROGRAM`` takes the path or the name of an installed ``itk-inspector``; the Python
that runs this needs NumPy, nibabel, pydicom, Pillow and the tests' ``dicom_files.py``. The files are written by these,
and each answer is compared with the array that was written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nibabel  # the judges of what the program says
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))
from dicom_files import write_slice  # noqa: E402  # the tests' own writer of DICOM

_PATIENCE = 120
_FILE_ERROR = 3
_AT = (4, 5, 2)
_PIXELS = np.arange(3 * 8 * 9, dtype=np.int16).reshape(3, 8, 9)


class CheckError(Exception):
    """What the program did wrong."""


def main() -> int:
    """Check the program that the command line names."""
    if len(sys.argv) < 2 or sys.argv[2:] not in ([], ["--stores"]):
        raise SystemExit("usage: check_program.py PROGRAM [--stores]")
    program = shutil.which(sys.argv[1]) or sys.argv[1]
    for line in check(Path(program).absolute(), reads_stores=len(sys.argv) > 2):
        print(line)
    return 0


def check(program: Path, *, reads_stores: bool = False) -> list[str]:
    """Start a program in every way that matters; return what was found right.

    With `reads_stores` it has the engine for images in chunks, too.

    Raises
    ------
    CheckError
        At the first thing that is not.
    """
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        files = _written(here)
        said = [_run(program, "--version")]
        for path in files:
            _reads(program, path)
            said.append(f"{path.name}: header and pixel")
        said.append(_draws(program, files[0], here / "window.png"))
        said.append(_saves(program, files[0], here / "saved.nii.gz"))
        said.append(_refuses(program, here / "short.nii.gz"))
        if reads_stores:
            _reads(program, _store(here / "volume.zarr"))
            said.append("volume.zarr: header and pixel")
    return said


def _written(folder: Path) -> list[Path]:
    """Write the same pixels in formats of several libraries; the first file is MetaImage, by hand."""
    meta = folder / "volume.mha"
    header = (
        "ObjectType = Image\nNDims = 3\nDimSize = 9 8 3\nElementType = MET_SHORT\n"
        "ElementByteOrderMSB = False\nElementSpacing = 1 2 3\nElementDataFile = LOCAL\n"
    )
    meta.write_bytes(header.encode() + _PIXELS.astype("<i2").tobytes())
    nifti = folder / "volume.nii.gz"
    nibabel.save(nibabel.Nifti1Image(_PIXELS.T, np.diag([1.0, 2.0, 3.0, 1.0])), nifti)
    whole = nifti.read_bytes()
    (folder / "short.nii.gz").write_bytes(whole[: len(whole) // 2])
    tiff = folder / "slice.tif"
    Image.fromarray(_PIXELS[_AT[2]].astype(np.uint8)).save(tiff)
    dicom = write_slice(folder / "slice.dcm", _PIXELS[_AT[2]], (0.0, 0.0, 0.0), uid="1.2.3")
    return [meta, nifti, tiff, dicom]


def _store(folder: Path) -> Path:
    """Write the same pixels as a Zarr array (version 2) of one chunk, by hand."""
    folder.mkdir()
    shape = list(_PIXELS.shape)
    told = {"zarr_format": 2, "shape": shape, "chunks": shape, "dtype": "<i2", "order": "C", "fill_value": 0}
    (folder / ".zarray").write_text(json.dumps({**told, "compressor": None, "filters": None}))
    (folder / "0.0.0").write_bytes(_PIXELS.astype("<i2").tobytes())
    return folder


def _reads(program: Path, path: Path) -> None:
    header = json.loads(_run(program, "info", str(path), "--json"))
    size = header["size"]
    _expect(size[:2], [9, 8], f"size of {path.name}")
    x, y, z = _AT
    at = [x, y, z if size[2:] == [3] else 0][: len(size)]
    probe = json.loads(_run(program, "probe", str(path), "--at", *map(str, at), "--json"))
    _expect(probe["itk_value"], int(_PIXELS[z, y, x]), f"value by ITK in {path.name}")
    _expect(probe["array_value"], int(_PIXELS[z, y, x]), f"value by NumPy in {path.name}")


def _draws(program: Path, path: Path, picture: Path) -> str:
    _run(program, str(path), "--screenshot", str(picture))
    with Image.open(picture) as drawn:
        colours = drawn.convert("RGB").getcolors(1 << 24)
        size = drawn.size
    if colours is None or len(colours) < 50:
        raise CheckError(f"The window’s picture has {len(colours or [])} colours.")
    return f"window: {size[0]} × {size[1]}, {len(colours)} colours"


def _saves(program: Path, path: Path, target: Path) -> str:
    _run(program, "export", str(path), str(target))
    saved = np.asanyarray(nibabel.load(target).dataobj).T
    if not np.array_equal(saved, _PIXELS):
        raise CheckError("The saved file holds other pixels.")
    return "export to NIfTI: equal by nibabel"


def _refuses(program: Path, path: Path) -> str:
    """Let it read a file that was cut: the child says so, and the program ends as it should."""
    done = _started(program, "probe", str(path), "--at", "8", "7", "2")
    _expect(done.returncode, _FILE_ERROR, f"exit code for a truncated file ({done.stderr.strip()})")
    return f"truncated file: {done.stderr.strip()}"


def _run(program: Path, *words: str) -> str:
    done = _started(program, *words)
    if done.returncode:
        raise CheckError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout.strip()


def _started(program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Start the program far from the sources, without what this Python was told."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run(
        [str(program), *words],
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
        cwd=tempfile.gettempdir(),
        env=environment,
    )


def _expect(found: Any, wanted: Any, what: str) -> None:
    if found != wanted:
        raise CheckError(f"{what}: {found}, not {wanted}")


if __name__ == "__main__":
    sys.exit(main())
