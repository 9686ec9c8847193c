"""Installs the program in each way that README names, uses it there, and prints a table.

``python packaging/try_ways.py [pipx] [uv] [run] [deb]`` tries those named, or all, each in a home folder of its own
that is thrown away. pipx and uv are fetched into a scratch environment where they are not at hand. ``deb`` takes the
package from ``--dist`` and installs it by apt-get into a copy of this system that is dropped afterwards, so it needs
root and Linux.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from build_bundle import size_of
from check_program import ROOT, CheckError, check

_IN_A_COPY = """
set -e
mount -t tmpfs -o size=3g tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
mount -t proc proc "$1/root/proc"
mount --bind /dev "$1/root/dev"
mkdir -p "$1/root/mnt/package" && cp "$2" "$1/root/mnt/package/"
chroot "$1/root" sh -ec '
  cd /mnt/package
  apt-get install --yes --quiet --no-install-recommends ./*.deb
  dpkg --status itk-inspector | grep "^Status: install ok installed"
  "$1" "$2" /usr/bin/itk-inspector --stores
  apt-get remove --yes --quiet itk-inspector
  test ! -e /usr/lib/itk-inspector && test ! -e /usr/bin/itk-inspector' sh "$3" "$4"
"""
"""In a mount namespace of its own: what is installed lands in memory, over this system."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one way.

    Parameters
    ----------
    way : str
    seconds : float
        Until the program was installed; of `deb` until it was used and removed again.
    megabytes : int
        What it takes on disk, 0 where that is not measured.
    said : list of str
        What was found right, by `check_program.check`; of `deb` what apt-get and the check printed.
    """

    way: str
    seconds: float
    megabytes: int
    said: list[str]


def main() -> int:
    """Try each way; the first one that fails ends it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("ways", nargs="*", choices=[*_WAYS, []], metavar="WAY", help=", ".join(_WAYS))
    parser.add_argument("--dist", type=Path, default=Path("dist"), help="the folder that holds the Debian package")
    asked = parser.parse_args()
    for way in asked.ways or _WAYS:
        with tempfile.TemporaryDirectory() as folder:
            tried = _WAYS[way](Path(folder), asked.dist.absolute())
        size = f", {tried.megabytes} MB" if tried.megabytes else ""
        print(f"{tried.way}: {tried.seconds:.0f} s{size}", *tried.said, sep="\n  ")
    return 0


def _pipx(home: Path, _: Path) -> Tried:
    return _by_tool("pipx install .", home, "pipx", "install", ".")


def _uv(home: Path, _: Path) -> Tried:
    return _by_tool("uv tool install .", home, "uv", "tool", "install", "--python", sys.executable, ".")


def _by_tool(way: str, home: Path, tool: str, *words: str) -> Tried:
    """Install from the checkout by a tool that makes environments for programs."""
    found = shutil.which(tool) or _fetched(tool, home / "tools")
    own = home / "home"
    own.mkdir()
    places = {"HOME": str(own), "PIPX_DEFAULT_PYTHON": sys.executable, "UV_CACHE_DIR": str(home / "cache")}
    seconds = _done(found, *words, environment=places)
    return Tried(way, seconds, size_of(own), check(own / ".local" / "bin" / "itk-inspector"))


def _fetched(tool: str, folder: Path) -> str:
    """Install a tool from the package index; return its path."""
    venv.create(folder, with_pip=True)
    _done(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", tool)
    return str(folder / "bin" / tool)


def _run(home: Path, _: Path) -> Tried:
    """Do what `make run` does in a fresh clone, and let the window be drawn instead of shown."""
    clone, picture = home / "clone", home / "window.png"
    _done("git", "clone", "--quiet", str(ROOT), str(clone))
    image = f"IMAGE=resources/samples/head-phantom.png --screenshot {picture}"
    seconds = _done("make", "run", image, f"PYTHON={sys.executable}", folder=clone)
    if not picture.exists():
        raise CheckError("make run drew no window.")
    return Tried("make run", seconds, size_of(clone / ".venv"), check(clone / ".venv" / "bin" / "itk-inspector"))


def _deb(home: Path, dist: Path) -> Tried:
    """Install, use and remove the newest Debian package in a copy of this system."""
    packages = sorted(dist.glob("itk-inspector_*.deb"), key=lambda path: path.stat().st_mtime)
    if not packages:
        raise CheckError(f"{dist} holds no Debian package: make bundle")
    checker = ROOT / "packaging" / "check_program.py"
    words = ["unshare", "--mount", "bash", "-c", _IN_A_COPY, "bash", str(home), str(packages[-1])]
    began = time.monotonic()
    done = subprocess.run([*words, sys.executable, str(checker)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckError(f"{packages[-1].name}: {(done.stdout + done.stderr).strip()[-2000:]}")
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return Tried(f"apt install ./{packages[-1].name}", time.monotonic() - began, 0, lines)


def _done(*words: str, folder: Path = ROOT, environment: dict[str, str] | None = None) -> float:
    """Do a command; return how many seconds it took."""
    began = time.monotonic()
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}
    )
    if done.returncode:
        raise CheckError(f"{' '.join(words)}: {(done.stdout + done.stderr).strip()[-2000:]}")
    return time.monotonic() - began


_WAYS: dict[str, Callable[[Path, Path], Tried]] = {"pipx": _pipx, "uv": _uv, "run": _run, "deb": _deb}


if __name__ == "__main__":
    sys.exit(main())
