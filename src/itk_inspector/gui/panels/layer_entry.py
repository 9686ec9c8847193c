"""One image in the list of layers: eye, colours, name, opacity and style."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from itk_inspector.control.layers.layer_row import LayerRow
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.resources import icon
from itk_inspector.gui.style.theme import Theme
from itk_inspector.gui.widgets.elided_label import ElidedLabel

_EYE = 18
_SWATCH = QSize(28, 12)
_OPACITY_TIP = "Opacity: how much of what lies below is covered."
_STYLES = ((LayerStyle.IMAGE, "Image"), (LayerStyle.FILL, "Fill"), (LayerStyle.OUTLINE, "Outline"))


class LayerEntry(QWidget):
    """Shows one layer, and tells what the user does with it.

    Parameters
    ----------
    theme : Theme
    parent : QWidget
    """

    visible_changed = Signal(bool)
    opacity_changed = Signal(float)
    style_changed = Signal(object)
    renamed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: LayerRow | None = None
        self._eye = QToolButton(self)
        self._eye.setObjectName("layerEye")
        self._eye.setCheckable(True)
        self._eye.setAutoRaise(True)
        self._eye.setIconSize(QSize(_EYE, _EYE))
        self._eye.setStyleSheet("QToolButton, QToolButton:checked { background: transparent; border: 0; }")
        self._eye.setAccessibleName("Visible")
        self._eye.setToolTip("Show or hide this layer (Space).")
        self._eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space in the list does it
        self._swatch = plain_label("", self)
        self._swatch.setObjectName("layerSwatch")
        self._swatch.setAccessibleName("Colours")
        self._name = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName("layerName")
        self._name.installEventFilter(self)
        self._field = QLineEdit(self)
        self._field.setObjectName("layerNameField")
        self._field.setAccessibleName("Name of the layer")
        self._field.hide()
        self._field.installEventFilter(self)
        self._opacity = QSlider(Qt.Orientation.Horizontal, self)
        self._opacity.setObjectName("layerOpacity")
        self._opacity.setAccessibleName("Opacity")
        self._opacity.setToolTip(plain_tip(_OPACITY_TIP))
        self._opacity.setRange(0, 100)
        self._number = QSpinBox(self)
        self._number.setObjectName("layerOpacityNumber")
        self._number.setAccessibleName("Opacity in percent")
        self._number.setToolTip(plain_tip(_OPACITY_TIP))
        self._number.setRange(0, 100)
        self._number.setSuffix(" %")
        self._style = QComboBox(self)
        self._style.setObjectName("layerStyle")
        self._style.setAccessibleName("Style")
        self._style.setToolTip("Draw it as an image, or its labels filled or outlined; label 0 is transparent.")
        for style, text in _STYLES:
            self._style.addItem(text, style)
        self._note = ElidedLabel(self)
        self._note.setObjectName("layerNote")
        self._arrange()
        self._eye.toggled.connect(self.visible_changed)
        self._opacity.valueChanged.connect(self._opacity_moved)
        self._number.valueChanged.connect(self._opacity_moved)
        self._style.activated.connect(lambda place: self.style_changed.emit(self._style.itemData(place)))
        self._field.editingFinished.connect(self._end_renaming)

    def _arrange(self) -> None:
        names, looks, layout = QHBoxLayout(), QHBoxLayout(), QGridLayout(self)
        names.addWidget(self._swatch)
        names.addWidget(self._name, 1)
        names.addWidget(self._field, 1)
        looks.addWidget(self._opacity, 1)
        looks.addWidget(self._number)
        looks.addWidget(self._style)
        layout.setContentsMargins(4, 4, 6, 4)
        layout.setSpacing(4)
        layout.addWidget(self._eye, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(names, 0, 1)
        layout.addLayout(looks, 1, 1)
        layout.addWidget(self._note, 2, 1)
        layout.setColumnStretch(1, 1)
        self._opacity.setMinimumWidth(40)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    # what is shown ------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        row, self._row = self._row, None
        if row is not None:
            self.show_row(row)

    def show_row(self, row: LayerRow) -> None:
        """Show a layer; nothing is told of that."""
        before, self._row = self._row, row
        if row == before:
            return
        self._show_look(row)
        name = f"{row.name}*" if row.is_modified else row.name
        font = self._name.font()
        font.setBold(row.is_chosen)
        self._name.setFont(font)
        self._name.setText(visible_text(name))
        self._name.setAccessibleName(self._name.text())
        self._name.setToolTip(plain_tip(row.tip))
        if before is None or (before.colour_map, before.is_inverted) != (row.colour_map, row.is_inverted):
            self._swatch.setPixmap(self._strip(row))
        self._note.setText(visible_text(row.note))
        self._note.setToolTip(plain_tip(row.note_tip))
        self._note.setStyleSheet(f"color: {self._theme.muted};")
        self._note.setVisible(bool(row.note))

    def _show_look(self, row: LayerRow) -> None:
        percent = round(100 * row.look.opacity)
        for part in (self._eye, self._opacity, self._number, self._style):
            part.blockSignals(True)  # what is shown is nobody's wish
        self._eye.setChecked(row.look.is_visible)
        self._eye.setIcon(icon("eye" if row.look.is_visible else "eye-off", QColor(self._theme.text), _EYE))
        self._opacity.setValue(percent)
        self._number.setValue(percent)
        self._style.setCurrentIndex(self._style.findData(row.look.style))
        self._style.setEnabled(row.can_be_labels)
        for part in (self._eye, self._opacity, self._number, self._style):
            part.blockSignals(False)

    def _strip(self, row: LayerRow) -> QPixmap:
        if not row.colour_map:
            return QPixmap()
        from itk_inspector.gui.widgets.colour_map_chooser import strip  # with NumPy, which the window precedes

        made = strip(row.colour_map, _SWATCH.width(), _SWATCH.height(), is_inverted=row.is_inverted)
        return QPixmap.fromImage(made)

    # what the user does -------------------------------------------------------

    def _opacity_moved(self, percent: int) -> None:
        for part in (self._opacity, self._number):
            with QSignalBlocker(part):
                part.setValue(percent)
        self.opacity_changed.emit(percent / 100)

    def rename(self) -> None:
        """Let the user type another name."""
        if self._row is not None:
            self._field.setText(self._row.name)
            self._name.hide()
            self._field.show()
            self._field.setFocus()
            self._field.selectAll()

    def _end_renaming(self) -> None:
        if self._field.isHidden():
            return
        self._field.hide()
        self._name.show()
        if self._row is not None and self._field.text() != self._row.name:
            self.renamed.emit(self._field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rename by a double click on the name; Esc gives up."""
        if watched is self._name and event.type() == QEvent.Type.MouseButtonDblClick:
            self.rename()
            return True
        is_key = watched is self._field and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self._row is not None:
            self._field.setText(self._row.name)
            self._end_renaming()
            return True
        return super().eventFilter(watched, event)
