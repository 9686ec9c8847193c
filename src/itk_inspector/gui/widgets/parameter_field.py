"""A field for one parameter of an operation."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, assert_never

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from itk_inspector.core.editing.operations.parameter import Axes, Choice, Lattice, Number, Parameter, Text
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label
from itk_inspector.gui.widgets.expression_field import ExpressionField
from itk_inspector.gui.widgets.value_field import ValueField

_WIDTH = 84
_SEVERAL = 64


class ParameterField(QWidget):
    """Shows a parameter by its default, and tells what is chosen.

    Parameters
    ----------
    parameter : Parameter
    changed : callable
        Called when the user has chosen something else.
    """

    def __init__(self, parameter: Parameter, changed: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{parameter.name}Field")
        self._parameter = parameter
        self._changed = changed
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._read: Callable[[], Any]
        self._write: Callable[[Any], None]
        match parameter:
            case Number():
                self._make_numbers(parameter)
            case Choice():
                self._make_choice(parameter.options)
                self._write(parameter.default)
            case Axes(is_order=True):
                orders = itertools.permutations(range(parameter.dimension))
                self._make_choice({order: ", ".join(map(axis_name, order)) for order in orders})
                self._write(parameter.default)
            case Axes():
                self._make_axes(parameter)
            case Text():
                self._make_text(parameter)
            case Lattice():
                names = {name: visible_text(record["of"]) for name, record in parameter.choices.items()}
                self._make_choice(names)
                self._combo.setEnabled(bool(names))
                self._read = lambda: parameter.choices.get(self._combo.currentData(), {})
            case _:
                assert_never(parameter)

    @property
    def value(self) -> Any:
        """What is chosen, as `Parameter.read` takes it.

        Raises
        ------
        EditError
            If what was typed is no number.
        """
        return self._parameter.read(self._read())

    def set_value(self, value: Any) -> None:
        """Show another value, without a signal."""
        blocked = [(child, child.blockSignals(True)) for child in self.findChildren(QWidget)]
        self._write(value)
        for child, was in blocked:
            child.blockSignals(was)

    def _named(self, widget: QWidget, more: str = "") -> None:
        widget.setObjectName(f"{self._parameter.name}{more.capitalize()}")
        widget.setAccessibleName(f"{self._parameter.label} {more}".rstrip())

    def _make_numbers(self, parameter: Number) -> None:
        several = parameter.default if isinstance(parameter.default, tuple) else None
        fields: list[ValueField] = []
        for axis in range(len(several) if several is not None else 1):
            name = axis_name(axis) if several is not None else ""
            field = ValueField(self)
            field.setFixedWidth(_WIDTH if several is None else _SEVERAL)
            self._named(field, name)
            if name:
                self._row.addWidget(plain_label(name, self))
            self._row.addWidget(field)
            field.textChanged.connect(lambda _: self._changed())
            fields.append(field)
        if parameter.unit:
            self._row.addWidget(plain_label(parameter.unit, self))
        self._row.addStretch(1)

        def read() -> Any:
            numbers = [_number(field.text(), parameter.label) for field in fields]
            return numbers if several is not None else numbers[0]

        def write(value: Any) -> None:
            for field, one in zip(fields, value if isinstance(value, Sequence) else [value], strict=True):
                field.setText(str(one))

        self._read, self._write = read, write
        self.setFocusProxy(fields[0])
        self._write(parameter.default)

    def _make_choice(self, options: Any) -> None:
        combo = self._combo = QComboBox(self)
        self._named(combo)
        for data, text in options.items():
            combo.addItem(text, data)
        combo.currentIndexChanged.connect(lambda _: self._changed())
        self._row.addWidget(combo)
        self._row.addStretch(1)
        self.setFocusProxy(combo)
        self._read = combo.currentData
        self._write = lambda value: combo.setCurrentIndex(list(options).index(value))

    def _make_axes(self, parameter: Axes) -> None:
        boxes = [QCheckBox(axis_name(axis), self) for axis in range(parameter.dimension)]
        for axis, box in enumerate(boxes):
            self._named(box, axis_name(axis))
            box.setChecked(axis in parameter.default)
            box.toggled.connect(lambda _: self._changed())
            self._row.addWidget(box)
        self._row.addStretch(1)
        self.setFocusProxy(boxes[0])
        self._read = lambda: [axis for axis, box in enumerate(boxes) if box.isChecked()]

        def write(value: Any) -> None:
            for axis, box in enumerate(boxes):
                box.setChecked(axis in value)

        self._write = write

    def _make_text(self, parameter: Text) -> None:
        field = ExpressionField(parameter.default, parameter.names, parameter.examples, self)
        field.line.textChanged.connect(lambda _: self._changed())
        self._row.addWidget(field, 1)
        self._read, self._write = field.line.text, field.line.setText
        self.setFocusProxy(field.line)


def _number(text: str, label: str) -> int | float:
    """Read a typed number; whole ones keep all their digits.

    Raises
    ------
    EditError
    """
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise EditError(f"{label}: enter a number.")
    return number
