"""Writes what stands inside one line of Markdown (bold, code, links) at a text cursor."""

import importlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QTextCharFormat, QTextCursor

from app.ui.conversation.style import Style

if TYPE_CHECKING:
    from markdown_it.token import Token

SAFE_SCHEMES: Final = ("http://", "https://", "mailto:")
LINE_BREAK: Final = "\u2028"

_BARE_LINK: Final = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}*_]", re.IGNORECASE)
_WRITTEN_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)


def is_safe(target: str) -> bool:
    """Whether a link may lead somewhere; the others are shown as their text alone."""
    return target.lower().startswith(SAFE_SCHEMES)


@dataclass(frozen=True)
class InlineWriter:
    cursor: QTextCursor
    style: Style
    references: dict[str, Any]

    def write(self, text: str, base: QTextCharFormat) -> None:
        # Loaded with the first text and not with the window, see blocks.py.
        parser = importlib.import_module("app.ui.conversation.parser")
        tokens: Sequence[Token] = parser.parse_inline(text, self.references)
        formats = [base]
        for token in tokens:
            if token.nesting > 0:
                formats.append(self._opened(token, formats[-1]))
            elif token.nesting < 0:
                formats.pop()
            else:
                self._write_leaf(token, formats[-1])

    def _opened(self, token: "Token", around: QTextCharFormat) -> QTextCharFormat:
        if token.type == "strong_open":
            return _merged(around, self.style.bold)
        if token.type == "em_open":
            return _merged(around, self.style.italic)
        if token.type == "s_open":
            return _merged(around, self.style.struck)
        return self._linked(around, str(token.attrGet("href") or ""))

    def _write_leaf(self, token: "Token", around: QTextCharFormat) -> None:
        if token.type == "softbreak":
            self.cursor.insertText(" ", around)
        elif token.type == "hardbreak":
            self.cursor.insertText(LINE_BREAK, around)
        elif token.type == "code_inline":
            self.cursor.insertText(token.content, _merged(around, self.style.inline_code))
        elif token.type == "image":  # never loaded: its words, leading to where it lies
            target = str(token.attrGet("src") or "")
            self.cursor.insertText(token.content or target, self._linked(around, target))
        elif token.content:
            self._write_text(token.content, around)

    def _write_text(self, text: str, around: QTextCharFormat) -> None:
        """Text in which bare addresses become links and a written <br> (models use it in tables) breaks the line."""
        if "<" in text:
            text = _WRITTEN_BREAK.sub(LINE_BREAK, text)
        at = 0
        if "://" in text and not around.isAnchor():
            for bare in _BARE_LINK.finditer(text):
                self.cursor.insertText(text[at : bare.start()], around)
                self.cursor.insertText(bare[0], self._linked(around, bare[0]))
                at = bare.end()
        self.cursor.insertText(text[at:], around)

    def _linked(self, around: QTextCharFormat, target: str) -> QTextCharFormat:
        return _merged(around, self.style.link(target)) if is_safe(target) else around


def _merged(around: QTextCharFormat, more: QTextCharFormat) -> QTextCharFormat:
    merged = QTextCharFormat(around)
    merged.merge(more)
    return merged
