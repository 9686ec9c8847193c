"""Where to save, what the format would lose, and the yes that it needs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.export.consents import ConsentKind, ConsentNeeded, consents_needed
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.preflight import ExportRequest, Finding, Severity, check
from itk_inspector.core.export.proposal import proposal
from itk_inspector.core.export.subject import Subject
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import DICOM_IMAGE, DICOM_SERIES, WRITE_FORMATS, format_for, suffix_of
from itk_inspector.core.export.written_part import part_info
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.text.typed_path import is_folder, parse_path
from itk_inspector.gui.dialogs.export_dicom import ExportDicom
from itk_inspector.gui.dialogs.export_how import ExportHow
from itk_inspector.gui.dialogs.export_what import ExportWhat
from itk_inspector.gui.style.plain_text import plain_title, rich
from itk_inspector.gui.style.theme import Theme
from itk_inspector.gui.widgets.tab_order import follow_layout


class ExportDialog(QDialog):
    """Builds an `ExportRequest`; nothing is written here.

    Parameters
    ----------
    subjects : sequence of Subject
        What can be saved; the first one is suggested.
    folder : pathlib.Path
        Where to suggest the file.
    theme : Theme
    path : pathlib.Path, optional
        The file to suggest.
    protected : tuple of FileStamp
        The files of all open images: replacing one needs a yes of its own.
    """

    requested = Signal(object, int)

    def __init__(
        self,
        subjects: Sequence[Subject],
        folder: Path,
        theme: Theme,
        parent: QWidget,
        *,
        path: Path | None = None,
        protected: tuple[FileStamp, ...] = (),
    ) -> None:
        super().__init__(parent)
        self._protected = protected
        self._agreed_to: FileStamp | None = None
        self.setObjectName("exportDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Save {plain_title(subjects[0].info.path.name)} as")
        self._folder = folder
        self._theme = theme
        self._form = QFormLayout()
        holder = QWidget(self)
        holder.setLayout(self._form)
        self._what = ExportWhat(subjects, self._form, holder)
        self._is_series = False
        self._suggested = str(path or self._suggestion())
        self._path = QLineEdit(self._suggested, self)
        self._path.setObjectName("exportPath")
        self._path.setAccessibleName("File to write")
        self._path.setMinimumWidth(420)
        self._browse = QPushButton("Browse…", self)
        self._browse.clicked.connect(self._ask_path)
        self._format = QComboBox(self)
        self._format.setObjectName("exportFormat")
        self._format.setAccessibleName("Format")
        for row in WRITE_FORMATS:
            for suffix in row.suffixes:
                self._format.addItem(f"{row.name} ({suffix})", suffix)
        self._format.addItem(f"{DICOM_SERIES.name} (folder)", _FOLDER)
        self._metadata = QCheckBox(self)
        self._metadata.setObjectName("exportMetadata")
        self._metadata.setChecked(True)
        self._findings = QLabel(self)
        self._findings.setObjectName("exportFindings")
        self._findings.setWordWrap(True)
        self._findings.setTextFormat(Qt.TextFormat.RichText)
        self._findings.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._findings.setMinimumHeight(5 * self._findings.fontMetrics().height())
        self._agree = QCheckBox(self)
        self._agree.setObjectName("exportAgree")
        self._replace = QCheckBox(self)
        self._replace.setObjectName("exportReplace")
        self._source = QCheckBox(self)
        self._source.setObjectName("exportOverwriteSource")
        self._boxes = {
            ConsentKind.LOSS: self._agree,
            ConsentKind.REPLACE: self._replace,
            ConsentKind.REPLACE_OPEN: self._source,
            ConsentKind.METADATA: self._metadata,
        }
        buttons = QDialogButtonBox(self)
        self._save = buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self._save.setObjectName("exportSave")
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons, holder)
        self._how = ExportHow(self._form, holder)
        self._dicom = ExportDicom(self._form, holder)
        self._dicom.changed.connect(self._show_findings)
        self._form.addRow("", self._metadata)
        self._what.changed.connect(self._what_chosen)
        self._how.changed.connect(self._show_findings)
        self._path.textChanged.connect(self._path_typed)
        self._format.activated.connect(self._format_chosen)
        for box in (self._agree, self._replace, self._source, self._metadata):
            box.toggled.connect(self._show_findings)
        for box in (self._replace, self._source):
            box.toggled.connect(self._note_file)
        follow_layout(self)
        self._path_typed()

    def _lay_out(self, buttons: QDialogButtonBox, holder: QWidget) -> None:
        path = QHBoxLayout()
        path.addWidget(self._path, 1)
        path.addWidget(self._browse)
        form = self._form
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._place = QLabel("File", self)
        form.addRow(self._place, path)
        form.addRow("Format", self._format)
        layout = QVBoxLayout(self)
        layout.addWidget(holder)
        layout.addWidget(self._findings, 1)
        for box in (self._agree, self._replace, self._source):
            layout.addWidget(box)
        layout.addWidget(buttons)

    def _suggestion(self) -> Path:
        subject = self._what.subject
        proposed = proposal(subject.info)
        self._is_series = proposed.dicom is not None and not proposed.suffix
        return suggested_path(subject.info, self._folder, is_edited=subject.is_edited)

    @property
    def request(self) -> ExportRequest:
        """What the fields say.

        Raises
        ------
        UsageError
            If no such file can be written.
        """
        target = parse_path(self._path.text(), self._folder)
        source = self._source.isVisibleTo(self) and self._source.isChecked()
        replaced = self._replace.isVisibleTo(self) and self._replace.isChecked()
        offer = self._how.offer
        return ExportRequest(
            target,
            compress=self._how.compress,
            crop=self._what.crop,
            dtype=offer.dtype,
            allow_loss=self._agree.isVisibleTo(self) and self._agree.isChecked(),
            overwrite=replaced,
            overwrite_source=source,
            metadata=self._metadata.isChecked(),
            replaces=self._agreed_to if replaced or source else None,
            protected=self._protected,
            component=self._what.component,
            squeeze=self._what.squeeze,
            conversion=offer.conversion,
            level=self._how.level,
            dicom=self._dicom.options if self._is_dicom(target) else None,
        )

    def _is_dicom(self, target: Path) -> bool:
        """Tell whether a series is written into a folder, or one slice with the tags of its source."""
        return self._is_series or suffix_of(target) in DICOM_IMAGE.suffixes

    def _row(self, target: Path | None) -> WriteFormat | None:
        """Return what is written."""
        if target is None:
            return None
        return ExportRequest(target, dicom=DicomOptions() if self._is_dicom(target) else None).row

    def _what_chosen(self) -> None:
        """Suggest another file where nobody has typed one, and say what the format would lose of this."""
        if self._path.text() == self._suggested:
            self._suggested = str(self._suggestion())
            if self._suggested != self._path.text():
                self._path.setText(self._suggested)
                return
        self._show_findings()

    def _path_typed(self) -> None:
        for box in (self._agree, self._replace, self._source):
            box.setChecked(False)
        target = self._target()
        if target is not None and format_for(target) is not None:
            self._is_series = False
        wanted = _FOLDER if self._is_series else suffix_of(target) if target is not None else None
        self._format.setCurrentIndex(-1 if target is None else self._format.findData(wanted))
        self._show_findings()

    def _note_file(self, agreed: bool) -> None:
        """Remember which very file may be replaced, as it is when that is agreed to."""
        target = self._target()
        with contextlib.suppress(OSError):
            self._agreed_to = FileStamp.of(target) if agreed and target is not None else None

    def _target(self) -> Path | None:
        try:
            return parse_path(self._path.text(), self._folder)
        except UsageError:
            return None

    def _format_chosen(self) -> None:
        target = self._target()
        if target is not None:
            suffix = suffix_of(target)
            is_known = format_for(target) is not None
            stem = target.name[: -len(suffix)] if suffix and (is_known or not self._is_series) else target.name
            self._is_series = self._format.currentData() == _FOLDER
            name = stem + ("" if self._is_series else self._format.currentData())
            self._path.setText(str(target.with_name(name)))
            self._show_findings()  # also where the name stays

    def _show_findings(self) -> None:
        subject, target = self._what.subject, self._target()
        row = self._row(target)
        is_dicom = row is not None and row.writer is Writer.DICOM
        self._dicom.show_rows(subject.info, are_shown=is_dicom)
        self._place.setText("Folder" if self._is_series else "File")
        self._what.show_axes(row.dimensions if row is not None else ())
        try:
            what = self._what
            part = part_info(subject.info, what.crop, what.component, squeeze=what.squeeze, in_space=is_dicom)
            self._how.show_format(part, row, subject.levels)
            request = self.request
            findings = [*self._place_findings(request.target), *check(subject.info, request)]
            consents = consents_needed(subject.info, request, tuple(findings))
        except (UsageError, ExportError, OSError) as e:
            text = f"No file can be written there: {e.strerror}." if isinstance(e, OSError) else e.message
            self._show_choices([Finding(Severity.REFUSED, text)], ())
            return
        self._show_choices([*self._reason(request), *findings], consents)

    def _reason(self, request: ExportRequest) -> list[Finding]:
        """Say why not the image's own format is proposed, while it is."""
        proposed = proposal(self._what.subject.info)
        is_it = proposed.reason and proposed.suffix == suffix_of(request.target) and not self._is_series
        return [Finding(Severity.NOTE, proposed.reason)] if is_it else []

    def _place_findings(self, target: Path) -> list[Finding]:
        """Say where a relative name leads, and when there is no such folder."""
        if not is_folder(target.parent):
            return [Finding(Severity.REFUSED, f"The folder {target.parent} does not exist.")]
        is_free = not os.path.lexists(target) or (is_folder(target) and not os.listdir(target))
        if self._is_series and not is_free:
            return [Finding(Severity.REFUSED, f"{target.name} exists; choose a new folder, or an empty one.")]
        is_relative = not self._path.text().strip().startswith(("/", "~"))
        what = "folder is made in" if self._is_series else "file is written into"
        return [Finding(Severity.NOTE, f"The {what} {target.parent}.")] if is_relative else []

    def _show_choices(self, findings: list[Finding], consents: tuple[ConsentNeeded, ...]) -> None:
        """Show what is to know, and ask for what must be agreed to."""
        asked = {consent.kind: consent for consent in consents}
        for kind, box in self._boxes.items():
            box.setVisible(kind in asked)
            if kind in asked:
                box.setText(asked[kind].question)
        agreed = all(self._boxes[c.kind].isChecked() for c in consents if c.refusal)
        refused = any(f.severity is Severity.REFUSED for f in findings)
        self._findings.setText(self._findings_text(findings))
        self._save.setEnabled(not refused and agreed)

    def _findings_text(self, findings: list[Finding]) -> str:
        if not findings:
            return f'<span style="color:{self._theme.good}">✓ Nothing is lost: pixels and geometry are kept.</span>'
        colours = {
            Severity.REFUSED: self._theme.warning,
            Severity.LOSS: self._theme.warning,
            Severity.NOTE: self._theme.muted,
        }
        signs = {Severity.REFUSED: "✗", Severity.LOSS: "⚠", Severity.NOTE: "·"}
        lines = [
            f'<span style="color:{colours[f.severity]}">{signs[f.severity]} {rich(f.text)}</span>' for f in findings
        ]
        return "<br>".join(lines)

    def _ask_path(self) -> None:
        target = self._target()
        dialog = QFileDialog(self, "Save as", str(self._folder if target is None else target.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
        dialog.selectFile("" if target is None else target.name)
        dialog.fileSelected.connect(self._path.setText)
        dialog.open()

    def _accept(self) -> None:
        request, number = self.request, self._what.number
        self.accept()  # first, so that the question is over when its answer is acted on
        self.requested.emit(request, number)


_FOLDER = "folder"
"""The data of the format that is a folder instead of a suffix."""
_SEGMENTS = ".seg.nrrd"
"""By this ending others know that the metadata state segments."""


def suggested_path(info: ImageInfo, folder: Path, *, is_edited: bool) -> Path:
    """Suggest a name that is free, in a format that keeps everything."""
    suffix = suffix_of(info.path) if not info.is_series else ""
    stem = info.path.name[: -len(suffix)] if suffix else info.path.name
    wanted = proposal(info).suffix
    if info.path.name.casefold().endswith(_SEGMENTS) and _SEGMENTS.endswith(wanted):
        stem, wanted = info.path.name[: -len(_SEGMENTS)], _SEGMENTS
    part = f"-image{info.part + 1}" if info.part_name else ""
    middle = f"{part}{'-edited' if is_edited else '-copy'}"
    for count in range(1, 1000):
        number = "" if count == 1 else f"-{count}"
        path = folder / f"{stem}{middle}{number}{wanted}"
        if not os.path.lexists(path):
            return path
    return folder / f"{stem}{middle}{wanted}"
