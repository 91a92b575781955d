"""Lays tokens out piece by piece, and paints what is seen of them: some 100,000 are no more work than a page."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.ui.prompt.lines import Lines
from app.ui.prompt.shown_token import ShownToken
from app.ui.prompt.token_painter import Marks, TokenPainter
from app.ui.theme import tokens
from app.ui.theme.look import Look

AT_ONCE: Final = 4_000
"""So many tokens are laid out before anything else happens."""
A_STEP: Final = 1_000
"""And so many more whenever nothing else is to be done: some 6 ms."""
_SETTLE_MS: Final = 80
"""A width that changes all the time (a window that is drawn larger) is waited for."""
MARGIN: Final = tokens.SPACE_1


class TokenCanvas(QAbstractScrollArea):
    """Knows where each token lies; what keys and pointer mean is for its heir."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tokens")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._look = Look()
        self.painter = TokenPainter(self._look)
        self.shown: Sequence[ShownToken] = ()
        self.lines = Lines((), self.painter.measure, width=1)
        self.current = 0
        self._hovered: int | None = None
        self._found: Collection[int] = frozenset()
        self._next_piece = QTimer(self)
        self._next_piece.setSingleShot(True)
        self._next_piece.timeout.connect(self._go_on)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._settled.timeout.connect(lambda: self._lay_out(self._first_seen()))

    def show_tokens(self, shown: Sequence[ShownToken]) -> None:
        """From the beginning, unless all that lies above what is seen is as it was."""
        top = self._first_seen()
        is_same = shown[: top + 1] == self.shown[: top + 1]
        self.shown = shown
        self.current = min(self.current, max(0, len(shown) - 1)) if is_same else 0
        self._found = frozenset()
        self._hovered = None
        self._lay_out(top if is_same else 0)

    def show_found(self, found: Collection[int]) -> None:
        """Mark these tokens."""
        self._found = found
        self.viewport().update()

    def dress(self, look: Look) -> None:
        if look != self._look:
            top = self._first_seen()
            self._look = look
            self.painter = TokenPainter(look)
            self._lay_out(top)

    def rect_of(self, token: int) -> QRect:
        """Of the token's beginning, in the viewport."""
        self._lay_out_to(token)
        line = self.lines.line_of(token)
        one = next(one for one in self.lines.lines[line] if one.token == token)
        high = self.painter.line_height
        return QRectF(one.left + MARGIN, self._top_of(line), one.width, high).toRect()

    def token_at(self, place: QPoint) -> int | None:
        """Place is in the viewport."""
        line = int((place.y() - MARGIN + self._scrolled) // self.painter.line_height)
        if not 0 <= line < len(self.lines.lines):
            return None
        x = place.x() - MARGIN
        one = self.lines.at(line, x)
        return one.token if one and one.left <= x <= one.left + one.width else None

    @property
    def laid_out(self) -> int:
        """How many tokens have their place by now."""
        return self.lines.done

    @property
    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _top_of(self, line: int) -> float:
        return MARGIN + line * self.painter.line_height - self._scrolled

    def ensure_seen(self, token: int) -> None:
        box = self.rect_of(token)
        room = self.viewport().height()
        bar = self.verticalScrollBar()
        if box.top() < 0:
            bar.setValue(bar.value() + box.top() - MARGIN)
        elif box.bottom() > room:
            bar.setValue(bar.value() + box.bottom() - room + MARGIN)

    def _lay_out(self, top: int) -> None:
        """Anew, with the line of this token at the top."""
        width = self.viewport().width() - 2 * MARGIN
        high = self.painter.line_height
        within = int(self._scrolled % high) if top else 0
        self._settled.stop()
        self.lines = Lines(self.shown, self.painter.measure, width=width, inset=self.painter.inset)
        self.lines.go_on(top + AT_ONCE)
        self._measure()
        if self.shown:
            self.verticalScrollBar().setValue(int(self.lines.line_of(top) * high) + within)
        self.viewport().update()
        self._next_piece.start(0)

    def _go_on(self) -> None:
        if not self.lines.is_complete:
            self.lines.go_on(A_STEP)
            self._measure()
            self._next_piece.start(0)

    def _lay_out_to(self, token: int) -> None:
        if self.lines.done <= token:
            self.lines.go_on(token + 1 - self.lines.done)
            self._measure()

    def _measure(self) -> None:
        high = self.painter.line_height
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, int(len(self.lines.lines) * high) + 2 * MARGIN - self.viewport().height()))
        bar.setSingleStep(int(high))
        bar.setPageStep(self.viewport().height())

    def _first_seen(self) -> int:
        """The token at the top; 0 where nothing is scrolled."""
        lines = self.lines.lines[int(self._scrolled // self.painter.line_height) :] if self._scrolled else []
        return next((line[0].token for line in lines if line), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        high = self.painter.line_height
        first = max(0, int((event.rect().top() - MARGIN + self._scrolled) // high))
        last = int((event.rect().bottom() - MARGIN + self._scrolled) // high)
        marks = Marks(self.current if self.hasFocus() else None, self._hovered, self._found)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self.painter.font)
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.translate(QPointF(MARGIN, 0))
            for line, fragments in enumerate(self.lines.lines[first : last + 1], first):
                self.painter.paint_line(painter, self._top_of(line), fragments, self.shown, marks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width():
            self._measure()
        elif len(self.shown) <= AT_ONCE:
            self._lay_out(self._first_seen())
        else:
            self._settled.start()

    def hover(self, token: int | None) -> None:
        if token != self._hovered:
            self._hovered = token
            self.viewport().update()
