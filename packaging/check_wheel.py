"""Builds sdist and wheel, looks into them, installs the wheel into an empty environment and uses the program there.

``python packaging/check_wheel.py [FOLDER]`` leaves the two files in FOLDER, ``dist`` unless it is named. The wheel
comes from the sdist, as it does for whoever builds a package of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

from check_program import ROOT, CheckError, check

_PACKAGE = "itk_inspector"
_IN_WHEEL = (
    "py.typed",
    "__init__.pyi",
    "napari_plugin/napari.yaml",
    "worker/child/rehearsal.mha",
    "resources/itk-inspector.svg",
    "resources/itk-inspector.desktop",
    "resources/man/itk-inspector.1",
    "resources/completions/itk-inspector.bash",
    "resources/help/",
    "resources/icons/",
    "resources/samples/head-phantom.png",
    "resources/schemas/info.json",
)
"""What the program looks for beside its modules."""
_IN_SDIST = (
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "Makefile",
    "pyproject.toml",
    "docs/manual.md",
    "tests/conftest.py",
)
_PATIENCE = 900


def main() -> int:
    """Build, look, install and use."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()
    with tempfile.TemporaryDirectory() as folder:
        sdist = built(target, ROOT, "sdist")
        print(f"{sdist.name}: {_checked_sdist(sdist)} files")
        wheel = built(target, unpacked(sdist, Path(folder)), "wheel")
        print(f"{wheel.name}: {_checked_wheel(wheel)} files, {wheel.stat().st_size / 1e6:.1f} MB")
        program = _installed(wheel, Path(folder, "fresh"))
        for line in check(program):
            print(line)
    return 0


def unpacked(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist into a folder; return what lies in it."""
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # there from Python 3.11.4 on
        archive.extractall(folder)
    return folder / sdist.name.removesuffix(".tar.gz")


def built(target: Path, source: Path, kind: str) -> Path:
    """Build an sdist or a wheel with the build backend, in a process of its own as it reads the current folder."""
    target.mkdir(parents=True, exist_ok=True)
    code = f"from hatchling.build import build_{kind}; print(build_{kind}({str(target)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckError(f"The {kind} could not be built: {done.stderr.strip()}")
    return target / done.stdout.splitlines()[-1]


def _checked_sdist(sdist: Path) -> int:
    with tarfile.open(sdist) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    missing = [name for name in _IN_SDIST if name not in names]
    if missing:
        raise CheckError(f"{sdist.name} lacks {', '.join(missing)}.")
    return len(names)


def _checked_wheel(wheel: Path) -> int:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    missing = [name for name in _IN_WHEEL if not any(_is(found, f"{_PACKAGE}/{name}") for found in names)]
    if not any(name.endswith(".dist-info/licenses/LICENSE") for name in names):
        missing.append("its license")
    if missing:
        raise CheckError(f"{wheel.name} lacks {', '.join(missing)}.")
    foreign = [name for name in names if not name.startswith(_PACKAGE) or "/tests/" in name or ".pyc" in name]
    if foreign:
        raise CheckError(f"{wheel.name} holds {', '.join(foreign)}.")
    return len(names)


def _is(found: str, wanted: str) -> bool:
    return found.startswith(wanted) if wanted.endswith("/") else found == wanted


def _installed(wheel: Path, folder: Path) -> Path:
    """Install the wheel and what it needs; return the path of the program."""
    venv.create(folder, with_pip=True)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    words = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(words, check=True, timeout=_PATIENCE)
    subprocess.run([str(binaries / "python"), "-m", "pip", "--quiet", "check"], check=True, timeout=_PATIENCE)
    return binaries / "itk-inspector"


if __name__ == "__main__":
    sys.exit(main())
