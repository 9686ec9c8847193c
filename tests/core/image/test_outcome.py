"""What a task reports."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import get_args

import pytest

from itk_inspector.core.image.outcome import Cancelled, Exported, Outcome


@pytest.mark.parametrize("kind", get_args(Outcome))
def test_every_outcome_carries_its_token_first(kind: type) -> None:
    assert next(iter(kind.__dataclass_fields__)) == "token"  # type: ignore[attr-defined]  # they are dataclasses


def test_an_outcome_cannot_be_changed() -> None:
    outcome = Cancelled(1, Path("a"))

    with pytest.raises(FrozenInstanceError):
        outcome.token = 2  # type: ignore[misc]  # the point of the test


def test_an_export_has_no_notes_unless_given() -> None:
    assert Exported(1, Path("a"), 10, True).notes == ()
