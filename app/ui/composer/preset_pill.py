"""Which preset asks, at the foot of the composer; a press opens the list of presets."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, elided
from app.words.catalog import _, n_
from app.words.numbers import count

if TYPE_CHECKING:  # the window is painted before anything is loaded that knows presets
    from app.domain.preset import Preset


class PresetPill(Button):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", kind="pill", parent=parent)
        self._look = Look()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_preset(None)

    def show_preset(self, preset: "Preset | None") -> None:
        self._words = _words(preset)
        self.setAccessibleName(_("Preset: {preset}").format(preset=self._words))
        self.setToolTip(preset.description if preset else _("Choose how the model is asked"))
        self.updateGeometry()
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = self._look
        metrics = QFontMetrics(look.font(tokens.TEXT_SMALL))
        return QSize(metrics.horizontalAdvance(self._words) + look.px(64), look.px(tokens.CONTROL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._look.px(96)), self._look.px(tokens.CONTROL_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme = self._look, self._look.theme
        ring = 2 if self.hasFocus() else 1
        edge = theme.focus if self.hasFocus() else theme.ink_third if self.underMouse() else theme.line
        rect = QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
        pad, side = look.px(tokens.SPACE_3), look.px(14)
        top = (self.height() - side) / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(edge), ring))
            painter.setBrush(QColor(theme.code if self.isDown() else theme.surface))
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            icons.paint(painter, "presets", QRectF(pad, top, side, side), theme.ink_second)
            icons.paint(painter, "chevron-down", QRectF(self.width() - pad - side, top, side, side), theme.ink_second)
            font = look.font(tokens.TEXT_SMALL)
            left = pad + side + look.px(6)
            room = QRect(left, 0, max(0, self.width() - left - pad - side - look.px(4)), self.height())
            painter.setFont(font)
            painter.setPen(QColor(theme.ink))
            at = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, at, elided(self._words, QFontMetrics(font), room.width()))


def _words(preset: "Preset | None") -> str:
    if preset is None:
        return _("No preset")
    examples = len(preset.active_examples)
    if not examples:
        return preset.name
    return f"{preset.name} · " + n_("{count} example", "{count} examples", examples).format(count=count(examples))
