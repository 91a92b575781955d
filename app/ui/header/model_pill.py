"""Which model answers, on what, and how far its loading has come; a press opens the list of models."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, elided
from app.words.catalog import _

_FEW: Final = 4
"""Letters of a name, without which it says nothing."""


class Condition(Enum):
    NONE = auto()
    WAITING = auto()
    LOADING = auto()
    READY = auto()
    BROKEN = auto()


@dataclass(frozen=True)
class ModelLine:
    """What the pill says: a name, and in a quieter tone where it runs or what is the matter."""

    name: str = ""
    remark: str = ""
    condition: Condition = Condition.NONE
    fraction: float = 0.0


class ModelPill(Button):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", kind="pill", parent=parent)
        self._look = Look()
        self._line = ModelLine()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_model(ModelLine())

    def show_model(self, line: ModelLine) -> None:
        self._line = line
        words = ", ".join(filter(None, (self._name(), line.remark)))
        self.setAccessibleName(_("Model: {model}").format(model=words))
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        words = metrics.horizontalAdvance(self._name()) + metrics.horizontalAdvance(self._line.remark)
        return QSize(words + self._look.px(66), self._look.px(tokens.CONTROL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(tokens.CONTROL_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter)
            if self._line.condition is Condition.LOADING:
                self._paint_progress(painter)
            self._paint_words(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        """By ourselves: Qt's style classes are the slowest to load of all (7 ms)."""
        theme = self._look.theme
        ring = 2 if self.hasFocus() else 1
        edge = theme.focus if self.hasFocus() else theme.ink_third if self.underMouse() else theme.line
        rect = QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
        painter.setPen(QPen(QColor(edge), ring))
        painter.setBrush(QColor(theme.code if self.isDown() else theme.surface))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)

    def _paint_progress(self, painter: QPainter) -> None:
        """A line along the foot of the pill: it grows, it does not move by itself."""
        inset = self.height() / 2
        track = QRectF(inset, self.height() - 4.5, self.width() - 2 * inset, 2)
        painter.fillRect(track, QColor(self._look.theme.hover))
        track.setWidth(track.width() * self._line.fraction)
        painter.fillRect(track, QColor(self._look.theme.accent))

    def _paint_words(self, painter: QPainter) -> None:
        look, theme = self._look, self._look.theme
        dot_at, room, arrow_at = self._places()
        dot = {Condition.READY: theme.accent, Condition.LOADING: theme.amber, Condition.BROKEN: theme.warm}
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(dot.get(self._line.condition, theme.ink_third)))
        painter.drawEllipse(dot_at)
        icons.paint(painter, "chevron-down", arrow_at, theme.ink_second)
        metrics = self._metrics()
        words = elided(self._name(), metrics, room.width())
        painter.setFont(look.font(tokens.TEXT_SMALL))
        painter.setPen(QColor(theme.ink))
        at = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, at, words)
        used = metrics.horizontalAdvance(words) + look.px(7)
        painter.setPen(QColor(theme.ink_second))
        rest = room.adjusted(used, 0, 0, 0)
        painter.drawText(rest, at, elided(self._line.remark, metrics, rest.width()) if rest.isValid() else "")

    def _places(self) -> tuple[QRectF, QRect, QRectF]:
        """Of the dot, the words and the arrow. Where no letter has room, the other two stand in the middle."""
        look = self._look
        edge, dot, side, gap = look.px(tokens.SPACE_3), look.px(7), look.px(14), look.px(tokens.SPACE_1)
        left = edge + dot + 2 * gap
        room = QRect(left, 0, self.width() - left - edge - side - gap, self.height())
        if room.width() < self._metrics().averageCharWidth() * _FEW:
            room = QRect()
            edge = max(0, (self.width() - dot - gap - side) // 2)
        middle = self.rect().center().y() + 0.5
        return (
            QRectF(edge, middle - dot / 2, dot, dot),
            room,
            QRectF(self.width() - edge - side, middle - side / 2, side, side),
        )

    def _name(self) -> str:
        return self._line.name or _("Choose a model")

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._look.font(tokens.TEXT_SMALL))
