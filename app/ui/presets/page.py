"""The place "Presets": the name on top, the editor in the middle, the exact prompt and a try beside it."""

from enum import Enum, auto
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.presets.editor import PresetEditor
from app.ui.presets.fields import Line
from app.ui.presets.preset_list import PresetList, menu_of
from app.ui.presets.side import Side
from app.ui.presets.steps import Steps
from app.ui.presets.values import ListedPreset
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.blank import Blank, BlankView
from app.ui.widgets.chips import Chip, ChipLabel, Tone
from app.ui.widgets.controls import Button, IconButton, YieldingButton
from app.ui.widgets.dropped import dropped_files
from app.ui.widgets.flow import Flow
from app.ui.widgets.notices import Notices
from app.ui.widgets.place import PlacePage
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

_BOTH: Final = 840
"""px at 100 % from which on editor and side stand beside each other."""
_SHARE: Final = 0.48
"""Of the width, that the side takes at most."""
_AFTER_NAME: Final = 2
_ANY: Final = 16_777_215
_FILES: Final = frozenset({".toml", ".csv", ".tsv", ".jsonl", ".ndjson"})


class Pane(Enum):
    """Where only one has room."""

    EDITOR = auto()
    SIDE = auto()


class PresetsPage(PlacePage):
    dropped = Signal(object)
    """Paths of files: presets, or examples for the one that is open."""
    renamed = Signal(str)
    wished = Signal(object, str)
    """A Wish, and the key of the preset that it is for."""
    acted = Signal(str)
    """A button that stood where there was no preset to show."""
    redone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Presets"), parent)
        self._look = Look()
        self._shown = ListedPreset("", "")
        self._pane = Pane.EDITOR
        self.sidebar_button.show_as("sidebar", _("Show the presets (Ctrl+B)"))
        self.list = PresetList()
        self.name = Line(_("Name of the preset"), hint=_("Name"))
        self._chip = ChipLabel()
        self.duplicate_button = YieldingButton(_("Duplicate to edit"))
        self.steps = Steps()
        self._menu = IconButton("more", _("More that can be done with this preset"))
        self.notices = Notices()
        self.editor = PresetEditor()
        self.side = Side()
        self._blank = BlankView()
        self._nothing = QWidget()
        self._tabs = {Pane.EDITOR: _tab(_("Edit")), Pane.SIDE: _tab(_("Prompt and try"))}
        self._tab_row = QWidget()
        self._header = QFrame()
        self._panes = QWidget()
        self._pages = QStackedWidget()
        self._build()
        self._connect()

    @property
    def shown_key(self) -> str:
        """Of the preset, or of the file that is none."""
        return self._shown.key

    def show_preset(self, listed: ListedPreset) -> None:
        """Which one it is; what stands in it is shown by editor and side."""
        self._shown = listed
        self._chip.show_chip(Chip(_("built in")) if listed.is_builtin else None)
        self.duplicate_button.setVisible(listed.is_builtin)
        self.steps.setVisible(not listed.is_builtin)
        self._menu.setVisible(True)
        self.name.setReadOnly(False)
        self._pages.setCurrentWidget(self._panes)
        self.list.show_open(listed.key)
        self._arrange()

    def show_blank(self, blank: Blank, listed: ListedPreset | None = None) -> None:
        """Instead of a preset: there is none, or its file cannot be read."""
        self._shown = listed or ListedPreset("", "")
        self._blank.show_blank(blank)
        self._chip.show_chip(None)
        self.duplicate_button.hide()
        self.steps.hide()
        self._menu.setVisible(bool(self._shown.key))
        self.name.show_text(self._shown.name)
        self.name.setReadOnly(True)
        self._pages.setCurrentWidget(self._nothing)
        self.list.show_open(self._shown.key)
        self._arrange()

    def show_unsaved(self, words: str) -> None:
        """Why what is written is not in the file yet; empty when it is."""
        self._chip.show_chip(Chip(_("not saved yet"), Tone.PARTLY) if words else None)
        if words:
            self._chip.setToolTip(words)
            self._chip.setAccessibleDescription(words)

    def turn_to(self, pane: Pane) -> None:
        self._pane = pane
        self._tabs[pane].setChecked(True)
        self._arrange()

    def take_focus(self) -> None:
        if self.list.isVisible():
            self.list.start_search()
        else:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._look = look
        for part in (self.list, self._chip, self.steps, self._menu, self.notices, self.editor, self.side):
            part.dress(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends first what is being tried."""
        if event.key() == Qt.Key.Key_Escape and self.side.try_it.is_running:
            self.side.try_it.stopped.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = _files(event)
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.name.setObjectName("name")
        self._header.setMinimumHeight(tokens.HEADER_HEIGHT)
        row = self._top = QHBoxLayout(self._header)
        row.setContentsMargins(tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_4, tokens.SPACE_2)
        row.setSpacing(tokens.SPACE_2)
        for part, stretch in (
            (self.sidebar_button, 0),
            (self.name, 1),
            (self._chip, 0),
            (self.duplicate_button, 0),
            (self.steps, 0),
            (self._menu, 0),
            (self.back_button, 0),
        ):
            row.addWidget(part, stretch)
        group = QButtonGroup(self)
        self._tools = Flow(self._tab_row, gap=tokens.SPACE_2)
        for tab in self._tabs.values():
            group.addButton(tab)
            self._tools.addWidget(tab)
        middle = QWidget()
        left = QVBoxLayout(middle)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        self._under = under = QHBoxLayout()
        under.addWidget(self._tab_row)
        left.addWidget(self._header)
        left.addLayout(under)
        left.addWidget(self.notices)
        left.addWidget(self._pages, 1)
        panes = QHBoxLayout(self._panes)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.addWidget(self.editor)
        self._pages.addWidget(self._panes)
        empty = QVBoxLayout(self._nothing)
        empty.setContentsMargins(tokens.SPACE_4, 0, tokens.SPACE_4, 0)
        empty.addWidget(self._blank)
        self._pages.addWidget(self._nothing)
        self._inside = panes
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self.side)
        follow(self.sidebar_button, [middle, self.side])

    def _connect(self) -> None:
        self.list.left.connect(self.left)
        self.list.wished.connect(self.wished)
        self.name.edited.connect(self.renamed)
        self._blank.acted.connect(self.acted)
        self._menu.clicked.connect(self._show_menu)
        for pane, tab in self._tabs.items():
            tab.clicked.connect(lambda _checked, pane=pane: self.turn_to(pane))
        self._tabs[Pane.EDITOR].setChecked(True)
        for keys in ("Ctrl+Shift+Z", "Ctrl+Y"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.redone)  # like undo from anywhere in the window

    def _show_menu(self) -> None:
        menu = menu_of(self._shown, self.wished.emit, parent=self)
        menu.popup(self._menu.mapToGlobal(self._menu.rect().bottomLeft()))

    def _arrange(self) -> None:
        """Where there is little room, editor and side take turns."""
        has_preset = self._pages.currentWidget() is self._panes
        is_wide = self.width() >= self._look.px(_BOTH)
        self._tab_row.setVisible(not is_wide and has_preset)
        self._under.setContentsMargins(tokens.SPACE_4, 0, tokens.SPACE_4, 0 if is_wide else tokens.SPACE_2)
        self.editor.set_edge(tokens.SPACE_6 if is_wide else tokens.SPACE_4)
        self._place_deeds(is_wide=is_wide)
        is_beside = self._row.indexOf(self.side) >= 0
        if is_wide and not is_beside:
            self._inside.removeWidget(self.side)
            self._row.addWidget(self.side)
        elif not is_wide and is_beside:
            self._row.removeWidget(self.side)
            self._inside.addWidget(self.side)
        wide = min(self._look.px(tokens.PANEL_WIDTH), round(self.width() * _SHARE))
        self.side.setMinimumWidth(wide if is_wide else 0)
        self.side.setMaximumWidth(wide if is_wide else _ANY)
        self.editor.setVisible(is_wide or self._pane is Pane.EDITOR)
        self.side.setVisible(has_preset and (is_wide or self._pane is Pane.SIDE))

    def _place_deeds(self, *, is_wide: bool) -> None:
        """Beside the name, or beside the tabs, so that the name can be read."""
        is_beside = self._top.indexOf(self.duplicate_button) >= 0
        if is_wide is is_beside:
            return
        for at, part in enumerate((self._chip, self.duplicate_button, self.steps)):
            (self._tools if is_wide else self._top).removeWidget(part)
            if is_wide:
                self._top.insertWidget(_AFTER_NAME + at, part)
            else:
                self._tools.addWidget(part)


def _tab(words: str) -> Button:
    button = Button(words, kind="tab")
    button.setCheckable(True)
    return button


def _files(event: QDropEvent) -> tuple[Path, ...]:
    """Those that may be presets or examples."""
    return tuple(path for path in dropped_files(event) if path.suffix.lower() in _FILES)
