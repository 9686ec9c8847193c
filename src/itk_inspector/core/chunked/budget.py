"""How much memory an image takes that is read in parts."""

from __future__ import annotations

BUDGET = 384 << 20
"""Bytes of all that it takes: tiles, chunks, the process that reads, and the one that waits for the next image."""
TILES = 80 << 20
"""Bytes of what the window may draw: pieces of planes."""
CHUNKS = 112 << 20
"""Bytes of decoded chunks, which hold the neighbouring slices, too."""
CHANGED = 64 << 20
"""Bytes of changed pixels, beside the others, while an image is edited."""
WHOLE = 256 << 20
"""Bytes of the largest image in chunks that is read whole: all else works on it at once."""
