"""The conversation on the screen: gets rows, lets answers stream in, and says what the person wants."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.outcome import SampledPath
from app.ui.conversation.accessible import ViewInterface
from app.ui.conversation.acting import WITHOUT_ACTIONS, ActingReader
from app.ui.conversation.action_bar import Action
from app.ui.conversation.inflow import Inflow
from app.ui.conversation.newest import NewestButton
from app.ui.conversation.row import Row, RowRole, Verdict
from app.ui.conversation.style import Style
from app.ui.conversation.verdict_words import verdict_words
from app.ui.conversation.warming import Warming
from app.ui.theme.tokens import Theme
from app.ui.widgets.painted_list import install
from app.words.catalog import _

# The way back to the end is offered from this distance on, in px.
_FAR_FROM_END: Final = 120


class ConversationView(ActingReader):
    """Copying, selecting, folding and finding it does itself; everything else leaves as a signal (ActingReader's)."""

    still_ms = 120
    """After so long without a move the chat stands still again."""

    def __init__(
        self,
        theme: Theme,
        *,
        text_scale: float = 1.0,
        actions: Collection[Action] = tuple(Action),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text_scale=text_scale, actions=actions, parent=parent)
        install()
        self._inflow = Inflow(self._grow, self)
        self._newest = NewestButton(self.viewport())
        self._moving = QTimer(self, singleShot=True)
        self._moving.timeout.connect(self.arrange)
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
        said = " ".join(filter(None, (said, verdict_words(row))))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _grow(self, row_id: str, text: str, reasoning: str) -> None:
        index = self.column.index(row_id)
        if index is None or not self.rows[index].is_streaming:
            return  # the chat was changed meanwhile
        row = self.rows[index]
        grown = replace(row, text=row.text + text, reasoning=row.reasoning + reasoning)
        self._present(self.pane.grow(index, grown, self._budget()))

    def warm_up(self) -> None:
        """Load what the first answer will need. Call it after the window's first paint."""
        Warming(self.look, self)

    # What floats above the text

    @property
    def floating(self) -> Sequence[QWidget]:
        """The widgets above the text."""
        return [part for part in (self.bar, self._newest) if part.isVisible()]

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
            self.bar.hide()
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
        if row is None or layout is None or row.is_streaming or row.role in WITHOUT_ACTIONS:
            self.bar.hide()
            return
        self.bar.show_row(row, is_busy=self.is_busy)
        self.bar.place_in(layout.strip.translated(self.pane.row_rect(index).topLeft()))
        self.bar.show()

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
        if self.keyboard.held:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.keyboard.held.spot.name))

    def set_look(self, look: Style) -> None:
        super().set_look(look)
        self._dress()

    def speak(self) -> None:
        """Another language is spoken: take its words everywhere."""
        self.bar.speak()
        self._newest.speak()
        self.set_look(Style(self.look.theme, scale=self.look.scale))

    def _dress(self) -> None:
        self.bar.dress(self.look)
        self._newest.dress(self.look)
        self.arrange()

    # What a screen reader asks

    def accessible_interface(self) -> ViewInterface:
        self._interface = ViewInterface(self, self)  # Qt does not keep it alive
        return self._interface

    @property
    def item_count(self) -> int:
        return len(self.rows)

    @property
    def focused_item(self) -> int:
        return self.focused_row

    def is_seen(self, item: int) -> bool:
        return self.pane.row_rect(item).intersects(self.viewport().rect())

    def item_at_global(self, place: QPoint) -> int | None:
        local = self.viewport().mapFromGlobal(place)
        if not self.viewport().rect().contains(local):
            return None
        return next((seen.row for seen in self.pane.seen(local.y(), local.y() + 1)), None)
