"""How it is said that a save which came to nothing did no harm."""

from __future__ import annotations

LEFT = "it was left as it is"
"""Of a file that was not touched at all, after its name and the reason."""
UNTOUCHED = "What was there before is untouched."
"""Of whatever has the target's name, before what to do."""
