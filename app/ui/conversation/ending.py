"""What stands under an answer that did not end by itself: why, and the buttons that go on."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QTextCursor, QTextDocument

from app.domain.conversation import TurnState
from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.document_segment import DocumentSegment
from app.ui.conversation.row import Row
from app.ui.conversation.segment import ChooseRemedy, ContinueAnswer, Deed, Marks, Segment, Span, Spot
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import _

_BAR: Final = 3


class EndingSegment(DocumentSegment):
    """A quiet line for what was stopped, a warm card for what failed."""

    def __init__(self, row: Row, style: Style) -> None:
        super().__init__(Block(Kind.PLAIN, ""), style, is_dim=row.state is not TurnState.FAILED)
        self._row = row
        self._is_failure = row.state is TurnState.FAILED
        self._buttons: list[tuple[str, Deed, QRect]] = []

    def write(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        cursor.setBlockFormat(self.style.block(self.style.line_height))
        cursor.insertText(self._sentence(), self.style.text)

    def _sentence(self) -> str:
        if self._is_failure:
            return self._row.error or _("The answer could not be finished.")
        if self._row.state is TurnState.PARTIAL:
            return _("The program ended while this was being written.")
        return _("You stopped the answer here.")

    def _choices(self) -> list[tuple[str, Deed]]:
        if self._is_failure:
            return [(remedy.label, ChooseRemedy(remedy.id)) for remedy in self._row.remedies]
        return [(_("Continue"), ContinueAnswer())]

    def estimate(self, width: int) -> int:
        return 2 * self.style.line_height + (
            self._pad + self.style.px(tokens.CONTROL_HEIGHT) if self._is_failure else 0
        )

    @property
    def _pad(self) -> int:
        return self.style.px(tokens.SPACE_3) if self._is_failure else 0

    def measure(self) -> int:
        pad = self._pad
        left = pad + self.style.px(_BAR) if self._is_failure else 0
        self.origin = QPoint(left, pad)
        self.document.setTextWidth(self.width - left - pad)
        text = self.document.size().toSize()
        bottom = self._place_buttons(left, pad + text.height() + self.style.px(tokens.SPACE_2))
        return max(pad + text.height(), bottom) + pad

    def _place_buttons(self, left: int, top: int) -> int:
        """Side by side as long as there is room; returns where they end."""
        metrics = QFontMetrics(self.style.small_title_font)
        height = self.style.px(tokens.CONTROL_HEIGHT - 2)
        gap = self.style.px(tokens.SPACE_2)
        x, y = left, top
        self._buttons = []
        for name, deed in self._choices():
            width = metrics.horizontalAdvance(name) + 2 * self.style.px(tokens.SPACE_3)
            if x > left and x + width > self.width - self._pad:
                x, y = left, y + height + gap
            self._buttons.append((name, deed, QRect(x, y, width, height)))
            x += width + gap
        return y + height if self._buttons else 0

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        style = self.style
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_failure:
            card = QRectF(0, 0, self.width, self.height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.theme.warm_soft))
            painter.drawRoundedRect(card, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
            painter.fillRect(QRect(0, self._pad, style.px(_BAR), self.height - 2 * self._pad), QColor(style.theme.warm))
        painter.setFont(style.small_title_font)
        for name, _deed, rect in self._buttons:
            is_hovered = marks.hovered is not None and marks.hovered.rect == rect
            painter.setPen(QPen(style.ink_third if is_hovered else style.line, 1))
            painter.setBrush(QColor(style.theme.surface))
            painter.drawRoundedRect(
                QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL
            )
            painter.setPen(style.ink)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)
        painter.restore()
        super().draw(painter, clip, marks)

    def spots(self) -> list[Spot]:
        return [Spot(rect, name, deed) for name, deed, rect in self._buttons]

    def spot_at(self, point: QPoint) -> Spot | None:
        return Segment.spot_at(self, point)

    def markdown(self, span: Span) -> str:
        return ""  # the program's words, not the answer's
