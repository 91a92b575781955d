"""A list of models as cards: painted rows, so that a thousand of them scroll like ten."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.models.values import Card
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.chips import paint_chips
from app.ui.widgets.controls import elided, paint_shadow
from app.ui.widgets.row_list import AnyIndex, RowList

_ROOT: Final = QModelIndex()
_HIGH: Final = 92
_LOW: Final = 66
_GAP: Final = 8


class Roles(IntEnum):
    CARD = Qt.ItemDataRole.UserRole


class CardModel(QAbstractListModel):
    """Keeps the rows that stay, so that the chosen one stays chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[Card] = []

    def show_cards(self, cards: Sequence[Card]) -> None:
        ids = [card.id for card in cards]
        if ids == [card.id for card in self._cards]:
            for at, card in enumerate(cards):
                if card != self._cards[at]:
                    self._cards[at] = card
                    self.dataChanged.emit(self.index(at), self.index(at))
            return
        self.beginResetModel()
        self._cards = list(cards)
        self.endResetModel()

    def card(self, index: AnyIndex) -> Card | None:
        return self._cards[index.row()] if index.isValid() else None

    def index_of(self, card_id: str) -> QModelIndex:
        """Invalid when it is not in the list."""
        return self.index(next((at for at, card in enumerate(self._cards) if card.id == card_id), -1))

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        match role:
            case Roles.CARD:
                return card
            case Qt.ItemDataRole.DisplayRole:
                return card.name
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return card.words
        return None


class CardList(RowList):
    """Enter or a click opens a card; the arrows choose one, which is shown after a moment of rest."""

    opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        cards = CardModel()
        super().__init__(cards, name=name, parent=parent)
        self.cards = cards
        self._delegate = _CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._open)

    def show_cards(self, cards: Sequence[Card]) -> None:
        before = self.cards.card(self.currentIndex())
        self._delegate.has_chips = any(card.chips for card in cards)
        self.cards.show_cards(cards)
        if before and self.cards.card(self.currentIndex()) is None:
            self.choose(before.id)
        if self.hasFocus():
            self._stand_somewhere()

    def choose(self, card_id: str) -> None:
        """Mark this one; nothing is opened by it."""
        self.setCurrentIndex(self.cards.index_of(card_id))

    def dress(self, look: Look) -> None:
        self._delegate.look = look
        self.doItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._stand_somewhere()

    def _stand_somewhere(self) -> None:
        """The keyboard needs a row."""
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.cards.index(0))

    def _open(self, index: AnyIndex) -> None:
        card = self.cards.card(index)
        if card:
            self.opened.emit(card.id)


class _CardDelegate(QStyledItemDelegate):
    def __init__(self, view: CardList) -> None:
        super().__init__(view)
        self.look = Look()
        self.has_chips = True
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, self.look.px(_HIGH if self.has_chips else _LOW) + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        card: Card = index.data(Roles.CARD)
        look, theme = self.look, self.look.theme
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, QRectF(rect).adjusted(4.5, 1.5, -4.5, 1.5 - _GAP), index)
        edge = look.px(tokens.SPACE_3) + 4
        room = rect.adjusted(edge, look.px(tokens.SPACE_2) + 2, -edge, 0)
        name = look.font(weight=tokens.WEIGHT_TITLE)
        high = look.px(24)
        tick = look.px(16) if card.is_chosen else 0
        self._words(painter, QRect(room.left(), room.top(), room.width() - tick, high), card.name, name, theme.ink)
        if tick:
            icons.paint(
                painter, "check", QRectF(room.right() - tick, room.top() + (high - tick) / 2, tick, tick), theme.accent
            )
        small = look.font(tokens.TEXT_SMALL)
        below = QRect(room.left(), room.top() + high, room.width(), look.px(22))
        self._words(painter, below, card.remark, small, theme.ink_second)
        paint_chips(painter, card.chips, QRect(room.left(), below.bottom() + look.px(5), room.width(), high), look=look)
        painter.restore()

    def _ground(self, painter: QPainter, card: QRectF, index: AnyIndex) -> None:
        theme = self.look.theme
        is_current = self._view.currentIndex() == index
        has_keyboard = self._view.has_keyboard(index)
        paint_shadow(painter, card, theme.shadow, radius=tokens.RADIUS_CARD)
        edge = theme.accent if is_current else theme.ink_third if self._view.is_under_mouse(index) else theme.line
        painter.setPen(QPen(QColor(theme.focus if has_keyboard else edge), 2 if has_keyboard else 1))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(card, tokens.RADIUS_CARD, tokens.RADIUS_CARD)

    def _words(self, painter: QPainter, room: QRect, words: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        text = elided(words, QFontMetrics(font), room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
