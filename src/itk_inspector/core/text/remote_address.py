"""Addresses of what lies in the network, where a path is expected."""

from __future__ import annotations

import re
from pathlib import Path

_ADDRESS = re.compile(r"(https?|s3|gs):/+(?=[^/])", re.ASCII)
_SIGNED = re.compile(r"[?&][^=&]*(signature|token|sig|key|credential|password)[^=&]*=", re.ASCII | re.IGNORECASE)


def address_of(path: Path) -> str:
    """Return the address that a path stands for; ``""`` where it is a path of this machine.

    A path keeps one of the two slashes behind the scheme.
    """
    text = str(path)
    found = _ADDRESS.match(text)
    return f"{found[1]}://{text[found.end() :]}" if found else ""


def absolute(path: Path) -> Path:
    """Return a path that holds in every process: an address as it is, another one from the root."""
    return path if address_of(path) else path.absolute()


def has_secret(address: str) -> bool:
    """Tell whether an address names a password, or a key by which somebody signed it."""
    _, _, rest = address.partition("://")
    authority, _, path = rest.partition("/")
    return "@" in authority or bool(_SIGNED.search(path))
