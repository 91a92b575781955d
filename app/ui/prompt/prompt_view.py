"""The exact prompt: how long it is, what it is made of, and every token of it."""

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.generation import PromptReport, RenderedPrompt
from app.ui.prompt.copy_button import CopyButton
from app.ui.prompt.copying import as_json
from app.ui.prompt.found_tokens import FoundTokens
from app.ui.prompt.share_bar import ShareBar
from app.ui.prompt.shown_token import of_prompt
from app.ui.prompt.tokens_view import TokensView
from app.ui.prompt.words_page import WordsPage
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import YieldingButton
from app.ui.widgets.flow import Flow
from app.words.catalog import _, n_
from app.words.numbers import count
from app.words.numbers import tokens as in_tokens


class PromptView(QWidget):
    """Blank, busy, in trouble, or full; a blank or a trouble may offer a button."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = RenderedPrompt("")
        self._report = PromptReport(0)
        self._model = ""
        self._title = QLabel(_("The exact prompt"))
        self._title.setObjectName("title")
        self._size = QLabel()
        self._size.setObjectName("small")
        self._shares = ShareBar()
        self._left_out = QLabel()
        self._left_out.setObjectName("small")
        self._left_out.setWordWrap(True)
        self.tokens = TokensView(_("Tokens of the prompt"))
        self._found = FoundTokens(self.tokens)
        self._foot = QWidget()
        self._blank = WordsPage()
        self._blank.acted.connect(self.acted)
        self._full = QWidget()
        self._head = QWidget()
        self._heading = Beside(self._head, self._title, self._size, least=0)
        self._pages = QStackedWidget()
        self._build()
        self.show_blank(_("Here you see what the model really receives, token by token."))

    def show_prompt(self, prompt: RenderedPrompt, report: PromptReport, *, model: str = "") -> None:
        """A context of 0 in the report is not known. Model is a name, for the copy as JSON."""
        self._prompt, self._report, self._model = prompt, report, model
        if report.context:
            words = _("{count} tokens of {context}")
            self._size.setText(words.format(count=count(len(prompt.tokens)), context=count(report.context)))
        else:
            self._size.setText(in_tokens(len(prompt.tokens)))
        self._shares.show_shares(Counter(prompt.kinds))
        left = len(report.left_out)
        words = n_("{count} earlier message did not fit.", "{count} earlier messages did not fit.", left)
        self._left_out.setText(words.format(count=count(left)))
        self._left_out.setVisible(left > 0)
        self.tokens.show_tokens(of_prompt(prompt))
        self._found.renew()
        self._pages.setCurrentWidget(self._full)

    def show_blank(self, words: str, *, action: str = "") -> None:
        """Nothing to show (yet): words say what to do, and the button, if it has words, does it."""
        self._show_words(words, action)

    def show_busy(self, words: str = "") -> None:
        """A prompt that is shown already stays until the next one comes."""
        if self._pages.currentWidget() is not self._full:
            self._show_words(words or _("The model's tokens are being counted…"), "")

    def show_error(self, words: str, *, action: str = "") -> None:
        self._show_words(words, action)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def dress(self, look: Look) -> None:
        for part in (self._shares, self.tokens, self._found):
            part.dress(look)
        self._heading.need(self._title.sizeHint().width())

    def _show_words(self, words: str, action: str) -> None:
        self._size.clear()
        self._blank.show_words(words, action=action)
        self._pages.setCurrentWidget(self._blank)

    def _build(self) -> None:
        self._fill_foot()
        full = QVBoxLayout(self._full)
        full.setContentsMargins(0, 0, 0, 0)
        full.setSpacing(tokens.SPACE_3)
        for part in (self._shares, self._left_out, self._found):
            full.addWidget(part)
        full.addWidget(self.tokens, 1)
        full.addWidget(self._foot)
        self._pages.addWidget(self._blank)
        self._pages.addWidget(self._full)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)

    def _fill_foot(self) -> None:
        text = CopyButton(_("Copy as text"), lambda: self._prompt.text)
        structured = CopyButton(_("Copy as JSON"), lambda: as_json(self._prompt, self._report, model=self._model))
        find = YieldingButton(_("Find"), kind="quiet")
        find.clicked.connect(self._found.start)
        row = Flow(self._foot, gap=tokens.SPACE_2)
        for button in (text, structured, find):
            row.addWidget(button)
