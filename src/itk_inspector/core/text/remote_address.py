"""Addresses of what lies in the network, where a path is expected."""

from __future__ import annotations

import re
from pathlib import Path

_ADDRESS = re.compile(r"(https?|s3|gs):/+(?=[^/])", re.ASCII)


def address_of(path: Path) -> str:
    """Return the address that a path stands for; ``""`` where it is a path of this machine.

    A path keeps one of the two slashes behind the scheme.
    """
    text = str(path)
    found = _ADDRESS.match(text)
    return f"{found[1]}://{text[found.end() :]}" if found else ""


def absolute(path: Path) -> Path:
    """Return a path that means the same from every folder; one that stands for an address does so as it is."""
    return path if address_of(path) else path.absolute()
