"""A theme at a text size, made into the fonts, formats and distances that the conversation draws with."""

from functools import cached_property
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPalette, QTextBlockFormat, QTextCharFormat

from app.ui.theme import tokens
from app.ui.theme.fonts import fixed_font, ui_font
from app.ui.theme.tokens import Theme

_HEADINGS: Final = {
    1: (tokens.TEXT_LARGE, 700),
    2: (tokens.TEXT_LARGE, 600),
    3: (tokens.TEXT_BODY, 700),
    4: (tokens.TEXT_BODY, 600),
    5: (tokens.TEXT_SMALL, 700),
    6: (tokens.TEXT_SMALL, 600),
}


class Style:
    """Made once for each theme and text scale; whatever is drawn with an older one is thrown away."""

    def __init__(self, theme: Theme, *, scale: float = 1.0) -> None:
        self.theme = theme
        self.scale = scale
        self.text_font = ui_font(scale=scale)
        self.small_font = ui_font(tokens.TEXT_SMALL, scale=scale)
        self.small_title_font = ui_font(tokens.TEXT_SMALL, weight=tokens.WEIGHT_TITLE, scale=scale)
        self.code_font = fixed_font(scale=scale)
        self.line_height = self.px(tokens.TEXT_BODY * tokens.LINE_HEIGHT)
        self.small_line_height = self.px(tokens.TEXT_SMALL * tokens.LINE_HEIGHT)
        self.code_line_height = self.px(tokens.TEXT_CODE * tokens.LINE_HEIGHT)
        self.ink = QColor(theme.ink)
        self.ink_second = QColor(theme.ink_second)
        self.ink_third = QColor(theme.ink_third)
        self.line = QColor(theme.line)
        self.accent = QColor(theme.accent)
        self.focus = QColor(theme.focus)
        self._headings: dict[int, QTextCharFormat] = {}
        self.nothing = QBrush(Qt.BrushStyle.NoBrush)

    def px(self, size: float) -> int:
        """A size of the tokens at this text scale, in whole px."""
        return round(size * self.scale)

    @cached_property
    def letter_width(self) -> float:
        """An average letter of the text font, in px; Chinese, Japanese and Korean ones are about the font size wide."""
        return QFontMetricsF(self.text_font).averageCharWidth()

    def lines(self, text: str, *, width: int) -> int:
        """How many lines a text about takes, guessed from its length in a few µs."""
        # A Korean letter is twice as wide as a Latin one, and takes two bytes more in UTF-8.
        letters = len(text) if text.isascii() else (len(text) + len(text.encode("utf-8", "replace"))) / 2
        return 1 + text.count("\n") + int(letters * self.letter_width / max(1, width))

    @cached_property
    def palette(self) -> QPalette:
        """What text without a colour of its own is drawn with."""
        return self._palette(self.ink)

    @cached_property
    def dim_palette(self) -> QPalette:
        return self._palette(self.ink_second)

    def _palette(self, ink: QColor) -> QPalette:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, ink)
        return palette

    @cached_property
    def selected(self) -> QTextCharFormat:
        return _over(self.theme.selection, self.theme.on_selection)

    @cached_property
    def found(self) -> QTextCharFormat:
        # On the dark ground the marks are dark too, only the current one is bright.
        return _over(self.theme.found, self.theme.ink if self.theme.is_dark else self.theme.on_found)

    @cached_property
    def found_current(self) -> QTextCharFormat:
        return _over(self.theme.found_current, self.theme.on_found)

    @cached_property
    def text(self) -> QTextCharFormat:
        return QTextCharFormat()

    @cached_property
    def bold(self) -> QTextCharFormat:
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        return bold

    @cached_property
    def italic(self) -> QTextCharFormat:
        italic = QTextCharFormat()
        italic.setFontItalic(True)
        return italic

    @cached_property
    def struck(self) -> QTextCharFormat:
        struck = QTextCharFormat()
        struck.setFontStrikeOut(True)
        return struck

    @cached_property
    def inline_code(self) -> QTextCharFormat:
        code = QTextCharFormat(self.code)
        code.setBackground(QColor(self.theme.bubble))
        return code

    @cached_property
    def code(self) -> QTextCharFormat:
        code = QTextCharFormat()
        code.setFont(self.code_font, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly)
        return code

    def link(self, target: str) -> QTextCharFormat:
        link = QTextCharFormat()
        link.setAnchor(True)
        link.setAnchorHref(target)
        link.setForeground(self.accent)
        link.setFontUnderline(True)
        return link

    def heading(self, level: int) -> QTextCharFormat:
        if level not in self._headings:
            self._headings[level] = self._heading(level)
        return self._headings[level]

    def _heading(self, level: int) -> QTextCharFormat:
        size, weight = _HEADINGS[level]
        heading = QTextCharFormat()
        heading.setFont(
            ui_font(size, weight=weight, scale=self.scale),
            QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly,
        )
        return heading

    @cached_property
    def answer_font(self) -> QFont:
        """Of a short final answer."""
        return ui_font(tokens.TEXT_TITLE, weight=tokens.WEIGHT_TITLE, scale=self.scale)

    @cached_property
    def long_answer_font(self) -> QFont:
        return ui_font(tokens.TEXT_LARGE, weight=tokens.WEIGHT_TITLE, scale=self.scale)

    @cached_property
    def table_heading(self) -> QTextCharFormat:
        heading = QTextCharFormat()
        heading.setFont(
            self.small_title_font, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
        )
        heading.setForeground(self.ink_second)
        return heading

    def block(self, line_height: int, *, space_above: int = 0) -> QTextBlockFormat:
        """At least line_height px a line, so that fallback fonts (Korean, emoji) keep the rhythm."""
        block = QTextBlockFormat()
        block.setLineHeight(line_height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        block.setTopMargin(space_above)
        return block


def _over(background: str, ink: str) -> QTextCharFormat:
    over = QTextCharFormat()
    over.setBackground(QColor(background))
    over.setForeground(QColor(ink))
    return over
