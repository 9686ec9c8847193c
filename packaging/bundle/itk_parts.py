"""Which files of itk a bundle needs: the wrapper modules that the program loads, and what those import.

``python packaging/bundle/itk_parts.py`` tells how much of the installed itk that is.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from itk_inspector.itkio.itk_filters import CLASSES

_BASE = (
    "ITKBridgeNumPyPython",
    "ITKCommonBasePython",
    "ITKIOImageBaseBasePython",
    "ITKStatisticsPython",  # `itk.imread`, as people type it in the console
    "itkImageFileReaderPython",
    "itkImageFileWriterPython",
    "itkImageRegionPython",
    "itkImageSeriesReaderPython",
    "itkMatrixPython",
    "itkMetaDataObjectPython",
    "itkPyBufferPython",
    "itkPyCommandPython",
    "itkVectorImagePython",
    "vnl_matrixPython",
)
"""What `itkio.engine` and `itkio.from_memory` load by name, and what the package itself loads to read."""
_IMPORT = re.compile(r"^[ \t]*(?:from \. import |import itk\.|from itk import )(\w+Python)\b", re.MULTILINE)
_ANY_IMPORT = re.compile(r"^[ \t]*(?:from|import) ([\w.]+)", re.MULTILINE)


def itk_folder() -> Path:
    """Return the folder of the installed itk."""
    spec = importlib.util.find_spec("itk")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("itk is not installed in this Python.")
    return Path(spec.submodule_search_locations[0])


def roots(folder: Path) -> set[str]:
    """Return the wrapper modules that the program loads: those of its filters, and the readers of all formats."""
    filters = {f"itk{name}Python" for names in CLASSES.values() for name in names}
    return filters | {*_BASE} | {path.stem for path in folder.glob("*ImageIOPython.py")}


def needed(folder: Path, names: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the names of wrapper modules and of compiled libraries behind some modules, those included."""
    modules: set[str] = set()
    libraries: set[str] = set()
    left = [*names]
    while left:
        name = left.pop()
        path = folder / f"{name}.py"
        if name in modules:
            continue
        if path.exists():
            modules.add(name)
            left += _IMPORT.findall(path.read_text(encoding="utf-8"))
        elif any(_compiled(folder, name)):
            libraries.add(name)
    return modules, libraries


def needed_files() -> list[Path]:
    """Return the files of itk for a bundle: whole libraries with all their modules, and the package's own code."""
    folder = itk_folder()
    _, libraries = needed(folder, roots(folder))
    compiled = [path for name in libraries for path in _compiled(folder, name)]
    wrappers = [path for path in folder.glob("*Python.py") if _libraries_of(folder, path) <= libraries]
    own = [folder / "__init__.py", *(folder / "support").glob("*.py"), *(folder / "Configuration").glob("*.py")]
    return sorted([*compiled, *wrappers, *own])


def standard_modules() -> list[str]:
    """Return the modules of the standard library that itk's own code imports: nobody else may need them."""
    folder = itk_folder()
    paths = [folder / "__init__.py", *(folder / "support").glob("*.py")]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    found = {name.partition(".")[0] for name in _ANY_IMPORT.findall(texts)}
    return sorted({"collections", "builtins", "numbers", "optparse"} | found & sys.stdlib_module_names)


def _libraries_of(folder: Path, path: Path) -> set[str]:
    found = _IMPORT.findall(path.read_text(encoding="utf-8"))
    return {name for name in found if any(_compiled(folder, name))}


@functools.cache
def _compiled(folder: Path, name: str) -> tuple[Path, ...]:
    return tuple(path for pattern in (f"{name}.*so", f"{name}.*pyd") for path in folder.glob(pattern))


def _megabytes(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file()) // 1_000_000


if __name__ == "__main__":
    of_all, of_bundle = _megabytes(itk_folder().rglob("*")), _megabytes(needed_files())
    print(f"itk: {of_all} MB installed, {of_bundle} MB needed ({100 * of_bundle // of_all} %)")
