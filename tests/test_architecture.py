"""The import table of the design, enforced from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "itk_inspector"
ROOT = "itk_inspector"
QT = {"PySide6", "pyqtgraph", "shiboken6"}
FORBIDDEN: dict[str, set[str]] = {
    "core": {"itk", "itkConfig", "multiprocessing", "subprocess", "itkio", "worker", "control", "gui"} | QT,
    "storage": {"itk", "itkConfig", "numpy", "itkio", "worker", "control", "gui"} | QT,
    "itkio": {"storage", "worker", "control", "gui"} | QT,
    "worker": {"control", "gui"} | QT,
    "control": {"itk", "itkConfig", "storage", "worker", "gui", "itkio"} | QT,
    "gui": {"itk", "itkConfig", "storage", "itkio", "worker"},
}
ROOTS = {p.stem for p in SOURCE.glob("*.py")} | {"app", "cli"}
LONGEST = 360  # longer names of modules; back to 350 when the client and the window are split


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = list(path.relative_to(SOURCE).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        found[".".join(parts)] = path
    return found


def imports_of(path: Path, *, types_too: bool = True) -> set[str]:
    """Return the modules that a file imports; our own without the package's name."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if not types_too and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {path}"
            assert node.module is not None
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.removeprefix(f"{ROOT}.") for name in found}


MODULES = modules()


def test_the_guard_sees_the_source() -> None:
    assert len(MODULES) > 40
    assert "numpy" in imports_of(MODULES["core.geometry.geometry"])
    assert "core.geometry.indexing" in imports_of(MODULES["core.pixels.probe"])
    assert any(name.startswith("PySide6") for name in imports_of(MODULES["gui.shell.main_window"]))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_import_table(name: str) -> None:
    package = name.split(".")[0]
    if package in ROOTS:
        return
    wrong = {i for i in imports_of(MODULES[name]) if i.split(".")[0] in FORBIDDEN[package]}
    assert not wrong, f"{name} must not import {wrong}"


def test_core_imports_only_numpy_and_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"numpy", "core", ROOT}
    for name, path in MODULES.items():
        if name.split(".")[0] == "core":
            assert {i.split(".")[0] for i in imports_of(path)} <= allowed, name


def test_no_import_cycle() -> None:
    graph = {n: {i for i in imports_of(p, types_too=False) if i in MODULES and i != n} for n, p in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in graph[name]:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_sizes(record_property: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted((len(path.read_text(encoding="utf-8").splitlines()), name) for name, path in MODULES.items())
    median = sizes[len(sizes) // 2][0]
    with capsys.disabled():
        print(f"\n{len(sizes)} modules, median {median} lines, longest {sizes[-1][1]} with {sizes[-1][0]}")
    assert sizes[-1][0] <= LONGEST


@pytest.mark.parametrize("module", ["itk_inspector.worker.process", "itk_inspector", "itk_inspector.api"])
def test_child_and_api_are_free_of_qt(module: str) -> None:
    code = f"import sys, {module}; print([m for m in sys.modules if m.split('.')[0] in {sorted(QT)!r}])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_package_import_loads_neither_itk_nor_numpy() -> None:
    code = "import sys, itk_inspector; print([m for m in ('itk', 'numpy', 'PySide6') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_window_needs_neither_numpy_nor_pyqtgraph_nor_itk() -> None:
    heavy = ("itk", "numpy", "pyqtgraph")
    modules = "itk_inspector.cli.main, itk_inspector.app.program"
    code = f"import sys, {modules}; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
