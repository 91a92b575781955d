"""Paints a row of a list in the sidebar, and makes the field in which a chat's title is changed."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.sidebar.headed_model import Heading, Roles
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import elided, paint_shadow
from app.ui.widgets.row_list import AnyIndex, RowList
from app.words.catalog import _

_HEADING_HEIGHT: Final = 38
_GAP: Final = 2


class RowDelegate(QStyledItemDelegate):
    def __init__(self, rows: RowList) -> None:
        super().__init__(rows)
        self._rows = rows
        self.dress(Look())

    def dress(self, look: Look) -> None:
        self._look = look
        self._font = look.font()
        self._bold = look.font(weight=tokens.WEIGHT_TITLE)
        self._small = look.font(tokens.TEXT_TINY, weight=tokens.WEIGHT_TITLE)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        is_heading = isinstance(index.data(Roles.LINE), Heading)
        height = _HEADING_HEIGHT if is_heading else tokens.LIST_ROW_HEIGHT + _GAP
        return QSize(0, self._look.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line = index.data(Roles.LINE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Heading):
            self._words(painter, rect.adjusted(0, 0, 0, -tokens.SPACE_1), line.words, self._small, is_low=True)
        else:
            is_open = bool(index.data(Roles.IS_OPEN))
            card = QRectF(rect).adjusted(1.5, 1.5, -1.5, -_GAP - 0.5)
            self._ground(painter, card, index, is_open=is_open)
            is_busy = bool(index.data(Roles.IS_BUSY))
            room = rect.adjusted(0, 0, -self._look.px(14) if is_busy else 0, -_GAP)
            title = str(index.data(Qt.ItemDataRole.DisplayRole))
            self._words(painter, room, title, self._bold if is_open else self._font, is_strong=is_open)
            if is_busy:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._look.theme.accent))
                painter.drawEllipse(QPointF(card.right() - self._look.px(10), card.center().y()), 3.5, 3.5)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(_("Title of the chat"))
        return editor

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Only what nobody has typed into yet: a chat that answers changes while its title is being written."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            super().setEditorData(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -_GAP))

    def _ground(self, painter: QPainter, card: QRectF, index: AnyIndex, *, is_open: bool) -> None:
        theme = self._look.theme
        radius = tokens.RADIUS_CONTROL
        if is_open:
            paint_shadow(painter, card, theme.shadow, radius=radius)
        colour = theme.surface if is_open else theme.line if self._rows.is_under_mouse(index) else ""
        painter.setBrush(QColor(colour) if colour else Qt.BrushStyle.NoBrush)
        is_outlined = is_open and (theme.is_dark or theme.is_high_contrast)
        painter.setPen(QPen(QColor(theme.line), 1) if is_outlined else Qt.PenStyle.NoPen)
        if self._rows.has_keyboard(index):
            painter.setPen(QPen(QColor(theme.focus), 2))
        painter.drawRoundedRect(card, radius, radius)

    def _words(
        self, painter: QPainter, rect: QRect, words: str, font: QFont, *, is_low: bool = False, is_strong: bool = False
    ) -> None:
        theme = self._look.theme
        painter.setFont(font)
        painter.setPen(QColor(theme.ink if is_strong else theme.ink_second))
        room = rect.adjusted(tokens.SPACE_2, 0, -tokens.SPACE_2, 0)
        at = Qt.AlignmentFlag.AlignBottom if is_low else Qt.AlignmentFlag.AlignVCenter
        text = elided(words, QFontMetrics(font), room.width())
        painter.drawText(room, at | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, text)
