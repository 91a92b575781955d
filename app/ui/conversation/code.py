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
from app.ui.conversation.card import draw_card
from app.ui.conversation.copying import cut
from app.ui.conversation.document_segment import DocumentSegment, no_wrap
from app.ui.conversation.highlight import Colours, Stretch
from app.ui.conversation.segment import CopyText, Key, Marks, Progress, Segment, Span, Spot, Unfold, draw_focus
from app.ui.conversation.sideways import BAR_HEIGHT, Sideways
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import _, n_

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
    def _header(self) -> int:
        return 0 if self.block.continues else self.style.px(30)

    @property
    def _footer(self) -> int:
        return self.style.px(30) if self.is_last and self.run.can_fold else 0

    @property
    def _pad(self) -> int:
        return self.style.px(tokens.SPACE_3)

    def _around(self) -> int:
        """What stands above and below the text, in px."""
        above = 0 if self.block.continues else self._header + self._pad
        return above + (self._pad + self._footer if self.is_last else 0)

    def estimate(self, width: int) -> int:
        return (self.shown.count("\n") + 1) * self.style.code_line_height + self._around()

    def measure(self) -> int:
        document = self.document
        self.origin = QPoint(self._pad, 0 if self.block.continues else self._header + self._pad)
        document.setTextWidth(-1)
        size = document.size().toSize()
        self.run.sideways.fit(content=int(document.idealWidth()) + 1, room=self.width - 2 * self._pad)
        return size.height() + self._around()

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
        card = QRect(0, 0, self.width, self.height)
        style = self.style
        draw_card(
            painter, card, style=style, ground=style.theme.code, begins=not self.block.continues, ends=self.is_last
        )
        if self._header:
            self._draw_header(painter, marks)
        painter.save()
        painter.setClipRect(card.adjusted(self._pad, 1, -self._pad, -1), Qt.ClipOperation.IntersectClip)
        painter.translate(-self.run.sideways.offset, 0)
        reach = QRect(clip.left() + self.run.sideways.offset, clip.top(), clip.width(), clip.height())
        super().draw(painter, reach, Marks(marks.selected, marks.found, marks.current))
        painter.restore()
        if self._footer:
            self._draw_footer(painter, marks)
        if self.is_last:
            self.run.sideways.draw(painter, self.track, style)
        if marks.focused:
            draw_focus(painter, marks.focused.rect, style)

    def _draw_header(self, painter: QPainter, marks: Marks) -> None:
        style = self.style
        painter.setFont(style.small_font)
        painter.setPen(style.ink_second)
        line = QRect(self._pad, 0, self.width - 2 * self._pad, self._header)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.run.language)
        self._draw_button(painter, self._copy_rect(), self._copy_name(), marks, align=Qt.AlignmentFlag.AlignRight)
        painter.fillRect(QRect(1, self._header - 1, self.width - 2, 1), style.line)

    def _draw_footer(self, painter: QPainter, marks: Marks) -> None:
        painter.fillRect(QRect(1, self._footer_rect().top(), self.width - 2, 1), self.style.line)
        painter.setFont(self.style.small_font)
        self._draw_button(painter, self._footer_rect(), self._fold_name(), marks, align=Qt.AlignmentFlag.AlignHCenter)

    def _draw_button(self, painter: QPainter, rect: QRect, name: str, marks: Marks, *, align: Qt.AlignmentFlag) -> None:
        is_hovered = marks.hovered is not None and marks.hovered.rect == rect
        painter.setPen(self.style.ink if is_hovered else self.style.ink_second)
        inner = rect.adjusted(self._pad, 0, -self._pad, 0)
        painter.drawText(inner, align | Qt.AlignmentFlag.AlignVCenter, name)

    # Places that do something

    def _copy_name(self) -> str:
        return _("Copied") if self.run.was_copied else _("Copy")

    def _fold_name(self) -> str:
        lines = self.run.lines
        return (
            n_("Show {n} line", "Show all {n} lines", lines).format(n=f"{lines:,}")
            if self.run.is_folded
            else _("Show less")
        )

    def _copy_rect(self) -> QRect:
        metrics = QFontMetrics(self.style.small_font)
        width = max(metrics.horizontalAdvance(name) for name in (_("Copy"), _("Copied"))) + 2 * self._pad
        return QRect(self.width - width, 0, width, self._header)

    def _footer_rect(self) -> QRect:
        return QRect(0, self.height - self._footer, self.width, self._footer)

    def spots(self) -> list[Spot]:
        found = []
        if self._header:
            found.append(Spot(self._copy_rect(), _("Copy the code"), CopyText(self.run.text)))
        if self._footer:
            found.append(Spot(self._footer_rect(), self._fold_name(), Unfold(self.run.key, opens=self.run.is_folded)))
        return found

    def spot_at(self, point: QPoint) -> Spot | None:
        return Segment.spot_at(self, point)

    # Text

    def position_at(self, point: QPoint) -> int:
        return super().position_at(point + QPoint(self.run.sideways.offset, 0))

    def markdown(self, span: Span) -> str:
        return cut(self.shown, *span)

    # Sideways

    @property
    def track(self) -> QRect:
        """Where the bar moves that scrolls this code sideways."""
        bottom = self.height - self._footer - self._pad // 2
        return QRect(self._pad, bottom - BAR_HEIGHT // 2, self.width - 2 * self._pad, BAR_HEIGHT)

    def scroll_sideways(self, distance: int) -> bool:
        return self.run.sideways.move_to(self.run.sideways.offset + distance)

    @property
    def grip(self) -> QRect:
        return self.run.sideways.grip(self.track) if self.is_last else QRect()

    def pull_sideways(self, distance: int) -> bool:
        return self.run.sideways.drag(distance, track=self.track)


def _format_range(stretch: Stretch, style: Style) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start = stretch.start
    found.length = stretch.length
    form = QTextCharFormat()
    form.setForeground(QColor(getattr(style.theme, stretch.colour)))
    found.format = form
    return found
