"""Importing a package bit by bit, so that the event loop has its turn in between."""

from __future__ import annotations
import __future__

import ast
import importlib
import importlib.util
import math
import sys
import time
from collections import deque
from types import ModuleType

_SHARE = 0.008
"""Seconds after which a step begins no other statement."""
_ASKED = "__getattr__"


class PackageImport:
    """Runs the statements of a package's ``__init__`` as ``import`` does, some of them in each step.

    A package that imports all of its modules is one long pause else. Until the last step is done the package is in
    ``sys.modules`` with what the statements so far have given it, as it is for its own modules in any import. Whoever
    else asks it for more meanwhile has all of it imported first.

    Parameters
    ----------
    name : str
        A package at the top level, whose source is there. If it is not, the first step imports all of it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._module: ModuleType | None = None
        self._statements: deque[ast.stmt] = deque()
        self._flags = 0
        self._is_running = False

    def begin(self) -> None:
        """Find the statements; none is run yet.

        Raises
        ------
        ImportError
            If there is no such package.
        """
        if self._name in sys.modules:
            return
        spec = importlib.util.find_spec(self._name)
        source = getattr(spec.loader, "get_source", None) if spec is not None else None
        text = source(self._name) if source is not None else None
        if spec is None or text is None:
            importlib.import_module(self._name)
            return
        parsed = ast.parse(text, spec.origin or self._name)
        self._flags = _future_flags(parsed)
        self._statements += parsed.body
        self._module = sys.modules[self._name] = importlib.util.module_from_spec(spec)
        self._module.__doc__ = ast.get_docstring(parsed, clean=False)
        self._module.__dict__[_ASKED] = self._asked

    def go_on(self) -> None:
        """Run some statements; what one raises is raised, and the package is gone."""
        self._run_until(time.perf_counter() + _SHARE)

    def finish(self) -> None:
        """Run those that are left."""
        self._run_until(math.inf)

    def _run_until(self, end: float) -> None:
        self._is_running = True
        try:
            while self._statements and time.perf_counter() < end:
                self._run(self._statements.popleft())
        finally:
            self._is_running = False

    def _run(self, statement: ast.stmt) -> None:
        assert self._module is not None
        names, place = self._module.__dict__, self._module.__file__ or self._name
        try:
            code = compile(ast.Module([statement], []), place, "exec", self._flags, dont_inherit=True)
            exec(code, names)  # as the import system does with all of them at once
        except BaseException:
            self._statements.clear()
            del sys.modules[self._name]
            raise
        if not self._statements and names.get(_ASKED) == self._asked:
            del names[_ASKED]

    def _asked(self, name: str) -> object:
        """Return what the package has not got yet: see PEP 562. Its own modules go without, as in any import."""
        if self._is_running or not self._statements:
            raise AttributeError(f"partially initialized module {self._name!r} has no attribute {name!r}")
        self.finish()
        return getattr(self._module, name)


def _future_flags(parsed: ast.Module) -> int:
    """Return the compiler's flags for what a source takes from ``__future__``, which each statement would forget."""
    names = [
        alias.name
        for one in parsed.body
        if isinstance(one, ast.ImportFrom) and one.module == "__future__"
        for alias in one.names
    ]
    return sum(getattr(__future__, name).compiler_flag for name in names)
