"""An answer in a structure: JSON as a tree whose keys fold or as its text, and what is wrong with it."""

import json
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QPolygonF,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from app.domain.preset import OutputFormat, OutputKind
from app.domain.structured.output import validated
from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.card import draw_card
from app.ui.conversation.document_segment import DocumentSegment
from app.ui.conversation.json_tree import LONGEST, Json, TreeLine, lines, parsed
from app.ui.conversation.row import Row
from app.ui.conversation.section import Folds, Part, Section
from app.ui.conversation.segment import CopyText, Key, Marks, Segment, Spot, Unfold, draw_focus
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import _
from app.words.forms import form_words

SWITCH: Final[Key] = (Part.SWITCH, 0, 0)
"""Open where the person wants to read the text."""
_TREE: Final = 1
_INDENT: Final = 18


class StructuredText:
    """What stands in the place of a text's prose, and under it what it lacks; the text itself is the section's."""

    def __init__(self, text: Section, style: Style) -> None:
        self._text = text
        self._style = style
        self._above: list[Segment] = []
        self._tree: list[Segment] | None = None

    @property
    def segments(self) -> list[Segment]:
        return [*self._above, *(self._text.segments if self._tree is None else self._tree)]

    def show(self, text: str, output: OutputFormat, folds: Folds) -> None:
        """A text that is no JSON, or too much for a tree, is shown as it is."""
        self._above, self._tree = [], None
        if output.kind is not OutputKind.JSON_SCHEMA:
            self._text.show_markdown(text, folds)
            return
        value, is_json = _read(text)
        if is_json and len(text) <= LONGEST:
            wants_text = folds.get(SWITCH, False)
            self._above = [SwitchSegment(text, self._style, is_text=wants_text)]
            self._tree = None if wants_text else _tree(value, folds, self._style)
        self._text.show_code(text, "json", folds)


def lacks(row: Row) -> list[str]:
    """What the text has not of its form, a sentence each."""
    if row.output is None or row.is_streaming:
        return []
    is_cut = row.is_cut_short or row.is_broken_off
    return [form_words(problem) for problem in validated(row.text, row.output, is_cut=is_cut).problems]


def _read(text: str) -> tuple[Json, bool]:
    """The value, and whether it is one."""
    try:
        return parsed(text), True
    except ValueError:
        return None, False


def _tree(value: Json, folds: Folds, style: Style) -> list[Segment]:
    opened = {key[2]: is_open for key, is_open in folds.items() if key[:2] == (Part.TEXT, _TREE)}
    shown = list(lines(value, opened))
    made: list[Segment] = []
    for at, line in enumerate(shown):
        made.append(TreeSegment(line, style, is_first=at == 0, is_last=at == len(shown) - 1))
    return made


class TreeSegment(DocumentSegment):
    """One line of the tree, a part of the card that holds them all."""

    def __init__(self, line: TreeLine, style: Style, *, is_first: bool, is_last: bool) -> None:
        name = f"{line.name}: " if line.name else ""
        words = "  " * line.depth + name + line.value
        super().__init__(Block(Kind.CODE, words, words, continues=not is_first), style)
        self.key = (Part.TEXT, _TREE, line.node)
        self._line = line
        self._is_first = is_first
        self._is_last = is_last

    def hides(self, text: str) -> bool:
        """Whether this text, which is casefolded, stands in what is folded away here."""
        line = self._line
        return line.can_fold and not line.is_open and text in json.dumps(line.inside, ensure_ascii=False).casefold()

    @property
    def font(self) -> QFont:
        return self.style.code_font

    def write(self, document: QTextDocument) -> None:
        line = self._line
        cursor = QTextCursor(document)
        cursor.setBlockFormat(self.style.block(self.style.code_line_height))
        name, plain = QTextCharFormat(), QTextCharFormat()
        name.setFontWeight(tokens.WEIGHT_TITLE)
        plain.setForeground(QColor(self._colour()))
        if line.name:
            cursor.insertText(f"{line.name}: ", name)
        cursor.insertText(line.value, plain)

    def _colour(self) -> str:
        theme = self.style.theme
        kinds = {"string": theme.code_string, "number": theme.code_number, "word": theme.code_keyword}
        return kinds.get(self._line.kind, theme.ink_second)

    def estimate(self, width: int) -> int:
        return self.style.lines(self.block.body, width=width) * self.style.code_line_height + 2 * self._edge

    @property
    def _edge(self) -> int:
        return self.style.px(tokens.SPACE_2) if self._is_first or self._is_last else 0

    @property
    def _left(self) -> int:
        return self.style.px(tokens.SPACE_3 + _INDENT * (self._line.depth + 1))

    def measure(self) -> int:
        above = self.style.px(tokens.SPACE_2) if self._is_first else 0
        below = self.style.px(tokens.SPACE_3) if self._is_last else 0
        self.origin = QPoint(self._left, above)
        self.document.setTextWidth(max(1, self.width - self._left - self.style.px(tokens.SPACE_3)))
        return above + self.document.size().toSize().height() + below

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        style = self.style
        card = QRect(0, 0, self.width, self.height)
        draw_card(painter, card, style=style, ground=style.theme.code, begins=self._is_first, ends=self._is_last)
        if self._line.can_fold:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.ink if marks.hovered else style.ink_second)
            painter.drawPolygon(self._triangle())
            painter.restore()
        super().draw(painter, clip, marks)

    def _triangle(self) -> QPolygonF:
        half = self.style.px(4)
        middle = QPointF(self._left - self.style.px(_INDENT) / 2, self.origin.y() + self.style.code_line_height / 2)
        if self._line.is_open:
            points = [QPointF(-half, -half / 2), QPointF(half, -half / 2), QPointF(0, half)]
        else:
            points = [QPointF(-half / 2, -half), QPointF(half, 0), QPointF(-half / 2, half)]
        return QPolygonF([middle + point for point in points])

    def spots(self) -> list[Spot]:
        line = self._line
        if not line.can_fold:
            return []
        room = QRect(self._left - self.style.px(_INDENT), 0, self.style.px(_INDENT), self.height)
        room.setRight(self._left + QFontMetrics(self.font).horizontalAdvance(line.name))
        return [Spot(room, f"{line.name or 'JSON'}, {line.value}", Unfold(self.key, opens=not line.is_open))]

    def spot_at(self, point: QPoint) -> Spot | None:
        return Segment.spot_at(self, point)


class SwitchSegment(Segment):
    """Tree or text, and a copy of the text."""

    def __init__(self, text: str, style: Style, *, is_text: bool) -> None:
        super().__init__(Block(Kind.PLAIN, ""), style)
        self.key = SWITCH
        self._copied = text
        self._is_text = is_text

    def estimate(self, width: int) -> int:
        return self.style.small_line_height + self.style.px(tokens.SPACE_2)

    def measure(self) -> int:
        return self.estimate(self.width)

    def spots(self) -> list[Spot]:
        metrics = QFontMetrics(self.style.small_title_font)
        pad = self.style.px(tokens.SPACE_2)
        made = []
        x = 0
        for name, is_text in ((_("Tree"), False), (_("Text"), True)):
            wide = metrics.horizontalAdvance(name) + 2 * pad
            made.append(Spot(QRect(x, 0, wide, self.height), name, Unfold(SWITCH, opens=is_text)))
            x += wide + pad // 2
        if not self._is_text:  # the card of the text has its own
            wide = metrics.horizontalAdvance(_("Copy")) + 2 * pad
            rect = QRect(self.width - wide, 0, wide, self.height)
            made.append(Spot(rect, _("Copy"), CopyText(self._copied)))
        return made

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        style = self.style
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for spot in self.spots():
            is_chosen = isinstance(spot.deed, Unfold) and spot.deed.opens == self._is_text
            is_hovered = marks.hovered is not None and marks.hovered.rect == spot.rect
            painter.setPen(QPen(style.accent if is_chosen else style.line, 1))
            painter.setBrush(QColor(style.theme.accent_soft) if is_chosen else style.nothing)
            if isinstance(spot.deed, Unfold):
                radius = spot.rect.height() / 2
                painter.drawRoundedRect(QRectF(spot.rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            painter.setFont(style.small_title_font if is_chosen else style.small_font)
            painter.setPen(style.accent if is_chosen else style.ink if is_hovered else style.ink_second)
            painter.drawText(spot.rect, Qt.AlignmentFlag.AlignCenter, spot.name)
        painter.restore()
        if marks.focused:
            draw_focus(painter, marks.focused.rect, style)
