"""The conda package: its recipe against pyproject.toml, and a build on stand-ins for what conda channels have."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from itk_inspector import __version__

rattler_build = pytest.importorskip("rattler_build", reason="needs py-rattler-build")

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "packaging" / "conda" / "recipe.yaml"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
AT_CONDA = {"pyside6-essentials": "pyside6"}
REQUIREMENT = re.compile(r"([\w-]+)\s*(.*)")


@pytest.fixture
def recipe() -> dict[str, Any]:
    """What rattler-build makes of the recipe."""
    (variant,) = rattler_build.Stage0Recipe.from_file(RECIPE).render(rattler_build.VariantConfig())
    rendered: dict[str, Any] = variant.recipe.to_dict()
    return rendered


def bounds(requirements: list[str]) -> dict[str, set[str]]:
    """Return all that is asked of each package, whatever Python it is asked for."""
    found: dict[str, set[str]] = {}
    for each in requirements:
        matched = REQUIREMENT.fullmatch(each.partition(";")[0].strip())
        assert matched, each
        name = matched[1].lower()
        found.setdefault(AT_CONDA.get(name, name), set()).update(matched[2].replace(" ", "").split(","))
    return found


def test_conda_asks_for_what_pip_asks_for(recipe: dict[str, Any]) -> None:
    project = PROJECT["project"]

    wanted = bounds([*project["dependencies"], f"python{project['requires-python']}"])
    assert bounds(recipe["requirements"]["run"]) == wanted

    wanted = bounds([*PROJECT["build-system"]["requires"], "pip", "python" + project["requires-python"]])
    wanted["python"] = {project["requires-python"].removeprefix(">=") + ".*"}  # the oldest, as nothing is compiled
    assert bounds(recipe["requirements"]["host"]) == wanted


def test_it_is_the_same_program(recipe: dict[str, Any]) -> None:
    project = PROJECT["project"]
    scripts = [f"{name} = {place}" for name, place in project["scripts"].items()]

    assert recipe["package"] == {"name": project["name"], "version": __version__}
    assert [str(each) for each in recipe["build"]["python"]["entry_points"]] == scripts
    assert (recipe["about"]["license"], recipe["about"]["summary"]) == (project["license"], project["description"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the stand-in for Python is made for Linux")
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the recipe builds with Python 3.11")
def test_it_is_built_and_works(tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "packaging" / "build_conda.py"), str(tmp_path)]
    world = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, env=world)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "truncated file: itk-inspector: short.nii.gz is truncated" in done.stdout  # the last that is looked at

    (path,) = tmp_path.glob("*.conda")
    package = rattler_build.Package.from_file(path)
    assert (package.name, package.version, package.noarch) == ("itk-inspector", __version__, "python")
    folder = ROOT / "src" / "itk_inspector"
    modules = {f"site-packages/itk_inspector/{each.relative_to(folder).as_posix()}" for each in folder.rglob("*.py")}
    assert len(modules) > 500
    assert modules <= set(package.files)
    assert "site-packages/itk_inspector/resources/samples/head-phantom.png" in package.files
