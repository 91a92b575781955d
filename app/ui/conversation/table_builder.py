"""Writes a parsed Markdown table into a document: no box, a hairline under each row."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTableCellFormat,
    QTextTableFormat,
)

from app.ui.conversation.style import Style
from app.ui.theme import tokens

if TYPE_CHECKING:
    from markdown_it.token import Token

Write = Callable[[str, QTextCharFormat], None]
Cell = tuple[str, Qt.AlignmentFlag]

_ALIGNMENTS: Final = {
    "text-align:right": Qt.AlignmentFlag.AlignRight,
    "text-align:center": Qt.AlignmentFlag.AlignHCenter,
}


def insert_table(cursor: QTextCursor, parsed: Sequence["Token"], *, style: Style, write: Write) -> None:
    """Put the table at the cursor; ``write`` writes the inline Markdown of a cell where the cursor stands."""
    rows = _rows(parsed)
    form = QTextTableFormat()
    form.setBorder(0)
    form.setBorderCollapse(True)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    form.setCellPadding(0)
    form.setCellSpacing(0)
    form.setHeaderRowCount(1)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table = cursor.insertTable(len(rows), max(len(row) for row in rows), form)
    for number, row in enumerate(rows):
        last = number == len(rows) - 1
        for column, (text, alignment) in enumerate(row):
            cell = table.cellAt(number, column)
            cell.setFormat(_cell_format(style, is_last=last))
            block = style.block(style.line_height)
            block.setAlignment(alignment)
            at = cell.firstCursorPosition()
            at.setBlockFormat(block)
            cursor.setPosition(at.position())
            write(text, style.text if number else style.table_heading)


def _rows(parsed: Sequence["Token"]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for token, inside in pairwise(parsed):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            alignment = _ALIGNMENTS.get(str(token.attrGet("style")), Qt.AlignmentFlag.AlignLeft)
            rows[-1].append((inside.content, alignment))
    return rows


def _cell_format(style: Style, *, is_last: bool) -> QTextTableCellFormat:
    form = QTextTableCellFormat()
    # Lines have their extra height above the letters.
    form.setTopPadding(style.px(tokens.SPACE_1))
    form.setBottomPadding(style.px(tokens.SPACE_2))
    form.setLeftPadding(style.px(tokens.SPACE_3))
    form.setRightPadding(style.px(tokens.SPACE_3))
    if not is_last:
        form.setBottomBorder(1)
        form.setBottomBorderBrush(style.line)
        form.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    return form
