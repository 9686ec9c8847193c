"""One thing that the user can do: what it is called, what it runs, and when it can be run."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.actions.commands import Commands
from itk_inspector.control.actions.condition import ALWAYS, Condition
from itk_inspector.control.model.app_state import AppState
from itk_inspector.core.data_class import dataclass


@dataclass(frozen=True, slots=True)
class Toolbar:
    """Where a button stands in the toolbar.

    Parameters
    ----------
    group : int
        A line stands between groups.
    order : int
        From left to right in the group.
    text : str
        Short text of the button.
    """

    group: int
    order: int
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """A menu entry, with its shortcuts and its button.

    Parameters
    ----------
    id : str
        Object name of the QAction.
    text : str
        As in the menu.
    menu : str
        Path of menus, separated by ``/``.
    tip : str
        One sentence.
    run : callable
        What it does.
    shortcuts : tuple of str
        In Qt's portable notation, or the name of a ``QKeySequence.StandardKey``
        after a colon.
    icon : str
        Name of a file in ``resources/icons``.
    enabled : Condition
        When it can be run, and what it needs.
    checked : callable, optional
        Whether it is on; with it, the entry can be checked.
    exclusive : str
        Of the entries with this name, one is checked at a time.
    toolbar : Toolbar, optional
    separator : bool
        A line comes before it in the menu.
    context : bool
        It stands in the context menu of the canvas, too.
    context_menu : str
        Path of a menu that follows it there.
    label : callable, optional
        Text that follows ``text`` for the time being, such as the edit to be undone.
    followed_by : str
        Object name of a menu that comes after it and whose entries are not known beforehand.
    on_at_first : bool, optional
        For a switch of the view: whether it is on before the user chose.
    """

    id: str
    text: str
    menu: str
    tip: str
    run: Callable[[Commands], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: Condition = ALWAYS
    checked: Callable[[AppState], bool] | None = None
    exclusive: str = ""
    toolbar: Toolbar | None = None
    separator: bool = False
    context: bool = False
    context_menu: str = ""
    label: Callable[[AppState], str] | None = None
    followed_by: str = ""
    on_at_first: bool | None = None

    @property
    def name(self) -> str:
        """Text without the marks of its letter and of a dialog that follows."""
        return self.text.replace("&", "").removesuffix("…")

    @property
    def place(self) -> str:
        """Menus that lead to it, as they are read."""
        return self.menu.replace("&", "").replace("/", " › ")

    def text_in(self, state: AppState) -> str:
        """Return the text as it is in a state."""
        return self.text if self.label is None else f"{self.text} {self.label(state)}".rstrip()
