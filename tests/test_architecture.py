"""The import table of the design, enforced from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from house import (
    MODULES,
    PACKAGES,
    ROOT,
    ClassSize,
    class_names,
    class_sizes,
    folder_of,
    import_circle,
    imports_of,
    lines_of,
    own_imports,
    tree_of,
    upward_imports,
)

QT = {"PySide6", "pyqtgraph", "shiboken6"}
FORBIDDEN: dict[str, set[str]] = {
    "core": {"itk", "itkConfig", "multiprocessing", "subprocess"} | QT,
    "storage": {"itk", "itkConfig", "numpy"} | QT,
    "itkio": {"storage"} | QT,
    "worker": QT,
    "control": {"itk", "itkConfig", "storage", "worker", "itkio"} | QT,
    "gui": {"itk", "itkConfig", "storage", "itkio", "worker"},
    "notebook": {"itk", "itkConfig", "control", "gui", "app"} | QT,
}
"""What no module of a package imports, whatever the lattice says."""

SECOND_READERS = {"tifffile", "pydicom", "nibabel", "imagecodecs"}

LATTICE = (
    "core",
    "core.system",
    "core.text",
    "core.labels",
    "core.geometry",
    "core.pixels",
    "core.header",
    "core.chunked",
    "core.probing",
    "core.compare",
    "core.display",
    "core.measure",
    "core.editing",
    "core.export",
    "core.dicom",
    "core.code",
    "core.image",
    "storage",
    "itkio.second",
    "itkio.engine",
    "itkio.formats",
    "itkio.files",
    "itkio.raw",
    "itkio",
    "itkio.dicom",
    "itkio.stores",
    "itkio.written",
    "worker.wire",
    "worker.memory",
    "worker.sandbox",
    "worker.tasks",
    "worker.child",
    "worker.parent",
    "worker",
    "itkio.interop",
    "control.tools",
    "control.model",
    "control.file_service",
    "control.ports",
    "control.viewing",
    "control.probing",
    "control.measure",
    "control.files",
    "control.layers",
    "control.editing",
    "control",
    "control.actions",
    "gui.style",
    "gui.widgets",
    "gui.background",
    "gui.canvas",
    "gui.panels",
    "gui.shell",
    "gui.dialogs",
    "notebook",
    "app",
    "api",
    "napari_plugin",
    "cli",
    "__main__",
)
"""The folders from the ground up: a module imports from its own folder, and from those that stand before it."""
PIXEL_OWNERS = {"document", "session", "version", "original", "image", "scene", "before"}
"""What an `ImageDocument`, an `EditSession`, its `Version`, an `OpenImage` and a `Scene` are called."""
PIXEL_ROOMS = {
    "core.image.document": "gives the public view",
    "core.editing.session": "changes them, after it has asked their owner",
    "core.editing.painting": "changes them, after it has asked their owner",
    "control.model.open_image": "hands on the view that is drawn",
    "control.model.copy_pixels": "hands a copy to ITK and to the view",
    "core.display.scene": "hands on the view that is drawn",
    "core.display.scene_layer": "hands on the view that is drawn",
    "gui.canvas.layer_picture": "draws: it asks before each painting",
}
"""The only modules that take the pixels of a document or of a copy from it, and why they may."""
LONGEST = 350


def test_the_guard_sees_the_source() -> None:
    assert len(MODULES) > 40
    assert "numpy" in imports_of(MODULES["core.pixels.pixel_value"])
    assert "core.geometry.indexing" in imports_of(MODULES["core.pixels.probe"])
    assert any(name.startswith("PySide6") for name in imports_of(MODULES["gui.shell.main_window"]))
    assert {"core.geometry.indexing", "core.geometry.geometry"} <= own_imports(MODULES["core.pixels.probe"])


def found_in(names: Iterable[str], look: Callable[[str], Iterable[str]]) -> str:
    """Return what was found, a line for each module or class of which there is something; one test for a thousand."""
    found = {name: sorted(look(name)) for name in sorted(names)}
    return "".join(f"\n{name}: {', '.join(what)}" for name, what in found.items() if what)


def test_import_table() -> None:
    def forbidden(name: str) -> Iterable[str]:
        return {i for i in imports_of(MODULES[name]) if i.split(".")[0] in FORBIDDEN.get(name.split(".")[0], ())}

    wrong = found_in(MODULES, forbidden)
    assert not wrong, f"These must not import what follows; take it through a port, or by a parameter:{wrong}"


def test_second_readers_have_a_folder_of_their_own() -> None:
    own = ("itkio.second.", "itkio.written.", "itkio.stores.tiff_")

    def readers(name: str) -> Iterable[str]:
        return {i for i in imports_of(MODULES[name]) if i.split(".")[0] in SECOND_READERS}

    wrong = found_in({name for name in MODULES if not name.startswith(own)}, readers)
    assert not wrong, (
        "These must not import what follows: a module of itkio.second, itkio.written or an engine does, "
        f"loaded for its format only:{wrong}"
    )


def test_imports_go_down() -> None:
    wrong = found_in(set(MODULES) - PACKAGES, lambda name: upward_imports(name, LATTICE))
    assert not wrong, (
        "These import upward. A folder imports only from folders before it in LATTICE: "
        f"move what both need into the lower one, or hand it in from above:{wrong}"
    )


def pixels_taken(path: Path) -> list[str]:
    """Return the places where a file takes ``.pixels`` or ``.view`` of something that is called like their owners."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr in ("pixels", "view"):
            owner = ast.unparse(node.value).rpartition(".")[2].lstrip("_")
            if owner in PIXEL_OWNERS:
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def test_pixels_are_read_through_their_guard() -> None:
    taken = found_in(set(MODULES) - set(PIXEL_ROOMS), lambda name: pixels_taken(MODULES[name]))
    assert not taken, (
        "These take stored pixels themselves: reading them after their file was cut short ends the process. "
        f"Use `access` (core.pixels.pixel_access) of the document or the copy, which asks first:{taken}"
    )


@pytest.mark.parametrize("name", sorted(set(PIXEL_ROOMS) - {"core.image.document"}))
def test_who_may_take_pixels_does(name: str) -> None:
    assert pixels_taken(MODULES[name]), f"{name} takes no pixels (any more): take it off PIXEL_ROOMS"


def test_every_folder_of_the_lattice_holds_something() -> None:
    assert set(LATTICE) == {folder_of(name, LATTICE) for name in set(MODULES) - PACKAGES}


def test_core_imports_only_numpy_and_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"numpy", "core", ROOT}
    for name, path in MODULES.items():
        if name.split(".")[0] == "core":
            assert {i.split(".")[0] for i in imports_of(path)} <= allowed, name


def test_dataclasses_are_made_in_one_way() -> None:
    theirs = [
        name
        for name, path in MODULES.items()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        if "dataclass" in {each.name for each in node.names}
    ]
    assert theirs == ["core.data_class"], "core.data_class has a decorator that takes less time at every start"


def test_no_python_runs_between_fork_and_exec() -> None:
    """In a process with threads it may wait for ever for what another thread had, and whoever started it too."""
    forking = {"preexec_fn", "forkpty", "spawn"}  # of subprocess, os and pexpect
    paths = [*MODULES.values(), *Path(__file__).parent.rglob("*.py")]
    named = [
        (path.name, node.arg if isinstance(node, ast.keyword) else node.attr)
        for path in paths
        if any(name in path.read_text(encoding="utf-8") for name in forking)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.keyword | ast.Attribute)
    ]
    assert len(paths) > 1000
    assert Path(__file__).name in {place for place, _ in named}
    assert [(place, name) for place, name in named if name in forking] == []


def test_no_import_cycle() -> None:
    """None at run time, and none among the imports for types either."""
    found = import_circle()
    assert not found, " → ".join(found)


def test_sizes(record_property: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted((lines_of(path), name) for name, path in MODULES.items())
    median = sizes[len(sizes) // 2][0]
    with capsys.disabled():
        print(f"\n{len(sizes)} modules, median {median} lines, longest {sizes[-1][1]} with {sizes[-1][0]}")
    assert sizes[-1][0] <= LONGEST


CLASSES = sorted(class_names())
LARGEST_CLASS = 350  # lines, with all its bases of ours
MOST_METHODS = 30


@pytest.fixture(scope="module")
def sizes() -> dict[str, ClassSize]:
    return {size.name: size for size in class_sizes()}


def test_every_class_is_looked_at(sizes: dict[str, ClassSize]) -> None:
    assert sorted(sizes) == CLASSES


def test_classes_are_small_with_their_bases(sizes: dict[str, ClassSize]) -> None:
    def too_much(name: str) -> Iterable[str]:
        size = sizes[name]
        if size.lines > LARGEST_CLASS or size.methods > MOST_METHODS:
            yield f"{size.lines} lines and {size.methods} methods, with {', '.join(size.bases) or 'no bases'}"

    large = found_in(CLASSES, too_much)
    assert not large, (
        f"A class may have {LARGEST_CLASS} lines and {MOST_METHODS} methods, its bases of ours counted: cutting it "
        "into bases mends nothing. Find its second concept, give that a class of its own, and let this one hold it:"
        f"{large}"
    )


def test_no_class_of_control_inherits_from_another_of_ours(sizes: dict[str, ClassSize]) -> None:
    heirs = found_in({name for name in CLASSES if name.split(".")[0] == "control"}, lambda name: sizes[name].bases)
    assert not heirs, (
        "Controllers are composed, not inherited: let one take the other in its constructor, "
        f"or move what both need into a third that both take:{heirs}"
    )


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
