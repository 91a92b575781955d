"""The table of examples: one row each, switched with space, moved with Alt and the arrows or by the mouse."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.ui.presets.examples_model import Column, ExamplesModel
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.row_list import AnyIndex
from app.words.catalog import _

_ROW: Final = 36
_ROWS: Final = 8
"""So many are seen at once; the others are scrolled to."""
_BOX: Final = 16
_ANSWER: Final = 92
"""px at 100 % for answers that are short; longer ones share the room with the questions."""
_SHORT: Final = 12
"""Letters."""


class ExamplesTable(QTableView):
    opened = Signal(int)
    """A row that is to be written in."""
    removed = Signal(int)

    def __init__(self, model: ExamplesModel) -> None:
        super().__init__()
        self._examples = model
        self._look = Look()
        self._delegate = _Delegate(self)
        self.setObjectName("boxed")
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Examples"))
        self.setAccessibleDescription(_("Space switches an example on and off, Alt with the arrows moves it."))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self._shape_columns()
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def dress(self, look: Look) -> None:
        self._look = look
        self._delegate.dress(look)
        self.verticalHeader().setDefaultSectionSize(look.px(_ROW))
        for column, wide in ((Column.ON, 36), (Column.TOKENS, 62)):
            self.horizontalHeader().resizeSection(column, look.px(wide))
        self.fit()

    def fit(self) -> None:
        """As high as its rows, up to a few of them; without the reasoning where there is none."""
        examples = self._examples.examples
        self.setColumnHidden(Column.REASONING, not any(example.reasoning for example in examples))
        is_long = any(len(example.answer) > _SHORT for example in examples)
        mode = QHeaderView.ResizeMode.Stretch if is_long else QHeaderView.ResizeMode.Fixed
        self.horizontalHeader().setSectionResizeMode(Column.ANSWER, mode)
        if not is_long:
            self.horizontalHeader().resizeSection(Column.ANSWER, self._look.px(_ANSWER))
        rows = min(max(1, self._examples.rowCount()), _ROWS)
        high = self.horizontalHeader().sizeHint().height() + rows * self._look.px(_ROW) + 4
        self.setFixedHeight(high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        match Qt.Key(event.key()):
            case _ if row < 0:
                super().keyPressEvent(event)
            case Qt.Key.Key_Up if is_alt:
                self._examples.move(row, row - 1)
            case Qt.Key.Key_Down if is_alt:
                self._examples.move(row, row + 1)
            case Qt.Key.Key_Space:
                self._examples.toggle(row)
            case Qt.Key.Key_Delete:
                self.removed.emit(row)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                self.opened.emit(row)
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == Column.ON and event.button() is Qt.MouseButton.LeftButton:
            self._examples.toggle(index.row())

    def _shape_columns(self) -> None:
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        for column in Column:
            stretches = column in {Column.QUESTION, Column.REASONING}
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)


class _Delegate(QStyledItemDelegate):
    """Paints the rows as the drawing has them: a hairline between two, and what is off in a quieter ink."""

    def __init__(self, table: ExamplesTable) -> None:
        super().__init__(table)
        self._table = table
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, self._look.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        theme = self._look.theme
        rect = option.rect
        is_on = index.sibling(index.row(), Column.ON).data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
        is_current = self._table.currentIndex().row() == index.row()
        painter.save()
        if is_current:
            painter.fillRect(rect, QColor(theme.accent_soft))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == Column.ON:
            self._paint_box(painter, QRectF(rect), is_on=is_on)
        else:
            is_answer = index.column() == Column.ANSWER
            painter.setFont(self._look.font(weight=tokens.WEIGHT_TITLE if is_answer and is_on else tokens.WEIGHT_TEXT))
            is_strong = is_on and index.column() in {Column.QUESTION, Column.ANSWER}
            painter.setPen(QColor(theme.ink if is_strong else theme.ink_second))
            room = rect.adjusted(tokens.SPACE_2, 0, -tokens.SPACE_2, 0)
            words = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
            side = Qt.AlignmentFlag.AlignRight if index.column() == Column.TOKENS else Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
        painter.restore()

    def _paint_box(self, painter: QPainter, rect: QRectF, *, is_on: bool) -> None:
        theme, side = self._look.theme, self._look.px(_BOX)
        box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if is_on else theme.ink_second), 1))
        painter.setBrush(QColor(theme.accent) if is_on else QColor(theme.surface))
        painter.drawRoundedRect(box, tokens.SPACE_1, tokens.SPACE_1)
        if is_on:
            icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), theme.on_accent)
