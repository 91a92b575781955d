"""The scroll area that paints a chat: blits what only moved, paints what is new, works on in slices of time."""

from collections.abc import Iterable, Sequence
from typing import Final, cast

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ui.conversation.column import Column
from app.ui.conversation.painting import paint
from app.ui.conversation.pane import Damage, Pane
from app.ui.conversation.row import Row
from app.ui.conversation.row_layout import Budget
from app.ui.conversation.segment import NO_MARKS, Marks, Segment
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.ui.theme.tokens import Theme

# What one go may take: half of the time between two frames.
SLICE_MS: Final = 8.0
# A chat that is opened had better be complete at once.
OPENING_MS: Final = 40.0
_SCROLL_STEP: Final = 40
_MARGIN: Final = tokens.SPACE_6


class Canvas(QAbstractScrollArea):
    """Shows rows and lets them change; what lies over them and what the person does is its heir's business."""

    slice_ms = SLICE_MS

    def __init__(self, theme: Theme, *, text_scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Style(theme, scale=text_scale)
        self.column = Column(self.look, width=tokens.READING_WIDTH)
        self.pane = Pane(self.column)
        self._reading_width: int = tokens.READING_WIDTH
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._go_on)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The scroll bar never comes and goes, or the text would be laid out twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(_SCROLL_STEP)
        self.verticalScrollBar().valueChanged.connect(self._scroll)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # Rows

    @property
    def rows(self) -> Sequence[Row]:
        return self.column.rows

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Open a chat, at its end."""
        self.column.show(rows)
        self.pane.is_pinned = True
        self._present(self.pane.refresh(Budget(OPENING_MS)))

    def update_rows(self, rows: Iterable[Row]) -> None:
        """The same chat reads like this now (another version, an edited question); what is read stays in place."""
        wanted = list(rows)
        if wanted and wanted[-1].is_streaming and self.column.index(wanted[-1].id) is None:
            self.pane.is_pinned = True  # an answer that was just asked for
        for at, row in enumerate(wanted):
            if at >= len(self.rows) or self.rows[at].id != row.id:
                self.column.truncate(at)
                for new in wanted[at:]:
                    self.column.append(new)
                break
            if self.rows[at] != row:
                self.column.replace(row)
        self.column.truncate(len(wanted))
        self._present(self.pane.refresh(self._budget()))

    def append_row(self, row: Row) -> None:
        self.column.append(row)
        self._present(self.pane.refresh(self._budget()))

    def replace_row(self, row: Row) -> None:
        """The row of this id looks like this now. Raises KeyError when there is none."""
        self.column.replace(row)
        self._present(self.pane.refresh(self._budget()))

    def truncate(self, from_id: str) -> None:
        """Take away this row and all behind it; nothing when it is not there."""
        index = self.column.index(from_id)
        if index is not None:
            self.column.truncate(index)
            self._present(self.pane.refresh(self._budget()))

    def scroll_to_newest(self) -> None:
        """Go to the end of the chat and follow it from now on."""
        self.pane.is_pinned = True
        self._present(self.pane.refresh(self._budget()))

    # Look

    def set_theme(self, theme: Theme) -> None:
        self.set_look(Style(theme, scale=self.look.scale))

    def set_text_scale(self, scale: float) -> None:
        """1.0 is the size of the tokens."""
        self.set_look(Style(self.look.theme, scale=scale))

    def set_look(self, look: Style) -> None:
        """Everything drawn so far is thrown away, and what is seen is drawn anew."""
        self.look = look
        self._fit()

    def set_reading_width(self, width: int) -> None:
        """How wide the column of text may be, in px at 100 %."""
        self._reading_width = width
        self._fit()

    def marks(self, row: int, segment: Segment) -> Marks:
        """What lies over a segment; nothing here."""
        return NO_MARKS

    @property
    def focused_row(self) -> int:
        """The index of the row that has the keyboard; none here."""
        return -1

    def arrange(self) -> None:
        """Everything stands where it belongs; place here what floats above."""

    # Drawing

    def _budget(self) -> Budget:
        return Budget(self.slice_ms)

    def _scroll(self, y: int) -> None:
        self._present(self.pane.scroll_to(y, self._budget()))

    def _go_on(self) -> None:
        self._present(self.pane.go_on(self._budget()))

    def _present(self, damage: Damage) -> None:
        """Bring onto the screen what the pane says has changed."""
        self._show_position()
        viewport = self.viewport()
        if damage.is_total:
            viewport.update()
        else:
            if damage.shift:
                self._shift(damage.shift)
            if damage.below is not None and damage.below < viewport.height():
                top = max(0, damage.below)
                viewport.update(QRect(0, top, viewport.width(), viewport.height() - top))
        if self.pane.is_unfinished:
            self._later.start()
        else:
            self._later.stop()
        self.arrange()

    def _shift(self, distance: int) -> None:
        viewport = self.viewport()
        is_whole = self.devicePixelRatioF().is_integer()  # between two pixels nothing can be copied
        if is_whole and abs(distance) < viewport.height():
            viewport.scroll(0, distance)
        else:
            viewport.update()

    def _show_position(self) -> None:
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setPageStep(self.pane.height)
        bar.setRange(0, self.pane.greatest_y)
        bar.setValue(self.pane.y)
        bar.setEnabled(self.pane.greatest_y > 0)
        bar.blockSignals(False)

    def _fit(self) -> None:
        """Lay out for the room that there is."""
        room = self.viewport().size()
        width = max(1, min(room.width() - 2 * _MARGIN, self.look.px(self._reading_width)))
        left = (room.width() - width) // 2
        self._present(self.pane.fit(self.look, width=width, height=room.height(), left=left, budget=self._budget()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Nothing: _scroll does it, which also knows what became higher meanwhile."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:  # a painter that is left open would spoil everything painted after it
            for band in cast("Iterable[QRect]", event.region()):
                paint(painter, band, pane=self.pane, marks=self.marks, focused_row=self.focused_row)
        finally:
            painter.end()
