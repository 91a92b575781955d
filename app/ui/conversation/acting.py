"""What the person does with a message: copy it, activate what is in it, choose an action; wishes leave as signals."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.ui.conversation.action_bar import Action, ActionBar
from app.ui.conversation.code import CodeRun, CodeSegment
from app.ui.conversation.context_menu import MessageMenu
from app.ui.conversation.reader import Reader
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.segment import ChooseRemedy, ContinueAnswer, CopyText, OpenLink, Spot, Unfold
from app.ui.theme.tokens import Theme

_CONFIRM_MS: Final = 1_500
WITHOUT_ACTIONS: Final = frozenset({RowRole.NOTICE, RowRole.SYSTEM})


class ActingReader(Reader):
    """Copying and folding it does itself."""

    regenerate_requested = Signal(str)
    edit_requested = Signal(str)
    version_requested = Signal(str, int)
    """A row's id and the number of the version, counted from 1."""
    continue_requested = Signal(str)
    remedy_chosen = Signal(str, str)
    """A row's id and the remedy's."""
    example_requested = Signal(str)
    """This answer, with its question, is worth showing to a model."""
    prompt_requested = Signal(str)
    score_requested = Signal(str)
    compare_requested = Signal(str)
    link_activated = Signal(str)
    """An http, https or mailto address; whether to go there is the window's question."""

    def __init__(
        self,
        theme: Theme,
        *,
        text_scale: float = 1.0,
        actions: Collection[Action] = tuple(Action),
        parent: QWidget | None = None,
    ) -> None:
        """Actions are those that have a meaning where this view stands."""
        super().__init__(theme, text_scale=text_scale, parent=parent)
        self._actions = actions
        self._copied: list[CodeRun] = []
        self.bar = ActionBar(self.viewport(), actions=actions)
        self._confirm = QTimer(self, singleShot=True, interval=_CONFIRM_MS)
        self._confirm.timeout.connect(self._end_confirmation)
        self.activated.connect(self._activate)
        self.keyboard.chosen.connect(self._choose_focused)
        self.keyboard.bar_wanted.connect(self.bar.take_focus)
        self.keyboard.copy_wanted.connect(self.copy)
        self.bar.chosen.connect(self._choose_shown)
        self.bar.left.connect(self.setFocus)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is growing, so that no other can be made."""
        return bool(self.rows) and self.rows[-1].is_streaming

    # Copying

    def copy(self) -> None:
        """The selection, or the message that has the keyboard, to the clipboard."""
        if self.selection.range:
            _copy(self.selected_text)
        elif self.keyboard.row >= 0:
            self._choose_focused(Action.COPY)

    def _confirm_copy(self, runs: Iterable[CodeRun] = ()) -> None:
        self._end_confirmation()
        self._copied = list(runs)
        for run in self._copied:
            run.was_copied = True
        self.bar.confirm_copy(is_copied=not self._copied)
        self._confirm.start()
        self.viewport().update()

    def _end_confirmation(self) -> None:
        for run in self._copied:
            run.was_copied = False
        self._copied = []
        self.bar.confirm_copy(is_copied=False)
        self.viewport().update()

    # What the person wants

    def _activate(self, index: int, spot: Spot) -> None:
        row_id = self.rows[index].id
        match spot.deed:
            case OpenLink(target):
                self.link_activated.emit(target)
            case CopyText(text):
                _copy(text)
                segments = self.column.layout(index).segments
                self._confirm_copy({s.run for s in segments if isinstance(s, CodeSegment) and s.run.text == text})
            case Unfold(key, opens):
                self._present(self.pane.fold(index, key, opens=opens, budget=self._budget()))
                self.keyboard.hold_again()
            case ChooseRemedy(remedy):
                self.remedy_chosen.emit(row_id, remedy)
            case ContinueAnswer():
                self.continue_requested.emit(row_id)

    def _choose_focused(self, action: Action) -> None:
        self._choose(self.rows[self.keyboard.row], action)

    def _choose_shown(self, action: Action) -> None:
        if self.bar.row:
            self._choose(self.bar.row, action)

    def _choose(self, row: Row, action: Action) -> None:
        if action not in self._actions:
            return
        if action is Action.COPY:
            _copy(row.text)
            self._confirm_copy()
        elif action is Action.MORE:
            self._open_menu(self.column.index(row.id), self.bar.more_corner, spots=[])
        elif action is Action.PROMPT and row.role not in WITHOUT_ACTIONS:
            self.prompt_requested.emit(row.id)
        elif not self.is_busy and row.role not in WITHOUT_ACTIONS:
            self._make_anew(row, action)

    def _make_anew(self, row: Row, action: Action) -> None:
        """What has to wait while an answer grows."""
        wishes = {
            Action.REGENERATE: self.regenerate_requested,
            Action.EXAMPLE: self.example_requested,
            Action.SCORE: self.score_requested,
            Action.COMPARE: self.compare_requested,
        }
        if action is Action.EDIT:
            self.edit_requested.emit(row.id)
        elif action is Action.EARLIER and row.version > 1:
            self.version_requested.emit(row.id, row.version - 1)
        elif action is Action.LATER and row.version < row.versions:
            self.version_requested.emit(row.id, row.version + 1)
        elif action in wishes and row.role is RowRole.ASSISTANT and (row.text or action is Action.REGENERATE):
            wishes[action].emit(row.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.keyboard.row if is_by_keyboard else self.pointer.over.row
        has_row = 0 <= index < len(self.rows)
        at = self.global_rect_of(index).topLeft() if is_by_keyboard and has_row else event.globalPos()
        self._open_menu(index if has_row else None, at, spots=self._spots_for_menu(is_by_keyboard=is_by_keyboard))

    def _open_menu(self, index: int | None, at: QPoint, *, spots: list[Spot]) -> None:
        row = None if index is None else self.rows[index]
        has_selection = self.selection.range is not None
        menu = MessageMenu(
            self, row, spots=spots, actions=self._actions, is_busy=self.is_busy, has_selection=has_selection
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.copy_wanted.connect(self.copy)
        menu.all_wanted.connect(self.select_all)
        menu.address_wanted.connect(_copy)
        if row and index is not None:
            menu.chosen.connect(partial(self._choose, row))
            menu.activated.connect(partial(self._activate, index))
        menu.popup(at)

    def _spots_for_menu(self, *, is_by_keyboard: bool) -> list[Spot]:
        """With the mouse those at its place, with the keyboard those of the message."""
        if is_by_keyboard:
            return [held.spot for held in self.keyboard.spots()]
        over = self.pointer.over
        if over.spot:
            return [over.spot]
        return over.segment.spots() if isinstance(over.segment, CodeSegment) else []


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
