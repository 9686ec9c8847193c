"""Builds the one-folder bundle with PyInstaller, then uses it: ``python packaging/build_bundle.py [FOLDER]``.

It installs what it needs into an environment of its own, and leaves ``FOLDER/itk-inspector`` (``dist`` unless FOLDER
is named).
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from check_program import ROOT, check

_RECIPE = ROOT / "packaging" / "bundle" / "itk-inspector.spec"


def main() -> int:
    """Build, use, and say how large it is."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()
    with tempfile.TemporaryDirectory() as folder:
        python = _environment(Path(folder, "venv"))
        words = ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(target)]
        subprocess.run([python, *words, "--workpath", str(Path(folder, "work")), str(_RECIPE)], check=True)
    bundle = target / "itk-inspector"
    inside = bundle / "_internal"
    for package in (
        "itk",
        "itk_inspector",
    ):  # where it is installed nobody may write, and they are compiled at each start
        compileall.compile_dir(str(inside / package), quiet=2, stripdir=str(inside), workers=0, optimize=0)
    for line in check(bundle / ("itk-inspector.exe" if os.name == "nt" else "itk-inspector"), reads_stores=True):
        print(line)
    print(f"{bundle}: {size_of(bundle)} MB")
    return 0


def _environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{ROOT}[big]", "pyinstaller>=6.10"]
    subprocess.run([str(python), *words], check=True)
    return str(python)


def size_of(folder: Path) -> int:
    """Return what the files of a folder take, links not followed, in MB."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in paths) // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
