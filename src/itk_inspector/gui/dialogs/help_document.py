"""A page of help as a document in the colours of a palette."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QFont,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from itk_inspector.gui.style.theme import mono

_HEADINGS = {1: 1.6, 2: 1.2, 3: 1.05}  # times the font of the text
_SPACE = 8.0
_LEADING = 3.0


def help_document(markdown: str, palette: QPalette, font: QFont, parent: QObject) -> QTextDocument:
    """Return a page: calm headings, monospaced code, tables with thin lines."""
    document = QTextDocument(parent)
    document.setDefaultFont(font)
    document.setDocumentMargin(18)
    document.setIndentWidth(22)
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    block = document.begin()
    while block.isValid():
        _style_block(block, palette, font)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _style_table(frame, palette)
    return document


def _style_block(block: QTextBlock, palette: QPalette, font: QFont) -> None:
    cursor = QTextCursor(block)
    form = QTextBlockFormat()
    level = block.blockFormat().headingLevel()
    in_table = cursor.currentTable() is not None
    is_code = block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)
    form.setLineHeight(_LEADING, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
    if level:
        form.setTopMargin(2 * _SPACE if block.blockNumber() else 0)
        form.setBottomMargin(_SPACE)
        big = QTextCharFormat()
        big.setFontPointSize(font.pointSizeF() * _HEADINGS.get(level, 1.0))
        big.setFontWeight(QFont.Weight.DemiBold.value)
        big.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(big)
    elif is_code:
        form.setLeftMargin(2 * _SPACE)  # no background: Qt leaves stripes between lines, or cuts underscores off
        if not block.next().blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence):
            form.setBottomMargin(_SPACE)
    elif not in_table:
        is_item = block.textList() is not None
        follows_list = not is_item and block.previous().isValid() and block.previous().textList() is not None
        form.setTopMargin(_SPACE if follows_list else 0)
        form.setBottomMargin(_SPACE / 2 if is_item else _SPACE)
    cursor.mergeBlockFormat(form)
    _style_code(block, palette, font, is_block=is_code)


def _style_code(block: QTextBlock, palette: QPalette, font: QFont, *, is_block: bool) -> None:
    """Give code the program's monospaced font; pieces are collected first, for changing one makes the walk invalid."""
    pieces = []
    walk = block.begin()
    while not walk.atEnd():
        piece = walk.fragment()
        if is_block or piece.charFormat().fontFixedPitch():
            pieces.append((piece.position(), piece.length()))
        walk += 1
    code = QTextCharFormat()
    code.setFont(mono(font.pointSizeF() * 0.95))
    if not is_block:
        code.setBackground(palette.window())
    for start, length in pieces:
        cursor = QTextCursor(block.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(code)


def _style_table(table: QTextTable, palette: QPalette) -> None:
    form = table.format()
    form.setBorder(1)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(palette.mid())
    form.setBorderCollapse(True)
    form.setCellPadding(5)
    form.setCellSpacing(0)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 99))  # with 100 the border asks for a scroll bar
    form.setTopMargin(_SPACE)
    form.setBottomMargin(_SPACE)
    table.setFormat(form)
