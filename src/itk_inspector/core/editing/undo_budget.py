"""How many bytes undo and redo of a copy may take."""

from __future__ import annotations

UNDO_BUDGETS = (64_000_000, 256_000_000, 1_000_000_000, 4_000_000_000)
"""What can be chosen."""
UNDO_BUDGET = 256_000_000
"""Where nobody chose."""
