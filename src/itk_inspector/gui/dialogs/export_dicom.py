"""How to export as DICOM: what the series is called, and whose it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.format_words import is_of_dicom
from itk_inspector.core.header.image_info import ImageInfo


class ExportDicom(QObject):
    """Rows of a form, shown for DICOM only.

    Parameters
    ----------
    form : QFormLayout
    parent : QWidget
    """

    changed = Signal()

    def __init__(self, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._description = QLineEdit(parent)
        self._description.setObjectName("exportDescription")
        self._description.setAccessibleName("Series description")
        self._anonymise = QCheckBox("Anonymise (basic profile of DICOM PS3.15)", parent)
        self._anonymise.setObjectName("exportAnonymise")
        self._anonymise.setToolTip("Leave out patient, study, dates and UIDs of the original; pixels stay as they are.")
        form.addRow("Description", self._description)
        form.addRow("", self._anonymise)
        self._description.textChanged.connect(self.changed)
        self._anonymise.toggled.connect(self.changed)

    @property
    def options(self) -> DicomOptions:
        """What the fields say."""
        return DicomOptions(self._description.text().strip(), self._anonymise.isChecked())

    def show_rows(self, info: ImageInfo, *, are_shown: bool) -> None:
        """Show the rows for an image, or hide them."""
        self._description.setPlaceholderText("as the original, marked as derived" if is_of_dicom(info) else "optional")
        self._form.setRowVisible(self._description, are_shown)
        self._form.setRowVisible(self._anonymise, are_shown)
