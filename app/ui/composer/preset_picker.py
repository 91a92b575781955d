"""The presets as a list that opens above the pill: search it, choose one or none, go where they are looked after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons
from app.ui.controls import Button, elided
from app.ui.look import Look
from app.ui.popup import Popup
from app.ui.theme import tokens
from app.words.catalog import _

_WIDTH: Final = 400
_ROW: Final = 46
_HEADING: Final = 28
_MOST: Final = 380
"""px at 100 %; a longer list scrolls."""
_ITEM: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class PresetItem:
    """One preset as the list shows it. An empty key is no preset; group is the heading that it stands under."""

    key: str
    name: str
    remark: str = ""
    group: str = ""
    is_chosen: bool = False


class PresetPicker(Popup):
    chosen = Signal(str)
    """A key; empty for none."""
    page_wanted = Signal()
    """The place where presets are looked after."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAccessibleName(_("Presets"))
        self._search = QLineEdit()
        self._list = QListWidget()
        self._empty = QLabel(_("No preset is called that."))
        self._delegate = _PresetDelegate(self._list)
        self._build()

    def show_presets(self, presets: Sequence[PresetItem]) -> None:
        """Those of a group must stand together."""
        self._list.clear()
        group = ""
        for preset in presets:
            if preset.group != group:
                group = preset.group
                self._list.addItem(_heading(group))
            item = QListWidgetItem(preset.name)
            item.setData(_ITEM, preset)
            item.setData(Qt.ItemDataRole.ToolTipRole, preset.remark)
            said = ", ".join(filter(None, (preset.name, preset.remark, preset.group)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self._list.addItem(item)
            if preset.is_chosen:
                self._list.setCurrentItem(item)
        self._filter(self._search.text())

    def open_above(self, pill: QWidget) -> None:
        """Left-aligned with this widget, inside the window; under it where there is no room above."""
        self._search.clear()
        window = pill.window()
        self.setFixedWidth(min(self.look.px(_WIDTH), window.width() - 2 * tokens.SPACE_1))
        self._fit()
        left = pill.mapTo(window, QPoint(0, 0)).x()
        top = pill.mapTo(window, QPoint(0, 0)).y() - self.height() - tokens.SPACE_1
        left = max(tokens.SPACE_1, min(left, window.width() - self.width() - tokens.SPACE_1))
        self.move(window.mapToGlobal(QPoint(left, max(tokens.SPACE_1, top))))
        self.show()
        self._list.scrollToItem(self._list.currentItem())
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def dress(self, look: Look) -> None:
        self.look = look
        self._delegate.dress(look)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the person types in the search."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self._search:
            match Qt.Key(event.key()):
                case Qt.Key.Key_Down | Qt.Key.Key_Up:
                    self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._choose(self._list.currentItem())
                    return True
                case _:
                    pass
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._search.setPlaceholderText(_("Search presets"))
        self._search.setAccessibleName(_("Search presets"))
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._list.setAccessibleName(_("Presets"))
        self._list.setItemDelegate(self._delegate)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.itemClicked.connect(self._choose)
        self._list.itemActivated.connect(self._choose)
        self._empty.setObjectName("muted")
        self._empty.setWordWrap(True)
        page = Button(_("Look after presets…"), kind="link", icon="presets")
        page.clicked.connect(self._ask_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        for widget in (self._search, self._empty, self._list, page):
            column.addWidget(widget)

    def _filter(self, wanted: str) -> None:
        words = wanted.casefold().split()
        heading: QListWidgetItem | None = None
        for item in self._items():
            preset: PresetItem | None = item.data(_ITEM)
            if preset is None:
                heading = item
                heading.setHidden(True)
                continue
            said = f"{preset.name} {preset.remark} {preset.group}".casefold()
            item.setHidden(not all(word in said for word in words))
            if heading and not item.isHidden() and preset.group:
                heading.setHidden(False)
        shown = self._shown()
        if shown and self._list.currentItem() not in shown:
            self._list.setCurrentItem(shown[0])
        self._fit()

    def _fit(self) -> None:
        seen = [item for item in self._items() if not item.isHidden()]
        high = sum(self.look.px(_ROW if item.data(_ITEM) else _HEADING) for item in seen)
        self._empty.setVisible(not seen)
        self._list.setVisible(bool(seen))
        room = self._over.window().height() - self.look.px(160)
        self._list.setFixedHeight(min(high, self.look.px(_MOST), max(self.look.px(_ROW), room)) + 2)
        self.adjustSize()

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _shown(self) -> list[QListWidgetItem]:
        """What can be chosen."""
        return [item for item in self._items() if item.data(_ITEM) and not item.isHidden()]

    def _step(self, by: int) -> None:
        shown = self._shown()
        if shown:
            at = shown.index(self._list.currentItem()) if self._list.currentItem() in shown else -by
            self._list.setCurrentItem(shown[(at + by) % len(shown)])

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden() and item.data(_ITEM):
            self.hide()
            preset: PresetItem = item.data(_ITEM)
            self.chosen.emit(preset.key)

    def _ask_page(self) -> None:
        self.hide()
        self.page_wanted.emit()


def _heading(words: str) -> QListWidgetItem:
    item = QListWidgetItem(words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


class _PresetDelegate(QStyledItemDelegate):
    """Two lines: the name, and what it is for; the chosen one has a tick. A heading is one small line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._look.px(_ROW if index.data(_ITEM) else _HEADING))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        preset: PresetItem | None = index.data(_ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if preset is None:
            self._paint_heading(painter, option.rect, str(index.data()))
        else:
            if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._look.theme.accent_soft))
                rect: QRect = option.rect
                painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
            self._paint_preset(painter, option.rect, preset)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, words: str) -> None:
        look = self._look
        painter.setFont(look.font(tokens.TEXT_SMALL, weight=tokens.WEIGHT_TITLE))
        painter.setPen(QColor(look.theme.ink_second))
        painter.drawText(rect.adjusted(look.px(10), 0, 0, -look.px(3)), Qt.AlignmentFlag.AlignBottom, words)

    def _paint_preset(self, painter: QPainter, rect: QRect, preset: PresetItem) -> None:
        look, theme = self._look, self._look.theme
        side = look.px(16)
        room = rect.adjusted(look.px(10), look.px(4), -look.px(10) - (side if preset.is_chosen else 0), -look.px(4))
        lines = [(preset.name, look.font(weight=tokens.WEIGHT_TITLE), theme.ink)]
        if preset.remark:
            lines.append((preset.remark, look.font(tokens.TEXT_SMALL), theme.ink_second))
        high = room.height() // len(lines)
        for number, (words, font, colour) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QRect(room.left(), room.top() + number * high, room.width(), high)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided(words, QFontMetrics(font), room.width()))
        if preset.is_chosen:
            tick = QRect(rect.right() - look.px(10) - side, rect.center().y() - side // 2, side, side)
            icons.paint(painter, "check", tick.toRectF(), theme.accent)
