"""What the page of statistics under labels says and offers."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton

from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel


def said(page: UnderLabelsPanel) -> str:
    """Return the sentence below the table."""
    label = page.findChild(QLabel, "underLabelsSaid")
    assert label is not None
    return label.text()


def button(page: UnderLabelsPanel, name: str) -> QPushButton:
    """Return a button by its object name."""
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found
