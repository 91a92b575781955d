"""The few small controls that every part of the window shares; their colours come from app/ui/theme/style.py."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from app.ui.theme import icons, tokens
from app.ui.theme.look import Look


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
        super().__init__(as_it_is(words), parent)
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        if icon:
            self.setIcon(icons.icon(icon, icons.INK))


class YieldingButton(Button):
    """Its words end with … where they have no room, instead of pushing everything else aside."""

    def __init__(self, words: str, *, kind: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, kind=kind, icon=icon, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 8, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        wanted = self.sizeHint().width()
        if self.width() >= wanted:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - (wanted - self.fontMetrics().horizontalAdvance(self.text()))
        option.text = elided(self.text(), self.fontMetrics(), max(1, room))
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()


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


def as_it_is(words: str) -> str:
    """For buttons and menus, where Qt would take an & for the mark of a key."""
    return words.replace("&", "&&")


def elided(text: str, metrics: QFontMetrics, width: int) -> str:
    """The first line of the text, as much as fits. Only its beginning is measured: it may be a book."""
    line = text.lstrip()[: max(1, width)].replace("\n", " ")
    return metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)


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


class Shelf(QScrollArea):
    """Scrolls what stands on it, without a frame; the keyboard goes to that, and never to the shelf."""

    def __init__(self, parent: QWidget | None = None, *, scrolls_sideways: bool = False) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not scrolls_sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


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
