"""The card above an answer: the final answer, large, and how the paths that were sampled have voted."""

from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCursor, QTextDocument

from app.ui.conversation import verdict_words as words
from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.card import draw_card
from app.ui.conversation.document_segment import DocumentSegment
from app.ui.conversation.row import Row, Verdict
from app.ui.conversation.segment import Marks, Span
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import _

_BAR: Final = 8
_BAR_GAP: Final = 6
# Characters: a number is as large as a title, a sentence is not.
_TITLE: Final = 24
_LARGE: Final = 120


class _Word(NamedTuple):
    """A few words beside the answer, and where they stand."""

    rect: QRect
    text: str
    font: QFont
    colour: QColor
    ground: str = ""
    wraps: bool = False


class VerdictSegment(DocumentSegment):
    """Its text is the answer; what else the card says is drawn around it, and told to screen readers by the row."""

    def __init__(self, row: Row, verdict: Verdict, style: Style) -> None:
        answer = words.majority(verdict)
        shown = answer or words.nothing_found(row)
        super().__init__(Block(Kind.CODE, answer, shown), style, is_dim=not answer)
        self._has_answer = bool(answer)
        self._verdict = verdict
        self._remarks = words.remarks(row, verdict)
        self._words: list[_Word] = []
        self._bar = QRect()

    @property
    def font(self) -> QFont:
        if not self._has_answer or len(self.block.body) > _LARGE:
            return self.style.text_font
        return self.style.answer_font if len(self.block.body) <= _TITLE else self.style.long_answer_font

    def write(self, document: QTextDocument) -> None:
        QTextCursor(document).insertText(self.block.body)

    def markdown(self, span: Span) -> str:
        return super().markdown(span) if self._has_answer else ""

    @property
    def _pad(self) -> int:
        return self.style.px(tokens.SPACE_4)

    # Laying out

    def estimate(self, width: int) -> int:
        line = QFontMetrics(self.font).lineSpacing()
        lines = 1 + len(self.block.body) * line // (2 * max(1, width))
        vote = 2 * self.style.small_line_height + 3 * self.style.px(tokens.SPACE_2)
        return lines * line + 2 * self.style.px(tokens.SPACE_3) + (vote if self._verdict.vote else 0)

    def measure(self) -> int:
        room = self.width - 2 * self._pad
        top = self.style.px(tokens.SPACE_3)
        self._words, self._bar = [], QRect()
        self.origin = QPoint(self._pad, top)
        self.document.setTextWidth(room)
        answer = self.document.size().toSize()
        bottom = self._place_remarks(top, answer.height(), used=min(room, self.natural_width))
        if self._verdict.vote:
            bottom = self._place_vote(bottom + self.style.px(tokens.SPACE_2))
        return bottom + self.style.px(tokens.SPACE_3)

    def _place_remarks(self, top: int, height: int, *, used: int) -> int:
        """The agreement and the method, beside the answer as long as there is room; returns where all that ends."""
        style = self.style
        vote = self._verdict.vote
        chip = words.agreement(vote) if vote else ""
        method = words.method(vote) if vote else _("Final answer") if self._has_answer else ""
        gap = style.px(tokens.SPACE_2)
        chip_width = QFontMetrics(style.small_title_font).horizontalAdvance(chip) + 2 * gap if chip else 0
        method_width = QFontMetrics(style.small_font).horizontalAdvance(method)
        high = style.small_line_height + style.px(2)
        left, right = self._pad, self.width - self._pad
        is_beside = used + gap + chip_width + gap + method_width <= right - left
        y = top + (height - high) // 2 if is_beside else top + height + style.px(tokens.SPACE_1)
        x = left + used + gap if is_beside else left
        if chip:
            rect = QRect(x, y, chip_width, high)
            self._words.append(self._chip(rect, chip))
        if not is_beside and chip and chip_width + gap + method_width > right - left:
            y += high + style.px(tokens.SPACE_1)
            right = min(right, left + method_width)
        if method:
            rect = QRect(max(left, right - method_width), y, min(method_width, right - left), high)
            high = self._place_sentence(rect, method)
        return top + height if is_beside else y + high

    def _chip(self, rect: QRect, text: str) -> _Word:
        style, theme = self.style, self.style.theme
        if self._verdict.vote and self._verdict.vote.is_tied:
            return _Word(rect, text, style.small_title_font, QColor(theme.warm), theme.warm_soft)
        return _Word(rect, text, style.small_title_font, style.accent, theme.accent_soft)

    def _place_sentence(self, rect: QRect, text: str) -> int:
        """In as many lines as it takes; returns how high that is."""
        metrics = QFontMetrics(self.style.small_font)
        wraps = metrics.horizontalAdvance(text) > rect.width()
        if wraps:
            needed = metrics.boundingRect(QRect(0, 0, rect.width(), 0), Qt.TextFlag.TextWordWrap, text).height()
            rect.setHeight(max(rect.height(), needed))
        self._words.append(_Word(rect, text, self.style.small_font, self.style.ink_second, wraps=wraps))
        return rect.height()

    def _place_vote(self, top: int) -> int:
        """The bar and what its parts mean; returns where it ends."""
        self._bar = QRect(self._pad, top, self.width - 2 * self._pad, self.style.px(_BAR))
        y = self._place_legend(self._bar.bottom() + 1 + self.style.px(tokens.SPACE_2))
        if self._remarks:
            line = QRect(self._pad, y, self._bar.width(), self.style.small_line_height)
            y += self._place_sentence(line, self._remarks)
        return y

    def _place_legend(self, top: int) -> int:
        """The answers with their numbers: the leading one at the left, two of them at both ends of the bar."""
        style = self.style
        vote = self._verdict.vote
        parts = words.ballots(vote) if vote else []
        bold, plain = QFontMetrics(style.small_title_font), QFontMetrics(style.small_font)
        gap, apart = bold.horizontalAdvance(" "), style.px(tokens.SPACE_4)
        high = style.small_line_height
        x, y = self._pad, top
        for number, part in enumerate(parts):
            name = bold.horizontalAdvance(part.answer) + gap if part.answer else 0
            wide = min(name + plain.horizontalAdvance(part.words), self._bar.width())
            if x > self._pad and x + wide > self.width - self._pad:
                x, y = self._pad, y + high
            if number == 1 and len(parts) == 2 and y == top:
                x = self.width - self._pad - wide
            colour = self._colour(part)
            self._words.append(_Word(QRect(x, y, name, high), part.answer, style.small_title_font, colour))
            rest = QRect(x + name, y, wide - name, high)
            self._words.append(_Word(rest, part.words, style.small_font, style.ink_second))
            x += wide + apart
        return y + (high if parts else 0)

    def _colour(self, ballot: words.Ballot) -> QColor:
        if not ballot.answer:
            return self.style.ink_third
        return self.style.accent if ballot.leads else QColor(self.style.theme.warm)

    # Painting

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        style = self.style
        draw_card(painter, QRect(0, 0, self.width, self.height), style=style, ground=style.theme.surface)
        super().draw(painter, clip, marks)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_bar(painter)
        for word in self._words:
            self._draw_word(painter, word)
        painter.restore()

    def _draw_word(self, painter: QPainter, word: _Word) -> None:
        if word.ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(word.ground))
            painter.drawRoundedRect(QRectF(word.rect), tokens.RADIUS_SMALL, tokens.RADIUS_SMALL)
        painter.setPen(word.colour)
        painter.setFont(word.font)
        side = Qt.AlignmentFlag.AlignHCenter if word.ground else Qt.AlignmentFlag.AlignLeft
        # what was measured may be drawn a fraction of a px wider, and must not break for that
        lines = Qt.TextFlag.TextWordWrap if word.wraps else Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
        painter.drawText(word.rect, side | Qt.AlignmentFlag.AlignVCenter | lines, word.text)

    def _draw_bar(self, painter: QPainter) -> None:
        vote = self._verdict.vote
        if vote is None or self._bar.isEmpty():
            return
        parts = [(part.paths, self._colour(part)) for part in words.ballots(vote)]
        left = vote.expected - vote.cast
        parts += [(left, QColor(self.style.theme.hover))] if left > 0 else []
        gap = self.style.px(_BAR_GAP)
        room = self._bar.width() - gap * (len(parts) - 1)
        total = max(1, sum(number for number, _colour in parts))
        x = float(self._bar.left())
        painter.setPen(Qt.PenStyle.NoPen)
        for number, colour in parts:
            wide = room * number / total
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(x, self._bar.top(), wide, self._bar.height()), _BAR / 2, _BAR / 2)
            x += wide + gap


class RemarkSegment(DocumentSegment):
    """A quiet sentence of the program about what stands above."""

    def __init__(self, text: str, style: Style) -> None:
        super().__init__(Block(Kind.PLAIN, "", text), style, is_dim=True)

    @property
    def font(self) -> QFont:
        return self.style.small_font

    def write(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        cursor.setBlockFormat(self.style.block(self.style.small_line_height))
        cursor.insertText(self.block.body)

    def estimate(self, width: int) -> int:
        return self.style.lines(self.block.body, width=width) * self.style.small_line_height

    def markdown(self, span: Span) -> str:
        return ""  # the program's words, not the answer's
