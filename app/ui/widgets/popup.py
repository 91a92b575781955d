"""What drops down: its ground, which a style sheet does not paint on a clear window, and how its rows are painted."""

from abc import abstractmethod

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.row_list import AnyIndex


class Popup(QFrame):
    """Round corners on nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.look = Look()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self.look.theme.line), 1))
            painter.setBrush(QColor(self.look.theme.surface))
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(rect, tokens.RADIUS_CARD, tokens.RADIUS_CARD)


class PopupDelegate(QStyledItemDelegate):
    """Its heirs paint what stands in a row."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()

    def dress(self, look: Look) -> None:
        self.look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_row(painter, option, index)
        painter.restore()

    @abstractmethod
    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None: ...

    def paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, radius: int = tokens.RADIUS_CONTROL
    ) -> None:
        """Where the keyboard or the mouse is."""
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            rect: QRect = option.rect
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.look.theme.accent_soft))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), radius, radius)
