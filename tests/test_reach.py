"""That tests which ask whether the portable way is gone are found out, and those that are said not to are there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

import reach
from data_folders import REPOSITORY
from house import MODULES, tree_of
from itk_inspector.core.system import backend
from native_only import why_not
from reach import SAME_ON_BOTH, Noting, is_same_on_both, nobody_asks

LOOKERS = {
    name: path
    for name, path in MODULES.items()
    if name != "core.system.backend" and "IS_PORTABLE" in path.read_text(encoding="utf-8")
}
"""The modules of the program that look which way is gone."""


@pytest.mark.parametrize("place", SAME_ON_BOTH)
def test_each_row_is_a_folder_or_a_file_of_tests(place: str) -> None:
    path = REPOSITORY / "tests" / place
    assert path.is_dir() if place.endswith("/") else path.is_file()


def test_a_file_belongs_to_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "SAME_ON_BOTH", ("core/", "gui/test_a.py"))

    places = ("core/text/test_a.py", "gui/test_a.py", "gui/test_b.py", "core_test_a.py")
    assert [is_same_on_both(place) for place in places] == [True, True, False, False]


@pytest.mark.parametrize("asks", [lambda: bool(backend.IS_PORTABLE), lambda: subprocess.run([sys.executable, "-V"])])
def test_who_asks_is_found_out(monkeypatch: pytest.MonkeyPatch, asks: object) -> None:
    monkeypatch.setattr(reach, "SAME_ON_BOTH", ("core/",))
    assert callable(asks)

    with pytest.raises(AssertionError, match=r"take core/test_a\.py out"), nobody_asks("core/test_a.py"):
        asks()
    with nobody_asks("core/test_a.py"):
        pass
    with nobody_asks("worker/test_a.py"):
        asks()


def test_all_of_the_program_looks_at_what_notes() -> None:
    seen = [module.IS_PORTABLE for name, module in sys.modules.items() if "IS_PORTABLE" in vars(module) and name]

    assert len(seen) > 1
    assert all(isinstance(one, Noting) for one in seen)


def test_nothing_looks_while_it_is_imported() -> None:
    """It would be noted for whoever imports first, and for nobody else."""
    looks = []
    for path in LOOKERS.values():
        outside = [node for node in tree_of(path).body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
        loaded = (node for part in outside for node in ast.walk(part) if isinstance(node, ast.Name))
        if any(node.id == "IS_PORTABLE" and isinstance(node.ctx, ast.Load) for node in loaded):
            looks.append(path)

    assert len(LOOKERS) > 10
    assert not looks


def test_ci_runs_the_tests_of_every_room_that_looks() -> None:
    """But for what the portable way has not at all."""
    said = re.search(r'make test-portable TESTS="([^"]*)"', (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8"))
    assert said is not None
    option, *paths = said[1].replace("\\\n", " ").split()
    assert option == "--asking"
    run = [f"{one.removeprefix('tests/')}/" for one in paths]

    left_out = []
    for name in LOOKERS:
        *rooms, room = name.split(".")
        place = "/".join([*rooms, f"test_{room}.py/"])
        if not any(place.startswith(one) for one in run) and not why_not(place.rstrip("/"), ""):
            left_out.append(name)

    assert all((REPOSITORY / "tests" / one.rstrip("/")).exists() for one in run)
    assert left_out == []
