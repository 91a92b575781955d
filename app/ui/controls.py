"""The few small controls that every part of the window shares; their colours come from app/ui/style.py."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from app.ui import icons
from app.ui.look import Look
from app.ui.theme import tokens
from app.words.catalog import _


class IconButton(QToolButton):
    """A drawing that can be pressed. Only Tab moves the keyboard to it, a click leaves it where one writes."""

    def __init__(
        self,
        name: str,
        words: str,
        *,
        role: QPalette.ColorRole = icons.QUIET,
        kind: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_as(name, words, role=role)

    def show_as(self, name: str, words: str, *, role: QPalette.ColorRole = icons.QUIET) -> None:
        """Another drawing, other words: what the button does has changed."""
        self.setIcon(icons.icon(name, role))
        self.setToolTip(words)
        self.setAccessibleName(words)

    def dress(self, look: Look, *, side: int = tokens.CONTROL_HEIGHT) -> None:
        self.setFixedSize(look.px(side), look.px(side))
        self.setIconSize(QSize(look.px(16), look.px(16)))


class Button(QPushButton):
    """Words that can be pressed; kind is "" (with a hairline), primary, quiet or link."""

    def __init__(self, words: str, *, kind: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        if icon:
            self.setIcon(icons.icon(icon, icons.INK))


class ElidedLabel(QLabel):
    """A line that ends with … where it does not fit; the whole of it is its tooltip then, and always its name."""

    def __init__(self, words: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        words = elided(self.text(), self.fontMetrics(), room.width())
        self.setToolTip(self.text() if words != self.text() else "")
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(room, self.alignment() | Qt.TextFlag.TextSingleLine, words)


def elided(text: str, metrics: QFontMetrics, width: int) -> str:
    """The first line of the text, as much as fits. Only its beginning is measured: it may be a book."""
    line = text.lstrip()[: max(1, width)].replace("\n", " ")
    return metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)


class Choice(QComboBox):
    """A combo box with our arrow: a style sheet takes Qt's away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel, which is for the page around

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self.fontMetrics().height() * 0.8
        arrow = QRectF(self.width() - side - tokens.SPACE_2, (self.height() - side) / 2, side, side)
        with QPainter(self) as painter:
            icons.paint(painter, "chevron-down", arrow, self.palette().color(icons.QUIET).name())


class Switch(QCheckBox):
    """A check box in our colours: the tick is drawn, because a style sheet knows pictures of one colour only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def dress(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        return QSize(words.width() + self._side + 3 * tokens.SPACE_2, max(words.height(), self._side) + tokens.SPACE_2)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, side = self._look.theme, self._side
        box = QRectF(tokens.SPACE_1, (self.height() - side) / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.accent if self.isChecked() else theme.ink_third), 1))
            painter.setBrush(QColor(theme.accent if self.isChecked() else theme.surface))
            painter.drawRoundedRect(box, tokens.SPACE_1, tokens.SPACE_1)
            if self.isChecked():
                icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), theme.on_accent)
            words = self.rect().adjusted(side + tokens.SPACE_1 + tokens.SPACE_2, 0, 0, 0)
            painter.setPen(QColor(theme.ink))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic, self.text())
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.focus), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                ring = QRectF(0, 0, self.sizeHint().width(), self.height()).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(ring, tokens.RADIUS_SMALL, tokens.RADIUS_SMALL)

    @property
    def _side(self) -> int:
        return self._look.px(18)


class Number(QWidget):
    """A whole number in a range: typed, or stepped by the buttons and the arrow keys."""

    changed = Signal(int)

    def __init__(self, value: int, *, low: int, high: int, step: int = 1, suffix: str = "", lowest: str = "") -> None:
        super().__init__()
        self.box = _Box()
        self.box.setRange(low, high)
        self.box.setSingleStep(step)
        self.box.setSuffix(suffix)
        self.box.setSpecialValueText(lowest)
        self.box.setGroupSeparatorShown(True)
        self.box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.box.setKeyboardTracking(False)  # 8192 is not 8, 81 and 819 first
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
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Card(QFrame):
    """Surface with round corners, a hairline and the breath of a shadow; lit while it holds the keyboard."""

    SHADOW = 6

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._is_lit = False
        self.setContentsMargins(self.SHADOW, self.SHADOW // 2, self.SHADOW, self.SHADOW)

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def light(self, *, is_lit: bool) -> None:
        self._is_lit = is_lit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        inner = QRectF(self.rect()).adjusted(self.SHADOW, self.SHADOW / 2, -self.SHADOW, -self.SHADOW)
        inner = inner.adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_shadow(painter, inner, theme.shadow, radius=tokens.RADIUS_CARD)
            painter.setPen(QPen(QColor(theme.focus if self._is_lit else theme.line), 1))
            painter.setBrush(QColor(theme.surface))
            painter.drawRoundedRect(inner, tokens.RADIUS_CARD, tokens.RADIUS_CARD)


class Shade(QWidget):
    """Lies over what is not meant for the moment; a click on it means: away with what lies above."""

    pressed = Signal()
    _DEPTH = 0.4

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look()
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            colour = QColor(self._look.theme.shadow)
            colour.setAlphaF(self._DEPTH)
            painter.fillRect(self.rect(), colour)


def paint_shadow(painter: QPainter, rect: QRectF, colour: str, *, radius: float) -> None:
    """Three thin layers; a blur would be rendered anew with every key that is typed inside."""
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(colour)
    shade.setAlphaF(shade.alphaF() / 3)
    painter.setBrush(shade)
    for spread in (1.0, 2.5, 4.5):
        layer = rect.adjusted(-spread, -spread + 1, spread, spread).translated(QPointF(0, 1))
        painter.drawRoundedRect(layer, radius + spread, radius + spread)


def hairline(parent: QWidget | None = None) -> QFrame:
    line = QFrame(parent)
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line
