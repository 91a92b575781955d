"""One repository of the Hub: what it is, its files, and what the chosen one would take in memory."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.models.card_pane import CardPane
from app.ui.models.memory_bar import MemoryBar
from app.ui.models.offers import OfferTable
from app.ui.models.values import RepositoryPage
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.blank import Blank, BlankView
from app.ui.widgets.controls import Button
from app.ui.widgets.tab_order import follow
from app.words.catalog import _


class RepositoryPane(CardPane):
    wished = Signal(str, str, object)
    """Repository, quantization, and the Deed that was asked for."""
    chosen = Signal(str)
    """The memory of this quantization is to be shown."""
    token_given = Signal(str)
    page_wanted = Signal(str)
    """This repository, in the browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("The model and its files"), parent)
        self._repo = ""
        self._shown_trouble: Blank | None = None
        self._name = QLabel()
        self._name.setObjectName("large")
        self._remark = QLabel()
        self._remark.setObjectName("small")
        for label in (self._name, self._remark):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._browse = Button(_("Its page"), kind="link")
        self._browse.setAccessibleName(_("Open its page in the browser"))
        self._browse.clicked.connect(lambda: self.page_wanted.emit(self._repo))
        self._offers = OfferTable()
        self._offers.wished.connect(lambda name, deed: self.wished.emit(self._repo, name, deed))
        self._offers.chosen.connect(self.chosen)
        self._memory = MemoryBar()
        self._offers.remade.connect(self._order_tabs)
        self._trouble = BlankView()
        self._trouble.acted.connect(self.acted)
        for blank in (self._trouble, self.blank):
            blank.token_given.connect(self.token_given)
        self._build()

    def show_page(self, page: RepositoryPage) -> None:
        self._repo = page.repo
        self._name.setText(page.name)
        self._remark.setText(page.remark)
        self._offers.show_offers(page.offers, chosen=page.chosen, context_words=page.context_words)
        self._memory.show_memory(page.memory)
        self._trouble.setVisible(page.trouble is not None)
        if page.trouble != self._shown_trouble and page.trouble:
            self._trouble.show_blank(page.trouble)
        self._shown_trouble = page.trouble
        self.turn_to_page()

    def _order_tabs(self) -> None:
        follow(self._browse, [self._trouble, self._offers, self._memory])

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._offers.dress(look)
        self._memory.dress(look)

    def _build(self) -> None:
        head = QWidget()
        Beside(head, self._name, self._browse, least=200)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addWidget(head)
        column.addWidget(self._remark)
        column.addWidget(self._trouble)
        column.addSpacing(tokens.SPACE_3)
        column.addWidget(self._offers)
        column.addSpacing(tokens.SPACE_4)
        column.addWidget(self._memory)
        column.addStretch()
        self.lay_out()
