"""Shares of a whole: a bar in their colours, and marks for its legend."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import Theme

Fill = Callable[[QPainter, QRectF, Theme], object]
"""Paints a box in the colour of a share."""


class SharesBar(QWidget):
    def __init__(self, fills: Sequence[Fill], *, gap: float = 0) -> None:
        """Gap: px between two shares that are wider than two of it."""
        super().__init__()
        self._look = Look()
        self._fills = fills
        self._gap = gap
        self._sizes: Sequence[int] = ()
        self._limit: int | None = None

    def show_shares(self, sizes: Sequence[int], *, limit: int | None = None) -> None:
        """One size for each fill. With a limit the bar is as long as that, and has a mark there if it is longer."""
        self._sizes = sizes
        self._limit = limit
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedHeight(look.px(tokens.SPACE_3))

    def paintEvent(self, event: QPaintEvent) -> None:
        room, theme, taken = QRectF(self.rect()), self._look.theme, sum(self._sizes)
        whole = max(1, taken, self._limit or 0)
        shape = QPainterPath()
        shape.addRoundedRect(room, room.height() / 2, room.height() / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(shape)
            painter.fillRect(room, QColor(theme.hover))
            left = room.left()
            for size, fill in zip(self._sizes, self._fills, strict=False):
                wide = room.width() * size / whole
                gap = self._gap if wide > 2 * self._gap else 0
                fill(painter, QRectF(left, room.top(), wide - gap, room.height()), theme)
                left += wide
            if self._limit is not None and taken > self._limit:
                end = room.width() * self._limit / whole
                painter.fillRect(QRectF(end - 1, room.top(), 2, room.height()), QColor(theme.ink))


class ShareMark(QWidget):
    """A square of a share's colour, and what it stands for."""

    def __init__(self, fill: Fill) -> None:
        super().__init__()
        self._square = _Square(fill)
        self.label = QLabel()
        self.label.setObjectName("small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1 + 2)
        row.addWidget(self._square)
        row.addWidget(self.label)

    def dress(self, look: Look) -> None:
        self._square.dress(look)


class _Square(QWidget):
    def __init__(self, fill: Fill) -> None:
        super().__init__()
        self._fill = fill
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedSize(look.px(9), look.px(9))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._fill(painter, QRectF(self.rect()), self._look.theme)
