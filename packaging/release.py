"""Checks that everything is ready for a release, and stops at the first thing that is not; it publishes nothing.

``python packaging/release.py VERSION`` prints the release notes, the section of CHANGELOG.md, when all is well. The
tests are ``.ci/run``'s; what is built here is the wheel, which is used in an empty environment.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
_METAINFO = Path("packaging", "org.itk_inspector.ItkInspector.metainfo.xml")
_STATED = {
    Path("src", "itk_inspector", "__init__.py"): r'^__version__ = "(.+)"$',
    Path("CITATION.cff"): r"^version: (.+)$",
    Path("packaging", "conda", "recipe.yaml"): r'^  version: "(.+)"$',
}
"""Where the version stands, apart from the metainfo."""


class NotReadyError(Exception):
    """What keeps the release back."""


def main() -> int:
    """Check all of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("version")
    version: str = parser.parse_args().version
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("version", lambda: check_versions(ROOT, version)),
        ("release notes", lambda: notes_of(ROOT, version)),
        ("working tree", lambda: _check_tree(version)),
        ("style and types", lambda: _done("make", "check")),
        (
            "documentation",
            lambda: _done(sys.executable, "-m", "pytest", "--quiet", "tests/test_docs.py", "tests/packages"),
        ),
        ("wheel", lambda: _done(sys.executable, "packaging/check_wheel.py", "dist")),
    )
    for name, step in steps:
        try:
            step()
        except NotReadyError as e:
            print(f"{name}: {e}")
            return 1
        print(f"{name}: ready")
    print(f"\n{notes_of(ROOT, version)}")
    return 0


def check_versions(root: Path, version: str) -> None:
    """Check that a version stands everywhere.

    Raises
    ------
    NotReadyError
        If it does not.
    """
    for path, pattern in _STATED.items():
        found = re.search(pattern, (root / path).read_text(encoding="utf-8"), re.MULTILINE)
        if found is None or found[1] != version:
            raise NotReadyError(f"{path} says {found[1] if found else 'nothing'}, not {version}.")
    releases = ElementTree.parse(root / _METAINFO).getroot().iter("release")
    newest = next((release.attrib["version"] for release in releases), "nothing")
    if newest != version:
        raise NotReadyError(f"{_METAINFO} has {newest} as its newest release, not {version}.")


def notes_of(root: Path, version: str) -> str:
    """Return the section of the changelog about a version.

    Raises
    ------
    NotReadyError
        If there is none, or if it says nothing.
    """
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## \[{re.escape(version)}\][^\n]*\n(.*?)(?=^## \[|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None or not found[1].strip():
        raise NotReadyError(f"CHANGELOG.md has no section [{version}].")
    return found[1].strip()


def _check_tree(version: str) -> None:
    if _said("git", "status", "--porcelain"):
        raise NotReadyError("There are changes that are not committed.")
    if f"v{version}" in _said("git", "tag", "--list").split():
        raise NotReadyError(f"The tag v{version} is there already.")


def _said(*words: str) -> str:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _done(*words: str) -> None:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotReadyError(f"{' '.join(words)} fails:\n{(done.stdout + done.stderr).strip()}")


if __name__ == "__main__":
    sys.exit(main())
