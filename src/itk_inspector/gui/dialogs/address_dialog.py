"""Which address to open an image from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from itk_inspector.core.text.remote_address import address_of
from itk_inspector.gui.style.plain_text import plain_label

_SAID = "An OME-Zarr, Zarr, N5 or Neuroglancer precomputed image in the network"
_EXAMPLE = "https://host/image.ome.zarr, s3://bucket/image.zarr or gs://bucket/image.zarr"


class AddressDialog(QDialog):
    """One line; nothing is opened here."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("addressDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Open address")
        self._line = QLineEdit(self)
        self._line.setObjectName("addressLine")
        self._line.setAccessibleName("Address")
        self._line.setPlaceholderText(_EXAMPLE)
        self._line.setMinimumWidth(self._line.fontMetrics().horizontalAdvance(f"{_EXAMPLE}mmm"))
        buttons = QDialogButtonBox(self)
        self._open = buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        self._open.setObjectName("addressOpen")
        self._open.setDefault(True)
        self._open.setEnabled(False)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(plain_label(_SAID, self))
        layout.addWidget(self._line)
        layout.addWidget(buttons)
        self._line.textChanged.connect(self._check)

    def _check(self) -> None:
        self._open.setEnabled(bool(address_of(self._path())))

    def _path(self) -> Path:
        return Path(self._line.text().strip())

    def _accept(self) -> None:
        path = self._path()
        self.accept()
        self.chosen.emit(path)
