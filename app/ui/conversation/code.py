"""Code: a card with language and copy, highlighted, scrolled sideways by itself, folded when long."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLayout,
)

from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.code_frame import CodeFrame
from app.ui.conversation.copying import cut
from app.ui.conversation.document_segment import DocumentSegment, no_wrap
from app.ui.conversation.highlight import Colours, Stretch
from app.ui.conversation.segment import Key, Marks, Progress, Segment, Span, Spot, draw_focus
from app.ui.conversation.sideways import Sideways
from app.ui.conversation.style import Style

FOLD_ABOVE: Final = 40
FOLDED_LINES: Final = 20
_TAB: Final = 4


class CodeRun:
    """One code block: what its segments, at most 60 lines each, share."""

    def __init__(self, blocks: list[Block], *, key: Key, is_folded: bool = False) -> None:
        self.blocks = blocks
        self.key = key
        self.language = blocks[0].language
        self.is_folded = is_folded
        self.was_copied = False
        self._is_complete = False
        self.sideways = Sideways()
        self.colours = Colours(self.language)
        self.segments: list[CodeSegment] = []

    @property
    def lines(self) -> int:
        return sum(block.body.count("\n") + 1 for block in self.blocks)

    @property
    def can_fold(self) -> bool:
        return self.lines > FOLD_ABOVE

    @property
    def text(self) -> str:
        return "\n".join(block.body for block in self.blocks) + "\n"

    @property
    def source(self) -> str:
        return "".join(block.source for block in self.blocks)

    def join(self, segment: "CodeSegment") -> int:
        """A segment shows the next piece; returns the number of its first line."""
        if self.segments:
            self.segments[-1].is_laid_out = False  # it is not the last one any more
        self.segments.append(segment)
        before = self.blocks[: len(self.segments) - 1]
        return sum(block.body.count("\n") + 1 for block in before)

    def leave(self, segment: "CodeSegment") -> None:
        at = self.segments.index(segment)
        del self.segments[at:]
        del self.blocks[at:]

    def update(self, segment: "CodeSegment", block: Block) -> None:
        self.blocks[self.segments.index(segment)] = block

    def complete(self) -> None:
        """Nothing is added any more: the last line gets its colours too."""
        if not self._is_complete:
            self.colour_all()

    def colour_all(self) -> None:
        """Colour it as one text, so that a string that runs over several pieces is one."""
        self._is_complete = True
        for segment in self.segments:
            segment.coloured = 0
        self.colours.start(self.text, first_line=0)


class CodeSegment(DocumentSegment):
    """All of a code block, or a part of it."""

    def __init__(self, block: Block, style: Style, *, run: CodeRun) -> None:
        super().__init__(block, style)
        self.run = run
        self.first_line = run.join(self)
        self.coloured = 0
        self._was_drawn = False

    # What is shown

    @property
    def source(self) -> str:
        return self.run.source if self.run.is_folded else self.block.source

    @property
    def is_last(self) -> bool:
        return self.run.segments[-1] is self

    @property
    def shown(self) -> str:
        body = self.block.body
        return "\n".join(body.split("\n")[:FOLDED_LINES]) if self.run.is_folded else body

    @property
    def font(self) -> QFont:
        return self.style.code_font

    def write(self, document: QTextDocument) -> None:
        option = no_wrap()
        option.setTabStopDistance(_TAB * QFontMetrics(self.font).horizontalAdvance(" "))
        document.setDefaultTextOption(option)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(self.style.block(self.style.code_line_height))
        cursor.insertText(self.shown)

    def grow(self, block: Block) -> bool:
        same = block.kind is Kind.CODE and block.continues == self.block.continues
        if not same or not block.body.startswith(self.block.body) or block.language != self.block.language:
            return False
        more = block.body[len(self.block.body) :]
        self.run.update(self, block)
        self.block = block
        if more:
            self._append(more)
        return True

    def _append(self, more: str) -> None:
        self.is_laid_out = False
        if self._document is not None:
            cursor = QTextCursor(self._document)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(more)
        if "\n" in more:
            self.colour_complete_lines()

    def colour_complete_lines(self) -> None:
        """The last line of a text that grows is not coloured yet: half a word is often a wrong one."""
        complete, newline, _rest = self.block.body.rpartition("\n")
        if newline:
            self.run.colours.start(complete, first_line=self.first_line)

    # Layout

    @property
    def _frame(self) -> CodeFrame:
        return CodeFrame(
            self.run, self.style, self.width, self.height, begins=not self.block.continues, ends=self.is_last
        )

    def estimate(self, width: int) -> int:
        return (self.shown.count("\n") + 1) * self.style.code_line_height + self._frame.around

    def measure(self) -> int:
        document, frame = self.document, self._frame
        self.origin = QPoint(frame.pad, frame.above)
        document.setTextWidth(-1)
        self.run.sideways.fit(content=int(document.idealWidth()) + 1, room=frame.room)
        return document.size().toSize().height() + frame.around

    def work(self, deadline: float) -> Progress:
        colours = self.run.colours
        wanted = self.first_line + self.document.blockCount()
        colours.advance(deadline, lines=wanted)
        is_changed = self._apply(colours) and self._was_drawn
        return Progress(is_changed, is_done=colours.is_done or len(colours.lines) >= wanted)

    def _apply(self, colours: Colours) -> bool:
        """Give the lines that were coloured since the last time their formats; False when there are none."""
        end = min(len(colours.lines) - self.first_line, self.document.blockCount())
        if end <= self.coloured:
            return False
        block = self.document.findBlockByNumber(self.coloured)
        start = block.position()
        for line in colours.lines[self.first_line + self.coloured : self.first_line + end]:
            block.layout().setFormats([_format_range(stretch, self.style) for stretch in line])
            block = block.next()
        # The text was itemized without these formats; only a new layout draws them.
        stop = block.position() if block.isValid() else self.document.characterCount()
        self.document.markContentsDirty(start, stop - start)
        self.coloured = end
        return True

    # Painting

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        self._was_drawn = True
        frame, offset = self._frame, self.run.sideways.offset
        frame.draw(painter, marks)
        painter.save()
        inside = QRect(frame.pad, 1, frame.room, self.height - 2)
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        painter.translate(-offset, 0)
        super().draw(painter, clip.translated(offset, 0), Marks(marks.selected, marks.found, marks.current))
        painter.restore()
        if frame.ends:
            self.run.sideways.draw(painter, frame.track, self.style)
        if marks.focused:
            draw_focus(painter, marks.focused.rect, self.style)

    # Places that do something

    def spots(self) -> list[Spot]:
        return self._frame.spots()

    def spot_at(self, point: QPoint) -> Spot | None:
        return Segment.spot_at(self, point)

    # Text

    def position_at(self, point: QPoint) -> int:
        return super().position_at(point + QPoint(self.run.sideways.offset, 0))

    def markdown(self, span: Span) -> str:
        return cut(self.shown, *span)

    # Sideways

    def scroll_sideways(self, distance: int) -> bool:
        return self.run.sideways.move_to(self.run.sideways.offset + distance)

    @property
    def grip(self) -> QRect:
        return self.run.sideways.grip(self._frame.track) if self.is_last else QRect()

    def pull_sideways(self, distance: int) -> bool:
        return self.run.sideways.drag(distance, track=self._frame.track)


def _format_range(stretch: Stretch, style: Style) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start = stretch.start
    found.length = stretch.length
    form = QTextCharFormat()
    form.setForeground(QColor(getattr(style.theme, stretch.colour)))
    found.format = form
    return found
