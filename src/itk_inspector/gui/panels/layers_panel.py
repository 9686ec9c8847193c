"""The list of the images of one tab, the uppermost first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.control.actions.layers import LAYER_ACTIONS
from itk_inspector.control.layers.layer_row import LayerRow
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.panels.layer_entry import LayerEntry
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.resources import icon
from itk_inspector.gui.style.theme import LIGHT, Theme

_EMPTY = (
    "One image is open in this tab. To see another one at the same place, drop a file on the image, or choose "
    "File › Open as layer or Open as label overlay."
)
_ICONS = {row.id: row.icon for row in LAYER_ACTIONS}
_TIP = "Up and Down choose, Space shows or hides, Ctrl+Up and Ctrl+Down reorder, F2 renames, Del removes."


class _LayerList(QListWidget):
    """A list whose rows are moved by whoever owns them."""

    dropped = Signal(int, int)
    key_pressed = Signal(object)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which row was dropped before which one."""
        place = self.indexAt(event.position().toPoint()).row()
        at = self.dropIndicatorPosition()
        before = self.count() if place < 0 else place + (at == QAbstractItemView.DropIndicatorPosition.BelowItem)
        event.ignore()  # Qt would take the row away
        self.dropped.emit(self.currentRow(), before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer a key to the panel first."""
        event.ignore()
        self.key_pressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)


class LayersPanel(QWidget):
    """A row for each layer; implements `control.layers.layers_controller.LayersPanel`.

    Layers are named by their number, counted from the bottom.
    """

    chosen = Signal(int)
    visible_changed = Signal(int, bool)
    opacity_changed = Signal(int, float)
    style_changed = Signal(int, object)
    renamed = Signal(int, str)
    moved = Signal(int, int)
    remove_requested = Signal(int)
    front_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layersPanel")
        self.setAccessibleName("Layers")
        self.setToolTip("")
        self._theme = LIGHT
        self._rows: tuple[LayerRow, ...] = ()
        self._entries: list[LayerEntry] = []
        self._empty = plain_label(_EMPTY, self)
        self._empty.setObjectName("layersEmpty")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._list = self._made_list()
        self._buttons: list[QToolButton] = []
        self.tools = QWidget(self)
        """The buttons, for a place beside the title of this page."""
        self.tools.setObjectName("layerTools")
        self._in_row = QHBoxLayout(self.tools)
        self._in_row.setContentsMargins(0, 3, 10, 3)
        self._in_row.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 10)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._empty, 1)
        self.show_layers(())

    def _made_list(self) -> _LayerList:
        made = _LayerList(self)
        made.setObjectName("layersList")
        made.setAccessibleName("Layers")
        made.setToolTip(plain_tip(_TIP))
        made.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.currentRowChanged.connect(self._choose)
        made.dropped.connect(self._drop)
        made.key_pressed.connect(self._press)
        return made

    def add_actions(self, add: Sequence[QAction], others: Sequence[QAction]) -> None:
        """Take the actions that add a layer, for a menu, and those on the chosen one, for buttons."""
        menu = QMenu(self)
        menu.setObjectName("addLayerMenu")
        menu.addActions(list(add))
        button = QPushButton("Add", self.tools)
        button.setObjectName("addLayerButton")
        button.setAccessibleName("Add a layer")
        button.setToolTip("Show another image over this one.")
        button.setMenu(menu)
        self._in_row.addWidget(button)
        for action in others:
            one = QToolButton(self.tools)
            one.setObjectName(f"{action.objectName()}Button")
            one.setDefaultAction(action)
            one.setFixedWidth(2 * one.fontMetrics().height())
            self._in_row.addWidget(one)
            self._buttons.append(one)
        self._show_icons()

    def _show_icons(self) -> None:
        """Show the icons of the actions, which get them later than the first picture."""
        for one in self._buttons:
            action = one.defaultAction()
            action.setIcon(icon(_ICONS[action.objectName()], QColor(self._theme.text), 16))

    # what is shown ------------------------------------------------------------

    def come_to_front(self) -> None:
        """Ask to be shown before the other panels."""
        self.front_requested.emit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._list.setStyleSheet(
            f"QListWidget::item:selected {{ background: {theme.selected}; border-left: 3px solid {theme.accent}; }}"
        )
        for entry in self._entries:
            entry.set_theme(theme)
        self._show_icons()

    def show_layers(self, rows: Sequence[LayerRow]) -> None:
        """Show the images of the tab on screen, from the bottom to the top; none where one stands alone."""
        self._rows = tuple(rows)
        self._list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        with QSignalBlocker(self._list):
            while len(self._entries) > len(rows):
                self._entries.pop()
                self._list.takeItem(self._list.count() - 1)
            while len(self._entries) < len(rows):
                self._add()
            for place, row in enumerate(reversed(rows)):
                self._show_row(place, row)

    def _add(self) -> None:
        entry, item, place = LayerEntry(self._theme, self._list), QListWidgetItem(), len(self._entries)
        self._entries.append(entry)
        self._list.addItem(item)
        self._list.setItemWidget(item, entry)
        entry.visible_changed.connect(lambda on: self.visible_changed.emit(self._number(place), on))
        entry.opacity_changed.connect(lambda opacity: self.opacity_changed.emit(self._number(place), opacity))
        entry.style_changed.connect(lambda style: self.style_changed.emit(self._number(place), style))
        entry.renamed.connect(lambda name: self.renamed.emit(self._number(place), name))

    def _show_row(self, place: int, row: LayerRow) -> None:
        entry, item = self._entries[place], self._list.item(place)
        entry.show_row(row)
        seen = f"{row.look.style.value}, {row.look.opacity:.0%}" if row.look.is_visible else "hidden"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{visible_text(row.name)}, {seen}")
        item.setSizeHint(QSize(0, entry.sizeHint().height()))
        if row.is_chosen:
            self._list.setCurrentRow(place)

    def _number(self, place: int) -> int:
        """Return the number of the layer in a row."""
        return len(self._rows) - 1 - place

    # what the user does -------------------------------------------------------

    def _choose(self, place: int) -> None:
        if place >= 0:
            self.chosen.emit(self._number(place))

    def _drop(self, place: int, before: int) -> None:
        steps = before - place - (before > place)
        if steps:
            self.moved.emit(self._number(place), -steps)

    def _press(self, event: QKeyEvent) -> None:
        place, keeps = self._list.currentRow(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if place < 0:
            return
        number, key = self._number(place), event.key()
        if key == Qt.Key.Key_Space:
            self.visible_changed.emit(number, not self._rows[number].look.is_visible)
        elif keeps and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(number, 1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Delete:
            self.remove_requested.emit(number)
        elif key == Qt.Key.Key_F2:
            self._entries[place].rename()
        else:
            return
        event.accept()
