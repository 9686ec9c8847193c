"""Which operation to do, with which parameters, and where its result goes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.names import NAMES, Group
from itk_inspector.core.editing.operations.question import OperationAnswer, OperationQuestion
from itk_inspector.core.editing.operations.row import region_record
from itk_inspector.core.editing.operations.table import row_of
from itk_inspector.core.editing.operations.told import outcome_text
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.indexing import reverse
from itk_inspector.gui.style.plain_text import plain_label, plain_tip, plain_title
from itk_inspector.gui.style.theme import Theme
from itk_inspector.gui.widgets.parameter_field import ParameterField
from itk_inspector.gui.widgets.tab_order import follow_layout

_NAME = Qt.ItemDataRole.UserRole


class OperationDialog(QDialog):
    """Builds an `OperationAnswer`; nothing is computed here.

    Parameters
    ----------
    question : OperationQuestion
    theme : Theme
    """

    answered = Signal(object)

    def __init__(self, question: OperationQuestion, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("operationDialog")
        self.setAccessibleName("Operation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Operation on {plain_title(question.label)}")
        self._question, self._theme = question, theme
        self._fields: dict[str, ParameterField] = {}
        self._across: int | None = None
        self._row = row_of(question.name)
        self._list = QListWidget(self)
        self._list.setObjectName("operationList")
        self._list.setAccessibleName("Operations")
        self._tip = plain_label("", self)
        self._tip.setWordWrap(True)
        self._tip.setStyleSheet(f"color: {theme.muted};")
        self._form_place = QWidget(self)
        self._form_layout = QVBoxLayout(self._form_place)
        self._form_layout.setContentsMargins(0, 0, 0, 0)
        self._form: QWidget | None = None
        self._on_region = QCheckBox("Only in the rectangle that is shown", self)
        self._on_region.setObjectName("operationRegion")
        self._on_region.toggled.connect(self._settle)
        self._outcome = plain_label("", self)
        self._outcome.setObjectName("operationOutcome")
        self._outcome.setWordWrap(True)
        self._outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._outcome.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        self._in_copy = QRadioButton(self)
        self._in_copy.setObjectName("operationInCopy")
        self._in_copy.setText("the copy" if question.has_copy else "a copy (the original is kept)")
        self._in_tab = QRadioButton("a new tab", self)
        self._in_tab.setObjectName("operationInTab")
        targets = QButtonGroup(self)
        for button in (self._in_copy, self._in_tab):
            targets.addButton(button)
        self._in_copy.setChecked(True)
        self._buttons = QDialogButtonBox(self)
        self._do = self._buttons.addButton("Apply", QDialogButtonBox.ButtonRole.AcceptRole)
        self._do.setObjectName("operationApply")
        self._do.setDefault(True)
        self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._list_names()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._settle)
        self._list.currentItemChanged.connect(self._chosen)
        self._choose(question.name)
        next(iter(self._fields.values())).setFocus()

    def _lay_out(self) -> None:
        self._list.setFixedWidth(13 * self.fontMetrics().averageCharWidth() + 120)
        targets = QHBoxLayout()
        targets.addWidget(QLabel("Result in", self))
        targets.addWidget(self._in_copy)
        targets.addWidget(self._in_tab)
        targets.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self._tip)
        right.addWidget(self._form_place)
        right.addWidget(self._on_region)
        right.addStretch(1)
        right.addWidget(self._outcome)
        right.addLayout(targets)
        halves = QHBoxLayout()
        halves.setSpacing(16)
        halves.addWidget(self._list)
        halves.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(halves, 1)
        layout.addWidget(self._buttons)
        self.resize(760, 480)

    def _list_names(self) -> None:
        for group in Group:
            head = QListWidgetItem(group.value, self._list)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            font = head.font()
            font.setBold(True)
            head.setFont(font)
            for one in (one for one in NAMES if one.group is group):
                item = QListWidgetItem(f"  {one.title}", self._list)
                item.setData(_NAME, one.name)
                item.setToolTip(plain_tip(one.tip))
        rows = self._list.count() * self._list.sizeHintForRow(0)
        self._list.setMinimumHeight(min(420, rows + 2 * self._list.frameWidth()))

    def _choose(self, name: str) -> None:
        for at in range(self._list.count()):
            if self._list.item(at).data(_NAME) == name:
                self._list.setCurrentRow(at)

    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        if item is None or not item.data(_NAME):
            return
        self._row = row_of(item.data(_NAME))
        self._tip.setText(self._row.names.tip)
        if self._form is not None:
            self._form.setParent(None)
            self._form.deleteLater()
        self._form = QWidget(self._form_place)
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._fields = {}
        for parameter in self._row.parameters(self._question.info, self._question.others):
            field = ParameterField(parameter, self._soon.start, self._form)
            form.addRow(parameter.label, field)
            self._fields[parameter.name] = field
        self._form_layout.addWidget(self._form)
        self._form.show()
        self._fill_in_rectangle()
        self._fill_in_axis()
        self._on_region.setVisible(self._row.reach is not None and self._question.region is not None)
        self._on_region.setChecked(False)
        follow_layout(self)
        self._settle()

    def _fill_in_rectangle(self) -> None:
        """Propose to crop to the rectangle that is shown."""
        box, info = self._question.box, self._question.info
        if box is None or self._row.name != "crop":
            return
        start = info.geometry.start_index
        index = [first + s for first, s in zip(reverse(box.start), start, strict=True)]
        self._fields["index"].set_value(index)
        self._fields["size"].set_value(list(reverse(box.shape)))

    def _fill_in_axis(self) -> None:
        """Propose to extract the volume, or else the slice, on screen."""
        self._across = None
        plane = self._question.plane
        if plane is not None and plane.hidden_axes and self._row.name == "extract":
            self._fields["axis"].set_value(str(plane.hidden_axes[-1]))

    def _fill_in_index(self) -> None:
        """Propose what is on screen along another axis once that is chosen."""
        plane = self._question.plane
        if plane is None or self._row.name != "extract":
            return
        axis = int(self._fields["axis"].value)
        if axis != self._across:
            self._across = axis
            self._fields["index"].set_value(plane.position[axis])

    def _operation(self) -> Operation:
        """Return what the fields say.

        Raises
        ------
        EditError
        """
        parameters: dict[str, Any] = {name: field.value for name, field in self._fields.items()}
        if self._on_region.isVisibleTo(self) and self._on_region.isChecked() and self._question.region is not None:
            parameters["region"] = region_record(self._question.region)
        return self._row.settled(self._question.info, Operation(self._row.name, parameters), self._question.others)

    def _expected(self) -> Expected:
        return self._row.outcome(self._question.info, self._operation().parameters, self._question.others)

    def _settle(self) -> None:
        """Say what comes out, or why nothing does."""
        self._fill_in_index()
        try:
            expected = self._expected()
        except EditError as e:
            self._tell(f"⚠ {e.message} {e.advice}".rstrip(), self._theme.warning)
            self._do.setEnabled(False)
            self._do.setToolTip(plain_tip(e.message))
            return
        is_same_dimension = expected.geometry.dimension == self._question.info.geometry.dimension
        self._in_copy.setEnabled(is_same_dimension)
        if not is_same_dimension:
            self._in_tab.setChecked(True)
        said = outcome_text(self._question.info, expected)
        self._tell("\n".join((f"Result: {said}", *expected.notes)), self._theme.text)
        self._do.setEnabled(True)
        self._do.setToolTip("")

    def _tell(self, text: str, colour: str) -> None:
        self._outcome.setText(text)
        self._outcome.setStyleSheet(f"color: {colour};")

    def _accept(self) -> None:
        try:
            answer = OperationAnswer(self._operation(), self._in_tab.isChecked())
        except EditError:  # it is said already
            self._settle()
            return
        self.accept()  # first, so that the question is over when its answer is acted on
        self.answered.emit(answer)
