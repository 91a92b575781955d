"""Small drawings from resources/icons, in whatever colour the palette has when they are painted."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resources

QUIET: Final = QPalette.ColorRole.PlaceholderText
INK: Final = QPalette.ColorRole.WindowText
ON_ACCENT: Final = QPalette.ColorRole.BrightText
ACCENT: Final = QPalette.ColorRole.Accent


def icon(name: str, role: QPalette.ColorRole = QUIET) -> QIcon:
    """The drawing of this name; it follows a change of theme by itself."""
    return QIcon(_Drawing(name, role))


def paint(painter: QPainter, name: str, rect: QRectF, colour: str) -> None:
    _renderer(name, colour).render(painter, rect)


@lru_cache(maxsize=128)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    source = (resources() / "icons" / f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.encode())))


class _Drawing(QIconEngine):
    """Paints the SVG anew each time, so it is sharp on every screen and never has yesterday's colour."""

    def __init__(self, name: str, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        palette = QGuiApplication.palette()
        group = QPalette.ColorGroup.Disabled if mode is QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        # the palette names no disabled accent; what cannot be used is drawn in the disabled text's colour
        role = QPalette.ColorRole.Text if mode is QIcon.Mode.Disabled else self._role
        paint(painter, self._name, QRectF(rect), palette.color(group, role).name())

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            self.paint(painter, QRect(QPoint(), size), mode, state)
        return picture

    def clone(self) -> QIconEngine:
        return _Drawing(self._name, self._role)
