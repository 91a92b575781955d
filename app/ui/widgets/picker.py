"""A list that opens from a pill: search it, choose one with two lines, or go where what it lists is looked after."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, elided
from app.ui.widgets.popup import Popup, PopupDelegate
from app.ui.widgets.row_list import AnyIndex

_HEADING: Final = 28
_ITEM: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class PickerItem:
    """One that can be chosen, in words; group is the heading that it stands under, hint its tooltip."""

    key: str
    name: str
    remark: str = ""
    group: str = ""
    is_chosen: bool = False
    hint: str = ""


class Picker(Popup):
    """Its heirs say what stands where nothing is found, and how high the list may become."""

    chosen = Signal(str)
    """A key."""
    page_wanted = Signal()
    """The place where what is listed is looked after."""

    def __init__(self, parent: QWidget, *, name: str, search: str, row: int, edge: int) -> None:
        """Row and edge: px at 100 %, height of an item and what is free in it above and below."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.search = QLineEdit()
        self.search.setPlaceholderText(search)
        self.search.setAccessibleName(search)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self._delegate = _ItemDelegate(self, row=row, edge=edge)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setItemDelegate(self._delegate)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self._empty = QLabel()
        self._empty.setObjectName("muted")
        self._empty.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        self.column.setSpacing(tokens.SPACE_2)
        for widget in (self.search, self._empty, self.list):
            self.column.addWidget(widget)

    @property
    @abstractmethod
    def nothing(self) -> str:
        """What stands there instead of a list without an item."""

    @property
    @abstractmethod
    def most_height(self) -> int:
        """px; a longer list scrolls."""

    def show_items(self, items: Iterable[PickerItem]) -> None:
        """Those of a group must stand together."""
        self.list.clear()
        group = ""
        for item in items:
            if item.group != group:
                group = item.group
                self.list.addItem(_heading(group))
            line = _line(item)
            self.list.addItem(line)
            if item.is_chosen:
                self.list.setCurrentItem(line)
        self._filter(self.search.text())

    def dress(self, look: Look) -> None:
        self.look = look
        self._delegate.dress(look)
        self.fit()

    def fit(self) -> None:
        """As high as what is found."""
        seen = [line for line in self._lines() if not line.isHidden()]
        self._empty.setText(self.nothing)
        self._empty.setVisible(not seen)
        self.list.setVisible(bool(seen))
        high = sum(self._delegate.height_of(line.data(_ITEM)) for line in seen)
        self.list.setFixedHeight(min(high, self.most_height) + 2)
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the person types in the search."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.search:
            match Qt.Key(event.key()):
                case Qt.Key.Key_Down | Qt.Key.Key_Up:
                    self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._choose(self.list.currentItem())
                    return True
                case _:
                    pass
        return super().eventFilter(watched, event)

    def way_out(self, words: str, wish: SignalInstance, *, icon: str, kind: str = "") -> Button:
        """A button below the list, which closes it and tells this wish."""
        button = Button(words, kind=kind, icon=icon)
        button.clicked.connect(self.hide)
        button.clicked.connect(wish)
        return button

    def _filter(self, wanted: str) -> None:
        words = wanted.casefold().split()
        heading: QListWidgetItem | None = None
        for line in self._lines():
            item: PickerItem | None = line.data(_ITEM)
            if item is None:
                heading = line
                heading.setHidden(True)
                continue
            said = f"{item.name} {item.remark} {item.group} {item.hint}".casefold()
            line.setHidden(not all(word in said for word in words))
            if heading and not line.isHidden() and item.group:
                heading.setHidden(False)
        shown = self._shown()
        if shown and self.list.currentItem() not in shown:
            self.list.setCurrentItem(shown[0])
        self.fit()

    def _lines(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _shown(self) -> list[QListWidgetItem]:
        """What can be chosen."""
        return [line for line in self._lines() if line.data(_ITEM) and not line.isHidden()]

    def _step(self, by: int) -> None:
        shown = self._shown()
        if shown:
            at = shown.index(self.list.currentItem()) if self.list.currentItem() in shown else -by
            self.list.setCurrentItem(shown[(at + by) % len(shown)])

    def _choose(self, line: QListWidgetItem | None) -> None:
        if line is not None and not line.isHidden() and line.data(_ITEM):
            self.hide()
            item: PickerItem = line.data(_ITEM)
            self.chosen.emit(item.key)


def _heading(words: str) -> QListWidgetItem:
    line = QListWidgetItem(words)
    line.setFlags(Qt.ItemFlag.NoItemFlags)
    return line


def _line(item: PickerItem) -> QListWidgetItem:
    line = QListWidgetItem(item.name)
    line.setData(_ITEM, item)
    line.setData(Qt.ItemDataRole.ToolTipRole, item.hint)
    said = ", ".join(filter(None, (item.name, item.remark, item.group)))
    line.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    return line


class _ItemDelegate(PopupDelegate):
    """Two lines: the name, and what it is for; the chosen one has a tick. A heading is one small line."""

    def __init__(self, parent: QWidget, *, row: int, edge: int) -> None:
        super().__init__(parent)
        self._row = row
        self._edge = edge

    def height_of(self, item: PickerItem | None) -> int:
        return self.look.px(self._row if item else _HEADING)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, self.height_of(index.data(_ITEM)))

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        item: PickerItem | None = index.data(_ITEM)
        if item is None:
            self._paint_heading(painter, option.rect, str(index.data()))
        else:
            self.paint_ground(painter, option)
            self._paint_item(painter, option.rect, item)

    def _paint_heading(self, painter: QPainter, rect: QRect, words: str) -> None:
        look = self.look
        painter.setFont(look.font(tokens.TEXT_SMALL, weight=tokens.WEIGHT_TITLE))
        painter.setPen(QColor(look.theme.ink_second))
        painter.drawText(rect.adjusted(look.px(10), 0, 0, -look.px(3)), Qt.AlignmentFlag.AlignBottom, words)

    def _paint_item(self, painter: QPainter, rect: QRect, item: PickerItem) -> None:
        look, theme = self.look, self.look.theme
        side, edge, high = look.px(16), look.px(10), look.px(self._edge)
        room = rect.adjusted(edge, high, -edge - (side if item.is_chosen else 0), -high)
        lines = [(item.name, look.font(weight=tokens.WEIGHT_TITLE), theme.ink)]
        if item.remark:
            lines.append((item.remark, look.font(tokens.TEXT_SMALL), theme.ink_second))
        high = room.height() // len(lines)
        for number, (words, font, colour) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QRect(room.left(), room.top() + number * high, room.width(), high)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided(words, QFontMetrics(font), room.width()))
        if item.is_chosen:
            tick = QRect(rect.right() - edge - side, rect.center().y() - side // 2, side, side)
            icons.paint(painter, "check", tick.toRectF(), theme.accent)
