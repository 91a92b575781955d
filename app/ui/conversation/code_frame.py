"""The frame around code: above it the language and a button that copies, below it one that folds."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.ui.conversation.card import draw_card
from app.ui.conversation.segment import CopyText, Key, Marks, Spot, Unfold
from app.ui.conversation.sideways import BAR_HEIGHT
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import _, n_


class Framed(Protocol):
    """The code as a whole."""

    key: Key
    language: str
    is_folded: bool
    was_copied: bool

    @property
    def text(self) -> str: ...
    @property
    def lines(self) -> int: ...
    @property
    def can_fold(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """Around one piece of the code. The first has the part above, the last the part below."""

    code: Framed
    style: Style
    width: int
    height: int
    begins: bool
    ends: bool

    @property
    def pad(self) -> int:
        return self.style.px(tokens.SPACE_3)

    @property
    def header(self) -> int:
        return self.style.px(30) if self.begins else 0

    @property
    def footer(self) -> int:
        return self.style.px(30) if self.ends and self.code.can_fold else 0

    @property
    def above(self) -> int:
        """From the top to the text, in px."""
        return self.header + self.pad if self.begins else 0

    @property
    def around(self) -> int:
        """Above and below the text, in px."""
        return self.above + (self.pad + self.footer if self.ends else 0)

    @property
    def room(self) -> int:
        """How wide the text may be, in px."""
        return self.width - 2 * self.pad

    @property
    def track(self) -> QRect:
        """Where the bar moves that scrolls the code sideways."""
        bottom = self.height - self.footer - self.pad // 2
        return QRect(self.pad, bottom - BAR_HEIGHT // 2, self.room, BAR_HEIGHT)

    def spots(self) -> list[Spot]:
        code, found = self.code, []
        if self.header:
            found.append(Spot(self._copy_rect, _("Copy the code"), CopyText(code.text)))
        if self.footer:
            found.append(Spot(self._footer_rect, self._fold_name, Unfold(code.key, opens=code.is_folded)))
        return found

    def draw(self, painter: QPainter, marks: Marks) -> None:
        card = QRect(0, 0, self.width, self.height)
        draw_card(painter, card, style=self.style, ground=self.style.theme.code, begins=self.begins, ends=self.ends)
        painter.setFont(self.style.small_font)
        if self.header:
            painter.setPen(self.style.ink_second)
            line = QRect(self.pad, 0, self.room, self.header)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.code.language)
            words = _("Copied") if self.code.was_copied else _("Copy")
            self._draw_button(painter, self._copy_rect, words, marks, align=Qt.AlignmentFlag.AlignRight)
            painter.fillRect(QRect(1, self.header - 1, self.width - 2, 1), self.style.line)
        if self.footer:
            painter.fillRect(QRect(1, self._footer_rect.top(), self.width - 2, 1), self.style.line)
            self._draw_button(painter, self._footer_rect, self._fold_name, marks, align=Qt.AlignmentFlag.AlignHCenter)

    def _draw_button(self, painter: QPainter, rect: QRect, name: str, marks: Marks, *, align: Qt.AlignmentFlag) -> None:
        is_hovered = marks.hovered is not None and marks.hovered.rect == rect
        painter.setPen(self.style.ink if is_hovered else self.style.ink_second)
        inner = rect.adjusted(self.pad, 0, -self.pad, 0)
        painter.drawText(inner, align | Qt.AlignmentFlag.AlignVCenter, name)

    @property
    def _copy_rect(self) -> QRect:
        metrics = QFontMetrics(self.style.small_font)
        width = max(metrics.horizontalAdvance(name) for name in (_("Copy"), _("Copied"))) + 2 * self.pad
        return QRect(self.width - width, 0, width, self.header)

    @property
    def _footer_rect(self) -> QRect:
        return QRect(0, self.height - self.footer, self.width, self.footer)

    @property
    def _fold_name(self) -> str:
        lines = self.code.lines
        if self.code.is_folded:
            return n_("Show {n} line", "Show all {n} lines", lines).format(n=f"{lines:,}")
        return _("Show less")
