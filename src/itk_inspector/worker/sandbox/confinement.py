"""What holds a child that parses strangers' bytes, and how much of it this system can do."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.backend import IS_PORTABLE, PORTABLE
from itk_inspector.worker.sandbox import landlock, seccomp
from itk_inspector.worker.sandbox.landlock import Access, Rules

OFF = "ITK_INSPECTOR_UNCONFINED"
"""Set in the environment (by a test), children are not confined, as on a system that cannot."""

_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"),
    *("/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"),
    *("/sys/devices/system/cpu", "/proc/cpuinfo", "/proc/stat", "/proc/meminfo", "/proc/sys/vm"),
    *(f"/proc/self/{name}" for name in ("status", "statm", "stat", "io", "limits")),
)
"""What the loader, the C library, ITK's threads and our own bounds look at; not all of ``/etc``, no environment."""

_LATER = ("imagecodecs", "nibabel", "openslide", "openslide_bin", "pydicom", "tensorstore", "tifffile")
"""Libraries that a fork may load by itself; they may lie elsewhere than itk."""
_HOMES = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Confinement:
    """Which parts hold.

    Parameters
    ----------
    abi : int
        The kernel's version of Landlock; 0 without.
    files : bool
        No file is reached besides the image's own, the program's libraries and scratch.
    network : bool
        No TCP connection.
    sockets : bool
        No socket of any kind, no other program started, no other process's memory.
    signals : bool
        No signal to another process.
    why_not : str
        The files are not confined.
    """

    abi: int = 0
    files: bool = False
    network: bool = False
    sockets: bool = False
    signals: bool = False
    why_not: str = "this system has no Landlock"

    @property
    def text(self) -> str:
        """One line for ``--version --verbose``."""
        if not self.files:
            return f"none: {self.why_not}; headers are checked before they are followed"
        parts = ["files", "network", "sockets and programs", "signals"]
        holds = [self.files, self.network or self.sockets, self.sockets, self.signals]
        return f"Landlock ABI {self.abi}: " + ", ".join(part for part, held in zip(parts, holds, strict=True) if held)


def held() -> Confinement:
    """Return what holds in the children of this system."""
    abi = landlock.abi()
    if not abi:
        return Confinement()
    for variable, is_heeded in ((PORTABLE, IS_PORTABLE), (OFF, OFF in os.environ)):
        if is_heeded:
            return Confinement(abi, why_not=f"{variable} is set")
    rules, filters = _tried()
    if not rules:
        return Confinement(abi, why_not="Landlock may not be used here")
    _, tcp, scopes = landlock.handled(abi)
    return Confinement(abi, files=True, network=bool(tcp) or filters, sockets=filters, signals=bool(scopes))


@functools.cache
def _tried() -> tuple[bool, bool]:
    """Tell whether the rules, and the filter of system calls, can be set: a container may forbid what the kernel can.

    Both hold for the thread that asks for them, so one is started to try and goes.
    """
    worked = [False, False]
    ways: tuple[Callable[[], None], ...] = (functools.partial(landlock.restrict, Access()), seccomp.restrict)

    def attempt() -> None:
        for at, restrict in enumerate(ways):
            with contextlib.suppress(OSError):
                restrict()
                worked[at] = True

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return worked[0], worked[1]


def begun(*, network: bool = False) -> Rules:
    """Return rules that allow the libraries, for `confine` in this very process.

    With ``network`` they allow connections too.

    Raises
    ------
    OSError
        If the kernel refuses what it did not refuse at the try.
    """
    rules = Rules(network=network)
    rules.allow(Access((*map(Path, _SYSTEM), *libraries())))
    return rules


def confine(access: Access, rules: Rules | None = None) -> None:
    """Give up, for ever, all but the libraries and ``access``.

    Parameters
    ----------
    access : Access
    rules : Rules, optional
        What `begun` returned, where it was asked ahead. They allow no connections.

    Raises
    ------
    OSError
        If the kernel refuses what it did not refuse at the try.
    """
    confine_thread(access, begun(network=access.network) if rules is None or access.network else rules)
    if _tried()[1]:
        seccomp.restrict(writes=bool(access.write), connects=access.network)


def confine_thread(access: Access, rules: Rules) -> None:
    """Give up, as long as this thread lasts, all files but those of ``rules`` and ``access``.

    Raises
    ------
    OSError
        If the kernel refuses what it did not refuse at the try.
    """
    rules.allow(access)
    rules.hold()


@functools.cache
def libraries() -> tuple[Path, ...]:
    """Return the files and folders that this process's modules and shared libraries come from.

    Asked when itk has been loaded: what is loaded later lies beside what was.
    """
    paths = sysconfig.get_paths()
    found = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and not _lies_in(file, found):
            found.add(_narrow(_root_of(name, file), file))
    for name in _LATER:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin and not _lies_in(spec.origin, found):
            found.add(_narrow(_root_of(name, spec.origin), spec.origin))
    for file in _mapped():
        if not _lies_in(file, {*found, *_SYSTEM}):
            found.add(_narrow(os.path.dirname(file), file) if ".so" in file else file)
    return tuple(map(Path, sorted(found)))


def _lies_in(file: str, folders: set[str]) -> bool:
    return any(file.startswith(f"{folder}{os.sep}") for folder in folders)


def _root_of(name: str, file: str) -> str:
    """Return the folder of installed packages, or of the outermost package, that a module lies in; else its file."""
    path = Path(file)
    for folder in path.parents:
        if folder.name in _HOMES:
            return str(folder)
    depth = name.count(".") + (path.stem == "__init__")
    return str(path.parents[depth - 1]) if 0 < depth <= len(path.parents) else file


def _narrow(folder: str, file: str) -> str:
    """Return ``folder``, or the file alone when the folder holds what is not the program's."""
    others = (os.path.expanduser("~"), tempfile.gettempdir())
    return (
        file if any(f"{other}{os.sep}".startswith(f"{folder.rstrip(os.sep)}{os.sep}") for other in others) else folder
    )


def _mapped() -> set[str]:
    with contextlib.suppress(OSError), Path("/proc/self/maps").open() as lines:
        words = (line.split(maxsplit=5) for line in lines)
        return {word[5].rstrip("\n") for word in words if len(word) == 6 and word[5].startswith("/")}
    return set()
