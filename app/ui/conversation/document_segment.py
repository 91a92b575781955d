"""A segment whose text is one QTextDocument: laying out, painting, pointing, selecting and finding in it."""

import math
from abc import abstractmethod
from typing import Any, Final, cast

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QImage,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLine,
    QTextOption,
)

from app.ui.conversation.blocks import Block
from app.ui.conversation.copying import fragment_markdown, fragments
from app.ui.conversation.segment import Marks, OpenLink, Segment, Span, Spot, draw_focus
from app.ui.conversation.style import Style

_PaintContext = QAbstractTextDocumentLayout.PaintContext
_Selection = QAbstractTextDocumentLayout.Selection
_Move = QTextCursor.MoveOperation
_KEEP: Final = QTextCursor.MoveMode.KeepAnchor


class SafeDocument(QTextDocument):
    """Loads nothing. Qt would draw local files, on Windows even from a share, which sends the person's credentials."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: ANN401  (Qt's signature)
        image = QImage(1, 1, QImage.Format.Format_ARGB32)  # None would make Qt look for a file
        image.fill(Qt.GlobalColor.transparent)
        return image


class DocumentSegment(Segment):
    """The document is made when it is first laid out."""

    def __init__(self, block: Block, style: Style, *, is_dim: bool = False) -> None:
        super().__init__(block, style)
        self.palette: QPalette = style.dim_palette if is_dim else style.palette
        self.origin = QPoint(0, 0)
        self._document: QTextDocument | None = None

    @property
    def document(self) -> QTextDocument:
        if self._document is None:
            self._document = SafeDocument()
            self._document.setUndoRedoEnabled(False)
            self._document.setDocumentMargin(0)
            self._document.setDefaultFont(self.font)
            self.write(self._document)
        return self._document

    @property
    def font(self) -> QFont:
        return self.style.text_font

    @abstractmethod
    def write(self, document: QTextDocument) -> None:
        """Fill the new document."""

    def measure(self) -> int:
        self.document.setTextWidth(self.width)
        return math.ceil(self.document.size().height())

    @property
    def natural_width(self) -> int:
        return min(self.width, math.ceil(self.document.idealWidth()))

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        context = _PaintContext()
        context.palette = self.palette
        context.clip = QRectF(clip.translated(-self.origin))
        context.selections = self._selections(marks)
        painter.translate(self.origin)
        self.document.documentLayout().draw(painter, context)
        painter.translate(-self.origin)
        if marks.focused:
            draw_focus(painter, marks.focused.rect, self.style)

    def _selections(self, marks: Marks) -> list[_Selection]:
        spans = [(span, self.style.found) for span in marks.found]
        if marks.current:
            spans.append((marks.current, self.style.found_current))
        if marks.selected:
            spans.append((marks.selected, self.style.selected))
        return [self._selection(span, form) for span, form in spans]

    def _selection(self, span: Span, form: QTextCharFormat) -> _Selection:
        selection = _Selection()
        selection.cursor = self.cursor(span)
        selection.format = form
        return selection

    def cursor(self, span: Span) -> QTextCursor:
        cursor = QTextCursor(self.document)
        last = self.length
        cursor.setPosition(min(span[0], last))
        cursor.setPosition(min(span[1], last), _KEEP)
        return cursor

    # Text

    @property
    def length(self) -> int:
        return self.document.characterCount() - 1

    def position_at(self, point: QPoint) -> int:
        layout = self.document.documentLayout()
        return max(0, layout.hitTest(QPointF(point - self.origin), Qt.HitTestAccuracy.FuzzyHit))

    def word_at(self, position: int) -> Span:
        cursor = self.cursor((position, position))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return cursor.selectionStart(), cursor.selectionEnd()

    def paragraph_at(self, position: int) -> Span:
        cursor = self.cursor((position, position))
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.movePosition(_Move.StartOfBlock)
        start = cursor.position()
        cursor.movePosition(_Move.EndOfBlock)
        return start, cursor.position()

    def markdown(self, span: Span) -> str:
        return fragment_markdown(self.cursor(span))

    def occurrences(self, text: str) -> list[Span]:
        found: list[Span] = []
        cursor = QTextCursor(self.document)
        while not (cursor := self.document.find(text, cursor)).isNull():
            found.append((cursor.selectionStart(), cursor.selectionEnd()))
        return found

    def top_of(self, position: int) -> int:
        return self._line_rect((position, position)).top()

    # Links

    def spots(self) -> list[Spot]:
        found: list[Spot] = []
        block = self.document.begin()
        while block.isValid():
            for fragment in fragments(block):
                if target := fragment.charFormat().anchorHref():
                    span = fragment.position(), fragment.position() + fragment.length()
                    found.append(Spot(self._line_rect(span), fragment.text(), OpenLink(target)))
            block = block.next()
        return found

    def spot_at(self, point: QPoint) -> Spot | None:
        target = self.document.documentLayout().anchorAt(QPointF(point - self.origin))
        return Spot(QRect(point, point), target, OpenLink(target)) if target else None

    def _line_rect(self, span: Span) -> QRect:
        """Where a span lies, up to the end of its first line."""
        block = self.document.findBlock(span[0])
        corner = self.document.documentLayout().blockBoundingRect(block).topLeft()
        line = block.layout().lineForTextPosition(span[0] - block.position())
        if not line.isValid():
            return QRect(self.origin + corner.toPoint(), self.origin + corner.toPoint())
        left = _x(line, span[0] - block.position())
        last = min(span[1] - block.position(), line.textStart() + line.textLength())
        right = _x(line, last)
        top = line.y()
        rect = QRectF(corner.x() + min(left, right), corner.y() + top, abs(right - left), line.height())
        return rect.toAlignedRect().translated(self.origin)


def _x(line: QTextLine, position: int) -> float:
    # PySide returns the x together with the position that it had to move to.
    return cast("tuple[float, int]", line.cursorToX(position))[0]


def no_wrap() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option
