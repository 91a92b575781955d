"""The conversation on the screen: gets rows, lets answers stream in, and says what the person wants."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QContextMenuEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.outcome import SampledPath
from app.ui.conversation import accessible
from app.ui.conversation.action_bar import Action, ActionBar
from app.ui.conversation.code import CodeRun, CodeSegment
from app.ui.conversation.context_menu import MessageMenu
from app.ui.conversation.inflow import Inflow
from app.ui.conversation.newest import NewestButton
from app.ui.conversation.reader import Reader
from app.ui.conversation.row import Row, RowRole, Verdict
from app.ui.conversation.segment import ChooseRemedy, ContinueAnswer, CopyText, OpenLink, Spot, Unfold
from app.ui.conversation.style import Style
from app.ui.conversation.warming import Warming
from app.ui.theme.tokens import Theme
from app.words.catalog import _

_CONFIRM_MS: Final = 1_500
# The way back to the end is offered from this distance on, in px.
_FAR_FROM_END: Final = 120
_WITHOUT_ACTIONS: Final = frozenset({RowRole.NOTICE, RowRole.SYSTEM})


class ConversationView(Reader):
    """Copying, selecting, folding and finding it does itself; everything else leaves as a signal."""

    still_ms = 120
    """After so long without a move the chat stands still again."""
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

    def __init__(self, theme: Theme, *, text_scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(theme, text_scale=text_scale, parent=parent)
        accessible.install()
        self._copied: list[CodeRun] = []
        self._inflow = Inflow(self._grow, self)
        self._bar = ActionBar(self.viewport())
        self._newest = NewestButton(self.viewport())
        self._moving = QTimer(self, singleShot=True)
        self._moving.timeout.connect(self.arrange)
        self._confirm = QTimer(self, singleShot=True, interval=_CONFIRM_MS)
        self._confirm.timeout.connect(self._end_confirmation)
        self.activated.connect(self._activate)
        self.keyboard.chosen.connect(self._choose_focused)
        self.keyboard.bar_wanted.connect(self._bar.take_focus)
        self.keyboard.copy_wanted.connect(self.copy)
        self._bar.chosen.connect(self._choose_shown)
        self._bar.left.connect(self.setFocus)
        self._newest.clicked.connect(self.scroll_to_newest)
        self._dress()

    # Rows

    def show_rows(self, rows: Iterable[Row]) -> None:
        self._inflow.forget()
        super().show_rows(rows)

    def update_rows(self, rows: Iterable[Row]) -> None:
        self._inflow.drain()
        super().update_rows(rows)

    def append_row(self, row: Row) -> None:
        """A new message. The person's own brings the end of the chat into view."""
        if row.role is RowRole.USER:
            self.pane.is_pinned = True
        super().append_row(row)

    def stream_text(self, row_id: str, piece: str) -> None:
        """More of a streaming answer has come; pieces are joined and drawn 30 times a second."""
        self._inflow.add(row_id, text=piece)

    def stream_reasoning(self, row_id: str, piece: str) -> None:
        """More of what the model thinks aloud has come."""
        self._inflow.add(row_id, reasoning=piece)

    def show_vote(self, row_id: str, verdict: Verdict, paths: Sequence[SampledPath]) -> None:
        """Of the paths of a streaming answer another has ended."""
        self._inflow.drain()
        index = self.column.index(row_id)
        if index is not None and self.rows[index].is_streaming:
            grown = replace(self.rows[index], verdict=verdict, paths=tuple(paths))
            self._present(self.pane.grow(index, grown, self._budget()))

    def flush(self) -> None:
        """Draw what has streamed in, now."""
        self._inflow.drain()

    def finish(self, row: Row) -> None:
        """The answer is complete, or ended otherwise: row.state says how. Raises KeyError for an unknown row."""
        self._inflow.drain()
        self.column.finish(row)
        self._present(self.pane.refresh(self._budget()))
        said = _("The answer failed.") if row.error else _("The answer is complete.")
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _grow(self, row_id: str, text: str, reasoning: str) -> None:
        index = self.column.index(row_id)
        if index is None or not self.rows[index].is_streaming:
            return  # the chat was changed meanwhile
        row = self.rows[index]
        grown = replace(row, text=row.text + text, reasoning=row.reasoning + reasoning)
        self._present(self.pane.grow(index, grown, self._budget()))

    @property
    def is_busy(self) -> bool:
        """Whether an answer is growing, so that no other can be made."""
        return bool(self.rows) and self.rows[-1].is_streaming

    def warm_up(self) -> None:
        """Load what the first answer will need. Call it after the window's first paint."""
        Warming(self.look, self)

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
        self._bar.confirm_copy(is_copied=not self._copied)
        self._confirm.start()
        self.viewport().update()

    def _end_confirmation(self) -> None:
        for run in self._copied:
            run.was_copied = False
        self._copied = []
        self._bar.confirm_copy(is_copied=False)
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
        if self._bar.row:
            self._choose(self._bar.row, action)

    def _choose(self, row: Row, action: Action) -> None:
        if action is Action.COPY:
            _copy(row.text)
            self._confirm_copy()
        elif action is Action.MORE:
            self._open_menu(self.column.index(row.id), self._bar.more_corner, spots=[])
        elif action is Action.PROMPT and row.role not in _WITHOUT_ACTIONS:
            self.prompt_requested.emit(row.id)
        elif self.is_busy or row.role in _WITHOUT_ACTIONS:
            return
        elif action is Action.REGENERATE and row.role is RowRole.ASSISTANT:
            self.regenerate_requested.emit(row.id)
        elif action is Action.EDIT:
            self.edit_requested.emit(row.id)
        elif action is Action.EARLIER and row.version > 1:
            self.version_requested.emit(row.id, row.version - 1)
        elif action is Action.LATER and row.version < row.versions:
            self.version_requested.emit(row.id, row.version + 1)
        elif row.role is RowRole.ASSISTANT and row.text:
            self._want(row.id, action)

    def _want(self, row_id: str, action: Action) -> None:
        """What is made of an answer."""
        wishes = {
            Action.EXAMPLE: self.example_requested,
            Action.SCORE: self.score_requested,
            Action.COMPARE: self.compare_requested,
        }
        if action in wishes:
            wishes[action].emit(row_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.keyboard.row if is_by_keyboard else self.pointer.over.row
        has_row = 0 <= index < len(self.rows)
        at = self.global_row_rect(index).topLeft() if is_by_keyboard and has_row else event.globalPos()
        self._open_menu(index if has_row else None, at, spots=self._spots_for_menu(is_by_keyboard=is_by_keyboard))

    def _open_menu(self, index: int | None, at: QPoint, *, spots: list[Spot]) -> None:
        row = None if index is None else self.rows[index]
        has_selection = self.selection.range is not None
        menu = MessageMenu(self, row, spots=spots, is_busy=self.is_busy, has_selection=has_selection)
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

    # What floats above the text

    @property
    def floating(self) -> Sequence[QWidget]:
        """The widgets above the text."""
        return [part for part in (self._bar, self._newest) if part.isVisible()]

    def _scroll(self, y: int) -> None:
        self._moving.start(self.still_ms)
        super()._scroll(y)

    @property
    def is_moving(self) -> bool:
        """The person scrolls."""
        return self._moving.isActive()

    def arrange(self) -> None:
        super().arrange()
        focus = QApplication.focusWidget()
        if self.is_moving and not (focus and self.viewport().isAncestorOf(focus)):
            # what floats is painted again, with the text below it, at each step of a chat that moves
            self._bar.hide()
            self._newest.hide()
            return
        self._place_bar()
        distance = self.pane.greatest_y - self.pane.y
        self._newest.setVisible(not self.pane.is_pinned and distance > _FAR_FROM_END)
        self._newest.place_in(self.viewport().size())

    def _place_bar(self) -> None:
        """Under the message that the keyboard or the mouse is at, else under the newest one."""
        index = self.keyboard.row if self.keyboard.row >= 0 else self.pointer.over.row
        if not 0 <= index < len(self.rows):
            index = len(self.rows) - 1
        row = self.rows[index] if index >= 0 else None
        layout = self.column.known_layout(index) if row else None
        if row is None or layout is None or row.is_streaming or row.role in _WITHOUT_ACTIONS:
            self._bar.hide()
            return
        self._bar.show_row(row, is_busy=self.is_busy)
        self._bar.place_in(layout.strip.translated(self.pane.row_rect(index).topLeft()))
        self._bar.show()

    def show_hover(self) -> None:
        super().show_hover()
        self._place_bar()

    def show_keyboard(self) -> None:
        super().show_keyboard()
        self.arrange()
        if self.keyboard.row >= 0:
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(self.keyboard.row)
            QAccessible.updateAccessibility(event)

    def set_look(self, look: Style) -> None:
        super().set_look(look)
        self._dress()

    def speak(self) -> None:
        """Another language is spoken: take its words everywhere."""
        self._bar.speak()
        self._newest.speak()
        self.set_look(Style(self.look.theme, scale=self.look.scale))

    def _dress(self) -> None:
        self._bar.dress(self.look)
        self._newest.dress(self.look)
        self.arrange()

    # What a screen reader asks

    def accessible_interface(self) -> accessible.ViewInterface:
        self._interface = accessible.ViewInterface(self, self)  # Qt does not keep it alive
        return self._interface

    def global_row_rect(self, index: int) -> QRect:
        rect = self.pane.row_rect(index)
        return QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def is_row_seen(self, index: int) -> bool:
        return self.pane.row_rect(index).intersects(self.viewport().rect())

    def row_at_global(self, point: QPoint) -> int | None:
        local = self.viewport().mapFromGlobal(point)
        if not self.viewport().rect().contains(local):
            return None
        return next((seen.row for seen in self.pane.seen(local.y(), local.y() + 1)), None)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
