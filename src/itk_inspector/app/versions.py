"""What a report of a fault needs: the versions of everything, and what confines the children."""

from __future__ import annotations

import platform

from itk_inspector import __version__
from itk_inspector.worker.sandbox import confinement

_LIBRARIES = (
    ("ITK", ("itk", "itk-core")),
    ("NumPy", ("numpy",)),
    ("PySide6 (Qt)", ("PySide6", "PySide6_Essentials")),
    ("pyqtgraph", ("pyqtgraph",)),
)


def lines() -> list[str]:
    """Return them, one fact a line."""
    found = [f"itk-inspector {__version__}", f"Python {platform.python_version()} on {platform.platform()}"]
    found += [f"{name} {_installed(packages)}" for name, packages in _LIBRARIES]
    held = confinement.held()
    children = "reading and writing children" if held.abi != 1 or not held.files else "reading children"
    return [*found, f"{children}: {held.text}"]


def _installed(packages: tuple[str, ...]) -> str:
    import importlib.metadata  # when it is asked for: it takes 18 ms, of each start of the window

    for package in packages:
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return "is not installed"
