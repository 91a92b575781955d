"""A remark of the program between two messages, small and in the middle."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextCursor, QTextDocument

from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.document_segment import DocumentSegment
from app.ui.conversation.style import Style


class NoticeSegment(DocumentSegment):
    def __init__(self, text: str, style: Style) -> None:
        super().__init__(Block(Kind.PLAIN, text, text), style, is_dim=True)

    @property
    def font(self) -> QFont:
        return self.style.small_font

    def write(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        block = self.style.block(self.style.small_line_height)
        block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        cursor.setBlockFormat(block)
        cursor.insertText(self.block.body)

    def estimate(self, width: int) -> int:
        return self.style.lines(self.block.body, width=width) * self.style.small_line_height
