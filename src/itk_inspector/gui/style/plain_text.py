"""Outside text in the window: as it is, whatever Qt would take it for.

Qt guesses rich text in tool tips and labels, takes ``&`` in menus and tabs for a shortcut, and ``[*]`` in titles for
the mark of unsaved changes. Names and metadata of files go through here; tests/gui/test_plain_text.py walks the source.
"""

from __future__ import annotations

import html
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtGui import Qt as QtText  # PySide keeps mightBeRichText apart
from PySide6.QtWidgets import QLabel, QWidget

from itk_inspector.core.text.visible_text import visible_text


def plain_label(text: str, parent: QWidget) -> QLabel:
    """Return a label that never takes its text for rich text."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    return label


def plain_tip(text: str) -> str:
    """Return a tool tip that is shown as the text is."""
    shown = visible_text(text, lines=True)
    if not QtText.mightBeRichText(shown):
        return shown
    return f'<p style="white-space: pre-wrap;">{html.escape(shown, quote=False)}</p>'


def plain_title(text: str) -> str:
    """Return a part of a window's title."""
    return visible_text(text).replace("[*]", "[*][*]")


def plain_entry(text: str) -> str:
    """Return the text of a menu entry or a tab."""
    return visible_text(text).replace("&", "&&")


def rich(text: str) -> str:
    """Return a piece of rich text that shows the text as it is."""
    return html.escape(visible_text(text), quote=False)


@cache
def fact_sign() -> str:
    """Return the sign before a fact: ⓘ, which not every font has, or else ℹ."""
    has_it = QFontMetrics(QGuiApplication.font()).inFontUcs4(ord("ⓘ"))
    return "ⓘ" if has_it else "ℹ"  # this very sign
