"""The models on this computer, as a list that drops down from the pill: search it, choose one, add more."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
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
_ROW: Final = 50
_MOST_ROWS: Final = 7
_ITEM: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class ModelItem:
    """One model file as the list shows it; remark is its size, quantization and the like, in words."""

    path: str
    name: str
    remark: str
    is_chosen: bool = False


class ModelPicker(Popup):
    chosen = Signal(str)
    folder_wanted = Signal()
    file_wanted = Signal()
    page_wanted = Signal()
    """The place where models are found and looked after."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Models on this computer"))
        self._search = QLineEdit()
        self._list = QListWidget()
        self._empty = QLabel()
        self._delegate = _ModelDelegate(self._list)
        self._build()

    def show_models(self, models: tuple[ModelItem, ...]) -> None:
        self._list.clear()
        for model in models:
            item = QListWidgetItem(model.name)
            item.setData(_ITEM, model)
            item.setData(Qt.ItemDataRole.ToolTipRole, model.path)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{model.name}, {model.remark}")
            self._list.addItem(item)
            if model.is_chosen:
                self._list.setCurrentItem(item)
        self._filter(self._search.text())

    def drop_down(self, below: QWidget) -> None:
        """Open under this widget, right-aligned with it, inside the window."""
        self._search.clear()
        self.adjustSize()
        corner = below.mapToGlobal(QPoint(below.width() - self.width(), below.height() + tokens.SPACE_1))
        window = below.window().mapToGlobal(QPoint(tokens.SPACE_1, 0))
        self.move(max(corner.x(), window.x()), corner.y())
        self.show()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def dress(self, look: Look) -> None:
        self.look = look
        self._delegate.dress(look)
        self.setFixedWidth(look.px(_WIDTH))
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
        self._search.setPlaceholderText(_("Search models"))
        self._search.setAccessibleName(_("Search models"))
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._list.setAccessibleName(_("Models on this computer"))
        self._list.setItemDelegate(self._delegate)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._choose)
        self._list.itemActivated.connect(self._choose)
        self._empty.setObjectName("muted")
        self._empty.setWordWrap(True)
        folder = Button(_("Add a folder…"), icon="folder")
        folder.clicked.connect(self._ask_folder)
        file = Button(_("Open a file…"), icon="file")
        file.clicked.connect(self._ask_file)
        page = Button(_("Find and look after models…"), kind="link", icon="models")
        page.clicked.connect(self._ask_page)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.SPACE_2)
        foot.addWidget(folder, 1)
        foot.addWidget(file, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        for widget in (self._search, self._empty, self._list):
            column.addWidget(widget)
        column.addLayout(foot)
        column.addWidget(page)

    def _filter(self, wanted: str) -> None:
        words = wanted.casefold().split()
        for item in self._items():
            model: ModelItem = item.data(_ITEM)
            said = f"{model.name} {model.remark} {model.path}".casefold()
            item.setHidden(not all(word in said for word in words))
        shown = [item for item in self._items() if not item.isHidden()]
        if shown and self._list.currentItem() not in shown:
            self._list.setCurrentItem(shown[0])
        self._fit()

    def _fit(self) -> None:
        rows = sum(not item.isHidden() for item in self._items())
        no_models = _("No model is on this computer yet. Open a GGUF file, or add the folder where yours are.")
        self._empty.setText(_("No model is called that.") if self._list.count() else no_models)
        self._empty.setVisible(rows == 0)
        self._list.setVisible(rows > 0)
        self._list.setFixedHeight(self.look.px(_ROW) * min(rows, _MOST_ROWS) + 2)
        self.adjustSize()

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _step(self, by: int) -> None:
        shown = [item for item in self._items() if not item.isHidden()]
        if shown:
            at = shown.index(self._list.currentItem()) if self._list.currentItem() in shown else -by
            self._list.setCurrentItem(shown[(at + by) % len(shown)])

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            self.hide()
            model: ModelItem = item.data(_ITEM)
            self.chosen.emit(model.path)

    def _ask_page(self) -> None:
        self.hide()
        self.page_wanted.emit()

    def _ask_folder(self) -> None:
        self.hide()
        self.folder_wanted.emit()

    def _ask_file(self) -> None:
        self.hide()
        self.file_wanted.emit()


class _ModelDelegate(QStyledItemDelegate):
    """Two lines: the name, and the numbers below it; the chosen one has a tick."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._look.px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model: ModelItem = index.data(_ITEM)
        look, theme = self._look, self._look.theme
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        side = look.px(16)
        room = rect.adjusted(look.px(10), look.px(6), -look.px(10) - (side if model.is_chosen else 0), -look.px(6))
        high = room.height() // 2
        for words, font, colour, top in (
            (model.name, look.font(weight=tokens.WEIGHT_TITLE), theme.ink, room.top()),
            (model.remark, look.font(tokens.TEXT_SMALL), theme.ink_second, room.top() + high),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            text = elided(words, QFontMetrics(font), room.width())
            painter.drawText(QRect(room.left(), top, room.width(), high), Qt.AlignmentFlag.AlignVCenter, text)
        if model.is_chosen:
            tick = QRect(rect.right() - look.px(10) - side, rect.center().y() - side // 2, side, side)
            icons.paint(painter, "check", tick.toRectF(), theme.accent)
        painter.restore()
