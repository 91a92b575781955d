"""What stands in the sidebar while presets are looked at: the way back, a new one, the search, and all of them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QLineEdit, QListView, QMenu, QVBoxLayout, QWidget

from app.ui.presets.list_model import AnyIndex, PresetListModel
from app.ui.presets.values import ListedPreset, Wish
from app.ui.sidebar.delegate import ChatDelegate
from app.ui.sidebar.side_button import SideButton
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.ui.widgets.undo import Undo
from app.words.catalog import _


class PresetList(QWidget):
    left = Signal()
    new_wanted = Signal()
    import_wanted = Signal()
    opened = Signal(str)
    """A preset's key."""
    wished = Signal(object, str)
    """A Wish, and the key of the preset that it is for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets: tuple[ListedPreset, ...] = ()
        self._model = PresetListModel(self)
        self._back = SideButton(_("Chats"), kind="place", icon="back")
        self._back.setToolTip(_("Back to the chat (Esc)"))
        self._new = SideButton(_("New preset"), kind="new", icon="plus")
        self._import = IconButton("download", _("Import a file…"))
        self.search = QLineEdit()
        self.list = _List(self._model)
        self.undo = Undo()
        self._nothing = QLabel()
        self._build()
        self._connect()

    def show_presets(self, presets: Sequence[ListedPreset]) -> None:
        """All there are, in the order of the list."""
        self._presets = tuple(presets)
        self._filter()

    def show_open(self, key: str) -> None:
        self._model.show_open(key)
        self.list.setCurrentIndex(self._model.index_of(key))

    def start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def dress(self, look: Look) -> None:
        for part in (self._back, self._new, self._import, self.list, self.undo):
            part.dress(look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search into the list, Esc ends the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the chat from here as from the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _filter(self) -> None:
        wanted = self.search.text().strip().casefold()
        words = wanted.split()
        found = [one for one in self._presets if all(word in f"{one.name} {one.what}".casefold() for word in words)]
        self._model.show_presets(found)
        self._nothing.setText(_("No preset has “{words}” in it.").format(words=self.search.text().strip()))
        self._nothing.setVisible(bool(wanted) and not found)

    def _build(self) -> None:
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Search presets"))
        self.search.setAccessibleName(_("Search presets"))
        self._nothing.setObjectName("muted")
        self._nothing.setWordWrap(True)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        new = QHBoxLayout()
        new.setSpacing(tokens.SPACE_1)
        new.addWidget(self._new, 1)
        new.addWidget(self._import)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._back)
        column.addSpacing(tokens.SPACE_1)
        column.addLayout(new)
        column.addSpacing(10)
        column.addWidget(self.search)
        column.addSpacing(tokens.SPACE_1)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self.undo)

    def _connect(self) -> None:
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._filter)
        self._back.clicked.connect(self.left)
        self._new.clicked.connect(self.new_wanted)
        self._import.clicked.connect(self.import_wanted)
        self.list.opened.connect(self.opened)
        self.list.wished.connect(self.wished)


class _List(QListView):
    opened = Signal(str)
    wished = Signal(object, str)

    def __init__(self, model: PresetListModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets = model
        self._delegate = ChatDelegate(self, self)
        self._under_mouse = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Presets"))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)

    def dress(self, look: Look) -> None:
        self._delegate.dress(look)
        self.setFont(look.font())
        self.doItemsLayout()

    def is_under_mouse(self, index: AnyIndex) -> bool:
        return self._under_mouse == index

    def has_keyboard(self, index: AnyIndex) -> bool:
        return self.hasFocus() and self.currentIndex() == index

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._note_mouse(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._note_mouse(QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        preset = self._presets.preset(self.currentIndex())
        match Qt.Key(event.key()):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if preset:
                self.opened.emit(preset.key)
            case Qt.Key.Key_Delete if preset:
                self.wished.emit(Wish.DELETE, preset.key)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        preset = self._presets.preset(index)
        if preset:
            below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            menu_of(preset, self.wished.emit, parent=self).popup(below if by_keyboard else event.globalPos())

    def _note_mouse(self, index: QModelIndex) -> None:
        if self._under_mouse != index:
            self._under_mouse = QPersistentModelIndex(index)
            self.viewport().update()

    def _open(self, index: AnyIndex) -> None:
        preset = self._presets.preset(index)
        if preset:
            self.opened.emit(preset.key)


def menu_of(preset: ListedPreset, wish: Callable[[Wish, str], object], *, parent: QWidget) -> QMenu:
    """What can be done with it, which wish is told of. A file that cannot be read can only be opened, or deleted."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    wishes: list[tuple[Wish, str, str]] = []
    if not preset.is_broken:
        wishes += [
            (Wish.USE, "text", _("Use in a new chat")),
            (Wish.DUPLICATE, "file", _("Duplicate")),
            (Wish.EXPORT, "download", _("Export…")),
        ]
    if not preset.is_builtin:
        wishes += [(Wish.SHOW_FILE, "folder", _("Open the file")), (Wish.DELETE, "bin", _("Delete"))]
    for deed, icon, words in wishes:
        menu.addAction(icons.icon(icon), words).triggered.connect(partial(_tell, wish, deed, preset.key))
    return menu


def _tell(wish: Callable[[Wish, str], object], deed: Wish, key: str, *_is_checked: bool) -> None:
    wish(deed, key)
