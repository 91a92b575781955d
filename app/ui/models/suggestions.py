"""Four good models for this machine, for those who do not know one yet."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.models.deeds import DeedButton
from app.ui.models.values import Suggestion
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.chips import ChipLabel
from app.ui.widgets.controls import Button, Card, Shelf
from app.ui.widgets.flow import Flow
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

_TWO: Final = 640
"""px at 100 % from which on two stand beside each other."""


class Suggestions(Shelf):
    wished = Signal(str, str, object)
    """Repository, quantization, and the Deed that was asked for."""
    opened = Signal(str)
    """All files of this repository are to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._cards: dict[str, _SuggestionCard] = {}
        self._columns = 0
        title = QLabel(_("Good models for this computer"))
        title.setObjectName("large")
        title.setWordWrap(True)
        words = QLabel(_("Or search all of Hugging Face above; an address or owner/name works too."))
        words.setObjectName("muted")
        words.setWordWrap(True)
        for label in (title, words):  # in one line with the cards, which have room for a shadow around them
            label.setContentsMargins(Card.SHADOW, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(tokens.SPACE_3)
        self._inside = inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, tokens.SPACE_2, 0, tokens.SPACE_4)
        column.setSpacing(tokens.SPACE_1)
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(tokens.SPACE_3)
        column.addLayout(self._grid)
        column.addStretch()
        self.setWidget(inside)
        self.setAccessibleName(title.text())

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Cards that stay keep the keyboard."""
        keys = [f"{one.repo}:{one.quantization}" for one in suggestions]
        if keys != list(self._cards):
            for card in self._cards.values():
                card.setParent(None)
                card.deleteLater()
            self._cards = dict(zip(keys, map(self._made, suggestions), strict=True))
            self._columns = 0
            follow(self, self._cards.values())
        for at, (key, one) in enumerate(zip(keys, suggestions, strict=True)):
            self._cards[key].show_suggestion(one, is_first=at == 0)
        self._arrange()

    def dress(self, look: Look) -> None:
        self._look = look
        for card in self._cards.values():
            card.dress_all(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _made(self, one: Suggestion) -> "_SuggestionCard":
        card = _SuggestionCard(one.name, self._inside)
        card.deed.wished.connect(partial(self.wished.emit, one.repo, one.quantization))
        card.more.clicked.connect(partial(self.opened.emit, one.repo))
        card.dress_all(self._look)
        return card

    def _arrange(self) -> None:
        columns = 2 if self.width() >= self._look.px(_TWO) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for at, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, at // columns, at % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class _SuggestionCard(Card):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.deed = DeedButton(name)
        self.more = Button(_("All its files"), kind="link")
        self.more.setAccessibleName(_("All files of {name}").format(name=name))
        self._name = QLabel(name)
        self._name.setObjectName("title")
        self._why = QLabel()
        self._remark = QLabel()
        self._remark.setObjectName("small")
        self._progress = QLabel()
        self._progress.setObjectName("small")
        for label in (self._name, self._why, self._remark, self._progress):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._verdict = ChipLabel(None)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._build()

    def _build(self) -> None:
        chips = QHBoxLayout()
        chips.addWidget(self._verdict)
        chips.addStretch()
        foot = QWidget()
        row = Flow(foot, gap=tokens.SPACE_2)
        row.addWidget(self.deed)
        row.addWidget(self.more)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(tokens.SPACE_5, tokens.SPACE_4, tokens.SPACE_5, tokens.SPACE_5)
        inside.setSpacing(tokens.SPACE_1)
        for label in (self._name, self._why, self._remark):
            inside.addWidget(label)
        inside.addSpacing(tokens.SPACE_1)
        inside.addLayout(chips)
        inside.addStretch()
        inside.addWidget(self._bar)
        inside.addWidget(self._progress)
        inside.addSpacing(tokens.SPACE_2)
        inside.addWidget(foot)

    def show_suggestion(self, one: Suggestion, *, is_first: bool) -> None:
        self._why.setText(one.why)
        self._remark.setText(one.remark)
        self._verdict.show_chip(one.verdict)
        self._bar.setVisible(one.progress is not None)
        self._progress.setVisible(one.progress is not None)
        if one.progress:
            self._bar.setValue(round(one.progress.fraction * 1000))
            self._bar.setAccessibleName(one.progress.words)
            self._progress.setText(one.progress.words)
        self.deed.show_deed(one.deed, is_first=is_first)

    def dress_all(self, look: Look) -> None:
        self.dress(look)
        self._verdict.dress(look)
        self._bar.setFixedHeight(look.px(5))
