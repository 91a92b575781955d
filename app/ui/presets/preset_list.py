"""What stands in the sidebar while presets are looked at: the way back, a new one, the search, and all of them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.ui.presets.values import ListedPreset, Wish
from app.ui.sidebar.headed_list import HeadedList
from app.ui.sidebar.headed_model import HeadedModel
from app.ui.sidebar.side_button import SideButton
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.ui.widgets.search_field import SearchField
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
        self._model = _Model(self)
        self._back = SideButton(_("Chats"), kind="place", icon="back")
        self._back.setToolTip(_("Back to the chat (Esc)"))
        self._new = SideButton(_("New preset"), kind="new", icon="plus")
        self._import = IconButton("download", _("Import a file…"))
        self.list = _List(self._model)
        self.search = SearchField(_("Search presets"), self.list, name=_("Search presets"))
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
        self.search.start()

    def dress(self, look: Look) -> None:
        for part in (self._back, self._new, self._import, self.list, self.undo):
            part.dress(look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the chat from here as from the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _filter(self) -> None:
        words = self.search.wanted.casefold().split()
        found = [one for one in self._presets if all(word in f"{one.name} {one.what}".casefold() for word in words)]
        self._model.show_items((one.heading, one) for one in found)
        self._nothing.setText(_("No preset has “{words}” in it.").format(words=self.search.wanted))
        self._nothing.setVisible(bool(words) and not found)

    def _build(self) -> None:
        self.search.setObjectName("search")
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
        self.search.textChanged.connect(self._filter)
        self._back.clicked.connect(self.left)
        self._new.clicked.connect(self.new_wanted)
        self._import.clicked.connect(self.import_wanted)
        self.list.opened.connect(self.opened)
        self.list.wished.connect(self.wished)


class _Model(HeadedModel[ListedPreset]):
    def tell(self, item: ListedPreset, role: int) -> str | bool | None:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.name
            case Qt.ItemDataRole.ToolTipRole:
                return item.what
            case Qt.ItemDataRole.AccessibleTextRole:
                return _("{name}, built in").format(name=item.name) if item.is_builtin else item.name
        return None


class _List(HeadedList[ListedPreset]):
    wished = Signal(object, str)

    def __init__(self, model: _Model) -> None:
        super().__init__(model, name=_("Presets"))
        self.deleted.connect(partial(self.wished.emit, Wish.DELETE))

    def menu_of(self, item: ListedPreset) -> QMenu:
        return menu_of(item, self.wished.emit, parent=self)


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
