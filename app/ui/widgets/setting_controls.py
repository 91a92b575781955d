"""Controls of the settings page: a choice, a switch, a number, in our colours."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.words.catalog import _

_FEW: Final = 7
"""Letters that are always seen of a value; more where there is room."""
_WRAPPED: Final = Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextWordWrap
_ENDLESS: Final = 100_000


class Choice(QComboBox):
    """A combo box with our arrow: a style sheet takes Qt's away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel, which is for the page around

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * _FEW, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self.fontMetrics().height() * 0.8
        arrow = QRectF(self.width() - side - tokens.SPACE_2, (self.height() - side) / 2, side, side)
        with QPainter(self) as painter:
            icons.paint(painter, "chevron-down", arrow, self.palette().color(icons.QUIET).name())


class Switch(QCheckBox):
    """A check box in our colours, whose words go on in the next line where they must.

    The tick is drawn, because a style sheet knows pictures of one colour only.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def dress(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(self._before_words + longest, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        return max(self._words_high(width), self._side) + tokens.SPACE_2

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        return QSize(words.width() + self._side + 3 * tokens.SPACE_2, max(words.height(), self._side) + tokens.SPACE_2)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, side = self._look.theme, self._side
        first_line = (self.height() - self._words_high(self.width()) + self.fontMetrics().height()) / 2
        box = QRectF(tokens.SPACE_1, first_line - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.accent if self.isChecked() else theme.ink_third), 1))
            painter.setBrush(QColor(theme.accent if self.isChecked() else theme.surface))
            painter.drawRoundedRect(box, tokens.SPACE_1, tokens.SPACE_1)
            if self.isChecked():
                icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), theme.on_accent)
            words = self.rect().adjusted(self._before_words, 0, 0, 0)
            painter.setPen(QColor(theme.ink))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | _WRAPPED, self.text())
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.focus), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                ring = QRectF(0, 0, min(self.width(), self.sizeHint().width()), self.height()).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(ring, tokens.RADIUS_SMALL, tokens.RADIUS_SMALL)

    @property
    def _side(self) -> int:
        return self._look.px(18)

    @property
    def _before_words(self) -> int:
        return self._side + tokens.SPACE_1 + tokens.SPACE_2

    def _words_high(self, width: int) -> int:
        """In a box of this width."""
        room = QRect(0, 0, max(1, width - self._before_words), _ENDLESS)
        return self.fontMetrics().boundingRect(room, _WRAPPED, self.text()).height()


class Number(QWidget):
    """A whole number in a range: typed, or stepped by the buttons and the arrow keys."""

    changed = Signal(int)

    def __init__(self, value: int, *, low: int, high: int, step: int = 1, suffix: str = "", lowest: str = "") -> None:
        super().__init__()
        self.box = _Box()
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.box.setRange(low, high)
        self.box.setSingleStep(step)
        self.box.setSuffix(suffix)
        self.box.setSpecialValueText(lowest)
        self.box.setGroupSeparatorShown(True)
        self.box.setKeyboardTracking(False)  # 8192 is not 8, 81 and 819 first
        self.box.lineEdit().setTextMargins(tokens.SPACE_2, 0, 0, 0)
        self.box.setValue(value)
        self.box.valueChanged.connect(self.changed)
        self._less = IconButton("minus", _("Less"))
        self._more = IconButton("plus", _("More"))
        self._less.clicked.connect(self.box.stepDown)
        self._more.clicked.connect(self.box.stepUp)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1)
        row.addWidget(self.box, 1)
        row.addWidget(self._less)
        row.addWidget(self._more)
        self.setFocusProxy(self.box)

    def name(self, words: str, *, description: str = "") -> None:
        """For screen readers."""
        self.box.setAccessibleName(words)
        self.box.setAccessibleDescription(description)
        self._less.setAccessibleName(_("{name}: less").format(name=words))
        self._more.setAccessibleName(_("{name}: more").format(name=words))

    def dress(self, look: Look) -> None:
        self._less.dress(look)
        self._more.dress(look)


class _Box(QSpinBox):
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * _FEW, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
