"""What a model would take of the free memory, as a bar with its numbers, and the arithmetic for those who ask."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.beside import Beside
from app.ui.controls import YieldingButton
from app.ui.flow import Flow
from app.ui.look import Look
from app.ui.models.values import Memory
from app.ui.theme import tokens
from app.ui.theme.tokens import Theme
from app.words.catalog import _


class MemoryBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._bar = _Bar()
        self._legend = [_Mark(at) for at in range(3)]
        self._remark = QLabel()
        self._arithmetic = QLabel()
        self._arithmetic.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._title, self._remark, self._arithmetic):
            label.setObjectName("small")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._ask = YieldingButton(_("How is this counted?"), kind="link")
        self._ask.setCheckable(True)
        self._ask.toggled.connect(self._arithmetic.setVisible)
        self._arithmetic.hide()
        marks = QWidget()
        flow = Flow(marks, gap=tokens.SPACE_3)
        for mark in self._legend:
            flow.addWidget(mark)
        foot = QWidget()
        Beside(foot, self._remark, self._ask, least=120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        for part in (self._title, self._bar, marks):
            column.addWidget(part)
        column.addWidget(foot)
        column.addWidget(self._arithmetic)

    def show_memory(self, memory: Memory | None) -> None:
        self.setVisible(memory is not None)
        if memory is None:
            return
        self._title.setText(memory.title)
        self._bar.show_memory(memory)
        shares = (memory.weights, memory.cache, memory.working)
        for mark, share in zip(self._legend, shares, strict=True):
            mark.show_words(share.words)
        self._bar.setAccessibleName(", ".join((memory.title, *(share.words for share in shares))))
        self._remark.setText(memory.remark)
        self._arithmetic.setText(memory.arithmetic)
        self._ask.setVisible(bool(memory.arithmetic))

    def dress(self, look: Look) -> None:
        self._bar.dress(look)
        for mark in self._legend:
            mark.dress(look)


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._memory: Memory | None = None

    def show_memory(self, memory: Memory) -> None:
        self._memory = memory
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedHeight(look.px(tokens.SPACE_3))

    def paintEvent(self, event: QPaintEvent) -> None:
        memory, theme = self._memory, self._look.theme
        if memory is None:
            return
        sizes = [share.size_bytes for share in (memory.weights, memory.cache, memory.working)]
        whole = max(memory.free_bytes, sum(sizes), 1)
        room = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(room, room.height() / 2, room.height() / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(shape)
            painter.fillRect(room, QColor(theme.line))
            left = room.left()
            for size, colour in zip(sizes, _colours(theme), strict=True):
                wide = room.width() * size / whole
                painter.fillRect(QRectF(left, room.top(), wide, room.height()), QColor(colour))
                left += wide
            if sum(sizes) > memory.free_bytes:  # the mark where memory ends
                end = room.width() * memory.free_bytes / whole
                painter.fillRect(QRectF(end - 1, room.top(), 2, room.height()), QColor(theme.ink))


class _Mark(QWidget):
    """A square of a part's colour, and what it stands for."""

    def __init__(self, part: int) -> None:
        super().__init__()
        self._part = part
        self._square = _Square(part)
        self._words = QLabel()
        self._words.setObjectName("small")
        self._words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1 + 2)
        row.addWidget(self._square)
        row.addWidget(self._words)

    def show_words(self, words: str) -> None:
        self._words.setText(words)

    def dress(self, look: Look) -> None:
        self._square.dress(look)


class _Square(QWidget):
    def __init__(self, part: int) -> None:
        super().__init__()
        self._part = part
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedSize(look.px(9), look.px(9))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(_colours(self._look.theme)[self._part]))


def _colours(theme: Theme) -> tuple[str, str, str]:
    """Of weights, cache and working memory."""
    return theme.accent, theme.amber, theme.warm
