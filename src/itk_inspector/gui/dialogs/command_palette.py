"""The command palette: type a part of a name, see its keys, run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QDialog, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.palette_search import matches
from itk_inspector.control.model.app_state import AppState
from itk_inspector.gui.style.plain_text import plain_label, plain_tip

_ACTION = Qt.ItemDataRole.UserRole
_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class CommandPalette(QDialog):
    """All actions by their names.

    Parameters
    ----------
    rows : sequence of Action
    state : AppState
        What can be done now.
    actions : mapping of str to QAction
        By the ids of the rows; the chosen one is triggered.
    parent : QWidget
    """

    def __init__(
        self, rows: Sequence[Action], state: AppState, actions: Mapping[str, QAction], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("commandPalette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Command palette")
        self.setModal(True)
        self.resize(640, 420)
        self._rows = rows
        self._state = state
        self._actions = actions
        self._field = QLineEdit(self)
        self._field.setObjectName("paletteField")
        self._field.setAccessibleName("Command")
        self._field.setToolTip("Part of a command’s name, menu or description.")
        self._field.setPlaceholderText("Type a command")
        self._field.setClearButtonEnabled(True)
        self._list = QTreeWidget(self)
        self._list.setObjectName("paletteList")
        self._list.setAccessibleName("Commands")
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setColumnCount(3)
        self._list.setStyleSheet("QTreeWidget::item { padding: 3px 0; }")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._about = plain_label("", self)
        self._about.setObjectName("paletteAbout")
        self._about.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._field)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._about)
        self._field.textChanged.connect(self._show)
        self._field.returnPressed.connect(self._run)
        self._field.installEventFilter(self)
        self._list.itemActivated.connect(self._run)
        self._list.itemClicked.connect(self._run)
        self._list.currentItemChanged.connect(self._describe)
        self._show("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the field move in the list."""
        if watched is self._field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in _MOVES:
                self._list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _show(self, typed: str) -> None:
        self._list.clear()
        first = None
        for row in matches(self._rows, typed, self._state):
            keys = self._actions[row.id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QTreeWidgetItem(self._list, [row.name, row.place, keys])
            item.setData(0, _ACTION, row.id)
            item.setToolTip(0, plain_tip(row.tip))
            if not row.enabled(self._state):
                faint = self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
                for column in range(3):
                    item.setForeground(column, faint)
            first = first or item
        for column in range(2):
            self._list.resizeColumnToContents(column)
        if first is not None:
            self._list.setCurrentItem(first)
        else:
            self._about.setText("No command has this in its name.")

    def _chosen(self) -> Action | None:
        item = self._list.currentItem()
        name = item.data(0, _ACTION) if item is not None else None
        return next((row for row in self._rows if row.id == name), None)

    def _describe(self) -> None:
        row = self._chosen()
        if row is not None:
            missing = row.enabled.missing(self._state)
            self._about.setText(f"{row.tip} {missing}".strip() if not missing else f"Not available now: {missing}")

    def _run(self) -> None:
        """Run the chosen one once this window is closed; one that cannot be run stays chosen and says why."""
        row = self._chosen()
        if row is None or not row.enabled(self._state):
            return
        action = self._actions[row.id]
        self.accept()
        QTimer.singleShot(0, action, action.trigger)
