"""Operations on the whole image."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.commands import Commands
from itk_inspector.control.actions.condition import OPERABLE
from itk_inspector.core.editing.operations.names import NAMES, OperationName


def _asks(name: str) -> Callable[[Commands], None]:
    return lambda commands: commands.app.operations.ask(name)


def _row(name: OperationName) -> Action:
    menu = f"&Operations/&{name.group.value}"
    return Action(f"{name.name}Operation", name.label, menu, name.tip, _asks(name.name), enabled=OPERABLE)


OPERATION_ACTIONS = tuple(_row(name) for name in NAMES)
