"""Buttons of dialogs have texts only, whatever the desktop's style says."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox, QProxyStyle, QStyle, QWidget

from itk_inspector.gui.style.theme import LIGHT, style_sheet

ICONS = QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons


class _WithIcons(QProxyStyle):
    def styleHint(self, hint: QStyle.StyleHint, *rest: object) -> int:
        return 1 if hint == ICONS else super().styleHint(hint, *rest)  # type: ignore[call-overload]


def test_no_icons(qapp: QApplication) -> None:
    window, style = QWidget(), _WithIcons("Fusion")
    window.setStyle(style)
    window.setStyleSheet(style_sheet(LIGHT, ""))
    box = QDialogButtonBox(window)
    message = QMessageBox(window)
    message.addButton(QMessageBox.StandardButton.Cancel)

    for each in (box, message.findChild(QDialogButtonBox)):
        each.ensurePolished()
        each.setStyle(style)
        assert each.style().styleHint(ICONS, None, each) == 0
    window.deleteLater()
