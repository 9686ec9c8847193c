"""Builds the conda package by its recipe, from what the sdist holds, and tries it as the recipe says.

``python packaging/build_conda.py dist --channel conda-forge`` takes what the package needs from a channel. Without
``--channel`` it comes from a channel of stand-ins, made for this: a Python that lies on the one that runs this and
sees its packages, and empty packages with the names and versions of those. It needs py-rattler-build.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import rattler_build
from check_program import ROOT, CheckError
from check_wheel import built, unpacked
from rattler_build import progress

_AT_PYPI = {"pyside6": "PySide6-Essentials"}
"""What has another name in conda channels."""
_SYSTEM = "linux-64"


def main() -> int:
    """Build the package and leave it in a folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("dist"))
    parser.add_argument("--channel", action="append", help="where the rest comes from, such as conda-forge")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        os.environ["RATTLER_CACHE_DIR"] = str(scratch / "cache")  # stand-ins are kept for nobody
        recipe = _source(scratch) / "packaging" / "conda" / "recipe.yaml"
        (variant,) = rattler_build.Stage0Recipe.from_file(recipe).render(rattler_build.VariantConfig())
        channels = asked.channel or [_stand_ins(scratch / "channel", variant).as_uri()]
        package = _package(variant, scratch / "built", channels)
        asked.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package, asked.folder / package.name)
    print(asked.folder / package.name)
    return 0


def _source(scratch: Path) -> Path:
    """Return the unpacked sdist: what whoever builds the package has."""
    return unpacked(built(scratch, ROOT, "sdist"), scratch)


def _package(variant: rattler_build.RenderedVariant, folder: Path, channels: list[str]) -> Path:
    """Build and try it, and print what that says; return the package."""
    told = _Told()
    try:
        done = variant.run_build(
            rattler_build.ToolConfiguration(test_strategy="native"),
            output_dir=folder,
            channels=channels,
            progress_callback=told,
        )
    except rattler_build.BuildError as e:
        raise CheckError(f"The package was not built: {e}") from e
    (package,) = done.packages
    return package


class _Told(progress.SimpleProgressCallback):
    """Prints what rattler-build says, without the signs before it."""

    def on_log(self, event: progress.LogEvent) -> None:
        """Print a line."""
        print(event.message, flush=True)


def _stand_ins(folder: Path, variant: rattler_build.RenderedVariant) -> Path:
    """Make a channel of what the recipe names, in the versions that are installed here."""
    asked = variant.recipe.to_dict()["requirements"]
    names = {each.split()[0] for part in ("host", "run") for each in asked[part]} - {"python"}
    _standing_in(folder, "python", platform.python_version(), _python(folder.with_name("python")))
    for name in sorted(names):
        _standing_in(folder, name, importlib.metadata.version(_AT_PYPI.get(name, name)), folder.with_name("empty"))
    for part in (_SYSTEM, "noarch"):
        rows = {path.name: _row(path) for path in (folder / part).glob("*.conda")}
        (folder / part).mkdir(exist_ok=True)
        (folder / part / "repodata.json").write_text(json.dumps({"packages": {}, "packages.conda": rows}))
    return folder


def _standing_in(folder: Path, name: str, version: str, files: Path) -> None:
    files.mkdir(exist_ok=True)
    rattler_build.assemble_package(name, version, _SYSTEM, "0", folder / _SYSTEM, files_dir=files, compression_level=1)


def _python(folder: Path) -> Path:
    """Lay out a virtual environment, which a conda environment becomes by it."""
    name = "python{}.{}".format(*sys.version_info)
    home = Path(sys.base_prefix) / "bin"
    packages = folder / "lib" / name / "site-packages"
    packages.mkdir(parents=True)
    (packages / "stand-ins.pth").write_text("\n".join(each for each in sys.path if each.endswith("site-packages")))
    (folder / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    (folder / "bin").mkdir()
    for each in ("python", name):
        (folder / "bin" / each).symlink_to(home / name)
    return folder


def _row(path: Path) -> dict[str, Any]:
    """Return how a channel lists a package."""
    package, data = rattler_build.Package.from_file(path), path.read_bytes()
    return {
        "name": package.name,
        "version": package.version,
        "build": package.build_string,
        "build_number": package.build_number,
        "depends": package.depends,
        "subdir": _SYSTEM,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
    }


if __name__ == "__main__":
    sys.exit(main())
