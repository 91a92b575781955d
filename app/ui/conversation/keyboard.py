"""What the keyboard does in the conversation: from message to message, to what can be activated in it, and actions."""

from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.ui.conversation.action_bar import Action
from app.ui.conversation.pane import Pane
from app.ui.conversation.row_layout import Budget
from app.ui.conversation.segment import Segment, Spot

_STEP: Final = 80
_SIDEWAYS: Final = 60
_PATIENCE_MS: Final = 1_000
_ALT: Final = Qt.KeyboardModifier.AltModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier

_ACTIONS: Final = {
    Qt.Key.Key_Left: Action.EARLIER,
    Qt.Key.Key_Right: Action.LATER,
    Qt.Key.Key_R: Action.REGENERATE,
    Qt.Key.Key_E: Action.EDIT,
    Qt.Key.Key_C: Action.COPY,
    Qt.Key.Key_S: Action.EXAMPLE,
}


class Held(NamedTuple):
    """The place in a message that the keyboard would activate."""

    segment: Segment
    spot: Spot


class Keyboard(QObject):
    """Knows which row has the keyboard (-1: none, the mouse is used) and which place in it."""

    moved = Signal()
    activated = Signal(int, object)
    """A row's index and the spot in it."""
    chosen = Signal(Action)
    bar_wanted = Signal()
    scrolled = Signal(int)
    """Scroll on by this many px."""
    pulled = Signal(int)
    """Move wide content sideways by this many px."""
    copy_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, pane: Pane, parent: QObject) -> None:
        super().__init__(parent)
        self.row = -1
        self.held: Held | None = None
        self._pane = pane

    def forget(self) -> None:
        if self.row >= 0:
            self.row, self.held = -1, None
            self.moved.emit()

    def take_row(self, row: int) -> None:
        """The keyboard is at this row now."""
        self.row = max(-1, min(row, len(self._pane.column.rows) - 1))
        self.held = None
        self.moved.emit()

    def enter(self) -> None:
        """The view was reached with the keyboard: begin at the last message that is seen."""
        if self.row < 0:
            seen = [seen.row for seen in self._pane.seen() if seen.rect.top() < self._pane.height // 2]
            self.take_row(seen[-1] if seen else len(self._pane.column.rows) - 1)

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wanted.emit()
        elif event.modifiers() & ~(_ALT | _SHIFT | Qt.KeyboardModifier.KeypadModifier):
            return False
        else:
            return self._scroll(event) or self._walk(event) or self._act(event)
        return True

    def _scroll(self, event: QKeyEvent) -> bool:
        page = max(_STEP, self._pane.height - _STEP)
        distances = {
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Space: -page if event.modifiers() & _SHIFT else page,
            Qt.Key.Key_Home: -self._pane.total,
            Qt.Key.Key_End: self._pane.total,
        }
        distance = distances.get(Qt.Key(event.key()))
        if distance is None:
            return False
        self.scrolled.emit(distance)
        return True

    def _walk(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            return False
        if self.row < 0:
            self.enter()
        elif not event.modifiers() & _ALT and self._has_more(step):
            self.scrolled.emit(step * _STEP)
        else:
            self.take_row(max(0, self.row + step))
        return True

    def _has_more(self, step: int) -> bool:
        """Whether the row goes on outside of the screen on this side: it is read to its end first."""
        rect = self._pane.row_rect(self.row)
        is_outside = rect.top() < 0 if step < 0 else rect.bottom() > self._pane.height
        return is_outside and rect.bottom() > 0 and rect.top() < self._pane.height

    def _act(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape and (self.held or self.row >= 0):
            if self.held:
                self.held = None
                self.moved.emit()
            else:
                self.forget()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.row >= 0:
            if self.held:
                self.activated.emit(self.row, self.held.spot)
            else:
                self.bar_wanted.emit()
        elif event.modifiers() & _SHIFT and key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.pulled.emit(-_SIDEWAYS if key is Qt.Key.Key_Left else _SIDEWAYS)
        elif key in _ACTIONS and self.row >= 0 and not event.modifiers():
            self.chosen.emit(_ACTIONS[key])
        else:
            return False
        return True

    def step_spot(self, *, forward: bool) -> bool:
        """Tab goes through what can be activated in the row; False when there is no more."""
        spots = self.spots()
        before = next((at for at, held in enumerate(spots) if held == self.held), -1)
        following = before + (1 if forward else -1)
        if not 0 <= following < len(spots):
            return False
        self.held = spots[following]
        self.moved.emit()
        return True

    def hold_again(self) -> None:
        """The row was made anew: hold the place that has taken the place of the held one."""
        if self.held:
            held, kind = self.held, type(self.held.spot.deed)
            layout = self._pane.column.layout(self.row)
            # it may have been made anew in a go whose time was over before this was laid out
            layout.lay_out_down(layout.index_of(held.segment.key), 0, bottom=1, budget=Budget(_PATIENCE_MS))
            self._pane.column.note_height(self.row)
            same = (one for one in self.spots() if one.segment.key == held.segment.key)
            self.held = next((one for one in same if isinstance(one.spot.deed, kind)), None)
            self.moved.emit()

    def spots(self) -> list[Held]:
        if self.row < 0:
            return []
        layout = self._pane.column.layout(self.row)
        return [Held(segment, spot) for segment in layout.segments if segment.is_laid_out for spot in segment.spots()]
