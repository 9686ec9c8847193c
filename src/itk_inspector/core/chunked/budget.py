"""How much memory an image takes that is read in parts."""

from __future__ import annotations

TILES = 96 << 20
"""Bytes of what the window may draw: pieces of planes."""
CHUNKS = 160 << 20
"""Bytes of decoded chunks, which hold the neighbouring slices, too."""
BUDGET = TILES + CHUNKS + (128 << 20)
"""Bytes of all that it takes: these, the process that reads, and the one that waits for the next image."""
WHOLE = 256 << 20
"""Bytes of the largest image in chunks that is read whole: all else works on it at once."""
