"""The source as a house: its rooms (modules), what they import, how large they are, and who names what."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "itk_inspector"
ROOT = "itk_inspector"


def modules() -> dict[str, Path]:
    """Return our modules by their names without the package's."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = list(path.relative_to(SOURCE).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        found[".".join(parts)] = path
    return found


MODULES = modules()
"""Found once: what is measured does not change meanwhile."""
PACKAGES = {name for name, path in MODULES.items() if path.name == "__init__.py"}


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


# imports ------------------------------------------------------------------


@cache
def imports_of(path: Path, *, types_too: bool = True) -> frozenset[str]:
    """Return the modules that a file imports; our own without the package's name."""
    found: set[str] = set()
    skipped: set[int] = set()
    nodes = list(ast.walk(tree_of(path)))
    for node in nodes:
        if not types_too and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in nodes:
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {path}"
            assert node.module is not None
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name.removeprefix(f"{ROOT}.") for name in found)


def own_imports(path: Path) -> set[str]:
    """Return the modules of ours that a file imports, those for types too."""
    return {name for name in imports_of(path) if name in MODULES and name not in PACKAGES}


def folder_of(name: str, lattice: Collection[str]) -> str:
    """Return the entry of the lattice that a module belongs to: the longest one that its name begins with."""
    while name not in lattice:
        name = name.rpartition(".")[0]
        assert name, "stands in no folder of the lattice; give its folder a place there"
    return name


def upward_imports(name: str, lattice: Sequence[str]) -> set[str]:
    """Return what a module imports from folders that stand above its own."""
    place = lattice.index(folder_of(name, lattice))
    return {i for i in own_imports(MODULES[name]) if lattice.index(folder_of(i, lattice)) > place}


def circle(graph: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return a way through the imports that comes back to where it began; empty when there is none."""
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> tuple[str, ...]:
        if name in trail:
            return (*trail[trail.index(name) :], name)
        if name not in done:
            for other in sorted(graph[name]):
                if found := visit(other, (*trail, name)):
                    return found
            done.add(name)
        return ()

    return next((found for name in graph if (found := visit(name, ()))), ())


def import_circle() -> tuple[str, ...]:
    """Return a circle of imports, those for types too."""
    return circle({name: own_imports(path) - {name} for name, path in MODULES.items()})


# sizes --------------------------------------------------------------------


def lines_of(path: Path) -> int:
    """Count the lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def code_lines_of(path: Path) -> int:
    """Count the lines that hold code: neither blank, nor a comment, nor part of a docstring."""
    text = path.read_text(encoding="utf-8")
    idle = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in idle:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree_of(path)):
        if _is_docstring(node):
            assert isinstance(node, ast.Expr)
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@dataclass(frozen=True, slots=True)
class ClassSize:
    """A class with all that it inherits from classes of ours.

    Parameters
    ----------
    name : str
        With its module.
    lines : int
        Of the class and its bases.
    methods : int
        Different names of them.
    bases : tuple of str
        Those of ours, with their modules.
    """

    name: str
    lines: int
    methods: int
    bases: tuple[str, ...]


def class_names() -> list[str]:
    """Return the names of all classes with their modules, read off the lines: tests are named by them everywhere."""
    return [
        f"{module}.{name}"
        for module, path in MODULES.items()
        for name in re.findall(r"^ *class (\w+)[:(]", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]


@cache
def class_sizes() -> tuple[ClassSize, ...]:
    """Return all classes, the longest first."""
    found: dict[str, tuple[ast.ClassDef, list[str]]] = {}
    for module, path in MODULES.items():
        origins = {}
        nodes = list(ast.walk(tree_of(path)))
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node.module:
                origins |= {
                    alias.asname or alias.name: f"{node.module.removeprefix(f'{ROOT}.')}.{alias.name}"
                    for alias in node.names
                }
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                names = [_base_name(base) for base in node.bases]
                bases = [_full_name(name, module, origins) for name in names]
                found[f"{module}.{node.name}"] = (node, bases)

    def family(name: str) -> list[str]:
        if name not in found:
            return []
        return list(dict.fromkeys([name, *(one for base in found[name][1] for one in family(base))]))

    sizes = []
    for name in found:
        members = [found[one][0] for one in family(name)]
        methods = {
            inner.name
            for node in members
            for inner in node.body
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        lines = sum((node.end_lineno or 0) - node.lineno + 1 for node in members)
        sizes.append(ClassSize(name, lines, len(methods), tuple(family(name)[1:])))
    return tuple(sorted(sizes, key=lambda each: -each.lines))


def _base_name(base: ast.expr) -> str:
    return ast.unparse(base.value if isinstance(base, ast.Subscript) else base)


def _full_name(name: str, module: str, origins: Mapping[str, str]) -> str:
    first, dot, rest = name.partition(".")
    return f"{origins[first]}{dot}{rest}" if first in origins else f"{module}.{name}"


# who names what -----------------------------------------------------------


@cache
def words_of(path: Path) -> frozenset[str]:
    """Return the identifiers of a file, and in single quotes its texts but for docstrings."""
    nodes = list(ast.walk(tree_of(path)))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    found: set[str] = set()
    for node in nodes:
        found |= set(_words(node)) if id(node) not in docstrings else set()
    return frozenset(found)


def _words(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.keyword(arg=str(name)):
            yield name
        case ast.alias(name=name):
            yield name.rpartition(".")[2]
        case ast.Constant(value=str(text)):
            yield f"'{text}'"


def named_in(patterns: Iterable[str]) -> list[str]:
    """Return the modules of which a word, or a text in quotes, is one of these: regular expressions for all of it."""
    wanted = [re.compile(pattern) for pattern in patterns]
    return [
        name
        for name, path in MODULES.items()
        if any(each.fullmatch(word) for each in wanted for word in words_of(path))
    ]


@cache
def functions() -> tuple[str, ...]:
    """Return all functions of the source as ``module:Class.function``, like a trace does."""
    found = []

    def note(module: str, node: ast.AST, inside: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                if not isinstance(child, ast.ClassDef):
                    found.append(f"{module}:{inside}{child.name}")
                note(module, child, f"{inside}{child.name}." if isinstance(child, ast.ClassDef) else inside)
            else:
                note(module, child, inside)

    for module, path in MODULES.items():
        note(module, tree_of(path), "")
    return tuple(found)
