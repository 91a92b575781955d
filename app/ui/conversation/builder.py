"""Writes parsed Markdown into a QTextDocument, block by block with a cursor; no HTML string ever exists."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
)

from app.ui.conversation.blocks import Block
from app.ui.conversation.inline import InlineWriter
from app.ui.conversation.style import Style
from app.ui.conversation.table_builder import insert_table
from app.ui.theme import tokens

if TYPE_CHECKING:
    from markdown_it.token import Token

# Properties of a paragraph. Qt's own list marks stand too close to the text, so the segment draws them.
IS_CODE: Final = QTextFormat.Property.UserProperty.value + 1
MARK: Final = QTextFormat.Property.UserProperty.value + 2
"""What stands before a list item, as it is written in Markdown: "-", "3.", "- [x]"."""

_TASK: Final = re.compile(r"\[([ xX])\]\s+")


def build(document: QTextDocument, block: Block, style: Style) -> None:
    """Write one block of Markdown into an empty document."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    builder = _Builder(cursor, style, block.references)
    if block.tokens:
        builder.write(block.tokens)
    else:  # a piece of an endless paragraph
        builder.write_paragraph(block.body)
    cursor.endEditBlock()


@dataclass
class _OpenList:
    number: int | None
    """Of the next item; None in a list of bullets."""

    def next_mark(self) -> str:
        if self.number is None:
            return "-"
        self.number += 1
        return f"{self.number - 1}."


class _Builder:
    """Walks over block tokens and remembers how deep in lists and quotes it stands."""

    def __init__(self, cursor: QTextCursor, style: Style, references: dict[str, Any]) -> None:
        self._cursor = cursor
        self._style = style
        self._inline = InlineWriter(cursor, style, references)
        self._lists: list[_OpenList] = []
        self._quotes = 0
        self._starts_item = False
        self._is_first = True
        self._deeds: dict[str, Callable[[Token], None]] = {
            "bullet_list_open": self._open_list,
            "ordered_list_open": self._open_list,
            "bullet_list_close": self._close_list,
            "ordered_list_close": self._close_list,
            "list_item_open": self._open_item,
            "list_item_close": self._close_item,
            "blockquote_open": self._open_quote,
            "blockquote_close": self._close_quote,
            "fence": self._write_code,
            "code_block": self._write_code,
            "hr": self._write_rule,
        }

    def write(self, parsed: Sequence["Token"]) -> None:
        at = 0
        while at < len(parsed):
            token = parsed[at]
            if token.type == "table_open":
                end = next(i for i in range(at, len(parsed)) if parsed[i].type == "table_close")
                self._write_table(parsed[at:end])
                at = end
            elif token.type == "paragraph_open":
                self.write_paragraph(parsed[at + 1].content, is_tight=token.hidden)
            elif token.type == "heading_open":
                self._write_heading(parsed[at + 1].content, level=int(token.tag[1:]))
            elif deed := self._deeds.get(token.type):
                deed(token)
            at += 1

    def write_paragraph(self, text: str, *, is_tight: bool = False) -> None:
        block = self._block(tokens.SPACE_1 if is_tight else tokens.SPACE_2)
        task = _TASK.match(text) if self._starts_item else None
        if task:
            text = text[task.end() :]
        self._begin(block, task=f" [{task[1].lower()}]" if task else "")
        self._inline.write(text, self._style.text)

    def _write_heading(self, text: str, *, level: int) -> None:
        block = self._block(tokens.SPACE_3)
        block.setHeadingLevel(level)
        self._begin(block)
        self._inline.write(text, self._style.heading(level))

    def _write_code(self, token: "Token") -> None:
        for number, line in enumerate(token.content.rstrip().split("\n")):
            block = self._block(0 if number else tokens.SPACE_3, line_height=self._style.code_line_height)
            block.setProperty(IS_CODE, True)
            block.setLeftMargin(block.leftMargin() + self._style.px(tokens.SPACE_2))
            self._begin(block)
            self._cursor.insertText(line, self._style.code)

    def _write_rule(self, token: "Token") -> None:
        block = self._block(tokens.SPACE_2)
        full = QTextLength(QTextLength.Type.PercentageLength, 100)
        block.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, full)
        self._begin(block)

    def _write_table(self, parsed: Sequence["Token"]) -> None:
        if self._lists or self._quotes:  # a table cannot be the first thing of a list item
            self._begin(self._block(0, line_height=1))
        insert_table(self._cursor, parsed, style=self._style, write=self._inline.write)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._is_first = False

    def _open_list(self, token: "Token") -> None:
        start = token.attrGet("start")
        first = 1 if start is None else int(start)
        self._lists.append(_OpenList(first if token.type == "ordered_list_open" else None))

    def _close_list(self, token: "Token") -> None:
        self._lists.pop()

    def _open_item(self, token: "Token") -> None:
        self._starts_item = True

    def _close_item(self, token: "Token") -> None:
        if self._starts_item:  # an empty item
            self._begin(self._block(tokens.SPACE_1))

    def _open_quote(self, token: "Token") -> None:
        self._quotes += 1

    def _close_quote(self, token: "Token") -> None:
        self._quotes -= 1

    def _block(self, space_above: int, *, line_height: int | None = None) -> QTextBlockFormat:
        """The format that every block of this place has; the first stands at the very top of its document."""
        block = self._style.block(
            line_height or self._style.line_height,
            space_above=0 if self._is_first else self._style.px(space_above),
        )
        if self._quotes:
            block.setLeftMargin(self._style.px(tokens.SPACE_4) * self._quotes)
            block.setProperty(QTextFormat.Property.BlockQuoteLevel, self._quotes)
        block.setIndent(len(self._lists))
        return block

    def _begin(self, block: QTextBlockFormat, *, task: str = "") -> None:
        if self._starts_item:
            self._starts_item = False
            block.setProperty(MARK, self._lists[-1].next_mark() + task)
        if self._is_first:
            self._cursor.setBlockFormat(block)
            self._is_first = False
        else:
            self._cursor.insertBlock(block, QTextCharFormat())
