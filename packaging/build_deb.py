"""Wraps the bundle into a Debian package: ``python packaging/build_deb.py [FOLDER] [--try]``.

The bundle is ``FOLDER/itk-inspector``, from ``build_bundle.py``; the package is left beside it. The desktop entry, the
types of files, the icon, the completions and the man page are those that ``itk-inspector --install-desktop`` writes.
``--try`` installs the package into this system, uses the program, and removes it again; that needs root.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from build_bundle import size_of
from check_program import ROOT, CheckError, check

from itk_inspector import __version__
from itk_inspector.app import desktop_entry

_NAME = desktop_entry.NAME
_METAINFO = "org.itk_inspector.ItkInspector.metainfo.xml"
_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: The ITK Inspector developers <itk-inspector@example.org>
Installed-Size: {kilobytes}
Depends: libc6 (>= {libc}), libegl1, libgl1, libfontconfig1, libxcb-cursor0, libxkbcommon-x11-0
Recommends: shared-mime-info, desktop-file-utils
Section: science
Priority: optional
Description: see what is really in an image, and at which index
 ITK Inspector shows, for the pixel under the pointer, the exact stored value,
 the ITK index beside the NumPy index, and the physical point. It opens the
 formats of ITK, DICOM series and NumPy arrays.
 .
 This package holds its own Python, Qt, NumPy and the parts of ITK it uses.
"""
_COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ITK Inspector

Files: *
Copyright: The ITK Inspector developers
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
 What is bundled below /usr/lib/itk-inspector keeps its own license: Python
 (PSF-2.0), Qt and PySide6 (LGPL-3), NumPy (BSD-3-Clause), ITK (Apache-2.0),
 nibabel, pydicom and pyqtgraph (MIT), tifffile (BSD-3-Clause), Pillow (MIT-CMU),
 tensorstore and ml_dtypes (Apache-2.0).
"""


def main() -> int:
    """Build the package, and try it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", default="dist", type=Path)
    parser.add_argument("--try", dest="is_tried", action="store_true", help="install, use and remove it; needs root")
    asked = parser.parse_args()
    package = build(asked.folder.absolute())
    print(f"{package}: {package.stat().st_size // 1_000_000} MB")
    if asked.is_tried:
        for line in _tried(package):
            print(line)
    return 0


def build(folder: Path) -> Path:
    """Build the package of a folder's bundle; return its path."""
    architecture = _said("dpkg", "--print-architecture")
    package = folder / f"{_NAME}_{__version__}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        root = Path(scratch, "root")
        program = root / "usr" / "lib" / _NAME
        program.parent.mkdir(parents=True)
        shutil.copytree(folder / _NAME, program, symlinks=True, copy_function=_linked)
        command = root / "usr" / "bin" / _NAME
        command.parent.mkdir()
        command.symlink_to(f"../lib/{_NAME}/{_NAME}")
        write_shared(root / "usr" / "share")
        control = root / "DEBIAN" / "control"
        control.parent.mkdir()
        control.write_text(
            _CONTROL.format(
                name=_NAME,
                version=__version__,
                architecture=architecture,
                kilobytes=size_of(root) * 1000,
                libc=platform.libc_ver()[1],
            )
        )
        _said("dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(root), str(package))
    return package


def write_shared(share: Path) -> None:
    """Write what belongs below ``/usr/share``: for the desktop, for shells, and what a package says of itself."""
    for path in desktop_entry.install(share):
        if path.suffix == ".desktop":
            lines = path.read_text(encoding="utf-8").splitlines()
            fixed = [f"Exec={_NAME} %F" if line.startswith("Exec=") else line for line in lines]
            path.write_text("\n".join(fixed) + "\n", encoding="utf-8")
        elif path.suffix == ".1":
            path.with_suffix(".1.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
            path.unlink()
    (share / "zsh" / "site-functions").rename(share / "zsh" / "vendor-completions")  # where Debian's zsh looks
    for found in ("mime", "applications"):  # the system's own list is made when the package is installed
        for path in (share / found).iterdir():
            if path.is_file() and path.suffix != ".desktop":
                path.unlink()
            elif path.is_dir() and path.name != "packages":
                shutil.rmtree(path)
    metainfo = share / "metainfo" / _METAINFO
    metainfo.parent.mkdir()
    shutil.copyfile(ROOT / "packaging" / _METAINFO, metainfo)
    documents = share / "doc" / _NAME
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(_COPYRIGHT)
    (documents / "changelog.gz").write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), 9, mtime=0))


def _linked(source: str, target: str) -> str:
    """Take a file over without copying its bytes, where the file system can."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target


def _tried(package: Path) -> list[str]:
    _said("dpkg", "--install", str(package))
    try:
        said = check(Path("/usr/bin", _NAME), reads_stores=True)
        globs = Path("/usr/share/mime/globs2")  # of the system, which the package's trigger has brought up to date
        if globs.exists() and ":application/x-nrrd:*.nrrd" not in globs.read_text(encoding="utf-8"):
            raise CheckError("The system does not know the types of files.")
        return said
    finally:
        _said("dpkg", "--remove", _NAME)
        left = Path("/usr/lib", _NAME)
        if left.exists():
            raise CheckError(f"{left} was left behind.")


def _said(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
