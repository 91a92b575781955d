"""Loads what the first answer will need (parser, lexers, glyphs) while nobody waits, in small steps."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.ui.conversation import blocks
from app.ui.conversation.builder import build
from app.ui.conversation.document_segment import SafeDocument
from app.ui.conversation.highlight import load_lexer
from app.ui.conversation.style import Style

# The pause between two steps, for whatever the person does meanwhile.
_PAUSE_MS: Final = 20
_LANGUAGES: Final = ("python", "javascript", "bash", "json")
# The first glyph of each of these scripts costs 6 to 18 ms.
_SAMPLES: Final = ("A", "**가**", "漢", "😀", "`x`")


class Warming(QObject):
    """Ends by itself."""

    def __init__(self, style: Style, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = _steps(style)
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    def _step(self) -> None:
        if next(self._steps, self) is self:
            self._timer.stop()
            self.deleteLater()


def _steps(style: Style) -> Iterator[None]:
    for sample in _SAMPLES:
        document = SafeDocument()
        document.setDefaultFont(style.text_font)
        build(document, blocks.split(sample)[0], style)
        document.setTextWidth(100)
        yield
    for language in _LANGUAGES:
        load_lexer(language)
        yield
