"""What the API will lose is warned of, with the version that goes without it."""

from __future__ import annotations

import warnings


def warn_deprecated(what: str, instead: str, *, since: str, until: str) -> None:
    """Warn the script that called a function of the API; to be called by that function itself.

    Parameters
    ----------
    what : str
        What is deprecated, as the script has written it.
    instead : str
        What to write.
    since, until : str
        The first version that warns, and the first one that goes without it: a minor version later at the least.
    """
    text = f"{what} is deprecated since ITK Inspector {since} and ends with {until}; use {instead}."
    warnings.warn(text, DeprecationWarning, stacklevel=3)
