"""One column: who is asked, the answer as it comes, what it took, and the button that keeps it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.preset import Preset
from app.ui.compare.marked_text import MarkedText
from app.ui.composer.preset_pill import PresetPill
from app.ui.conversation.action_bar import Action
from app.ui.conversation.row import Row
from app.ui.conversation.style import Style
from app.ui.conversation.view import ConversationView
from app.ui.header.model_pill import ModelLine, ModelPill
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, IconButton
from app.words.catalog import _


class ColumnPane(QFrame):
    preset_wanted = Signal()
    model_wanted = Signal()
    removed = Signal()
    kept = Signal()
    link_activated = Signal(str)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        """Number counts from 1, for those who hear it."""
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAccessibleName(_("Column {number}").format(number=number))
        self._look = Look()
        self.preset = PresetPill()
        self.model = ModelPill()
        self._remove = IconButton("close", _("Remove column {number}").format(number=number))
        self._status = QLabel()
        self._status.setObjectName("small")
        self._status.setWordWrap(True)
        self.answer = ConversationView(self._look.theme, actions=(Action.COPY,))
        self.marked = MarkedText()
        self._pages = QStackedWidget()
        self._keep = Button(_("Keep this one"))
        self._keep.setAccessibleName(_("Keep the answer of column {number}").format(number=number))
        self._build()
        self.preset.clicked.connect(self.preset_wanted)
        self.model.clicked.connect(self.model_wanted)
        self._remove.clicked.connect(self.removed)
        self._keep.clicked.connect(self.kept)
        self.answer.link_activated.connect(self.link_activated)
        self.show_blank()

    def show_asked(self, preset: Preset | None, model: ModelLine) -> None:
        """Who is asked."""
        self.preset.show_preset(preset)
        self.model.show_model(model)

    def show_blank(self) -> None:
        """Nothing is asked yet."""
        self.answer.show_rows([])
        self.show_status("")
        self.show_marked(is_shown=False)
        self._keep.hide()

    def show_row(self, row: Row) -> None:
        """What answers, from its beginning."""
        self.answer.show_rows([row])

    def finish(self, row: Row, *, can_keep: bool) -> None:
        self.answer.finish(row)
        self._keep.setVisible(can_keep)

    def show_status(self, words: str) -> None:
        """How far it is, or what it took."""
        self._status.setText(words)
        self._status.setVisible(bool(words))

    def show_marked(self, *, is_shown: bool) -> None:
        """The plain text with its differences, instead of the answer as it is read."""
        self._pages.setCurrentWidget(self.marked if is_shown else self.answer)

    def show_busy(self, *, is_busy: bool, can_remove: bool) -> None:
        """While it answers, nobody else can be chosen for it."""
        for part in (self.preset, self.model):
            part.setEnabled(not is_busy)
        self._remove.setVisible(can_remove and not is_busy)

    def dress(self, look: Look) -> None:
        if look != self._look:
            self.answer.set_look(Style(look.theme, scale=look.scale))
        self._look = look
        for part in (self.preset, self.model, self.marked):
            part.dress(look)
        self._remove.dress(look, side=28)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(tokens.SPACE_1)
        top.addWidget(self.preset)
        top.addStretch(1)
        top.addWidget(self._remove)
        middle = QHBoxLayout()
        middle.addWidget(self.model)
        middle.addStretch(1)
        head = QVBoxLayout()
        head.setContentsMargins(tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3, 0)
        head.setSpacing(tokens.SPACE_2)
        head.addLayout(top)
        head.addLayout(middle)
        head.addWidget(self._status)
        self._pages.addWidget(self.answer)
        self._pages.addWidget(self.marked)
        foot = QHBoxLayout()
        foot.setContentsMargins(tokens.SPACE_3, 0, tokens.SPACE_3, tokens.SPACE_3)
        foot.addWidget(self._keep)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(tokens.SPACE_2)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
