"""What the mouse does in the conversation: press, select, scroll on while dragging, hover, pull a bar sideways."""

from enum import Enum
from typing import Final, NamedTuple

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent

from app.ui.conversation.pane import Pane
from app.ui.conversation.screen import Hit
from app.ui.conversation.segment import Deed, Segment, Spot
from app.ui.conversation.selection import Place, Range, Selection

_AUTOSCROLL_MS: Final = 16


class _Unit(Enum):
    CHARACTER = 1
    WORD = 2
    PARAGRAPH = 3


class Over(NamedTuple):
    """What lies under the pointer."""

    row: int = -1
    segment: Segment | None = None
    spot: Spot | None = None


class Pointer(QObject):
    """Changes the selection; everything else that the person wants leaves as a signal."""

    selected = Signal()
    hovered = Signal()
    activated = Signal(int, object)
    """A row's index and the spot in it that was clicked."""
    scrolled = Signal(int)
    """Scroll on by this many px."""
    moved_sideways = Signal()

    def __init__(self, pane: Pane, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self.over = Over()
        self._pane = pane
        self._selection = selection
        self._unit = _Unit.CHARACTER
        self._pressed: Over | None = None
        self._is_selecting = False
        self._is_on_text = False
        self._pulled: Segment | None = None
        self._last = QPoint()
        self._since_double_click = QElapsedTimer()
        self._double_clicked = QPoint()
        self._autoscroll = QTimer(self, interval=_AUTOSCROLL_MS)
        self._autoscroll.timeout.connect(self._scroll_on)

    # Buttons

    def press(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        hit = self._pane.hit(point)
        if hit is None:
            return
        self._last = point
        if hit.segment.grip.contains(hit.point):
            self._pulled = hit.segment
            return
        spot = self._spot(hit)
        if spot and not event.modifiers():
            self._pressed = Over(hit.row, hit.segment, spot)
            return
        is_third = self._since_double_click.isValid() and not self._since_double_click.hasExpired(
            QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        distance = (point - self._double_clicked).manhattanLength()
        is_there = distance < QGuiApplication.styleHints().startDragDistance()
        self._unit = _Unit.PARAGRAPH if is_third and is_there else _Unit.CHARACTER
        self._begin(point, extends=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def double_click(self, event: QMouseEvent) -> None:
        self._unit = _Unit.WORD
        self._since_double_click.start()
        self._double_clicked = event.position().toPoint()
        self._begin(self._double_clicked, extends=False)

    def _begin(self, point: QPoint, *, extends: bool) -> None:
        self._last = point
        place = self._range_at(point)
        if place is None:
            return
        self._is_selecting = True
        if extends:
            self._selection.extend(place)
        else:
            self._selection.begin(place)
        self.selected.emit()

    def move(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pulled:
            if self._pulled.pull_sideways(point.x() - self._last.x()):
                self._last = point
                self.moved_sideways.emit()
        elif self._is_selecting:
            self._last = point
            self._extend()
            is_outside = not 0 <= point.y() < self._pane.height
            if is_outside != self._autoscroll.isActive():
                self._autoscroll.start() if is_outside else self._autoscroll.stop()
        elif not event.buttons():
            self.hover(point)

    def release(self, event: QMouseEvent) -> None:
        self._autoscroll.stop()
        self._is_selecting = False
        self._pulled = None
        pressed, self._pressed = self._pressed, None
        hit = self._pane.hit(event.position().toPoint())
        if pressed and pressed.spot and hit and hit.segment is pressed.segment:
            spot = self._spot(hit)
            if spot and spot.deed == pressed.spot.deed:
                self.activated.emit(hit.row, spot)

    # Hovering

    def hover(self, point: QPoint) -> None:
        """The pointer is here now, or something moved under it."""
        hit = self._pane.hit(point)
        before = self.over
        self.over = Over(hit.row, hit.segment, self._spot(hit)) if hit else Over()
        self._is_on_text = hit is not None and 0 <= hit.point.x() < hit.segment.width
        if self.over[:2] != before[:2] or _deed(self.over) != _deed(before):
            self.hovered.emit()

    def leave(self) -> None:
        if self.over != Over():
            self.over = Over()
            self.hovered.emit()

    @property
    def cursor(self) -> Qt.CursorShape:
        if self.over.spot:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.IBeamCursor if self._is_on_text else Qt.CursorShape.ArrowCursor

    @staticmethod
    def _spot(hit: Hit) -> Spot | None:
        return hit.segment.spot_at(hit.point) if hit.segment.is_laid_out else None

    # Selecting

    def _range_at(self, point: QPoint) -> Range | None:
        place = self._pane.place_at(point)
        if place is None or self._unit is _Unit.CHARACTER:
            return (place, place) if place else None
        hit = self._pane.hit(point)
        if hit is None:
            return None
        find = hit.segment.word_at if self._unit is _Unit.WORD else hit.segment.paragraph_at
        start, end = find(place.offset)
        return Place(place.row, place.key, start), Place(place.row, place.key, end)

    def _extend(self) -> None:
        inside = QPoint(self._last.x(), max(0, min(self._last.y(), self._pane.height - 1)))
        place = self._range_at(inside)
        if place:
            self._selection.extend(place)
            self.selected.emit()

    def _scroll_on(self) -> None:
        """Faster the farther the pointer is outside."""
        y = self._last.y()
        distance = y if y < 0 else y - self._pane.height + 1
        self.scrolled.emit(distance // 4 + (1 if distance > 0 else -1))
        self._extend()


def _deed(over: Over) -> Deed | None:
    return over.spot.deed if over.spot else None
