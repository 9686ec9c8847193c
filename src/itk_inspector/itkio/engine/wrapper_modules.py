"""itk's wrapper modules one by one, without the package's own start; for the child process only.

A library of itk initialises all modules that it holds when it is loaded, eighty for ITKCommon, of which a reader
needs twenty. It leaves out those that ``sys.modules`` has already (``PyInit__ITKCommonPython`` asks for each of
them): so they are given a place there while the library is loaded, and are initialised when they are asked for. The
classes, and all that ITK's libraries tell each other at their start, are the same.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from types import ModuleType

_SUFFIX = "Python.py"


def use() -> None:
    """Let ``import itk.…`` load single wrapper modules from now on; ``itk`` is no more than their folder."""
    assert "itk" not in sys.modules
    spec = importlib.util.find_spec("itk")
    if spec is None or not spec.submodule_search_locations:
        return  # told by whoever needs it
    (folder,) = spec.submodule_search_locations
    names = [f"itk._{name[:-3]}" for name in os.listdir(folder) if name.endswith(_SUFFIX)]
    sys.modules["itk"] = importlib.util.module_from_spec(spec)
    sys.meta_path.insert(0, _Finder(folder, names))


def are_used() -> bool:
    """Tell whether ``itk`` is no more than its folder here, as it is in the child."""
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)


class _Finder:
    """Finds the compiled half of a wrapper module: a library, or what a library holds."""

    def __init__(self, folder: str, names: Sequence[str]) -> None:
        self._folder = folder
        self._names = names
        self._libraries: list[str] = []

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, last = name.rpartition(".")
        if package != "itk" or not last.startswith("_"):
            return None
        for suffix in EXTENSION_SUFFIXES:
            library = os.path.join(self._folder, f"{last}{suffix}")
            if os.path.exists(library):
                self._libraries.append(library)
                return ModuleSpec(name, _Library(name, library, self._names), origin=library)
        return ModuleSpec(name, _Held(name, self._libraries)) if self._libraries else None


class _Library(ExtensionFileLoader):
    """Loads a library, and none of the modules that it holds."""

    def __init__(self, name: str, path: str, names: Sequence[str]) -> None:
        super().__init__(name, path)
        self._names = names

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        left_out = dict.fromkeys(name for name in self._names if name not in sys.modules)
        sys.modules.update(left_out)  # type: ignore[arg-type]  # how the import system is told so
        try:
            return super().create_module(spec)
        finally:
            for name in left_out:
                del sys.modules[name]


class _Held(ExtensionFileLoader):
    """Initialises a module that one of the libraries holds, nearly always the one that was loaded last."""

    def __init__(self, name: str, libraries: Sequence[str]) -> None:
        super().__init__(name, libraries[-1])
        self._libraries = libraries

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        for library in reversed(self._libraries):
            try:
                return super().create_module(ModuleSpec(spec.name, None, origin=library))
            except ImportError:  # it is another one's
                continue
        raise ImportError(f"no library of itk holds {spec.name}", name=spec.name)
