"""A menu of the other programs that can show the image on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from itk_inspector.control.model.app_state import AppState
from itk_inspector.gui.style.plain_text import plain_entry, plain_tip

if TYPE_CHECKING:  # the window appears before NumPy is loaded
    from itk_inspector.core.code.programs import Program


class OpenInMenu(QMenu):
    """Looks for programs each time it is opened; entries are named like ``openIn3D Slicer``."""

    program_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Open i&n", parent)
        self.setObjectName("openInMenu")
        self.setToolTipsVisible(True)
        self.offers: Callable[[], tuple[Sequence[Program], str]] = lambda: ((), "")
        self.aboutToShow.connect(self.look)
        self.triggered.connect(lambda action: self.program_chosen.emit(action.data()))
        self.setEnabled(False)

    def show_state(self, state: AppState) -> None:
        """Be there with an image."""
        self.setEnabled(state.has_image)

    def look(self) -> None:
        """Offer what is installed, or say why nothing is offered."""
        self.clear()
        programs, problem = self.offers()
        for program in programs:
            action = self.addAction(plain_entry(program.name))
            action.setObjectName(f"openIn{program.name}")
            action.setData(program)
            action.setEnabled(not problem)
            where = ", at this pixel" if program.goes_there else ""
            action.setToolTip(plain_tip(problem or f"Open the file in {program.name}{where}."))
        if not programs:
            self.addAction("No other viewer is installed").setEnabled(False)
