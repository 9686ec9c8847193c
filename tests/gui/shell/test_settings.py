"""What is remembered between two runs is what was chosen, whatever else stands there."""

from __future__ import annotations

import pytest

from itk_inspector.core.editing.undo_budget import UNDO_BUDGET
from itk_inspector.gui.shell.settings import MemoryStore, Settings


def test_the_memory_for_undo_is_remembered() -> None:
    store = MemoryStore()

    Settings(store).undo_budget = 64_000_000

    assert Settings(store).undo_budget == 64_000_000


@pytest.mark.parametrize("stored", [None, "", "0", "-5", "much", "1e9"])
def test_what_is_no_memory_for_undo_is_not_taken(stored: object) -> None:
    store = MemoryStore()
    store.setValue("undoBudget", stored)

    assert Settings(store).undo_budget == UNDO_BUDGET
