"""Which actions are meant by what is typed into the command palette."""

from __future__ import annotations

from collections.abc import Iterable

from itk_inspector.control.actions.action import Action
from itk_inspector.control.model.app_state import AppState


def matches(rows: Iterable[Action], typed: str, state: AppState) -> list[Action]:
    """Return the actions in which every typed word occurs, those that can be run now first, better matches before.

    A word that begins the name counts more than one inside it, that more than
    one in the menu or the tip; capitals do not count.
    """
    words = typed.casefold().split()
    found = [(row, _rank(row, words)) for row in rows if row.id != "palette"]
    able = [(not row.enabled(state), rank, row) for row, rank in found if rank is not None]
    return [row for _, _, row in sorted(able, key=lambda match: match[:2])]


def _rank(row: Action, words: list[str]) -> int | None:
    name = row.name.casefold()
    rest = f"{row.place} {row.tip}".casefold()
    ranks = []
    for word in words:
        if any(part.startswith(word) for part in name.split()):
            ranks.append(0)
        elif word in name:
            ranks.append(1)
        elif word in rest:
            ranks.append(2)
        else:
            return None
    return sum(ranks)
