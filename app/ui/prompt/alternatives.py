"""What the model thought of at one place, best first, as a list that drops down from the token."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.generation import TokenChoice
from app.ui.prompt.shown_token import ShownToken, spelled
from app.ui.prompt.token_words import percent
from app.ui.theme import icons, tokens
from app.ui.theme.fonts import fixed_font
from app.ui.theme.look import Look
from app.ui.widgets.controls import elided
from app.ui.widgets.popup import Popup, PopupDelegate
from app.ui.widgets.row_list import AnyIndex
from app.words.catalog import _

_WIDTH: Final = 300
_ITEM: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class _Choice:
    """As it is shown. why is empty for one that can be chosen."""

    token: TokenChoice
    text: str
    is_taken: bool
    why: str


class Alternatives(Popup):
    chosen = Signal(object)
    """The TokenChoice to go on with."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setObjectName("small")
        self._title.setWordWrap(True)
        self._list = QListWidget()
        self._list.setAccessibleName(_("What else the model thought of"))
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = _ChoiceDelegate(self._list)
        self._list.setItemDelegate(self._delegate)
        self._list.itemClicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self._title)
        column.addWidget(self._list)

    def offer(self, token: ShownToken, below: QRect, *, is_inside_character: bool) -> None:
        """Of this token, under its rectangle on the screen."""
        self._title.setText(_title(token))
        self.setAccessibleName(self._title.text())
        self._list.clear()
        for choice in _choices(token, is_inside_character=is_inside_character):
            item = QListWidgetItem(choice.text)
            item.setData(_ITEM, choice)
            words = ", ".join(filter(None, (choice.text, percent(choice.token.probability), choice.why)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip(choice.why)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.setFixedHeight(self._list.count() * self.look.px(tokens.LIST_ROW_HEIGHT) + 2)
        self.adjustSize()
        self._place(below)
        self.show()
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def dress(self, look: Look) -> None:
        self.look = look
        self._delegate.dress(look)
        self.setFixedWidth(look.px(_WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self._list.currentItem())
        else:
            super().keyPressEvent(event)

    def _place(self, below: QRect) -> None:
        """Inside the screen, above the token where there is no room below it."""
        screen = self.screen().availableGeometry()
        left = max(screen.left(), min(below.left(), screen.right() - self.width()))
        top = below.bottom() + tokens.SPACE_1
        if top + self.height() > screen.bottom():
            top = below.top() - tokens.SPACE_1 - self.height()
        self.move(QPoint(left, max(screen.top(), top)))

    def _choose(self, item: QListWidgetItem | None) -> None:
        choice: _Choice | None = item.data(_ITEM) if item else None
        if choice and not choice.why:
            self.hide()
            self.chosen.emit(choice.token)


def _title(token: ShownToken) -> str:
    rank = next((at for at, one in enumerate(token.alternatives, 1) if one.id == token.id), None)
    chance = percent(token.probability or 0)
    if rank == 1:
        return _("The model held this token for the likeliest, with {percent}.").format(percent=chance)
    if rank:
        words = _("This token was choice {rank}, with {percent}. Choose another to continue from there.")
        return words.format(rank=rank, percent=chance)
    words = _("This token was none of the likeliest: {percent}. Choose another to continue from there.")
    return words.format(percent=chance)


def _choices(token: ShownToken, *, is_inside_character: bool) -> Sequence[_Choice]:
    return [_choice(one, is_taken=one.id == token.id, is_inside=is_inside_character) for one in token.alternatives]


def _choice(one: TokenChoice, *, is_taken: bool, is_inside: bool) -> _Choice:
    """Bytes that are no whole characters, and signs that are no text, cannot begin what is written on."""
    text = spelled(one.text)
    why = ""
    if one.is_control:
        why = _("a control token")
    elif one.raw:
        text = bytes.fromhex(one.raw).hex(" ").upper()
        why = _("a piece of a character")
    elif is_inside:
        why = _("in the middle of a character")
    elif is_taken:
        why = _("stands there")
    return _Choice(one, text, is_taken, why)


class _ChoiceDelegate(PopupDelegate):
    """The token, a bar as long as it is likely, and the number."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, self.look.px(tokens.LIST_ROW_HEIGHT))

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        choice: _Choice = index.data(_ITEM)
        look, theme = self.look, self.look.theme
        rect: QRect = option.rect
        self.paint_ground(painter, option, tokens.RADIUS_SMALL)
        room = rect.adjusted(look.px(8), 0, -look.px(8), 0)
        track = QRectF(room.left(), room.bottom() - look.px(5), room.width(), look.px(2))
        painter.fillRect(track, QColor(theme.hover))
        track.setWidth(track.width() * min(1.0, choice.token.probability))
        painter.fillRect(track, QColor(theme.accent))
        self._paint_words(painter, room.adjusted(0, 0, 0, -look.px(4)), choice)

    def _paint_words(self, painter: QPainter, room: QRect, choice: _Choice) -> None:
        look, theme = self.look, self.look.theme
        small = look.font(tokens.TEXT_SMALL)
        remark = "" if choice.is_taken else choice.why
        words = " · ".join(filter(None, (remark, percent(choice.token.probability))))
        wide = QFontMetrics(small).horizontalAdvance(words)
        painter.setFont(small)
        painter.setPen(QColor(theme.ink_second))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        left = room.adjusted(0, 0, -wide - look.px(8), 0)
        if choice.is_taken:
            side = look.px(14)
            icons.paint(painter, "check", QRectF(left.left(), left.center().y() - side / 2, side, side), theme.accent)
            left.setLeft(left.left() + side + look.px(6))
        font = fixed_font(scale=look.scale)
        painter.setFont(font)
        painter.setPen(QColor(theme.ink_second if choice.why and not choice.is_taken else theme.ink))
        text = elided(choice.text.replace(" ", "·"), QFontMetrics(font), left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
