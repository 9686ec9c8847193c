"""The controls of what is drawn, between which values, in which colours."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.display.colour_map_names import GREY, LABELS
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings, Scope
from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.display.named_windows import NamedWindow, window_in_use
from itk_inspector.gui.panels.count_row import CountRow
from itk_inspector.gui.panels.level_requests import LevelRequests
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.colour_map_chooser import ColourMapChooser, strip
from itk_inspector.gui.widgets.histogram_plot import HistogramPlot
from itk_inspector.gui.widgets.level_fields import LevelFields
from itk_inspector.gui.widgets.scale_chooser import ScaleChooser


class LevelControls(QWidget):
    """Histogram, level fields, automatic levels, presets, colour map and component.

    Parameters
    ----------
    requests : LevelRequests
        Emits what the user does.
    parent : QWidget, optional
    """

    def __init__(self, requests: LevelRequests, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._requests = requests
        self.setObjectName("levelControls")
        self._theme = LIGHT
        self._windows: tuple[NamedWindow, ...] = ()
        self._strip: tuple[object, ...] = ()
        self._drawn = _box(self, "drawnChooser", "Show", "Which component or part of a pixel is shown.")
        self._drawn.activated.connect(self._drawn_chosen)
        self._plot = HistogramPlot(self)
        self._plot.levels_dragged.connect(self._requests.levels_requested)
        self._plot.pointed.connect(self._point_at)
        self.count = CountRow(self)
        self.count.count_all_requested.connect(self._requests.count_all_requested)
        self.count.stop_requested.connect(self._requests.stop_counting_requested)
        self._scope = _box(self, "levelScope", "Histogram of", "Pixels used for the histogram and Auto.")
        for scope, label in ((Scope.SLICE, "this slice"), (Scope.VOLUME, "the volume")):
            self._scope.addItem(label, scope)
        self._scope.activated.connect(self._scope_chosen)
        self._logarithmic = QCheckBox("Log", self)
        self._logarithmic.setObjectName("logarithmicBox")
        self._logarithmic.setAccessibleName("Logarithmic heights")
        self._logarithmic.setToolTip("Show counts on a logarithmic scale, so that rare values are visible.")
        self._logarithmic.setChecked(True)
        self._logarithmic.toggled.connect(self._plot.set_logarithmic)
        self._fields = LevelFields(self)
        self._fields.levels_entered.connect(self._requests.levels_requested)
        self._auto = _button(self, "autoButton", "Auto", "Levels by percentiles (A).")
        self._auto.clicked.connect(self._requests.auto_requested)
        self._low = _percentile(self, "lowPercentile", "Lower percentile", 0.0, 50.0)
        self._high = _percentile(self, "highPercentile", "Upper percentile", 50.0, 100.0)
        self._low.valueChanged.connect(self._percentiles_chosen)
        self._high.valueChanged.connect(self._percentiles_chosen)
        self._full = _button(self, "fullRangeButton", "Full range", "From the smallest to the largest value.")
        self._full.clicked.connect(self._requests.full_range_requested)
        self._presets = _box(
            self,
            "ctPresets",
            "Window",
            "The DICOM file’s own windows, and usual ones in Hounsfield units: width / level.",
        )
        self._presets.setPlaceholderText("window / level")
        self._presets.activated.connect(self._preset_chosen)
        self._maps = ColourMapChooser(self)
        self._maps.chosen.connect(self._requests.colour_map_requested)
        self._scale = ScaleChooser(self)
        self._scale.chosen.connect(self._requests.scale_requested)
        self._inverted = QCheckBox("Inverted", self)
        self._inverted.setObjectName("invertedBox")
        self._inverted.setAccessibleName("Inverted")
        self._inverted.setToolTip("Reverse the colour map (I).")
        self._inverted.clicked.connect(self._requests.inverted_requested)
        self._above, self._below = _form(), _form()
        self._lay_out()

    def _lay_out(self) -> None:
        counted = QHBoxLayout()
        counted.addWidget(self._scope, 1)
        counted.addWidget(self._logarithmic)
        self._above.addRow(self._title("Show"), self._drawn)
        self._above.addRow(self._title("Histogram of"), counted)
        automatic = QHBoxLayout()
        automatic.setSpacing(6)
        automatic.addWidget(self._auto)
        automatic.addWidget(self._low, 1)
        automatic.addWidget(self._high, 1)
        automatic.addWidget(self._full)
        for box in (self._low, self._high):
            box.setFixedHeight(self._auto.sizeHint().height())
        colours = QHBoxLayout()
        colours.addWidget(self._maps, 1)
        colours.addWidget(self._inverted)
        self._below.addRow(self._title("Window"), self._presets)
        self._below.addRow(self._title("Colours"), colours)
        self._below.addRow(self._title("Scale"), self._scale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._above)
        layout.addWidget(self._plot, 1)
        layout.addWidget(self.count)
        layout.addWidget(self._fields)
        layout.addLayout(automatic)
        layout.addLayout(self._below)
        layout.addStretch(0)

    def _title(self, text: str) -> QLabel:
        """Return a label of the width that all have, so that the boxes stand below each other."""
        label = plain_label(text, self)
        label.setFixedWidth(label.fontMetrics().horizontalAdvance("Histogram of") + 4)
        return label

    # what is shown ----------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._plot.set_theme(theme)
        self._fields.set_theme(theme)
        self.count.set_theme(theme)

    def show_image(
        self, choices: tuple[tuple[ComponentChoice, str], ...], *, has_slices: bool, windows: tuple[NamedWindow, ...]
    ) -> None:
        """Offer what suits an image."""
        self._drawn.clear()
        for drawn, label in choices:
            self._drawn.addItem(label, drawn)
        self._above.setRowVisible(self._drawn, len(choices) > 1)
        self._scope.setEnabled(has_slices)
        self._show_windows(windows)

    def _show_windows(self, windows: tuple[NamedWindow, ...]) -> None:
        self._windows = windows
        self._presets.clear()
        for number, window in enumerate(windows):
            if number and window.is_of_file is not windows[number - 1].is_of_file:
                self._presets.insertSeparator(self._presets.count())
            self._presets.addItem(window.label, number)
        self._below.setRowVisible(self._presets, bool(windows))

    def show_settings(self, settings: DisplaySettings) -> None:
        """Show how the image is drawn."""
        self._drawn.setCurrentIndex(_row_of(self._drawn, settings.component))
        self._maps.set_map(settings.colour_map)
        self._inverted.setChecked(settings.is_inverted)
        is_colour = settings.component.kind is ComponentMode.COLOUR
        self._maps.setEnabled(not is_colour)
        for widget in (
            *(self._inverted, self._fields, self._auto, self._low, self._high, self._full, self._presets, self._scale),
        ):
            widget.setEnabled(settings.has_levels)
        self._scale.show_scale(settings.scale, settings.gamma)
        self._fields.show_levels(settings.levels)
        self._plot.show_levels(settings.levels)
        used = window_in_use(self._windows, settings)
        self._presets.setCurrentIndex(_row_of(self._presets, used) if used >= 0 else -1)
        self._scope.setCurrentIndex(_row_of(self._scope, settings.scope))
        for box, value in zip((self._low, self._high), settings.percentiles, strict=True):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._show_strip(GREY if is_colour else settings.colour_map, settings)

    def _show_strip(self, name: str, settings: DisplaySettings) -> None:
        wanted = (name, settings.is_inverted, settings.scale, settings.gamma)
        if wanted != self._strip:
            self._strip = wanted
            made = strip(name, 512, 1, is_inverted=settings.is_inverted, scale=settings.scale, gamma=settings.gamma)
            self._plot.show_strip(None if name == LABELS else made, settings.scale.reach)

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show counts, and say what is not among them."""
        self._plot.show_histogram(histogram)
        self.count.show_histogram(histogram)

    def _point_at(self, text: str) -> None:
        self.count.show_bar(text)

    # what the user did ------------------------------------------------------

    def _scope_chosen(self) -> None:
        self._requests.scope_requested.emit(self._scope.currentData())

    def _drawn_chosen(self) -> None:
        self._requests.component_requested.emit(self._drawn.currentData())

    def _preset_chosen(self) -> None:
        self._requests.window_requested.emit(self._presets.currentData())

    def _percentiles_chosen(self) -> None:
        self._requests.percentiles_requested.emit(self._low.value(), self._high.value())


def _row_of(box: QComboBox, wanted: object) -> int:
    return next((row for row in range(box.count()) if box.itemData(row) == wanted), -1)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(6)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _box(parent: QWidget, name: str, title: str, tip: str) -> QComboBox:
    box = QComboBox(parent)
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(plain_tip(tip))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    return box


def _button(parent: QWidget, name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setToolTip(plain_tip(tip))
    button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + 20)
    button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return button


def _percentile(parent: QWidget, name: str, title: str, lowest: float, highest: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox(parent)
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(plain_tip(f"{title}, for the automatic levels."))
    box.setRange(lowest, highest)
    box.setDecimals(2)
    box.setSingleStep(0.5)
    box.setSuffix(" %")
    box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setMinimumWidth(box.fontMetrics().horizontalAdvance("100.00 %") + 12)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setKeyboardTracking(False)
    return box
