"""The panels beside the canvas: one row a panel; where they are docked, and how high they are."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.data_class import dataclass
from itk_inspector.gui.panels.hover_panel import HoverPanel
from itk_inspector.gui.panels.layer_rows import LayerRows
from itk_inspector.gui.widgets.next_frame import NextFrame

_WIDEST = 480
"""Pixels: what the list of points takes."""
_LEAST_TABS = 180
"""Less than the highest page asks for: with layers above them, the window would grow beyond a small screen."""

PanelT = TypeVar("PanelT", bound=QWidget)


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel in the row of tabs.

    Parameters
    ----------
    title : str
        Of its tab.
    module, name : str
        Where its class is, which is made from its parent.
    scrolls : bool
        It is put into a scroll area; not what scrolls by itself.
    page : str
        Title of its page, where several panels share a tab.
    corner : str
        Name of its widget that stands beside the titles of such pages.
    waits : bool
        It is made when the first picture is on screen, or when somebody asks for it earlier.
    """

    title: str
    module: str
    name: str
    scrolls: bool = True
    page: str = ""
    corner: str = ""
    waits: bool = True

    def make(self, parent: QWidget) -> QWidget:
        """Make the panel."""
        made = getattr(importlib.import_module(f"itk_inspector.gui.panels.{self.module}"), self.name)(parent)
        assert isinstance(made, QWidget)
        return made


PANELS = (
    PanelRow("Image", "image_panel", "ImagePanel", scrolls=False, waits=False),
    PanelRow("Levels", "levels_panel", "LevelsPanel", waits=False),
    PanelRow("Layers", "layers_panel", "LayersPanel", scrolls=False, page="List", corner="tools"),
    PanelRow("Layers", "compare_panel", "ComparePanel", page="Compare"),
    PanelRow("Values", "values_pages", "ValuesPages", scrolls=False),
    PanelRow("Edit", "edit_panel", "EditPanel", page="Tools"),
    PanelRow("Edit", "journal_panel", "JournalPanel", scrolls=False, page="Journal"),
    PanelRow("Points", "points_panel", "PointsPanel", scrolls=False),
    PanelRow("Around", "neighbourhood_panel", "NeighbourhoodPanel", scrolls=False),
    PanelRow("Measure", "measure_panel", "MeasurePanel"),
)


class SideDocks:
    """The hover panel above the tabs of the other panels.

    Parameters
    ----------
    window : QMainWindow
        Whose right side they take.
    frame : NextFrame
        When the hover panel is painted.
    completed : callable
        Called with the panels that wait when they are made.
    """

    def __init__(self, window: QMainWindow, frame: NextFrame, completed: Callable[[Sequence[QWidget]], None]) -> None:
        self._window = window
        self._completed = completed
        self._hover_panel = HoverPanel(frame, window)
        self.layer_rows = LayerRows(frame, window)
        self._layers_area = _scrolled(self.layer_rows)
        self._layers_area.hide()
        self.layer_rows.grown.connect(self._make_room)
        self._hovered = _above_each_other(self._hover_panel, self._layers_area)
        self._tabs = QTabWidget(window)
        self._tabs.setObjectName("panelTabs")
        self._tabs.setDocumentMode(True)
        self._tabs.setMinimumHeight(_LEAST_TABS)
        self._hover_panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._hovered.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._tabs.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.panels: list[QWidget] = [self._hover_panel, self.layer_rows]
        self._pages: dict[QWidget, QWidget] = {}
        self._shared: dict[str, QTabWidget] = {}
        self._is_complete = False
        self._waiting: dict[str, tuple[PanelRow, ...]] = {}
        self._holders: dict[str, QWidget] = {}
        for title, group in groupby(PANELS, lambda row: row.title):
            rows = tuple(group)
            ready, waiting = (tuple(row for row in rows if row.waits is waits) for waits in (False, True))
            if waiting:
                self._waiting[title] = waiting
            self._tabs.addTab(self._filling(title, ready) if ready else self._holder(title), title)
        self._at_once = len(self.panels)
        self._docks = (
            self._dock("hoverDock", "Under the cursor", self._hovered),
            self._dock("panelDock", "Panels", self._tabs),
        )
        self._docks[1].setTitleBarWidget(QWidget(self._docks[1]))

    def _holder(self, title: str) -> QWidget:
        """Return an empty page, in whose place comes what is made later."""
        holder = self._holders[title] = QWidget(self._window)
        return holder

    def _page(self, row: PanelRow) -> QWidget:
        panel = row.make(self._window)
        page = _scrolled(panel) if row.scrolls else panel
        for part in getattr(panel, "parts", (panel,)):
            self._pages[part] = page
            self.panels.append(part)
        return page

    def steps(self) -> list[Callable[[], None]]:
        """Return the steps that make the panels that wait, each short enough for the window to react in between."""
        return [*(partial(self._fill, title) for title in self._waiting), self._complete]

    def _fill(self, title: str) -> None:
        """Make what an empty page waits for, if nobody has done it meanwhile."""
        rows = self._waiting.pop(title, ())
        if not rows:
            return
        filling = self._filling(title, rows)
        holder = self._holders.pop(title, None)
        if holder is None:  # the pages went to those that were there
            return
        place, is_seen = self._tabs.indexOf(holder), self._tabs.currentWidget() is holder
        self._tabs.insertTab(place, filling, title)
        if is_seen:
            self._tabs.setCurrentIndex(place)
        self._tabs.removeTab(place + 1)
        holder.deleteLater()

    def _filling(self, title: str, rows: Sequence[PanelRow]) -> QWidget:
        """Return what a tab holds: a panel, or the pages that several share, with these among them."""
        if not rows[0].page:
            return self._page(rows[0])
        pages = self._shared.get(title)
        if pages is None:
            pages = self._shared[title] = QTabWidget()
            pages.setObjectName(f"{title.lower()}Pages")
            pages.setDocumentMode(True)
        for row in rows:
            pages.addTab(self._page(row), row.page)
            if row.corner:
                pages.setCornerWidget(getattr(self.panels[-1], row.corner))
        return pages

    def _complete(self) -> None:
        if not self._is_complete:
            self._is_complete = True
            self._completed(self.panels[self._at_once :])

    def _dock(self, name: str, title: str, content: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        dock.setWidget(content)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock

    @property
    def hover_dock(self) -> QDockWidget:
        """The dock of the hover panel, whose title says what it shows."""
        return self._docks[0]

    def panel(self, kind: type[PanelT]) -> PanelT:
        """Return the panel of a kind; where it still waits, all that do are made."""
        made = next((panel for panel in self.panels if isinstance(panel, kind)), None)
        if made is None:
            for step in self.steps():
                step()
            made = next(panel for panel in self.panels if isinstance(panel, kind))
        return made

    def bring_to_front(self, panel: QWidget) -> None:
        """Show a panel before the others."""
        page = self._pages[panel]
        for pages in self._shared.values():
            if pages.indexOf(page) >= 0:
                pages.setCurrentWidget(page)
                page = pages
        self._tabs.setCurrentWidget(page)

    def _make_room(self) -> None:
        """Show all layers where the window is high enough, else at least one."""
        wanted = self.layer_rows.height_wanted
        self._layers_area.setMinimumHeight(min(wanted, self.layer_rows.least_height))
        self._layers_area.setMaximumHeight(wanted)
        self._layers_area.setVisible(wanted > 0)
        self._layers_area.updateGeometry()
        QTimer.singleShot(0, self._window, self.share_height)  # the dock knows its new bounds when it is laid out

    def share_room(self) -> None:
        """Give the panels a quarter of a wide window, the hover panel the height it needs."""
        width = max(self._hover_panel.minimumWidth(), min(self._window.width() // 4, _WIDEST))
        self._window.resizeDocks([self._docks[1]], [width], Qt.Orientation.Horizontal)
        self.share_height()

    def share_height(self) -> None:
        """Give the hover panel the height it needs, and the rest to the other panels."""
        window = self._window
        wanted = self._hover_panel.sizeHint().height() + self.layer_rows.height_wanted
        wanted += window.fontMetrics().height() + 16
        # Qt shares out in this proportion what there is, and not by these numbers
        height = sum(dock.height() for dock in self._docks) if self._docks[0].isVisible() else window.height()
        window.resizeDocks(list(self._docks), [wanted, max(120, height - wanted)], Qt.Orientation.Vertical)


def _above_each_other(*parts: QWidget) -> QWidget:
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part)
    return both


class _Area(QScrollArea):
    """A scroll area that asks for the room that its content needs now: Qt's own remembers what that was."""

    def sizeHint(self) -> QSize:
        """Return the size of the content."""
        content = self.widget()
        return super().sizeHint() if content is None else content.sizeHint()


def _scrolled(content: QWidget) -> QScrollArea:
    area = _Area()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(content)
    return area
