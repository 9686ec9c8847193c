"""Importing a package bit by bit."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from itk_inspector.app import package_import
from itk_inspector.app.package_import import PackageImport

INIT = '''"""What it is for."""

from __future__ import annotations

import sys

there = sys.modules[__name__].__spec__.name
from .inner import *
from . import other


def asked(word: Unknown) -> str:
    return other.said(word)


last = True
'''
NAMES = {"there", "asked", "last", "inner", "other", "public", "annotations", "sys"}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "in_parts"
    folder.mkdir()
    (folder / "__init__.py").write_text(INIT)
    (folder / "inner.py").write_text("public, _own = 1, 2\n")
    (folder / "other.py").write_text("from . import public\n\n\ndef said(word):\n    return f'{word} {public}'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "in_parts"]:
        del sys.modules[name]


def test_it_is_what_import_gives(package: Path) -> None:
    wanted = vars(importlib.import_module("in_parts"))
    for name in [name for name in sys.modules if name.partition(".")[0] == "in_parts"]:
        del sys.modules[name]

    steps = PackageImport("in_parts")
    steps.begin()
    steps.finish()

    found = importlib.import_module("in_parts")
    assert {name for name in vars(found) if not name.startswith("__")} == NAMES
    assert set(vars(found)) - {"__cached__", "__builtins__"} == set(wanted) - {"__cached__", "__builtins__"}
    assert found.__doc__ == "What it is for."
    assert found.asked("one") == "one 1"
    assert found.asked.__annotations__ == {"word": "Unknown", "return": "str"}
    assert found.asked.__code__.co_filename == found.__file__ == str(package / "__init__.py")
    assert found.asked.__code__.co_firstlineno == INIT.splitlines().index("def asked(word: Unknown) -> str:") + 1


def test_each_step_runs_statements_for_so_long(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_import, "_SHARE", 0.0)
    steps = PackageImport("in_parts")
    steps.begin()
    steps.go_on()
    assert "last" not in vars(sys.modules["in_parts"])

    monkeypatch.setattr(package_import, "_SHARE", 60.0)
    steps.go_on()

    assert sys.modules["in_parts"].last


def test_who_asks_meanwhile_has_all_of_it_imported(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_import, "_SHARE", 0.0)
    steps = PackageImport("in_parts")
    steps.begin()

    from in_parts import last  # type: ignore[import-not-found]

    assert last
    steps.finish()
    with pytest.raises(AttributeError, match="module 'in_parts' has no attribute 'nothing'"):
        sys.modules["in_parts"].nothing  # noqa: B018
    assert "__getattr__" not in vars(sys.modules["in_parts"])


def test_its_own_modules_get_what_is_there_as_in_any_import(package: Path) -> None:
    (package / "other.py").write_text(
        "import in_parts\n\nfound = hasattr(in_parts, 'public'), hasattr(in_parts, 'last')\n"
    )
    steps = PackageImport("in_parts")
    steps.begin()
    steps.finish()

    assert sys.modules["in_parts.other"].found == (True, False)


def test_one_that_fails_leaves_nothing_and_fails_again_when_asked_for(package: Path) -> None:
    (package / "other.py").write_text("raise ImportError('no such luck')\n")
    steps = PackageImport("in_parts")
    steps.begin()

    with pytest.raises(ImportError, match="no such luck"):
        steps.finish()

    assert "in_parts" not in sys.modules
    steps.finish()
    with pytest.raises(ImportError, match="no such luck"):
        importlib.import_module("in_parts")


def test_one_that_failed_is_as_it_is_for_who_still_has_it(package: Path) -> None:
    (package / "inner.py").write_text("1 / 0\n")
    steps = PackageImport("in_parts")
    steps.begin()
    held = sys.modules["in_parts"]

    with pytest.raises(ZeroDivisionError):
        held.last  # noqa: B018

    with pytest.raises(AttributeError, match="partially initialized module 'in_parts' has no attribute 'last'"):
        held.last  # noqa: B018


def test_one_that_is_not_there_or_there_already(package: Path) -> None:
    with pytest.raises(ImportError):
        PackageImport("there_is_no_such_package").begin()
    module = importlib.import_module("in_parts")

    steps = PackageImport("in_parts")
    steps.begin()
    steps.finish()

    assert sys.modules["in_parts"] is module


def test_one_without_source_comes_at_once(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.machinery.SourceFileLoader.get_source", lambda _loader, _name: None)

    PackageImport("in_parts").begin()

    assert sys.modules["in_parts"].last


def test_pyqtgraph_is_the_same_in_parts() -> None:
    program = """
import sys
from itk_inspector.app.package_import import PackageImport
if sys.argv[1:]:
    steps = PackageImport("pyqtgraph")
    steps.begin()
    while steps._statements:
        steps.go_on()
import pyqtgraph
print(sorted(name for name in vars(pyqtgraph) if name not in ("__cached__", "__builtins__")))
print(sorted(name for name in sys.modules if name.startswith("pyqtgraph")))
print(pyqtgraph.mkPen, pyqtgraph.functions.mkPen is pyqtgraph.mkPen, pyqtgraph.__doc__)
"""
    said = [
        subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True).stdout
        for words in ([], ["in parts"])
    ]

    assert [line.split(" at 0x")[0] for line in said[0].splitlines()] == [
        line.split(" at 0x")[0] for line in said[1].splitlines()
    ]
