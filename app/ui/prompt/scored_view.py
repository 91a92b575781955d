"""How sure the model was of every token of a text: a heat map, and what else it thought of at each place."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.generation import ScoredToken, TokenChoice
from app.ui.prompt.alternatives import Alternatives
from app.ui.prompt.found_tokens import FoundTokens
from app.ui.prompt.heat import BANDS, Band
from app.ui.prompt.shown_token import of_scored
from app.ui.prompt.tokens_view import TokensView
from app.ui.prompt.words_page import WordsPage
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.flow import Flow
from app.words.catalog import _, n_
from app.words.numbers import count
from app.words.numbers import tokens as in_tokens


class ScoredView(QWidget):
    """Blank, busy (which can be cancelled), in trouble, or full."""

    chosen = Signal(int, object)
    """Go on from the token with this index with this TokenChoice in its place: always one that is whole text."""
    acted = Signal()
    """The button of a blank or a trouble was pressed."""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scored: tuple[ScoredToken, ...] = ()
        self._is_busy = False
        self._title = QLabel(_("How sure the model was"))
        self._title.setObjectName("title")
        self._size = QLabel()
        self._legend = [_Mark(band) for band in BANDS]
        self._remark = QLabel()
        self.tokens = TokensView(_("Tokens and how likely each was"))
        self.tokens.pressed.connect(self._offer)
        self._alternatives = Alternatives(self)
        self._alternatives.chosen.connect(self._choose)
        self._found = FoundTokens(self.tokens)
        self._words = WordsPage()
        self._words.acted.connect(self._act)
        self._full = QWidget()
        self._pages = QStackedWidget()
        self._head = QWidget()
        self._heading = Beside(self._head, self._title, self._size, least=0)
        self._build()
        self.show_blank(_("Ask how sure the model was of an answer: the action stands under it."))

    def show_scored(self, scored: Sequence[ScoredToken]) -> None:
        self._scored = tuple(scored)
        self._is_busy = False
        self._size.setText(in_tokens(len(self._scored)))
        self._remark.setText(_first_choices(self._scored))
        self.tokens.show_tokens(of_scored(self._scored))
        self._found.renew()
        self._pages.setCurrentWidget(self._full)

    def show_blank(self, words: str, *, action: str = "") -> None:
        self._show_words(words, action)

    def show_busy(self, done: int, total: int) -> None:
        """So many of so many tokens are read; a total of 0 is not known yet."""
        words = _("Reading the text once more, to see how likely each token was…")
        if total:
            words = _("Reading: {done} of {total} tokens").format(done=count(done), total=count(total))
        self._is_busy = True
        self._size.clear()
        self._words.show_words(words, action=_("Cancel"), fraction=done / total if total else None)
        self._pages.setCurrentWidget(self._words)

    def show_error(self, words: str, *, action: str = "") -> None:
        self._show_words(words, action)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def dress(self, look: Look) -> None:
        for mark in self._legend:
            mark.dress(look)
        for part in (self.tokens, self._found, self._alternatives):
            part.dress(look)
        self._heading.need(self._title.sizeHint().width())

    def _show_words(self, words: str, action: str) -> None:
        self._is_busy = False
        self._size.clear()
        self._words.show_words(words, action=action)
        self._pages.setCurrentWidget(self._words)

    def _act(self) -> None:
        (self.cancelled if self._is_busy else self.acted).emit()

    def _offer(self, token: int) -> None:
        """Where the token before is only a piece of a character, none can follow it but those that complete it."""
        is_inside = token > 0 and not self._scored[token - 1].text
        rect = self.tokens.global_rect_of(token)
        self._alternatives.offer(self.tokens.shown[token], rect, is_inside_character=is_inside)

    def _choose(self, choice: TokenChoice) -> None:
        self.chosen.emit(self.tokens.current, choice)

    def _build(self) -> None:
        for label in (self._size, self._remark):
            label.setObjectName("small")
        self._remark.setWordWrap(True)
        legend = QWidget()
        flow = Flow(legend, gap=tokens.SPACE_3)
        for mark in self._legend:
            flow.addWidget(mark)
        full = QVBoxLayout(self._full)
        full.setContentsMargins(0, 0, 0, 0)
        full.setSpacing(tokens.SPACE_3)
        for part in (legend, self._remark, self._found):
            full.addWidget(part)
        full.addWidget(self.tokens, 1)
        self._pages.addWidget(self._words)
        self._pages.addWidget(self._full)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)


def _first_choices(scored: Sequence[ScoredToken]) -> str:
    first = sum(bool(one.alternatives) and one.alternatives[0].id == one.id for one in scored)
    words = n_(
        "{count} token was the model's first choice. Press one to see what else it thought of.",
        "{count} tokens were the model's first choice. Press one to see what else it thought of.",
        first,
    )
    return words.format(count=count(first))


class _Mark(QWidget):
    """A ground and a line as under the tokens of a band, and its words."""

    def __init__(self, band: Band) -> None:
        super().__init__()
        self._sample = _Sample(band)
        label = QLabel(band.words)
        label.setObjectName("small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1 + 2)
        row.addWidget(self._sample)
        row.addWidget(label)

    def dress(self, look: Look) -> None:
        self._sample.dress(look)


class _Sample(QWidget):
    def __init__(self, band: Band) -> None:
        super().__init__()
        self._band = band
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedSize(look.px(18), look.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        box = QRectF(self.rect())
        with QPainter(self) as painter:
            painter.fillRect(box, QColor(theme.surface))
            painter.fillRect(box, self._band.ground(theme))
            high = self._look.px(self._band.line)
            painter.fillRect(QRectF(0, box.bottom() - high, box.width(), high), QColor(theme.warm))
            painter.setPen(QColor(theme.line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
