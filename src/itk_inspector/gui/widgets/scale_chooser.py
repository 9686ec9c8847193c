"""The box that chooses how colours are spread between the levels, with a field for gamma."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QSizePolicy, QWidget

from itk_inspector.core.display.scales import GAMMA, GAMMAS, Scale
from itk_inspector.gui.style.plain_text import plain_tip

_SCALES = (
    (Scale.LINEAR, "linear"),
    (Scale.LOG, "log"),
    (Scale.GAMMA, "gamma"),
    (Scale.SYMMETRIC, "symmetric about 0"),
    (Scale.SIGMOID, "sigmoid (DICOM)"),
)


class ScaleChooser(QWidget):
    """Shows and chooses a scale."""

    chosen = Signal(object, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QComboBox(self)
        self._box.setObjectName("scaleChooser")
        self._box.setAccessibleName("Scale")
        self._box.setToolTip(
            plain_tip("How the colours are spread between the levels: only what is drawn changes, never a value.")
        )
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._box.setMinimumContentsLength(6)
        for scale, label in _SCALES:
            self._box.addItem(label, scale)
        self._box.activated.connect(self._choose)
        self._gamma = QDoubleSpinBox(self)
        self._gamma.setObjectName("gammaField")
        self._gamma.setAccessibleName("Gamma")
        self._gamma.setToolTip(plain_tip("Below 1 dark parts become brighter, above 1 darker."))
        self._gamma.setRange(*GAMMAS)
        self._gamma.setDecimals(2)
        self._gamma.setSingleStep(0.1)
        self._gamma.setValue(GAMMA)
        self._gamma.setKeyboardTracking(False)
        self._gamma.setFixedWidth(self._gamma.fontMetrics().horizontalAdvance("20.00") + 36)
        self._gamma.valueChanged.connect(self._choose)
        self._gamma.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._box, 1)
        row.addWidget(self._gamma)

    def show_scale(self, scale: Scale, gamma: float) -> None:
        """Show which scale is in use."""
        self._box.setCurrentIndex(next(row for row, (known, _) in enumerate(_SCALES) if known is scale))
        self._gamma.setVisible(scale is Scale.GAMMA)
        self._gamma.blockSignals(True)
        self._gamma.setValue(gamma)
        self._gamma.blockSignals(False)

    def _choose(self) -> None:
        self.chosen.emit(self._box.currentData(), self._gamma.value())
